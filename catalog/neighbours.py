"""What lies near a product by sight: the cosines of its five views' states with those of the others."""

from __future__ import annotations

import numpy as np

from catalog.store import Catalog

PAGE = 4096
"""Rows in memory at a time."""


def by_sight(catalog: Catalog, row: int, k: int) -> list[tuple[int, float]]:
    """(row, mean cosine over the views) of the `k` products that look most alike, falling; ties by row.

    Empty where the product has no picture. Reads all tokens once.
    """
    own = _unit(catalog.states([row]))
    if not own.any():
        return []
    scores = np.concatenate(
        [
            np.einsum("nvd,vd->n", _unit(catalog.states(range(start, min(start + PAGE, len(catalog))))), own[0])
            for start in range(0, len(catalog), PAGE)
        ]
    )
    scores = np.round(scores / len(own[0]), 6)
    order = np.lexsort((np.arange(len(scores)), -scores))
    near = [int(other) for other in order[: k + 1] if other != row and scores[other] != 0]  # 0: without a picture
    return [(other, float(scores[other])) for other in near[:k]]


def _unit(states: np.ndarray) -> np.ndarray:
    """(N, views, D) float16 to float32 of length 1 for each view; zeros stay."""
    states = states.astype(np.float32)
    lengths = np.linalg.norm(states, axis=2, keepdims=True)
    return states / np.where(lengths > 0, lengths, 1)
