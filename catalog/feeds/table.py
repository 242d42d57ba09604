"""Any table: columns that bear a field's name or one of its aliases, or that `--map FIELD=COLUMN` names.

With a map the rows are taken as they stand, whatever shop system they look like; a mapped field comes from its column
alone, the others from their usual names.
"""

from __future__ import annotations

import csv
import re
import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any

from catalog.errors import CatalogError, FieldError
from catalog.feeds.containers.json_document import KEY
from catalog.feeds.localised import OPTIONS, SALE_DATES, SALE_PRICES
from catalog.feeds.rows import Family, RawRow, each
from catalog.feeds.variants import with_variants
from catalog.fields import NEEDED, VARIANTS, known_columns, names_of, plain_name
from catalog.schema import PRODUCT_FIELDS
from catalog.values.prices import price_of
from catalog.values.sales import is_within

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


def _row(row: dict, sale: bool = True) -> dict:
    """With what a table says beside the fields: the sale's price, nested variants, and options, which go into the text.
    The ID of {ID: row} is the row's where it has no other."""
    if KEY in row and "id" not in known_columns(row):
        row = row | {"id": row[KEY]}
    if not _says_more(tuple(row)):
        return row
    own = _plain(row)
    if isinstance(inner := own.get("variants"), list) and inner and all(isinstance(one, dict) for one in inner):
        fields = {name: _first(own, names_of(name)) for name in ("price", "currency", "in_stock", "image")}
        return with_variants(row | fields, [_nested(_plain(one)) for one in inner])
    paid = _first(own, SALE_PRICES)
    if sale and paid is not None and is_within(_first(own, SALE_DATES)) and _is_lower(paid, own):
        row = {name: value for name, value in row.items() if plain_name(str(name)) != "price"} | {"price": paid}
    options = _options(own)
    return row | {VARIANTS: [{"options": options}]} if options else row


def _nested(own: Mapping[str, Any]) -> dict[str, Any]:
    """A variant within a row, as `with_variants` takes it."""
    said = own.get("options")
    stock = _first(own, names_of("in_stock"))
    return {
        "id": _first(own, names_of("id")),
        "options": said if isinstance(said, dict) else _options(own),
        "price": _first(own, names_of("price")),
        "image": _first(own, names_of("image")),
    } | ({} if stock is None else {"in_stock": stock})


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {plain_name(str(name)): value for name, value in row.items() if value not in (None, "")}


def _options(own: Mapping[str, Any]) -> dict[str, str]:
    said = {name: _first(own, columns) for name, columns in OPTIONS.items()}
    return {name: str(value) for name, value in said.items() if isinstance(value, (str, int, float))}


def _first(own: Mapping[str, Any], names: Iterable[str]) -> Any:
    return next((own[name] for name in names if name in own), None)


def _is_lower(paid: Any, own: Mapping[str, Any]) -> bool:
    """Whether something is really taken off."""
    try:
        (price, _), before = price_of(paid), price_of(_first(own, names_of("price")))[0]
    except FieldError:
        return False
    return price is not None and price > 0 and (before is None or price < before)


READ_BESIDE = frozenset((*SALE_PRICES, *SALE_DATES, *(name for names in OPTIONS.values() for name in names)))
"""Plain names of columns that are read, though they are no field of a product."""


@lru_cache(1024)  # the rows of a table share their columns
def _says_more(names: tuple[Any, ...]) -> bool:
    """Whether columns of these names say something beside the fields."""
    return any((plain := plain_name(str(name))) in READ_BESIDE or plain == "variants" for name in names)


TABLE = Family("", lambda row: True, each(_row))
AT_ITS_PRICE = Family("", lambda row: True, each(partial(_row, sale=False)))
"""A table whose price is mapped: it comes from that column alone."""
