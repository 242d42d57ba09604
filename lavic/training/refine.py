"""Stage 2's last pass, of a model whose projector is this project's own: projector and balance alone.

A conversation costs a pass of the language model, a candidate five dot products. So once the language model stands,
the blanks of every conversation are computed once, and the two learn from all rows at the price of a small
matrix product. Linear probes had told that the states know more than the ranking did (docs/EXPERIMENTS.md, sixth
round).
"""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from lavic.choices import Choice
from lavic.scoring.balance import weight_of_told
from lavic.scoring.blanks import SCALE, BlankScorer
from lavic.training.choice import choice_loss
from lavic.training.loop import Run, fit

log = logging.getLogger(__name__)

_AT_ONCE = 64
"""Conversations whose blanks are computed between two lines of the log."""


def refine(
    scorer: BlankScorer,
    training: Sequence[Choice],
    held: Sequence[Choice],
    spread: Tensor,
    prior: float,
    run: Run,
    keep: Callable[[], None],
) -> dict[str, Any]:
    """Trains the scorer's projector and balance in place, by `run`, and returns the run's figures. Rows are `pictured`.

    spread (D,): of the noise on the states. `prior` weighs retrieval's score where a row has it, as in serving. `keep`
    is called whenever the validation loss fell below all before it, the one before this pass among them.
    """
    train, rest = Lists(training, scorer, prior), Lists(held, scorer, prior)

    def loss(chosen: Sequence[int], rng: random.Random) -> Tensor:
        generator = torch.Generator().manual_seed(rng.getrandbits(63))
        return choice_loss(*train.scores(chosen, spread, generator))

    def validate() -> float:
        with torch.inference_mode():
            lists = rest.scores(range(len(held)))
        scores, fits, there, _ = lists
        best = scores.masked_fill(~there, -torch.inf).argmax(1, keepdim=True)
        log.info("validation: HitRatio@1 %.3f of %d", fits.gather(1, best).float().mean(), len(held))
        return float(choice_loss(*lists))

    before = validate()
    figures = fit(run, loss, validate, lambda loss: keep() if loss < before else None)
    return {"validation_loss_before": before, **figures}


def pictured(choices: Sequence[Choice]) -> list[Choice]:
    """Without candidates that have no picture, which their words stand for (`lavic.scoring.blanks`), and without rows
    that then teach nothing."""
    seen = [choice.take([row for row, state in enumerate(choice.states) if state.any()]) for choice in choices]
    return [choice for choice in seen if any(choice.fits) and not all(choice.fits)]


class Lists:
    """Conversations as the blanks that end them, with all their candidates; pictures stored once."""

    def __init__(self, choices: Sequence[Choice], scorer: BlankScorer, prior: float = 0.0) -> None:
        self._model = scorer.language.model
        self._blanks = _blanks(choices, scorer)
        self._told = [prior * torch.tensor(choice.prior or [0.0] * len(choice.ids)) for choice in choices]
        places: dict[tuple[str, bytes], int] = {}
        states: list[np.ndarray] = []
        self._rows: list[list[int]] = []
        for choice in choices:
            row = []
            for name, state in zip(choice.ids, choice.states, strict=True):
                key = name, state[0].tobytes()  # two shops may use one name
                if key not in places:
                    places[key] = len(states)
                    states.append(state)
                row.append(places[key])
            self._rows.append(row)
        self._marks = [torch.tensor([choice.fits, choice.unwanted()]).T for choice in choices]
        self._states = torch.from_numpy(np.stack(states))

    def scores(
        self, chosen: Sequence[int], spread: Tensor | None = None, rng: Any = None
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """(B, K) scores, which fit, which are candidates and which are refused, of the rows `chosen`. A picture is
        projected once."""
        rows = [torch.tensor(self._rows[i]) for i in chosen]
        padded = nn.utils.rnn.pad_sequence(rows, batch_first=True, padding_value=-1)
        marks = nn.utils.rnn.pad_sequence([self._marks[i] for i in chosen], batch_first=True)
        used, places = padded.clamp(min=0).unique(return_inverse=True)
        states = self._states[used].float()
        if spread is not None:
            states = states + spread * torch.randn(states.shape, generator=rng)
        projector = self._model.model.multi_modal_projector
        device = next(projector.parameters()).device
        vectors = projector(states.to(device)).float().flatten(1)
        blanks = self._blanks[list(chosen)].to(device)
        own = SCALE * torch.einsum("bkh,bh->bk", vectors[places.to(device)], blanks)
        told = nn.utils.rnn.pad_sequence([self._told[i] for i in chosen], batch_first=True).to(device)
        told = weight_of_told(self._model, blanks)[:, None] * told
        fits, refused = marks.to(device).unbind(-1)
        return own + told, fits, (padded >= 0).to(device), refused


def _blanks(choices: Sequence[Choice], scorer: BlankScorer) -> Tensor:
    """(N, 5 H) float32. A conversation that comes again with other candidates is read once."""
    told = list(dict.fromkeys(choice.turns for choice in choices))
    found: list[Tensor] = []
    for start in range(0, len(told), _AT_ONCE):
        with torch.inference_mode():
            found += scorer.blanks(told[start : start + _AT_ONCE])
        if start % (_AT_ONCE * 10) == 0:
            log.info("blanks: %d of %d conversations", start, len(told))
    places = {turns: place for place, turns in enumerate(told)}
    return torch.stack(found).flatten(1).cpu()[[places[choice.turns] for choice in choices]]
