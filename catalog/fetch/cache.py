"""The folder of fetched pictures: files named by the SHA-256 of their bytes, and `index.sqlite`: what came of each
address. A file appears whole or not at all, and is noted after it did, so that the next fetch goes on wherever one was
killed. One folder may serve any number of feeds.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from catalog.errors import CatalogError
from catalog.fetch.errors import Refused
from catalog.pictures import PictureError

LASTING_S = 7 * 24 * 3600.0
"""How long an address that gave no picture is not asked again."""
_SCHEMA = """
CREATE TABLE IF NOT EXISTS addresses(
  url TEXT PRIMARY KEY, sha256 TEXT, bytes INTEGER, reason TEXT, ask_again REAL
) WITHOUT ROWID
"""


class PictureCache:
    """Raises CatalogError where the folder cannot be used. Not to be shared between threads."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        self.folder, self._clock = folder, clock
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._index = sqlite3.connect(folder / "index.sqlite", isolation_level=None, timeout=30.0)
            self._index.execute("PRAGMA journal_mode = WAL")
            self._index.execute("PRAGMA synchronous = NORMAL")
            self._index.execute(_SCHEMA)
        except (OSError, sqlite3.Error) as error:
            raise self._unusable(error) from None

    def close(self) -> None:
        self._index.close()

    def known(self, url: str) -> str | None:
        """Empty where the picture is here; why it was refused, where that was for good and lately; None: ask."""
        sha256, size, reason, ask_again = self._row(url)
        if sha256:
            return "" if self._whole(sha256, size) is not None else None
        return reason if ask_again > self._clock() else None

    def path(self, url: str) -> Path:
        """Where the picture lies. Raises PictureError: why it is not here."""
        sha256, size, reason, _ = self._row(url)
        if (path := self._whole(sha256, size)) is not None:
            return path
        raise PictureError(f"cannot be fetched: {reason or 'it was not asked for'}")

    def keep(self, url: str, data: bytes) -> None:
        """Raises OSError, CatalogError."""
        sha256 = hashlib.sha256(data).hexdigest()
        path = self._path(sha256)
        if self._whole(sha256, len(data)) is None:
            path.parent.mkdir(exist_ok=True)
            descriptor, temporary = tempfile.mkstemp(dir=path.parent, suffix=".partial")
            try:
                with open(descriptor, "wb") as file:
                    file.write(data)
                os.replace(temporary, path)
            except BaseException:
                with suppress(OSError):
                    os.unlink(temporary)
                raise
        self._note(url, sha256, len(data), "", 0.0)

    def refuse(self, url: str, refused: Refused) -> None:
        """Raises CatalogError."""
        self._note(url, "", 0, str(refused), self._clock() + LASTING_S if refused.lasting else 0.0)

    def _note(self, *values: object) -> None:
        try:
            self._index.execute("INSERT OR REPLACE INTO addresses VALUES (?, ?, ?, ?, ?)", values)
        except sqlite3.Error as error:
            raise self._unusable(error) from None

    def _row(self, url: str) -> tuple[str, int, str, float]:
        try:
            found = self._index.execute(
                "SELECT sha256, bytes, reason, ask_again FROM addresses WHERE url = ?", (url,)
            ).fetchone()
        except sqlite3.Error as error:
            raise self._unusable(error) from None
        return found or ("", 0, "", 0.0)

    def _whole(self, sha256: str, size: int) -> Path | None:
        """The file, where it is there with all of its bytes."""
        if not sha256:
            return None
        path = self._path(sha256)
        try:
            return path if path.stat().st_size == size else None
        except OSError:
            return None

    def _path(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / sha256

    def _unusable(self, error: Exception) -> CatalogError:
        reason = getattr(error, "strerror", None) or error
        return CatalogError(
            f"the folder of fetched pictures {self.folder} cannot be used: {reason}; free space, or name another: "
            "--fetch DIR"
        )
