"""What "more like this" and "less like this" say of a shopper's taste, as rows that stage 2 can be tuned on.

A like makes that product the ground truth among what was shown. A dislike makes the others of that answer the ground
truth: all that is known is that each of them is better. Both are weaker than somebody's considered answer, so the rows
say by a tag which they are. Leaves out: the photo, for which the schema has no place.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from catalog.conversations import ASSISTANT, Conversation, Turn, render_context

LIKED, DISLIKED = "liked", "disliked"
KEY = "candidates_live"
MAX_KEPT = 50
"""Opinions of one conversation, the newest."""


@dataclass(frozen=True)
class Opinion:
    turns: tuple[Turn, ...]
    """The conversation up to the answer that it is about."""
    shown: tuple[str, ...]
    """Identifiers of that answer, in its order."""
    id: str
    liked: bool


def opinion(turns: Sequence[Turn], shown: Iterable[str], id: str, liked: bool) -> Opinion:
    """`turns`: all so far; the assistant's last words name the answer, so they are no part of the question."""
    asked = list(turns)
    while asked and asked[-1].role == ASSISTANT:
        asked.pop()
    return Opinion(tuple(asked), tuple(dict.fromkeys((*shown, id))), id, liked)


def as_conversations(opinions: Iterable[Opinion]) -> list[Conversation]:
    """In the schema of `catalog.conversations`. What nothing can be learned from, one product alone, is left out."""
    return [
        Conversation(
            context=render_context(one.turns),
            gt_items=(one.id,) if one.liked else tuple(id for id in one.shown if id != one.id),
            tags=(LIKED if one.liked else DISLIKED,),
            candidates={KEY: one.shown},
        )
        for one in opinions
        if len(one.shown) > 1 and one.turns
    ]


def as_lines(opinions: Iterable[Opinion]) -> str:
    """JSON lines, as `catalog.conversations.write` would write them; "" for none."""
    rows = (conversation.as_row() for conversation in as_conversations(opinions))
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
