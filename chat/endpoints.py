"""The page's named endpoints for programs: `gradio_client` calls them and, with `app.py --mcp`, MCP clients as tools.

What they say of themselves below is what a program, or a model that uses the tools, is told.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import gradio as gr

from chat import programs
from chat.session import Front
from chat.wiring import AT_ONCE


def offer(front: Front) -> None:
    """Adds them to the Blocks that is being built."""

    def search(text: str, k: int = 10) -> dict[str, Any]:
        """Finds products of the shop by a text, without the model that looks at pictures: fast.

        Args:
            text: What the product should be, in English.
            k: How many products, 1 to 50.

        Returns:
            {"items": [{"id", "title", "score", "dense_rank", "lexical_rank"}]}, the best first.
        """
        return programs.search(front, text, k)

    def recommend(messages: list[str], photo: str = "", k: int = 5) -> dict[str, Any]:
        """Answers a shopper's conversation with products, ranked by a model that looks at their pictures.

        Args:
            messages: What the shopper said, 1 to 10 messages, oldest first. Budgets and refusals hold.
            photo: A picture file in base64 of what the products should look like; empty for none.
            k: How many products for each answer, 1 to 50.

        Returns:
            {"turns": [{"message", "reply", "constraints", "relaxed", "engine", "items", "timings_ms"}]}, one for each
            message.
        """
        return programs.recommend(front, messages, photo, k)

    def similar(id: str, k: int = 5) -> dict[str, Any]:
        """Finds the products whose pictures look most like the picture of one product.

        Args:
            id: Identifier of that product, as search and recommend give it.
            k: How many products, 1 to 50.

        Returns:
            {"items": [{"id", "title", "price", "currency", "image", "score"}]}, the most alike first.
        """
        return programs.similar(front, id, k)

    def compare(ids: list[str]) -> dict[str, Any]:
        """Gives every listed field of 2 to 4 products side by side; null where a field is not listed.

        Args:
            ids: Identifiers of the products.

        Returns:
            {"items": [{"id", "title", "brand", "kind", "price", "rating", "description", "seen", ...}]}
        """
        return programs.compare(front, ids)

    for tool in (search, similar, compare):
        gr.api(_told(tool), api_name=tool.__name__, concurrency_id="programs", concurrency_limit=AT_ONCE)
    gr.api(_told(recommend), api_name="recommend", concurrency_id="turn", concurrency_limit=AT_ONCE)


def _told(tool: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """A bad question is answered with its reason; every other fault stays in the log."""

    @functools.wraps(tool)
    def answer(*arguments: Any, **named: Any) -> dict[str, Any]:
        try:
            return tool(*arguments, **named)
        except programs.BadRequest as error:
            raise gr.Error(str(error), print_exception=False) from None

    return answer
