"""The limits of a dialogue state as filters, and which of them gives way where no product keeps them all."""

from __future__ import annotations

from itertools import combinations

from retrieval.filters import Filters
from understanding.dialogue_state import DialogueState

RATING, SIZE, BRAND, PRICE, STOCK = "rating", "size", "brand", "price", "stock"
DEPARTMENT, KIND, WITHOUT = "department", "kind", "without"
GIVEN_UP_FIRST = (RATING, BRAND, PRICE, SIZE, STOCK, WITHOUT, DEPARTMENT, KIND)
"""Which limit gives way where no product keeps them all: the first that helps alone, then two of them, and so on.

What hides least of what a shopper cares about goes first. Another maker's may be as good, and of other prices the
nearest are shown; what does not fit, or cannot be had, is of no use. A refusal may be an allergy: it goes only when
nothing softer helps, and of several as few as must. The kind of thing goes last of all, after everything together: a
vase is no answer to who asks for biscuits."""
MAX_WITHOUT_ALONE = 6
"""Refusals of which each is tried to be given up alone."""


def limits(wanted: DialogueState) -> dict[str, dict[str, object]]:
    """The limits that are set, by name: the fields of `Filters` that each sets."""
    low, high = wanted.budget.price_min, wanted.budget.price_max
    possible: dict[str, dict[str, object]] = {
        RATING: {"rating_min": wanted.rating_min},
        BRAND: {"brand": wanted.brands},
        PRICE: {"price_min": low, "price_max": high},
        SIZE: {"sizes": wanted.sizes},
        STOCK: {"in_stock": wanted.in_stock or None},
        WITHOUT: {"without": wanted.without},
        DEPARTMENT: {"department": wanted.department},
        KIND: {"kind": wanted.kinds},
    }
    return {
        name: set_ for name, set_ in possible.items() if any(value not in (None, "", ()) for value in set_.values())
    }


def filter_ladder(wanted: DialogueState) -> tuple[Filters, ...]:
    """What a product must pass, then what is tried in its place, in turn, where nothing passes."""
    set_limits = limits(wanted)
    names = [name for name in GIVEN_UP_FIRST if name in set_limits]
    given_up = [set(some) for count in range(len(names) + 1) for some in combinations(names, count)]
    given_up.sort(key=lambda gone: (bool(gone & {KIND, DEPARTMENT}), WITHOUT in gone))
    tried = []
    for gone in given_up:
        kept = {f: value for name in names if name not in gone for f, value in set_limits[name].items()}
        fewer = _fewer_refused(wanted) if WITHOUT in gone else []
        tried += [Filters(hidden=wanted.hidden_ids, **{**kept, **some}) for some in [*fewer, {}]]  # type: ignore[arg-type]
    return tuple(tried)


def _fewer_refused(wanted: DialogueState) -> list[dict[str, object]]:
    """All refusals but one, the oldest given up first: a long list is given up whole."""
    if not 2 <= len(wanted.without) <= MAX_WITHOUT_ALONE:
        return []
    return [{"without": tuple(term for term in wanted.without if term != gone)} for gone in wanted.without]


def given_up(wanted: DialogueState, kept: Filters) -> tuple[str, ...]:
    """The names of the limits that `kept`, a rung of `filter_ladder`, no longer has."""
    set_limits = limits(wanted)
    return tuple(n for n in set_limits if any(getattr(kept, f) != value for f, value in set_limits[n].items()))
