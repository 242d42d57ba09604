"""LaViC: a LLaVA-NeXT model that sees a product through five compressed image tokens (arXiv 2503.23312).

`load` gives a ranker; `lavic.vision` computes a product's stored states; `lavic.captioning` says in words what they
show; `lavic.training` holds both stages, `lavic.evaluation` the metrics.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lavic.errors import ModelError

if TYPE_CHECKING:
    from lavic.rank import Ranker

__all__ = ["ModelError", "load"]


def load(model: str = "tiny", adapters: str | None = None, quantize: str = "auto", **options: Any) -> Ranker:
    """See `lavic.rank.load`. Imported here lazily: torch takes seconds."""
    from lavic.rank import load

    return load(model, adapters, quantize, **options)
