"""Shopify's product CSV, with the column names of before 2024 and of since: rows of one handle are one product.

The first row of a handle has the product, the others its variants and further pictures. A product costs what its
cheapest variant does and is in stock where any variant is. The file names no currency; a column `Currency` of one's
own is read. Leaves out: metafields, prices per market.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalog.feeds.rows import Family, path_ends
from catalog.feeds.variants import grouped, with_variants
from catalog.fields import plain_name

COLUMNS = {
    "handle": ("handle", "url_handle"),
    "body": ("body_(html)", "description"),
    "price": ("variant_price", "price"),
    "sku": ("variant_sku", "sku"),
    "option": ("option1_value",),
    "tracker": ("variant_inventory_tracker", "inventory_tracker"),
    "quantity": ("variant_inventory_qty", "inventory_quantity"),
    "policy": ("variant_inventory_policy", "continue_selling_when_out_of_stock"),
    "image": ("image_src", "product_image_url"),
    "variant_image": ("variant_image", "variant_image_url"),
    "published": ("published", "published_on_online_store"),
}
"""Older name, newer name. Those that are the same in both (title, vendor, type, status, ...) are not listed."""
_TELLING = {"body_(html)", "variant_price", "variant_sku", "image_src", "product_image_url", "option1_name"}
_SOLD = ("", "active")
_NO_CHOICE = "Default Title"


def _product(rows: list[dict[str, Any]]) -> dict[str, Any] | str:
    """The first row of a handle has the product, the others its variants and further pictures."""
    group = [_named(row) for row in rows]
    first = group[0]
    status, published = first.get("status", "").lower(), first["published"].lower()
    if status not in _SOLD or published == "false":
        what = f"its status is {status[:40]!a}" if status not in _SOLD else "it is not published"
        return f"not on sale, {what}; expected an active, published product"
    department, kind = path_ends(first.get("product_category"))
    names = [first.get(f"option{n}_name", "") for n in (1, 2, 3)]
    return with_variants(
        {
            "id": first["handle"],
            "title": first.get("title"),
            "description": first["body"],
            "department": department,
            "kind": first.get("type") or kind,
            "brand": first.get("vendor"),
            "currency": first.get("currency"),
            "image": _first_picture(group),
        },
        [_variant(row, names) for row in group if row["price"] or row["sku"] or row["option"]],
    )


def _variant(row: dict[str, str], names: list[str]) -> dict[str, Any]:
    values = (row.get(f"option{n}_value", "") for n in (1, 2, 3))
    chosen = {name: value for name, value in zip(names, values, strict=True) if name and value != _NO_CHOICE}
    return {
        "id": row["sku"],
        "options": chosen,
        "price": row["price"],
        "in_stock": _in_stock(row),
        "image": row["variant_image"],
    }


def _first_picture(group: list[dict[str, str]]) -> str:
    """The one at position 1, else the first that there is."""
    pictures = [row for row in group if row["image"]]
    pictures.sort(key=lambda row: row.get("image_position") != "1")
    return pictures[0]["image"] if pictures else ""


def _named(row: Mapping[str, Any]) -> dict[str, str]:
    """The row by the keys of COLUMNS and by the plain names of the columns that these do not list."""
    plain = {plain_name(name): str(value or "").strip() for name, value in row.items()}
    renamed = {name: next((plain[n] for n in names if plain.get(n)), "") for name, names in COLUMNS.items()}
    return plain | renamed


def _in_stock(row: Mapping[str, str]) -> bool | None:
    """Of a variant; None where its stock is not tracked."""
    if row["policy"].lower() in ("continue", "true"):
        return True
    try:
        return float(row["quantity"]) > 0 if row["tracker"] or row["quantity"] else None
    except ValueError:
        return None


def _matches(row: Mapping[str, Any]) -> bool:
    return "title" in row and bool(row.keys() & {"handle", "url_handle"}) and bool(row.keys() & _TELLING)


rows = grouped(lambda row: _named(row)["handle"], _product)
SHOPIFY = Family("shopify", _matches, rows)
