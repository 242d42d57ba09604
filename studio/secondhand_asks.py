"""Held-out conversations about the second-hand shop: its annotators' requests, about people that no model was trained on.

Of each garment the annotators wrote a look, then an occasion or a mood, then often the look in other words. A look has the
tag "look", an occasion "mood": there others may do as well as the one that it was written for. Candidates are up to ten garments of one sort,
children's among children's; which of them satisfy a look as well was judged by eye (`studio.secondhand.by_eye`).
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence

from catalog.conversations import SHOPPER, Conversation, Turn, render_context
from studio.secondhand import Piece, by_eye

LISTED = 10
"""Candidates at most."""
FEWEST = 4
"""Candidates at least: among two, chance is right too often."""
OCCASION = 1
"""Of a garment's two or three requests, counted from 0: that which names no look."""


def requests(sold: Sequence[Piece], seed: int) -> Iterator[Conversation]:
    """One row for each request whose sort has enough garments, in the order of the garments."""
    alike: dict[tuple[str, str], list[Piece]] = defaultdict(list)
    ids = {piece.seen["id"]: piece.id for piece in sold}
    for piece in sold:
        alike[piece.kind, piece.department].append(piece)
    for piece in sold:
        for number, text in enumerate(piece.seen["requests"]):
            key = f"{piece.seen['id']}/{number}"
            rng = random.Random(f"{seed}/{key}")
            also = [ids[photo] for photo in by_eye()["also"].get(key, ()) if photo in ids]
            others = [other.id for other in alike[piece.kind, piece.department] if other is not piece]
            if len(others) + 1 < FEWEST:
                continue
            look = number != OCCASION and key not in by_eye()["vague"]
            shown = [piece.id, *rng.sample(others, min(LISTED - 1, len(others)))]
            rng.shuffle(shown)
            yield Conversation(
                context=render_context([Turn(SHOPPER, text)]),
                gt_items=(piece.id, *also),
                gt=f"You may mean this: {piece.seen['title']}.",
                tags=(
                    "visual",
                    "turns:1",
                    "look" if look else "mood",
                    f"kind:{piece.kind}",
                    piece.department,
                ),
                candidates={"candidates_kind": tuple(shown)},
                group=piece.seen["person"],
            )
