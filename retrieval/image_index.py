"""What looks like a shopper's photo: a FAISS index over the catalog's [CLS] states.

A product's vector is the states of its views, each of the same length, side by side, and of length 1 in all: an inner
product is then the mean cosine over the views, as in `catalog.neighbours`. Flat and in half precision: exact to three
digits, and views x D x 2 bytes in memory for each product (4 KB with the small model). It is built from the catalog's
tokens at the first photo, since most shoppers bring words alone. Leaves out: storing it, and finding a product that
fills only a part of the photo.
"""

from __future__ import annotations

import numpy as np

from catalog.store import Catalog
from retrieval.errors import RetrievalError
from retrieval.index import TextIndex

PAGE = 4096
"""Products in memory at a time while the index is built."""


class ImageIndex:
    """Searches one catalog by sight. Safe to share between threads."""

    def __init__(self, catalog: Catalog) -> None:
        """Reads all tokens once."""
        import faiss

        _, views, dimension = catalog.manifest.token_shape
        self._shape = views, dimension
        index = faiss.IndexScalarQuantizer(views * dimension, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
        pictured = [np.zeros(0, bool)]
        for start in range(0, len(catalog), PAGE):
            vectors = image_vectors(catalog.states(range(start, min(start + PAGE, len(catalog)))))
            pictured.append(vectors.any(axis=1))
            index.add(vectors)
        self._index = TextIndex(index)
        self._pictured = np.flatnonzero(np.concatenate(pictured))

    def search(self, states: np.ndarray, k: int, rows: np.ndarray | None = None) -> np.ndarray:
        """(views, D) states of one picture to at most `k` rows (K,) int64, the most alike first.

        `rows`: distinct rows to search in; None for all. Products without a picture are never found. Raises
        RetrievalError where the states are another model's.
        """
        among = self._pictured if rows is None else np.intersect1d(rows, self._pictured)
        scores, found = (one[0] for one in self._index.search(self._vector(states)[None], k, among))
        return found[np.lexsort((found, -np.round(scores, 6)))]  # equal pictures in the order of their rows

    def scores(self, states: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """(K,) float32: the mean cosine over the views of one picture with each of these rows'; 0 without a picture."""
        return self._index.scores(self._vector(states), rows)

    def _vector(self, states: np.ndarray) -> np.ndarray:
        if states.shape != self._shape:
            raise RetrievalError(
                f"the photo's states are {states.shape}, the catalog's {self._shape} for each product: another model "
                "looked at the photo; load the one that the catalog was built with"
            )
        return image_vectors(states[None])[0]


def image_vectors(states: np.ndarray) -> np.ndarray:
    """(N, views, D) to (N, views * D) float32 of length 1; a picture whose states are all zero stays zero."""
    states = states.astype(np.float32)
    lengths = np.linalg.norm(states, axis=2, keepdims=True) * np.sqrt(states.shape[1])
    return (states / np.where(lengths > 0, lengths, 1)).reshape(len(states), -1)
