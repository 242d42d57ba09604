"""What programs, and models that use tools, can ask of one shop. The docstrings are what they are told.

`web.api.endpoints` offers these to `gradio_client`, `web.api.mcp` to MCP clients. Knows neither.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from web.api import programs
from web.session import AppState

Tool = Callable[..., dict[str, Any]]


def tools(app: AppState) -> tuple[Tool, ...]:
    """search, recommend, similar, compare. Each raises `programs.BadRequest`, whose words are meant for the caller."""

    def search(text: str, k: int = 10) -> dict[str, Any]:
        """Finds products of the shop by a text, without the model that looks at pictures: fast.

        Args:
            text: What the product should be, in English.
            k: How many products, 1 to 50.

        Returns:
            {"items": [{"id", "title", "score", "dense_rank", "lexical_rank"}]}, the best first.
        """
        return programs.search(app, text, k)

    def recommend(messages: list[str], photo: str = "", k: int = 5) -> dict[str, Any]:
        """Answers a shopper's conversation with products, ranked by a model that looks at their pictures.

        Args:
            messages: What the shopper said, 1 to 10 messages, oldest first. Budgets, sizes and refusals hold.
            photo: A picture file in base64 of what the products should look like; empty for none.
            k: How many products for each answer, 1 to 50.

        Returns:
            {"turns": [{"message", "act", "reply", "constraints", "relaxed", "engine", "items", "timings_ms"}]}, one for
            each message. An item's "image" is an address below the server's own; null without a picture.
        """
        return programs.recommend(app, messages, photo, k)

    def similar(id: str, k: int = 5) -> dict[str, Any]:
        """Finds the products whose pictures look most like the picture of one product.

        Args:
            id: Identifier of that product, as search and recommend give it.
            k: How many products, 1 to 50.

        Returns:
            {"items": [{"id", "title", "price", "currency", "image", "score"}]}, the most alike first.
        """
        return programs.similar(app, id, k)

    def compare(ids: list[str]) -> dict[str, Any]:
        """Gives every listed field of 2 to 4 products side by side; null where a field is not listed.

        Args:
            ids: Identifiers of the products.

        Returns:
            {"items": [{"id", "title", "brand", "kind", "price", "rating", "description", "seen", ...}]}
        """
        return programs.compare(app, ids)

    return search, recommend, similar, compare
