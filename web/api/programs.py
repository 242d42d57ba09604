"""What programs can ask of the shop: plain values in, plain values out, ready for JSON. Knows no Gradio.

Each question stands alone: a program sends its whole conversation, and nothing of it is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from catalog.errors import NoSuchProduct
from catalog.pictures import PictureError
from catalog.store import Catalog
from chat.assistant import Assistant
from chat.conversation import converse
from chat.photo import Photo
from chat.query import weigh_turns
from understanding.message import clean, shorten
from web.cards import picture_url
from web.session import OPENING, AppState

MAX_PRODUCTS = 50
MAX_MESSAGES = 10
"""Of one conversation: each is answered, by the model too, before the next one can be understood."""
COMPARED = 2, 4


class BadRequest(ValueError):
    """A question that cannot be answered; the message says what was found and what was expected."""


def search(app: AppState, text: str, k: int) -> dict[str, Any]:
    """As `python -m retrieval search --json`: the text search alone, without the model. Raises BadRequest."""
    found = _open(app).retriever.search(weigh_turns([shorten(clean(_text("text", text)))]), _count(k))
    names = ("id", "title", "score", "dense_rank", "lexical_rank")
    return {"items": [{name: asdict(candidate)[name] for name in names} for candidate in found]}


def recommend(app: AppState, messages: Sequence[str], photo: str, k: int) -> dict[str, Any]:
    """As `python -m chat --json`. `photo`: a picture file in base64, which comes with the first message; "" for none.

    Raises BadRequest.
    """
    assistant = _open(app)
    if not isinstance(messages, list) or not 1 <= len(messages) <= MAX_MESSAGES:
        found = f"{len(messages)} messages" if isinstance(messages, list) else type(messages).__name__
        raise BadRequest(f"messages: expected a list of 1 to {MAX_MESSAGES} texts, oldest first, found {found}")
    said = [_text("messages", message) for message in messages]
    try:
        own = Photo.posted(_text("photo", photo)) if photo else None
    except PictureError as error:
        raise BadRequest(f"photo: {error}") from None
    return {"turns": converse(assistant, said, _count(k), own, image=address)}


def similar(app: AppState, id: str, k: int) -> dict[str, Any]:
    """The products whose pictures look most like that of this one, by mean cosine of their five states. Raises
    BadRequest."""
    assistant, count = _open(app), _count(k)
    near = assistant.retriever.similar(_row(app.catalog, id), count)
    products = app.catalog.products([row for row, _ in near])
    return {
        "items": [
            {"id": p.id, "title": p.title, "price": p.price, "currency": p.currency, "image": address(p.image)}
            | {"score": score}
            for p, (_, score) in zip(products, ((row, round(score, 6)) for row, score in near), strict=True)
        ]
    }


def compare(app: AppState, ids: Sequence[str]) -> dict[str, Any]:
    """Every field of each product, None where it is not listed, and what the model sees in its picture. Raises
    BadRequest."""
    low, high = COMPARED
    if not isinstance(ids, list) or not low <= len(ids) <= high:
        found = f"{len(ids)}" if isinstance(ids, list) else type(ids).__name__
        raise BadRequest(f"ids: expected a list of {low} to {high} identifiers, found {found}")
    rows = [_row(app.catalog, id) for id in ids]
    both = zip(app.catalog.products(rows), app.catalog.seen(rows), strict=True)
    listed = ({**asdict(product), "image": address(product.image), "seen": seen} for product, seen in both)
    return {"items": [{name: None if value == "" else value for name, value in one.items()} for one in listed]}


def address(name: str) -> str | None:
    """Where the server shows the picture of this name, as an absolute path of its own. None where there is none."""
    return f"/{url}" if (url := picture_url(name)) else None


def _open(app: AppState) -> Assistant:
    if app.assistant is None:
        raise BadRequest(OPENING)
    return app.assistant


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise BadRequest(f"{name}: expected text, found {type(value).__name__}")
    return value


def _count(k: object) -> int:
    if not isinstance(k, int) or isinstance(k, bool) or not 1 <= k <= MAX_PRODUCTS:
        raise BadRequest(f"k: expected 1 to {MAX_PRODUCTS}, found {str(k)[:20]!r}")
    return k


def _row(catalog: Catalog, id: object) -> int:
    try:
        return catalog.row(_text("id", id))
    except NoSuchProduct:
        raise BadRequest(f"no product {str(id)[:80]!a} in this shop; search gives the identifiers") from None
