"""The saved list and the comparison of one browser: what its buttons do to them, and what is shown of them.

What a browser keeps is its own, and anybody's text: identifiers that the shop does not know are dropped.
"""

from __future__ import annotations

from typing import Any

from catalog.store import Catalog
from web import panels
from web.session import AppState, known_row


def known_ids(catalog: Catalog, kept: Any, most: int) -> list[str]:
    """Identifiers of products of this shop, each once, the newest `most`."""
    ids = kept if isinstance(kept, list) else []
    return [id for id in dict.fromkeys(id for id in ids[:1_000] if isinstance(id, str)) if id in catalog][-most:]


def saved_after(app: AppState, kept: Any, act: str, what: str) -> list[str]:
    return _after(app, kept, act, what, ("save", "unsave"), panels.MAX_SAVED)


def compared_after(app: AppState, kept: Any, act: str, what: str) -> list[str]:
    """At most four: the oldest goes."""
    return _after(app, kept, act, what, ("compare", "uncompare"), panels.MAX_COMPARED)


def _after(app: AppState, kept: Any, act: str, what: str, acts: tuple[str, str], most: int) -> list[str]:
    ids = known_ids(app.catalog, kept, most)
    if act not in acts or (row := known_row(app, what)) is None:
        return ids
    id = app.catalog.products([row])[0].id
    others = [other for other in ids if other != id]
    return [*others, id][-most:] if act == acts[0] else others


def saved_and_compared(catalog: Catalog, kept: Any, together: Any) -> str:
    """Both as HTML; "" where both are empty."""
    saved, compared = known_ids(catalog, kept, panels.MAX_SAVED), known_ids(catalog, together, panels.MAX_COMPARED)
    rows = [catalog.row(id) for id in compared]
    columns = list(zip(rows, catalog.products(rows), catalog.seen(rows), strict=True))
    return panels.comparison(columns) + panels.saved_list([(catalog.row(id), catalog.product(id)) for id in saved])
