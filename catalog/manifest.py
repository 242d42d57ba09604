"""The manifest: what a built catalog holds and what made it. Written last, so that its existence means complete.

It has no time and no host in it: the same feed, pictures and models give the same bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from catalog.errors import CatalogError

SCHEMA_VERSION = 2
MANIFEST, DATABASE, TEXT_INDEX, TOKENS, IMAGES = (
    "manifest.json",
    "catalog.sqlite",
    "text.faiss",
    "tokens.npy",
    "images",
)
HASHED = (DATABASE, TEXT_INDEX, TOKENS)
"""Files that are checked whenever a catalog is opened. Pictures are checked by `python -m catalog check`."""
FINDER = ".DS_Store"
"""What macOS leaves in any folder that somebody looked into."""
KNOWN = frozenset({MANIFEST, IMAGES, FINDER, *HASHED})
REBUILD = "python -m catalog build FEED --out {}"


@dataclass(frozen=True)
class FileEntry:
    sha256: str
    bytes: int


@dataclass(frozen=True)
class TextIndexFacts:
    """How `text.faiss` is searched, and what that costs."""

    kind: str
    """"flat" is exact; "ivf" looks into the nearest of its lists only."""
    lists: int = 0
    probes: int = 0
    """Lists that a search looks into."""
    recall_at_10: float = 1.0
    """Share of the 10 nearest that a search finds, measured against brute force on `queries` of its own vectors."""
    queries: int = 0


@dataclass(frozen=True)
class Manifest:
    products: int
    pictures: int
    """Products with a picture; several may share one file."""
    rejected: int
    encoder: str
    """Name of the text encoder behind `text.faiss`."""
    text_dimension: int
    eye: str
    """Fingerprint of the model, adapter and preprocessing that made the tokens."""
    token_shape: tuple[int, int, int]
    """(products, views, D) of `tokens.npy`, float16."""
    describer: str
    """Name of what wrote, from the tokens, what the model sees in each picture; "" where nothing did."""
    seen: int
    """Products with such a sentence."""
    seen_indexed: bool
    """Whether the text index and BM25 find a product by it."""
    files: dict[str, FileEntry]
    images_sha256: str
    """`images_digest` of the pictures' folder."""
    text_index: TextIndexFacts | None = None
    """None in a catalog from before there was a choice: flat."""
    schema_version: int = SCHEMA_VERSION

    def write(self, folder: Path) -> None:
        text = json.dumps(asdict(self), indent=1, sort_keys=True, ensure_ascii=False) + "\n"
        (folder / MANIFEST).write_text(text, encoding="utf-8")


def read_manifest(folder: Path) -> Manifest:
    """Raises CatalogError where it is missing, not readable or of another schema version."""
    rebuild = REBUILD.format(folder)
    try:
        row = json.loads((folder / MANIFEST).read_bytes())
    except FileNotFoundError:
        raise CatalogError(_nothing_there(folder)) from None
    except OSError as error:
        raise CatalogError(f"cannot read {folder / MANIFEST}: {error.strerror}") from None
    except (ValueError, RecursionError):
        raise CatalogError(f"{folder / MANIFEST} is damaged: not JSON; rebuild: {rebuild}") from None
    version = row.get("schema_version") if isinstance(row, dict) else None
    if version != SCHEMA_VERSION:
        raise CatalogError(
            f"the catalog {folder} has schema version {version!r}; this program reads {SCHEMA_VERSION}; "
            f"rebuild: {rebuild}"
        )
    try:
        return _from_row(row)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise CatalogError(f"{folder / MANIFEST} is damaged: {error!s}; rebuild: {rebuild}") from None


def _nothing_there(folder: Path) -> str:
    rebuild = REBUILD.format(folder)
    if not folder.is_dir():
        return f"no catalog at {folder}; build one: {rebuild}"
    found = ", ".join(sorted(entry.name for entry in folder.iterdir())[:5]) or "nothing"
    return f"{folder} is no built catalog: no {MANIFEST}, found {found}; build one: {rebuild}"


def _from_row(row: dict[str, Any]) -> Manifest:
    if unknown := set(row) - {field.name for field in fields(Manifest)}:
        raise ValueError(f"unknown keys {sorted(unknown)}")
    entries = {str(name): FileEntry(**entry) for name, entry in row["files"].items()}
    if set(entries) != set(HASHED):
        raise ValueError(f"lists the files {sorted(entries)}, expected {sorted(HASHED)}")
    products, views, dimension = (int(n) for n in row["token_shape"])
    facts = TextIndexFacts(**row["text_index"]) if row.get("text_index") is not None else None
    parsed = {"files": entries, "token_shape": (products, views, dimension), "text_index": facts}
    return Manifest(**row | parsed)


def file_entry(path: Path) -> FileEntry:
    """Size and SHA-256 of a file."""
    with open(path, "rb") as file:
        digest = hashlib.file_digest(file, "sha256")
        return FileEntry(digest.hexdigest(), file.tell())


def images_digest(folder: Path, names: Iterable[str]) -> str:
    """One SHA-256 over names and contents of the pictures in `folder`. `names`: all of them, sorted. Raises OSError."""
    total = hashlib.sha256()
    for name in names:
        total.update(f"{name} {file_entry(folder / name).sha256}\n".encode())
    return total.hexdigest()
