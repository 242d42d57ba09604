"""Ways of scoring by name: the two of this room, and whatever a plugin registers (`lavic.plugins`)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, Protocol, TypeVar

from torch import Tensor

from catalog.conversations import Turn
from lavic.errors import ModelError
from lavic.scoring.language import Language


class ScoringRow(NamedTuple):
    """A conversation and its K candidates."""

    turns: Sequence[Turn]
    listings: Sequence[str]
    states: Tensor
    """(K, 5, D)"""
    log_prior: Tensor | None = None
    """(K,) nats by which retrieval's score speaks for each; None where there is none."""


class Scorer(Protocol):
    """Made of a model's language half. Differentiable where gradients are on, since stage 2 trains what it computes."""

    name: str
    candidates: int
    """How many are worth its while in a served turn."""
    language: Language

    def score(
        self,
        turns: Sequence[Turn],
        listings: Sequence[str],
        states: Tensor,
        log_prior: Tensor | None = None,
        *,
        mask_images: bool = False,
    ) -> Tensor:
        """(K,) float32, higher is better. states: (K, 5, D); `mask_images` leaves them out."""
        ...

    def score_rows(self, rows: Sequence[ScoringRow], *, mask_images: bool = False) -> list[Tensor]:
        """The same of several conversations."""
        ...

    def tokens_read(self, turns: Sequence[Turn], listings: Sequence[str], *, mask_images: bool = False) -> int:
        """By the language model, in one turn."""
        ...


Made = TypeVar("Made", bound=Callable[[Language], Any])
SCORERS: dict[str, Callable[[Language], Scorer]] = {}
_OLDER_NAMES = {"blanks": "late_interaction", "labels": "listwise"}


def register_scorer(name: str) -> Callable[[Made], Made]:
    """A class decorator: `--scoring NAME` then means this `Scorer`. Raises ModelError for a name that is taken."""

    def register(made: Made) -> Made:
        if name in SCORERS or name in _OLDER_NAMES:
            raise ModelError(f"the scoring {name!r} is registered already; choose another name")
        made.name = name  # type: ignore[attr-defined]
        SCORERS[name] = made
        return made

    return register


def scorer_name(name: str) -> str:
    """The name of today of a scorer that a person asks for, perhaps by an older one. Raises ModelError."""
    today = _OLDER_NAMES.get(name, name)
    if today not in SCORERS:
        raise ModelError(
            f"unknown scoring {name!r}; there are {', '.join(SCORERS)}. Another one comes with --plugin FILE"
        )
    return today
