"""The products of a whole shop within limits, in an order of their own: the cheapest first, the best rated first.

A look that is asked for besides ("the cheapest red lamp") narrows before it is sorted: to the products whose listing,
or what the model sees, says these words, the newest words first; a word that would leave none is let go, as one that no
listing says. What a thing is for tells no look. Products without the field come last. Reads what is stored alone: sizes
out of the listings, one by one, which takes seconds where no kind narrows 100,000 products. Leaves out: looks that no
text says.
"""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import dropwhile, islice, takewhile

import numpy as np

from catalog.database import SEEN
from retrieval.budget import Budget
from retrieval.filters import Filters
from retrieval.negation import without_negated
from retrieval.size import find_size_beside
from retrieval.sort_words import NEAREST_PRICE, PRICE, PRICE_DOWN, RATING, REVIEWS, SIZE_DOWN, Sort
from retrieval.words import STOP_WORDS, kind_words, telling_words

MOST_LOOKS, MOST_WORDS = 3, 5
"""Words in a row that may tell a look; and words of a request that may be of looks altogether: "red wool, please"."""
_SEEKING = re.compile(r"\b(?:look|search|shop|hunt|ask)\w* for\b", re.IGNORECASE)
_PURPOSE = re.compile(r"\b(?:for|because|since|so that|to [^\W\d_]{2,20})\b[^,.;!?()]{0,120}", re.IGNORECASE)
_NO_LOOK_WORDS = (
    "after again also amazing any anything available away awesome beautiful best broke budget buy carry case cheap "
    "cost costs could currently cute deal deals decent else end excellent fantastic favourite find fine first five "
    "four general gift gifts gimme gonna good gorgeous got great hello here hey honestly interested item items just "
    "kind kinda last like list looking lot lots lovely mate maybe mind money nice now only option options order own "
    "particular perfect please pls point present presents pretty product products put quality range really right see "
    "sell sells shop show sort sorted still stock store super sure ten them there thing things three today top total "
    "two type ur wanna want whats wonderful"
)
_LEADING = frozenset(["in", "of", "with", "that's", "that’s", "from", "looks", "look"])
_NO_LOOKS = frozenset(_NO_LOOK_WORDS.split())


def look_words(texts: Sequence[str], names: Sequence[str] = ()) -> tuple[str, ...]:
    """The words of these requests, oldest first, that may tell how a thing looks, those of the newest first: what
    stands before the thing or "one", or behind "in", "with" and their like, or is nearly all that was said. Talk is no
    look, though listings use its words too. `names`: of the kinds, brands and departments that are asked for anyway."""
    things = kind_words(names)
    own = things.union(*(telling_words(name) for name in names))
    found: dict[str, None] = {}
    for text in reversed(texts):
        plain = _PURPOSE.sub(" ", _SEEKING.sub(" ", without_negated(text).lower()))
        for clause in re.split(r"[,.;:!?()]", plain):
            found |= dict.fromkeys(_looks(re.findall(r"[^\W_]+(?:['’][^\W_]+)?", clause), things, own))
    return tuple(found)


def _looks(words: Sequence[str], things: frozenset[str], own: frozenset[str]) -> list[str]:
    """Of one clause. `own`: the words of the kinds' and brands' names, "table" of a table lamp."""
    no_looks = own | _NO_LOOKS | _LEADING | STOP_WORDS
    may_be = [len(word) > 2 and no_looks.isdisjoint((word, word.removesuffix("s"))) for word in words]
    telling = [at for at, may in enumerate(may_be) if may]
    if len(words) <= MOST_WORDS and len(telling) < MOST_LOOKS:
        return [words[at] for at in telling]
    places: set[int] = set()
    for at, word in enumerate(words):
        if word in things or word in ("one", "ones"):
            before = dropwhile(lambda place: words[place] in own, range(at - 1, -1, -1))
            places.update(takewhile(lambda place: may_be[place], islice(before, MOST_LOOKS)))
        elif word in _LEADING or (word == "is" and words[at - 1 : at] in (["that"], ["which"], ["it"])):
            behind = (place for place in range(at + 1, len(words)) if words[place] not in ("a", "an", "the", "some"))
            places.update(takewhile(lambda place: may_be[place], islice(behind, MOST_LOOKS)))
    return [words[at] for at in sorted(places)]


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
