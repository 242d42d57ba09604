"""Magento 2 and Adobe Commerce: the CSV of System > Export > Products.

A configurable product lists the SKUs of its variants in `configurable_variations`; these are rows of their own, not
visible individually, mostly before it. `product_online` 2 is off sale. A special price counts while its dates allow it.
Pictures are relative to `pub/media/catalog/product`. The file names no currency. Leaves out: bundles' parts, tiers.
"""

from __future__ import annotations

import re
from typing import Any

from catalog.feeds.names import has, plain_row
from catalog.feeds.rows import Family
from catalog.feeds.variants import gathered, with_variants
from catalog.values.sales import is_on

_HIDDEN = "not visible individually"
_ROOTS = ("default category", "root catalog")
NO_PICTURE = "no_selection"
_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})\b.*", re.ASCII)


def _text(row: dict[str, Any], name: str) -> str:
    return str(row.get(name) or "").strip()


def _parent(row: dict[str, Any]) -> str:
    return _text(row, "sku") if _text(row, "visibility").lower() == _HIDDEN else ""


def _children(row: dict[str, Any]) -> list[str]:
    return list(_variations(_text(row, "configurable_variations"))) + _text(row, "associated_skus").split(",")


def _variations(text: str) -> dict[str, dict[str, str]]:
    """SKU -> options, of "sku=MH-S,size=S|sku=MH-M,size=M"."""
    found = {}
    for part in text.split("|"):
        values = _pairs(part)
        if sku := values.pop("sku", ""):
            found[sku] = values
    return found


def _pairs(text: str) -> dict[str, str]:
    """{name: value} of "color=Black,size=S"."""
    return {name.strip(): value.strip() for name, mark, value in (p.partition("=") for p in text.split(",")) if mark}


def _iso(date: re.Match[str]) -> str:
    """Of "9/1/17, 12:00 AM", which is the first of September: Magento exports dates so in any language."""
    month, day, year = date.groups()
    return f"{year if len(year) == 4 else '20' + year}-{int(month):02}-{int(day):02}"


def _price(row: dict[str, Any]) -> str:
    special = _text(row, "special_price")
    starts, ends = (_DATE.sub(_iso, _text(row, f"special_price_{end}_date")) for end in ("from", "to"))
    return special if special and is_on(starts, ends) else _text(row, "price")


def _stock(row: dict[str, Any]) -> bool | None:
    said = _text(row, "is_in_stock")
    return None if said == "" else said.startswith("1")


def _picture(row: dict[str, Any]) -> str:
    found = (_text(row, name) for name in ("base_image", "small_image", "thumbnail_image", "additional_images"))
    return next((name for name in found if name and name != NO_PICTURE), "")


def _category(text: str) -> tuple[str, str]:
    """Department and kind of "Default Category/Men/Tops,Default Category/Men": the ends of the longest path."""
    paths = [[part.strip() for part in path.split("/") if part.strip()] for path in text.split(",")]
    paths = [path[1:] if path and path[0].lower() in _ROOTS else path for path in paths]
    longest = max(paths, key=len, default=[])
    return (longest[0] if len(longest) > 1 else "", longest[-1]) if longest else ("", "")


def _product(row: dict[str, Any], children: list[dict[str, Any]]) -> dict[str, Any] | str:
    if _text(row, "product_online") == "2":
        return "not on sale, its product_online is '2'; expected 1"
    department, kind = _category(_text(row, "categories"))
    options = _variations(_text(row, "configurable_variations"))
    own = _pairs(_text(row, "additional_attributes"))
    return with_variants(
        {
            "id": _text(row, "sku"),
            "title": _text(row, "name"),
            "description": _text(row, "description") or _text(row, "short_description"),
            "department": department,
            "kind": kind,
            "brand": own.get("manufacturer") or own.get("brand") or _text(row, "manufacturer"),
            "price": _price(row),
            "in_stock": _stock(row),
            "image": _picture(row),
        },
        [
            {
                "id": _text(child, "sku"),
                "options": options.get(_text(child, "sku"), {}),
                "price": _price(child),
                "in_stock": _stock(child),
                "image": _picture(child),
            }
            for child in children
            if _text(child, "product_online") != "2"
        ],
    )


MAGENTO = Family(
    "magento",
    has(
        "sku",
        "name",
        least=3,
        of=("attribute_set_code", "product_websites", "product_online", "base_image", "product_type"),
    ),
    gathered(plain_row, _parent, _children, _product),
)
