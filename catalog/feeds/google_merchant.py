"""Google Merchant feeds: tables (CSV, TSV) of its attributes, or RSS and Atom with its namespace.

Each `id` is a product, also where several share an `item_group_id`. A sale price counts where it has no dates: a build
knows no today. Leaves out: shipping, tax, further pictures, and attributes that no field of a product holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalog.feeds.rows import Family, each, path_ends
from catalog.fields import plain_name

_TELLING = frozenset(
    {
        *("link", "image_link", "additional_image_link", "availability", "google_product_category", "product_type"),
        *("item_group_id", "gtin", "mpn", "condition", "sale_price", "identifier_exists"),
    }
)
"""Attributes beside `id` and `title`; three of them tell a feed."""


def _attributes(row: Mapping[str, Any]) -> dict[str, Any]:
    return {plain_name(name).removeprefix("g:"): value for name, value in row.items()}


def product_row(row: Mapping[str, Any]) -> dict[str, Any]:
    own = _attributes(row)
    category = own.get("product_type") or own.get("google_product_category")
    department, kind = path_ends(str(category or "").split(",")[0])
    on_sale = own.get("sale_price") and not own.get("sale_price_effective_date")
    return {
        "id": own.get("id"),
        "title": own.get("title"),
        "description": own.get("description"),
        "department": department if department != kind else "",
        "kind": kind,
        "brand": own.get("brand"),
        "price": own["sale_price"] if on_sale else own.get("price"),
        "in_stock": own.get("availability"),
        "url": own.get("link"),
        "image": own.get("image_link"),
    }


def _matches(row: Mapping[str, Any]) -> bool:
    names = {name.removeprefix("g:") for name in row}
    return {"id", "title"} <= names and len(names & _TELLING) >= 3


GOOGLE_MERCHANT = Family("google merchant", _matches, each(product_row))
