"""The products of a whole shop within limits, in an order of their own: the cheapest first, the best rated first.

What is looked for besides ("the cheapest red lamp") narrows before it is sorted: to the products whose listing, or what
the model sees, says these words, the newest words first; a word that would leave none is let go, as one that no listing
says. What a thing is for tells no look. Products without the field come last. Reads what is stored alone: sizes out of
the listings, one by one, which takes seconds where no kind narrows 100,000 products. Leaves out: looks that no text
says.
"""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from catalog.database import SEEN
from retrieval.budget import Budget
from retrieval.filters import Filters
from retrieval.negation import without_negated
from retrieval.size import find_size_beside
from retrieval.sort_words import NEAREST_PRICE, PRICE, PRICE_DOWN, RATING, REVIEWS, SIZE_DOWN, Sort
from retrieval.words import kind_words, telling_words

MAX_LOOKS = 6
"""Words of one request that may tell a look; a longer one tells a story."""
_SEEKING = re.compile(r"\b(?:look|search|shop|hunt|ask)\w* for\b", re.IGNORECASE)
_PURPOSE = re.compile(r"\b(?:for|because|since|so that|to [^\W\d_]{2,20})\b[^,.;!?()]{0,120}", re.IGNORECASE)
_NO_LOOK_WORDS = (
    "after also amazing any anything available awesome beautiful best broke budget buy cheap cost costs currently "
    "cute deal deals decent excellent fantastic favourite find fine first five four gift gifts good gorgeous great "
    "hello here hey honestly interested item items just kind kinda last like list looking lot lots lovely mate maybe "
    "money nice now only option options own perfect please pls present presents pretty product products quality "
    "really see sell sells shop show sort sorted stock store super sure ten them thing things three today top total "
    "two type want wonderful"
)
_NO_LOOKS = frozenset(_NO_LOOK_WORDS.split())


def look_words(texts: Sequence[str], names: Sequence[str] = ()) -> tuple[str, ...]:
    """The words of these requests, oldest first, that may tell how a thing looks; those of the newest first. `names`:
    of the kinds, brands and departments that are asked for anyway."""
    known = kind_words(names).union(*(telling_words(name) for name in names), _NO_LOOKS)
    found: dict[str, None] = {}
    for text in reversed(texts):
        plain = _PURPOSE.sub(" ", _SEEKING.sub(" ", without_negated(text)))
        words = [word for word in telling_words(plain) if len(word) > 2 and word not in known]
        found |= dict.fromkeys(words if len(words) <= MAX_LOOKS else [])
    return tuple(found)


def sorted_rows(
    connection: sqlite3.Connection, filters: Filters, sort: Sort, looks: Sequence[str], budget: Budget, limit: int
) -> list[int]:
    """At most `limit` rows that pass `filters`, in the order of `sort`; ties in the catalog's. Empty where none lists
    what is sorted by. Where only what is in stock is wanted, what is known to be comes before what the feed does not
    say. `budget`: what the nearest prices are near to."""
    rows, values, in_stock = _values(connection, filters, sort, budget)
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
    connection: sqlite3.Connection, filters: Filters, sort: Sort, budget: Budget
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
        low = -np.inf if budget.price_min is None else budget.price_min
        high = np.inf if budget.price_max is None else budget.price_max
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
    size = find_size_beside(measure, listing) if re.search(r"\d", listing) else None
    return (size.family, size.bounds[0][0]) if size else ("", 0.0)


def _saying(connection: sqlite3.Connection, word: str) -> np.ndarray:
    """(K,) int64 rows whose listing, or what the model sees, says the word; not every catalog indexes the latter."""
    query = (
        "SELECT rowid FROM products_fts WHERE products_fts MATCH ? "
        f"UNION SELECT row FROM products WHERE ' ' || lower({SEEN}) LIKE ?"
    )
    found = connection.execute(query, [f'"{word}"', f"% {word}%"])
    return np.fromiter((row for (row,) in found), np.int64)
