"""The query that a whole conversation makes, the newest turn weighing most.

A turn that is `age` turns old counts DECAY ** age. "A lamp", "in brass", "smaller": the newest words say what is
missing, the older ones say what it is about. The same weights serve the dense side, where the turns' vectors are
averaged, and BM25, whose scores add up over words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from retrieval.encoder import Encoder

DECAY = 0.5
"""Weight of a turn relative to the one after it."""
MAX_TURNS = 6
"""Turns that count; the seventh would weigh 1.6 %."""


@dataclass(frozen=True)
class WeightedTurn:
    text: str
    weight: float
    """Positive; the weights of a conversation sum to 1."""


def weigh_turns(turns: Sequence[str], decay: float = DECAY, limit: int = MAX_TURNS) -> tuple[WeightedTurn, ...]:
    """The last `limit` turns that say anything, oldest first. Empty turns do not age the others."""
    spoken = [turn for turn in turns if turn.strip()][-limit:]
    weights = [decay ** (len(spoken) - 1 - position) for position in range(len(spoken))]
    return tuple(WeightedTurn(text, weight / sum(weights)) for text, weight in zip(spoken, weights, strict=True))


def query_vector(turns: Sequence[WeightedTurn], encoder: Encoder) -> np.ndarray:
    """At least one turn to a (D,) float32 vector of length 1."""
    weights = np.array([turn.weight for turn in turns], np.float32)
    vector = weights @ encoder.encode([turn.text for turn in turns])
    length = float(np.linalg.norm(vector))
    return vector / length if length > 0 else vector
