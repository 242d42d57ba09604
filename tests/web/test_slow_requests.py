"""Requests that never end, over real sockets: each is closed in time, and others are answered meanwhile."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator

import httpx
import psutil
import pytest

from web import deadlines, guard

POST = b"POST /gradio_api/queue/join HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"


@pytest.fixture
def address(serve, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, int]]:
    """A server as launched, whose patience is a second."""
    monkeypatch.setattr(deadlines, "HEADER_SECONDS", 1.0)
    monkeypatch.setattr(guard, "PART_SECONDS", 1.0)
    monkeypatch.setattr(guard, "BODY_SECONDS", 2.0)
    with serve() as url:
        host, port = url.removeprefix("http://").split(":")
        yield host, int(port)


def sent(address: tuple[str, int], data: bytes) -> socket.socket:
    wire = socket.create_connection(address, timeout=8)
    wire.sendall(data)
    return wire


def until_closed(wire: socket.socket) -> bytes:
    """What was answered before the server closed; TimeoutError where it never does."""
    answer = b""
    try:
        while data := wire.recv(4096):
            answer += data
    except ConnectionError:
        pass
    wire.close()
    return answer


def test_fault_49_half_sent_headers(address: tuple[str, int]) -> None:
    whole = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    starts = [b"", b"G", b"GET / HTTP/1.1\r\n", whole[:-2], whole[:-1], whole + b"GET /he", whole + b"\r\n"]
    before = psutil.Process().num_fds()
    wires = [sent(address, starts[n % len(starts)] + (b"X-A: " + b"a" * 5_000 if n % 3 else b"")) for n in range(300)]
    assert httpx.get(f"http://{address[0]}:{address[1]}/healthz", timeout=5).status_code == 200
    began = time.monotonic()
    for wire in wires:
        until_closed(wire)
    assert time.monotonic() - began < 5
    time.sleep(0.3)
    assert psutil.Process().num_fds() <= before + 10


def test_fault_49_a_header_that_drips(address: tuple[str, int]) -> None:
    """A byte now and then is no progress."""
    wire = sent(address, b"GET /healthz HTTP/1.1\r\n")
    began = time.monotonic()
    with pytest.raises(OSError):  # reset or broken pipe, as it comes
        while time.monotonic() - began < 6:
            wire.sendall(b"X")
            time.sleep(0.1)
        pytest.fail("still open")


@pytest.mark.parametrize(
    "start",
    [
        POST + b"Content-Length: 1000000\r\n\r\n" + b"x" * 500_000,
        POST + b"Content-Length: 5\r\n\r\n",
        POST + b"Transfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n",
    ],
    ids=["half a body", "no body", "no last chunk"],
)
def test_fault_49_bodies_that_never_end(address: tuple[str, int], start: bytes) -> None:
    process = psutil.Process(os.getpid())
    fds, began = process.num_fds(), time.monotonic()
    wires = [sent(address, start) for _ in range(100)]
    assert httpx.get(f"http://{address[0]}:{address[1]}/healthz", timeout=5).status_code == 200
    answers = [until_closed(wire) for wire in wires]
    assert time.monotonic() - began < 6
    assert all(answer.startswith(b"HTTP/1.1 408 ") for answer in answers)
    time.sleep(0.3)
    assert process.num_fds() <= fds + 10


def test_fault_49_a_body_that_drips(address: tuple[str, int]) -> None:
    wire = sent(address, POST + b"Content-Length: 900000\r\n\r\n")
    began = time.monotonic()
    try:
        while time.monotonic() - began < 6:
            wire.sendall(b"x")
            time.sleep(0.1)
        pytest.fail("still open")
    except OSError:
        assert 1.5 < time.monotonic() - began < 5


def test_fault_49_memory_of_unfinished_bodies_is_given_back(address: tuple[str, int]) -> None:
    process, half = psutil.Process(), POST + b"Content-Length: 1000000\r\n\r\n" + b"x" * 900_000
    sizes = []
    for _ in range(4):
        for wire in [sent(address, half) for _ in range(40)]:
            until_closed(wire)
        sizes.append(process.memory_info().rss)
    assert sizes[-1] - sizes[0] < 40 * 900_000, sizes


def test_fault_49_who_asks_again_and_again_is_never_cut_off(address: tuple[str, int]) -> None:
    with httpx.Client(base_url=f"http://{address[0]}:{address[1]}", timeout=5) as web:
        local = set()
        for _ in range(12):
            with web.stream("GET", "/healthz") as answer:
                answer.read()
                local.add(answer.extensions["network_stream"].get_extra_info("client_addr"))
            time.sleep(0.25)
    assert len(local) == 1, "another connection"


def test_fault_49_an_answer_may_take_longer(address: tuple[str, int]) -> None:
    """The stream of a session waits for whatever comes, and is not cut off with those that ask nothing."""
    wire = sent(address, b"GET /gradio_api/heartbeat/abc HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    wire.settimeout(3)
    with pytest.raises(TimeoutError):
        while wire.recv(4096):
            pass
    wire.close()
