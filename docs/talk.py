"""Films a conversation on the page: `python docs/talk.py` writes docs/talk.webp, a few minutes on two cores.

Opens the shop, asks in a real Chromium, and makes one animated picture of what the page showed. Needs
requirements-dev.txt and a Chromium. No product is named here, so it can be taken again whenever the shop changes.
"""

from __future__ import annotations

import argparse
import io
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import httpx
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[1]
ASKED = (
    "a table lamp in warm metal for a dark corner",
    "a vase for dried flowers, something calm and matte",
    "a warm lamp for reading in bed, nothing shiny",
    "a small bag for every day in a quiet colour",
)
"""Openings: the first one is shown in whose answer the best product moved up."""
THEN = "like the second one, but darker"
SIZE, WIDTH = {"width": 1040, "height": 760}, 832
"""Of the window, and pixels of the picture across."""
LETTERS = 6
"""Typed from one frame to the next."""
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
MINUTES = 10 * 60_000
"""Milliseconds that a slow machine may take for one step."""

# Candidates stand for a tenth of a second before they are ranked: a copy of them is kept, to be filmed afterwards.
KEEP_FIRST = """
new MutationObserver(() => {
  const looking = [...document.querySelectorAll('.shop-looking')].at(-1);
  if (looking) window.first = looking.closest('.bot-row').cloneNode(true);
}).observe(document, { childList: true, subtree: true, attributes: true })"""
LAST = "[...document.querySelectorAll('.bot-row')].at(-1)"
BEFORE = f"{LAST}.before(window.first), {LAST}.style.display = 'none'"
AFTER = f"window.first.remove(), {LAST}.style.display = ''"
SCROLL = "document.querySelector('#shop-chat .bubble-wrap').scrollTo(0, 1e6)"


class Film:
    """Frames and for how long each stands, in milliseconds."""

    def __init__(self, page: Page) -> None:
        self.page, self.frames, self.times = page, [], []

    def take(self, milliseconds: int) -> None:
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
        answer(self.page, words)
        self.page.evaluate(BEFORE)
        self.page.evaluate(SCROLL)
        self.take(1_800)
        self.page.evaluate(AFTER)
        self.page.evaluate(SCROLL)
        self.take(3_000)

    def save(self, path: Path) -> None:
        first, *rest = self.frames
        first.save(path, save_all=True, append_images=rest, duration=self.times, loop=0, quality=80, method=4)


def answer(page: Page, words: str) -> None:
    """Asks, and waits for the answer that stands with all its pictures."""
    count = page.locator(".bot-row").count()
    page.evaluate("window.first = null")
    page.fill("#shop-box textarea", words)
    page.press("#shop-box textarea", "Enter")
    page.wait_for_function(f"document.querySelectorAll('.bot-row').length > {count}")
    page.wait_for_selector("#shop-send", state="visible")
    page.wait_for_function("window.first && [...document.images].every(picture => picture.complete)")
    page.wait_for_timeout(1_000)


def opening(browser: Browser, address: str) -> str:
    """The first of `ASKED` whose best product won its place by its picture, or else whose answer moved at all."""
    moved: dict[str, int] = {}
    for words in ASKED:
        page = opened(browser, address)
        answer(page, words)
        moved[words] = (
            page.locator(".shop-card[data-rank='1'] .shop-up").count() * 10 + page.locator(".shop-up").count()
        )
        page.close()
        if moved[words] > 10:
            return words
    if not any(moved.values()):
        raise SystemExit("error: in none of the answers did a product move up; write other openings into docs/talk.py")
    return max(moved, key=lambda words: moved[words])


def opened(browser: Browser, address: str) -> Page:
    page = browser.new_page(viewport=SIZE, color_scheme="light")  # type: ignore[arg-type]
    page.set_default_timeout(MINUTES)
    page.goto(address)
    page.wait_for_selector("#shop-box textarea")
    page.wait_for_function("[...document.images].every(picture => picture.complete)")
    page.evaluate(KEEP_FIRST)
    return page


def talk(browser: Browser, address: str) -> Film:
    words = opening(browser, address)
    film = Film(opened(browser, address))
    film.page.wait_for_timeout(1_000)
    film.take(1_200)
    film.ask(words)
    film.ask(THEN)
    details = film.page.locator(".bot-row").last.locator(".shop-card .shop-details").first
    details.locator("summary").click()
    details.evaluate("details => details.closest('.shop-card').scrollIntoView({ block: 'end' })")
    film.page.mouse.move(0, 0)
    film.take(4_000)
    return film


@contextmanager
def shop(arguments: list[str]) -> Iterator[str]:
    """Serves the page, and gives its address once it answers."""
    with socket.socket() as wire:
        wire.bind(("127.0.0.1", 0))
        port = wire.getsockname()[1]
    command = [sys.executable, "app.py", "--host", "127.0.0.1", "--port", str(port), *arguments]
    with subprocess.Popen(command, cwd=ROOT) as served:
        address, until = f"http://127.0.0.1:{port}", time.monotonic() + MINUTES / 1000
        try:
            while not _ready(address):
                if served.poll() is not None or time.monotonic() > until:
                    raise SystemExit("error: the page did not open")
                time.sleep(1)
            yield address
        finally:
            served.terminate()


def _ready(address: str) -> bool:
    try:
        return httpx.get(f"{address}/readyz").status_code == 200
    except httpx.TransportError:
        return False


def main() -> None:
    options = argparse.ArgumentParser(description="Films a conversation on the page. Other options go to app.py.")
    options.add_argument("--out", type=Path, default=ROOT / "docs" / "talk.webp", help="default: docs/talk.webp")
    options.add_argument("--address", metavar="URL", help="a page that answers already (default: opens the shop)")
    options.add_argument("--frames", type=Path, metavar="DIR", help="also each frame, as PNG")
    own, rest = options.parse_known_args()
    with nullcontext(own.address) if own.address else shop(rest) as address, sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        film = talk(browser, address)
        browser.close()
    if own.frames:
        own.frames.mkdir(parents=True, exist_ok=True)
        for place, frame in enumerate(film.frames):
            frame.save(own.frames / f"{place:02d}.png")
    film.save(own.out)
    print(f"{own.out}: {len(film.frames)} frames, {own.out.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
