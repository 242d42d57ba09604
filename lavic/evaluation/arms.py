"""What an arm is: one way of answering a conversation with its candidates, and those that a loaded model gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from lavic.examples import RankingExample
from lavic.rank import Ranker


@dataclass(frozen=True)
class Answer:
    rows: list[int]
    """Candidates by their place in the list that was shown, best first; none where the answer was no candidate."""
    valid: bool = True
    scores: tuple[float, ...] | None = None
    """Of each candidate of the list that was shown, where the arm has scores."""


@dataclass(frozen=True)
class Arm:
    """One way of answering. Candidates arrive shuffled, so that a tie cannot fall back on retrieval's order."""

    answer: Callable[[RankingExample], Answer]
    ranks: bool = True
    """False where it names one candidate: one answer is no ranking, so that only HitRatio@1 can be computed."""
    notes: Callable[[], dict[str, Any]] = dict
    """What else the report should say of the arm once all rows were answered."""


def best_first(scores: np.ndarray) -> Answer:
    """(K,) scores, higher is better, to a ranking of all K."""
    return Answer(np.argsort(-scores, kind="stable").tolist(), scores=tuple(map(float, scores)))


def named(example: RankingExample, name: str | None) -> Answer:
    """The answer that names one candidate, or none of them."""
    return Answer([example.ids.index(name)]) if name in example.ids else Answer([], valid=False)


def model_arm(ranker: Ranker, procedure: str = "logits", *, mask_images: bool = False) -> Arm:
    """An arm that ranks by a model's logits, or, for the procedure `paper`, by the ID that it writes."""

    def by_logits(example: RankingExample) -> Answer:
        shown = example.turns, example.listings, example.states, example.prior
        return best_first(ranker.score(*shown, mask_images=mask_images))

    def as_the_paper(example: RankingExample) -> Answer:
        shown = example.turns, example.ids, example.listings, example.states
        return named(example, ranker.generate_id(*shown, mask_images=mask_images))

    return Arm(as_the_paper, ranks=False) if procedure == "paper" else Arm(by_logits)


def without_prior(arm: Arm) -> Arm:
    """The same arm, given none of retrieval's scores: what it earns by itself."""
    return replace(arm, answer=lambda example: arm.answer(replace(example, prior=())))


def whole_view_alone(example: RankingExample) -> RankingExample:
    """As if the quarters had not been looked at: what one token holds, for a model that was tuned with five."""
    return replace(example, states=np.broadcast_to(example.states[:, :1], example.states.shape))
