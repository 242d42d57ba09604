"""Opening a feed: gunzipped on the way where it is gzipped (by its first bytes, whatever it is called), as UTF-8."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from catalog.errors import CatalogError
from catalog.feeds.caps import CAPS, Caps, refuse
from catalog.feeds.encodings import UTF_8, Recoded

GZIP = b"\x1f\x8b"
DAMAGE = (EOFError, OSError, zlib.error)
"""What reading a truncated or damaged file raises."""


class Gunzipped(gzip.GzipFile):
    """Raises CatalogError where more is unpacked than the caps allow."""

    def __init__(self, file: BinaryIO, caps: Caps) -> None:
        super().__init__(fileobj=file)
        self._caps = caps

    def read(self, size: int | None = -1) -> bytes:
        most = self._caps.unpacked_bytes + 1
        return self._bounded(super().read(most if size is None or size < 0 else min(size, most)))

    def read1(self, size: int = -1) -> bytes:
        return self._bounded(super().read1(size))

    def readline(self, size: int | None = -1) -> bytes:  # type: ignore[override]
        return self._bounded(super().readline(-1 if size is None else size))

    def _bounded(self, data: bytes) -> bytes:
        if self.tell() > self._caps.unpacked_bytes:
            most = self._caps.unpacked_gib
            refuse(f"unpacks to more than {most} GiB", f"{most} GiB are read", f"--max-unpacked {2 * most}")
        return data


@contextmanager
def opened(path: Path, encoding: str = UTF_8, caps: Caps = CAPS) -> Iterator[BinaryIO]:
    """The feed's bytes from their beginning, those of text in another `encoding` as UTF-8. Raises CatalogError."""
    try:
        file = open(path, "rb")  # noqa: SIM115
    except OSError as error:
        raise CatalogError(
            f"cannot read the feed {path}: {error.strerror}; expected a file of CSV, TSV, XLSX, JSON lines, JSON, "
            "Parquet or XML, gzipped or not"
        ) from None
    with file:
        plain: BinaryIO = file
        if file.peek(2)[:2] == GZIP:
            plain = cast(BinaryIO, Gunzipped(file, caps))
        yield plain if encoding == UTF_8 else cast(BinaryIO, io.BufferedReader(Recoded(plain, encoding)))


def read_head(path: Path, size: int) -> bytes:
    """The first bytes of a feed. Raises CatalogError."""
    with opened(path) as file, damage_named(path):
        return file.read(size)


@contextmanager
def damage_named(path: Path) -> Iterator[None]:
    """Raises CatalogError for what a damaged file raises."""
    try:
        yield
    except DAMAGE as error:
        raise CatalogError(f"{path.name} is damaged: {error}; expected a whole feed: fetch it again") from None


def plain_suffix(path: Path) -> str:
    """The name's ending in small letters, without that of gzip."""
    suffix = path.suffix.lower()
    return Path(path.stem).suffix.lower() if suffix == ".gz" else suffix
