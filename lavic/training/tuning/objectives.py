"""What stage 2 minimises: the loss of the score that serving uses, or the paper's, of the ID that is written."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Protocol

import torch
from torch import Tensor

from lavic.examples import RankingExample
from lavic.paper import generated_id
from lavic.scoring import Language, Scorer, ScoringRow
from lavic.training.distillation.fidelity import answer_loss
from lavic.training.tuning.ranking_loss import ranking_loss


class Objective(Protocol):
    def loss(self, examples: Sequence[RankingExample], rows: Sequence[ScoringRow], *, mask_images: bool) -> Tensor:
        """Mean over rows, differentiable. `rows` has each row's states as training shows them."""
        ...

    def judged(self, example: RankingExample, row: ScoringRow, *, mask_images: bool) -> tuple[float, bool]:
        """The loss of one row, and whether the candidate that would be answered fits."""
        ...


class ScoreObjective:
    """Under a softmax over the candidates' scores (`lavic.training.tuning.ranking_loss`)."""

    def __init__(self, scorer: Scorer) -> None:
        self._scorer = scorer

    def loss(self, examples: Sequence[RankingExample], rows: Sequence[ScoringRow], *, mask_images: bool) -> Tensor:
        return ranking_loss(*_lists(self._scorer.score_rows(rows, mask_images=mask_images), examples))

    @torch.inference_mode()
    def judged(self, example: RankingExample, row: ScoringRow, *, mask_images: bool) -> tuple[float, bool]:
        lists = _lists(self._scorer.score_rows([row], mask_images=mask_images), [example])
        return float(ranking_loss(*lists)), example.fits[int(lists[0].argmax())]


class IdObjective:
    """The paper's (section 3.2): after the list of candidates the ID of the right one, its tokens and the end mark.

    In nats a token. `lavic.paper` answers so. Of several that fit the first is right.
    """

    def __init__(self, language: Language) -> None:
        self._language = language

    def loss(self, examples: Sequence[RankingExample], rows: Sequence[ScoringRow], *, mask_images: bool) -> Tensor:
        prompter = self._language.prompter
        answers, vectors = [], []
        for example, row in zip(examples, rows, strict=True):
            has_image, images = self._language.image_vectors(row.states, mask_images)
            right = example.ids[example.fits.index(True)]
            answers.append(prompter.listwise(row.turns, row.listings, example.ids, has_image) + prompter.answer(right))
            vectors += [] if images is None else [images]
        return answer_loss(self._language, answers, torch.cat(vectors) if vectors else None)

    @torch.inference_mode()
    def judged(self, example: RankingExample, row: ScoringRow, *, mask_images: bool) -> tuple[float, bool]:
        turns, listings, states, _ = row
        written = generated_id(self._language, turns, example.ids, listings, states, mask_images=mask_images)
        return float(self.loss([example], [row], mask_images=mask_images)), written in example.answers()


def _lists(scores: Sequence[Tensor], examples: Sequence[RankingExample]) -> tuple[Tensor, ...]:
    """(B, K) the scores (K,) of each, which fit, which are candidates rather than padding, which are refused."""
    pad = partial(torch.nn.utils.rnn.pad_sequence, batch_first=True)
    made = pad(list(scores))
    marks = [(example.fits, [True] * len(example.ids), example.unwanted()) for example in examples]
    return made, *(pad([torch.tensor(row) for row in rows]).to(made.device) for rows in zip(*marks, strict=True))
