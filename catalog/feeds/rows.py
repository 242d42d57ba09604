"""What containers give and families take: rows with their numbers, and reasons where there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from catalog.feeds.caps import Caps

MAX_LINE_BYTES = 2**20
"""Longer lines are rejected unread."""
UNREAD = "nothing after it is read"
"""Part of every reason that ends the reading of a feed."""

Remark = Callable[[str], None]
"""Told what was left out, assumed or mended; what stands after its first ": " shows the value."""

RawRow = tuple[int, "dict[str, Any] | str"]
"""A number and a row, or the reason why there is none. The number is a line's in CSV and JSON lines, else a row's; both
count from 1."""


@dataclass(frozen=True)
class Container:
    name: str
    rows: Callable[[BinaryIO, Remark], Iterator[RawRow]]
    columns: Callable[[BinaryIO], list[str]] | None = None
    """The names that all rows share; None where each row names its own."""
    is_text: bool = True
    """Whether it reads UTF-8, which `source.opened` makes of other encodings; else it sees to the bytes itself."""
    bounded: Callable[[BinaryIO, Caps], BinaryIO] = lambda file, caps: file
    """The file to read from, or a CatalogError where it says more than the caps, now or on reading it."""


@dataclass(frozen=True)
class Family:
    name: str
    matches: Callable[[Mapping[str, Any]], bool]
    """Whether a feed whose first row this is, by `fields.plain_name`d columns, is one of the family."""
    rows: Callable[[Iterator[RawRow]], Iterator[RawRow]]
    is_one_file: bool = False
    """Whether it comes in one container only, so that its name says all."""


def each(convert: Callable[[dict[str, Any]], dict[str, Any] | str]) -> Callable[[Iterator[RawRow]], Iterator[RawRow]]:
    """A family's `rows` where one row of the feed is one product."""

    def rows(raw: Iterator[RawRow]) -> Iterator[RawRow]:
        for number, row in raw:
            yield number, convert(row) if isinstance(row, dict) else row

    return rows


def listed(value: Any) -> list[Any]:
    """A list as it is, one value as a list of it, nothing as an empty list."""
    if isinstance(value, list):
        return value
    return [] if value is None or value == "" else [value]


def path_ends(path: Any) -> tuple[str, str]:
    """First and last part of a category path such as "Home > Lighting > Table lamps"."""
    parts = [part.strip() for part in str(path or "").split(">") if part.strip()]
    return (parts[0], parts[-1]) if parts else ("", "")
