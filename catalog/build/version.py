"""The last stage of a build: from its journal to the files of one version of a catalog."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from catalog import atomic_swap
from catalog import manifest as files
from catalog.build.embed_texts import JournalVectors
from catalog.build.encode_images import write_tokens
from catalog.build.journal import Journal
from catalog.build.previous import Previous
from catalog.build.report import BuildReport
from catalog.database import PRODUCT_COLUMNS, SEEN, write_database
from catalog.manifest import Manifest, file_entry, images_digest
from catalog.protocols import Models


def write_version(
    folder: Path,
    journal: Journal,
    previous: Previous,
    models: Models,
    report: BuildReport,
    progress: Callable[[str, int, int], None],
) -> None:
    """Writes all files of the catalog into the empty `folder`, the manifest last. Raises OSError, sqlite3.Error."""
    indexer, eye, describer = models.indexer, models.eye, models.describer
    facts = indexer.write(JournalVectors(journal, previous, indexer.dimension), folder / files.TEXT_INDEX)
    shape = write_tokens(folder / files.TOKENS, journal, previous, eye)
    write_database(
        folder / files.DATABASE,
        journal.stream(f"SELECT {PRODUCT_COLUMNS}, {SEEN} FROM products ORDER BY row"),
        journal.stream("SELECT line, reason FROM rejected ORDER BY rowid"),
        journal.stream("SELECT row, why FROM products WHERE image = '' ORDER BY row"),
        journal.stream("SELECT DISTINCT source, image FROM products WHERE image != '' ORDER BY source"),
        journal.stream("SELECT row, variants FROM products WHERE variants != '' ORDER BY row"),
        index_seen=models.index_seen,
    )
    (folder / files.IMAGES).mkdir()
    for (name,) in journal.stream("SELECT image FROM pictures"):
        _link(journal, name, folder / files.IMAGES / name)
    names = (name for (name,) in journal.stream("SELECT image FROM pictures ORDER BY image"))
    manifest = Manifest(
        products=report.products,
        pictures=report.pictures,
        rejected=report.rejected_kinds.total(),
        encoder=indexer.name,
        text_dimension=indexer.dimension,
        eye=eye.fingerprint,
        token_shape=shape,
        describer=describer.name if describer is not None else "",
        seen=report.seen,
        seen_indexed=models.index_seen,
        files={name: file_entry(folder / name) for name in files.HASHED},
        images_sha256=images_digest(folder / files.IMAGES, names),
        text_index=facts,
    )
    progress("seal", 0, 1)
    atomic_swap.flush(folder)  # so that a manifest on the disk means that all it lists is there
    manifest.write(folder)
    progress("seal", 1, 1)


def _link(journal: Journal, name: str, target: Path) -> None:
    """A picture of the new version: the same file where the file system can, since versions share most of them."""
    source = journal.images / name
    if not source.exists() and journal.old_images is not None:
        source = journal.old_images / name
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
