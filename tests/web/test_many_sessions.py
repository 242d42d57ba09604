"""Sessions that are opened and dropped, over real sockets: what they held is given back."""

from __future__ import annotations

import gc
import socket
import uuid

import httpx
import psutil


def visit(server: str, web: httpx.Client, numbers: dict[str, int]) -> None:
    """A tab that loads the page, asks and is closed while the answer comes, with its heartbeat cut off."""
    session = uuid.uuid4().hex
    host, port = server.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as heart:
        heart.sendall(f"GET /gradio_api/heartbeat/{session} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        assert heart.recv(64).startswith(b"HTTP/1.1 200")
        web.get("/config")
        data = {"data": ["a cushion", 5], "fn_index": numbers["search"], "session_hash": session}
        assert web.post("/gradio_api/queue/join", json=data).status_code == 200
        with web.stream("GET", "/gradio_api/queue/data", params={"session_hash": session}) as stream:
            next(stream.iter_lines())


def test_fault_59_memory_comes_back_to_a_plateau(server: str) -> None:
    process, sizes, files = psutil.Process(), [], []
    with httpx.Client(base_url=server, timeout=20) as web:
        dependencies = web.get("/config").json()["dependencies"]
        numbers = {one["api_name"]: one["id"] for one in dependencies if one["api_name"]}
        for _ in range(4):
            for _ in range(25):
                visit(server, web, numbers)
            gc.collect()
            sizes.append(process.memory_info().rss / 2**20)
            files.append(process.num_fds())
    assert sizes[-1] - sizes[1] < 12, [round(size) for size in sizes]
    assert files[-1] <= files[0] + 10, files
