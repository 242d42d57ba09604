"""Feeds in: what a shop has to `Product`s, every row that cannot be used with its number and reason.

A feed is a container of rows (CSV, JSON, Parquet, XML) of a family (Amazon, Google Merchant, Shopify, schema.org, any
table). Both are told by content; `catalog.feeds` has a module for each, `catalog.fields` turns a row into a product.
Rows are read one by one: the memory that a feed needs does not depend on its length.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from catalog.database import CACHE
from catalog.errors import CatalogError
from catalog.feeds import source, table
from catalog.feeds.caps import CAPS, Caps, refuse
from catalog.feeds.encodings import UTF_8
from catalog.feeds.families import FAMILIES, imagefolder
from catalog.feeds.families.imagefolder import IMAGEFOLDER
from catalog.feeds.rows import MAX_LINE_BYTES, UNREAD, Container, Family, RawRow, Remark
from catalog.feeds.sniff import container_of
from catalog.feeds.source import DAMAGE, opened
from catalog.feeds.table import AT_ITS_PRICE, TABLE
from catalog.fields import RowError, names_of, plain_name, product_of
from catalog.schema import PRODUCT_FIELDS, Product

__all__ = [
    "MAX_LINE_BYTES",
    "Format",
    "RawRow",
    "Rejected",
    "container_rows",
    "format_of",
    "pictures_folder",
    "problem_kind",
    "raw_rows",
    "read_feed",
    "recognise",
]

PEEKED_ROWS = 100
"""The first good row among these tells the family."""


@dataclass(frozen=True)
class Rejected:
    line: int
    """1-based number of the line where the row begins; in JSON documents, XML and Parquet, of the row."""
    reason: str


@dataclass(frozen=True)
class Format:
    path: Path
    """The file; the metadata where the feed is a folder."""
    container: Container
    encoding: str
    """Of a container of text; a codec of Python's."""
    family: Family
    columns: Mapping[str, str] = field(default_factory=dict)
    """Field -> column, as `--map` gives them."""
    header: tuple[str, ...] = ()
    """The columns of the first good row."""
    caps: Caps = CAPS

    @property
    def name(self) -> str:
        return self.family.name if self.family.is_one_file else f"{self.family.name} {self.container.name}".lstrip()

    def sources(self) -> dict[str, str]:
        """Field -> the column of the first row that gives it, of a table; empty of other families."""
        if self.family is not TABLE:
            return {}
        plain = {plain_name(name): name for name in self.header}
        usual = {name: next((plain[n] for n in names_of(name) if n in plain), "") for name in PRODUCT_FIELDS}
        return {name: column for name, column in (usual | dict(self.columns)).items() if column}


def read_feed(
    path: Path,
    columns: Mapping[str, str] | None = None,
    remark: Remark = lambda reason: None,
    currency: str = "",
    caps: Caps = CAPS,
) -> Iterator[Product | Rejected]:
    """The rows of a feed in order: products, and rejected rows.

    `columns`: field -> column, for a table with names of its own. `currency`: of prices that name none. `remark` is
    told of each value that was left out or assumed, after ": " with the value and its line. Of products with the same
    id the first is kept. Raises CatalogError where the file as a whole cannot be read, or holds more than `caps`.
    """
    form = format_of(path, columns, caps)
    with closing(_Ids()) as ids:
        for line, row in _rows(form, remark):
            if isinstance(row, str):
                yield Rejected(line, row)
                continue
            try:
                product = product_of(row, currency=currency, remark=partial(_remark_at, line, remark))
            except RowError as error:
                yield Rejected(line, str(error))
                continue
            if (first := ids.first_line(product.id, line)) is not None:
                yield Rejected(line, f"duplicate id {product.id[:80]!r}: first on line {first}")
            else:
                yield product


def raw_rows(path: Path, columns: Mapping[str, str] | None = None) -> Iterator[RawRow]:
    """(line, row) pairs of the feed, a row having names that `fields` knows. Raises CatalogError."""
    yield from _rows(format_of(path, columns), _unheard)


def container_rows(form: Format) -> Iterator[RawRow]:
    """The rows as the feed has them, by its own names. Raises CatalogError."""
    yield from _until_damage(form, _unheard)


def recognise(path: Path, columns: Mapping[str, str] | None = None) -> str:
    """The name of the feed's format, such as "csv" or "shopify csv". Raises CatalogError where there is none."""
    return format_of(path, columns).name


