"""The stage of a build that turns each product's text into a vector, each text once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import numpy as np

from catalog.build.journal import SIGHT, Journal
from catalog.build.previous import Previous, text_key
from catalog.errors import CatalogError
from catalog.protocols import TextIndexer

BATCH = 1024
"""Texts per call of the encoder."""


def embed_texts(journal: Journal, indexer: TextIndexer, index_seen: bool, progress: Callable[[int, int], None]) -> int:
    """Notes what the model sees in each product and a vector for its text. Returns how many texts had to be embedded.

    `index_seen`: whether the text holds what the model sees. `progress`: (products done, of how many). CatalogError.
    """
    total, embedded = len(journal), 0
    described = journal.one("SELECT 1 FROM sentences LIMIT 1") is not None
    progress(0, total)
    for start in range(0, total, BATCH):
        with journal.transaction():
            if described:
                journal.base.execute(_SEEN, (start, start + BATCH))
            texts = {row: product.text(seen if index_seen else "") for row, product, seen in journal.page(start, BATCH)}
            keys = {row: text_key(text) for row, text in texts.items()}
            journal.base.executemany(
                "UPDATE products SET text = ? WHERE row = ?", ((key, row) for row, key in keys.items())
            )
            known = {key for (key,) in journal.stream(_KNOWN, start, start + BATCH)}
            fresh = {key: texts[row] for row, key in keys.items() if key not in known}
            if fresh:
                vectors = _embedded(indexer, list(fresh.values()))
                for key, vector in zip(fresh, vectors, strict=True):
                    journal.note("vectors", key, vector.tobytes())
                embedded += len(fresh)
        progress(min(start + BATCH, total), total)
    return embedded


_KNOWN = "SELECT text FROM products JOIN vectors USING (text) WHERE row >= ? AND row < ?"
_SEEN = f"""
UPDATE products SET seen = coalesce((SELECT data FROM sentences WHERE sentences.sight = {SIGHT}), '')
WHERE row >= ? AND row < ?
"""


def _embedded(indexer: TextIndexer, texts: list[str]) -> np.ndarray:
    vectors = indexer.embed(texts)
    expected = (len(texts), indexer.dimension)
    if vectors.shape != expected or vectors.dtype != np.float32 or not np.isfinite(vectors).all():
        raise CatalogError(f"{indexer.name} gave {vectors.dtype} {vectors.shape}; expected finite float32 {expected}")
    return vectors


class JournalVectors:
    """The vectors of all products, as `TextIndexer.write` takes them: read from disk, batch by batch."""

    def __init__(self, journal: Journal, previous: Previous, dimension: int) -> None:
        self._journal, self._previous, self._dimension, self._count = journal, previous, dimension, len(journal)

    def __len__(self) -> int:
        return self._count

    def batches(self, size: int) -> Iterator[np.ndarray]:
        for start in range(0, self._count, size):
            yield self._gathered(
                self._journal.stream(f"{_VECTORS} WHERE row >= ? AND row < ? ORDER BY row", start, start + size)
            )

    def take(self, rows: np.ndarray) -> np.ndarray:
        return self._gathered(
            note for row in rows for note in self._journal.stream(f"{_VECTORS} WHERE row = ?", int(row))
        )

    def _gathered(self, found: Iterable[tuple[bytes | None, int]]) -> np.ndarray:
        notes = list(found)
        vectors = np.empty((len(notes), self._dimension), np.float32)
        old = {at: row for at, (data, row) in enumerate(notes) if data is None}
        if old:
            vectors[list(old)] = self._previous.vectors(old.values())
        for at, (data, _) in enumerate(notes):
            if data is not None:
                vectors[at] = np.frombuffer(data, np.float32)
        return vectors


_VECTORS = "SELECT data, old_row FROM products JOIN vectors USING (text)"
