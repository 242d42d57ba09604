"""A real browser: the page by either name of this machine, and what the page of another website gets from it."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser

ASK = """async (address) => {
    const body = JSON.stringify({data: ["a lamp", 3], fn_index: 0, session_hash: "foreign"});
    const tried = {};
    for (const [name, options] of Object.entries({
        read: {},
        json: {method: "POST", body, headers: {"content-type": "application/json"}},
        form: {method: "POST", body, headers: {"content-type": "text/plain"}},
    })) {
        const path = options.method ? "/gradio_api/queue/join" : "/config";
        try { tried[name] = (await fetch(address + path, options)).status; } catch (error) { tried[name] = "refused"; }
    }
    return tried;
}"""


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[str]:
    """Another website, on another port of this machine."""
    (tmp_path / "index.html").write_text("<p>another website</p>")
    handler = partial(http.server.SimpleHTTPRequestHandler, directory=str(tmp_path))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as other:
        threading.Thread(target=other.serve_forever, daemon=True).start()
        yield f"http://localhost:{other.server_port}"
        other.shutdown()


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1"])
def test_the_page_answers_by_either_name(chromium: Browser, server: str, name: str) -> None:
    with chromium.new_context() as context:
        page = context.new_page()
        failed: list[str] = []
        page.on("response", lambda answer: failed.append(answer.url) if answer.status in (403, 421) else None)
        page.goto(server.replace("127.0.0.1", name))
        page.fill("#shop-box textarea", "a lamp")
        page.keyboard.press("Enter")
        page.wait_for_selector(".shop-cards[aria-busy=false]")
        page.wait_for_selector("#shop-send", state="visible")
        assert failed == []


def test_another_website_reads_and_asks_nothing(chromium: Browser, server: str, elsewhere: str) -> None:
    with chromium.new_context() as context:
        page = context.new_page()
        page.goto(elsewhere)
        for address in (server, server.replace("127.0.0.1", "localhost")):
            assert page.evaluate(ASK, address) == {"read": "refused", "json": "refused", "form": "refused"}


def test_another_websites_page_can_hold_the_conversation(chromium: Browser, server: str, elsewhere: str) -> None:
    with chromium.new_context() as context:
        page = context.new_page()
        page.goto(elsewhere)
        page.evaluate(
            "address => { const frame = document.createElement('iframe'); frame.src = address;"
            "  frame.width = 600; frame.height = 800; document.body.append(frame) }",
            f"{server}/embed",
        )
        frame = page.frame_locator("iframe")
        frame.locator("#shop-box textarea").fill("a lamp")
        frame.locator("#shop-box textarea").press("Enter")
        frame.locator(".shop-cards[aria-busy=false] .shop-card").first.wait_for()
        assert frame.locator("#shop-name").is_hidden()
        assert frame.locator("#shop-reset").is_visible()
