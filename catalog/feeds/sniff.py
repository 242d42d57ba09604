"""Which container a feed is, by its first bytes. A name counts only where the content leaves it open."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from catalog.errors import CatalogError
from catalog.feeds.delimited import CSV, DELIMITERS, TSV
from catalog.feeds.html_page import HTML
from catalog.feeds.json_document import JSON_DOCUMENT, LISTS, BrokenJSON, Document, is_keyed_row
from catalog.feeds.json_lines import JSON_LINES
from catalog.feeds.parquet import MAGIC, PARQUET
from catalog.feeds.rows import MAX_LINE_BYTES, Container
from catalog.feeds.source import plain_suffix, read_head
from catalog.feeds.xml_items import XML
from catalog.fields import known_columns, plain_name

KNOWN = "CSV, TSV, JSON lines, JSON, Parquet or XML"
_LINES_SUFFIXES = (".jsonl", ".ndjson")
_BINARY = {b"PK\x03\x04": "a zip archive or a spreadsheet", b"%PDF": "a PDF", b"SQLite format 3": "an SQLite file"}


def container_of(path: Path, wanted: Iterable[str] = ()) -> Container:
    """`wanted`: columns that a header may be known by, beside the usual ones. Raises CatalogError."""
    head = read_head(path, MAX_LINE_BYTES)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise CatalogError(f"{path.name} is UTF-16; expected UTF-8: iconv -f UTF-16 -t UTF-8 FEED > NEW")
    if head.startswith(MAGIC):
        return PARQUET
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start:
        raise CatalogError(f"{path.name} has 0 rows; expected {KNOWN} with at least an id and a title")
    for magic, what in _BINARY.items():
        if head.startswith(magic):
            raise CatalogError(f"{path.name} is {what}; expected {KNOWN}: unpack it or save it as CSV")
    text = start.decode("utf-8", "surrogateescape")
    suffix = plain_suffix(path)
    if text[0] in "{[":
        return _json(text)
    if text[0] == "<":
        return HTML if text[:512].lower().lstrip().startswith(("<!doctype html", "<html")) else XML
    header = text.splitlines()[0]
    if suffix in (".csv", ".tsv") or (suffix not in _LINES_SUFFIXES and _is_header(header, wanted)):
        return TSV if max(DELIMITERS, key=header.count) == "\t" else CSV
    if suffix in _LINES_SUFFIXES:
        return JSON_LINES
    raise CatalogError(
        f"{path.name} was not recognised; expected {KNOWN}, a table with a header that names the columns; "
        "name them with --map id=COLUMN,title=COLUMN where they have other names"
    )


def _json(text: str) -> Container:
    """JSON lines, or one document? A first line that is a row, or is broken before another row, says lines."""
    first, _, rest = text.partition("\n")
    row, followed = _decoded(first), rest.lstrip()[:1] == "{"
    if text[0] == "[":
        return JSON_LINES if followed and row is not None else JSON_DOCUMENT
    if isinstance(row, dict) and ("@type" in row or "title" in known_columns(row)):
        return JSON_LINES
    return JSON_DOCUMENT if _is_document(text, keyed=not followed) else JSON_LINES


def _is_document(text: str, keyed: bool) -> bool:
    """Whether an object has a list of rows or `@` members, or, where it may, is `{ID: row}`."""
    if text.partition("\n")[0].strip() == "{":
        return True
    document = Document(io.BytesIO(text.encode("utf-8", "surrogateescape")))
    try:
        for position, key in enumerate(document.members()):
            if key.startswith("@") or (key in LISTS and document.peek() == "["):
                return True
            if is_keyed_row(document.value()):
                return keyed and position == 0
    except BrokenJSON:
        pass
    return False


def _decoded(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _is_header(line: str, wanted: Iterable[str]) -> bool:
    for delimiter in DELIMITERS[1:]:
        line = line.replace(delimiter, ",")
    names = line.replace('"', "").split(",")
    return bool(known_columns(names) or {plain_name(n) for n in names} & {plain_name(n) for n in wanted})
