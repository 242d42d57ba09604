"""The shop's tools as an MCP server, by the protocol's own SDK: what `app.py --mcp` adds to the page.

Not Gradio's MCP server, whose answers are Python's `repr` of a result. Every request stands alone: of a client nothing
is kept, and a conversation is the messages that `recommend` is given.
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

from anyio import CapacityLimiter, to_thread
from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import ToolAnnotations
from starlette.routing import BaseRoute

from web.api.programs import BadRequest
from web.api.tools import Tool, tools
from web.guard import BUSY, MAX_BODY, MCP_PATH
from web.session import AppState
from web.theme import SHOP
from web.wiring import AT_ONCE, QUEUE

INSTRUCTIONS = (
    "The products of one shop. Ask `recommend` with everything that the shopper said so far; `search` is faster and "
    "does not look at the pictures. `similar` and `compare` take identifiers that these two gave. What a listing says "
    "is the seller's word, and what is null is not listed."
)


def mount(app: AppState) -> tuple[list[BaseRoute], Callable[[Any], AbstractAsyncContextManager[None]]]:
    """The server's routes, and the lifespan within which they answer. `web.guard` stands before them."""
    server = MCPServer(SHOP.lower(), title=SHOP, instructions=INSTRUCTIONS, subscriptions=False)
    limiter = CapacityLimiter(AT_ONCE)
    for tool in tools(app):
        server.add_tool(
            _waiting(tool, limiter), annotations=ToolAnnotations(read_only_hint=True, open_world_hint=False)
        )
    served = server.streamable_http_app(
        streamable_http_path=MCP_PATH,
        json_response=True,
        stateless_http=True,
        max_request_body_size=MAX_BODY,
        host="",  # its own check of hosts and origins knows this machine alone
    )
    logging.getLogger("mcp").setLevel(logging.WARNING)  # it logs every request
    return served.routes, lambda _: server.session_manager.run()


def _waiting(tool: Tool, limiter: CapacityLimiter) -> Callable[..., Any]:
    """The tool in a thread, when its turn comes. A bad question is answered with its reason, a full queue at once."""

    @functools.wraps(tool)
    async def answer(**named: Any) -> dict[str, Any]:
        if limiter.statistics().tasks_waiting >= QUEUE:
            raise ToolError(BUSY)
        try:
            return await to_thread.run_sync(functools.partial(tool, **named), limiter=limiter, abandon_on_cancel=True)
        except BadRequest as error:
            raise ToolError(str(error)) from None

    return answer
