"""Hugging Face's imagefolder: pictures, and beside them `metadata.csv`, `.jsonl` or `.parquet` with a `file_name`.

`file_name` is relative to the folder of the metadata. Where the table has no id, the file's name is it; where it has no
title, its text or caption is. Leaves out: labels from folder names, and datasets without a metadata file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from catalog.errors import CatalogError
from catalog.feeds.rows import Family, each, listed
from catalog.fields import known_columns, plain_name

NAMES = tuple(f"metadata.{kind}{gz}" for kind in ("csv", "jsonl", "parquet") for gz in ("", ".gz"))
_TITLES = ("caption", "text", "label")
"""What a table without a title has instead, in the order in which they are believed."""


def metadata_of(folder: Path) -> Path:
    """The one metadata file of a folder, or of its one folder that has one. Raises CatalogError."""
    found = [folder / name for name in NAMES if (folder / name).is_file()]
    if not found:
        found = [path for path in sorted(_below(folder)) if path.is_file()]
    if len(found) == 1:
        return found[0]
    names = ", ".join(str(path.relative_to(folder)) for path in found)
    raise CatalogError(
        f"cannot read the feed {folder}: a folder with {f'{len(found)} of them: {names}' if found else 'no metadata'}; "
        f"expected one metadata.csv, metadata.jsonl or metadata.parquet: name the file itself"
    )


def is_metadata(path: Path) -> bool:
    return path.name.lower() in NAMES


def product_row(row: Mapping[str, Any]) -> dict[str, Any]:
    own = {plain_name(name): value for name, value in row.items()}
    known = known_columns(own)
    pictures = listed(own.get("file_name")) or listed(own.get("file_names"))
    name = pictures[0] if pictures else ""
    if "id" not in known:
        own["id"] = name
    if "title" not in known:
        own["title"] = next((own[column] for column in _TITLES if own.get(column)), None)
        if own["title"] == own.get("text"):
            own.pop("text", None)
    own.pop("image", None)  # in Parquet, what `datasets` made of the file
    return own | {"image": name}


def _below(folder: Path) -> Iterator[Path]:
    try:
        for entry in folder.iterdir():
            if entry.is_dir():
                yield from (entry / name for name in NAMES)
    except OSError as error:
        raise CatalogError(f"cannot read the feed {folder}: {error.strerror}; expected a folder") from None


def _matches(row: Mapping[str, Any]) -> bool:
    return bool(row.keys() & {"file_name", "file_names"})


IMAGEFOLDER = Family("imagefolder", _matches, each(product_row))
"""Only of a folder, or of a file of one of NAMES: `catalog.feed` looks at the name before it asks `matches`."""
