"""The variants of a product: rows that are one product together, and what they say of it.

A product costs what its cheapest variant does, is in stock where any variant is, and shows a variant's picture where it
has none of its own. A variant is a dict of `id`, `options` ({name: value}), `price`, `currency`, `in_stock`, `image`;
all may be missing. They go to `fields` under VARIANTS.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from typing import Any

from catalog.errors import CatalogError, FieldError
from catalog.feeds.rows import RawRow
from catalog.fields import VARIANTS
from catalog.values.prices import currency_of, price_of
from catalog.values.stock import stock_of

Row = dict[str, Any]
MAX_ROWS = 2_048
"""Of one product. Shopify's own limit on variants."""


def with_variants(product: Row, variants: Sequence[Row]) -> Row:
    """The fields of a product with what its variants say, where there are any. One without options is no choice."""
    if not variants:
        return product
    own = product.get("currency") or next((v["currency"] for v in variants if v.get("currency")), None)
    prices = [v["price"] for v in variants if v.get("price") not in (None, "")]
    pictures = (v["image"] for v in variants if v.get("image"))
    stock = [v["in_stock"] for v in variants if "in_stock" in v]
    choices = [v for v in variants if any(v.get("options", {}).values())]
    return product | {
        "price": lowest(prices, own) if prices else product.get("price"),
        "currency": own,
        "in_stock": any_in_stock(stock) if stock else product.get("in_stock"),
        "image": product.get("image") or next(pictures, None),
        VARIANTS: choices,
    }


def lowest(prices: Sequence[Any], currency: Any = None) -> Any:
    """The lowest of prices as a feed writes them. One that is none is given, so that it is left out and counted."""
    try:
        letters = currency_of(currency)
    except FieldError:
        letters = ""
    amounts = []
    for price in prices:
        try:
            amounts.append(price_of(price, letters)[0] or 0.0)
        except FieldError:
            return price
    return prices[amounts.index(min(amounts))]


def any_in_stock(said: Iterable[Any]) -> bool | None:
    """Of all variants: True where one is, None where one may be."""
    known = {stock_of(value) for value in said}
    return True if True in known else None if None in known else False


def grouped(
    key: Callable[[Row], str], product: Callable[[list[Row]], Row | str]
) -> Callable[[Iterator[RawRow]], Iterator[RawRow]]:
    """A family's `rows` where the rows that follow each other with the same key are one product. A row without a key
    belongs to the one before; a reason among them costs itself only."""

    def rows(raw: Iterator[RawRow]) -> Iterator[RawRow]:
        first, group, last = 0, list[Row](), ""
        for number, row in raw:
            if isinstance(row, str):
                yield number, row
                continue
            own = key(row)
            if group and own in ("", last) and len(group) < MAX_ROWS:
                group.append(row)
                continue
            if group:
                yield first, product(group)
            first, group, last = number, [row], own
        if group:
            yield first, product(group)

    return rows


def gathered(
    own: Callable[[Row], Row],
    parent: Callable[[Row], str],
    children: Callable[[Row], Sequence[str]],
    product: Callable[[Row, list[Row]], Row | str],
) -> Callable[[Iterator[RawRow]], Iterator[RawRow]]:
    """A family's `rows` where variants stand anywhere in the feed, and wait in a temporary file for their product.

    `own`: a row as the other three take it. `parent`: the key that a variant waits under, "" of a product. `children`:
    the keys that a product asks for.
    A variant that no product asks for is rejected.
    """

    def rows(raw: Iterator[RawRow]) -> Iterator[RawRow]:
        with closing(_Waiting()) as waiting:
            for number, row in raw:
                if isinstance(row, str):
                    yield number, row
                else:
                    row = own(row)
                    waiting.put(number, parent(row), row)
            for number, row in waiting.products():
                yield number, product(row, waiting.take(children(row)))
            for number, key in waiting.left():
                yield number, f"a variant of {key[:80]!a}, which the feed has not; expected its product too"

    return rows


class _Waiting:
    def __init__(self) -> None:
        self._base = sqlite3.connect("", isolation_level=None)
        self._base.execute("PRAGMA journal_mode = OFF")
        self._base.execute("CREATE TABLE rows(number INTEGER PRIMARY KEY, key TEXT, taken INTEGER, data TEXT)")
        self._base.execute("CREATE INDEX keys ON rows(key)")
        self._base.execute("BEGIN")

    def put(self, number: int, key: str, row: Row) -> None:
        """Raises CatalogError."""
        try:
            self._base.execute(
                "INSERT OR REPLACE INTO rows VALUES (?, ?, 0, ?)", (number, key, json.dumps(row, default=str))
            )
        except sqlite3.Error as error:
            raise CatalogError(
                f"no room for the variants of the feed in a temporary file: {error}; free space"
            ) from None

    def products(self) -> Iterator[tuple[int, Row]]:
        for number, data in self._base.execute("SELECT number, data FROM rows WHERE key = '' ORDER BY number"):
            yield number, json.loads(data)

    def take(self, keys: Sequence[str]) -> list[Row]:
        taken = list[tuple[int, str]]()
        for key in filter(None, keys):
            taken += self._base.execute(
                "SELECT number, data FROM rows WHERE key = ? ORDER BY number", (key,)
            ).fetchall()
        self._base.executemany("UPDATE rows SET taken = 1 WHERE number = ?", ((number,) for number, _ in taken))
        return [json.loads(data) for _, data in taken]

    def left(self) -> list[tuple[int, str]]:
        return self._base.execute(
            "SELECT number, key FROM rows WHERE key != '' AND NOT taken ORDER BY number"
        ).fetchall()

    def close(self) -> None:
        self._base.close()


def options_of(row: Mapping[str, Any], names: Iterable[tuple[str, str]]) -> dict[str, str]:
    """{name: value} of pairs of columns, as in ("option1_name", "option1_value"); without those that are empty."""
    pairs = ((str(row.get(name) or "").strip(), str(row.get(value) or "").strip()) for name, value in names)
    return {name: value for name, value in pairs if name and value}
