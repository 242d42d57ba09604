"""The query that a whole conversation makes: what is wanted, about the kind of product that was named last.

"A lamp", "in brass", "smaller": refinements add up, so turns about one kind count alike. "No, I meant a vase": a
turn that names another kind of the catalog ages all before it, by DECAY. What is refused is left out, and so is a
turn that then says nothing. The one reading of a conversation, shared by a served turn and by the candidates that are
frozen for evaluation. Leaves out: kinds by other names than the catalog's ("shawl" for a scarf).
"""

from __future__ import annotations

from collections.abc import Sequence

from catalog.listing.words import telling_words
from chat.limits import filter_ladder
from retrieval.query import Query, WeightedTurn
from understanding.dialogue_state import MAX_SEARCHES, DialogueState
from understanding.kinds.vocabulary import Vocabulary
from understanding.looks.photo_words import words_beside_photo
from understanding.negation import without_negated

DECAY = 0.3
"""Weight of what was said before the kind changed.

Recall@10 on renders/train, 2,400 conversations, at dense weight 0.7: 82.8 % at 0.1 to 0.5, 82.3 % at 1.0. Of the 67
that change the kind: 75 % at 0.1, 73 % at 0.3, 69 % at 0.5, 46 % at 1.0. Weights falling with every turn, as they
did before, gave 76.8 %. Measured with `python -m retrieval weigh renders/train/conversations.jsonl --catalog
renders/train/shop`, once for each value set here, before `weigh` read prices and ratings as filters.
"""


def as_query(wanted: DialogueState, vocabulary: Vocabulary) -> Query:
    """`vocabulary`: of the catalog that is searched."""
    texts = wanted.texts
    return Query(
        turns=weigh_turns(texts, vocabulary.kind_words),
        filters=filter_ladder(wanted),
        sort=wanted.sort,
        looks=wanted.looks,
        words_beside_photo=frozenset(word for text in texts for word in words_beside_photo(without_negated(text))),
    )


def weigh_turns(
    turns: Sequence[str], kinds: frozenset[str] = frozenset(), decay: float = DECAY, limit: int = MAX_SEARCHES
) -> tuple[WeightedTurn, ...]:
    """The last `limit` turns that say anything, oldest first. `kinds`: `Vocabulary.kind_words` of the catalog."""
    spoken = [turn for turn in turns if turn.strip()]
    wanted = [text for turn in spoken if telling_words(text := without_negated(turn))]
    texts = (wanted or spoken)[-limit:]
    changes, current = [0], frozenset[str]()
    for text in texts:
        named = kinds.intersection(telling_words(text))
        changes.append(changes[-1] + bool(named and not named & current))
        current = named or current
    weights = [decay ** (changes[-1] - change) for change in changes[1:]]
    return tuple(WeightedTurn(text, weight / sum(weights)) for text, weight in zip(texts, weights, strict=True))
