"""What a search is asked: weighted texts, the filters that a product must pass, and the order that is wanted.

The weights serve the dense side, where the turns' vectors are averaged, and BM25, whose scores add up over words. Who
asks has read the conversation (`chat.query`): nothing here reads a sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from catalog.listing.order import Sort
from retrieval.encoder import Encoder
from retrieval.filters import Filters


@dataclass(frozen=True)
class WeightedTurn:
    text: str
    """Without what is refused."""
    weight: float
    """Positive; the weights of a conversation sum to 1."""


@dataclass(frozen=True)
class Query:
    turns: tuple[WeightedTurn, ...] = ()
    """Oldest first; without any, nothing is found by words."""
    filters: tuple[Filters, ...] = (Filters(),)
    """What a product must pass, then what is tried in its place, in turn, where nothing passes. The last one stands
    whether anything passes it or not."""
    sort: Sort | None = None
    looks: tuple[str, ...] = ()
    """Words that narrow what is sorted to the products whose listing or picture says them, the most important first."""
    words_beside_photo: frozenset[str] = frozenset()
    """Of the turns, those that say something beside pointing at a photo: where they all name what is filtered by, a
    photo alone is searched by."""

    def __post_init__(self) -> None:
        if not self.filters:
            raise ValueError("a query without filters; expected at least Filters(), which everything passes")

    def gives_up_price(self, kept: Filters) -> bool:
        """Whether `kept`, one of the filters, allows other prices than the first."""
        asked = self.filters[0]
        return (kept.price_min, kept.price_max) != (asked.price_min, asked.price_max)


def query_vector(turns: Sequence[WeightedTurn], encoder: Encoder) -> np.ndarray:
    """At least one turn to a (D,) float32 vector of length 1."""
    weights = np.array([turn.weight for turn in turns], np.float32)
    vector = weights @ encoder.encode([turn.text for turn in turns])
    length = float(np.linalg.norm(vector))
    return vector / length if length > 0 else vector
