"""Products as the commerce protocols send them (ACP feeds, answers of UCP's catalog): nested JSON.

`description.plain`, prices as whole amounts of minor units with a currency, `media[]`, `variants[]` with options and
availability, `price_range` where no variant has a price. Leaves out: list prices, sellers, barcodes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalog.feeds.names import first_of, table_family, value_at
from catalog.feeds.rows import listed, path_ends
from catalog.feeds.variants import with_variants
from catalog.values.prices import of_minor_units


def _product(own: dict[str, Any], row: dict[str, Any]) -> dict[str, Any]:
    own["department"], own["kind"] = path_ends(own["kind"])
    if own["department"] == own["kind"]:
        own["department"] = ""
    own["price"] = of_minor_units(own["price"])
    own["image"] = _picture(row)
    return with_variants(own, [_variant(v) for v in listed(row.get("variants")) if isinstance(v, dict)])


def _variant(variant: dict[str, Any]) -> dict[str, Any]:
    options = first_of(variant, ("options", "selected_options", "variant_options"))
    return {
        "id": variant.get("sku") or variant.get("id"),
        "options": _options(options),
        "price": of_minor_units(variant.get("price")),
        "in_stock": first_of(variant, ("availability.available", "availability.status", "availability")),
        "image": _picture(variant),
    }


def _options(said: Any) -> dict[str, str]:
    """Of [{"name": "Size", "label": "M"}], or {"Size": "M"}."""
    if isinstance(said, dict):
        return {str(name): str(value) for name, value in said.items()}
    pairs = ((o.get("name"), first_of(o, ("label", "value"))) for o in listed(said) if isinstance(o, dict))
    return {str(name): str(value) for name, value in pairs if name and value is not None}


def _picture(thing: dict[str, Any]) -> Any:
    """The first that is not said to be something else than an image."""
    media = [m for m in listed(thing.get("media")) if isinstance(m, dict) and m.get("type", "image") == "image"]
    return first_of(media[0], ("url", "src")) if media else thing.get("image_url")


def _matches(row: Mapping[str, Any]) -> bool:
    nested = isinstance(value_at(row, "price_range.min"), dict) or isinstance(value_at(row, "variants.0.price"), dict)
    return {"id", "title"} <= row.keys() and nested and bool(row.keys() & {"media", "variants"})


COMMERCE_PROTOCOLS = table_family(
    "acp/ucp",
    _matches,
    {
        "id": ("id",),
        "title": ("title",),
        "description": ("description.plain", "description.html", "description.markdown", "description"),
        "kind": ("categories.0.value", "categories.0.name", "product_category", "category"),
        "brand": ("brand.name", "brand", "vendor"),
        "price": ("price", "price_range.min"),
        "currency": ("price.currency", "price_range.min.currency", "variants.0.price.currency"),
        "rating": ("rating.value", "rating"),
        "rating_count": ("rating.count",),
        "in_stock": ("availability.available", "availability.status", "availability"),
        "url": ("url", "link"),
    },
    _product,
)
