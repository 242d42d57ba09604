"""The bytes of an XML file on their way to the parser, which holds a whole tag, and all that is between two items."""

from __future__ import annotations

import re
from typing import BinaryIO, cast

from catalog.errors import CatalogError
from catalog.feeds.caps import Caps, refuse

_CHUNK_BYTES = 2**14
MAX_BYTES_BETWEEN = 2**22
"""Without the beginning or end of an item: the tree of what is between two is held."""
_ATTRIBUTE = re.compile(rb"=\s*[\"']")
_ITEM = re.compile(rb"</?(?:[\w.-]+:)?(?:item|entry|product)\b")


class Bounded:
    """Raises CatalogError on reading what goes beyond the caps. Counts what looks like an attribute between two "<",
    which no attribute's value can hold, so that a quoted ">" hides none; text with that many of them is refused too."""

    def __init__(self, file: BinaryIO, caps: Caps) -> None:
        self._file, self._caps = file, caps
        self._attributes = self._since_item = 0

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(min(size, _CHUNK_BYTES) if size >= 0 else _CHUNK_BYTES)
        plain = data.replace(b"\0", b"")  # UTF-16 writes ASCII with a NUL beside each
        self._count(plain)
        self._since_item = 0 if _ITEM.search(plain) else self._since_item + len(data)
        if self._since_item > MAX_BYTES_BETWEEN:
            raise CatalogError(
                f"the feed has more than {MAX_BYTES_BETWEEN:,} bytes of XML without an item; expected <item>, <entry> "
                "or <product>, each with one product: split it, or send it as CSV"
            )
        return data

    def seek(self, offset: int, whence: int = 0) -> int:
        self._attributes = self._since_item = 0
        return self._file.seek(offset, whence)

    def _count(self, plain: bytes) -> None:
        before, most = self._attributes, self._caps.attributes
        found = len(_ATTRIBUTE.findall(plain))
        self._attributes = len(_ATTRIBUTE.findall(plain, plain.rfind(b"<") + 1)) + (0 if b"<" in plain else before)
        if before + found <= most:  # of one element or of several
            return
        counts = [len(_ATTRIBUTE.findall(piece)) for piece in plain.split(b"<")]
        if before + counts[0] > most or max(counts) > most:
            refuse(f"has an XML element of more than {most:,} attributes", f"{most:,} are read", "--max-attributes N")


def bounded(file: BinaryIO, caps: Caps) -> BinaryIO:
    return cast(BinaryIO, Bounded(file, caps))
