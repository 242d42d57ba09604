"""Any table: columns that bear a field's name or one of its aliases, or that `--map FIELD=COLUMN` names.

With a map the rows are taken as they stand, whatever shop system they look like; a mapped field comes from its column
alone, the others from their usual names.
"""

from __future__ import annotations

import csv
import re
import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence

from catalog.errors import CatalogError
from catalog.feeds.containers.json_document import KEY
from catalog.feeds.rows import Family, RawRow, each
from catalog.fields import NEEDED, known_columns, names_of, plain_name
from catalog.schema import PRODUCT_FIELDS

_LOOKS = {
    "title": re.compile("name|title|titel|titre|titulo|título|bezeichnung|designation|^product$|^item$|wording"),
    "id": re.compile(r"(?:^|[^a-z])(?:id|sku|code|label|nr|no|number|nummer|ref|reference|index|ean)(?:$|[^a-z])"),
}
"""Of names that are no usual ones."""


def parse_map(texts: Iterable[str]) -> dict[str, str]:
    """ "title=NAME,price=COST" to {field: column}; a part with a comma stands in double quotes. Raises CatalogError."""
    columns: dict[str, str] = {}
    for part in (part for text in texts for part in next(csv.reader([text], skipinitialspace=True), [])):
        field, sign, column = (piece.strip() for piece in part.partition("="))
        if not sign or not column:
            raise CatalogError(f"--map has {part[:80]!r}; expected FIELD=COLUMN, as in --map title=NAME,price=COST")
        if field not in PRODUCT_FIELDS:
            raise CatalogError(f"--map names the field {field[:40]!r}; expected one of {', '.join(PRODUCT_FIELDS)}")
        if columns.setdefault(field, column) != column:
            raise CatalogError(f"--map gives {field} twice: {columns[field]!r} and {column!r}; expected one column")
    return columns


def check_columns(header: Sequence[str], columns: Mapping[str, str]) -> None:
    """Raises CatalogError where a table with this header can give no product."""
    shown = repr(", ".join(header)[:200])
    plain = {plain_name(name) for name in header}
    if absent := [f"{field}={column}" for field, column in columns.items() if plain_name(column) not in plain]:
        raise CatalogError(f"--map {','.join(absent)}: no such column; the header, line 1 of the feed, is {shown}")
    if not set(NEEDED) <= known_columns(header) | columns.keys():
        raise CatalogError(
            f"the header, line 1 of the feed, is {shown}; expected columns id and title; "
            "name those that stand for them: --map id=COLUMN,title=COLUMN" + _perhaps(header, columns)
        )


def _perhaps(header: Sequence[str], columns: Mapping[str, str]) -> str:
    """The map that the names suggest, as a shell takes it; "" where they suggest none."""
    guesses = dict(columns)
    known = known_columns(header)
    for needed, looks in _LOOKS.items():
        found = (name for name in header if looks.search(plain_name(name)) and name not in guesses.values())
        if needed not in known | columns.keys() and (column := next(found, "")):
            guesses[needed] = column
    if not set(NEEDED) <= known | guesses.keys():
        return ""
    return f"; perhaps {map_option(guesses)}"


def map_option(columns: Mapping[str, str]) -> str:
    """The `--map` of {field: column} as a shell takes it; the inverse of `parse_map`."""
    parts = (f"{field}={column}" for field, column in columns.items())
    return "--map " + shlex.quote(",".join(f'"{part}"' if "," in part else part for part in parts))


def mapped(raw: Iterator[RawRow], columns: Mapping[str, str]) -> Iterator[RawRow]:
    """Rows whose mapped fields hold what their columns do. CatalogError at the end where no row had such a column."""
    never_seen = {field: plain_name(column) for field, column in columns.items()}
    others = {name for field in columns for name in names_of(field)}
    names: set[str] = set()
    for number, row in raw:
        if isinstance(row, str):
            yield number, row
            continue
        own = {plain_name(name): value for name, value in row.items()}
        names = names or set(own)
        never_seen = {field: column for field, column in never_seen.items() if column not in own}
        values = {field: own.get(plain_name(column)) for field, column in columns.items()}
        yield number, {name: value for name, value in own.items() if name not in others} | values
    if never_seen and names:
        absent = ",".join(f"{field}={columns[field]}" for field in never_seen)
        raise CatalogError(
            f"--map {absent}: no row has such a column; the first row has {', '.join(sorted(names))[:200]}"
        )


def _with_key(row: dict) -> dict:
    """The ID of {ID: row} is the row's where it has no other."""
    return row if KEY not in row or "id" in known_columns(row) else row | {"id": row[KEY]}


TABLE = Family("", lambda row: True, each(_with_key))
