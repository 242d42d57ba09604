"""How much of a shop a feed gives: the share of products with a price, a picture, a kind, a description. Where one of
these was read for no product though a column holds it, a build stops: half a shop is never made in silence.
"""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import Any

from catalog.errors import CatalogError
from catalog.feed import Format, container_rows
from catalog.feeds.rows import RawRow
from catalog.feeds.unread import LOOKS, SAMPLED_ROWS, SHOWN_AS, Unread, map_that_mends, unread_fields
from catalog.schema import Product


class Coverage:
    """Counts the products that it is shown."""

    def __init__(self) -> None:
        self.products = 0
        self._with: Counter[str] = Counter()

    def add(self, product: Product) -> None:
        self.products += 1
        for field in LOOKS:
            if getattr(product, field) not in ("", None):
                self._with[field] += 1

    @property
    def missing(self) -> list[str]:
        """The fields that no product has."""
        return [field for field in LOOKS if self.products and not self._with[field]]

    def line(self) -> str:
        """ "of 12 products 100 % have a price, 92 % a picture, 0 % a kind, 50 % a description"."""
        shares = [f"{_percent(self._with[field], self.products)} a {SHOWN_AS.get(field, field)}" for field in LOOKS]
        return f"of {self.products} products {shares[0].replace(' a ', ' have a ')}, {', '.join(shares[1:])}"


def _percent(part: int, whole: int) -> str:
    """Rounded, but 0 % is none and 100 % is all."""
    if not whole:
        return "0 %"
    return f"{min(99, max(1, round(100 * part / whole))) if 0 < part < whole else 100 * part // whole} %"


def require_whole(form: Format, coverage: Coverage) -> None:
    """Raises CatalogError where the feed holds a field that was read for none of its products."""
    if not coverage.missing:
        return
    numbered = list(islice(container_rows(form), SAMPLED_ROWS))
    rows = [row for _, row in numbered if isinstance(row, dict)]
    unread, unused = unread_fields(rows, coverage.missing, form.sources().values() or _used(form, numbered, rows))
    if not unread:
        return
    raise CatalogError(_said(form, coverage, unread, unused))


def _used(form: Format, numbered: list[RawRow], rows: list[dict[str, Any]]) -> list[str]:
    """The columns of a family that it plainly takes: most of their values are values of its products."""
    made = (row for _, row in form.family.rows(iter(numbered)) if isinstance(row, dict))
    taken = {str(value).strip() for row in made for value in row.values() if value not in (None, "")}
    used = []
    for name in dict.fromkeys(name for row in rows for name in row):
        values = [str(row[name]).strip() for row in rows if row.get(name) not in (None, "")]
        if values and 2 * sum(value in taken for value in values) >= len(values):
            used.append(name)
    return used


def _said(form: Format, coverage: Coverage, unread: list[Unread], unused: list[str]) -> str:
    shown = [SHOWN_AS.get(one.field, one.field) for one in unread]
    places = (f"{name} in {one.column!r} ({one.example!r})" for name, one in zip(shown, unread, strict=True))
    others = [name for name in unused if name not in {one.column for one in unread}] if form.sources() else []
    return (
        f"none of {coverage.products} products has a {' or a '.join(shown)}, but the feed seems to hold it: "
        f"{', '.join(places)}; name the columns: {map_that_mends(unread, form.header, form.columns)}; "
        "or build without: --anyway"
        + (f"; other columns that are not used: {', '.join(map(repr, others))[:600]}" if others else "")
    )
