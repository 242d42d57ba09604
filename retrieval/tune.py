"""How much the dense score should count, measured: recall at k by weight on conversations with known answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from catalog.conversations import Conversation, shopper_words
from retrieval.errors import RetrievalError
from retrieval.search import Retriever
from retrieval.wanted import wanted

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
    retriever: Retriever, conversations: Iterable[Conversation], k: int, weights: Sequence[float] = WEIGHTS
) -> WeightReport:
    """Searches each conversation as a served turn does, once, and fuses it at every weight.

    An answer that the catalog does not have counts as a miss at every weight. Raises RetrievalError where no row has
    answers.
    """
    hits, count, ids = dict.fromkeys(weights, 0), 0, retriever.catalog.ids
    for conversation in conversations:
        if not (answers := set(conversation.gt_items)):
            continue
        count += 1
        pool, _ = retriever.relaxed_pool(wanted(shopper_words(conversation.turns()), retriever.vocabulary), k)
        for weight in weights:
            hits[weight] += any(ids[row] in answers for row, _ in pool.best(k, weight))
    if not count:
        raise RetrievalError("no conversation with gt_items; expected rows that name their right products")
    return WeightReport(count, k, {weight: hit / count for weight, hit in hits.items()})
