"""What the server answers besides the page: pictures and health; and what it refuses to Gradio's own routes.

Gradio serves more than this page uses (proxying of URLs, deep links, recordings, uploads): a list says what is open,
and everything else is shut.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.cards import PICTURE_NAME
from web.door import Door
from web.hosts import Hosts

log = logging.getLogger(__name__)

MAX_BODY = 1024 * 1024
"""Bytes of a request. The longest message that a page sends, 18,000 characters, takes at most 216,000 in JSON; a photo,
which the page makes small before it sends it, 700,000."""
BODY_SECONDS, PART_SECONDS = 60.0, 10.0
"""For a whole body, and between two of its parts. A photo of 700,000 bytes comes in 60 s at 94 kbit/s."""
BUSY = "Many people are asking at once. Please try again in a moment."
_GRADIO = "/gradio_api/"
_OPEN = (
    *("/", "/embed", "/config", "/theme.css", "/favicon.ico", "/robots.txt", "/manifest.json", "/healthz", "/readyz"),
    *("/assets/", "/static/", "/svelte/", "/pictures/", "/fonts/"),
    *(_GRADIO + name for name in ("app_id", "startup-events", "cancel", "reset", "info")),
    *(_GRADIO + name for name in ("queue/join", "queue/data", "heartbeat/", "run/")),
)
"""What the page and `gradio_client` need. Names that end in a slash are open with all below them, others exactly."""
FONTS = frozenset({"fraunces.woff2", "figtree.woff2"})
MCP_PATH = "/mcp"
"""Where `web.api.mcp` answers, if it was asked for."""
_EXACT = frozenset(_OPEN)
_BELOW = tuple(name for name in _OPEN if name.endswith("/") and name != "/")
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'self'; "
    "form-action 'self'"
)
_HEADERS = [
    (b"content-security-policy", _POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
]


def routes(picture: Callable[[str], Path | None], ready: Callable[[], bool]) -> list[Route]:
    """`picture` maps a name to the file of a product of the catalog; `ready` says whether a turn can be answered."""

    def show(request: Request) -> Response:
        name = request.path_params["name"]
        path = picture(name) if PICTURE_NAME.fullmatch(name) else None
        if path is None or not path.is_file():
            return PlainTextResponse("no such picture", status_code=404)
        # Names are hashes of the content, so a picture never changes.
        headers = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}
        return FileResponse(path, media_type="image/webp", headers=headers)

    def font(request: Request) -> Response:
        if (name := request.path_params["name"]) not in FONTS:
            return PlainTextResponse("no such font", status_code=404)
        headers = {"Cache-Control": "public, max-age=604800"}
        return FileResponse(Path(__file__).parent / "fonts" / name, media_type="font/woff2", headers=headers)

    async def health(_: Request) -> Response:
        return JSONResponse({"status": "alive"})

    async def readiness(_: Request) -> Response:
        fine = ready()
        return JSONResponse({"status": "ready" if fine else "loading"}, status_code=200 if fine else 503)

    async def embedded(_: Request) -> Response:
        return RedirectResponse("./?embed=1")  # relative, so that it also holds behind a proxy's prefix

    files = [Route("/embed", embedded), Route("/pictures/{name}", show), Route("/fonts/{name}", font)]
    return [*files, Route("/healthz", health), Route("/readyz", readiness)]


def middleware(
    *, mcp: bool = False, hosts: Hosts | None = None, pages: frozenset[str] = frozenset()
) -> list[Middleware]:
    """`mcp`: also let requests to the MCP server through. `hosts`: by which names it is reached; this machine's.
    `pages`: paths of further pages."""
    # A door too, should no other stand before it (`web.door.lifespan`).
    return [Middleware(Door, hosts=hosts or Hosts()), Middleware(Guard, mcp=mcp, pages=pages)]


@dataclass
class Guard:
    """Plain ASGI, so that streams pass through untouched."""

    app: ASGIApp
    mcp: bool = False
    pages: frozenset[str] = frozenset()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008, "reason": "not served here"})
            return
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path = _below_root(scope["path"], scope.get("root_path") or "")
        if not (is_open(path) or path in self.pages or (self.mcp and path.removesuffix("/") == MCP_PATH)):
            await _refuse(403, "not served here")(scope, receive, send)
            return
        if scope["method"] in ("POST", "PUT", "PATCH", "DELETE"):
            try:
                async with asyncio.timeout(BODY_SECONDS):
                    body = await _body(scope, receive)
            except TimeoutError:
                await _refuse(408, "the request took too long to arrive", close=True)(scope, receive, send)
                return
            if body is None:
                await _refuse(413, f"at most {MAX_BODY:,} bytes")(scope, receive, send)
                return
            receive = _replay(body, receive)
        sender = _Sender(send, path)
        try:
            await self.app(scope, receive, sender)
        except Exception as error:
            # Gradio looks things up by what was posted, and stumbles over what it did not expect. A turn that fails
            # tells of it itself (`web.session`): here one line is enough, since anybody can have it written.
            if not path.startswith(_GRADIO):
                raise
            reason = error.__cause__ or error
            trace = log.isEnabledFor(logging.DEBUG)
            words = f"{type(reason).__name__}: {reason}"[:200]
            log.warning("a request to %s made no sense: %s", path[:200], words, exc_info=trace)
            if sender.started:
                await send({"type": "http.response.body", "body": b"", "more_body": False})
            else:
                await _refuse(400, "that request makes no sense here")(scope, receive, send)


def is_open(path: str) -> bool:
    """Whether the page needs that path."""
    return path in _EXACT or path.startswith(_BELOW)


def _below_root(path: str, root: str) -> str:
    """`path` without the prefix that a proxy put before it: "/shop/config" below "/shop", yet not "/shopping"."""
    root = root.rstrip("/")
    return path[len(root) :] or "/" if path == root or path.startswith(root + "/") else path


class _Sender:
    """Adds the headers, and turns "the queue is full" into words for a shopper."""

    def __init__(self, send: Send, path: str) -> None:
        self.send, self.joins, self.busy = send, path.endswith("/queue/join"), False
        self.started = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            self.busy = self.joins and message["status"] == 503
            own = {name for name, _ in _HEADERS} | ({b"content-length", b"content-encoding"} if self.busy else set())
            kept = [(name, value) for name, value in message["headers"] if name.lower() not in own]
            extra = [(b"content-length", str(len(_BUSY_BODY)).encode())] if self.busy else []
            message = {**message, "headers": [*kept, *_HEADERS, *extra]}
        elif self.busy:
            last = not message.get("more_body", False)
            message = {"type": "http.response.body", "body": _BUSY_BODY if last else b"", "more_body": not last}
        await self.send(message)


_BUSY_BODY = json.dumps({"detail": BUSY}).encode()


async def _body(scope: Scope, receive: Receive) -> bytes | None:
    """The whole body, or None as soon as it is known to be too long. Raises TimeoutError."""
    declared = dict(scope["headers"]).get(b"content-length", b"0")
    if not declared.isdigit() or len(declared) > 15 or int(declared) > MAX_BODY:
        return None
    body = bytearray()
    while True:
        async with asyncio.timeout(PART_SECONDS):
            message = await receive()
        if message["type"] == "http.disconnect":
            return bytes(body)
        body += message.get("body", b"")
        if len(body) > MAX_BODY:
            return None
        if not message.get("more_body", False):
            return bytes(body)


def _replay(body: bytes, receive: Receive) -> Receive:
    pending = [{"type": "http.request", "body": body, "more_body": False}]

    async def replayed() -> Message:
        return pending.pop() if pending else await receive()

    return replayed


def _refuse(status: int, words: str, *, close: bool = False) -> Response:
    """`close`: what else comes on this connection is not waited for."""
    return JSONResponse({"detail": words}, status_code=status, headers={"connection": "close"} if close else None)
