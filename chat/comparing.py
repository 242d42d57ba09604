"""Products that were shown, side by side in words: what their listings and pictures say differently.

Every part is a field of a listing, or is marked as what the model sees. Leaves out: what a difference is worth.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from catalog.listing.measures import find_mentions
from catalog.listing.units import SIZE
from catalog.schema import Product
from chat.items import in_quotes, in_sentence, money
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
    """What differs between these products, each by itself, and which leads in what."""
    names = [in_quotes(one.product.title, 60) for one in shown]
    products = [one.product for one in shown]
    fields = [value for value in _FIELDS if len({value(product) for product in products}) > 1]
    said = [[words for value in fields if (words := value(one))] for one in products]
    told = [f"{name} {_and(its) if its else 'lists nothing more'}" for name, its in zip(names, said, strict=True)]
    if not fields:
        told = [f"{_and(names)} differ in nothing that their listings say of price, rating, size or maker"]
    looks = [in_sentence(one.seen) for one in shown if one.seen]
    sights = f" In the pictures I see {_and(looks)}." if len(looks) == len(shown) else ""
    return f"{'; '.join(told)}.{sights}{_leads(names, products)}"


def _leads(names: Sequence[str], products: Sequence[Product]) -> str:
    """Which is the cheapest and which the best rated, where one alone is."""
    most = "er" if len(products) == 2 else "est"
    prices = [product.price for product in products]
    ratings = [product.rating for product in products]
    cheap = prices.index(min(prices)) if None not in prices and prices.count(min(prices)) == 1 else None  # type: ignore[type-var]
    best = ratings.index(max(ratings)) if None not in ratings and ratings.count(max(ratings)) == 1 else None  # type: ignore[type-var]
    better = "better rated" if len(products) == 2 else "best rated"
    if cheap is None and best is None:
        return ""
    if cheap == best and cheap is not None:
        return f" {names[cheap]} is the cheap{most} and the {better} one."
    said = [
        f"{names[at]} is the {words} one" for at, words in ((cheap, f"cheap{most}"), (best, better)) if at is not None
    ]
    return f" {_and(said)}."


def _price(product: Product) -> str:
    return "" if product.price is None else f"costs {money(product.price, product.currency)}"


def _rating(product: Product) -> str:
    if product.rating is None:
        return ""
    return f"is rated {product.rating:g}" + (f" ({product.rating_count:,})" if product.rating_count else "")


def _measures(product: Product) -> str:
    text = f"{product.title} {product.description}"
    found = [one for one in find_mentions(text) if one.measures[0].family != SIZE]
    return ", ".join(dict.fromkeys(" ".join(text[one.start : one.end].rstrip(".").split()) for one in found[:2]))


_FIELDS: tuple[Callable[[Product], str], ...] = (
    _price,
    _rating,
    lambda product: f"measures {size}" if (size := _measures(product)) else "lists no size",
    lambda product: f"is by {product.brand}" if product.brand else "",
    lambda product: f"is filed under {product.kind}" if product.kind else "",
)


def _and(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _is_named(message: str, shown: Shown) -> bool:
    """Whether a word of its title that no other thing is called by stands in the message."""
    first = re.match(r"[^\W\d_]{4,}", shown.product.title)
    return first is not None and re.search(rf"\b{re.escape(first[0])}\b", message, re.IGNORECASE) is not None
