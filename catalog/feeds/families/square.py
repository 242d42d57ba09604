"""Square's item library as CSV: a row for each variation of an item, the rows of an item after each other.

Stock is a column for each location, in stock where any has some. The export has no pictures and names no currency.
"""

from __future__ import annotations

from typing import Any

from catalog.feeds.names import first_of, has, plain_row
from catalog.feeds.rows import Family, path_ends
from catalog.feeds.variants import any_in_stock, grouped, options_of, with_variants

_OPTIONS = [(f"option_name_{n}", f"option_value_{n}") for n in range(1, 7)]


def _product(rows: list[dict[str, Any]]) -> dict[str, Any] | str:
    own = [plain_row(row) for row in rows]
    first = own[0]
    if str(first.get("archived")).lower() in ("y", "yes", "true"):
        return "not on sale, it is archived; expected an item that is not"
    department, kind = path_ends(
        str(first_of(first, ("categories", "category", "reporting_category")) or "").split(",")[0]
    )
    return with_variants(
        {
            "id": first_of(first, ("reference_handle", "token", "sku")),
            "title": first_of(first, ("customer_facing_name", "item_name")),
            "description": first.get("description"),
            "department": department if department != kind else "",
            "kind": kind,
            "url": first.get("permalink"),
        },
        [_variant(row) for row in own],
    )


def _variant(row: dict[str, Any]) -> dict[str, Any]:
    name = str(row.get("variation_name") or "")
    named = options_of(row, _OPTIONS) or ({"Variation": name} if name.lower() not in ("", "regular") else {})
    counts = [
        value for column, value in row.items() if column.startswith("current_quantity") and value not in (None, "")
    ]
    return {
        "id": row.get("sku") or row.get("token"),
        "options": named,
        "price": first_of(row, ("online_sale_price", "price")),
        "in_stock": any_in_stock(counts) if counts else None,
    }


SQUARE = Family(
    "square",
    has("token", "item_name", "variation_name"),
    grouped(lambda row: str(plain_row(row).get("item_name") or ""), _product),
)
