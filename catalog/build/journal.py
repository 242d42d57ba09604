"""A build's journal on disk: the feed's rows, and all that was found out about pictures and texts, by their content.

It lies beside the catalog (`atomic_swap.journal`) until the build is done. Every stage asks it first and notes what it
did, so a build that was killed goes on where it was, and memory does not grow with the feed. What the version that is
replaced knows (`catalog.build.previous`) is noted as a row of that version, not copied. Leaves out the stages
themselves.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from catalog.database import CACHE, PRODUCT_COLUMNS, SEEN, product_from_row, variants_as_text
from catalog.feed import Rejected
from catalog.manifest import IMAGES, file_entry
from catalog.pictures import StoredPicture
from catalog.schema import PRODUCT_FIELDS, Product

_VERSION = 2
_NOTES = """
CREATE TABLE made_by(what TEXT PRIMARY KEY, name TEXT);
CREATE TABLE sources(source TEXT PRIMARY KEY, image TEXT, old_row INTEGER);
CREATE TABLE states(image TEXT PRIMARY KEY, data BLOB, old_row INTEGER);
CREATE TABLE sentences(sight TEXT PRIMARY KEY, data TEXT, old_row INTEGER);
CREATE TABLE vectors(text BLOB PRIMARY KEY, data BLOB, old_row INTEGER);
"""
SIGHT = "(image || char(10) || kind)"
"""What a sentence is about: the picture, and what the listing says is on it."""
NOTES = ("sources", "states", "sentences", "vectors")
"""Tables that outlive a run: a key, what is known, and where it is only referred to, the row of the old version."""
_RUN = f"""
CREATE TABLE products(
  row INTEGER PRIMARY KEY, {", ".join(PRODUCT_FIELDS)}, variants, {SEEN} DEFAULT '',
  source TEXT DEFAULT '', why TEXT DEFAULT 'the feed names no picture', text BLOB
);
CREATE TABLE pictures(row INTEGER PRIMARY KEY, image TEXT UNIQUE);
CREATE TABLE sights(row INTEGER PRIMARY KEY, sight TEXT UNIQUE);
CREATE TABLE rejected(line INTEGER, reason TEXT);
"""


class Journal:
    """Use as a context manager. Raises sqlite3.Error and OSError, as a full disk makes them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.images = folder / IMAGES
        self.old_images: Path | None = None
        """The pictures of the version that is replaced."""
        self.images.mkdir(parents=True, exist_ok=True)
        try:
            self.base = self._opened()
        except sqlite3.DatabaseError:  # what a power cut left, or another version of this program
            shutil.rmtree(folder)
            self.images.mkdir(parents=True)
            self.base = self._opened()

    def _opened(self) -> sqlite3.Connection:
        base = sqlite3.connect(self.folder / "journal.sqlite", isolation_level=None)
        try:
            base.execute("PRAGMA journal_mode = WAL")
            base.execute("PRAGMA synchronous = NORMAL")
            base.execute(f"PRAGMA cache_size = {CACHE}")
            (version,) = base.execute("PRAGMA user_version").fetchone()
            if version not in (0, _VERSION):
                raise sqlite3.DatabaseError(f"version {version}")
            notes = _NOTES if version == 0 else "".join(f"DELETE FROM {t} WHERE old_row IS NOT NULL;" for t in NOTES)
            drop = "".join(f"DROP TABLE IF EXISTS {table};" for table in ("products", "pictures", "sights", "rejected"))
            base.executescript(f"BEGIN;{notes}{drop}{_RUN}PRAGMA user_version = {_VERSION};COMMIT")
        except BaseException:
            base.close()
            raise
        return base

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, *_: object) -> None:
        self.base.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """What happens inside is noted as a whole or not at all."""
        self.base.execute("BEGIN")
        try:
            yield
        except BaseException:
            with suppress(sqlite3.Error):
                self.base.execute("ROLLBACK")
            raise
        self.base.execute("COMMIT")

    def forget_others(self, what: str, name: str) -> None:
        """Drops the notes `what` where another than `name` made them."""
        made = self.base.execute("SELECT name FROM made_by WHERE what = ?", (what,)).fetchone()
        if made != (name,):
            with self.transaction():
                self.base.execute(f"DELETE FROM {what}")
                self.base.execute("INSERT OR REPLACE INTO made_by VALUES (?, ?)", (what, name))

    def note(self, what: str, key: str | bytes, data: Any) -> None:
        self.base.execute(f"INSERT OR REPLACE INTO {what} VALUES (?, ?, NULL)", (key, data))

    def note_old(self, what: str, notes: Iterable[tuple[str | bytes, Any, int]]) -> None:
        """(key, data, row of the old version). What is known from elsewhere stays."""
        self.base.executemany(f"INSERT OR IGNORE INTO {what} VALUES (?, ?, ?)", notes)

    def knows_states(self, image: str) -> bool:
        return self.one("SELECT 1 FROM states WHERE image = ?", image) is not None

    def one(self, sql: str, *values: Any) -> Any:
        """The first column of the first row; None where there is none."""
        found = self.base.execute(sql, values).fetchone()
        return found[0] if found else None

    def __len__(self) -> int:
        """Products of this run."""
        return self.one("SELECT count(*) FROM products")

    def add(self, row: int, product: Product) -> None:
        marks = ", ".join("?" * (2 + len(PRODUCT_FIELDS)))
        values = [row, *(getattr(product, name) for name in PRODUCT_FIELDS), variants_as_text(product)]
        self.base.execute(f"INSERT INTO products({PRODUCT_COLUMNS}, variants) VALUES ({marks})", values)

    def reject(self, rejected: Rejected) -> None:
        self.base.execute("INSERT INTO rejected VALUES (?, ?)", (rejected.line, rejected.reason))

    def page(self, start: int, size: int) -> list[tuple[int, Product, str]]:
        """(row, product, what the model sees in it) of up to `size` products from row `start` on."""
        found = self.base.execute(
            f"SELECT {PRODUCT_COLUMNS}, {SEEN} FROM products WHERE row >= ? AND row < ? ORDER BY row",
            (start, start + size),
        )
        return [(row[0], product_from_row(row[:-1]), row[-1]) for row in found]

    def source_key(self, data: bytes, form: str) -> str:
        """Of a picture as it came, and of the form in which it is stored."""
        return hashlib.sha256(form.encode() + data).hexdigest()

    def intact(self, image: str) -> Path | None:
        """The stored picture of that name, where there is one whose bytes have that hash."""
        for folder in (self.images, self.old_images):
            path = folder / image if folder is not None else None
            with suppress(OSError):
                if path is not None and file_entry(path).sha256.startswith(path.stem):
                    return path
                if path is not None and folder == self.images:
                    path.unlink()  # what a power cut left
        return None

    def store(self, picture: StoredPicture) -> Path:
        """Raises OSError."""
        partial = self.images / f"{picture.name}.partial"
        partial.write_bytes(picture.data)
        os.replace(partial, self.images / picture.name)
        return self.images / picture.name

    def pictures_named(self, start: int, size: int) -> tuple[int, list[tuple[int, str]]]:
        """The next `size` rows from the first one on, at or after `start`, whose feed names a picture: where they end,
        and (row, name) of those that have one."""
        first = self.one("SELECT row FROM products WHERE row >= ? AND image != '' ORDER BY row LIMIT 1", start)
        end = len(self) if first is None else min(first + size, len(self))
        within = "SELECT row, image FROM products WHERE row >= ? AND row < ? AND image != '' ORDER BY row"
        return end, [] if first is None else self.base.execute(within, (first, end)).fetchall()

    def set_picture(self, row: int, image: str, source: str, why: str) -> bool:
        """Either an `image` and its `source`, or `why` there is none. Whether this run has not met the image before."""
        self.base.execute("UPDATE products SET image = ?, source = ?, why = ? WHERE row = ?", (image, source, why, row))
        if not image:
            return False
        return self.base.execute("INSERT OR IGNORE INTO pictures VALUES (?, ?)", (row, image)).rowcount == 1

    def stream(self, sql: str, *values: Any) -> Iterable[tuple[Any, ...]]:
        """Rows one by one. Nothing is to be written meanwhile."""
        return self.base.execute(sql, values)
