"""Chips, ways back, the buttons of a card, the saved list, the comparison and links, as a shopper meets them."""

from __future__ import annotations

import csv
import io
import json
from urllib.parse import unquote

import pytest

pytestmark = pytest.mark.browser

SIZES = pytest.mark.parametrize("width", [1280, 360])
"""A desk and a phone."""
TITLES = "[...[...document.querySelectorAll('.bot-row')].at(-1).querySelectorAll('.shop-title')].map(t => t.innerText)"


def titles(tab) -> list[str]:
    return tab.page.evaluate(TITLES)


def press(tab, selector: str) -> None:
    """Presses a button that asks, and waits for the answer that stands."""
    tab.page.evaluate("document.querySelectorAll('.bot-row:last-of-type .shop-cards').forEach(c => c.dataset.old = 1)")
    tab.page.locator(selector).first.click()
    tab.page.wait_for_function(
        "() => { const now = [...document.querySelectorAll('.shop-cards')].at(-1);"
        "  return now && !now.dataset.old && !now.matches('.shop-looking') }"
    )
    tab.page.wait_for_selector("#shop-send", state="visible")


@SIZES
def test_limits_are_chips_and_can_be_taken_off(open_tab, width: int) -> None:
    tab = open_tab(width)
    page = tab.page
    tab.ask("a cushion under 70, not teal")
    assert page.locator(".shop-chip").all_inner_texts() == ["cushion ×", "up to $70 ×", "not teal ×"]
    assert "Cushion No. 19" not in titles(tab)
    tab.screenshot(f"chips-{width}")
    press(tab, ".shop-chip:has-text('not teal')")
    assert page.locator(".shop-chip").all_inner_texts() == ["cushion ×", "up to $70 ×"]
    assert "Cushion No. 19" in titles(tab)
    page.get_by_role("button", name="Take off: cushion").press("Enter")
    page.wait_for_function("document.querySelectorAll('.shop-chip').length == 1")


@SIZES
def test_every_step_can_be_taken_back_and_had_again(open_tab, width: int) -> None:
    tab = open_tab(width)
    page = tab.page
    tab.ask("a cushion")
    first = titles(tab)
    tab.ask("a stool")
    page.get_by_role("button", name="Take the last step back").click()
    page.wait_for_function("document.querySelectorAll('#shop-chat .bot-row').length == 1")
    assert titles(tab) == first
    assert page.locator(".shop-chip").inner_text() == "cushion ×"
    page.get_by_role("button", name="Do it again as it was").click()
    page.wait_for_function("document.querySelectorAll('#shop-chat .bot-row').length == 2")
    assert all("Stool" in title for title in titles(tab))
    page.get_by_role("button", name="Take the last message back and change it").click()
    page.wait_for_function("document.querySelector('#shop-box textarea').value == 'a stool'")
    assert page.locator(".bot-row").count() == 1
    press(tab, "[data-turn=retry]")
    assert titles(tab) == first
    page.click("#shop-reset")
    page.wait_for_selector(".shop-welcome")
    page.get_by_role("button", name="Take the last step back").click()
    page.wait_for_selector(".bot-row")
    assert titles(tab) == first


@SIZES
def test_more_and_less_like_this(open_tab, width: int) -> None:
    tab = open_tab(width)
    tab.ask("a cushion")
    first = titles(tab)
    press(tab, "[data-turn=more]")
    assert first[0] not in titles(tab)
    assert all("Cushion" in title for title in titles(tab))
    again = titles(tab)
    press(tab, "[data-turn=retry]")
    assert titles(tab) == again
    press(tab, ".bot-row:last-of-type [data-turn=less]")
    assert again[0] not in titles(tab)


@SIZES
def test_a_step_is_taken_back_while_its_answer_comes(open_tab, width: int) -> None:
    tab = open_tab(width)
    page = tab.page
    tab.ask("a cushion")
    first = titles(tab)
    page.fill("#shop-box textarea", "slowly, a stool")
    page.keyboard.press("Enter")
    page.wait_for_selector(".shop-looking .shop-card")
    page.get_by_role("button", name="Take the last step back").click()
    page.wait_for_selector("#shop-send", state="visible")
    assert titles(tab) == first
    tab.ask("thanks")
    assert page.locator(".bot-row").count() == 2, "nothing of the stool came back"
    assert page.locator(".shop-chip").inner_text() == "cushion ×"


