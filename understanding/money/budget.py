"""The prices that a message allows: what fits, what contradicts itself, and the text without the words that said so.

`amounts` finds the sums, `price_limits` says what each is to the shopper; here they become one budget. The last word on
each end counts, and a bound outweighs "about 50". Leaves out: "cheaper", which compares with an answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from understanding.money.amounts import Amount, Word, amounts_of, words_of
from understanding.money.any_price import without_any_price
from understanding.money.currency import NEAR, OTHER, compared
from understanding.money.price_limits import Limit, Unread, limits_of

_CORRECTS = re.compile(
    r"[\s,.;:–—-]{1,4}(?:(?:(?:oh|no|um|hm+),? )?wait(?:,? no)?|(?:no,? )?sorry|i meant?|scratch that|or rather"
    r"|actually,? no|no,? actually|correction)[\s,.;:–—-]{1,4}"
    r"(?:(?:make (?:it|that)|i meant?|under|over|up to|more like) )?",
    re.IGNORECASE,
)
"""Between two sums, it takes the first back: in "under 20, no wait, 25" the 20 and all that follows up to the 25."""


@dataclass(frozen=True)
class Budget:
    """Prices that fit, in the catalog's currency, both ends included. None is open."""

    price_min: float | None = None
    price_max: float | None = None

    def __bool__(self) -> bool:
        return self.price_min is not None or self.price_max is not None

    def contradicts_itself(self) -> bool:
        """No price can fit."""
        if self.price_max is not None and self.price_max <= 0:
            return True
        return None not in (self.price_min, self.price_max) and self.price_min > self.price_max  # type: ignore[operator]

    def narrowed(self, newer: Budget) -> Budget:
        """This budget after `newer` was said. Where the two cannot both hold, the newer words win."""
        merged = Budget(
            newer.price_min if newer.price_min is not None else self.price_min,
            newer.price_max if newer.price_max is not None else self.price_max,
        )
        return newer if merged.contradicts_itself() else merged

    def fits(self, price: float | None) -> bool:
        if price is None:
            return False
        low, high = self.price_min, self.price_max
        return (low is None or price >= low) and (high is None or price <= high)


ANY_PRICE = Budget()


@dataclass(frozen=True)
class Doubts:
    """What a shopper should be told of how sums of money were understood; each sum as it was said."""

    guessed: bool = False
    """A comparison pointed neither way for certain and was taken for a cap."""
    unread: tuple[str, ...] = ()
    """Money that limits nothing that could be told."""
    as_own: tuple[str, ...] = ()
    """In another currency of about the same worth, taken by its number."""
    not_taken: tuple[str, ...] = ()
    """In a currency of quite another worth, which limit nothing."""

    def __bool__(self) -> bool:
        return bool(self.guessed or self.unread or self.as_own or self.not_taken)


NO_DOUBTS = Doubts()


@dataclass(frozen=True)
class Money:
    """What a message says of prices."""

    budget: Budget
    rest: str
    """The text without the words that said so."""
    any_price: bool = False
    """The shopper took the budget back."""
    doubts: Doubts = NO_DOUBTS


def read_money(text: str, currency: str = "") -> Money:
    """All that `text` says of prices; the last word on each end counts. `currency`: of the shop, an ISO code; "" takes
    every sum by its number."""
    text, any_price = without_any_price(_plain(text))
    text, words, amounts = _corrected(text)
    read = limits_of(words, amounts)
    limits: list[Limit] = []
    unread, as_own, not_taken = [], [], []
    for one in read:
        said = _said(text, words, amounts, one)
        if isinstance(one, Unread):
            unread.append(said)
            continue
        worth = compared(one.currency, currency)
        as_own += [said] if worth == NEAR else []
        not_taken += [said] if worth == OTHER else []
        limits += [one] if worth != OTHER else []
    doubts = Doubts(any(one.guessed for one in limits), *(tuple(dict.fromkeys(x)) for x in (unread, as_own, not_taken)))
    for one in reversed(read):
        text = f"{text[: words[one.first].start]} {text[words[one.end - 1].end :]}"
    return Money(_together(limits), " ".join(text.split()).strip(" ,.;:-"), any_price, doubts)


def _plain(text: str) -> str:
    return text.replace("’", "'").replace("´", "'").replace("`", "'")


def _corrected(text: str) -> tuple[str, list[Word], list[Amount]]:
    """The text without the sums that were taken back at once, its words and its amounts."""
    words = words_of(text)
    amounts = amounts_of(words)
    cuts = [
        (words[one.first].start, words[other.first].start)
        for one, other in pairwise(amounts)
        if _CORRECTS.fullmatch(text[words[one.end - 1].end : words[other.first].start])
    ]
    if not cuts:
        return text, words, amounts
    for start, end in reversed(cuts):
        text = text[:start] + text[end:]
    words = words_of(text)
    return text, words, amounts_of(words)


def _said(text: str, words: Sequence[Word], amounts: Sequence[Amount], one: Limit | Unread) -> str:
    """The sum itself, without what limits by it."""
    within = [amount for amount in amounts if one.first <= amount.first < one.end]
    return text[words[within[0].first].start : words[within[-1].end - 1].end]


def _together(limits: Sequence[Limit]) -> Budget:
    """One budget. Bounds overrule what is about so much, and a sum that only its coin makes a limit."""
    low = high = None
    bounds = [limit for limit in limits if limit.firm]
    capped = any(limit.high is not None for limit in bounds)
    for limit in limits:
        if not limit.firm and capped:
            continue
        floored = not limit.firm and any(bound.low is not None for bound in bounds)
        low = limit.low if limit.low is not None and not floored else low
        high = limit.high if limit.high is not None else high
    return Budget(low, high)
