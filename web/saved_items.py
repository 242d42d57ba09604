"""The saved list and the comparison of one browser, as HTML.

What a browser keeps is its own, and anybody's text: identifiers that the shop does not know are dropped. The page's
script (`keeping.js`) adds and removes them, since only the browser knows what its other tabs saved meanwhile.
"""

from __future__ import annotations

from typing import Any

from catalog.store import Catalog
from web import panels


def known_ids(catalog: Catalog, kept: Any, most: int) -> list[str]:
    """Identifiers of products of this shop, each once, the newest `most`."""
    ids = kept if isinstance(kept, list) else []
    return [id for id in dict.fromkeys(id for id in ids[:1_000] if isinstance(id, str)) if id in catalog][-most:]


def saved_and_compared(catalog: Catalog, kept: Any, together: Any) -> str:
    """Both as HTML; "" where both are empty."""
    saved, compared = known_ids(catalog, kept, panels.MAX_SAVED), known_ids(catalog, together, panels.MAX_COMPARED)
    rows = [catalog.row(id) for id in compared]
    columns = list(zip(rows, catalog.products(rows), catalog.seen(rows), strict=True))
    return panels.comparison(columns) + panels.saved_list([(catalog.row(id), catalog.product(id)) for id in saved])
