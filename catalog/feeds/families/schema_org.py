"""schema.org Products as JSON-LD: alone, in a list, in a `@graph` or an ItemList, one a line, or in a saved page.

A ProductGroup is one product with its variants, and what its first variant says where it says nothing itself. A list
price is no price. Leaves out: reviews, shipping, what an `@id` refers to elsewhere in the file, and a product's offers
after the first that has a price.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from catalog.feeds.rows import Family, RawRow, listed, path_ends
from catalog.feeds.variants import with_variants

PRODUCTS = frozenset({"Product", "ProductGroup", "ProductModel", "IndividualProduct", "SomeProducts"})
LISTS = frozenset({"ItemList", "OfferCatalog", "CollectionPage", "WebPage", "ItemPage", "ListItem"})
_NOT_PAID = frozenset({"ListPrice", "StrikethroughPrice", "SRP", "MSRP", "RegularPrice", "MinimumAdvertisedPrice"})
_OPTIONS = {"color": "Color", "size": "Size", "material": "Material", "pattern": "Pattern"}
_PICTURE = ("contentUrl", "url", "@id")
MAX_DEPTH = 8
"""Of lists within lists."""


def rows(raw: Iterator[RawRow]) -> Iterator[RawRow]:
    for number, row in raw:
        if isinstance(row, str):
            yield number, row
        else:
            for product in _products(row, 0):
                yield number, product


def _products(node: Mapping[str, Any], depth: int) -> Iterator[dict[str, Any] | str]:
    kinds = _types(node)
    within = [part for name in ("@graph", "itemListElement", "item", "mainEntity") for part in listed(node.get(name))]
    if kinds & PRODUCTS:
        yield product_row(node)
    elif within and (not kinds or kinds & LISTS):
        for part in within:
            if depth >= MAX_DEPTH or not isinstance(part, dict):
                yield f"expected a Product, found {type(part).__name__ if depth < MAX_DEPTH else 'lists too deep'}"
            else:
                yield from _products(part, depth + 1)
    else:
        found = ", ".join(sorted(kinds)) or "no @type"
        yield f"expected a schema.org Product, found {found[:80]!a}"


def product_row(node: Mapping[str, Any]) -> dict[str, Any]:
    variant = next((v for v in listed(node.get("hasVariant")) if isinstance(v, dict)), {})
    own = dict(variant) | {name: value for name, value in node.items() if value not in (None, "", [])}
    offer = _offer(own.get("offers"))
    rating = _first_dict(own.get("aggregateRating"))
    department, kind = path_ends(_text(own.get("category")))
    group = _text(node.get("productGroupID")) if "hasVariant" in node else ""
    identifiers = ("sku", "productID", "productGroupID", "gtin", "gtin13", "mpn", "@id", "url")
    product = {
        "id": group or next((text for name in identifiers if (text := _text(own.get(name)))), ""),
        "title": _text(own.get("name")),
        "description": _text(own.get("description")),
        "department": department if department != kind else "",
        "kind": kind,
        "brand": _text(own.get("brand")) or _text(own.get("manufacturer")),
        "price": offer.get("price"),
        "currency": _text(offer.get("priceCurrency")),
        "rating": {name: rating[name] for name in ("ratingValue", "bestRating") if name in rating} or None,
        "rating_count": rating.get("ratingCount") or rating.get("reviewCount"),
        "in_stock": _text(offer.get("availability")).replace(":", "/"),
        "url": _text(own.get("url")) or _text(offer.get("url")),
        "image": _text(own.get("image"), _PICTURE),
    }
    variants = [v for v in listed(node.get("hasVariant")) if isinstance(v, dict)]
    varies = [_text(name).rsplit("/", 1)[-1] for name in listed(node.get("variesBy"))] or list(_OPTIONS)
    return with_variants(product, [_variant(v, varies) for v in variants]) if variants else product


def _variant(node: dict[str, Any], varies: list[str]) -> dict[str, Any]:
    offer = _offer(node.get("offers"))
    return {
        "id": _text(node.get("sku")) or _text(node.get("@id")),
        "options": {_OPTIONS.get(n, n.capitalize()): value for n in varies if (value := _text(node.get(n)))},
        "price": offer.get("price"),
        "currency": _text(offer.get("priceCurrency")),
        "in_stock": _text(offer.get("availability")).replace(":", "/"),
        "image": _text(node.get("image"), _PICTURE),
    }


def _types(node: Mapping[str, Any]) -> set[str]:
    """The last parts of its types: "Product" of "https://schema.org/Product" and of "schema:Product"."""
    return {str(kind).replace("#", "/").replace(":", "/").rsplit("/", 1)[-1] for kind in listed(node.get("@type"))}


def _text(value: Any, names: tuple[str, ...] = ("name", "@value", "@id", "url")) -> str:
    """The text of a value that may be one, a thing with a name, or a list of these."""
    for part in listed(value):
        if isinstance(part, dict):
            part = next((part[name] for name in names if isinstance(part.get(name), str) and part[name]), "")
        if part not in (None, "") and not isinstance(part, (list, dict)):
            return str(part)
    return ""


def _first_dict(value: Any) -> dict[str, Any]:
    return next((part for part in listed(value) if isinstance(part, dict)), {})


def _offer(value: Any) -> dict[str, Any]:
    """The first offer that has a price, its price under "price"; else the first offer."""
    offers = [offer for offer in listed(value) if isinstance(offer, dict)]
    for offer in offers:
        inner = _first_dict(offer.get("offers"))
        for place in (offer, _specification(offer.get("priceSpecification")), inner):
            price = place.get("price") if place.get("price") not in (None, "") else place.get("lowPrice")
            if price not in (None, ""):
                return inner | offer | {"price": price, "priceCurrency": _currency(place, offer, inner)}
    return offers[0] if offers else {}


def _specification(value: Any) -> dict[str, Any]:
    """The first that is what a shopper pays."""
    paid = (part for part in listed(value) if isinstance(part, dict) and not _is_list_price(part))
    return next(paid, {})


def _is_list_price(specification: dict[str, Any]) -> bool:
    kind = _text(specification.get("priceType")).replace("#", "/").rsplit("/", 1)[-1]
    return kind in _NOT_PAID


def _currency(*places: dict[str, Any]) -> Any:
    return next((place["priceCurrency"] for place in places if place.get("priceCurrency")), "")


def _matches(row: Mapping[str, Any]) -> bool:
    return "@type" in row or "@graph" in row or "@context" in row


SCHEMA_ORG = Family("schema.org", _matches, rows)
