"""The variant of a product that answers a wish: "black" and "size 42" choose one of a shoe's twelve.

A variant is told by the values of its options. What every variant says alike chooses none. Leaves out: a variant's own
picture, which a built catalog does not hold yet.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from catalog.listing.size import Size
from catalog.schema import Product, Variant
from chat.quoting import stem


def chosen(product: Product, wish: Sequence[str], sizes: Sequence[Size] = ()) -> Variant | None:
    """Of those that say most of `wish` (content words, oldest first) and `sizes`, the newest words before older ones,
    one in stock before others, then the cheapest. None where the wish tells no variant from another."""
    said = [_said(variant, wish, sizes) for variant in product.variants]
    if not said or max(said) == min(said):
        return None
    fit = [variant for variant, one in zip(product.variants, said, strict=True) if one == max(said)]
    return min(fit, key=lambda one: ({True: 0, None: 1, False: 2}[one.in_stock], one.price or 0.0))


def _said(variant: Variant, wish: Sequence[str], sizes: Sequence[Size]) -> tuple[int, int]:
    """How much of the wish it says, and the place of the newest word of it, from 1."""
    options = " ".join(value for _, value in variant.options).lower()
    own = {stem(word) for word in re.findall(r"[^\W_][\w'-]*", options)}
    places = [place for place, word in enumerate(wish, 1) if stem(word) in own]
    listing = ". ".join(f"{name}: {value}" for name, value in variant.options)
    return len(places) + sum(size.fits(listing) for size in sizes), max(places, default=0)


def as_variant(product: Product, variant: Variant | None) -> Product:
    """The product at its variant's price, and in stock where that is."""
    if variant is None:
        return product
    price = product.price if variant.price is None else variant.price
    return replace(product, price=price, in_stock=variant.in_stock)


def words_of(variant: Variant) -> str:
    """ "Black, 42"."""
    return ", ".join(value for _, value in variant.options)


def options_of(product: Product) -> dict[str, dict[str, bool | None]]:
    """{name: {value: whether it can be had in that}} in the feed's order: True where any of its variants is in stock,
    None where one may be."""
    options: dict[str, dict[str, bool | None]] = {}
    for variant in product.variants:
        for name, value in variant.options:
            values = options.setdefault(name, {})
            before = values.get(value, False)
            values[value] = True if True in (before, variant.in_stock) else None if before is None else variant.in_stock
    return options


def price_range(product: Product) -> tuple[float, float] | None:
    """The lowest and the highest price of its variants; None where they do not differ."""
    prices = [variant.price for variant in product.variants if variant.price is not None]
    return (min(prices), max(prices)) if len(set(prices)) > 1 else None
