"""Vendure: products as its Shop API answers (JSON, prices in minor units), and the CSV that its importer takes.

In the CSV a product's first row has its name; the rows after it are variants, their option values in one cell. Facets
such as "category:Electronics" give kind, department and brand. Leaves out: tax categories, assets after the first.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalog.feeds.names import first_of, has, plain_row, table_family, value_at
from catalog.feeds.rows import Family, listed
from catalog.feeds.variants import grouped, with_variants
from catalog.values.prices import of_minor_units


def _json_product(own: dict[str, Any], row: dict[str, Any]) -> dict[str, Any]:
    facets = [value for value in listed(row.get("facetvalues")) if isinstance(value, dict)]
    brands = [v.get("name") for v in facets if str(value_at(v, "facet.name")).lower() in ("brand", "manufacturer")]
    own["brand"] = next(iter(brands), None)
    collections = [c.get("name") for c in listed(row.get("collections")) if isinstance(c, dict)]
    own["kind"] = collections[-1] if collections else None
    own["department"] = collections[0] if len(collections) > 1 else None
    currency = first_of(row, ("currencycode", "variants.0.currencyCode"))
    own["currency"] = currency
    own["price"] = _minor(first_of(row, ("pricewithtax.min", "pricewithtax.value", "pricewithtax")), currency)
    return with_variants(own, [_json_variant(v, currency) for v in listed(row.get("variants")) if isinstance(v, dict)])


def _minor(amount: Any, currency: Any) -> Any:
    return None if amount is None else of_minor_units({"amount": amount, "currency": currency})


def _json_variant(variant: dict[str, Any], currency: Any) -> dict[str, Any]:
    options = [option for option in listed(variant.get("options")) if isinstance(option, dict)]
    named = {str(first_of(o, ("group.name", "group.code")) or "Option"): str(o.get("name")) for o in options}
    return {
        "id": first_of(variant, ("sku", "id")),
        "options": named,
        "price": _minor(first_of(variant, ("priceWithTax", "price")), variant.get("currencyCode") or currency),
        "in_stock": variant.get("stockLevel"),
        "image": value_at(variant, "featuredAsset.preview"),
    }


def _is_answer(row: Mapping[str, Any]) -> bool:
    priced = isinstance(value_at(row, "variants.0.priceWithTax"), int) or "pricewithtax" in row
    return bool(row.keys() & {"name", "productname"}) and priced


VENDURE = table_family(
    "vendure",
    _is_answer,
    {
        "id": ("slug", "id", "productid"),
        "title": ("name", "productname"),
        "description": ("description",),
        "image": ("featuredasset.preview", "productasset.preview", "assets.0.preview"),
    },
    _json_product,
)


def _csv_product(rows: list[dict[str, Any]]) -> dict[str, Any]:
    own = [plain_row(row) for row in rows]
    first = own[0]
    facets = [facet.partition(":")[::2] for facet in str(first.get("facets") or "").split("|")]
    categories = [value.strip() for name, value in facets if name.strip().lower() == "category"]
    groups = str(first.get("optiongroups") or "").split("|")
    return with_variants(
        {
            "id": first.get("slug") or first.get("name"),
            "title": first.get("name"),
            "description": first.get("description"),
            "department": categories[0] if len(categories) > 1 else "",
            "kind": categories[-1] if categories else "",
            "brand": next((value.strip() for name, value in facets if name.strip().lower() == "brand"), ""),
            "image": str(first.get("assets") or "").split("|")[0],
        },
        [
            {
                "id": row.get("sku"),
                "options": dict(zip(filter(None, groups), str(row.get("optionvalues") or "").split("|"), strict=False)),
                "price": row.get("price"),
                "in_stock": row.get("stockonhand") if str(row.get("trackinventory")).lower() == "true" else None,
                "image": str(row.get("variantassets") or "").split("|")[0],
            }
            for row in own
        ],
    )


VENDURE_CSV = Family(
    "vendure",
    has("name", "optiongroups", "optionvalues"),
    grouped(lambda row: str(plain_row(row).get("name") or ""), _csv_product),
)
