"""The last stage of a build: from its notebook to the files of one version of a catalog."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from catalog import manifest as files
from catalog import swap
from catalog.database import PRODUCT_COLUMNS, SEEN, write_database
from catalog.looks import write_tokens
from catalog.makers import Makers
from catalog.manifest import Manifest, file_entry, images_digest
from catalog.previous import Previous
from catalog.report import BuildReport
from catalog.words import WorkVectors
from catalog.work import Work


def write_version(
    folder: Path,
    work: Work,
    previous: Previous,
    makers: Makers,
    report: BuildReport,
    progress: Callable[[str, int, int], None],
) -> None:
    """Writes all files of the catalog into the empty `folder`, the manifest last. Raises OSError, sqlite3.Error."""
    indexer, eye, describer = makers.indexer, makers.eye, makers.describer
    facts = indexer.write(WorkVectors(work, previous, indexer.dimension), folder / files.TEXT_INDEX)
    shape = write_tokens(folder / files.TOKENS, work, previous, eye)
    write_database(
        folder / files.DATABASE,
        work.stream(f"SELECT {PRODUCT_COLUMNS}, {SEEN} FROM products ORDER BY row"),
        work.stream("SELECT line, reason FROM rejected ORDER BY rowid"),
        work.stream("SELECT row, why FROM products WHERE image = '' ORDER BY row"),
        work.stream("SELECT DISTINCT source, image FROM products WHERE image != '' ORDER BY source"),
        index_seen=makers.index_seen,
    )
    (folder / files.IMAGES).mkdir()
    for (name,) in work.stream("SELECT image FROM pictures"):
        _link(work, name, folder / files.IMAGES / name)
    names = (name for (name,) in work.stream("SELECT image FROM pictures ORDER BY image"))
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
        seen_indexed=makers.index_seen,
        files={name: file_entry(folder / name) for name in files.HASHED},
        images_sha256=images_digest(folder / files.IMAGES, names),
        text_index=facts,
    )
    progress("seal", 0, 1)
    swap.flush(folder)  # so that a manifest on the disk means that all it lists is there
    manifest.write(folder)
    progress("seal", 1, 1)


def _link(work: Work, name: str, target: Path) -> None:
    """A picture of the new version: the same file where the file system can, since versions share most of them."""
    source = work.images / name
    if not source.exists() and work.old_images is not None:
        source = work.old_images / name
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
