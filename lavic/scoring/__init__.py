"""Candidates ranked from logits: no text is parsed, so the answer is a candidate by construction.

Two ways, both differentiable where gradients are on, so that stage 2 trains what serving runs. `late_interaction` takes
the candidates' tokens for words that could come next; `listwise` is the paper's prompt with one-token answers. Which
one a model uses by default is measured (docs/EXPERIMENTS.md) and stands in its config.
"""

from __future__ import annotations

from lavic.errors import ModelError
from lavic.scoring.language import Language
from lavic.scoring.late_interaction import LateInteractionScorer, ScoringRow
from lavic.scoring.listwise import ListwiseScorer

__all__ = ["SCORERS", "Language", "LateInteractionScorer", "ListwiseScorer", "ScoringRow", "scorer_name"]

SCORERS = {scorer.name: scorer for scorer in (LateInteractionScorer, ListwiseScorer)}
_OLDER_NAMES = {"blanks": LateInteractionScorer.name, "labels": ListwiseScorer.name}


def scorer_name(name: str) -> str:
    """The name of today of a scorer that a person asks for, perhaps by an older one. Raises ModelError."""
    today = _OLDER_NAMES.get(name, name)
    if today not in SCORERS:
        raise ModelError(f"unknown scoring {name!r}; there are {', '.join(SCORERS)}")
    return today
