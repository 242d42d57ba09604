"""Candidates for a conversation: dense and BM25 scores, fused.

The fusion is a convex combination of min-max-normalised scores, which kept more of both than rank fusion did
(FACTS 7). `retrieval.tune` measures its weight.
"""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from catalog.listing.denial import rows_that_deny
from catalog.listing.fit import UNLISTED
from catalog.listing.order import NEAREST_PRICE, Sort
from catalog.listing.words import kind_words, telling_words
from catalog.store import Catalog
from retrieval.encoder import Encoder, TextEncoder
from retrieval.errors import RetrievalError
from retrieval.filters import Filters, allowed_rows, any_passes, read_once
from retrieval.image_index import ImageIndex
from retrieval.index import TextIndex
from retrieval.kind_classifier import KindClassifier
from retrieval.kind_votes import kind_votes
from retrieval.lexical import lexical_scores
from retrieval.query import Query, WeightedTurn, query_vector
from retrieval.sorting import sorted_rows

DENSE_WEIGHT = 0.7
"""Share of the dense score in the fused one: best of 0.0 to 1.0 by `python -m retrieval weigh
renders/train/conversations.jsonl --catalog renders/train/shop` (n = 2,400, recall@10 82.8 %; 76.2 % by words alone,
78.5 % by meaning alone), before `weigh` read prices and ratings as filters."""
MIN_POOL, POOL_PER_CANDIDATE = 200, 5
"""How many products each side proposes: the larger of MIN_POOL and k times POOL_PER_CANDIDATE."""
PROPOSED_BY_IMAGE, DECIDED_BY_IMAGE = 0.8, 0.5
"""Share of the likeness to a shopper's photo, where there are words too: in which products become candidates, and in
their scores. A photo says best what thing is meant, and words what should be different about it.

Chosen on 48 rows by a ranker of long ago (docs/archive/EXPERIMENTS-rounds.md, "By picture"). Since the kind that a
photo shows is a limit (`retrieval.kind_classifier`), they matter little: on 200 photos in a shop that was not trained
on, seven pairs of 0.5 to 0.9 and 0 to 0.8 gave HitRatio@1 of 0.805 to 0.82."""
SAME_PICTURE = 0.95
"""From this cosine on, the shopper's photo is the picture of that very product."""
_ALL = Filters()
_NONE: Mapping[int, int] = {}
_IN_STOCK = "SELECT row FROM products WHERE row IN (SELECT value FROM json_each(?)) AND in_stock = 1"


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
    image_rank: int | None = None
    """1-based rank among those that look like the shopper's photo."""
    unlisted: bool = False
    """Whether its listing does not say a size that was asked for: it comes behind all that do."""
    standing: int = 0
    """How many of the refusals its listing itself denies ("contains no nuts"), and one more where it is known to be in
    stock and that is wanted. Who has more comes first, whatever the score."""


