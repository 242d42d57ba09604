"""Candidates ranked from logits: no text is parsed, so the answer is a candidate by construction.

Two ways, both differentiable where gradients are on, so that stage 2 trains what serving runs: `blanks` takes the
candidates' tokens for words that could come next; `labels` is the paper's listwise prompt with one-token answers.
Which one a model uses by default is measured (docs/EXPERIMENTS.md) and stands in its config.
"""

from __future__ import annotations

from lavic.scoring.blanks import Asked, BlankScorer
from lavic.scoring.labels import LabelScorer
from lavic.scoring.language import Language

__all__ = ["SCORERS", "Asked", "BlankScorer", "LabelScorer", "Language"]

SCORERS = {scorer.name: scorer for scorer in (BlankScorer, LabelScorer)}
