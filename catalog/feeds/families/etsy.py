"""Etsy's CSV of a shop's listings: a listing a row, its choices in columns of their own.

It has no number of the listing: the first SKU is the id, or where there is none the title. It has no category either.
Leaves out: pictures after the first.
"""

from __future__ import annotations

from typing import Any

from catalog.feeds.names import has, table_family
from catalog.feeds.variants import with_variants


def _product(own: dict[str, Any], row: dict[str, Any]) -> dict[str, Any]:
    own["id"] = str(own["id"] or "").split(",")[0].strip() or own["title"]
    choices = [
        {"options": {str(row.get(f"variation_{n}_name") or row.get(f"variation_{n}_type")): value.strip()}}
        for n in (1, 2)
        for value in str(row.get(f"variation_{n}_values") or "").split(",")
        if value.strip()
    ]
    if materials := row.get("materials"):
        choices.append({"options": {"Materials": ", ".join(str(materials).replace("_", " ").split(","))}})
    return with_variants(own, choices)


ETSY = table_family(
    "etsy",
    has("title", "price", "currency_code", "image1", least=1, of=("quantity", "materials", "variation_1_type")),
    {
        "id": ("sku",),
        "title": ("title",),
        "description": ("description",),
        "price": ("price",),
        "currency": ("currency_code",),
        "in_stock": ("quantity",),
        "image": ("image1",),
    },
    _product,
)
