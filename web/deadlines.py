"""Closes connections that never come to ask: uvicorn, as Gradio starts it, waits for ever for the end of a header.

The body of a request is timed where it is read, in `web.guard`; an answer takes as long as it takes.
"""

from __future__ import annotations

import threading
import time
from typing import Any

HEADER_SECONDS = 15.0
"""From the connection, or the end of the last answer on it, to the end of the next request's header."""
SWEEP_SECONDS = 1.0


def keep(server: Any) -> threading.Thread:
    """`server`: the uvicorn server of a page that was launched. Watches it until it stops."""
    thread = threading.Thread(target=_watch, args=(server,), name="deadlines", daemon=True)
    thread.start()
    return thread


def _watch(server: Any) -> None:
    waiting: dict[Any, tuple[Any, float]] = {}
    while not server.should_exit:
        time.sleep(min(SWEEP_SECONDS, HEADER_SECONDS / 4))
        waiting = _swept(server, waiting, time.monotonic())


def _swept(server: Any, before: dict[Any, tuple[Any, float]], now: float) -> dict[Any, tuple[Any, float]]:
    """Connection -> its last request (None before the first) and since when it asks nothing more."""
    waiting = {}
    # A copy of a set made in one call of C: nothing comes in between.
    for connection in tuple(server.server_state.connections):
        cycle = getattr(connection, "cycle", None)
        if cycle is not None and not cycle.response_complete:
            continue
        last, since = before.get(connection, (cycle, now))
        waiting[connection] = (cycle, since if last is cycle else now)
        if now - waiting[connection][1] > HEADER_SECONDS:
            connection.loop.call_soon_threadsafe(connection.transport.abort)
    return waiting
