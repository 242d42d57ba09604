"""Which of a catalog's kinds a shopper's photo shows, by the shop's own products.

Ridge regression from the [CLS] states (`retrieval.image_index.image_vectors`) to the kinds, one against all: the eye
learned to tell many traits apart, and a few products of each kind say which of its directions tell these. A photo of
what the shop does not sell mostly gets no answer. Learned at the first photo, from at most `MOST` products.
"""

from __future__ import annotations

import numpy as np

from catalog.store import Catalog
from retrieval.image_index import image_vectors

MOST, OF_EACH = 2048, 64
"""Products that are learned from, at most, and of one kind: 1.5 to 2 s on two cores; 380 take 0.05 s."""
RIDGE = 0.1
MARGIN, ANSWERS = 0.25, 3
"""How far behind the best kind another one must be to be none of the answers, where a product of training has 1 for its
own and 0 for others; and how many answers there are at most.

Chosen on 2,000 renders as photos in a shop of 380 others: 0.95 of them get an answer, which holds the right kind for
0.998 of those (0.2 and a single answer: 0.90, 0.996); of 341 photos of what the shop does not sell, 0.03 get one."""


class KindClassifier:
    """Learned from one catalog. Safe to share between threads."""

    def __init__(self, catalog: Catalog) -> None:
        found = catalog.connect().execute(
            "SELECT row, kind FROM (SELECT row, kind, image, row_number() OVER (PARTITION BY lower(kind) ORDER BY row) "
            "AS place FROM products WHERE kind != '' AND image != '') WHERE place <= ? ORDER BY place, row LIMIT ?",
            (OF_EACH, MOST),
        )
        rows = dict(found.fetchall())
        spelled = {kind.lower(): kind for kind in rows.values()}
        names, of = np.unique([kind.lower() for kind in rows.values()], return_inverse=True)
        self._kinds = [spelled[name] for name in names.tolist()]
        if len(self._kinds) < 2:
            return
        vectors = image_vectors(catalog.states(rows)).astype(np.float64)
        targets = np.eye(len(names))[of]
        self._mean, self._share = vectors.mean(0), targets.mean(0)
        centred = vectors - self._mean
        gram = centred @ centred.T + RIDGE * np.eye(len(rows))
        self._weight = centred.T @ np.linalg.solve(gram, targets - self._share)

    def kinds(self, states: np.ndarray) -> tuple[str, ...]:
        """(views, D) states of a picture to the kinds that it may show, the likeliest first; none where that is not
        plain."""
        if len(self._kinds) < 2:
            return ()
        scores = (image_vectors(states[None])[0] - self._mean) @ self._weight + self._share
        near = np.flatnonzero(scores > scores.max() - MARGIN)
        if len(near) > min(ANSWERS, len(self._kinds) - 1):
            return ()
        return tuple(self._kinds[kind] for kind in near[np.argsort(-scores[near])])
