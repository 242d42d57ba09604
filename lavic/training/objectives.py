"""What stage 2 minimises: the loss of the score that serving uses, or the paper's, of the ID that is written."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Protocol

import torch
from torch import Tensor

from lavic.choices import Choice
from lavic.paper import generated_id
from lavic.scoring import Asked, BlankScorer, LabelScorer, Language
from lavic.training.choice import choice_loss
from lavic.training.fidelity import answer_loss

OBJECTIVES = ("score", "id")


class Objective(Protocol):
    def loss(self, choices: Sequence[Choice], asked: Sequence[Asked], *, withhold: bool) -> Tensor:
        """Mean over rows, differentiable. `asked` has each row's states as training shows them."""
        ...

    def judged(self, choice: Choice, asked: Asked, *, withhold: bool) -> tuple[float, bool]:
        """The loss of one row, and whether the candidate that would be answered fits."""
        ...


class ScoreObjective:
    """Under a softmax over the candidates' scores (`lavic.training.choice`)."""

    def __init__(self, scorer: BlankScorer | LabelScorer) -> None:
        self._scorer = scorer

    def loss(self, choices: Sequence[Choice], asked: Sequence[Asked], *, withhold: bool) -> Tensor:
        return choice_loss(*_lists(self._scorer.score_rows(asked, withhold=withhold), choices))

    @torch.inference_mode()
    def judged(self, choice: Choice, asked: Asked, *, withhold: bool) -> tuple[float, bool]:
        lists = _lists(self._scorer.score_rows([asked], withhold=withhold), [choice])
        return float(choice_loss(*lists)), choice.fits[int(lists[0].argmax())]


class IdObjective:
    """The paper's (section 3.2): after the list of candidates the ID of the right one, its tokens and the end mark.

    In nats a token. `lavic.paper` answers so. Of several that fit the first is right.
    """

    def __init__(self, language: Language) -> None:
        self._language = language

    def loss(self, choices: Sequence[Choice], asked: Sequence[Asked], *, withhold: bool) -> Tensor:
        prompter = self._language.prompter
        answers, vectors = [], []
        for choice, row in zip(choices, asked, strict=True):
            seen, looked = self._language.look(row.states, withhold)
            right = choice.ids[choice.fits.index(True)]
            answers.append(prompter.listwise(row.turns, row.listings, choice.ids, seen) + prompter.answer(right))
            vectors += [] if looked is None else [looked]
        return answer_loss(self._language, answers, torch.cat(vectors) if vectors else None)

    @torch.inference_mode()
    def judged(self, choice: Choice, asked: Asked, *, withhold: bool) -> tuple[float, bool]:
        turns, listings, states, _ = asked
        written = generated_id(self._language, turns, choice.ids, listings, states, withhold=withhold)
        return float(self.loss([choice], [asked], withhold=withhold)), written in choice.answers()


def _lists(scores: Sequence[Tensor], choices: Sequence[Choice]) -> tuple[Tensor, ...]:
    """(B, K) the scores (K,) of each, which fit, which are candidates rather than padding, which are refused."""
    pad = partial(torch.nn.utils.rnn.pad_sequence, batch_first=True)
    made = pad(list(scores))
    marks = [(choice.fits, [True] * len(choice.ids), choice.unwanted()) for choice in choices]
    return made, *(pad([torch.tensor(row) for row in rows]).to(made.device) for rows in zip(*marks, strict=True))
