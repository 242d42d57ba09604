"""Whose photographs the second-hand shop holds: those are never trained on, by anything in this repository.

By person and not by photograph: two pictures from one phone share a floor, a light and a wardrobe.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping

SEED = 20_261_130
WANTED = 300
"""Photographs of things that nobody wears."""
ALWAYS_TRAINING = frozenset({"204", "310"})
"""The two who took the most: 466 of the 892."""


def held_out_people(annotations: Iterable[Mapping[str, object]]) -> frozenset[str]:
    """The people of the second-hand shop, from rows with `person` and `shown`: drawn until they have `WANTED` photographs.

    57 people and 305 photographs of the 892 that 107 people took; 587 are left to train on.
    """
    shown: dict[str, int] = {}
    for row in annotations:
        person = str(row["person"])
        shown[person] = shown.get(person, 0) + (row["shown"] != "worn")
    people = sorted(shown)
    random.Random(SEED).shuffle(people)
    held: set[str] = set()
    for person in people:
        if sum(shown[one] for one in held) >= WANTED:
            break
        if person not in ALWAYS_TRAINING:
            held.add(person)
    return frozenset(held)
