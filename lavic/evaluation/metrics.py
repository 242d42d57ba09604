"""Metrics of a ranking, per conversation, and how sure one may be of their means.

HitRatio@1 and ValidRatio are the paper's (section 4.1); the rest are the field's. A conversation whose ground
truth is not among the candidates counts as a miss: retrieval caps HitRatio, and the cap is reported beside it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

KS = (1, 3, 5)
DEPTH = 10


def row_metrics(fits: Sequence[bool], truths: int) -> dict[str, float]:
    """Metrics of one ranking. `fits`: whether each candidate is ground truth, best first; `truths`: how many there
    are in the whole catalog. HitRatio@k, MRR@10 and NDCG@10 (binary gains)."""
    hits = [rank for rank, fit in enumerate(fits, 1) if fit]
    row = {f"HitRatio@{k}": float(bool(hits) and hits[0] <= k) for k in KS}
    row[f"MRR@{DEPTH}"] = 1 / hits[0] if hits and hits[0] <= DEPTH else 0.0
    gain = sum(1 / math.log2(rank + 1) for rank in hits if rank <= DEPTH)
    ideal = sum(1 / math.log2(rank + 1) for rank in range(1, min(truths, DEPTH) + 1))
    row[f"NDCG@{DEPTH}"] = gain / ideal if ideal else 0.0
    return row


def mean_rows(rows: Sequence[dict[str, float]]) -> dict[str, float]:
    return {name: float(np.mean([row[name] for row in rows])) for name in rows[0]} if rows else {}


def clusters(answers: Sequence[Sequence[str]]) -> list[int]:
    """A cluster number per conversation: those that share an answer, directly or through others, are together.

    Conversations about one product succeed or fail together, so that counting them as independent would make every
    interval too narrow.
    """
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        while parent.setdefault(name, name) != name:
            parent[name] = parent[parent[name]]
            name = parent[name]
        return name

    keys = [[f"row {row}", *(f"item {item}" for item in items)] for row, items in enumerate(answers)]
    for first, *others in keys:
        for other in others:
            parent[root(other)] = root(first)
    numbers: dict[str, int] = {}
    return [numbers.setdefault(root(first), len(numbers)) for first, *_ in keys]


def _sums(values: np.ndarray, groups: Sequence[int]) -> tuple[np.ndarray, np.ndarray]:
    """Sum and count of each cluster that has values; of some rows only, not every cluster does."""
    numbers = np.unique(np.asarray(groups), return_inverse=True)[1]
    return np.bincount(numbers, weights=values), np.bincount(numbers)


def bootstrap(
    values: Sequence[float], groups: Sequence[int] | None = None, *, samples: int = 10_000, seed: int = 0
) -> tuple[float, float]:
    """95 % interval of the mean: the percentile bootstrap over clusters (each row its own where none are given)."""
    data = np.asarray(values, dtype=np.float64)
    sums, counts = _sums(data, range(len(data)) if groups is None else groups)
    drawn = np.random.default_rng(seed).integers(0, len(sums), (samples, len(sums)))
    low, high = np.percentile(sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1), (2.5, 97.5))
    return float(low), float(high)


def paired_difference(
    a: Sequence[float], b: Sequence[float], groups: Sequence[int] | None = None, *, seed: int = 0
) -> dict[str, float | list[float]]:
    """Mean of a - b over the same conversations, its 95 % interval, and a two-sided p by flipping clusters' signs."""
    gaps = np.asarray(a, dtype=np.float64) - np.asarray(b, dtype=np.float64)
    sums, _ = _sums(gaps, range(len(gaps)) if groups is None else groups)
    flips = np.random.default_rng(seed).choice((-1.0, 1.0), (10_000, len(sums)))
    extreme = np.abs(flips @ sums) >= abs(sums.sum()) - 1e-9
    return {
        "difference": float(gaps.mean()),
        "ci95": list(bootstrap(gaps.tolist(), groups, seed=seed)),
        "p": float((extreme.sum() + 1) / (len(flips) + 1)),
    }
