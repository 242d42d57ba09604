"""Squarespace's product CSV: the first row of a product has its title, the rows after it are further variants.

Leaves out: gift cards' values. The file names no currency.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalog.feeds.names import plain_row
from catalog.feeds.rows import Family
from catalog.feeds.variants import grouped, options_of, with_variants

_ID = "product_id_[non_editable]"
_OPTIONS = [(f"option_name_{n}", f"option_value_{n}") for n in range(1, 7)]


def _product(rows: list[dict[str, Any]]) -> dict[str, Any] | str:
    own = [plain_row(row) for row in rows]
    first = own[0]
    if str(first.get("visible")).lower() in ("no", "false"):
        return "not on sale, it is not visible; expected a visible product"
    path = [part for part in str(first.get("categories") or "").split(",")[-1].strip().split("/") if part]
    return with_variants(
        {
            "id": first.get("product_url") or first.get(_ID) or first.get("sku"),
            "title": first.get("title"),
            "description": first.get("description"),
            "department": path[0] if len(path) > 1 else "",
            "kind": path[-1].replace("-", " ") if path else "",
            "image": next(iter(str(first.get("hosted_image_urls") or "").split()), ""),
        },
        [
            {
                "id": row.get("sku"),
                "options": options_of(row, _OPTIONS),
                "price": _price(row),
                "in_stock": True if str(row.get("stock")).lower() == "unlimited" else row.get("stock"),
            }
            for row in own
        ],
    )


def _price(row: dict[str, Any]) -> Any:
    return row.get("sale_price") if str(row.get("on_sale")).lower() in ("yes", "true") else row.get("price")


def _key(row: dict[str, Any]) -> str:
    own = plain_row(row)
    return str(own.get(_ID) or own.get("title") or "")


def _matches(row: Mapping[str, Any]) -> bool:
    return _ID in row or {"hosted_image_urls", "product_page", "title"} <= row.keys()


SQUARESPACE = Family("squarespace", _matches, grouped(_key, _product))
