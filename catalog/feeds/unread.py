"""Fields that a feed plainly holds and that were read for none of its products, with the columns that hold them.

A column is told by its name in several languages and by its values, or by values that are nothing else (an address of
a picture, an amount with a currency, a path of categories, long texts). Looks at the first rows only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from catalog.feeds.table import map_option
from catalog.fields import NEEDED, known_columns, plain_name
from catalog.values.addresses import pictures_of
from catalog.values.prices import price_of

SAMPLED_ROWS = 200
_PICTURE = re.compile(
    r"(?:https?:)?//\S+|\S.{0,200}\.(?:jpe?g|png|webp|gif|bmp|tiff?|avif|heic)(?:\?\S*)?", re.IGNORECASE
)
_PICTURE_FILE = re.compile(r"\.(?:jpe?g|png|webp|gif|avif|heic)\b", re.IGNORECASE)
_CURRENCY = re.compile("[$€£¥₹₩₺₽]|[A-Z]{3}")
_WORD = re.compile(r"[^\W\d_]{3}")
_LONG_WORDS = 12


def _is_price(value: Any) -> bool:
    try:
        return not isinstance(value, bool) and (price_of(value)[0] or 0) > 0
    except ValueError:
        return False


def _is_sure_price(value: Any) -> bool:
    return isinstance(value, str) and _CURRENCY.search(value) is not None and _is_price(value)


def _is_picture(value: Any) -> bool:
    pictures = pictures_of(value)
    return bool(pictures) and isinstance(pictures[0], str) and _PICTURE.fullmatch(pictures[0].strip()) is not None


def _is_sure_picture(value: Any) -> bool:
    return _is_picture(value) and _PICTURE_FILE.search(str(pictures_of(value)[0])) is not None


def _is_category(value: Any) -> bool:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("name")
    short = isinstance(value, str) and 2 < len(value) <= 200 and _WORD.search(value) is not None
    return short and not _is_picture(value) and value.lower() not in ("true", "false", "yes", "none")


def _is_path(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= 300 and " > " in value and "<" not in value


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and len(value.split()) >= 2 and not _is_picture(value)


def _is_long_text(value: Any) -> bool:
    return isinstance(value, str) and len(value.split()) >= _LONG_WORDS


@dataclass(frozen=True)
class _Look:
    """How a column that gives a field looks."""

    called: re.Pattern[str]
    """In its name, in small letters."""
    like: Callable[[Any], bool]
    """What a value of a column so called is like."""
    surely: Callable[[Any], bool]
    """What a value of a column of any name is like."""


LOOKS = {
    "price": _Look(
        re.compile("price|preis|prix|precio|prezzo|prijs|preço|preco|cost|amount|msrp|rrp|cena|fiyat|цена|价格|価格"),
        _is_price,
        _is_sure_price,
    ),
    "image": _Look(
        re.compile("image|img|bild|photo|foto|picture|media|thumb|imagen|imágen|immagin|afbeelding|фото"),
        _is_picture,
        _is_sure_picture,
    ),
    "kind": _Look(
        re.compile("categor|kategori|catégor|categor|collection|department|taxonom|rubri|warengruppe|product.?type"),
        _is_category,
        _is_path,
    ),
    "description": _Look(
        re.compile("descr|beschreib|omschrijving|body|summary|about|blurb|overview|text|opis"),
        _is_text,
        _is_long_text,
    ),
}
"""The fields that make a shop whole. None is needed, so that a feed without one is a feed."""
SHOWN_AS = {"image": "picture"}


@dataclass(frozen=True)
class Unread:
    field: str
    column: str
    example: str


def unread_fields(
    rows: Sequence[Mapping[str, Any]], missing: Iterable[str], used: Iterable[str]
) -> tuple[list[Unread], list[str]]:
    """For each field of `missing` that a column holds: the best column; and the names of all columns not `used`."""
    taken = {plain_name(name) for name in used}
    columns = [name for name in dict.fromkeys(str(n) for row in rows for n in row) if plain_name(name) not in taken]
    found = []
    for field in missing:
        scored = [(_score(LOOKS[field], name, rows), name) for name in columns]
        best, column = max(scored, key=lambda pair: pair[0], default=(0.0, ""))
        if best > 0:
            example = next(row[column] for row in rows if row.get(column) not in (None, "", []))
            found.append(Unread(field, column, str(example)[:40]))
    return found, columns


def _score(look: _Look, name: str, rows: Sequence[Mapping[str, Any]]) -> float:
    """How much a column looks like a field; 0 where it does not in most of its values."""
    values = [value for row in rows if (value := row.get(name)) not in (None, "", [])]
    if len(values) * 5 < len(rows) or not values:
        return 0.0
    called = look.called.search(plain_name(name)) is not None
    share = sum(map(look.like if called else look.surely, values)) / len(values)
    return share * (2 if called else 1) if share > 0.5 else 0.0


def map_that_mends(unread: Sequence[Unread], header: Sequence[str], mapped: Mapping[str, str]) -> str:
    """The `--map` that names these columns, with what it needs beside them, as a shell takes it."""
    columns = dict(mapped)
    known = known_columns(header)
    for needed in NEEDED:
        if needed not in known:
            columns.setdefault(needed, "COLUMN")
    columns |= {one.field: one.column for one in unread}
    return map_option(columns)
