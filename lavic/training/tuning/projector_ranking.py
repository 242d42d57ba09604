"""Stage 2's last pass, of a model whose projector is this project's own: projector and prior's gate alone.

A conversation costs a pass of the language model, a candidate five dot products. So once the language model stands,
the query tokens of every conversation are computed once, and the two learn from all rows at the price of a small
matrix product. Linear probes had shown that the states know more than the ranking did
(docs/archive/EXPERIMENTS-rounds.md, sixth round).
"""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor, nn

from catalog.conversations import Turn
from lavic.examples import RankingExample
from lavic.scoring.late_interaction import SCALE, LateInteractionScorer
from lavic.scoring.prior import log_prior_of_places
from lavic.training.loop import Run, fit
from lavic.training.tuning.ranking_loss import ranking_loss

log = logging.getLogger(__name__)

_AT_ONCE = 64
"""Conversations whose query tokens are computed between two lines of the log."""


def rank_by_projector(
    training: Lists, held: Lists, spread: Tensor, run: Run, keep: Callable[[], None]
) -> dict[str, Any]:
    """Trains the projector and the prior's gate of the lists' scorer in place, by `run`, and returns the run's figures.

    spread (D,): of the noise on the states. `keep` is called whenever the validation loss fell below all before it,
    the one before this pass among them.
    """

    def loss(chosen: Sequence[int], rng: random.Random) -> Tensor:
        generator = torch.Generator().manual_seed(rng.getrandbits(63))
        return ranking_loss(*training.scores(chosen, spread, generator))

    def validate() -> float:
        with torch.inference_mode():
            lists = held.scores(range(len(held)))
        scores, fits, there, _ = lists
        best = scores.masked_fill(~there, -torch.inf).argmax(1, keepdim=True)
        log.info("validation: HitRatio@1 %.3f of %d", fits.gather(1, best).float().mean(), len(held))
        return float(ranking_loss(*lists))

    return dict(fit(run, loss, validate, lambda _: keep()))


def pictured(examples: Sequence[RankingExample]) -> list[RankingExample]:
    """Without candidates that have no picture, which their words stand for (`lavic.scoring.late_interaction`), and
    without rows that then teach nothing."""
    kept = [example.take([row for row, state in enumerate(example.states) if state.any()]) for example in examples]
    return [example for example in kept if any(example.fits) and not all(example.fits)]


class _Row(NamedTuple):
    query: int
    """The place of the conversation's."""
    pictures: Tensor
    """(K,) int64, the candidates' places."""
    priors: Tensor
    """(K, 2) nats by which retrieval speaks for each: by its score, before that is weighed, and by its order."""
    marks: Tensor
    """(K, 2) bool: what fits, what is refused."""


class Lists:
    """Conversations as the query tokens that end them, with all their pictured candidates; what comes again is kept
    once."""

    def __init__(self, scorer: LateInteractionScorer, prior: float = 0.0) -> None:
        """`prior` weighs retrieval's score where a row has it, as in serving."""
        self._scorer, self._prior = scorer, prior
        self._query_tokens: list[Tensor] = []
        self._states: list[Tensor] = []
        self._conversations: dict[tuple[Turn, ...], int] = {}
        self._pictures: dict[tuple[str, bytes], int] = {}
        self._rows: list[_Row] = []

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, examples: Sequence[RankingExample]) -> None:
        """Reads their conversations and keeps nothing of them but that. Those that are not `pictured` are left out."""
        examples = pictured(examples)
        self._read([turns for turns in dict.fromkeys(c.turns for c in examples) if turns not in self._conversations])
        for example in examples:
            pictures = [self._place(*picture) for picture in zip(example.ids, example.states, strict=True)]
            priors = torch.zeros(len(example.ids), 2)
            if example.prior and self._prior:
                priors[:, 0] = self._prior * torch.tensor(example.prior)
                priors[:, 1] = torch.from_numpy(log_prior_of_places(example.prior))
            marks = torch.tensor([example.fits, example.unwanted()]).T
            self._rows.append(_Row(self._conversations[example.turns], torch.tensor(pictures), priors, marks))

    def _place(self, name: str, state: np.ndarray) -> int:
        key = name, state[0].tobytes()  # two shops may use one name
        if key not in self._pictures:
            self._pictures[key] = len(self._states)
            self._states.append(torch.from_numpy(state.copy()))
        return self._pictures[key]

    def _read(self, conversations: Sequence[tuple[Turn, ...]]) -> None:
        for start in range(0, len(conversations), _AT_ONCE):
            part = conversations[start : start + _AT_ONCE]
            with torch.inference_mode():
                found = self._scorer.query_tokens(part)
            self._conversations |= {turns: len(self._query_tokens) + place for place, turns in enumerate(part)}
            self._query_tokens += [query.flatten().cpu() for query in found]
            if len(self._query_tokens) % (_AT_ONCE * 10) < len(part):
                log.info("query tokens of %d conversations", len(self._query_tokens))

    def scores(
        self, chosen: Sequence[int], spread: Tensor | None = None, rng: Any = None
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """(B, K) scores, which fit, which are candidates and which are refused, of the rows `chosen`. A picture is
        projected once."""
        rows = [self._rows[i] for i in chosen]
        padded = nn.utils.rnn.pad_sequence([row.pictures for row in rows], batch_first=True, padding_value=-1)
        marks = nn.utils.rnn.pad_sequence([row.marks for row in rows], batch_first=True)
        used, places = padded.clamp(min=0).unique(return_inverse=True)
        states = torch.stack([self._states[i] for i in used.tolist()]).float()
        if spread is not None:
            states = states + spread * torch.randn(states.shape, generator=rng)
        language = self._scorer.language
        projector = language.model.model.multi_modal_projector
        device = next(projector.parameters()).device
        vectors = projector(states.to(device)).float().flatten(1)
        query = torch.stack([self._query_tokens[row.query] for row in rows]).to(device)
        own = SCALE * (query @ vectors.T).gather(1, places.to(device))
        priors = nn.utils.rnn.pad_sequence([row.priors for row in rows], batch_first=True).to(device)
        score, order = priors.unbind(-1)
        fits, refused = marks.to(device).unbind(-1)
        total = own + language.prior_gate(query)[:, None] * score + order
        return total, fits, (padded >= 0).to(device), refused
