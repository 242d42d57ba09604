"""A family's table of names: which of a feed's own names give a field, columns or places within nested values.

"variants.0.price" is the price of the first variant; a list without a number is its first element.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from catalog.feeds.rows import Family, each
from catalog.fields import plain_name

Names = Mapping[str, tuple[str, ...]]
"""Field -> where it may stand, in the order in which the places are believed. Columns by their plain names."""
_EMPTY: tuple[Any, ...] = (None, "", [], {})


def plain_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """The row by the plain names of its columns, texts without space around them."""
    return {plain_name(str(name)): value.strip() if isinstance(value, str) else value for name, value in row.items()}


def value_at(row: Any, place: str) -> Any:
    """What stands at a place; None where nothing does."""
    if place in row:
        return row[place]
    for step in place.split("."):
        if isinstance(row, list):
            at = int(step) if step.isdecimal() else 0
            row = row[at] if at < len(row) else None
            if step.isdecimal():
                continue
        if not isinstance(row, dict):
            return None
        row = row.get(step)
    return row


def first_of(row: Mapping[str, Any], places: Iterable[str]) -> Any:
    """The first of these that is not empty."""
    for place in places:
        value = row.get(place)
        if value is None and "." in place:
            value = value_at(row, place)
        if value not in _EMPTY:
            return value
    return None


def named(row: Mapping[str, Any], names: Names) -> dict[str, Any]:
    """Field -> value, of a row by its plain names."""
    return {field: first_of(row, places) for field, places in names.items()}


def has(*needed: str, least: int = 0, of: Iterable[str] = ()) -> Callable[[Mapping[str, Any]], bool]:
    """Whether a first row has all columns `needed`, and at least so many of others."""
    wanted, others = frozenset(needed), frozenset(of)

    def matches(row: Mapping[str, Any]) -> bool:
        return wanted <= row.keys() and len(others & row.keys()) >= least

    return matches


def table_family(
    name: str,
    matches: Callable[[Mapping[str, Any]], bool],
    names: Names,
    mend: Callable[[dict[str, Any], dict[str, Any]], dict[str, Any] | str] = lambda product, row: product,
) -> Family:
    """A family whose rows are a product each. `mend`: (fields by `names`, plain row) to the fields as they are to be,
    or why the row is no product."""

    def convert(raw: dict[str, Any]) -> dict[str, Any] | str:
        row = plain_row(raw)
        return mend(named(row, names), row)

    return Family(name, matches, each(convert))
