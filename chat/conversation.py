"""A conversation played without a page: messages in, the records of its turns out, as `chat --json` has them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from catalog.schema import Product
from chat.assistant import Assistant
from chat.events import Done
from chat.photo import Photo
from chat.protocols import ProductStore
from chat.state import State


def _path(catalog: ProductStore, name: str) -> str | None:
    """The picture's file, as it opens from where the command runs. None where there is none."""
    path = catalog.picture(Product(id="", title="", image=name))
    return None if path is None else str(path)


def converse(
    assistant: Assistant,
    messages: Sequence[str],
    k: int,
    photo: Photo | None = None,
    *,
    image: Callable[[str], str | None] | None = None,
) -> list[dict[str, Any]]:
    """One conversation, a record per turn. `photo` comes with the first message; `image` makes the name of
    a picture what the records say of it: the path of its file, if nothing else."""
    image = image or partial(_path, assistant.catalog)
    state = State()
    records: list[dict[str, Any]] = []
    for message in messages:
        for event in assistant.turn(state, message, photo if not records else None, k):
            if isinstance(event, Done):
                state = event.state
                items = [item | {"image": image(item["image"] or "")} for item in event.record["items"]]
                records.append(event.record | {"items": items})
    return records
