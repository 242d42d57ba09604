"""The log of the real page, as `app.py` writes it: strangers add one escaped line each, and none that looks like its
own."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from web.logs import escaped

ROOT = Path(__file__).parents[2]
FORGED = "x\n2026-12-01 00:00:00,000 INFO app: FORGED\x1b[31m\u202e"
IN_ADDRESS = "x%0aFORGED%1b%5b31m"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Its door is open at once; that the model still loads does not matter here."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    log = tmp_path_factory.mktemp("log") / "log"
    with log.open("wb") as out:
        options = ["--catalog", "catalog/sample", "--port", str(port)]
        program = subprocess.Popen([sys.executable, "app.py", *options], cwd=ROOT, stdout=out, stderr=out)
        try:
            while b"the door is open" not in log.read_bytes():
                assert program.poll() is None, log.read_text()
                time.sleep(0.1)
            yield f"http://127.0.0.1:{port}", log
        finally:
            program.kill()
            program.wait()


REQUESTS = {
    "a path": ("GET", f"/{IN_ADDRESS}", None),
    "a font": ("GET", f"/fonts/{IN_ADDRESS}", None),
    "a heartbeat": ("GET", f"/gradio_api/heartbeat/{IN_ADDRESS}", None),
    "no such session": ("GET", "/gradio_api/queue/data?session_hash=nobody", None),
    "no such session, forged": ("GET", f"/gradio_api/queue/data?session_hash={IN_ADDRESS}", None),
    "no such function": ("POST", f"/gradio_api/run/{IN_ADDRESS}", {"data": []}),
    "a function's number": ("POST", "/gradio_api/queue/join", {"data": [], "fn_index": FORGED, "session_hash": "s"}),
    "a function that is not there": (
        *("POST", "/gradio_api/queue/join"),
        {"data": [], "fn_index": 10**6, "session_hash": FORGED},
    ),
    "cancelling": ("POST", "/gradio_api/cancel", {"session_hash": FORGED, "fn_index": 0, "event_id": FORGED}),
}


@pytest.mark.parametrize("name", REQUESTS)
def test_fault_53_a_stranger_writes_one_escaped_line(running: tuple[str, Path], name: str) -> None:
    address, log = running
    method, path, body = REQUESTS[name]
    before = len(log.read_bytes())
    try:
        content = None if body is None else json.dumps(body)
        headers = {"content-type": "application/json"}
        with httpx.stream(method, address + path, content=content, headers=headers, timeout=1) as answer:
            answer.read()
    except httpx.ReadTimeout:  # a heartbeat goes on
        assert "heartbeat" in name
    time.sleep(0.2)
    lines = log.read_bytes()[before:].decode().splitlines()
    lines = [line for line in lines if (" app: " not in line and " chat." not in line) or "FORGED" in line]
    assert len(lines) <= 1, lines
    assert not any(re.search("\x1b|\u202e|^FORGED", line) for line in lines), lines


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\r\nb", r"a\r\nb"),
        ("\x1b[2J", r"\x1b[2J"),
        ("\u202eabc", r"\u202eabc"),
        ("\x85\u2028", r"\x85\u2028"),
        ("\0", r"\x00"),
        ("Café 靴 a\\b", "Café 靴 a\\b"),
    ],
)
def test_fault_53_what_is_escaped(text: str, shown: str) -> None:
    assert escaped(text) == shown
