"""One row of a feed, whatever it calls its columns, to a `Product`; or RowError with the reason.

The one normaliser that every feed goes through. An id and a title are needed; any other value that cannot be read is
left out, and that is remarked. Numbers are read by `prices`, `ratings` and `stock`. Leaves out: markup in titles (tags
stay the text that they are; who shows them escapes them).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, lru_cache, partial
from typing import Any, TypeVar

from catalog.errors import FieldError
from catalog.feeds.localised import LOCALISED
from catalog.feeds.rows import path_ends
from catalog.schema import PRODUCT_FIELDS, Product, Variant
from catalog.values.addresses import pictures_of
from catalog.values.links import is_public_link
from catalog.values.markup import decoded, plain_text
from catalog.values.numerals import is_nan
from catalog.values.prices import currency_of, price_of
from catalog.values.ratings import count_of, rating_of
from catalog.values.stock import stock_of

T = TypeVar("T")
Remark = Callable[[str], None]

MAX_FIELD_CHARS = 131_072
"""Longer texts are not read."""
NEEDED = ("id", "title")
VARIANTS = "(variants)"
"""Where a family puts the variants of a product (`catalog.feeds.variants`)."""
ALIASES: dict[str, tuple[str, ...]] = {
    "id": ("sku", "asin", "parent_asin", "product_id", "item_id", "item_sku", "article_id", "uniq_id"),
    "title": ("name", "product_name", "product_title", "item_name", "prod_name"),
    "description": (
        *("body", "blurb", "text", "product_description", "long_description", "short_description"),
        "detail_desc",
    ),
    "department": ("main_category",),
    "kind": ("category", "product_type", "product_category", "category_name", "type", "categories"),
    "brand": ("vendor", "store", "manufacturer"),
    "price": ("cost", "amount", "selling_price", "standard_price"),
    "currency": ("price_currency",),
    "rating": ("average_rating", "stars"),
    "rating_count": ("rating_number", "ratings", "reviews"),
    "in_stock": ("availability", "available", "stock"),
    "url": ("link", "product_url"),
    "image": (
        *("image_link", "picture", "image_path", "file_name", "photo", "image_url", "images", "image_urls", "img"),
        *("main_image", "main_image_url", "image_src", "picture_url", "thumbnail"),
    ),
}
"""Other names of each field, in the order in which they are believed. Case, spaces and hyphens do not matter."""

# Marks that turn the direction of the text after them could reorder a page's own words around a title.
_BIDI_OVERRIDES = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_WORDS = {"id", "title", "description", "department", "kind", "brand", "url", "image"}
_DECODED = {"title", "department", "kind", "brand"}
"""Fields of one line in which character references are decoded, as those of a description are with its markup."""
_NAMES = ("name", "title", "label", "value", "@value")
_ADDRESSES = ("url", "src", "href", "contentUrl", "path")
"""What a text is called within a thing."""
_SHOWN = {"in_stock": "availability"}
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
"""Unicode's category Cc."""


class RowError(ValueError):
    """Why a row of a feed is not a product."""


def known_columns(names: Iterable[str]) -> set[str]:
    """The fields of Product that columns of these names give."""
    plain = {plain_name(name) for name in names}
    return {field for field in PRODUCT_FIELDS if plain & {*names_of(field)}}


@cache
def names_of(field: str) -> tuple[str, ...]:
    """Plain names of the columns that give a field, in the order in which they are believed. "productName" is one
    too."""
    names = (field, *ALIASES[field], *LOCALISED.get(field, ()))
    return tuple(dict.fromkeys((*names, *(name.replace("_", "") for name in names))))


def product_of(row: Mapping[Any, Any], *, currency: str = "", remark: Remark = lambda reason: None) -> Product:
    """The product in a row of a feed. Raises RowError where it has no id or no title that can be read.

    `currency`: three letters, of a price that names none. `remark` is told what was left out or assumed; what stands
    after its first ": " is the value.
    """
    columns = {plain_name(str(name)): value for name, value in row.items()}
    places = _places(tuple(columns))
    found = {field: _first(columns, field, places[field]) for field in PRODUCT_FIELDS}
    needed = {name: text_of(found[name], name) for name in NEEDED}
    for name, text in needed.items():
        if not text:
            raise RowError(f"no {name}")
    read = partial(_read, found, remark)
    words = {name: read(name, partial(_inner_text, name)) or "" for name in ("description", "brand", "url", "image")}
    department, kind = (read(name, partial(_inner_text, name)) or "" for name in ("department", "kind"))
    if ">" in kind:
        first, kind = path_ends(kind.strip('[]" '))  # a list of one, as some tables hold it
        department = department or (first if first != kind else "")
    price, own_currency = _money(found, currency, remark)
    variants = tuple(_variant(own, own_currency) for own in row.get(VARIANTS) or ())
    words["description"] = _with_options(words["description"], variants)
    rating, beside = read("rating", rating_of) or (None, None)
    if found["rating_count"] is None:
        found["rating_count"] = beside
    return Product(
        **needed,
        **words,
        department=department,
        kind=kind,
        price=price,
        currency=own_currency,
        rating=rating,
        rating_count=read("rating_count", count_of) or 0,
        in_stock=read("in_stock", _availability),
        variants=variants if len(variants) > 1 else (),
    )


def _unheard(reason: str) -> None:
    """What nobody is told."""


