"""Which container a feed is, by its first bytes. A name counts only where the content leaves it open."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from catalog.errors import CatalogError
from catalog.feeds.containers.delimited import DELIMITERS, csv_naming
from catalog.feeds.containers.header import MAX_LINES_ABOVE
from catalog.feeds.containers.html_page import HTML, is_page
from catalog.feeds.containers.json_document import JSON_DOCUMENT, LISTS, WRAPPERS, BrokenJSON, Document, is_keyed_row
from catalog.feeds.containers.json_lines import JSON_LINES
from catalog.feeds.containers.parquet import MAGIC, PARQUET
from catalog.feeds.containers.spreadsheet import ZIP, is_spreadsheet, spreadsheet_naming
from catalog.feeds.containers.xml_items import XML
from catalog.feeds.encodings import UTF_8, encoding_of
from catalog.feeds.rows import MAX_LINE_BYTES, Container
from catalog.feeds.source import plain_suffix, read_head
from catalog.fields import known_columns, plain_name

KNOWN = "CSV, TSV, XLSX, JSON lines, JSON, Parquet or XML"
_LINES_SUFFIXES = (".jsonl", ".ndjson")
_BINARY = {
    ZIP: "a zip archive, or a spreadsheet other than XLSX",
    b"\xd0\xcf\x11\xe0": "an old Excel file (XLS)",
    b"%PDF": "a PDF",
    b"SQLite format 3": "an SQLite file",
}


def container_of(path: Path, wanted: Iterable[str] = ()) -> tuple[Container, str]:
    """The container and the encoding of its text. Raises CatalogError.

    `wanted`: columns that a header may be known by, beside the usual ones.
    """
    head = read_head(path, MAX_LINE_BYTES)
    if head.startswith(MAGIC):
        return PARQUET, UTF_8
    if head.startswith(ZIP) and is_spreadsheet(head):
        return spreadsheet_naming(wanted), UTF_8
    for magic, what in _BINARY.items():
        if head.startswith(magic):
            raise CatalogError(f"{path.name} is {what}; expected {KNOWN}: unpack it or save it as CSV")
    encoding = encoding_of(head)
    text = head.decode(encoding, "surrogateescape" if encoding == UTF_8 else "replace").removeprefix("\ufeff").lstrip()
    if not text:
        raise CatalogError(f"{path.name} has 0 rows; expected {KNOWN} with at least an id and a title")
    suffix = plain_suffix(path)
    if text[0] in "{[":
        return _json(text), encoding
    if text[0] == "<":
        return (HTML if is_page(text) else XML), UTF_8  # they declare their own
    wanted = list(wanted)
    first = [line for line in text.splitlines()[: MAX_LINES_ABOVE + 1] if line.strip()]
    header = next((line for line in first if _is_header(line, wanted)), first[0])
    if suffix in (".csv", ".tsv") or (suffix not in _LINES_SUFFIXES and _is_header(header, wanted)):
        tabs = max(DELIMITERS, key=header.count) == "\t"
        return csv_naming(wanted, "tsv" if tabs else "csv"), encoding
    if suffix in _LINES_SUFFIXES:
        return JSON_LINES, encoding
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
            if keyed and document.begins_rows():
                return True
            if key in WRAPPERS and position == 0 and document.peek() == "{":
                return keyed
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
