"""Text files in other encodings than UTF-8, as spreadsheets and older shop systems write them.

A file is UTF-8 where its beginning is, and where it has any letter that only UTF-8 writes so: a bad byte then costs
its row. Otherwise charset-normalizer says what it is, by the lines that are not ASCII. Leaves out: XML and HTML, which
declare their own.
"""

from __future__ import annotations

import codecs
import io
import re
from typing import BinaryIO

UTF_8 = "utf-8"
MAX_SAMPLE_BYTES = 2**15
"""Of lines that are not ASCII; more make the answer no better."""
_MARKS = {codecs.BOM_UTF8: UTF_8, codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_LIKELY = [
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "koi8_r"),
    *("cp932", "gb18030", "big5", "cp949", "euc_jp"),
]
"""What feeds are saved in. Of those that read a sample equally well the first is taken; a short one leaves it open."""
_MULTIBYTE = re.compile(rb"[\xc3-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_SIGN_IN_WORD = re.compile(r"[^\W\d_][\xa1-\xbf\xd7\xf7]|[\xa1-\xbf\xd7\xf7](?=[^\W\d_])")
"""As in "Krzes³o": letters of another encoding."""
_CHUNK_BYTES = 2**16


def encoding_of(head: bytes) -> str:
    """Of a file that begins so: "utf-8", or a codec of Python's."""
    for mark, name in _MARKS.items():
        if head.startswith(mark):
            return name
    if name := _unmarked_utf_16(head):
        return name
    try:
        codecs.getincrementaldecoder(UTF_8)().decode(head)
    except UnicodeDecodeError:
        return UTF_8 if _MULTIBYTE.search(head) and not _is_east_asian(head) else _detected(head)
    return UTF_8


def _unmarked_utf_16(head: bytes) -> str:
    """Every other byte of text in Latin letters is zero; "" where it is not so."""
    start = head[:512]
    for name, zeros, others in (("utf-16-le", start[1::2], start[::2]), ("utf-16-be", start[::2], start[1::2])):
        if len(start) >= 16 and zeros.count(0) > 0.9 * len(zeros) and others.count(0) == 0:
            return name
    return ""


def _is_east_asian(head: bytes) -> bool:
    """Whether most bytes above ASCII are no UTF-8, as where pairs of them look like it by chance."""
    high = sum(byte > 127 for byte in head)
    return sum(map(len, _MULTIBYTE.findall(head))) < high / 2


def _detected(head: bytes) -> str:
    from charset_normalizer import from_bytes  # half a second to import; few feeds need it

    lines = b"\n".join(line for line in head.splitlines() if not line.isascii())[:MAX_SAMPLE_BYTES]
    ranked = [
        (len(_SIGN_IN_WORD.findall(lines.decode(name, "replace"))), round(match.chaos, 2), -match.coherence, place)
        for match in from_bytes(lines, cp_isolation=_LIKELY)
        for name in (match.encoding, *match.could_be_from_charset)
        for place in (n for n, likely in enumerate(_LIKELY) if likely == name)
    ]
    return _LIKELY[min(ranked)[-1]] if ranked else _LIKELY[0]


class Recoded(io.RawIOBase):
    """The bytes of a file in another encoding as UTF-8. A byte that the encoding lacks becomes U+FFFD."""

    def __init__(self, file: BinaryIO, encoding: str) -> None:
        self._file = file
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        self._ready = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:  # type: ignore[no-untyped-def, override]
        while not self._ready:
            data = self._file.read(_CHUNK_BYTES)
            self._ready = self._decoder.decode(data, final=not data).encode("utf-8", "surrogatepass")
            if not data:
                break
        count = min(len(buffer), len(self._ready))
        buffer[:count], self._ready = self._ready[:count], self._ready[count:]
        return count
