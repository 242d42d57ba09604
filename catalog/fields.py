"""One row of a feed, whatever it calls its columns, to a `Product`; or RowError with the reason.

The one normaliser that every feed goes through. Leaves out: conversion between currencies, and markup in titles (they
stay the text that they are; who shows them escapes them).
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cache, lru_cache
from typing import Any

from catalog.markup import plain_text
from catalog.schema import PRODUCT_FIELDS, Product

MAX_FIELD_CHARS = 131_072
"""Longer fields reject the row."""
ALIASES: dict[str, tuple[str, ...]] = {
    "id": ("sku", "asin", "parent_asin", "product_id"),
    "title": ("name", "product_name"),
    "description": ("body", "blurb", "text"),
    "department": ("main_category",),
    "kind": ("category", "product_type", "type"),
    "brand": ("vendor", "store", "manufacturer"),
    "price": ("cost", "amount"),
    "currency": ("price_currency",),
    "rating": ("average_rating", "stars"),
    "rating_count": ("rating_number", "ratings", "reviews"),
    "in_stock": ("availability", "available", "stock"),
    "url": ("link", "product_url"),
    "image": ("image_link", "picture", "image_path", "file_name", "photo", "image_url"),
}
"""Other names of each field, in the order in which they are believed. Case, spaces and hyphens do not matter."""

_IN_STOCK = {
    *("in stock", "instock", "in_stock", "available", "true", "yes", "1", "y"),
    *("limitedavailability", "onlineonly", "instoreonly"),  # schema.org's
}
_NOT_IN_STOCK = {
    *("out of stock", "outofstock", "out_of_stock", "unavailable", "sold out", "soldout", "false", "no", "0", "n"),
    *("preorder", "backorder", "discontinued"),
}
_CURRENCY_SIGNS = {
    **{"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "₩": "KRW", "₺": "TRY", "₽": "RUB", "zł": "PLN"},
    **{"US$": "USD", "CA$": "CAD", "C$": "CAD", "A$": "AUD", "NZ$": "NZD", "HK$": "HKD", "R$": "BRL", "Kč": "CZK"},
}
_AMOUNT = re.compile(r"[-+]?(?:\d[\d.,]*|\.\d+|nan\b|inf(?:inity)?\b)", re.IGNORECASE)
_SPACED = re.compile(r"(?<![\d.,])\d{1,3}(?:[\s'’]\d{3})+(?!\d)")
"""An amount whose thousands stand apart: "1 299,00", "1'299.00"."""
# Marks that turn the direction of the text after them could reorder a page's own words around a title.
_BIDI_OVERRIDES = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_SURROGATE = re.compile(r"[\ud800-\udfff]")
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
    """Plain names of the columns that give a field, in the order in which they are believed."""
    return (field, *ALIASES[field])


def product_of(
    row: Mapping[Any, Any], *, optional: Collection[str] = (), remark: Callable[[str], None] = lambda reason: None
) -> Product:
    """The product in a row of a feed. Raises RowError.

    `optional`: fields of which a value that cannot be read does not cost the row (of "price" only, so far). `remark` is
    told what was left out or assumed.
    """
    columns = {plain_name(str(name)): value for name, value in row.items()}
    found = {field: _first(columns, field) for field in PRODUCT_FIELDS}
    words = {name: text_of(found[name], name) for name in ("id", "title", "description", "department")}
    words |= {name: text_of(found[name], name) for name in ("kind", "brand", "url", "image")}
    for name in ("id", "title"):
        if not words[name]:
            raise RowError(f"no {name}")
    words["description"] = plain_text(words["description"])
    try:
        price, currency = price_of(found["price"])
    except RowError:
        if "price" not in optional:
            raise
        price, currency = None, ""
        remark(f"the price is left out, not a number: {str(found['price'])[:40]!a}")
    rating = number_of(found["rating"], "rating")
    if rating is not None and rating > 5:
        raise RowError(f"the rating is {rating:g}; expected 0 to 5")
    currency = text_of(found["currency"], "currency") or currency
    if price is not None and not currency:
        remark("the price has no currency and is taken as USD")
    if words["url"] and not is_web_address(words["url"]):
        remark(f"the url is left out, not http or https: {words['url'][:40]!a}")
        words["url"] = ""
    in_stock = stock_of(found["in_stock"])
    if in_stock is None and found["in_stock"] is not None:
        remark(f"the availability is left out, not one like in stock: {str(found['in_stock'])[:40]!a}")
    return Product(
        **words,
        price=price,
        currency=currency_of(currency or "USD"),
        rating=rating,
        rating_count=min(int(number_of(found["rating_count"], "rating_count") or 0), 2**53),
        in_stock=in_stock,
    )


@lru_cache(1024)  # a table asks for the same few for each of its rows
def plain_name(name: str) -> str:
    """A column's name as it is compared: small letters, no spaces, no hyphens."""
    return re.sub(r"[\s\-]+", "_", name.strip().lower())


