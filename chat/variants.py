"""A product that was shown, asked for in another look: whether its own listing says that look, and which of its kind
do.

A listing says a look, or the model sees it in the main part of the picture: a black foot makes no black lamp. Leaves
out how the question was asked (`understanding.looks.variant`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from catalog.listing.looks import says
from catalog.listing.order import PRICE, PRICE_DOWN
from catalog.schema import Product
from chat.candidates import TurnCandidates
from chat.items import Item, in_quotes, plural
from chat.shown import Shown
from understanding.kinds.vocabulary import Named
from understanding.looks.variant import Variant
from understanding.message import ParsedMessage
from understanding.negation import without_negated
from understanding.references import Pointer

_OTHER_PART = re.compile(r",? and an? |, and |, with ")
_PATTERN = re.compile(
    r"\b(?:striped|checked|dotted|speckled|patterned|marbled) in [\w ]{1,30}"
    r"|\bwith (?:[\w]{1,20} ){1,3}(?:stripes|checks?|dots|speckles|marbling|print)\b"
)
"""The second colour of a pattern, which is not the thing's own."""


def as_request(said: ParsedMessage, shown: Shown, at: int, variant: Variant) -> ParsedMessage:
    """What it asks for: one of that kind, in that look."""
    kind = shown.product.kind
    search = f"{kind or shown.product.title} in {variant.look}"
    named = Named(kinds=(kind,), wider=True) if kind else said.named
    return replace(said, search=search, wished=search, refused=(), named=named, pointer=Pointer(place=at + 1))


def is_so(product: Product, seen: str, variant: Variant) -> bool:
    """By its listing or by what the model sees."""
    return is_listed(product, variant) or is_seen(seen, variant)


def is_listed(product: Product, variant: Variant) -> bool:
    text = without_negated(f"{product.title}. {product.description}")
    return any(all(says(text, word) for word in words) for words in variant.alternatives)


def is_seen(seen: str, variant: Variant) -> bool:
    """In the main part of its picture, which the sentence names first."""
    main = _PATTERN.sub("", _OTHER_PART.split(seen, maxsplit=1)[0])
    return any(all(says(main, word, listing=False) for word in words) for words in variant.alternatives)


def has_it(product: Product, seen: str, variant: Variant) -> bool:
    """In any part: an oak foot."""
    return is_listed(product, variant) or any(
        all(says(seen, word, listing=False) for word in words) for words in variant.alternatives
    )


def those_that_are(items: Sequence[Item], variant: Variant) -> list[Item]:
    """Of the candidates; or else those that are so in part; all of them where none is."""
    for judge in (is_so, has_it):
        if fit := [item for item in items if judge(item.product, item.seen, variant)]:
            return [replace(item, retrieval_rank=place, rank=place) for place, item in enumerate(fit, 1)]
    return list(items)


def answering(items: Sequence[Item], wish: Sequence[str], found: TurnCandidates) -> list[Item]:
    """Each as the variant that answers the wish. One whose price is beyond the budget is left out, or shown as before
    where no other is there; an order by price is by theirs."""
    told = [item.with_variant(wish, found.sizes) for item in items]
    fit = [item for item in told if item.variant is None or found.budget.fits(item.product.price)]
    if not fit:
        return list(items)
    if found.sort and found.sort.by in (PRICE, PRICE_DOWN):
        down = found.sort.by == PRICE_DOWN
        last = float("-inf") if down else float("inf")
        fit.sort(key=lambda item: last if item.product.price is None else item.product.price, reverse=down)
    if len(fit) == len(items) and not found.sort:
        return fit
    return [replace(item, retrieval_rank=place, rank=place) for place, item in enumerate(fit, 1)]


def itself(catalog: Any, shown: Shown | None, variant: Variant | None) -> tuple[Item, ...]:
    """The product asked about, where it is so itself: it stands before the others."""
    if shown is None or variant is None or not is_so(shown.product, shown.seen, variant):
        return ()
    return (Item.alone(catalog, catalog.row(shown.product.id)),)


def about(shown: Shown, items: Sequence[Item], variant: Variant) -> str:
    """Whether that very product is listed so, and whether those found are."""
    name, look = in_quotes(shown.product.title, 120), variant.look
    others = _others(shown.product, items, variant)
    if is_listed(shown.product, variant):
        return f"The listing of {name} says {look}{f'; {others}' if others else ''}."
    if is_seen(shown.seen, variant):
        so = f"{name} is not listed in {look}, but in its picture the model sees “{shown.seen.removesuffix('.')}”"
        return f"{so}{f'; {others}' if others else ''}."
    if others:
        return f"{name} is not listed in {look}; {others}."
    return f"{name} is not listed in {look}, and I found no other of its kind that is."


def _others(own: Product, items: Sequence[Item], variant: Variant) -> str:
    rest = [item for item in items if item.product.id != own.id]
    fit = [item for item in rest if is_so(item.product, item.seen, variant)]
    partly = [item for item in rest if has_it(item.product, item.seen, variant)]
    many = f"these {plural(own.kind)}" if own.kind else "these"
    if not fit and partly:
        return f"{'this one has' if len(partly) == 1 else f'{many} have'} it in part"
    if not fit:
        return ""
    what = "this one is" if len(fit) == 1 else f"{many} are"
    listed = sum(is_listed(item.product, variant) for item in fit)
    if listed == len(fit):
        return what
    pictures = "its picture" if len(fit) == 1 else "their pictures"
    return f"{what}, by what the model sees in {pictures}{' or by the listing' if listed else ''}"