@SIZES
def test_saved_products_survive_a_reload_and_can_be_taken_away(open_tab, width: int) -> None:
    tab = open_tab(width)
    page = tab.page
    tab.ask("a lamp between 20 and 27.50")  # hostile titles
    page.evaluate("[...document.querySelectorAll('.shop-card .shop-save')].slice(0, 3).forEach(b => b.click())")
    page.wait_for_function("document.querySelectorAll('#shop-saved li').length == 3")
    page.reload()
    page.wait_for_selector("#shop-saved li", state="attached")
    page.locator("[data-drawer=saved]").click()
    assert page.locator("#shop-saved li").count() == 3
    assert page.evaluate("window.hacked") is None
    tab.screenshot(f"saved-{width}")
    files = {
        link.get_attribute("download"): unquote(link.get_attribute("href").split(",", 1)[1])
        for link in page.locator(".shop-export a").all()
    }
    rows = list(csv.DictReader(io.StringIO(files["saved.csv"])))
    listed = json.loads(files["saved.json"])
    assert [row["id"] for row in rows] == [item["id"] for item in listed]
    assert len(rows) == 3
    page.get_by_role("button", name="from the saved list").first.click()
    page.wait_for_function("document.querySelectorAll('#shop-saved li').length == 2")


@SIZES
def test_two_to_four_are_compared(open_tab, width: int) -> None:
    tab = open_tab(width)
    page = tab.page
    tab.ask("a lamp under 200")
    page.evaluate("document.querySelectorAll('.shop-card [data-act=compare]').forEach(button => button.click())")
    page.wait_for_function("document.querySelector('[data-drawer=compare] b').textContent === '4'")
    assert page.locator("#shop-compare").is_hidden(), "it opens when it is wanted"
    page.locator("[data-drawer=compare]").click()
    table = page.locator("#shop-compare table").inner_text()
    assert "not listed" in table
    assert "It is round and" in table
    assert page.evaluate("window.hacked") is None
    tab.screenshot(f"compare-{width}")
    page.locator("[data-act=uncompare]").first.click()
    page.wait_for_function("document.querySelectorAll('#shop-compare thead th').length == 3")
    page.keyboard.press("Escape")
    assert page.locator("#shop-drawer").is_hidden()


def test_a_new_conversation_closes_the_drawer(open_tab) -> None:
    tab = open_tab()
    page = tab.page
    tab.ask("a cushion")
    page.locator("[data-act=compare]").first.click()
    page.locator("[data-drawer=compare]").click()
    page.wait_for_selector("#shop-compare")
    page.evaluate("document.querySelector('#shop-reset').click()")  # the drawer lies over it
    page.wait_for_selector(".shop-welcome")
    assert page.locator("#shop-drawer").is_hidden()
    page.wait_for_selector("[data-drawer=compare]", state="hidden")


def test_fault_62_two_tabs_save_into_one_list(open_tab) -> None:
    tab = open_tab()
    tab.ask("a cushion")
    other = tab.page.context.new_page()
    other.goto(f"{tab.address}/?q=a%20stool")
    other.wait_for_selector(".shop-cards:not(.shop-looking) .shop-card")
    for place in (0, 1):
        tab.page.locator("[data-act=save]").nth(place).click()
        other.locator("[data-act=save]").nth(place).click()
    for page in (tab.page, other):
        page.wait_for_function("document.querySelectorAll('#shop-saved li').length == 4")
    other.close()


def test_fault_62_three_saves_and_two_compares_at_once(open_tab) -> None:
    tab = open_tab()
    tab.ask("a cushion")
    took = tab.page.evaluate(
        """() => {
            const began = performance.now(), all = (act) => document.querySelectorAll(`.shop-card [data-act=${act}]`);
            [...all("save")].slice(0, 3).forEach((button, place) => {
                button.click();
                if (place < 2) all("compare")[place].click();
            });
            return performance.now() - began;
        }"""
    )
    assert took < 100
    tab.page.wait_for_function("document.querySelectorAll('#shop-saved li').length == 3")
    tab.page.wait_for_function("document.querySelector('[data-drawer=compare] b').textContent == '2'")
    tab.page.reload()
    tab.page.wait_for_function("document.querySelectorAll('#shop-saved li').length == 3")


