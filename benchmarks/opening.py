"""How long a catalog takes to open: in a process of its own, and as `python app.py` does.

Its files were just written, so they are in the system's cache where that has room for them.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from benchmarks.figures import emit, spending
from benchmarks.synthetic import Shop
from catalog.manifest import MANIFEST
from catalog.store import Catalog
from chat.query import weigh_turns
from retrieval.encoder import Encoder, TextEncoder
from retrieval.search import Retriever

APP = Path(__file__).parents[1] / "app.py"
DEADLINE_S = 1800


def measure_opening(folder: Path, encoder_of: Callable[[], Encoder], shop: Shop) -> None:
    """What the page does with a catalog before it answers: open it, every byte hashed, and search it once."""
    encoder = encoder_of()
    encoder.encode(["a text"])
    with spending() as spent:
        began = time.perf_counter()
        with Catalog.open(folder) as catalog:
            opened = time.perf_counter()
            retriever = Retriever(catalog, encoder)
            ready = time.perf_counter()
            retriever.search(weigh_turns(shop.queries(1)), 10)
            parts = {
                "opened_s": opened - began,
                "retriever_s": ready - opened,
                "first_search_s": time.perf_counter() - ready,
            }
    rounded = {name: round(seconds, 2) for name, seconds in parts.items()}
    memory = {"own_mb": spent.own_mb, "peak_mb": spent.peak_mb}
    emit("opening", round(spent.took.clock, 2), "s", cpu_s=round(spent.took.cpu, 1), **rounded, **memory)


def measure_app(folder: Path, eye: str) -> None:
    """Seconds from `python app.py` to a page that can answer. Its log goes to the standard error.

    Changes the catalog: its manifest then says that the models that ship made it, `eye` being the fingerprint of
    theirs, since the page refuses a made-up one.
    """
    path = folder / MANIFEST
    path.write_text(json.dumps(json.loads(path.read_text()) | {"encoder": TextEncoder.name, "eye": eye}))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    began = time.perf_counter()
    command = [sys.executable, str(APP), "--catalog", str(folder), "--port", str(port)]
    page = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        while page.poll() is None and not _ready(port) and time.perf_counter() - began < DEADLINE_S:
            time.sleep(0.1)
        seconds = time.perf_counter() - began
        emit("start of the app", round(seconds, 1) if _ready(port) else None, "s", opened_by="/readyz")
    finally:
        page.terminate()
        page.wait()


def _ready(port: int) -> bool:
    with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=10) as answer:
        return answer.status == 200
    return False