def _first(columns: Mapping[str, Any], field: str) -> Any:
    """The value of the first column that is a name of the field and is not empty."""
    for name in names_of(field):
        if (value := columns.get(name)) is not None and value != "":
            return value
    return None


def text_of(value: Any, name: str) -> str:
    """One line of text without control characters, runs of white space made one space."""
    if value is None:
        return ""
    if isinstance(value, (bool, dict, list)):
        raise RowError(f"the {name} is a {type(value).__name__}; expected text")
    text = str(value)
    if len(text) > MAX_FIELD_CHARS:
        raise RowError(f"the {name} has {len(text):,} characters; at most {MAX_FIELD_CHARS:,} are kept")
    if "\0" in text:
        raise RowError(f"the {name} has a NUL character")
    if _SURROGATE.search(text):
        raise RowError(f"the {name} is not valid UTF-8")
    return _CONTROL.sub("", " ".join(text.translate(_BIDI_OVERRIDES).split()))


def number_of(value: Any, name: str) -> float | None:
    """A finite number of at least 0, or None for an empty field. Raises RowError."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    try:
        number = float(value) if not isinstance(value, bool) else math.nan
    except (TypeError, ValueError, OverflowError):
        raise RowError(f"the {name} is {str(value)[:40]!a}; expected a number") from None
    if not math.isfinite(number) or number < 0:
        raise RowError(f"the {name} is {str(value)[:40]}; expected a number of at least 0")
    return number


def price_of(value: Any) -> tuple[float | None, str]:
    """The amount, and the currency where the text says it: 15, "15.00 USD", "$1,299.00", "1 299,50 €"."""
    if not isinstance(value, str):
        return number_of(value, "price"), ""
    if not (text := value.strip()):
        return None, ""
    text = _SPACED.sub(lambda spaced: re.sub(r"\D", "", spaced[0]), text)
    amounts = _AMOUNT.findall(text)
    rest = _AMOUNT.sub(" ", text).strip()
    currency = _CURRENCY_SIGNS.get(rest, rest.upper() if re.fullmatch("[A-Za-z]{3}", rest) else "")
    if len(amounts) != 1 or (rest and not currency):
        raise RowError(f'the price is {text[:40]!a}; expected a number, or one like "15.00 USD"')
    amount = amounts[0]
    if re.fullmatch(r"[-+]?\d+,\d{1,2}", amount) or re.fullmatch(r"[-+]?\d{1,3}(\.\d{3})+,\d{1,2}", amount):
        amount = amount.replace(".", "").replace(",", ".")  # a decimal comma
    elif re.fullmatch(r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?", amount):
        amount = amount.replace(",", "")
    return number_of(amount, "price"), currency


def currency_of(text: str) -> str:
    """The three letters of a currency, given as such or as its sign. Raises RowError."""
    letters = _CURRENCY_SIGNS.get(text, text).upper()
    if not re.fullmatch("[A-Z]{3}", letters):
        raise RowError(f'the currency is {text[:40]!a}; expected three letters such as "USD"')
    return letters


def stock_of(value: Any) -> bool | None:
    """True, False, or None where the feed does not say. A number is how many there are."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, (int, float)):
        return value > 0
    word = str(value).strip().lower().rsplit("/", 1)[-1]
    if word in _IN_STOCK:
        return True
    if word.isascii() and word.isdecimal():
        return word.strip("0") != ""
    return False if word in _NOT_IN_STOCK else None


def is_web_address(url: str) -> bool:
    """Whether a link may be shown: http or https, with a host, and nothing that ends an attribute."""
    return re.fullmatch(r"https?://[^\s/?#\"'<>\\`]+[^\s\"'<>\\`]*", url, re.IGNORECASE) is not None
