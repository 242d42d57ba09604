"""Candidates for a conversation: dense and BM25 scores, fused.

The fusion is a convex combination of min-max-normalised scores, which kept more of both than rank fusion did
(FACTS 7). `retrieval.tune` measures its weight.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from catalog.store import Catalog
from retrieval.encoder import Encoder, TextEncoder
from retrieval.errors import RetrievalError
from retrieval.filters import Filters, allowed_rows, any_passes
from retrieval.index import TextIndex
from retrieval.lexical import lexical_scores
from retrieval.query import query_vector, weigh_turns
from retrieval.vocabulary import Vocabulary
from retrieval.wanted import Wanted
from retrieval.words import kind_words

DENSE_WEIGHT = 0.7
"""Share of the dense score in the fused one: best of 0.0 to 1.0 by `python -m retrieval weigh
renders/train/conversations.jsonl --catalog renders/train/shop` (n = 2,400, recall@10 82.8 %; 76.2 % by words alone,
78.5 % by meaning alone), before `weigh` read prices and ratings as filters."""
MIN_POOL, POOL_PER_CANDIDATE = 200, 5
"""How many products each side proposes: the larger of MIN_POOL and k times POOL_PER_CANDIDATE."""
_ALL = Filters()


@dataclass(frozen=True)
class Candidate:
    row: int
    id: str
    title: str
    score: float
    """Fused, 0 to 1; comparable within one search only."""
    dense_rank: int | None
    """1-based rank among the dense index's proposals, None where it did not propose this product."""
    lexical_rank: int | None


@dataclass(frozen=True)
class Found:
    """The candidates of one conversation."""

    candidates: list[Candidate]
    filters: Filters
    """What they passed: less than was asked for where nothing passed that."""


@dataclass(frozen=True)
class Pool:
    """The union of what both sides propose for one conversation; arrays of one length P, in row order."""

    rows: np.ndarray
    """(P,) int64."""
    dense: np.ndarray
    """(P,) float64, cosines brought to 0..1 within the pool."""
    lexical: np.ndarray
    """(P,) float64, BM25 over its best; 0 where no word matched."""
    dense_rank: dict[int, int]
    lexical_rank: dict[int, int]

    def best(self, k: int, dense_weight: float) -> list[tuple[int, float]]:
        """(row, fused score) of the best k, falling; ties by row."""
        fused = np.round(dense_weight * self.dense + (1.0 - dense_weight) * self.lexical, 6)  # float noise is no rank
        order = np.lexsort((self.rows, -fused))[:k]
        return [(int(self.rows[i]), float(fused[i])) for i in order]


class Retriever:
    """Searches one open catalog. Safe to share between threads; the encoder loads on the first search."""

    def __init__(self, catalog: Catalog, encoder: Encoder | None = None, *, dense_weight: float = DENSE_WEIGHT) -> None:
        """Raises RetrievalError where the catalog's text index is damaged or was made by another encoder."""
        self.catalog = catalog
        self.encoder = encoder if encoder is not None else TextEncoder()
        self.dense_weight = dense_weight
        made_by, dimension = catalog.manifest.encoder, catalog.manifest.text_dimension
        if (made_by, dimension) != (self.encoder.name, self.encoder.dimension):
            raise RetrievalError(
                f"the text index of {catalog.folder} is stale: made by {made_by} ({dimension}-d), this is "
                f"{self.encoder.name} ({self.encoder.dimension}-d); "
                f"rebuild: python -m catalog build FEED --out {catalog.folder}"
            )
        self._index = TextIndex.read(catalog.text_index_path, len(catalog), dimension)
        self.vocabulary = Vocabulary.of(catalog.connect())
        self._kinds = kind_words(self.vocabulary.kinds)

    def find(self, wanted: Wanted, k: int) -> Found:
        """The best `k` products for a conversation within its limits or, where none is, within most of them."""
        pool, filters = self.relaxed_pool(wanted, k)
        return Found(self._best(pool, k), filters)

    def search(self, turns: Sequence[str], k: int, filters: Filters = _ALL) -> list[Candidate]:
        """The best `k` products for these words, oldest turn first; fewer where fewer pass the filters.

        Empty where no turn says anything.
        """
        return self._best(self.pool(turns, k, filters), k)

    def relaxed_pool(self, wanted: Wanted, k: int) -> tuple[Pool, Filters]:
        """The pool within the first of the filters that any product passes; empty where nothing was asked for."""
        connection = self.catalog.connect()
        filters = next(
            (some for some in wanted.filters() if any_passes(connection, some)), Filters(hidden=wanted.unwelcome)
        )
        return self.pool(wanted.texts, k, filters), filters

    def _best(self, pool: Pool, k: int) -> list[Candidate]:
        best = pool.best(k, self.dense_weight)
        products = self.catalog.products(row for row, _ in best)
        return [
            Candidate(row, product.id, product.title, score, pool.dense_rank.get(row), pool.lexical_rank.get(row))
            for (row, score), product in zip(best, products, strict=True)
        ]

    def pool(self, turns: Sequence[str], k: int, filters: Filters = _ALL) -> Pool:
        """What both sides propose, with the scores that the fusion is made of."""
        weighted = weigh_turns(turns, self._kinds)
        if not weighted or k <= 0:
            return Pool(np.zeros(0, np.int64), np.zeros(0), np.zeros(0), {}, {})
        size = max(MIN_POOL, POOL_PER_CANDIDATE * k)
        connection = self.catalog.connect()
        vector = query_vector(weighted, self.encoder)
        found = self._index.search(vector[None], size, allowed_rows(connection, filters))[1][0]
        words = lexical_scores(connection, weighted, size, filters)
        rows = np.union1d(found, np.fromiter(words, np.int64, len(words)))
        by_words = sorted(words, key=lambda row: (-words[row], row))
        return Pool(
            rows=rows,
            dense=_min_max(self._index.scores(vector, rows)),
            lexical=np.array([words.get(int(row), 0.0) for row in rows]),
            dense_rank={int(row): rank for rank, row in enumerate(found, 1)},
            lexical_rank={row: rank for rank, row in enumerate(by_words, 1)},
        )


def _min_max(scores: np.ndarray) -> np.ndarray:
    """(P,) to (P,) float64 in 0..1; all 1 where they do not differ."""
    if not len(scores):
        return np.zeros(0)
    low, high = float(scores.min()), float(scores.max())
    return (scores.astype(np.float64) - low) / (high - low) if high > low else np.ones(len(scores))
