"""Products that were shown, side by side in words: what their listings and pictures say differently.

Every part is a field of a listing, or is marked as what the model sees. Leaves out: what a difference is worth.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from catalog.listing.measures import find_mentions
from catalog.listing.units import SIZE
from catalog.schema import Product
from chat.items import money
from chat.shown import Shown
from understanding.references import LAST, place_of

MAX_COMPARED = 4
_PLACES = r"first|second|third|fourth|fifth|1st|2nd|3rd|4th|5th|last"
_MEANT = re.compile(
    rf"\b(?P<place>{_PLACES})\b|(?:\bnumbers?\s+|\bno\.?\s?|#|\band\s+|\bor\s+|\bvs\.?\s+|\bversus\s+|\bto\s+|,\s?)?"
    r"(?<![\d.$€£])\b(?P<number>[1-9]|one|two|three|four|five)\b(?!\s?(?:cm|mm|in\b|inch|ft|kg|g\b|ml|%|stars?|dollars?|euros?|ones?\b|[.,]\d))",
    re.IGNORECASE,
)
_FIRST_FEW = re.compile(r"\b(?:first|top) (?P<count>two|three|four|2|3|4)\b", re.IGNORECASE)
_ALL = re.compile(r"\b(?:all|these|them|those)(?: (?P<count>two|three|four|five|2|3|4|5))?\b", re.IGNORECASE)


def compared(message: str, shown: Sequence[Shown]) -> tuple[int, ...]:
    """Indices of the shown products that a comparison means, at least two; the first two where it names none; empty
    where fewer were shown."""
    if len(shown) < 2:
        return ()
    if few := _FIRST_FEW.search(message):
        return tuple(range(min(place_of(few["count"]), len(shown))))
    meant: dict[int, None] = {}
    for match in _MEANT.finditer(message):
        place = place_of(match["place"] or match["number"])
        at = len(shown) - 1 if place == LAST else place - 1
        if 0 <= at < len(shown):
            meant[at] = None
    every = _ALL.search(message)
    if every and every["count"]:
        return tuple(range(min(place_of(every["count"]), len(shown))))
    if len(meant) >= 2:
        return tuple(meant)[:MAX_COMPARED]
    if len(meant) == 1:
        [only] = meant
        return (only, 0) if only else (0, 1)
    named = [at for at, one in enumerate(shown) if _is_named(message, one)]
    if len(named) >= 2:
        return tuple(named[:MAX_COMPARED])
    return (0, 1)


def differences(shown: Sequence[Shown]) -> str:
    """Two sentences or three about two to four products: what is listed differently, then what the pictures show."""
    names = [f"“{one.product.title[:60]}”" for one in shown]
    parts = [words for field in _FIELDS if (words := _different(field, [one.product for one in shown]))]
    told = "; ".join(parts) if parts else "their listings say nothing that differs in price, rating, size or brand"
    seen = [f"{name} as “{one.seen.rstrip('.')}”" for name, one in zip(names, shown, strict=True) if one.seen]
    sights = f" In the pictures the model sees {_and(seen)}." if len(seen) > 1 else ""
    return f"{_and(names)}: {told}.{sights}"


def _price(product: Product) -> str:
    return "" if product.price is None else money(product.price, product.currency)


def _rating(product: Product) -> str:
    return (
        ""
        if product.rating is None
        else f"{product.rating:g}" + (f" ({product.rating_count:,})" if product.rating_count else "")
    )


def _measures(product: Product) -> str:
    text = f"{product.title} {product.description}"
    found = [one for one in find_mentions(text) if one.measures[0].family != SIZE]
    return ", ".join(dict.fromkeys(" ".join(text[one.start : one.end].rstrip(".").split()) for one in found[:2]))


_FIELDS: tuple[tuple[str, Callable[[Product], str]], ...] = (
    ("price", _price),
    ("rating", _rating),
    ("size", _measures),
    ("brand", lambda product: product.brand),
    ("kind", lambda product: product.kind),
)


def _different(field: tuple[str, Callable[[Product], str]], products: Sequence[Product]) -> str:
    name, value = field
    values = [value(product) for product in products]
    if len(set(values)) < 2:
        return ""
    return f"{name} {_and([one or 'not listed' for one in values])}"


def _and(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _is_named(message: str, shown: Shown) -> bool:
    """Whether a word of its title that no other thing is called by stands in the message."""
    first = re.match(r"[^\W\d_]{4,}", shown.product.title)
    return first is not None and re.search(rf"\b{re.escape(first[0])}\b", message, re.IGNORECASE) is not None