def _variant(own: Mapping[str, Any], currency: str) -> Variant:
    """What cannot be read of a variant is left out; its product's values say so."""
    found = {name: own.get(name) for name in ("id", "image", "price", "in_stock")}
    options = ((_line(name, "title"), _line(value, "title")) for name, value in own.get("options", {}).items())
    price = _read(found, _unheard, "price", partial(price_of, currency=currency)) or (None, "")
    return Variant(
        id=_line(found["id"], "id"),
        options=tuple((name, value) for name, value in options if name and value),
        price=price[0],
        in_stock=stock_of(found["in_stock"]),
        image=_read(found, _unheard, "image", partial(_inner_text, "image")) or "",
    )


def _line(value: Any, name: str) -> str:
    """A text, "" where it cannot be read."""
    try:
        return text_of(value, name)
    except RowError:
        return ""


def _with_options(description: str, variants: Sequence[Variant]) -> str:
    """The description, and what there is to choose: "Size: S, M, L. Colour: black, oak."."""
    choices: dict[str, dict[str, None]] = {}
    for variant in variants:
        for name, value in variant.options:
            choices.setdefault(name, {})[value] = None
    said = " ".join(f"{name}: {', '.join(values)}." for name, values in choices.items())
    if said and description and description[-1].isalnum():
        description += "."
    return " ".join(filter(None, (description, said)))[:MAX_FIELD_CHARS]


def _read(found: Mapping[str, Any], remark: Remark, field: str, reader: Callable[[Any], T]) -> T | None:
    """What `reader` makes of a field's value; None, and it is remarked, where it raises FieldError."""
    try:
        return reader(found[field])
    except FieldError as error:
        remark(f"the {_SHOWN.get(field, field)} is left out, {error}: {_start(found[field])!a}")
        return None


def _start(value: Any) -> str:
    try:
        return str(value)[:40]
    except RecursionError:  # lists within lists
        return type(value).__name__


def _money(found: Mapping[str, Any], usual: str, remark: Remark) -> tuple[float | None, str]:
    """Price and currency, `usual` where nothing says one. An amount in a currency that nobody can read is no price."""
    said = _read(found, remark, "currency", currency_of)
    price, own = _read(found, remark, "price", partial(price_of, currency=said or usual, remark=remark)) or (None, "")
    currency = said or own
    if price is not None and said is None and not own:
        remark(f"the price is left out, its currency cannot be read: {price:g}")
        price = None
    elif price is not None and not currency and not usual:
        remark("the price has no currency and is taken as USD")
    return price, currency or usual or "USD"


def _availability(value: Any) -> bool | None:
    in_stock = stock_of(value)
    if in_stock is None and value is not None:
        raise FieldError("not one like in stock")
    return in_stock


def _inner_text(field: str, value: Any) -> str:
    """The text of a field that may be a thing with a name, or a list. Raises FieldError."""
    if field == "image":
        value = next(iter(pictures_of(value)), "")
    if isinstance(value, list):
        if any(isinstance(part, list) for part in value):
            raise FieldError("lists within a list")
        parts = [_inner_text(field, part) for part in value]
        if len(parts) > 1 and field not in ("description", "image"):
            raise FieldError("more than one text")
        value = " ".join(part for part in parts if part) if field == "description" else next(iter(parts), "")
    elif isinstance(value, dict):
        names = _ADDRESSES if field in ("url", "image") else _NAMES
        value = next((value[name] for name in names if isinstance(value.get(name), str)), value)
    try:
        text = text_of(value, field)
    except RowError as error:
        raise FieldError("no text that can be read") from error
    if field == "url" and text and not is_public_link(text):
        raise FieldError("no link to a page of the internet")
    return plain_text(text) if field == "description" else text


@lru_cache(1024)  # a table asks for the same few for each of its rows
def plain_name(name: str) -> str:
    """A column's name as it is compared: small letters, no spaces, no hyphens."""
    return re.sub(r"[\s\-]+", "_", name.strip().lower())


@lru_cache(1024)  # the rows of a table share their columns
def _places(columns: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Field -> those of its names that are among these, in the order in which they are believed."""
    there = frozenset(columns)
    return {field: tuple(name for name in names_of(field) if name in there) for field in PRODUCT_FIELDS}


def _first(columns: Mapping[str, Any], field: str, names: Sequence[str]) -> Any:
    """The value of the first column that is a name of the field and is not empty; NaN where no other is there."""
    empty = None
    for name in names:
        value = columns[name]
        if isinstance(value, str):
            if value and not value.isspace():
                return value
        elif is_nan(value):
            empty = value
        elif value is not None:
            return value
    return None if field in _WORDS else empty


def text_of(value: Any, name: str) -> str:
    """One line of text without control characters, runs of white space made one space."""
    if value is None:
        return ""
    if isinstance(value, (bool, dict, list)):
        raise RowError(f"the {name} is a {type(value).__name__}; expected text")
    text = decoded(str(value)) if name in _DECODED else str(value)
    if len(text) > MAX_FIELD_CHARS:
        raise RowError(f"the {name} has {len(text):,} characters; at most {MAX_FIELD_CHARS:,} are kept")
    if "\0" in text:
        raise RowError(f"the {name} has a NUL character")
    if text.isascii():
        text = " ".join(text.split())
        return text if text.isprintable() else _CONTROL.sub("", text)
    if _SURROGATE.search(text):
        raise RowError(f"the {name} is not valid UTF-8")
    return _CONTROL.sub("", " ".join(text.translate(_BIDI_OVERRIDES).split()))
