"""The product feed that OpenAI specifies for shopping in ChatGPT: CSV, TSV or JSON lines.

A row is a product; rows of one `group_id` are its variants, and stay a product each, with the picture of its own that
the feed has for it. `enable_search` false keeps a row out. A sale price counts while its dates allow it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from catalog.feeds.names import first_of, table_family
from catalog.feeds.rows import path_ends
from catalog.feeds.variants import with_variants
from catalog.values.sales import is_on

_TELLING = {
    *("enable_search", "is_eligible_search", "enable_checkout", "is_eligible_checkout", "seller_name", "seller_url"),
    *("variant_dict", "listing_has_variations", "star_rating", "product_category", "group_id", "return_policy"),
    *("target_countries", "store_country", "additional_image_urls", "popularity_score"),
}
_OPTIONS = {"Color": ("color",), "Size": ("size",), "Material": ("material",)}


def _product(own: dict[str, Any], row: dict[str, Any]) -> dict[str, Any] | str:
    shown = first_of(row, ("is_eligible_search", "enable_search"))
    if str(shown).lower() == "false":
        return "not on sale, its enable_search is false; expected true"
    dates = (first_of(row, (f"sale_price_{end}_date", f"sale_{end}_date")) for end in ("start", "end"))
    if row.get("sale_price") and is_on(*dates):
        own["price"] = row["sale_price"]
    own["department"], own["kind"] = path_ends(own["kind"])
    if own["department"] == own["kind"]:
        own["department"] = ""
    return with_variants(own, [{"options": _options(row)}])


def _options(row: dict[str, Any]) -> dict[str, str]:
    said = row.get("variant_dict") or {}
    if isinstance(said, str):
        try:
            said = json.loads(said)
        except (ValueError, RecursionError):
            said = {}
    if isinstance(said, dict) and said:
        return {str(name).capitalize(): str(value) for name, value in said.items() if value}
    return {name: str(value) for name, places in _OPTIONS.items() if (value := first_of(row, places))}


def _matches(row: Mapping[str, Any]) -> bool:
    named = bool(row.keys() & {"item_id", "id"}) and "title" in row
    return named and len(row.keys() & _TELLING) >= (1 if "item_id" in row else 2)


OPENAI = table_family(
    "openai",
    _matches,
    {
        "id": ("item_id", "id"),
        "title": ("title",),
        "description": ("description",),
        "kind": ("product_category",),
        "brand": ("brand",),
        "price": ("price",),
        "currency": ("currency",),
        "rating": ("star_rating", "product_review_rating"),
        "rating_count": ("review_count", "product_review_count"),
        "in_stock": ("availability",),
        "url": ("url", "link"),
        "image": ("image_url", "image_link"),
    },
    _product,
)
