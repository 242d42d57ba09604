"""Films a conversation on the page: `python docs/talk.py` writes docs/talk.webp, a few minutes on two cores.

Opens the shop, asks in a real Chromium, and makes one animated picture of what the page shows. Needs
requirements-dev.txt and a Chromium. No product is named here, so it can be taken again whenever the shop changes.
"""

from __future__ import annotations

import argparse
import io
import shutil
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from catalog.command_line import add_options, made, option  # noqa: E402
from chat.opening import open_assistant, open_catalog  # noqa: E402
from chat.options import ModelOptions  # noqa: E402
from web.page import create_page, launch_options  # noqa: E402
from web.session import AppState  # noqa: E402

ASKED = (
    ("a wooden bowl for fruit", "like the first one, but darker"),
    ("a round mirror in warm metal for the hallway", "something less shiny"),
)
"""Openings and what is said next: the first one is shown in whose answer the best product moved up. A test holds the
first product of each to its specification."""
SIZE, WIDTH = {"width": 1180, "height": 820}, 880
"""Of the window, and pixels of the picture across."""
LETTERS = 6
"""Typed from one frame to the next."""
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PATIENCE = 10 * 60_000
"""Milliseconds that a slow machine may take for one step."""
MOVED_UP = "#shop-chat .shop-card{} .shop-up"
STILL = {"width": 1366, "height": 1320}
"""Of the window, where two answers stand in one picture."""


class Held:
    """A ranker that waits for `go`: the search's order stands for a tenth of a second, too short to be filmed."""

    def __init__(self, ranker: Any) -> None:
        self.ranker, self.go = ranker, threading.Event()
        self.go.set()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.ranker, name)

    def score(self, *arguments: Any) -> Any:
        self.go.wait()
        return self.ranker.score(*arguments)


class Film:
    """Frames and for how long each stands, in milliseconds."""

    def __init__(self, page: Page, held: Held) -> None:
        self.page, self.held = page, held
        self.frames: list[Image.Image] = []
        self.times: list[int] = []

    def take(self, milliseconds: int) -> None:
        self.page.wait_for_function("[...document.images].every(picture => picture.complete)")
        shot = Image.open(io.BytesIO(self.page.screenshot(animations="disabled"))).convert("RGB")
        shot.thumbnail((WIDTH, WIDTH), Image.Resampling.LANCZOS)
        self.frames.append(shot)
        self.times.append(milliseconds)

    def ask(self, words: str) -> None:
        """Words being typed, the search's order, LaViC's."""
        for end in [*range(LETTERS, len(words), LETTERS), len(words)]:
            self.page.fill("#shop-box textarea", words[:end])
            self.take(120)
        self.times[-1] = 500
        self.held.go.clear()
        try:
            self.page.press("#shop-box textarea", "Enter")
            self.page.wait_for_selector(".shop-looking .shop-card")
            self.take(1_800)
        finally:
            self.held.go.set()
        stands(self.page)
        self.take(3_000)

    def save(self, path: Path) -> None:
        first, *rest = self.frames
        first.save(path, save_all=True, append_images=rest, duration=self.times, loop=0, quality=80, method=4)


def stands(page: Page) -> None:
    """Waits until the newest answer is ranked."""
    page.wait_for_selector(".shop-cards:not(.shop-looking)")
    page.wait_for_selector("#shop-send", state="visible")
    page.wait_for_timeout(1_000)


def opened(browser: Browser, address: str, size: dict[str, int] = SIZE) -> Page:
    page = browser.new_page(viewport=size, color_scheme="light")  # type: ignore[arg-type]
    page.set_default_timeout(PATIENCE)
    page.goto(address)
    page.wait_for_selector("#shop-box textarea")
    page.wait_for_timeout(1_000)
    return page


def opening(browser: Browser, address: str) -> tuple[str, str]:
    """The first of `ASKED` whose best product won its place by its picture, or else one whose answer moved at all."""
    moved: dict[tuple[str, str], int] = {}
    for words, then in ASKED:
        page = opened(browser, address)
        page.fill("#shop-box textarea", words)
        page.press("#shop-box textarea", "Enter")
        page.wait_for_selector(".shop-card")
        stands(page)
        best, any_of_them = (page.locator(MOVED_UP.format(place)).count() for place in ("[data-rank='1']", ""))
        page.close()
        if best:
            return words, then
        moved[words, then] = any_of_them
    if not any(moved.values()):
        raise SystemExit("error: in none of the answers did a product move up; write other openings into docs/talk.py")
    return max(moved, key=lambda both: moved[both])


def talk(browser: Browser, address: str, held: Held) -> Film:
    words, then = opening(browser, address)
    film = Film(opened(browser, address), held)
    film.take(1_200)
    film.ask(words)
    film.ask(then)
    film.page.locator(".bot-row").last.locator(".shop-card .shop-open").first.click()
    film.page.wait_for_selector("dialog.shop-view")
    film.page.mouse.move(0, 0)
    film.take(4_000)
    return film


def still(browser: Browser, address: str, out: Path) -> None:
    """Two turns in one picture."""
    page = opened(browser, address, STILL)
    for words in ASKED[-1]:
        page.fill("#shop-box textarea", words)
        page.press("#shop-box textarea", "Enter")
        page.wait_for_selector("#shop-stop", state="visible")
        stands(page)
    page.mouse.move(0, 0)
    page.evaluate("document.activeElement.blur()")
    page.locator("#shop-chat .bubble-wrap").hover(position={"x": 200, "y": 300})
    page.mouse.wheel(0, -20_000)  # as a shopper does: the page would scroll back after a script
    page.mouse.move(0, 0)
    page.wait_for_function("[...document.images].every(picture => picture.complete)")
    shot = Image.open(io.BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
    shot.quantize(256, dither=Image.Dither.NONE).save(out, optimize=True)
    page.close()


@dataclass(frozen=True, kw_only=True)
class Filming(ModelOptions):
    out: Path = option(ROOT / "docs" / "talk.webp", "default: docs/talk.webp")
    page: Path | None = option(None, "also two turns as one PNG: docs/page.png", metavar="FILE")
    frames: Path | None = option(None, "also each frame, as PNG", metavar="DIR")


def main() -> None:
    options = argparse.ArgumentParser(description="Films a conversation on the page.")
    add_options(options, Filming)
    told = made(Filming, options.parse_args())
    catalog = open_catalog(told.catalog)
    film = filmed(AppState(catalog, open_assistant(catalog, told.model, told.adapters, told.quantize)), told.page)
    if told.frames:
        told.frames.mkdir(parents=True, exist_ok=True)
        for place, frame in enumerate(film.frames):
            frame.save(told.frames / f"{place:02d}.png")
    film.save(told.out)
    print(f"{told.out}: {len(film.frames)} frames, {told.out.stat().st_size / 1e6:.2f} MB")


def filmed(app: AppState, page_picture: Path | None = None) -> Film:
    """The conversation in that shop. Every turn of its assistant waits for the camera."""
    assert app.assistant is not None
    held = app.assistant.ranker = Held(app.assistant.ranker)  # type: ignore[assignment]
    page = create_page(app)
    _, address, _ = page.launch(server_name="127.0.0.1", prevent_thread_lock=True, quiet=True, **launch_options(app))
    found = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=next(filter(None, found), None), args=ARGUMENTS)
        if page_picture:
            still(browser, address, page_picture)
        film = talk(browser, address, held)
        browser.close()
    page.close(verbose=False)
    return film


if __name__ == "__main__":
    main()
