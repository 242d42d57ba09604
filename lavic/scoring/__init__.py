"""Candidates ranked from logits: no text is parsed, so the answer is a candidate by construction.

Two ways, both differentiable where gradients are on, so that stage 2 trains what serving runs. `late_interaction` takes
the candidates' tokens for words that could come next; `listwise` is the paper's prompt with one-token answers. Which
one a model uses by default is measured (docs/EXPERIMENTS.md) and stands in its config. A plugin may register others.
"""

from __future__ import annotations

from lavic.scoring.language import Language
from lavic.scoring.late_interaction import LateInteractionScorer
from lavic.scoring.listwise import ListwiseScorer
from lavic.scoring.registry import SCORERS, Scorer, ScoringRow, register_scorer, scorer_name

__all__ = [
    "SCORERS",
    "Language",
    "LateInteractionScorer",
    "ListwiseScorer",
    "Scorer",
    "ScoringRow",
    "register_scorer",
    "scorer_name",
]
