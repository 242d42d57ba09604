"""A product that was shown, and what a message makes of it: whether it is meant, and what is searched by then."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from catalog.listing.looks import without_axes
from catalog.listing.words import kind_words
from catalog.schema import Product
from chat.items import matched_words
from understanding.looks.comparatives import as_looks
from understanding.message import ParsedMessage
from understanding.text.content_words import content_words

_REFERS_BACK = re.compile(
    r"\b(?:same|similar|match\w*|coordinat\w*|go(?:es)? with|like (?:that|this|it|these|those)|"
    r"(?:make|turn|change) (?:it|that|this)|(?:but|just) as)\b",
    re.IGNORECASE,
)
_SAYS_NOTHING = {"instead", "rather", "actually", "about", "then", "else", "maybe", "perhaps"}


@dataclass(frozen=True)
class Shown:
    """A product of the newest answer."""

    product: Product
    seen: str = ""
    """What the model sees in its picture."""


def changes_subject(said: ParsedMessage, before: Sequence[str]) -> bool:
    """Whether it names none of the kinds `before` but another, and says itself what that is to be like: "now a blue
    vase", "a vase under 50". "Vases?" does not, and "a vase to match" is about all that was said."""
    kinds = said.named.kinds
    if not before or not kinds or not set(kinds).isdisjoint(before) or _REFERS_BACK.search(said.text):
        return False
    if said.budget or said.sizes or said.rating_min is not None or said.named.apart:
        return True
    own = {*content_words(said.search)} - _SAYS_NOTHING
    return not own <= kind_words(kinds).union(*(kind.split() for kind in kinds))


def searched(said: ParsedMessage, model: Shown | None, *, looks: bool) -> str:
    """What a request is searched by. "Like the second one but darker": by its own words and by what the product is.
    `looks`: a degree stands for the look that it leads to, since what is shown already is beside it."""
    text = said.search
    if model and said.variant:  # its own colour is what it should not be
        return f"{text} (like {without_axes(f'{model.product.title}. {model.seen}', said.variant.replaces)})"
    if model and text:
        start, end = said.pointer.span
        text = f"{text[:start]}{text[end:]}"
    text = as_looks(text) if looks else text
    return f"{text.strip()} (like {model.product.title}. {model.seen})".strip() if model else text


def fits_words(words: Sequence[str], shown: Shown) -> bool:
    sight = replace(shown.product, description=f"{shown.product.description} {shown.seen}")
    return len(matched_words(words, sight)) == len(words)
