"""Feeds in: JSON lines, CSV or the files of Reddit-Amazon to `Product`s, every row that cannot be used with its line
and reason.

A format is one function from a file to (line, row) pairs, a row being a dict of the feed's own names or a reason
why there is none; `fields.product_of` turns the dict into a product. This module knows the formats, and nothing of
what a price looks like.
"""

from __future__ import annotations

import csv
import json
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from catalog import reddit_amazon
from catalog.errors import CatalogError
from catalog.fields import RowError, known_columns, product_of
from catalog.schema import Product

MAX_LINE_BYTES = 2**20
"""Longer lines are rejected unread."""
MAX_RECORD_CHARS = 2**18
"""A CSV record over several lines is given up beyond this: a quote was left open."""


@dataclass(frozen=True)
class Rejected:
    line: int
    """1-based number of the line where the row begins; in one JSON object of products, of the entry."""
    reason: str


RawRow = tuple[int, "dict[str, Any] | str"]
"""A line number and a row, or the reason why the line holds none."""


def read_feed(path: Path) -> Iterator[Product | Rejected]:
    """The rows of a feed in order: products, and rejected rows.

    Of products with the same id the first is kept. Raises CatalogError where the file as a whole cannot be read.
    """
    seen: dict[str, int] = {}
    for line, row in raw_rows(path):
        if isinstance(row, str):
            yield Rejected(line, row)
            continue
        try:
            product = product_of(row)
        except RowError as error:
            yield Rejected(line, str(error))
            continue
        if (first := seen.setdefault(product.id, line)) != line:
            yield Rejected(line, f"duplicate id {product.id[:80]!r}: first on line {first}")
        else:
            yield product


def raw_rows(path: Path) -> Iterator[RawRow]:
    """(line, row) pairs of the feed as it stands, in the format that `recognise` names."""
    name = recognise(path)
    with open(path, "rb") as file:
        yield from FORMATS[name](file)


def recognise(path: Path) -> str:
    """The name of the feed's format, a key of FORMATS. Raises CatalogError where there is none."""
    try:
        with open(path, "rb") as file:
            head = file.read(MAX_LINE_BYTES)
    except OSError as error:
        raise CatalogError(
            f"cannot read the feed {path}: {error.strerror}; expected a file of JSON lines or CSV"
        ) from None
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise CatalogError(f"{path.name} is UTF-16; expected UTF-8: iconv -f UTF-16 -t UTF-8 FEED > NEW")
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start:
        raise CatalogError(f"{path.name} has 0 rows; expected JSON lines or CSV with at least an id and a title")
    if start.startswith(b"{"):
        return _json_kind(start.decode("utf-8", "surrogateescape"))
    suffix = path.suffix.lower()
    if suffix in (".csv", ".tsv") or (suffix not in (".jsonl", ".ndjson") and _is_header(start)):
        return "csv"
    if suffix in (".jsonl", ".ndjson"):
        return "jsonl"
    raise CatalogError(f"{path.name} was not recognised; expected JSON lines, or CSV with a header line")


def _json_kind(start: str) -> str:
    """A file that begins with "{": one product a line, or one of the two files of Reddit-Amazon."""
    row = _decoded(start.split("\n", 1)[0])
    if isinstance(row, dict) and "title" in known_columns(row):
        return "item2meta lines" if reddit_amazon.is_picture_row(row) else "jsonl"
    _, first = next(reddit_amazon.entries(start), ("", None))
    return "item2meta" if isinstance(first, dict) and "title" in known_columns(first) else "jsonl"


def _decoded(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _is_header(start: bytes) -> bool:
    line = start.splitlines()[0].decode("utf-8", "replace")
    return bool(known_columns(line.replace("\t", ",").replace(";", ",").replace('"', "").split(",")))


def _lines(file: BinaryIO) -> Iterator[tuple[int, str | None]]:
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


_TOO_LONG = f"the line has more than {MAX_LINE_BYTES:,} bytes"


def _json_lines(file: BinaryIO) -> Iterator[RawRow]:
    for number, line in _lines(file):
        if line is None:
            yield number, _TOO_LONG
            continue
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield number, f"invalid JSON: {str(error)[:200]}"
            continue
        yield number, row if isinstance(row, dict) else f"expected a JSON object, found {type(row).__name__}"


def _item2meta(file: BinaryIO) -> Iterator[RawRow]:
    entries = reddit_amazon.entries(file.read().decode("utf-8-sig", "surrogateescape"))
    for number, (asin, meta) in enumerate(entries, 1):
        yield number, reddit_amazon.item_row(asin, meta) if isinstance(meta, dict) else meta


def _item2meta_lines(file: BinaryIO) -> Iterator[RawRow]:
    for number, row in _json_lines(file):
        yield number, reddit_amazon.picture_row(row) if isinstance(row, dict) else row


def _csv(file: BinaryIO) -> Iterator[RawRow]:
    lines = _lines(file)
    number, header_line = next(lines)
    if header_line is None:
        raise CatalogError(f"the header, line 1 of the feed: {_TOO_LONG}")
    delimiter = max(",;\t", key=header_line.count)
    header = [name.strip() for name in next(csv.reader([header_line], delimiter=delimiter), [])]
    if not {"id", "title"} <= known_columns(header):
        raise CatalogError(
            f"the header, line {number} of the feed, is {', '.join(header)[:200]!r}; expected columns id and title"
        )
    for number, cells in _records(lines, delimiter, len(header)):
        yield number, cells if isinstance(cells, str) else dict(zip(header, cells, strict=True))


def _records(
    lines: Iterator[tuple[int, str | None]], delimiter: str, width: int
) -> Iterator[tuple[int, list[str] | str]]:
    """CSV records of `width` cells, which may span lines, or reasons.

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
                yield number, _TOO_LONG
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


FORMATS: dict[str, Callable[[BinaryIO], Iterator[RawRow]]] = {
    "jsonl": _json_lines,
    "csv": _csv,
    "item2meta": _item2meta,
    "item2meta lines": _item2meta_lines,
}
"""Readers by name. A new format is a reader here and a line in `recognise`."""
