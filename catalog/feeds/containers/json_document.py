"""One JSON document of rows, read piece by piece: `[row, ...]`, `{"products": [row, ...]}`, `{ID: row, ...}`, one row.

Not a parser of its own: `json` decodes each row, this finds where the next one begins, so that a file of any length
needs the memory of one row. What follows a broken row is not read: nothing says where the next one begins.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from catalog.feeds.containers.json_lines import object_or_reason
from catalog.feeds.rows import UNREAD, Container, RawRow, Remark
from catalog.fields import known_columns

LISTS = frozenset({"products", "items", "@graph", "itemListElement", "entries", "results", "data", "edges", "hits"})
"""Members of an object that hold its rows."""
WRAPPERS = frozenset({"data", "products", "search", "result"})
"""Members that hold an object with such members, as the answers of GraphQL do."""
MAX_WRAPPERS = 4
KEY = "(key)"
"""The column of `{ID: row}` that holds the ID."""
MAX_ROW_CHARS = 2**24
"""A longer row ends the reading."""
MAX_MEMBERS = 10_000
"""Of one row."""
_CHUNK_BYTES = 2**16
_NEAR_THE_END = 16
"""Characters: an error closer to the end of what was read so far may be the cut and not the text."""


class BrokenJSON(ValueError):
    """Why no more can be read."""


class Document:
    """A cursor over a JSON text. Each method starts where the last one stopped."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")("surrogateescape")
        self._text, self._at, self._ended = "", 0, False

    def peek(self) -> str:
        """The next character that is no white space; "" at the end."""
        while True:
            while self._at < len(self._text):
                if not self._text[self._at].isspace():
                    return self._text[self._at]
                self._at += 1
            if self._ended:
                return ""
            self._read()

    def members(self) -> Iterator[str]:
        """The keys of the object that begins here; the caller takes each one's value before the next."""
        self._expect("{")
        if self._takes("}"):
            return
        while True:
            key = self.value()
            if not isinstance(key, str):
                raise BrokenJSON(f"expected a key in quotes, found {str(key)[:40]}")
            self._expect(":")
            yield key
            if self._takes("}"):
                return
            self._expect(",")

    def elements(self) -> Iterator[None]:
        """Once for each element of the list that begins here; the caller takes its value."""
        self._expect("[")
        if self._takes("]"):
            return
        while True:
            yield
            if self._takes("]"):
                return
            self._expect(",")

    def value(self) -> Any:
        """The value that begins here, decoded whole. Raises BrokenJSON."""
        self.peek()
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text, self._at)
            except RecursionError:
                raise BrokenJSON("nested too deep") from None
            except json.JSONDecodeError as error:
                cut = error.msg.startswith("Unterminated") or error.pos > len(self._text) - _NEAR_THE_END
                if self._ended or not cut:
                    raise BrokenJSON(error.msg) from None
            except ValueError as error:  # a number of too many digits
                raise BrokenJSON(str(error)[:200]) from None
            else:
                if end < len(self._text) or self._ended:  # else a number might go on
                    self._at = end
                    return value
            if len(self._text) - self._at > MAX_ROW_CHARS:
                raise BrokenJSON(f"a row of more than {MAX_ROW_CHARS:,} characters")
            self._read()

    def begins_rows(self) -> bool:
        """Whether a list of things with a title begins here, as far as the text that was read shows its first."""
        if self.peek() != "[":
            return False
        try:
            start = len(self._text) - len(self._text[self._at + 1 :].lstrip())
            first, _ = _DECODER.raw_decode(self._text, start)
        except (ValueError, RecursionError):
            return False
        return isinstance(first, dict) and {"title", "id"} <= known_columns(first)

    def end(self) -> None:
        if found := self.peek():
            raise BrokenJSON(f"expected the end, found {found!a}")

    def _takes(self, character: str) -> bool:
        taken = self.peek() == character
        self._at += taken
        return taken

    def _expect(self, character: str) -> None:
        if not self._takes(character):
            raise BrokenJSON(f"expected {character!r}, found {self.peek()!a}")

    def _read(self) -> None:
        rest = self._text[self._at :]
        data = self._file.read(max(_CHUNK_BYTES, len(rest)))  # doubling keeps long rows linear
        self._ended = not data
        self._text, self._at = rest + self._decoder.decode(data, final=self._ended), 0


def rows(file: BinaryIO, remark: Remark) -> Iterator[RawRow]:
    number = 0
    try:
        document = Document(file)
        for row in _objects(document):
            number += 1
            yield number, row
        document.end()
    except BrokenJSON as error:
        yield number + 1, f"invalid JSON, and {UNREAD}: {error}"


def is_keyed_row(value: Any) -> bool:
    """Whether an object's first member says that all its members are rows, under their IDs."""
    return isinstance(value, dict) and "@type" not in value and "title" in known_columns(value)


def _element(value: Any) -> dict[str, Any] | str:
    """A row in a list; of a GraphQL edge, its node."""
    if isinstance(value, dict) and isinstance(value.get("node"), dict) and value.keys() <= {"node", "cursor"}:
        value = value["node"]
    return object_or_reason(value)


def _objects(document: Document, depth: int = 0) -> Iterator[dict[str, Any] | str]:
    if document.peek() == "[":
        for _ in document.elements():
            yield _element(document.value())
        return
    lone: dict[str, Any] = {}
    keyed = found = False
    for key in document.members():
        named = key in LISTS and document.peek() == "["
        if not keyed and (named or ("title" not in known_columns(lone) and document.begins_rows())):
            for _ in document.elements():
                found = True
                yield _element(document.value())
            continue
        if key in WRAPPERS and not keyed and not lone and document.peek() == "{" and depth < MAX_WRAPPERS:
            for row in _objects(document, depth + 1):
                found = True
                yield row
            continue
        value = document.value()
        keyed = keyed or (not lone and not found and is_keyed_row(value))
        if keyed:
            row = object_or_reason(value)
            yield {KEY: key} | row if isinstance(row, dict) else row.replace("a JSON object", "an object")
        elif len(lone) >= MAX_MEMBERS:
            raise BrokenJSON(f"an object of more than {MAX_MEMBERS:,} members that are no products")
        else:
            lone[key] = value
    if lone and not keyed and not found:
        yield lone


_DECODER = json.JSONDecoder()
JSON_DOCUMENT = Container("json", rows)
