"""Awin's product feeds (CSV, and XML with the same names): what affiliates are given of many shops."""

from __future__ import annotations

from typing import Any

from catalog.feeds.names import has, table_family
from catalog.feeds.rows import path_ends
from catalog.feeds.variants import with_variants


def _product(own: dict[str, Any], row: dict[str, Any]) -> dict[str, Any]:
    own["department"], own["kind"] = path_ends(own["kind"])
    if own["department"] == own["kind"]:
        own["department"] = row.get("category_name") if row.get("category_name") != own["kind"] else ""
    said = {"Colour": row.get("colour"), "Size": row.get("fashion:size"), "Material": row.get("fashion:material")}
    return with_variants(own, [{"options": {name: str(value) for name, value in said.items() if value}}])


AWIN = table_family(
    "awin",
    has("aw_product_id", "product_name"),
    {
        "id": ("aw_product_id",),
        "title": ("product_name",),
        "description": ("description", "product_short_description"),
        "kind": ("merchant_product_category_path", "merchant_category", "category_name"),
        "brand": ("brand_name",),
        "price": ("search_price", "store_price", "display_price"),
        "currency": ("currency",),
        "rating": ("average_rating", "rating"),
        "rating_count": ("reviews", "number_of_reviews"),
        "in_stock": ("in_stock", "stock_status", "stock_quantity"),
        "url": ("merchant_deep_link", "aw_deep_link"),
        "image": ("merchant_image_url", "large_image", "aw_image_url"),
    },
    _product,
)
