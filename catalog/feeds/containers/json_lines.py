"""JSON lines: an object a line. Also the numbered lines of any text, which CSV reads too."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from catalog.feeds.rows import MAX_LINE_BYTES, Container, RawRow, Remark

TOO_LONG = f"the line has more than {MAX_LINE_BYTES:,} bytes"


def numbered_lines(file: BinaryIO) -> Iterator[tuple[int, str | None]]:
    """(number, text with its line end), or None for the text of a line that is too long.

    Bytes that are not UTF-8 become lone surrogates, which `fields` refuses, so that a bad row stays one bad row.
    """
    number = 0
    while line := file.readline(MAX_LINE_BYTES + 1):
        number += 1
        if len(line) > MAX_LINE_BYTES:
            while line and not line.endswith(b"\n"):
                line = file.readline(MAX_LINE_BYTES)
            yield number, None
        else:
            codec = "utf-8-sig" if number == 1 else "utf-8"
            yield number, line.decode(codec, "surrogateescape")


def rows(file: BinaryIO, remark: Remark) -> Iterator[RawRow]:
    for number, line in numbered_lines(file):
        if line is None:
            yield number, TOO_LONG
            continue
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield number, f"invalid JSON: {str(error)[:200]}"
            continue
        yield number, object_or_reason(row)


def object_or_reason(value: Any) -> dict[str, Any] | str:
    return value if isinstance(value, dict) else f"expected a JSON object, found {type(value).__name__}"


JSON_LINES = Container("jsonl", rows)
