"""How large a product is, in a few words for a card: "42 cm tall", "50 × 80 cm", "400 ml".

Only what its listing says of the product itself (`catalog.listing.listed`), and of that what it says first. Leaves out
sizes by number and letter.
"""

from __future__ import annotations

from catalog.listing.listed import listed
from catalog.listing.measures import Measure, find_mentions
from catalog.listing.units import LENGTH, OUNCES, VOLUME, WEIGHT
from catalog.schema import Product

_UNITS = {LENGTH: ("cm", 10.0), VOLUME: ("ml", 1.0), OUNCES: ("oz", 1.0), WEIGHT: ("g", 1.0)}
_WORDS = {"height": "tall", "width": "wide", "length": "long", "depth": "deep", "diameter": "across"}


def size_words(product: Product) -> str:
    """ "" where the listing says no measure."""
    listing = f"{product.title} {product.description}"
    own = set(listed(listing))
    groups = [one.measures for one in find_mentions(listing) if own.issuperset(one.measures)]
    for family in _UNITS:
        if found := next((group for group in groups if group[0].family == family), None):
            return _words(found)
    return ""


def _words(measures: tuple[Measure, ...]) -> str:
    unit, factor = _UNITS[measures[0].family]
    numbers = " × ".join(_number(one, factor) for one in measures)
    axis = f" {_WORDS[measures[0].axis]}" if len(measures) == 1 and measures[0].axis in _WORDS else ""
    return f"{numbers} {unit}{axis}"


def _number(one: Measure, factor: float) -> str:
    low, high = (f"{value / factor:.4g}" for value in (one.low, one.high))
    return low if low == high else f"{low}–{high}"
