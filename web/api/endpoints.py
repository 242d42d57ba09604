"""The page's named endpoints for programs: `gradio_client` calls them."""

from __future__ import annotations

import functools
from typing import Any

import gradio as gr

from web.api.programs import BadRequest
from web.api.tools import Tool, tools
from web.session import AppState
from web.wiring import AT_ONCE


def offer(app: AppState) -> None:
    """Adds them to the Blocks that is being built. What ranks waits with the turns of the page."""
    for tool in tools(app):
        queue = "turn" if tool.__name__ == "recommend" else "programs"
        gr.api(_told(tool), api_name=tool.__name__, concurrency_id=queue, concurrency_limit=AT_ONCE)


def _told(tool: Tool) -> Tool:
    """A bad question is answered with its reason; every other fault stays in the log."""

    @functools.wraps(tool)
    def answer(*arguments: Any, **named: Any) -> dict[str, Any]:
        try:
            return tool(*arguments, **named)
        except BadRequest as error:
            raise gr.Error(str(error), print_exception=False) from None

    return answer
