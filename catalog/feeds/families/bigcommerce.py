"""BigCommerce's product CSV, of the older export (Item Type, Product Name) and the newer (Item, Name).

A row of a product is followed by rows of its SKUs or variants, rules and pictures. Leaves out: rules, modifiers, prices
per list. The file names no currency.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from catalog.feeds.names import Names, first_of, named, plain_row
from catalog.feeds.rows import Family
from catalog.feeds.variants import grouped, with_variants

NAMES: Names = {
    "item": ("item_type", "item"),
    "id": ("product_code/sku", "sku", "product_id", "id"),
    "title": ("product_name", "name"),
    "description": ("product_description", "description"),
    "brand": ("brand_name", "brand"),
    "category": ("category", "categories"),
    "sale": ("sale_price",),
    "price": ("price",),
    "visible": ("product_visible?", "is_visible"),
    "tracking": ("track_inventory", "inventory_tracking"),
    "stock": ("current_stock_level", "current_stock"),
    "image": (
        *("product_image_file_1", "product_image_url_1", "image_url_(import)", "image_url"),
        *("product_image_file___1", "product_image_url___1"),
    ),
    "options": ("options", "product_name"),
}
_OPTION = re.compile(r"(?:^|[,|])(?:\[[A-Z]+\])?(?P<name>[^=,|\[\]]+)=(?P<value>[^,|]+)")
_TYPED = re.compile(r"Name=(?P<name>[^|]+)\|Value=(?P<value>[^|]+)")
_PATH = re.compile(r"Category Path: ([^|]+)")


def _is_product(row: dict[str, Any]) -> bool:
    return str(first_of(plain_row(row), NAMES["item"]) or "").lower() == "product"


def _key(row: dict[str, Any]) -> str:
    """Of a product's row its own, "" of what follows it."""
    own = named(plain_row(row), NAMES)
    return f"{own['id']}\0{own['title']}" if _is_product(row) else ""


def _product(rows: list[dict[str, Any]]) -> dict[str, Any] | str:
    own, *others = (named(plain_row(row), NAMES) for row in rows)
    if not _is_product(rows[0]):
        return f"a row of {str(own['item'])[:40]!a} without its product; expected a row of a product before it"
    if str(own["visible"] or "").lower() in ("n", "no", "false"):
        return "not on sale, it is not visible; expected a visible product"
    department, kind = _category(str(own["category"] or ""))
    pictures = [other["image"] for other in others if other["image"]]
    product = {name: own[name] for name in ("id", "title", "description", "brand")} | {
        "department": department,
        "kind": kind,
        "price": own["sale"] if own["sale"] not in (None, "0", "0.00", "0.0000") else own["price"],
        "in_stock": _stock(own),
        "image": own["image"] or next(iter(pictures), None),
    }
    variants = [other for other in others if str(other["item"]).lower() in ("sku", "variant")]
    return with_variants(product, [_variant(variant, product) for variant in variants])


def _variant(own: dict[str, Any], product: dict[str, Any]) -> dict[str, Any]:
    text = str(own["options"] or "")
    found = [*_TYPED.finditer(text)] or [*_OPTION.finditer(text)]
    price = own["sale"] or own["price"]
    return {
        "id": own["id"],
        "options": {option["name"].strip(): option["value"].split(":")[0].strip() for option in found},
        "price": price if price not in (None, "0", "0.00") else product["price"],
        "image": own["image"],
    } | ({"in_stock": _stock(own)} if own["stock"] is not None else {})


def _stock(own: dict[str, Any]) -> Any:
    """None where stock is not tracked."""
    return None if str(own["tracking"] or "none").lower() in ("none", "off", "n", "no") else own["stock"]


def _category(text: str) -> tuple[str, str]:
    """Department and kind: the ends of the longest of "Bath/Towels;Shop All"."""
    paths = _PATH.findall(text) or text.split(";")
    longest = max(([part.strip() for part in path.split("/") if part.strip()] for path in paths), key=len)
    return (longest[0] if len(longest) > 1 else "", longest[-1]) if longest else ("", "")


def _matches(row: Mapping[str, Any]) -> bool:
    older = {"item_type", "product_name"} <= row.keys()
    return older or ({"item", "name", "inventory_tracking"} <= row.keys() and "sku" in row)


BIGCOMMERCE = Family("bigcommerce", _matches, grouped(_key, _product))
