"""CSV and TSV: a header, then records of as many cells, which may span lines. The header tells the delimiter."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from typing import BinaryIO

from catalog.errors import CatalogError
from catalog.feeds.json_lines import TOO_LONG, numbered_lines
from catalog.feeds.rows import Container, RawRow

DELIMITERS = ",;\t|"
MAX_RECORD_CHARS = 2**18
"""A record over several lines is given up beyond this: a quote was left open."""


def columns(file: BinaryIO) -> list[str]:
    """The names in the header. Raises CatalogError where it is too long or no CSV."""
    return _header(numbered_lines(file))[0]


def rows(file: BinaryIO) -> Iterator[RawRow]:
    lines = numbered_lines(file)
    header, delimiter = _header(lines)
    for number, cells in _records(lines, delimiter, len(header)):
        yield number, cells if isinstance(cells, str) else dict(zip(header, cells, strict=True))


def _header(lines: Iterator[tuple[int, str | None]]) -> tuple[list[str], str]:
    """Names and delimiter, from the first line that is not blank."""
    for number, line in lines:
        if line is None:
            raise CatalogError(f"the header, line {number} of the feed: {TOO_LONG}")
        if line.strip():
            delimiter = max(DELIMITERS, key=line.count)
            try:
                names = next(csv.reader([line], delimiter=delimiter), [])
            except csv.Error as error:
                raise CatalogError(f"the header, line {number} of the feed, is invalid CSV: {error}") from error
            return [name.strip() for name in names], delimiter
    return [], ","


def _records(
    lines: Iterator[tuple[int, str | None]], delimiter: str, width: int
) -> Iterator[tuple[int, list[str] | str]]:
    """Records of `width` cells, which may span lines, or reasons.

    A record over several lines that fails gives its later lines back: a quote left open costs one row.
    """
    waiting: deque[tuple[int, str | None]] = deque()

    def following() -> tuple[int, str | None] | None:
        return waiting.popleft() if waiting else next(lines, None)

    while (first := following()) is not None:
        taken, unclosed = [first], False

        def physical_lines(taken=taken) -> Iterator[str]:
            nonlocal unclosed
            text, chars = taken[0][1], 0
            while text is not None and chars <= MAX_RECORD_CHARS:
                yield text
                chars += len(text)
                if (item := following()) is None:
                    break
                taken.append(item)
                text = item[1]
            unclosed = True  # asked for a line that is not there, or is not to be read

        number, line = first
        if line is None or not line.strip():
            if line is None:
                yield number, TOO_LONG
            continue
        try:
            cells: list[str] | str = next(csv.reader(physical_lines(), delimiter=delimiter))
        except csv.Error as error:
            cells = f"invalid CSV: {error}"
        if unclosed:
            cells = "a quote is opened and never closed"
        elif isinstance(cells, list) and len(cells) != width:
            cells = f"{len(cells)} columns; the header has {width}"
        if isinstance(cells, str):
            waiting.extendleft(reversed(taken[1:]))
        yield number, cells


CSV = Container("csv", rows, columns)
TSV = Container("tsv", rows, columns)
