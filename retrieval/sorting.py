"""The products of a whole shop within limits, in an order of their own: the cheapest first, the best rated first.

A look that is asked for besides ("the cheapest red lamp") narrows before it is sorted: to the products whose listing,
or what the model sees, says these words, the newest words first; a word that would leave none is let go, as one that no
listing says. Products without the field come last. Reads what is stored alone: sizes
out of the listings, one by one, which takes seconds where no kind narrows 100,000 products. Leaves out: looks that no
text says.
"""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from catalog.database import SEEN
from catalog.listing.order import NEAREST_PRICE, PRICE, PRICE_DOWN, RATING, REVIEWS, SIZE_DOWN, Sort
from catalog.listing.size import relative_size
from retrieval.filters import Filters


def sorted_rows(
    connection: sqlite3.Connection, filters: Filters, sort: Sort, looks: Sequence[str], near: Filters, limit: int
) -> list[int]:
    """At most `limit` rows that pass `filters`, in the order of `sort`; ties in the catalog's. Empty where none lists
    what is sorted by. Where only what is in stock is wanted, what is known to be comes before what the feed does not
    say. `near`: what the nearest prices are near to."""
    rows, values, in_stock = _values(connection, filters, sort, near)
    kept = np.ones(len(rows), bool)
    for word in looks:
        narrowed = kept & np.isin(rows, _saying(connection, word))
        kept = narrowed if narrowed.any() else kept
    rows, values, in_stock = rows[kept], values[kept], in_stock[kept]
    if not np.isfinite(values).any():
        return []
    unknown = ~in_stock & (filters.in_stock is True)
    return rows[np.lexsort((rows, values, unknown, ~np.isfinite(values)))][:limit].tolist()


def _values(
    connection: sqlite3.Connection, filters: Filters, sort: Sort, near: Filters
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(K,) int64 rows that pass, ascending; (K,) float64, the lowest first, infinite where it is not listed; and (K,)
    bool, whether it is known to be in stock."""
    column = {PRICE: "price", PRICE_DOWN: "-price", RATING: "-rating", REVIEWS: "-nullif(rating_count, 0)"}.get(sort.by)
    if sort.by == NEAREST_PRICE:
        column = "price"
    elif column is None:
        column = "coalesce(title, '') || ' ' || coalesce(description, '')"
    condition, parameters = filters.where(connection)
    query = f"SELECT row, {column}, in_stock IS 1 FROM products WHERE {condition or '1'} ORDER BY row"
    found = connection.execute(query, parameters).fetchall()
    rows = np.array([row for row, *_ in found], np.int64)
    in_stock = np.array([bool(known) for *_, known in found], bool)
    if sort.measure:
        values = _sizes(sort, [listing for _, listing, _ in found])
    else:
        values = np.array([np.inf if value is None else value for _, value, _ in found], np.float64)
    if sort.by == NEAREST_PRICE:
        low = -np.inf if near.price_min is None else near.price_min
        high = np.inf if near.price_max is None else near.price_max
        values = np.where(np.isfinite(values), np.maximum(np.maximum(low - values, values - high), 0.0), np.inf)
    return rows, values, in_stock


def _sizes(sort: Sort, listings: Sequence[str]) -> np.ndarray:
    """(K,) float64. Of length, volume and weight, the one that most listings say counts: none is larger than another
    of these."""
    said = [_size(sort.measure, listing) for listing in listings]
    families = Counter(family for family, _ in said if family)
    most = max(families, key=lambda family: families[family], default="")
    sign = -1.0 if sort.by == SIZE_DOWN else 1.0
    return np.array([sign * value if family and family == most else np.inf for family, value in said], np.float64)


@lru_cache(maxsize=20_000)
def _size(measure: str, listing: str) -> tuple[str, float]:
    """(family, what a product that is more so must exceed): it rises with the listing's own size."""
    size = relative_size(measure, listing) if re.search(r"\d", listing) else None
    return (size.family, size.bounds[0][0]) if size else ("", 0.0)


def _saying(connection: sqlite3.Connection, word: str) -> np.ndarray:
    """(K,) int64 rows whose listing, or what the model sees, says the word; not every catalog indexes the latter."""
    query = (
        "SELECT rowid FROM products_fts WHERE products_fts MATCH ? "
        f"UNION SELECT row FROM products WHERE ' ' || lower({SEEN}) LIKE ?"
    )
    found = connection.execute(query, [f'"{word}"', f"% {word}%"])
    return np.fromiter((row for (row,) in found), np.int64)
