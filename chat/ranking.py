"""Candidates in LaViC's order: its scores, what the shopper wants more of than was shown, and what must come first.

Leaves out the lock on the model, which is the caller's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from chat import comparatives
from chat.binding import share_shown
from chat.items import Item
from chat.protocols import ProductStore, Ranker
from chat.state import Comparison, State

CONTEXT_TURNS = 12
"""Turns given to the model, the newest; it trims further by its own token budget."""


LOOK = 10.0
"""Nats for all looks that the wish names, where the listing, or what the model sees of that part, says them; in
proportion for some of them."""


class RankingError(RuntimeError):
    """The ranker answered with something that is no ranking."""


def ranked(catalog: ProductStore, ranker: Ranker, state: State, items: Sequence[Item]) -> list[Item]:
    """At least one item. Raises RankingError, and whatever the ranker raises."""
    rows = [item.row for item in items]
    states = catalog.states(rows)
    listings = [item.product.summary() for item in items]
    read = state.turns_on_subject[-CONTEXT_TURNS:], listings, states, [item.score for item in items]
    scores = np.asarray(ranker.score(*read), dtype=np.float64)
    further = [_beyond(catalog, ranker, one, listings, states) for one in state.comparisons]
    scores = scores + sum(map(comparatives.score_bonus, further))
    scores = scores + LOOK * np.array([share_shown(state.looks, item) for item in items])
    scores = scores - comparatives.FAR * np.array([item.unlisted for item in items])
    if scores.shape != (len(items),) or not np.isfinite(scores).all():
        raise RankingError(f"expected {len(items)} finite scores, found {scores.shape}: {scores}")
    order = np.lexsort((-scores, np.array([-item.standing for item in items])))
    ways = [
        (one.comparative.words, values > comparatives.CLEARLY)
        for one, values in zip(state.comparisons, further, strict=True)
    ]
    return [
        replace(
            items[at],
            rank=place,
            score=float(scores[at]),
            looked_at=bool(catalog.has_picture(rows[at])),
            comparatives=tuple(words for words, met in ways if met[at]),
        )
        for place, at in enumerate(order.tolist(), 1)
    ]


def _beyond(
    catalog: ProductStore, ranker: Ranker, comparison: Comparison, listings: Sequence[str], states: np.ndarray
) -> np.ndarray:
    """(K,) by how much the candidates go further than what was shown; above 0: they do."""
    shown = comparison.reference
    its = catalog.states([catalog.row(shown.id)])
    both = [*listings, shown.summary()], np.concatenate([states, its])
    return comparatives.beyond(ranker.score, comparison.comparative, shown.kind, *both)
