"""Several things in one answer: "a lamp and a rug for under 200 together".

One product of each, chosen together: by how well each fits the words, how much their pictures are alike, and, where a
sum is said for all, by what they cost in all. Leaves out: how many of each are wanted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, zip_longest
from itertools import product as combinations

import numpy as np

from catalog.listing.looks import COLOUR, axis_of
from chat.binding import parts
from chat.items import Item

TRIED = 6
"""The best of each thing, from which the set is chosen."""
SAME_COLOUR = 1.5
"""Nats for two main parts of one colour, by what the model sees."""
ALIKE = 4.0
"""Nats for two pictures that are wholly alike, where a place further down costs `PLACE`."""
PLACE = 0.5
_MATCH = re.compile(
    r"\b(?:match\w*|same colou?r|go(?:es)? (?:well )?together|belong together|coordinat\w*)\b", re.IGNORECASE
)
_EACH = re.compile(r"\b(?:each|apiece|a ?piece|per (?:piece|item)|every one|respectively)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Together:
    """What is asked for in one go."""

    things: tuple[tuple[str, ...], ...]
    """The kinds of each."""
    shared: bool = False
    """Whether a limit of the price is for all of them in all."""
    matching: bool = False
    """Whether they were asked to go together, in colour above all."""


def shares_budget(text: str) -> bool:
    """Whether a sum said with several things is for all of them: so it is, unless each may cost so much."""
    return not _EACH.search(text)


def must_match(text: str) -> bool:
    return bool(_MATCH.search(text))


def arranged(items: Sequence[Item], together: Together, limit: float | None, states: np.ndarray) -> list[Item]:
    """`items` in their order and their pictures' states (N, views, D), as rows of one of each thing: the chosen set
    first, then the next best of each in turn. `limit`: of the price of the set. The places are made anew."""
    at = [[n for n, item in enumerate(items) if item.product.kind in kinds] for kinds in together.things]
    if not all(at):
        return [*items]
    vectors = states.reshape(len(items), -1).astype(np.float32)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    vectors = vectors / np.where(lengths > 0, lengths, 1)
    affordable = limit if together.shared and limit is not None else np.inf
    best = max(
        combinations(*(_tried(some, items, affordable) for some in at)),
        key=lambda some: (
            _cost(items, some) <= affordable,
            *_worth(some, at, vectors, items, affordable, 3.0 if together.matching else 1.0),
        ),
    )
    rest = zip_longest(*([n for n in some if n not in best] for some in at))
    order = [*best, *(n for row in rest for n in row if n is not None)]
    left = [n for n in range(len(items)) if n not in set(order)]
    return [replace(items[n], rank=place) for place, n in enumerate([*order, *left], 1)]


def cost(items: Sequence[Item], together: Together) -> float | None:
    """Of the first of each thing; None where one lists no price, or is missing."""
    firsts = chosen(items, together)
    prices = [item.product.price for item in firsts]
    return sum(price for price in prices if price is not None) if firsts and None not in prices else None


def chosen(items: Sequence[Item], together: Together) -> list[Item]:
    """The first of each thing, in the order in which they were asked for; empty where one is missing."""
    firsts = [next((item for item in items if item.product.kind in kinds), None) for kinds in together.things]
    return [item for item in firsts if item is not None] if None not in firsts else []


def _tried(some: Sequence[int], items: Sequence[Item], limit: float) -> list[int]:
    """The best, and the cheapest, without which no set might be within the limit."""
    best = [*some[:TRIED]]
    if np.isfinite(limit):
        best += sorted(some, key=lambda n: _cost(items, [n]))[:2]
    return [*dict.fromkeys(best)]


def _cost(items: Sequence[Item], some: Sequence[int]) -> float:
    return sum(np.inf if (price := items[n].product.price) is None else price for n in some)


def _colours(item: Item) -> frozenset[str]:
    """Of its main part, as the model sees it."""
    words = re.findall(r"[^\W_]+", " ".join(parts(item.seen)[:1]).lower())
    return frozenset(word for word in words if axis_of(word) == COLOUR)


def _worth(
    some: Sequence[int],
    at: Sequence[Sequence[int]],
    vectors: np.ndarray,
    items: Sequence[Item],
    limit: float,
    match: float,
) -> tuple[float, float]:
    """Falls with each place below the first, rises with likeness, which counts `match` times; of sets beyond the limit
    the cheapest is best."""
    own = vectors[list(some)]
    pairs = len(some) * (len(some) - 1) / 2
    alike = (float((own @ own.T).sum()) - float((own * own).sum())) / 2 / pairs
    colours = [_colours(items[n]) for n in some]
    same = sum(bool(one & other) for one, other in pairwise(colours))
    places = sum(its.index(n) for its, n in zip(at, some, strict=True))
    total = _cost(items, some)
    return (match * (ALIKE * alike + SAME_COLOUR * same) - PLACE * places, -total) if total <= limit else (-total, 0.0)
