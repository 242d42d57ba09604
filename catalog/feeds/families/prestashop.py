"""PrestaShop: the CSV that its importer takes, the grid that its back office exports, and the importer's sample.

A product a row; of its categories the last is the kind, of its pictures the first is taken. Leaves out: combinations,
which are a file of their own without titles. The file names no currency.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalog.feeds.names import table_family

NAMES = {
    "id": ("reference", "reference_#", "product_id", "id", "product_id*"),
    "title": ("name", "name_*", "name*", "product_name"),
    "description": ("description", "summary", "short_description"),
    "categories": ("categories_(x,y,z...)", "category", "categories"),
    "brand": ("manufacturer", "brand"),
    "price": (
        "price_tax_included",
        "price_(tax_incl.)",
        "final_price",
        "price_tax_excluded",
        "price_(tax_excl.)",
        "price",
    ),
    "in_stock": ("quantity",),
    "image": ("image_urls_(x,y,z...)", "image_urls", "cover", "image"),
    "active": ("active_(0/1)", "active", "status"),
}
_TELLING = {
    *("active_(0/1)", "price_tax_excluded", "price_tax_included", "price_(tax_excl.)", "price_(tax_incl.)"),
    *("image_urls_(x,y,z...)", "categories_(x,y,z...)", "tax_rules_id", "supplier_reference_#"),
}


def _product(own: dict[str, Any], row: dict[str, Any]) -> dict[str, Any] | str:
    if str(own.pop("active")).lower() in ("0", "no", "disabled"):
        return "not on sale, it is not active; expected an active product"
    paths = [part.strip() for part in str(own.pop("categories") or "").split(",") if part.strip()]
    parts = [part.strip() for part in paths[-1].replace("/", ">").split(">")] if paths else [""]
    own["kind"] = parts[-1]
    own["department"] = next((name for name in (*parts[:-1], *paths[:-1]) if name.lower() != "home"), "")
    return own


def _matches(row: Mapping[str, Any]) -> bool:
    return bool(row.keys() & {*NAMES["title"]}) and len(row.keys() & _TELLING) >= 2


PRESTASHOP = table_family("prestashop", _matches, NAMES, _product)
