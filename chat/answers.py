"""Questions about one shown product, answered from its fields, from its listing's own words, or by "not listed".

What the model sees in its picture answers for looks alone, and is marked as seen. Knows no other source, so it cannot
make anything up. Leaves out: sums, comparisons, and what a listing means without saying it.
"""

from __future__ import annotations

import re

from catalog.schema import Product
from chat.items import in_quotes, matched_words, money
from chat.shown import Shown
from understanding.text.content_words import content_words

NOT_LISTED = "not listed"
_MATERIALS = (
    r"made (?:of|from)|materials?|fabric|leather|glass|wood(?:en)?|oak|walnut|beech|ash|metal|brass|steel|copper|gold"
    r"|silver|ceramic|stoneware|porcelain|marble|stone|terracotta|linen|cotton|wool(?:len)?|silk|velvet|canvas|felt|rattan|cork"
)
_COLOURS = (
    r"colou?rs?|red|orange|yellow|green|blue|navy|teal|purple|violet|lavender|pink|brown|beige|cream|white|ivory|black|grey"
    r"|gray|charcoal|olive|sage|mustard|terracotta|gold|silver|plum|burgundy"
)
_SAID_IN = {
    "size": r"\d\s?(?:x\s?\d|cm|mm|m\b|inch|in\b|ft|ml|l\b|lit)|\d-inch|\bone size\b|\bseats \w+",
    "weight": r"\d\s?(?:g|kg|lbs?|oz|grams?)\b",
    "material": rf"\b(?:{_MATERIALS})\b",
    "colour": rf"\b(?:{_COLOURS})\b",
}
"""What a sentence of a listing must say to answer for that field."""
LOOKS = ("material", "colour")
"""What a picture can tell."""


def about(shown: Shown, field: str) -> str:
    """One sentence or two. `field`: one of `understanding.intent`'s, or the words asked about."""
    product = shown.product
    name = in_quotes(product.title, 120)
    if field in _FIELDS:
        value = _FIELDS[field](product)
        return f"{name}: {value}." if value else f"{name}: its {field} is {NOT_LISTED}."
    rarest = max(content_words(field), key=len, default="")
    if said := _sentence(product.description, field) or (_sentence(product.description, rarest) if rarest else ""):
        return f"The listing of {name} says: “{said}”"
    if matched := _of_title(product, field):
        return f"{name} says so in its title: {', '.join(matched)}."
    if shown.seen and (field in LOOKS or matched_words(content_words(field), Product("", shown.seen))):
        return f"{name}: {field} is {NOT_LISTED}. In its picture the model sees: “{shown.seen}”"
    return f"{name}: {field} is {NOT_LISTED}."


def chosen(shown: Shown) -> str:
    facts = [value for field in ("price", "rating") if (value := _FIELDS[field](shown.product))]
    told = ", ".join(facts) or f"price {NOT_LISTED}"
    return f"{in_quotes(shown.product.title, 120)}: {told}. Ask about it, or say what should be different."


def value_of(product: Product, field: str) -> str:
    """As an answer says it: "$45", "rated 4.5 of 5 by 12"; "" where it is not listed."""
    return _FIELDS[field](product)


def _price(product: Product) -> str:
    return "" if product.price is None else money(product.price, product.currency)


def _rating(product: Product) -> str:
    if product.rating is None:
        return ""
    return f"rated {product.rating:g} of 5" + (f" by {product.rating_count:,}" if product.rating_count else "")


def _stock(product: Product) -> str:
    return "" if product.in_stock is None else ("in stock" if product.in_stock else "not in stock")


_FIELDS = {
    "price": _price,
    "rating": _rating,
    "stock": _stock,
    "brand": lambda product: f"by {product.brand}" if product.brand else "",
}

KNOWN = (*_FIELDS, *_SAID_IN)
"""Fields that a listing may tell, as `understanding.intent` names them."""


def _sentence(description: str, field: str) -> str:
    """The first sentence of a listing that speaks of `field`; at most 300 characters."""
    pattern = _SAID_IN.get(field)
    words = content_words(field)
    for sentence in re.split(r"(?<=[.!?])\s+", description):
        said = re.search(pattern, sentence, re.IGNORECASE) if pattern else None
        if said or (not pattern and words and len(matched_words(words, Product("", sentence))) == len(words)):
            return sentence[:300]
    return ""


def _of_title(product: Product, field: str) -> list[str]:
    pattern = _SAID_IN.get(field)
    if pattern and field in LOOKS:
        return [match[0] for match in re.finditer(pattern, product.title, re.IGNORECASE)]
    return [] if pattern else matched_words(content_words(field), Product("", product.title))
