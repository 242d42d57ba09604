"""Which words stand in so many listings of a kind that they tell no product from another.

Counted in a sample of the shop's listings, once for each kind. Leaves out what pictures show.
"""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Protocol

from catalog.schema import Product
from chat.quoting import stem

COMMON = 0.5
"""Share of the listings of a kind from which a word tells nothing."""
COMMON_IN_SHOP = 0.2
"""The same, of all kinds of things."""
SAMPLED = 200
"""Listings that are read of each kind, spread evenly."""
FEWEST = 5
"""Fewer listings make no share."""


class Listings(Protocol):
    def products(self, rows: Sequence[int]) -> Sequence[Product]: ...
    def connect(self) -> sqlite3.Connection: ...


class Commonness:
    """Of one catalog. Thread-safe."""

    def __init__(self, catalog: Listings, kept: int = 64) -> None:
        """`kept`: kinds whose common words are remembered."""
        self._catalog = catalog
        self._common = lru_cache(kept)(self._counted)

    def tells(self, kind: str) -> Callable[[str], bool]:
        """Whether a word, by its stem, tells a product of this kind from the others."""
        return lambda word: word not in self._common(kind) and word not in self._common("")

    def _counted(self, kind: str) -> frozenset[str]:
        rows = self._rows(kind)
        if len(rows) < FEWEST:
            return frozenset()
        counts: Counter[str] = Counter()
        for product in self._catalog.products(rows):
            words = re.findall(r"[^\W_][\w'-]*", f"{product.title} {product.description}".lower())
            counts.update({stem(word) for word in words})
        least = (COMMON if kind else COMMON_IN_SHOP) * len(rows)
        return frozenset(word for word, count in counts.items() if count > least)

    def _rows(self, kind: str) -> list[int]:
        connection = self._catalog.connect()
        if kind:
            found = connection.execute("SELECT row FROM products WHERE kind = ? COLLATE NOCASE", [kind])
            rows: Sequence[int] = sorted(row for (row,) in found)
        else:
            rows = range((connection.execute("SELECT max(row) FROM products").fetchone()[0] or 0) + 1)
        return list(rows[:: -(-len(rows) // SAMPLED) or 1])
