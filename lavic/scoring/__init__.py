"""Candidates ranked from logits or states: no text is parsed, so the answer is a candidate by construction.

Two ways, both differentiable where gradients are on, so that stage 2 trains what serving runs: `fit` asks how likely
the conversation is once the product was seen; `labels` is the paper's listwise prompt with one-token answers.
Which one a model uses by default is measured (docs/EXPERIMENTS.md) and stands in its config.
"""

from __future__ import annotations

from lavic.scoring.fit import FitScorer
from lavic.scoring.labels import LabelScorer
from lavic.scoring.language import Language

__all__ = ["SCORERS", "FitScorer", "LabelScorer", "Language"]

SCORERS = {scorer.name: scorer for scorer in (FitScorer, LabelScorer)}
