"""Google Merchant feeds, and Meta's catalogs of the same names: tables (CSV, TSV), or RSS and Atom with a namespace.

Each `id` is a product with its own picture, also where several share an `item_group_id`; its colour, size and material
go into its text. A sale price counts while its dates allow it. Leaves out: shipping, tax, further pictures, and
attributes that no field of a product holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalog.feeds.rows import Family, each, path_ends
from catalog.fields import VARIANTS, plain_name
from catalog.values.sales import is_within

_TELLING = frozenset(
    {
        *("link", "image_link", "additional_image_link", "availability", "google_product_category", "product_type"),
        *("item_group_id", "gtin", "mpn", "condition", "sale_price", "identifier_exists"),
    }
)
"""Attributes beside `id` and `title`; three of them tell a feed."""
_OPTIONS = {"Color": "color", "Size": "size", "Material": "material", "Pattern": "pattern"}


def _attributes(row: Mapping[str, Any]) -> dict[str, Any]:
    return {plain_name(name).removeprefix("g:"): value for name, value in row.items()}


def product_row(row: Mapping[str, Any]) -> dict[str, Any]:
    own = _attributes(row)
    category = own.get("product_type") or own.get("google_product_category")
    department, kind = path_ends(str(category or "").split(",")[0])
    on_sale = own.get("sale_price") and is_within(own.get("sale_price_effective_date"))
    said = {name: str(own[column]) for name, column in _OPTIONS.items() if own.get(column)}
    return {
        VARIANTS: [{"options": said}],
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
