"""What a shopper could say next: words that divide the products of an answer. Pure; the page shows them as buttons.

Each is said as the shopper's own words, so it goes the way of every message. Leaves out what holds already.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from catalog.listing.listed import listed
from catalog.listing.looks import COLOUR, MATERIAL, axis_of, is_ambiguous
from catalog.listing.units import LENGTH
from chat.items import Item, money
from understanding.dialogue_state import DialogueState

MOST = 4
FEWEST = 4
"""Products that there must be for something to divide them."""
SHARE = 0.15, 0.6
"""Of the products, those that a word may leave."""
_NICE = 1, 1.5, 2, 2.5, 3, 4, 5, 6, 7.5, 8, 10


_HALVES = frozenset(("hot", "forest", "sky", "rose", "sand", "camel"))
"""Of a colour's name the half that alone says little: hot pink, forest green."""


def suggestions(items: Sequence[Item], wanted: DialogueState) -> tuple[str, ...]:
    """At most `MOST`, the most telling first. `items`: the products shown and those that come next."""
    if len(items) < FEWEST:
        return ()
    said = " ".join(wanted.texts).lower()
    found = [*_kinds(items, wanted), *_price(items, wanted), *_looks(items, said), *_size(items, wanted)]
    return tuple(found[:MOST])


def _price(items: Sequence[Item], wanted: DialogueState) -> list[str]:
    """Under the middle price, rounded as a shopper would say it."""
    prices = sorted(item.product.price for item in items if item.product.price is not None)
    if len(prices) < FEWEST or len({item.product.currency for item in items}) > 1:
        return []
    middle = prices[len(prices) // 2]
    scale = 10 ** (len(str(int(middle))) - 1) if middle >= 1 else 1
    limit = float(min(_NICE, key=lambda nice: abs(nice * scale - middle)) * scale)
    low, high = wanted.budget.price_min or 0.0, wanted.budget.price_max
    below = sum(price <= limit for price in prices)
    if not low < limit or (high is not None and limit > 0.85 * high) or not 2 <= below < len(prices):
        return []
    return [f"under {money(limit, items[0].product.currency)}"]


def _kinds(items: Sequence[Item], wanted: DialogueState) -> list[str]:
    """The kind that most of them are, where nobody has named one."""
    counts = Counter(item.product.kind for item in items if item.product.kind)
    if wanted.kinds or len(counts) < 2:
        return []
    kind, count = counts.most_common(1)[0]
    return [f"rather a {kind}"] if 2 <= count <= 0.8 * len(items) and not kind.endswith("s") else []


def _looks(items: Sequence[Item], said: str) -> list[str]:
    """A colour and a material that some of them have and others have not."""
    counts: dict[str, Counter[str]] = {COLOUR: Counter(), MATERIAL: Counter()}
    for item in items:
        words = re.findall(r"[a-z]+", f"{item.product.title} {item.product.description} {item.seen}".lower())
        for word in set(words):
            if (axis := axis_of(word)) in counts and not is_ambiguous(word) and word not in _HALVES:
                counts[axis][word] += 1
    low, high = (share * len(items) for share in SHARE)
    found = []
    for axis in (MATERIAL, COLOUR):
        fitting = [(-n, word) for word, n in counts[axis].items() if max(2, low) <= n <= high and word not in said]
        found += [f"in {word}" for _, word in sorted(fitting)[:1]]
    return found


def _size(items: Sequence[Item], wanted: DialogueState) -> list[str]:
    """Smaller than the first, where most listings say how large they are."""
    if not wanted.kinds or wanted.sizes:
        return []
    heights = [_longest(item) for item in items]
    known = [length for length in heights if length]
    if heights[0] is None or len(known) < len(items) / 2:
        return []
    smaller = sum(length < 0.95 * heights[0] for length in known)
    larger = sum(length > 1.05 * heights[0] for length in known)
    return ["smaller"] if smaller >= max(2, larger) else ["larger"] if larger >= 2 else []


def _longest(item: Item) -> float | None:
    """Millimetres."""
    own = listed(f"{item.product.title} {item.product.description}")
    return max((one.high for one in own if one.family == LENGTH), default=None)
