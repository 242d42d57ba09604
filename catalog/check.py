"""A catalog verified to the last picture. `Catalog.open` checks what it reads; this reads everything."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from catalog.database import SEEN
from catalog.errors import CatalogError
from catalog.manifest import IMAGES, KNOWN, images_digest
from catalog.pictures import PictureError, open_picture
from catalog.store import Catalog


def check_catalog(folder: Path) -> list[str]:
    """One sentence for each thing that is wrong; an empty list where all is well. Raises nothing for bad files."""
    try:
        catalog = Catalog.open(folder)
    except CatalogError as error:
        return [str(error)]
    with catalog:
        try:
            return [
                *_database(catalog),
                *_seen(catalog),
                *_pictures(catalog),
                *_tokens(catalog),
                *_strangers(catalog),
            ]
        except (OSError, sqlite3.Error) as error:
            return [f"cannot read {folder}: {getattr(error, 'strerror', None) or error}"]


def _database(catalog: Catalog) -> list[str]:
    connection, problems = catalog.connect(), []
    (answer,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if answer != "ok":
        problems.append(f"the database is damaged: {answer}")
    for table, expected in (("rejected", catalog.manifest.rejected), ("products_fts", len(catalog))):
        (count,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
        if count != expected:
            problems.append(f"the table {table} has {count} rows; the manifest says {expected}")
    return problems


def _seen(catalog: Catalog) -> list[str]:
    """A sentence needs a picture and somebody who wrote it."""
    connection, manifest, problems = catalog.connect(), catalog.manifest, []
    (count, blind) = connection.execute(
        f"SELECT count(*), count(*) FILTER (WHERE image = '') FROM products WHERE {SEEN} != ''"
    ).fetchone()
    if count != manifest.seen:
        problems.append(f"{count} products say what the model sees; the manifest says {manifest.seen}")
    if blind:
        problems.append(f"{blind} products without a picture say what the model sees")
    if count and not manifest.describer:
        problems.append(f"{count} products say what the model sees; the manifest names nobody who wrote it")
    indexed = any(name == SEEN for _, name, *_ in connection.execute("PRAGMA table_info(products_fts)"))
    if indexed != manifest.seen_indexed:
        problems.append(
            f"what the model sees is {'' if indexed else 'not '}in the table products_fts; "
            f"the manifest says it is {'' if manifest.seen_indexed else 'not '}indexed"
        )
    return problems


def _pictures(catalog: Catalog) -> list[str]:
    connection, folder, problems = catalog.connect(), catalog.folder / IMAGES, []
    (count,) = connection.execute("SELECT count(*) FROM products WHERE image != ''").fetchone()
    if count != catalog.manifest.pictures:
        problems.append(f"{count} products have a picture; the manifest says {catalog.manifest.pictures}")
    stored = 0
    for name in _names(catalog):
        stored += 1
        try:
            open_picture(folder / name)
        except PictureError as error:
            problems.append(f"the picture {IMAGES}/{name} {error}")
    strange = sum(1 for _ in os.scandir(folder)) != stored
    if not problems and (strange or images_digest(folder, _names(catalog)) != catalog.manifest.images_sha256):
        problems.append(f"the pictures under {IMAGES}/ are not the ones that were stored")
    return problems


def _names(catalog: Catalog) -> Iterator[str]:
    """Of the stored pictures, sorted."""
    found = catalog.connect().execute("SELECT DISTINCT image FROM products WHERE image != '' ORDER BY image")
    return (name for (name,) in found)


def _tokens(catalog: Catalog, step: int = 4096) -> list[str]:
    """Tokens must be finite, and zero exactly where there is no picture."""
    for start in range(0, len(catalog), step):
        rows = range(start, min(start + step, len(catalog)))
        states = catalog.states(rows)
        if not np.isfinite(states).all():
            return [f"the tokens of rows {start} to {rows[-1]} hold numbers that are not finite"]
        seen = states.any(axis=(1, 2))
        pictured = catalog.connect().execute(
            "SELECT row, image != '' FROM products WHERE row >= ? AND row < ? ORDER BY row", (start, start + step)
        )
        for (row, has_picture), there in zip(pictured, seen, strict=True):
            if bool(there) != bool(has_picture):
                return [f"row {row} has {'tokens but no' if there else 'no tokens for its'} picture"]
    return []


def _strangers(catalog: Catalog) -> list[str]:
    found = sorted({entry.name for entry in catalog.folder.iterdir()} - KNOWN)
    return [f"files that are no part of a catalog: {', '.join(found[:5])}"] if found else []
