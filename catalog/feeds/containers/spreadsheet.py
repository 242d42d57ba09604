"""XLSX, row by row: the first sheet that has a header, else the first sheet. Values as Excel stores them, not as it
shows them; of a formula, what it came to last.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO

from catalog.errors import CatalogError
from catalog.feeds.containers.header import MAX_LINES_ABOVE, is_header
from catalog.feeds.rows import UNREAD, Container, RawRow, Remark
from catalog.fields import plain_name

if TYPE_CHECKING:
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

ZIP = b"PK\x03\x04"
MAX_UNPACKED_BYTES = 2**31
"""Of all parts together; openpyxl holds the distinct texts of a workbook in memory."""
MAX_COLUMNS = 2_000


def is_spreadsheet(head: bytes) -> bool:
    """Whether a zip archive that begins so is an XLSX. Its first parts name themselves in plain text."""
    return b"[Content_Types].xml" in head or b"xl/" in head[:4096]


def spreadsheet_naming(wanted: Iterable[str] = ()) -> Container:
    """The container of sheets whose header may also be known by the columns `wanted`."""
    plain = frozenset(map(plain_name, wanted))
    return Container("xlsx", partial(_rows, plain), partial(_columns, plain), is_text=False)


def _columns(wanted: frozenset[str], file: BinaryIO) -> list[str]:
    with _sheet(file, wanted) as (_, _, names):
        return [name for name in names if name]


def _rows(wanted: frozenset[str], file: BinaryIO, remark: Remark) -> Iterator[RawRow]:
    number = 0
    with _sheet(file, wanted) as (sheet, place, names):
        if place > 1:
            remark(f"lines above the header are skipped: {place - 1} of them")
        try:
            for number, cells in enumerate(sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS), 1):
                if number <= place or all(cell is None or cell == "" for cell in cells):
                    continue
                yield number, {name: cell for name, cell in zip(names, cells, strict=False) if name}
        except Exception as error:  # openpyxl raises what its parsers do, of many kinds
            yield number + 1, f"damaged XLSX, and {UNREAD}: {' '.join(str(error).split())[:200]}"


@contextmanager
def _sheet(file: BinaryIO, wanted: frozenset[str]) -> Iterator[tuple[ReadOnlyWorksheet, int, list[str]]]:
    """The sheet, the number of its header's row, and the names in it. Raises CatalogError."""
    from openpyxl import load_workbook  # only such a feed needs it

    try:
        with zipfile.ZipFile(file) as archive:
            if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED_BYTES:
                raise CatalogError(f"the feed unpacks to more than {MAX_UNPACKED_BYTES:,} bytes; save it as CSV")
        file.seek(0)
        book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        found = _chosen(book.worksheets, wanted)
    except CatalogError:
        raise
    except Exception as error:  # as above
        reason = " ".join(str(error).split())[:200]
        raise CatalogError(
            f"the feed is damaged XLSX: {reason}; expected a whole file: save it again, or as CSV"
        ) from None
    try:
        yield found
    finally:
        book.close()


def _chosen(sheets: list[Any], wanted: frozenset[str]) -> tuple[ReadOnlyWorksheet, int, list[str]]:
    fallback = None
    for sheet in sheets:
        sheet.reset_dimensions()  # what a file says of its own size is often wrong
        for number, cells in enumerate(
            islice(sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS), MAX_LINES_ABOVE + 1), 1
        ):
            names = ["" if cell is None else str(cell).strip() for cell in cells]
            if is_header(names, wanted):
                return sheet, number, names
            if fallback is None and any(names):
                fallback = sheet, number, names
    if fallback is None:
        raise CatalogError("the feed is an XLSX without a row; expected a sheet with a header that names the columns")
    return fallback
