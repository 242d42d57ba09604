"""Candidates beside what was shown: who looks darker than that, as the ranker sees it.

A ranker scores how well products answer any words, so that the difference of its scores for "a dark lamp" and "a light
lamp" orders lamps by shade: a relative attribute (Parikh and Grauman 2011) that nothing was trained for. What does not
go beyond the product that was shown comes after all that does, whatever else speaks for it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from catalog.conversations import SHOPPER, Turn
from understanding.looks.comparatives import Comparative

FAR = 100.0
"""Nats that keep what does not look as wanted behind what does."""
LEVEL = 1e-3
"""Nats within which two look alike: rounding."""
CLEARLY = 4.0
"""Nats from which a card says so: of candidates of the validation shop that are beyond by more, 0.81 go further by the
specification and 0.04 less far, of those that are by 0 to 4, 0.49 and 0.15.
"""
SURE = 6.0
"""Nats beyond which further is no better: it shall be darker, not the darkest. Chosen on the validation shop
(docs/archive/EXPERIMENTS-rounds.md, thirteenth round).
"""
Score = Callable[[Sequence[Turn], Sequence[str], np.ndarray], np.ndarray]
"""(turns, K listings, states (K, 5, D)) to (K,) nats: `Ranker.score`."""


def beyond(
    score: Score, comparative: Comparative, thing: str, listings: Sequence[str], states: np.ndarray
) -> np.ndarray:
    """(K,) by how much each is more so than the last one, in nats; above 0: it is. `thing`: what they are called."""
    words = (f"a {thing or 'thing'} that is {look}" for look in (comparative.look, comparative.opposite))
    towards, away = (np.asarray(score([Turn(SHOPPER, text)], listings, states), np.float64) for text in words)
    leaning = towards - away
    return leaning[:-1] - leaning[-1]


def score_bonus(beyond: np.ndarray) -> np.ndarray:
    """(K,) nats that a comparative adds to scores."""
    return np.minimum(beyond, SURE) - FAR * (beyond <= LEVEL)
