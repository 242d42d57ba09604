"""Stands before everything that the server answers: nothing is granted to other websites, and nothing done for them.

`web.hosts` says who asks; what is open at all is for `web.guard`, behind it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass
from typing import Any

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.hosts import Foreign, Hosts

ADMITTED = "lookbook.admitted"
"""Key of a scope that has passed."""
Lifespan = Callable[[Any], AbstractAsyncContextManager[None]]


@dataclass
class Door:
    app: ASGIApp
    hosts: Hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or ADMITTED in scope:
            await self.app(scope, receive, send)
            return

        async def ungranting(message: Message) -> None:
            """Without what lets the pages of other websites read an answer; its own page needs no leave."""
            if message["type"] == "http.response.start":
                kept = [(n, value) for n, value in message["headers"] if not n.lower().startswith(b"access-control-")]
                message = {**message, "headers": kept}
            await send(message)

        try:
            scope = {**self.hosts.admitted(scope), ADMITTED: True}
        except Foreign as error:
            await JSONResponse({"detail": str(error)}, status_code=error.status)(scope, receive, send)
            return
        await self.app(scope, receive, ungranting)


def lifespan(hosts: Hosts, inner: Lifespan | None = None) -> Lifespan:
    """Within which a door stands before the whole application: Gradio puts a middleware that grants permissions in
    front of all that it is given. `inner`: another lifespan, within this one."""

    @asynccontextmanager
    async def standing(app: Any) -> AsyncIterator[None]:
        app.middleware_stack = Door(app.middleware_stack, hosts)
        async with inner(app) if inner else nullcontext():
            yield

    return standing