def format_of(path: Path, columns: Mapping[str, str] | None = None, caps: Caps = CAPS) -> Format:
    """What a feed is. Raises CatalogError where that cannot be told, or where it can give no product."""
    columns = columns or {}
    in_folder = path.is_dir()
    if in_folder:
        path = imagefolder.metadata_of(path)
    container, encoding = container_of(path, columns.values())
    header, first = _peeked(path, container, encoding, caps)
    family = TABLE
    if not columns:
        known = {plain_name(str(name)): value for name, value in first.items()}
        usual = (IMAGEFOLDER, *FAMILIES) if in_folder or imagefolder.is_metadata(path) else FAMILIES
        family = next((family for family in usual if family.matches(known)), TABLE)
    if family is TABLE and header is not None:
        table.check_columns(header, columns)
    return Format(path, container, encoding, family, columns, tuple(map(str, first)), caps)


def problem_kind(reason: str) -> str:
    """A reason without what is particular to its row, so that reasons can be counted."""
    return re.sub(r"'[^']*'|\"[^\"]*\"|[-+\d][\d,.]*", "...", re.split("[:;] ", reason)[0])


def pictures_folder(feed: Path, columns: Mapping[str, str] | None = None, caps: Caps = CAPS) -> Path:
    """`pictures` or `images` beside the feed where there is one, else the feed's own folder. Raises CatalogError.

    An imagefolder's pictures are relative to its metadata, whatever else stands there.
    """
    if feed.is_dir():
        return imagefolder.metadata_of(feed).parent
    if imagefolder.is_metadata(feed) and format_of(feed, columns, caps).family is IMAGEFOLDER:
        return feed.parent
    return next((f for name in ("pictures", "images") if (f := feed.parent / name).is_dir()), feed.parent)


def _unheard(reason: str) -> None:
    """A remark that somebody else hears."""


def _remark_at(line: int, remark: Remark, reason: str) -> None:
    remark(f"{reason} (line {line})" if ": " in reason else reason)


def _peeked(path: Path, container: Container, encoding: str, caps: Caps) -> tuple[list[str] | None, dict[str, Any]]:
    """The header, None where rows name their own columns, and the first row; of an empty table, its header's."""
    header = None
    if container.columns is not None:
        with opened(path, encoding, caps) as file, source.damage_named(path):
            header = container.columns(container.bounded(file, caps))
    with opened(path, encoding, caps) as file, source.damage_named(path):
        peeked = islice(container.rows(container.bounded(file, caps), _unheard), PEEKED_ROWS)
        rows = (row for _, row in peeked if isinstance(row, dict))
        return header, next(rows, dict.fromkeys(header or ()))


def _rows(form: Format, remark: Remark) -> Iterator[RawRow]:
    if form.encoding != UTF_8:
        remark(f"the file is no UTF-8 and is read as: {form.encoding}")
    family = AT_ITS_PRICE if form.family is TABLE and "price" in form.columns else form.family
    rows = family.rows(_until_damage(form, remark))
    yield from table.mapped(rows, form.columns) if form.columns else rows


def _until_damage(form: Format, remark: Remark) -> Iterator[RawRow]:
    """The container's rows; where the file breaks off, one reason more."""
    number, most = 0, form.caps.rows
    with opened(form.path, form.encoding, form.caps) as file:
        try:
            rows = form.container.rows(form.container.bounded(file, form.caps), remark)
            for count, (number, row) in enumerate(rows, 1):
                if count > most:
                    refuse(f"has more than {most:,} rows", f"{most:,} are read", f"--max-rows {10 * most}")
                yield number, row
        except DAMAGE as error:
            yield number + 1, f"the file is damaged, and {UNREAD}: {str(error)[:200]}"


class _Ids:
    """The ids seen so far, in a temporary file of SQLite's: a dict of them would grow with the feed."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("", isolation_level=None)
        self._database.execute("PRAGMA journal_mode = OFF")
        self._database.execute(f"PRAGMA cache_size = {CACHE}")
        self._database.execute("CREATE TABLE ids(id TEXT PRIMARY KEY, line INTEGER) WITHOUT ROWID")
        self._database.execute("BEGIN")

    def first_line(self, id: str, line: int) -> int | None:
        """Where the id was seen before; None, and it is noted, where it was not. Raises CatalogError."""
        try:
            if self._database.execute("INSERT OR IGNORE INTO ids VALUES (?, ?)", (id, line)).rowcount == 1:
                return None
            return self._database.execute("SELECT line FROM ids WHERE id = ?", (id,)).fetchone()[0]
        except sqlite3.Error as error:
            raise CatalogError(f"no room for the ids of the feed in a temporary file: {error}; free space") from None

    def close(self) -> None:
        self._database.close()