def test_a_conversation_survives_a_reload_until_it_is_forgotten(open_tab) -> None:
    tab = open_tab()
    page = tab.page
    tab.ask("a cushion under 70, not teal")
    press(tab, "[data-turn=more]")
    before = page.locator("#shop-chat").inner_text()
    page.reload()
    page.wait_for_function("document.querySelectorAll('.shop-cards:not(.shop-looking)').length == 2")
    page.wait_for_selector("#shop-send", state="visible")
    assert page.locator("#shop-chat").inner_text() == before
    assert page.locator(".shop-chip").all_inner_texts() == ["cushion ×", "up to $70 ×", "not teal ×"]
    page.get_by_role("button", name="Forget it").click()
    page.wait_for_selector(".shop-welcome")
    assert page.evaluate("[localStorage, sessionStorage].map(s => s.getItem('lookbook.talk') ?? '[]')")[0] == "[]"
    page.reload()
    page.wait_for_selector(".shop-welcome")
    page.wait_for_timeout(1_000)
    assert page.locator(".bot-row, .shop-resume").count() == 0


def test_what_a_link_says_is_what_was_said(open_tab) -> None:
    tab = open_tab()
    page = tab.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    tab.ask("a cushion")
    tab.ask("under 65")
    shown = titles(tab)
    page.locator("[data-act=copy-question]:visible").click()
    page.get_by_role("button", name="Copied").wait_for()
    page.goto(page.evaluate("navigator.clipboard.readText()"))
    page.wait_for_function("document.querySelectorAll('.shop-cards:not(.shop-looking)').length == 2")
    assert titles(tab) == shown
    page.locator(".bot-row").last.locator("[data-act=details]").first.click()
    page.get_by_role("button", name="Copy link").last.click()
    page.goto(page.evaluate("navigator.clipboard.readText()"))
    page.wait_for_function("document.querySelectorAll('.shop-card').length == 1")
    assert titles(tab) == shown[:1]


@SIZES
def test_details_say_every_field_and_both_ranks(open_tab, width: int) -> None:
    tab = open_tab(width)
    tab.ask("a cushion")
    card = tab.page.locator(".shop-card").first
    card.locator("[data-act=details]").last.click()
    words = tab.page.locator("dialog.shop-view").inner_text()
    for name in (
        "Cushion No.",
        "Brand",
        "not listed",
        "Seen in the picture",
        "Place in this answer",
        "1st, by the text search",
    ):
        assert name in words
    tab.screenshot(f"details-{width}")


@SIZES
def test_links_open_a_question_or_a_product(open_tab, width: int) -> None:
    tab = open_tab(width)
    page = tab.page
    page.goto(f"{tab.address}/?q=a%20cushion%20under%2070")
    page.wait_for_selector(".shop-cards:not(.shop-looking) .shop-card")
    assert all("Cushion" in title for title in titles(tab))
    page.goto(f"{tab.address}/?item=P19")
    page.wait_for_selector(".shop-card")
    assert titles(tab) == ["Cushion No. 19"]
    tab.ask("how much is it?")
    assert "$62.50" in page.locator(".bot-row").last.inner_text()
    page.goto(f"{tab.address}/?item=%3Cimg%20src=x%20onerror=window.hacked=1%3E")
    page.wait_for_selector(".bot-row")
    assert "not in this shop" in page.locator(".bot-row").inner_text()
    assert page.evaluate("window.hacked") is None


def test_a_picture_can_be_enlarged_by_keyboard(open_tab) -> None:
    tab = open_tab()
    page = tab.page
    tab.ask("a cushion")
    page.locator(".shop-open").first.press("Enter")
    assert page.locator("dialog.shop-view img").is_visible()
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog.shop-view", state="detached")


@SIZES
def test_the_newest_answer_begins_in_the_upper_half(open_tab, width: int) -> None:
    tab = open_tab(width)
    page = tab.page
    long = "a stool, please, " + "for somebody who says a lot of things before they come to an end, " * 4
    for message in ("a cushion", long, "a candle"):
        tab.ask(message)
        page.wait_for_function(
            "() => { const row = [...document.querySelectorAll('#shop-chat .bot-row')].at(-1).getBoundingClientRect();"
            "  const wrap = document.querySelector('#shop-chat .bubble-wrap').getBoundingClientRect();"
            "  return row.top >= wrap.top && row.top < wrap.top + wrap.height * 0.6 }",
            timeout=10_000,
        )
    page.locator("#shop-chat .bubble-wrap").hover(position={"x": 150, "y": 100})
    page.mouse.wheel(0, -20_000)  # as a shopper does: what a script scrolls, the next change of the page may undo
    page.wait_for_function("document.querySelector('#shop-chat .bubble-wrap').scrollTop === 0")
    page.locator("[data-act=save]").first.click()
    page.wait_for_selector("#shop-saved li", state="attached")
    assert page.evaluate("document.querySelector('#shop-chat .bubble-wrap').scrollTop") == 0, (
        "who reads back stays there"
    )


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1920, "dark")])
def test_the_page_is_readable_at_any_width(open_tab, width: int, scheme: str) -> None:
    tab = open_tab(width, scheme)
    page = tab.page
    tab.ask("a cushion under 70, not teal")
    page.locator("[data-act=save]").first.click()
    page.wait_for_selector("#shop-saved li", state="attached")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("document.querySelector('#shop-ask').getBoundingClientRect().bottom <= innerHeight")
    assert page.evaluate("document.querySelector('#shop-chat').getBoundingClientRect().height > 300")
    tab.screenshot(f"talk-{width}-{scheme}")


