"""What a product must be before it is scored at all, as SQL over the catalog's products."""

from __future__ import annotations

import json
import math
import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from catalog.database import SEEN
from catalog.listing.denial import denied_rows, spared_rows
from catalog.listing.fit import FITS, MISFITS, UNLISTED
from catalog.listing.looks import look_of, says, words_for_look
from catalog.listing.size import Size


@dataclass(frozen=True)
class Filters:
    """A field left at its default does not filter. Bounds are inclusive."""

    price_min: float | None = None
    """In the catalog's currency. A product without a price fails any bound on the price."""
    price_max: float | None = None
    department: str = ""
    """Compared without regard to case."""
    kind: str | tuple[str, ...] = ""
    """One, or any of several. Compared without regard to case, as the brand is."""
    in_stock: bool | None = None
    """True drops what is known to be out of stock and keeps what the feed did not say."""
    rating_min: float | None = None
    """0 to 5. A product without a rating fails it."""
    brand: str | tuple[str, ...] = ""
    without: tuple[str, ...] = ()
    """Words, perhaps two in a row, that neither the listing nor what the model sees may say, whatever the ending. A
    listing that denies one ("contains no nuts") does not say it, whatever the model sees."""
    sizes: tuple[Size, ...] = ()
    """All of them, as the listing says them; whether a listing that says none passes is for `sized`."""
    sized: tuple[str, ...] = (FITS,)
    """Which of `catalog.listing.fit`'s verdicts pass: that of a listing is the worst of its sizes'."""
    hidden: tuple[str, ...] = ()
    """Identifiers of products that are not to be found."""
    rows: tuple[int, ...] | None = None
    """None but these."""

    def __post_init__(self) -> None:
        for name in ("price_min", "price_max", "rating_min"):
            value = getattr(self, name)
            if value is not None and math.isnan(value):
                raise ValueError(f"{name} is NaN; expected a number")

    def where(self, connection: sqlite3.Connection) -> tuple[str, list[object]]:
        """An SQL condition on the columns of `products`, "" for none, and its parameters. Sizes are no columns: the
        connection learns to read them."""
        if self.sizes:
            connection.create_function(_SIZED, 2, _sized, deterministic=True)
        parts: list[tuple[str, object]] = [
            ("price >= ?", self.price_min),
            ("price <= ?", self.price_max),
            ("department = ? COLLATE NOCASE", _storable(self.department) or None),
            ("coalesce(in_stock, ?) = 1", 1 if self.in_stock is True else None),
            ("in_stock = ?", 0 if self.in_stock is False else None),
            ("rating >= ?", self.rating_min),
        ]
        used: list[tuple[str, list[object]]] = [(condition, [value]) for condition, value in parts if value is not None]
        for column, names in (("kind", self.kind), ("brand", self.brand)):
            if some := [_storable(name) for name in ([names] if isinstance(names, str) else names) if name]:
                used.append((f"{column} COLLATE NOCASE IN ({_marks(some)})", [*some]))
        if self.hidden:
            used.append((f"id NOT IN ({_marks(self.hidden)})", [_storable(id) for id in self.hidden]))
        if self.rows is not None:
            used.append(("row IN (SELECT value FROM json_each(?))", [json.dumps(self.rows)]))
        if terms := [words for term in self.without if (words := re.findall(r"[^\W_]+", _storable(term).lower()))]:
            used += [_without(connection, " ".join(words)) for words in terms]
        used += [
            _not_looking(connection, look) for term in self.without if words_for_look(look := look_of(term)) != (term,)
        ]
        if self.sizes:
            keys = json.dumps([size.key() for size in self.sizes])
            listing = "coalesce(title, '') || ' ' || coalesce(description, '')"
            used.append((f"{_SIZED}({listing}, ?) IN ({_marks(self.sized)})", [keys, *self.sized]))
        return " AND ".join(condition for condition, _ in used), [value for _, values in used for value in values]


_SIZED = "sized"
_SAYS_LOOK = "says_look"


def _not_looking(connection: sqlite3.Connection, look: str) -> tuple[str, list[object]]:
    """A condition that leaves out what is `look` in other words: polished and glossy where shiny is refused. The index
    proposes, since it stems "polished" and "polish it" alike; the words themselves decide."""
    connection.create_function(_SAYS_LOOK, 3, _says_look, deterministic=True)
    query = " OR ".join('"' + " ".join(re.findall(r"[^\W_]+", word)) + '"' for word in words_for_look(look))
    proposed = "row IN (SELECT rowid FROM products_fts WHERE products_fts MATCH ?)"
    values: list[object] = [query, _storable(look)]
    if not _indexes_seen(connection):
        proposed = f"({proposed} OR {SEEN} != '')"
    listing = "coalesce(title, '') || '. ' || coalesce(description, '')"
    denied, of_denied = denied_rows(connection, " ".join(re.findall(r"[^\W_]+", _storable(look).lower())))
    condition = f"(NOT ({proposed} AND {_SAYS_LOOK}({listing}, {SEEN}, ?)) OR row IN ({denied}))"
    return condition, [*values, *of_denied]


def _indexes_seen(connection: sqlite3.Connection) -> bool:
    found = connection.execute("SELECT 1 FROM pragma_table_info('products_fts') WHERE name = ?", [SEEN])
    return found.fetchone() is not None


def _says_look(listing: str, seen: str, look: str) -> bool:
    return says(listing, look) or says(seen, look, listing=False)


def _without(connection: sqlite3.Connection, term: str) -> tuple[str, list[object]]:
    """A condition and its parameters. FTS5 finds the mentions; only those near a word that denies are read."""
    spared, of_spared = spared_rows(connection, term)
    denied, of_denied = denied_rows(connection, term)
    said = f"SELECT rowid FROM products_fts WHERE products_fts MATCH ? EXCEPT {spared}"
    # Not every catalog indexes what the model sees.
    condition = f"row NOT IN ({said}) AND (' ' || lower({SEEN}) NOT LIKE ? OR row IN ({denied}))"
    return condition, [f'"{term}"', *of_spared, f"% {term}%", *of_denied]


def read_once(connection: sqlite3.Connection, filters: Filters) -> Filters:
    """The same with rows in the place of what every search would read in the listings again."""
    if not filters.sizes and not filters.without:
        return filters
    rows = allowed_rows(connection, filters)
    return replace(filters, sizes=(), sized=(FITS,), without=(), rows=() if rows is None else tuple(rows.tolist()))


def _sized(listing: str, keys: str) -> str:
    said = {Size.of_key(key).verdict(listing) for key in json.loads(keys)}
    return FITS if said == {FITS} else UNLISTED if said <= {FITS, UNLISTED} else MISFITS


def allowed_rows(connection: sqlite3.Connection, filters: Filters) -> np.ndarray | None:
    """(K,) int64 rows that pass, ascending; None where nothing is filtered."""
    condition, values = filters.where(connection)
    if not condition:
        return None
    rows = connection.execute(f"SELECT row FROM products WHERE {condition}", values)
    return np.sort(np.fromiter((row for (row,) in rows), np.int64))


def any_passes(connection: sqlite3.Connection, filters: Filters) -> bool:
    condition, values = filters.where(connection)
    return connection.execute(f"SELECT 1 FROM products WHERE {condition or '1'} LIMIT 1", values).fetchone() is not None


def _marks(values: Sequence[str]) -> str:
    return ", ".join("?" * len(values))


def _storable(text: str) -> str:
    """SQLite takes no lone surrogates."""
    return text.encode("utf-8", "replace").decode("utf-8")
