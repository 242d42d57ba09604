"""Saleor's products as its GraphQL API answers, edges and nodes unwrapped by the container: JSON.

A description is a document of EditorJS, of which the texts of its blocks are taken. Prices are gross. Leaves out:
channels, taxes, attributes of the product itself.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from catalog.feeds.names import first_of, table_family, value_at
from catalog.feeds.rows import listed
from catalog.feeds.variants import with_variants


def _product(own: dict[str, Any], row: dict[str, Any]) -> dict[str, Any] | str:
    if row.get("isavailable") is False and not row.get("variants"):
        return "not on sale, it is not available; expected an available product"
    own["description"] = text_of_blocks(own["description"])
    variants = [variant for variant in listed(row.get("variants")) if isinstance(variant, dict)]
    return with_variants(own, [_variant(variant) for variant in variants])


def text_of_blocks(description: Any) -> Any:
    """The texts of an EditorJS document, given as JSON or as its text; anything else as it is."""
    if isinstance(description, str) and description.lstrip().startswith("{"):
        try:
            description = json.loads(description)
        except (ValueError, RecursionError):
            return description
    if not isinstance(description, dict) or not isinstance(description.get("blocks"), list):
        return description
    blocks = [block.get("data") for block in description["blocks"] if isinstance(block, dict)]
    texts = [data["text"] for data in blocks if isinstance(data, dict) and isinstance(data.get("text"), str)]
    items = [i for data in blocks if isinstance(data, dict) for i in listed(data.get("items")) if isinstance(i, str)]
    return " ".join(texts + items)


def _variant(variant: dict[str, Any]) -> dict[str, Any]:
    options = {}
    for attribute in listed(variant.get("attributes")) + listed(variant.get("selectionAttributes")):
        name, value = value_at(attribute, "attribute.name"), value_at(attribute, "values.0.name")
        if name and value:
            options[str(name)] = str(value)
    if not options and variant.get("name"):
        options = {"Variant": str(variant["name"])}
    available = variant.get("quantityAvailable")
    return {
        "id": first_of(variant, ("sku", "id")),
        "options": options,
        "price": first_of(variant, ("pricing.price.gross.amount", "channelListings.0.price.amount")),
        "currency": first_of(variant, ("pricing.price.gross.currency", "channelListings.0.price.currency")),
        "in_stock": available > 0 if isinstance(available, int) else None,
        "image": value_at(variant, "media.0.url"),
    }


def _matches(row: Mapping[str, Any]) -> bool:
    return "name" in row and bool(row.keys() & {"pricing", "producttype", "isavailable", "channellistings"})


SALEOR = table_family(
    "saleor",
    _matches,
    {
        "id": ("slug", "id"),
        "title": ("name",),
        "description": ("description", "descriptionjson"),
        "department": ("category.parent.name",),
        "kind": ("category.name", "producttype.name"),
        "price": ("pricing.priceRange.start.gross.amount", "pricing.priceRangeUndiscounted.start.gross.amount"),
        "currency": ("pricing.priceRange.start.gross.currency", "pricing.priceRangeUndiscounted.start.gross.currency"),
        "rating": ("rating",),
        "in_stock": ("isavailable",),
        "image": ("thumbnail.url", "media.0.url", "images.0.url"),
    },
    _product,
)
