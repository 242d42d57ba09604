"""A shopper's own photo, as a shopper gives it: dropped, pasted or chosen, alone and with words."""

from __future__ import annotations

import base64
import importlib.util
from pathlib import Path

import pytest

pytestmark = pytest.mark.browser

_spec = importlib.util.spec_from_file_location("small_shop", Path(__file__).parents[1] / "conftest.py")
assert _spec is not None and _spec.loader is not None
small_shop = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(small_shop)

TITLES = "[...[...document.querySelectorAll('.bot-row')].at(-1).querySelectorAll('.shop-title')].map(t => t.innerText)"
HANDED = """([how, data, name, type]) => {
  const bytes = Uint8Array.from(atob(data), (c) => c.charCodeAt(0));
  const carried = new DataTransfer();
  carried.items.add(new File([bytes], name, { type }));
  const options = { bubbles: true, cancelable: true };
  const event = how === "paste"
    ? new ClipboardEvent("paste", { ...options, clipboardData: carried })
    : new DragEvent(how, { ...options, dataTransfer: carried });
  document.querySelector("#shop-box textarea").dispatchEvent(event);
}"""


def hand(tab, how: str, data: bytes, name: str = "photo.png", kind: str = "image/png") -> None:
    """As the system's clipboard or a drag would."""
    tab.page.evaluate(HANDED, [how, base64.b64encode(data).decode(), name, kind])


def send(tab) -> None:
    """Presses Ask with whatever is there, and waits for the answer that stands."""
    answers = tab.page.locator("#shop-chat .bot-row").count()
    tab.page.click("#shop-send")
    tab.page.wait_for_function(f"document.querySelectorAll('#shop-chat .bot-row').length > {answers}")
    tab.page.wait_for_selector("#shop-send", state="visible")


@pytest.mark.parametrize(("how", "width", "scheme"), [("drop", 1280, "light"), ("paste", 390, "dark")])
def test_a_photo_alone_then_words(open_tab, how: str, width: int, scheme: str) -> None:
    tab = open_tab(width, scheme)
    page = tab.page
    hand(tab, how, small_shop.draw_photo("teal"))
    page.wait_for_selector("#shop-photo img.shop-photo")
    assert page.get_by_alt_text("Your photo, not sent yet").evaluate("i => i.naturalWidth") > 0
    tab.screenshot(f"photo-{width}-pending")
    send(tab)
    sent = page.get_by_alt_text("The photo that you sent")
    assert sent.evaluate("i => [i.complete, i.naturalWidth]") == [True, 160]
    assert page.locator("#shop-photo img").count() == 0
    assert "these look most like it" in page.locator(".bot-row").last.inner_text()
    assert page.locator(".shop-card").first.locator(".shop-reason").inner_text().startswith("most like your photo")
    tab.screenshot(f"photo-{width}-alone")
    tab.ask("a cushion, but not goldenrod")
    assert page.evaluate(TITLES)[0] == "Cushion No. 19"
    assert page.locator(".shop-chip").all_inner_texts() == ["cushion ×", "not goldenrod ×", "like your photo ×"]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    tab.screenshot(f"photo-{width}-words")
    page.get_by_role("button", name="Take off: like your photo").click()
    page.wait_for_function("document.querySelectorAll('.shop-chip').length == 2")


def test_a_photo_comes_back_by_edit_and_can_be_taken_away(open_tab) -> None:
    tab = open_tab()
    page = tab.page
    hand(tab, "drop", small_shop.draw_photo("teal"))
    page.wait_for_selector("#shop-photo img")
    page.fill("#shop-box textarea", "a stool like this")
    send(tab)
    page.get_by_role("button", name="Take the last message back and change it").click()
    page.wait_for_selector("#shop-photo img")
    assert page.input_value("#shop-box textarea") == "a stool like this"
    assert page.locator(".bot-row").count() == 0
    page.get_by_role("button", name="Remove the photo").click()
    page.wait_for_selector("#shop-photo img", state="detached")
    page.get_by_role("button", name="Do it again as it was").click()
    page.wait_for_selector("#shop-chat .shop-photo")


def test_a_photo_can_be_chosen_by_keyboard(open_tab, tmp_path) -> None:
    tab = open_tab()
    file = tmp_path / "mine.png"
    file.write_bytes(small_shop.draw_photo("olive"))
    with tab.page.expect_file_chooser() as chooser:
        tab.page.get_by_role("button", name="Photo").press("Enter")
    chooser.value.set_files(file)
    tab.page.wait_for_selector("#shop-photo img")


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='window.hacked=1'/>", "a.svg", "image/svg+xml"),
        (b"<script>window.hacked=1</script>", "a.png", "image/png"),
        (small_shop.draw_photo("teal")[:500], "a.png", "image/png"),
        (b"", "a.jpg", "image/jpeg"),
        (b"\0" * 2_000_000, "a.png", "image/png"),
    ],
)
def test_what_is_no_photo_is_said_and_words_still_work(open_tab, data: bytes, name: str, kind: str) -> None:
    tab = open_tab()
    page = tab.page
    hand(tab, "drop", data, name, kind)
    page.wait_for_selector("#shop-photo [role=alert]")
    assert "Try another one, or say in words" in page.locator("#shop-photo").inner_text()
    assert page.evaluate("window.hacked") is None
    tab.screenshot("photo-refused")
    tab.ask("a cushion")
    assert page.locator(".shop-card").count() == 5
    assert page.locator("#shop-photo [role=alert]").count() == 0


def test_saved_and_compared_stay_marked_on_cards_drawn_anew(open_tab) -> None:
    tab = open_tab()
    page = tab.page
    tab.ask("a cushion")
    title = page.evaluate(TITLES)[1]
    for act in ("save", "compare"):
        page.locator(f"[data-act={act}]").nth(1).click()
        page.wait_for_selector(f".shop-card [data-act={act}][aria-pressed=true]")
    tab.ask("a cushion, cheaper than 200")
    marked = page.locator(".bot-row").last.locator(".shop-card", has=page.locator("[aria-pressed=true]"))
    assert [card.locator(".shop-title").inner_text() for card in marked.all()] == [title]
    tab.screenshot("marked")
    marked.locator("[data-act=save]").click()  # pressed again, it is taken off the list
    page.wait_for_selector("#shop-saved", state="detached")
    page.wait_for_function("!document.querySelector('[data-act=save][aria-pressed=true]')")  # the cards follow the list
    assert page.locator("[data-act=compare][aria-pressed=true]").count() == 2


def test_how_it_was_ranked_and_what_was_liked(open_tab) -> None:
    tab = open_tab()
    page = tab.page
    tab.ask("a cushion")
    page.locator(".shop-how summary").press("Enter")
    page.wait_for_function("document.querySelector('.shop-how dl').getBoundingClientRect().bottom < innerHeight - 100")
    words = page.locator(".shop-how dl").inner_text()
    for told in ("LaViC (red)", "5 for each product", "Finding candidates", "Ranking", "In all", "ms"):
        assert told in words
    tab.screenshot("how")
    page.locator("[data-turn=more]").first.click()
    page.wait_for_selector("a[download='likes.jsonl']")
    assert page.locator("a[download='likes.jsonl']").inner_text() == "Likes (1)"
