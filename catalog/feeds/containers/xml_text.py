"""XML that is no XML for want of an `&amp;`: a bare ampersand, or a character that only HTML names (`&nbsp;`).

Leaves out every other fault, and text in CDATA, where an ampersand is one.
"""

from __future__ import annotations

import io
import re
from html.entities import name2codepoint
from typing import BinaryIO

_CHUNK_BYTES = 2**16
_HELD = 64
"""Bytes: longer than any mark or reference that a chunk's end may cut."""
_PARTS = re.compile(rb"<!\[CDATA\[|\]\]>|&(?:#[0-9]{1,7};|#x[0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]{0,31};)?")
_OWN = frozenset({b"&amp;", b"&lt;", b"&gt;", b"&quot;", b"&apos;"})


class Mended(io.RawIOBase):
    """The bytes of an XML file, in an encoding that writes ASCII as ASCII does, with such ampersands escaped."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.mended = 0
        """How many."""
        self._in_cdata = self._ended = False
        self._held, self._ready = b"", b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:  # type: ignore[no-untyped-def, override]
        while not self._ready and not self._ended:
            data = self._file.read(_CHUNK_BYTES)
            self._ended = not data
            text = self._held + data
            end = len(text) if self._ended else max(0, len(text) - _HELD)
            self._ready, self._held = self._up_to(text, end)
        count = min(len(buffer), len(self._ready))
        buffer[:count], self._ready = self._ready[:count], self._ready[count:]
        return count

    def _up_to(self, text: bytes, end: int) -> tuple[bytes, bytes]:
        """The mended text of what begins before `end`, and the rest."""
        parts, at = [], 0
        for found in _PARTS.finditer(text):
            if found.start() >= end:
                break
            parts.append(text[at : found.start()])
            parts.append(self._part(found[0]))
            at = found.end()
        end = max(at, end)
        return b"".join((*parts, text[at:end])), text[end:]

    def _part(self, part: bytes) -> bytes:
        if not part.startswith(b"&"):
            self._in_cdata = part.startswith(b"<")
            return part
        if self._in_cdata or part in _OWN or part.startswith(b"&#"):
            return part
        self.mended += 1
        code = name2codepoint.get(part[1:-1].decode("ascii"))
        return b"&amp;" + part[1:] if code is None else b"&#%d;" % code
