"""Shopify's product CSV, with the column names of before 2024 and of since: rows of one handle are one product.

The first row of a handle has the product, the others its variants and further pictures. A product costs what its
cheapest variant does and is in stock where any variant is. The file names no currency; a column `Currency` of one's
own is read. Leaves out: options, metafields, prices per market.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from catalog.errors import FieldError
from catalog.feeds.rows import Family, RawRow, path_ends
from catalog.fields import currency_of, plain_name, price_of

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
    "published": ("published", "published_on_online_store"),
}
"""Older name, newer name. Those that are the same in both (title, vendor, type, status, ...) are not listed."""
_TELLING = {"body_(html)", "variant_price", "variant_sku", "image_src", "product_image_url", "option1_name"}
_SOLD = ("", "active")


class _Group:
    """The rows of one handle as they come; nothing of them is kept but what the product needs."""

    def __init__(self, number: int, row: dict[str, str]) -> None:
        self.number, self.first = number, row
        self.handle = row["handle"]
        self.price: str | None = None
        self.currency = _currency(row)
        self.stock: set[bool | None] = set()
        self.image, self.image_is_first = "", False
        self.add(row)

    def add(self, row: dict[str, str]) -> None:
        if row["price"] or row["sku"] or row["option"]:
            self.stock.add(_in_stock(row))
        if row["price"]:
            self.price = row["price"] if self.price is None else _lower(self.price, row["price"], self.currency)
        if row["image"] and (not self.image or (row.get("image_position") == "1" and not self.image_is_first)):
            self.image, self.image_is_first = row["image"], row.get("image_position") == "1"

    def raw_row(self) -> RawRow:
        first = self.first
        status, published = first.get("status", "").lower(), first["published"].lower()
        if status not in _SOLD or published == "false":
            what = f"its status is {status[:40]!a}" if status not in _SOLD else "it is not published"
            return self.number, f"not on sale, {what}; expected an active, published product"
        department, kind = path_ends(first.get("product_category"))
        return self.number, {
            "id": self.handle,
            "title": first.get("title"),
            "description": first["body"],
            "department": department,
            "kind": first.get("type") or kind,
            "brand": first.get("vendor"),
            "price": self.price,
            "currency": first.get("currency"),
            "in_stock": True if True in self.stock else None if None in self.stock or not self.stock else False,
            "image": self.image,
        }


def rows(raw: Iterator[RawRow]) -> Iterator[RawRow]:
    group: _Group | None = None
    for number, found in raw:
        if isinstance(found, str):
            yield number, found
            continue
        row = _named(found)
        if group is not None and row["handle"] and row["handle"] == group.handle:
            group.add(row)
            continue
        if group is not None:
            yield group.raw_row()
        group = _Group(number, row)
    if group is not None:
        yield group.raw_row()


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


def _lower(price: str, other: str, currency: str) -> str:
    """The lower of two prices; one that is none stays, so that it is left out and counted."""
    try:
        amount = price_of(price, currency)[0] or 0.0
    except FieldError:
        return price
    try:
        return other if (price_of(other, currency)[0] or 0.0) < amount else price
    except FieldError:
        return other


def _currency(row: Mapping[str, str]) -> str:
    try:
        return currency_of(row.get("currency", ""))
    except FieldError:
        return ""


def _matches(row: Mapping[str, Any]) -> bool:
    return "title" in row and bool(row.keys() & {"handle", "url_handle"}) and bool(row.keys() & _TELLING)


SHOPIFY = Family("shopify", _matches, rows)
