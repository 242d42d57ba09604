"""What a product must be before it is scored at all, as SQL over the catalog's products."""

from __future__ import annotations

import math
import sqlite3
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Filters:
    """A field left at its default does not filter. Bounds are inclusive."""

    price_min: float | None = None
    """In the catalog's currency. A product without a price fails any bound on the price."""
    price_max: float | None = None
    department: str = ""
    """Compared without regard to case."""
    kind: str = ""
    """The category."""
    in_stock: bool | None = None
    """True drops what is known to be out of stock and keeps what the feed did not say."""
    rating_min: float | None = None
    """0 to 5. A product without a rating fails it."""
    brand: str = ""
    """Compared without regard to case."""

    def __post_init__(self) -> None:
        for name in ("price_min", "price_max", "rating_min"):
            value = getattr(self, name)
            if value is not None and math.isnan(value):
                raise ValueError(f"{name} is NaN; expected a number")

    def where(self) -> tuple[str, list[object]]:
        """An SQL condition on the columns of `products`, "" for none, and its parameters."""
        parts: list[tuple[str, object]] = [
            ("price >= ?", self.price_min),
            ("price <= ?", self.price_max),
            ("department = ? COLLATE NOCASE", _storable(self.department) or None),
            ("kind = ? COLLATE NOCASE", _storable(self.kind) or None),
            ("coalesce(in_stock, ?) = 1", 1 if self.in_stock is True else None),
            ("in_stock = ?", 0 if self.in_stock is False else None),
            ("rating >= ?", self.rating_min),
            ("brand = ? COLLATE NOCASE", _storable(self.brand) or None),
        ]
        used = [(condition, value) for condition, value in parts if value is not None]
        return " AND ".join(condition for condition, _ in used), [value for _, value in used]


def allowed_rows(connection: sqlite3.Connection, filters: Filters) -> np.ndarray | None:
    """(K,) int64 rows that pass, ascending; None where nothing is filtered."""
    condition, values = filters.where()
    if not condition:
        return None
    rows = connection.execute(f"SELECT row FROM products WHERE {condition} ORDER BY row", values)
    return np.fromiter((row for (row,) in rows), np.int64)


def _storable(text: str) -> str:
    """SQLite takes no lone surrogates."""
    return text.encode("utf-8", "replace").decode("utf-8")
