"""Which kinds of a catalog have listings that are near to a text in meaning: "to drink my coffee from" is near to mugs.

The mean cosine of a kind's nearest listings, among the nearest of the whole shop; a kind with fewer of them there has
the last one's cosine in their place. Leaves out what the names of kinds say, which `understanding.kinds.nearest` knows.
"""

from __future__ import annotations

import json
import sqlite3

import numpy as np

from retrieval.index import TextIndex

PROPOSED, VOTES = 300, 4
"""Listings of the whole shop that are looked at, and of one kind that count."""


def kind_votes(index: TextIndex, connection: sqlite3.Connection, vector: np.ndarray) -> dict[str, float]:
    """(D,) of length 1 to kind -> mean cosine; only kinds with at least one listing among those proposed."""
    scores, rows = (one[0] for one in index.search(vector[None], PROPOSED))
    if not len(rows):
        return {}
    found = connection.execute(
        "SELECT row, kind FROM products WHERE kind != '' AND row IN (SELECT value FROM json_each(?))",
        [json.dumps(rows.tolist())],
    )
    kinds, cosines = dict(found), dict(zip(rows.tolist(), scores.tolist(), strict=True))
    by_kind: dict[str, list[float]] = {}
    for row in rows.tolist():
        if row in kinds:
            by_kind.setdefault(kinds[row], []).append(cosines[row])
    last = float(scores[-1])
    return {kind: (sum(some[:VOTES]) + last * (VOTES - len(some[:VOTES]))) / VOTES for kind, some in by_kind.items()}