def test_two_shoppers_at_once_never_see_each_other(open_tab) -> None:
    one, other = open_tab(), open_tab()
    one.page.fill("#shop-box textarea", "slowly, a stool")
    one.page.click("#shop-send")
    one.page.wait_for_selector(".shop-looking .shop-card")
    other.ask("a cushion under 70, not teal")
    one.page.wait_for_selector("#shop-send", state="visible")
    assert one.page.locator(".shop-chip").all_inner_texts() == ["stool ×"]
    assert all("Stool" in title for title in titles(one))
    assert other.page.locator(".shop-chip").all_inner_texts() == ["cushion ×", "up to $70 ×", "not teal ×"]
    assert all("Cushion" in title for title in titles(other))
    assert "ushion" not in one.page.locator("#shop-chat").inner_text()
    one.ask("cheaper")
    assert all("Stool" in title for title in titles(one))


def test_nothing_jumps_while_pictures_load(open_tab) -> None:
    tab = open_tab()
    page = tab.page
    held = []
    page.route("**/pictures/**", lambda route: held.append(route))
    tab.ask("a cushion")
    page.wait_for_function("document.querySelectorAll('.shop-card').length == 5")
    places = (
        "[...document.querySelectorAll('.shop-card, .shop-how')].map(c => JSON.stringify(c.getBoundingClientRect()))"
    )
    before = page.evaluate(places)
    assert held
    for picture in held:
        picture.continue_()
    page.wait_for_function("[...document.querySelectorAll('.shop-card img')].every(i => i.naturalWidth > 0)")
    assert page.evaluate(places) == before


def test_reduced_motion_is_respected(open_tab) -> None:
    tab = open_tab()
    page = tab.page
    moving = (
        "[...document.querySelectorAll('.shop-card')].map(c => [getComputedStyle(c).transitionDuration,"
        "getComputedStyle(c.querySelector('.shop-picture'), '::after').animationName].join())"
    )
    page.emulate_media(reduced_motion="reduce")
    page.fill("#shop-box textarea", "slowly, a stool")
    page.click("#shop-send")
    page.wait_for_selector(".shop-looking .shop-card")
    assert set(page.evaluate(moving)) == {"0s,none"}
    page.emulate_media(reduced_motion="no-preference")
    assert "shop-look" in page.evaluate(moving)[0]
    page.wait_for_selector(".shop-cards:not(.shop-looking)")
    page.wait_for_selector("#shop-send", state="visible")


def test_a_conversation_by_keyboard_alone(open_tab) -> None:
    tab = open_tab()
    page = tab.page
    focused = "document.activeElement.matches"

    def tab_to(selector: str, most: int = 60) -> None:
        for _ in range(most):
            page.keyboard.press("Tab")
            if page.evaluate(f"{focused}({selector!r})"):
                # the box for words has none of its own: its frame shows it
                styles = "[e, e.closest('#shop-ask') ?? e].map(x => getComputedStyle(x))"
                seen = page.evaluate(f"(e => {styles}.map(s => s.outlineStyle + s.boxShadow))(document.activeElement)")
                assert set(seen) != {"nonenone"}, f"no visible focus on {selector}"
                return
        raise AssertionError(f"{selector} cannot be reached")

    page.keyboard.type("a cushion under 70")
    page.keyboard.press("Enter")
    page.wait_for_selector(".shop-cards:not(.shop-looking) .shop-card")
    page.wait_for_selector("#shop-send", state="visible")
    page.evaluate("document.activeElement.blur()")
    tab_to(".shop-card .shop-open")
    page.keyboard.press("ArrowRight")
    assert page.evaluate(f"{focused}('.shop-card [data-act=save]')")
    page.keyboard.press("Enter")
    page.wait_for_selector("#shop-saved li", state="attached")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.shop-card').dataset.rank") == "2", "one stop for each card"
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog.shop-view")
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog.shop-view", state="detached")
    tab_to(".shop-chip[data-what^=price]")
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelectorAll('.shop-chip').length == 1")
    page.wait_for_selector("#shop-send", state="visible")
    tab_to("#shop-box textarea")
