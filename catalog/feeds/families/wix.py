"""Wix Stores' product CSV: a row of a product, then rows of its variants.

A variant's price is the product's and its surcharge. Pictures are names of Wix's media, which lie under one address.
Leaves out: ribbons, custom texts. The file names no currency.
"""

from __future__ import annotations

import re
from typing import Any

from catalog.feeds.names import has, plain_row
from catalog.feeds.rows import Family
from catalog.feeds.variants import grouped, with_variants
from catalog.values.prices import price_of

MEDIA = "https://static.wixstatic.com/media/"
_MEDIA_NAME = re.compile(r"[0-9a-f]{4,8}_[0-9a-f]{32}~mv2[\w.]*")
_COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}:")
_OPTIONS = range(1, 7)


def _product(rows: list[dict[str, Any]]) -> dict[str, Any] | str:
    first, *others = (plain_row(row) for row in rows)
    if str(first.get("visible")).lower() == "false":
        return "not on sale, it is not visible; expected a visible product"
    names = {n: str(first.get(f"productoptionname{n}") or "") for n in _OPTIONS}
    variants = [row for row in others if str(row.get("fieldtype")).lower() == "variant"]
    product = {
        "id": first.get("sku") or first.get("handleid"),
        "title": first.get("name"),
        "description": first.get("description"),
        "kind": str(first.get("collection") or "").split(";")[0],
        "brand": first.get("brand"),
        "price": _price(first, first.get("surcharge")),
        "in_stock": first.get("inventory"),
        "image": _picture(first),
    }
    if not variants and any(names.values()):
        values = {name: str(first.get(f"productoptiondescription{n}") or "").split(";") for n, name in names.items()}
        variants = []
        choices = [{"options": {name: _COLOUR.sub("", value)}} for name, own in values.items() if name for value in own]
        return with_variants(product, choices)
    return with_variants(product, [_variant(row, first, names) for row in variants])


def _variant(row: dict[str, Any], first: dict[str, Any], names: dict[int, str]) -> dict[str, Any]:
    values = {n: str(row.get(f"productoptiondescription{n}") or "") for n in _OPTIONS}
    return {
        "id": row.get("sku"),
        "options": {names[n]: _COLOUR.sub("", value) for n, value in values.items() if names[n] and value},
        "price": _price(first, row.get("surcharge")),
        "in_stock": row.get("inventory") or first.get("inventory"),
    }


def _price(row: dict[str, Any], surcharge: Any) -> Any:
    """With the discount, which comes off the price, and the surcharge; as it stands where one is no number."""
    try:
        amount, _ = price_of(row.get("price"))
        less, _ = price_of(row.get("discountvalue"))
        more, _ = price_of(surcharge)
    except ValueError:
        return row.get("price")
    if amount is None:
        return None
    off = amount * (less or 0) / 100 if str(row.get("discountmode")).upper() == "PERCENT" else less or 0
    return round(max(0.0, amount - off) + (more or 0), 2)


def _picture(row: dict[str, Any]) -> str:
    name = str(row.get("productimageurl") or "").split(";")[0].strip()
    return MEDIA + name if _MEDIA_NAME.fullmatch(name) else name


WIX = Family(
    "wix",
    has("handleid", "fieldtype", "name"),
    grouped(lambda row: str(plain_row(row).get("handleid") or ""), _product),
)
