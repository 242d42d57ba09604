"""The small shop of `tests/chat`, served for real, and a real Chromium that reports everything it is unhappy about."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

_spec = importlib.util.spec_from_file_location("small_shop", Path(__file__).parents[1] / "conftest.py")
assert _spec is not None and _spec.loader is not None
small_shop = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(small_shop)
shop, serve, server = small_shop.shop, small_shop.serve, small_shop.server

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@dataclass
class Tab:
    """A page of the shop and what went wrong in it."""

    page: Page
    address: str
    foreign: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def ask(self, words: str) -> None:
        """Asks and waits for the answer that stands."""
        answers = self.page.locator("#shop-chat .bot-row").count()
        self.page.fill("#shop-box textarea", words)
        self.page.keyboard.press("Enter")
        self.page.wait_for_function(f"document.querySelectorAll('#shop-chat .bot-row').length > {answers}")
        self.page.wait_for_selector("#shop-send", state="visible")

    def screenshot(self, name: str) -> None:
        """Kept where SCREENSHOTS names a folder, for somebody to look at."""
        if folder := os.environ.get("SCREENSHOTS"):
            self.page.wait_for_timeout(400)
            self.page.screenshot(path=Path(folder) / f"{name}.png")


@pytest.fixture(scope="module")  # Playwright keeps an event loop running, in which no later test could start its own
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def open_tab(chromium: Browser, server: str) -> Iterator[Callable[..., Tab]]:
    """Opens the page at a width, and at the end checks that nothing foreign was asked for and nothing complained."""
    opened: list[Tab] = []

    def make(width: int = 1280, scheme: str = "light") -> Tab:
        size = {"width": width, "height": 844}
        page = chromium.new_context(viewport=size, color_scheme=scheme).new_page()  # type: ignore[arg-type]
        page.set_default_timeout(120_000)  # a busy machine is slow, and no test is about that
        tab = Tab(page, server)
        own = (server + "/", "data:", "blob:")
        page.on("request", lambda request: None if request.url.startswith(own) else tab.foreign.append(request.url))
        page.on("console", lambda said: tab.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: tab.complaints.append(str(error)))
        page.on("dialog", lambda dialog: (tab.complaints.append(f"dialog {dialog.message}"), dialog.dismiss()))
        page.goto(server + "/")
        page.wait_for_selector("#shop-box textarea")
        opened.append(tab)
        return tab

    yield make
    for tab in opened:
        assert not tab.foreign, "requests to other hosts"
        assert not tab.complaints, "errors in the console"
        tab.page.context.close()
