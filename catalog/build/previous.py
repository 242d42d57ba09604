"""The version that a build replaces, as far as its work need not be done again.

A product is unchanged where its content is: a picture by the hash of its file, a text by its words, a sentence by the
picture and the kind that it is about. Ids do not matter.
What another model, adapter or encoder made is not taken, and nothing is where a file of the old version is damaged.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import numpy as np

from catalog.build.journal import SIGHT, Journal
from catalog.database import PRODUCT_COLUMNS, SEEN, SOURCES, product_from_row
from catalog.errors import CatalogError
from catalog.manifest import IMAGES, MANIFEST
from catalog.protocols import Describer, Eye, StoredVectors, TextIndexer
from catalog.store import Catalog


class Previous:
    """Raises CatalogError, sqlite3.Error and OSError from `take_over` on."""

    def __init__(self, catalog: Catalog | None) -> None:
        self._catalog = catalog
        self._vectors: StoredVectors | None = None

    @classmethod
    def open(cls, folder: Path) -> Previous:
        """Of a folder without a usable catalog: one that knows nothing."""
        with suppress(CatalogError):
            if (folder / MANIFEST).is_file():
                return cls(Catalog.open(folder))
        return cls(None)

    def close(self) -> None:
        self._vectors = None
        if self._catalog is not None:
            self._catalog.close()

    def take_over(self, journal: Journal, eye: Eye, describer: Describer | None, indexer: TextIndexer) -> None:
        """Notes in `journal` what need not be done again; drops what a killed build of other models noted there."""
        seer = f"{eye.fingerprint} {describer.name if describer is not None else ''}"
        journal.forget_others("states", f"{eye.fingerprint} {eye.views} {eye.dimension}")
        journal.forget_others("sentences", seer)
        journal.forget_others("vectors", f"{indexer.name} {indexer.dimension}")
        if self._catalog is None:
            return
        manifest, base = self._catalog.manifest, self._catalog.connect()
        same_eye = manifest.eye == eye.fingerprint and manifest.token_shape[1:] == (eye.views, eye.dimension)
        journal.old_images = self._catalog.folder / IMAGES
        with journal.transaction():
            self._take_sources(journal, base)
            pictured = "FROM products WHERE image != '' ORDER BY row"
            if same_eye:
                journal.note_old("states", base.execute(f"SELECT image, NULL, row {pictured}"))
            if same_eye and describer is not None and manifest.describer == describer.name:
                journal.note_old("sentences", base.execute(f"SELECT {SIGHT}, {SEEN}, row {pictured}"))
            self._take_texts(journal, base, indexer)

    def _take_sources(self, journal: Journal, base: sqlite3.Connection) -> None:
        try:
            sources = base.execute(f"SELECT source, image, 0 FROM {SOURCES}")
        except sqlite3.OperationalError:  # a catalog from before there were any
            return
        journal.note_old("sources", sources)

    def _take_texts(self, journal: Journal, base: sqlite3.Connection, indexer: TextIndexer) -> None:
        assert self._catalog is not None
        manifest, path = self._catalog.manifest, self._catalog.text_index_path
        if (manifest.encoder, manifest.text_dimension) != (indexer.name, indexer.dimension):
            return
        self._vectors = indexer.stored(path, len(self._catalog), len(journal))
        if self._vectors is None:
            return
        rows = base.execute(f"SELECT {PRODUCT_COLUMNS}, {SEEN} FROM products ORDER BY row")
        texts = ((product_from_row(row[:-1]).text(row[-1] if manifest.seen_indexed else ""), row[0]) for row in rows)
        journal.note_old("vectors", ((text_key(text), None, row) for text, row in texts))

    def states(self, rows: Iterable[int]) -> np.ndarray:
        """(K, views, D) float16."""
        assert self._catalog is not None
        return self._catalog.states(rows)

    def vectors(self, rows: Iterable[int]) -> np.ndarray:
        """(K, D) float32."""
        assert self._vectors is not None
        return self._vectors.take(np.fromiter(rows, np.int64))


def text_key(text: str) -> bytes:
    """What a text is known by."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
