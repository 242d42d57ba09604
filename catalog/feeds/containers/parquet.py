"""Parquet, a batch of rows at a time. Columns of bytes (pictures kept in the table itself) are not read."""

from __future__ import annotations

import gzip
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from catalog.errors import CatalogError
from catalog.feeds.caps import Caps, refuse
from catalog.feeds.rows import UNREAD, Container, RawRow, Remark

if TYPE_CHECKING:
    from pyarrow import DataType
    from pyarrow.parquet import ParquetFile

MAGIC = b"PAR1"
BATCH_ROWS = 64
_COPY_BYTES = 2**20


def columns(file: BinaryIO) -> list[str]:
    """Raises CatalogError where the file is no Parquet."""
    with _table(file) as table:
        return list(table.schema_arrow.names)


def rows(file: BinaryIO, remark: Remark) -> Iterator[RawRow]:
    number = 0
    with _table(file) as table:
        try:
            for batch in table.iter_batches(BATCH_ROWS, columns=_readable(table)):
                for row in batch.to_pylist():
                    number += 1
                    yield number, {name: _flat(value) for name, value in row.items()}
        except (OSError, ValueError, NotImplementedError) as error:  # Arrow's own errors are among these
            yield number + 1, f"damaged Parquet, and {UNREAD}: {' '.join(str(error).split())[:200]}"


def bounded(file: BinaryIO, caps: Caps) -> BinaryIO:
    """Four megabytes can say forty million equal rows."""
    with _table(file) as table:
        if (found := table.metadata.num_rows) > caps.rows:
            refuse(f"has {found:,} rows", f"{caps.rows:,} are read", f"--max-rows {found}")
    file.seek(0)
    return file


@contextmanager
def _table(file: BinaryIO) -> Iterator[ParquetFile]:
    import pyarrow as arrow  # large; only a Parquet feed needs it
    from pyarrow.parquet import ParquetFile

    with tempfile.TemporaryFile() as unpacked:
        seekable = file
        if isinstance(file, gzip.GzipFile):  # unpacked to a temporary file: reading begins at its end
            _unpack(file, cast(BinaryIO, unpacked))
            seekable = cast(BinaryIO, unpacked)
        try:
            table = ParquetFile(seekable, pre_buffer=False, memory_map=False)
        except (OSError, ValueError, arrow.ArrowException) as error:
            reason = " ".join(str(error).split())[:200]
            raise CatalogError(
                f"the feed is damaged Parquet: {reason}; expected a whole file: fetch it again"
            ) from None
        yield table


def _unpack(file: gzip.GzipFile, target: BinaryIO) -> None:
    file.seek(0)
    while data := file.read(_COPY_BYTES):
        target.write(data)
    target.seek(0)


def _readable(table: ParquetFile) -> list[str]:
    """Dotted names of what holds no bytes."""
    return [name for field in table.schema_arrow for name in _leaves(field.name, field.type)]


def _leaves(name: str, kind: DataType) -> list[str]:
    from pyarrow import types

    if types.is_binary(kind) or types.is_large_binary(kind) or types.is_fixed_size_binary(kind):
        return []
    if types.is_struct(kind):
        parts = [kind.field(i) for i in range(kind.num_fields)]
        return [leaf for part in parts for leaf in _leaves(f"{name}.{part.name}", part.type)]
    return [name]


def _flat(value: Any) -> Any:
    """A picture as `datasets` stores it, {bytes, path}, without its bytes: the path."""
    return value["path"] if isinstance(value, dict) and set(value) == {"path"} else value


PARQUET = Container("parquet", rows, columns, is_text=False, bounded=bounded)