@dataclass(frozen=True)
class SearchResult:
    """The candidates of one conversation."""

    candidates: list[Candidate]
    """Those whose listing says no size behind those that fit; scores are comparable within each."""
    filters: Filters
    """What they passed: less than was asked for where nothing passed that."""
    by_image: bool = False
    """Whether their order is that of the likeness to a photo alone: the words say no more than the filters do."""
    sort: Sort | None = None
    """The order that they have, over all that passes the filters; None for the search's own."""


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
    image: np.ndarray | None = None
    """(P,) float64, cosines with the shopper's photo brought to 0..1 within the pool; None without a photo."""
    image_rank: dict[int, int] = field(default_factory=dict)
    by_image: bool = False
    """Whether the words say nothing that would count beside the likeness."""

    def best(self, k: int, dense_weight: float) -> list[tuple[int, float]]:
        """(row, fused score) of the best k, falling; ties by row."""
        said = dense_weight * self.dense + (1.0 - dense_weight) * self.lexical
        if self.image is None:
            return self._falling(said, k)
        proposing, deciding = (1.0, 1.0) if self.by_image else (PROPOSED_BY_IMAGE, DECIDED_BY_IMAGE)
        proposed = {row for row, _ in self._falling((1.0 - proposing) * said + proposing * self.image, k)}
        decided = self._falling((1.0 - deciding) * said + deciding * self.image, len(self.rows))
        return [(row, score) for row, score in decided if row in proposed]

    def _falling(self, scores: np.ndarray, k: int) -> list[tuple[int, float]]:
        scores = np.round(scores, 6)  # float noise is no rank
        order = np.lexsort((self.rows, -scores))[:k]
        return [(int(self.rows[i]), float(scores[i])) for i in order]


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
        self._image_index: ImageIndex | None = None
        self._kind_classifier: KindClassifier | None = None
        self._opening_images = threading.Lock()

    @property
    def image_index(self) -> ImageIndex:
        """Made at the first use."""
        with self._opening_images:
            if self._image_index is None:
                self._image_index = ImageIndex(self.catalog)
            return self._image_index

    def kinds_shown(self, photo: np.ndarray) -> tuple[str, ...]:
        """(views, D) states of a picture to the catalog's kinds that it may show; none where that is not plain."""
        with self._opening_images:
            if self._kind_classifier is None:
                self._kind_classifier = KindClassifier(self.catalog)
        return self._kind_classifier.kinds(photo)

    def find(self, query: Query, k: int, photo: np.ndarray | None = None) -> SearchResult:
        """The best `k` products for a query within its first filters or, where none is, within the next that help.

        `photo`: (views, D) states of a picture that they should look like.
        """
        pool, filters = self.relaxed_pool(query, k, photo)
        best = self._best(pool, k, self._standing(pool, filters))
        sort = query.sort or (Sort(NEAREST_PRICE) if query.gives_up_price(filters) and photo is None else None)
        if sort and best and (rows := self._sorted(query, sort, best, filters, k, whole=photo is None)):
            return SearchResult(self._in_order(rows, pool), filters, sort=sort)
        if filters.sizes and filters.sized == (UNLISTED,):
            best = [replace(one, unlisted=True) for one in best]
        elif filters.sizes and len(best) < k:
            behind = self.pool(query, k, replace(filters, sized=(UNLISTED,)), photo)
            best += [replace(one, unlisted=True) for one in self._best(behind, k - len(best))]
        return SearchResult(best, filters, by_image=pool.by_image)

    def _sorted(
        self, query: Query, sort: Sort, best: list[Candidate], filters: Filters, k: int, *, whole: bool
    ) -> list[int]:
        """Rows in the order that is asked for, of all that passes; or, where a photo says what is meant (not `whole`),
        or prices were widened and no kind does, of the best alone. Empty where nothing lists what is sorted by."""
        connection = self.catalog.connect()
        if not whole or (sort.by == NEAREST_PRICE and not filters.kind):
            filters = replace(filters, rows=tuple(one.row for one in best))
            return sorted_rows(connection, filters, sort, (), query.filters[0], k)
        rows = sorted_rows(connection, filters, sort, query.looks, query.filters[0], k)
        if sort.by == NEAREST_PRICE and len(rows) < k:  # nobody asked for an order: the looks narrow nothing
            rows = [*dict.fromkeys((*rows, *sorted_rows(connection, filters, sort, (), query.filters[0], k)))][:k]
        return rows

    def _in_order(self, rows: list[int], pool: Pool) -> list[Candidate]:
        """Scores fall with the places."""
        products = self.catalog.products(rows)
        return [
            Candidate(
                row,
                product.id,
                product.title,
                1.0 - place / len(rows),
                pool.dense_rank.get(row),
                pool.lexical_rank.get(row),
                pool.image_rank.get(row),
            )
            for place, (row, product) in enumerate(zip(rows, products, strict=True))
        ]

    def _standing(self, pool: Pool, filters: Filters) -> dict[int, int]:
        """By row of the pool; those that are left out have none."""
        connection, found = self.catalog.connect(), Counter[int]()
        own = set(pool.rows.tolist())
        for term in filters.without:
            found.update(own.intersection(rows_that_deny(connection, term)))
        if filters.in_stock:
            found.update(own.intersection(row for (row,) in connection.execute(_IN_STOCK, [json.dumps([*own])])))
        return found

    def kind_votes(self, vector: np.ndarray) -> dict[str, float]:
        """(D,) of a text to the kinds whose listings are near to it."""
        return kind_votes(self._index, self.catalog.connect(), vector)

    def similar(self, row: int, k: int) -> list[tuple[int, float]]:
        """(row, mean cosine) of the `k` products that look most like this one, falling; none without a picture."""
        states = self.catalog.states([row])[0]
        if not states.any():
            return []
        near = self.image_index.search(states, k + 1)
        near = near[near != row][:k]
        return list(zip(near.tolist(), self.image_index.scores(states, near).tolist(), strict=True))

    def search(self, turns: Sequence[WeightedTurn], k: int, filters: Filters = _ALL) -> list[Candidate]:
        """The best `k` products for these words; fewer where fewer pass the filters, none without a turn."""
        return self._best(self.pool(Query(tuple(turns), (filters,)), k), k)

    def relaxed_pool(self, query: Query, k: int, photo: np.ndarray | None = None) -> tuple[Pool, Filters]:
        """The pool within the first of the filters that any product passes; empty where nothing was asked for."""
        filters = self._first_passed(query)
        return self.pool(query, k, filters, photo), filters

    def _first_passed(self, query: Query) -> Filters:
        """Where nothing of a kind is listed in a size, what of that kind is listed in none comes before giving up a
        limit: it may fit. Without a kind that is most of a shop."""
        connection = self.catalog.connect()
        for some in query.filters:
            if any_passes(connection, some):
                return some
            if some.sizes and some.kind and any_passes(connection, unlisted := replace(some, sized=(UNLISTED,))):
                return unlisted
        return query.filters[-1]

    def _best(self, pool: Pool, k: int, standing: Mapping[int, int] = _NONE) -> list[Candidate]:
        best = pool.best(len(pool.rows) if standing else k, self.dense_weight)
        best = sorted(best, key=lambda hit: -standing.get(hit[0], 0))[:k]
        products = self.catalog.products(row for row, _ in best)
        return [
            Candidate(
                row,
                product.id,
                product.title,
                score,
                pool.dense_rank.get(row),
                pool.lexical_rank.get(row),
                pool.image_rank.get(row),
                standing=standing.get(row, 0),
            )
            for (row, score), product in zip(best, products, strict=True)
        ]

    def pool(self, query: Query, k: int, filters: Filters | None = None, photo: np.ndarray | None = None) -> Pool:
        """What each side proposes within `filters`, by default the query's first, with the scores that the fusion is
        made of."""
        filters = query.filters[0] if filters is None else filters
        connection = self.catalog.connect()
        free = [rows_that_deny(connection, term) for term in filters.without]
        filters = read_once(connection, filters)
        if photo is None:
            return self._by_words(query.turns, k, filters, free)
        more = bool(query.words_beside_photo - self._named_by(filters))
        said = self._by_words(query.turns if more else (), k, filters, free)
        return self._with_photo(said, photo, k, filters) if k > 0 else said

    def _with_photo(self, said: Pool, photo: np.ndarray, k: int, filters: Filters) -> Pool:
        """The pool of the words, and what looks like the photo."""
        size = max(MIN_POOL, POOL_PER_CANDIDATE * k)
        found = self.image_index.search(photo, size, allowed_rows(self.catalog.connect(), filters))
        rows = np.union1d(said.rows, found)
        dense, lexical = np.zeros(len(rows)), np.zeros(len(rows))
        alike = self.image_index.scores(photo, rows)
        others = alike[alike < SAME_PICTURE]
        if len(said.rows) and len(others):  # "this, but in green": that very product is no better than the next one
            alike = np.minimum(alike, others.max())
        at = np.searchsorted(rows, said.rows)
        dense[at], lexical[at] = said.dense, said.lexical
        return Pool(
            rows=rows,
            dense=dense,
            lexical=lexical,
            dense_rank=said.dense_rank,
            lexical_rank=said.lexical_rank,
            image=_min_max(alike),
            image_rank={int(row): rank for rank, row in enumerate(found, 1)},
            by_image=not len(said.rows),
        )

    def _named_by(self, filters: Filters) -> frozenset[str]:
        """The words that name the kinds, brands and department within which is searched."""
        kinds, brands = ([names] if isinstance(names, str) else names for names in (filters.kind, filters.brand))
        named = (word for name in (*kinds, *brands, filters.department) for word in telling_words(name))
        return kind_words(kinds) | frozenset(named)

    def _by_words(
        self, weighted: Sequence[WeightedTurn], k: int, filters: Filters, free: Sequence[np.ndarray] = ()
    ) -> Pool:
        """What the words propose, by meaning and by themselves. `free`: for each refusal the rows whose listing denies
        it; the nearest of all these are proposed too."""
        if not weighted or k <= 0:
            return Pool(np.zeros(0, np.int64), np.zeros(0), np.zeros(0), {}, {})
        size = max(MIN_POOL, POOL_PER_CANDIDATE * k)
        connection = self.catalog.connect()
        vector = query_vector(weighted, self.encoder)
        allowed = allowed_rows(connection, filters)
        found = self._index.search(vector[None], size, allowed)[1][0]
        denying = np.unique(np.concatenate([*free, np.zeros(0, np.int64)]))
        denying = denying if allowed is None else np.intersect1d(denying, allowed)
        if len(denying):
            found = np.concatenate([found, np.setdiff1d(self._index.search(vector[None], size, denying)[1][0], found)])
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
