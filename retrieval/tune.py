"""How much the dense score should count, measured: recall at k by weight on conversations with known answers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from retrieval.errors import RetrievalError
from retrieval.query import Query
from retrieval.search import Retriever

WEIGHTS = tuple(step / 10 for step in range(11))


@dataclass(frozen=True)
class WeightReport:
    conversations: int
    k: int
    recall: dict[float, float]
    """Dense weight -> share of conversations with a right product among the first k."""

    @property
    def best(self) -> float:
        """The weight of highest recall; of equals the one in the middle."""
        top = max(self.recall.values())
        equals = sorted(weight for weight, recall in self.recall.items() if recall == top)
        return equals[len(equals) // 2]


def recall_by_weight(
    retriever: Retriever, asked: Iterable[tuple[Query, Collection[str]]], k: int, weights: Sequence[float] = WEIGHTS
) -> WeightReport:
    """Searches each query as a served turn does, once, and fuses it at every weight. `asked`: queries, and the
    identifiers of what answers each; one without answers does not count.

    An answer that the catalog does not have counts as a miss at every weight. Raises RetrievalError where none
    has answers.
    """
    hits, count, ids = dict.fromkeys(weights, 0), 0, retriever.catalog.ids
    for query, answers in asked:
        if not answers:
            continue
        count += 1
        pool, _ = retriever.relaxed_pool(query, k)
        for weight in weights:
            hits[weight] += any(ids[row] in answers for row, _ in pool.best(k, weight))
    if not count:
        raise RetrievalError("no conversation with gt_items; expected rows that name their right products")
    return WeightReport(count, k, {weight: hit / count for weight, hit in hits.items()})
