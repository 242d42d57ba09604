"""CSV and TSV: a header, then records of as many cells, which may span lines. The header tells the delimiter, unless a
line `sep=;` before it does.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import chain
from typing import BinaryIO, NamedTuple

from catalog.errors import CatalogError
from catalog.feeds.containers.header import MAX_LINES_ABOVE, fitted, is_header, least_cells
from catalog.feeds.containers.json_lines import TOO_LONG, numbered_lines
from catalog.feeds.rows import Container, RawRow, Remark
from catalog.fields import plain_name

DELIMITERS = ",;\t|"
MAX_RECORD_CHARS = 2**18
"""A record over several lines is given up beyond this: a quote was left open."""
Lines = Iterator[tuple[int, "str | None"]]
"""(number, text), the text None where the line is too long."""
_SEPARATOR = re.compile("sep=(.)")
"""What Excel writes before a header."""


def csv_naming(wanted: Iterable[str], name: str = "csv") -> Container:
    """The container of a table whose header may also be known by the columns `wanted`."""
    plain = frozenset(map(plain_name, wanted))
    return Container(name, partial(_rows, plain), partial(_columns, plain))


def _columns(wanted: frozenset[str], file: BinaryIO) -> list[str]:
    """The names in the header. Raises CatalogError where it is too long or no CSV."""
    return _header(numbered_lines(file), wanted).names


def _rows(wanted: frozenset[str], file: BinaryIO, remark: Remark) -> Iterator[RawRow]:
    header = _header(numbered_lines(file), wanted)
    if header.above:
        remark(f"lines above the header are skipped: {header.above[0][:60]!a}")
    least = least_cells(header.names)
    fit = partial(fitted, header=header.names, least=least, remark=remark)
    for number, cells in _records(header.below, header.delimiter, fit):
        yield number, cells if isinstance(cells, str) else dict(zip(header.names, cells, strict=True))


class _Header(NamedTuple):
    names: list[str]
    delimiter: str
    above: list[str]
    """Lines with text before it."""
    below: Lines


def _header(lines: Lines, wanted: frozenset[str]) -> _Header:
    """The first line that is one, among the first lines that are not blank; else the first of these."""
    said, first = "", list[tuple[int, str | None]]()
    for number, line in lines:
        if line is None and not first:
            raise CatalogError(f"the header, line {number} of the feed: {TOO_LONG}")
        if line is not None and (found := _SEPARATOR.fullmatch(line.strip('\r\n" '))) and not first:
            said = found[1]
        elif line is None or line.strip():
            first.append((number, line))
            names, delimiter = _split(line or "", said)
            if is_header(names, wanted):
                above = [text.strip() for _, text in first[:-1] if text]
                return _Header(names, delimiter, above, lines)
            if len(first) > MAX_LINES_ABOVE:
                break
    if not first:
        return _Header([], ",", [], lines)
    names, delimiter = _split(first[0][1] or "", said, first[0][0])
    return _Header(names, delimiter, [], chain(first[1:], lines))


def _split(line: str, said: str, number: int | None = None) -> tuple[list[str], str]:
    """The names in a line and their delimiter. Where it is no CSV: none, or CatalogError where its number is given."""
    delimiter = said or max(DELIMITERS, key=line.count)
    try:
        return [name.strip() for name in next(csv.reader([line], delimiter=delimiter), [])], delimiter
    except csv.Error as error:
        if number is None:
            return [], delimiter
        raise CatalogError(f"the header, line {number} of the feed, is invalid CSV: {error}") from error


def _records(
    lines: Lines, delimiter: str, fit: Callable[[list[str]], list[str] | str]
) -> Iterator[tuple[int, list[str] | str]]:
    """Records of cells, which may span lines, or reasons.

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
        elif isinstance(cells, list):
            cells = fit(cells)
        if isinstance(cells, str):
            waiting.extendleft(reversed(taken[1:]))
        yield number, cells


CSV = csv_naming(())
TSV = csv_naming((), "tsv")
