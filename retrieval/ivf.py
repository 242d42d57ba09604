"""The text index of a large catalog: inverted lists (IVF) of half-precision vectors (FAISS's scalar quantiser, fp16).

Half precision loses nothing that a search notices, and reading a vector back gives what was stored, so a rebuild takes
over the vectors of the version before and ends in the same bytes. How many lists a search looks into is decided by
measurement, against brute force. Leaves out coarser codes, which do not read back as what was put in.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from catalog.manifest import TextIndexFacts
from catalog.protocols import Vectors

if TYPE_CHECKING:
    import faiss

SAMPLE_PER_LIST = 64
"""Vectors that the lists are trained on, for each; FAISS asks for at least 39."""
QUERIES = 200
"""Vectors of the index, spread over it, that recall is measured with; each looks for its 10 nearest others."""
RECALL = 0.995
"""The smallest power of two lists that reaches this, and `LOOKED_AT`, is looked into. Shoppers' queries are no vectors
of the index and find fewer: of a million 0.98 where this is reached, 0.97 with 0.985 (docs/CATALOG.md)."""
LOOKED_AT = 2000
"""Vectors that a search compares at least, ten times the 200 that a conversation's search proposes."""
NEAREST = 10
BATCH = 16_384
"""Vectors in memory at a time."""
_TIE = 1e-5
"""Cosines closer than this are equally near: half precision and the order of a sum differ by less."""


def list_count(count: int) -> int:
    """A power of two near twice the root of `count`, with at least 39 vectors for each list."""
    return 2 ** max(0, min(round(math.log2(2 * math.sqrt(count))), int(math.log2(max(1, count // 39)))))


def build_ivf(vectors: Vectors, dimension: int) -> tuple[faiss.IndexIVFScalarQuantizer, TextIndexFacts]:
    """An index of `vectors`, which are of length 1. The same vectors give the same index."""
    import faiss

    lists = list_count(len(vectors))
    coarse = faiss.IndexFlatIP(dimension)
    index: Any = faiss.IndexIVFScalarQuantizer(
        coarse, dimension, lists, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT, False
    )
    rng = np.random.default_rng(0)
    sample = _spread(rng, len(vectors), SAMPLE_PER_LIST * lists)
    index.cp.seed = 1
    index.train(halved(vectors.take(sample)))
    for batch in vectors.batches(BATCH):
        index.add(halved(batch))
    rows = _spread(rng, len(vectors), QUERIES)
    queries = halved(vectors.take(rows))
    bound = _tenth_nearest(vectors, queries, rows)
    probes = min(lists, 2 ** math.ceil(math.log2(max(1.0, LOOKED_AT * lists / len(vectors)))))
    recall = _recall(index, queries, rows, bound, probes)
    while recall < RECALL and probes < lists:
        probes *= 2
        recall = _recall(index, queries, rows, bound, probes)
    index.nprobe = probes  # written with the index
    return index, TextIndexFacts("ivf", lists, probes, round(recall, 4), len(rows))


def halved(vectors: np.ndarray) -> np.ndarray:
    """What is stored of vectors: float32 numbers that half precision holds exactly."""
    return np.ascontiguousarray(vectors.astype(np.float16), np.float32)


def _spread(rng: np.random.Generator, count: int, most: int) -> np.ndarray:
    """Up to `most` different rows, ascending."""
    return np.sort(rng.choice(count, min(most, count), replace=False))


def _tenth_nearest(vectors: Vectors, queries: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """(Q,) cosine of each query's 10th nearest vector by brute force, itself left out."""
    best, start = np.full((len(queries), NEAREST), -np.inf, np.float32), 0
    for batch in vectors.batches(BATCH):
        scores = queries @ halved(batch).T
        own = (rows >= start) & (rows < start + len(batch))
        scores[np.flatnonzero(own), rows[own] - start] = -np.inf
        both = np.concatenate([best, scores], axis=1)
        best = np.partition(both, -NEAREST, axis=1)[:, -NEAREST:]
        start += len(batch)
    return best.min(axis=1)


def _recall(index: Any, queries: np.ndarray, rows: np.ndarray, bound: np.ndarray, probes: int) -> float:
    """Share of the 10 nearest others that are found. Equally near ones count alike."""
    import faiss

    parameters = faiss.SearchParametersIVF(nprobe=probes)  # type: ignore[call-arg]
    scores, found = index.search(queries, NEAREST + 1, params=parameters)
    hits = (scores >= bound[:, None] - _TIE) & (found != rows[:, None]) & (found >= 0)
    return float(np.minimum(hits.sum(axis=1), NEAREST).mean() / NEAREST)
