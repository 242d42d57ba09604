"""Medusa's products, from its store API or as its seeds hold them: JSON.

Version 1 has amounts in minor units, version 2 as shoppers read them. A seed of version 1 lists an option's value
alone; version 2 names the option beside it, or holds a map. Leaves out: prices for regions after the first currency.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalog.feeds.names import first_of, table_family
from catalog.feeds.rows import listed
from catalog.feeds.variants import with_variants
from catalog.values.prices import of_minor_units


def _product(own: dict[str, Any], row: dict[str, Any]) -> dict[str, Any] | str:
    if row.get("status", "published") != "published":
        return f"not on sale, its status is {str(row['status'])[:40]!a}; expected published"
    titles = [str(option.get("title")) for option in listed(row.get("options")) if isinstance(option, dict)]
    variants = [variant for variant in listed(row.get("variants")) if isinstance(variant, dict)]
    minor = "profile_id" in row or any(_is_of_version_1(variant) for variant in variants)
    return with_variants(own, [_variant(variant, titles, minor) for variant in variants])


def _is_of_version_1(variant: dict[str, Any]) -> bool:
    options = variant.get("options")
    bare = isinstance(options, list) and any(isinstance(o, dict) and "option" not in o for o in options)
    return bare and not isinstance(variant.get("calculated_price"), dict)


def _variant(variant: dict[str, Any], titles: list[str], minor: bool) -> dict[str, Any]:
    price = next((p for p in listed(variant.get("prices")) if isinstance(p, dict)), {})
    currency = str(first_of(variant, ("calculated_price.currency_code",)) or price.get("currency_code") or "").upper()
    amount = first_of(variant, ("calculated_price.calculated_amount",))
    amount = price.get("amount") if amount is None else amount
    return {
        "id": first_of(variant, ("sku", "id")),
        "options": _options(variant.get("options"), titles),
        "price": of_minor_units({"amount": amount, "currency": currency}) if minor else amount,
        "currency": currency,
        "in_stock": _stock(variant),
        "image": first_of(variant, ("thumbnail", "images.0.url")),
    }


def _options(said: Any, titles: list[str]) -> dict[str, str]:
    if isinstance(said, dict):
        return {str(name): str(value) for name, value in said.items()}
    found = {}
    for n, option in enumerate(o for o in listed(said) if isinstance(o, dict)):
        name = first_of(option, ("option.title",)) or (titles[n] if n < len(titles) else "")
        if name and option.get("value"):
            found[str(name)] = str(option["value"])
    return found


def _stock(variant: dict[str, Any]) -> bool | None:
    if variant.get("allow_backorder") is True or variant.get("manage_inventory") is False:
        return True
    count = variant.get("inventory_quantity")
    return count > 0 if isinstance(count, int) else None


def _matches(row: Mapping[str, Any]) -> bool:
    variants = row.get("variants")
    first = variants[0] if isinstance(variants, list) and variants and isinstance(variants[0], dict) else {}
    return "title" in row and bool(first.keys() & {"prices", "calculated_price", "manage_inventory", "allow_backorder"})


MEDUSA = table_family(
    "medusa",
    _matches,
    {
        "id": ("handle", "external_id", "id"),
        "title": ("title",),
        "description": ("description", "subtitle"),
        "department": ("collection.title",),
        "kind": ("categories.0.name", "type.value", "type"),
        "image": ("thumbnail", "images.0.url", "images.0"),
    },
    _product,
)
