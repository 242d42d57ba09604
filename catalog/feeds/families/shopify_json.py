"""Shopify's `/products.json`, which every shop serves, and the products of its Admin API.

One object is one product with its variants and pictures; a variant's picture is the one that lists its id. The shop's
currency and address are not in the file. Leaves out: tags, metafields.
"""

from __future__ import annotations

from typing import Any

from catalog.feeds.names import has, table_family
from catalog.feeds.rows import listed
from catalog.feeds.variants import with_variants

_NO_CHOICE = "Default Title"


def _product(product: dict[str, Any], row: dict[str, Any]) -> dict[str, Any] | str:
    if row.get("status", "active") != "active":
        return f"not on sale, its status is {str(row['status'])[:40]!a}; expected active"
    pictures = [picture for picture in listed(row.get("images")) if isinstance(picture, dict)]
    options = [str(o.get("name")) for o in listed(row.get("options")) if isinstance(o, dict)]
    variants = [variant for variant in listed(row.get("variants")) if isinstance(variant, dict)]
    return with_variants(product, [_variant(variant, options, pictures) for variant in variants])


def _variant(variant: dict[str, Any], options: list[str], pictures: list[dict[str, Any]]) -> dict[str, Any]:
    chosen = {name: variant.get(f"option{n}") for n, name in enumerate(options, 1)}
    own = variant.get("featured_image")
    shown = (p.get("src") for p in pictures if variant.get("id") in listed(p.get("variant_ids")))
    return {
        "id": variant.get("sku") or str(variant.get("id") or ""),
        "options": {name: str(value) for name, value in chosen.items() if value and value != _NO_CHOICE},
        "price": variant.get("price"),
        "in_stock": _stock(variant),
        "image": own.get("src") if isinstance(own, dict) else next(shown, None),
    }


def _stock(variant: dict[str, Any]) -> bool | None:
    if isinstance(variant.get("available"), bool):
        return variant["available"]
    if variant.get("inventory_policy") == "continue":
        return True
    count = variant.get("inventory_quantity")
    return count > 0 if isinstance(count, int) and variant.get("inventory_management") else None


SHOPIFY_JSON = table_family(
    "shopify",
    has("title", "variants", least=2, of=("handle", "body_html", "vendor", "product_type")),
    {
        "id": ("handle", "id"),
        "title": ("title",),
        "description": ("body_html",),
        "kind": ("product_type",),
        "brand": ("vendor",),
        "image": ("images.0.src", "image.src"),
    },
    _product,
)
