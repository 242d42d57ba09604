"""A built catalog, opened read-only.

The database and the memory-mapped tokens are held open from the start, so a catalog that is rebuilt under a running
server goes on answering from the version that was opened. Pictures are not: after a rebuild, one that the new version
no longer has is gone (`picture` gives None); those it still has keep their names, which are hashes. Leaves out:
searching, which is `retrieval`'s.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from catalog import atomic_swap
from catalog.database import PRODUCT_COLUMNS, SEEN, VARIANTS, product_from_row, variants_from_text
from catalog.errors import CatalogError, NoSuchProduct
from catalog.manifest import (
    DATABASE,
    HASHED,
    IMAGES,
    MANIFEST,
    REBUILD,
    TEXT_INDEX,
    TOKENS,
    Manifest,
    file_entry,
    read_manifest,
)
from catalog.schema import Product, Variant

SAMPLE = Path(__file__).parent / "sample" / "shop"
"""The catalog that every command means where none is named."""
SECONDHAND = Path(__file__).parent / "secondhand" / "shop"
"""The other one that ships: photographs where the first has renders."""
SHOP = "shop"
"""A folder with a catalog of this name in it stands for that catalog: `catalog/secondhand`, beside its feed."""
_SQL_VARIABLES = 500


class Catalog:
    """Use `Catalog.open`. Safe to share between threads. Rows are 0-based, in the order of tokens and text index."""

    def __init__(self, folder: Path, manifest: Manifest, tokens: np.ndarray, base: sqlite3.Connection) -> None:
        self.folder = folder
        self.manifest = manifest
        self._tokens = tokens
        self._base: sqlite3.Connection | None = base
        self._inode = _identity(folder / DATABASE)
        self._local = threading.local()

    @classmethod
    def open(cls, folder: Path | str = SAMPLE) -> Catalog:
        """Opens and verifies the catalog at `folder`, or at `shop/` in it. Raises CatalogError: missing, half-built,
        damaged, of another version.

        Reads every byte of the database, the text index and the tokens once, to compare their SHA-256.
        """
        folder = _shop_in(Path(folder))
        atomic_swap.recover(folder)
        for _ in range(3):  # a build may switch versions between two of our reads
            before = _identity(folder)
            try:
                catalog = cls._open(folder)
            except CatalogError:
                if _identity(folder) == before:
                    raise
                continue
            if _identity(folder) == before:
                return catalog
            catalog.close()
        raise CatalogError(f"the catalog {folder} keeps changing while it is opened; is a build looping?")

    @classmethod
    def _open(cls, folder: Path) -> Catalog:
        manifest = read_manifest(folder)
        for problem in damaged_files(folder, manifest):
            raise CatalogError(f"{problem}; rebuild: {REBUILD.format(folder)}")
        tokens = _open_tokens(folder, manifest)
        base = _connect(folder / DATABASE)
        (count,) = base.execute("SELECT count(*) FROM products").fetchone()
        if count != manifest.products or count != manifest.token_shape[0]:
            raise CatalogError(
                f"the catalog {folder} has {count} products in its database and {manifest.token_shape[0]} rows of "
                f"tokens; its manifest says {manifest.products}; rebuild: {REBUILD.format(folder)}"
            )
        return cls(folder, manifest, tokens, base)

    def close(self) -> None:
        """Ends this use of the catalog. A thread in the middle of a query finishes it.

        Only this thread's connection is closed outright: SQLite does not bear that done to another thread's query.
        The others go when Python collects them.
        """
        if (own := getattr(self._local, "connection", None)) is not None and own is not self._base:
            own.close()
        self._base, self._local = None, threading.local()

    def __enter__(self) -> Catalog:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __len__(self) -> int:
        return self.manifest.products

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """The products' identifiers in row order."""
        return tuple(id for (id,) in self.connect().execute("SELECT id FROM products ORDER BY row"))

    def __contains__(self, id: str) -> bool:
        try:
            self.row(id)
        except NoSuchProduct:
            return False
        return True

    def product(self, id: str) -> Product:
        """Raises NoSuchProduct."""
        return self.products([self.row(id)])[0]

    def row(self, id: str) -> int:
        """Raises NoSuchProduct."""
        try:
            found = self.connect().execute("SELECT row FROM products WHERE id = ?", (id,)).fetchone()
        except UnicodeEncodeError:  # a lone surrogate
            found = None
        if found is None:
            raise NoSuchProduct(f"no product {id!a} among the {len(self)} of {self.folder}")
        return found[0]

    def products(self, rows: Iterable[int]) -> list[Product]:
        """The products at `rows`, in that order. Raises CatalogError for a row that is not there."""
        found = self._select(PRODUCT_COLUMNS, rows)
        products = [product_from_row(row) for row in found]
        if not self._has_variants:
            return products
        variants = self._variants([row[0] for row in found])
        return [
            replace(product, variants=variants[row[0]]) if row[0] in variants else product
            for row, product in zip(found, products, strict=True)
        ]

    @cached_property
    def _has_variants(self) -> bool:
        there = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?"
        if self.connect().execute(there, (VARIANTS,)).fetchone() is None:
            return False
        return self.connect().execute(f"SELECT 1 FROM {VARIANTS} LIMIT 1").fetchone() is not None

    def _variants(self, rows: Sequence[int]) -> dict[int, tuple[Variant, ...]]:
        """Of those of these rows that have any."""
        found: dict[int, tuple[Variant, ...]] = {}
        for start in range(0, len(rows), _SQL_VARIABLES):
            part = rows[start : start + _SQL_VARIABLES]
            marks = ",".join("?" * len(part))
            sql = f"SELECT row, data FROM {VARIANTS} WHERE row IN ({marks})"
            found |= {row: variants_from_text(data) for row, data in self.connect().execute(sql, part)}
        return found

    def seen(self, rows: Iterable[int]) -> list[str]:
        """What the model sees in the picture of each of `rows`, a sentence; "" where it was not asked or has none.

        Written from the five tokens when the catalog was built, by `manifest.describer`. Anybody's text: escape it.
        """
        return [text for _, text in self._select(f"row, {SEEN}", rows)]

    def _select(self, columns: str, rows: Iterable[int]) -> list[tuple[Any, ...]]:
        """These columns, of which `row` is the first, at `rows` and in their order."""
        wanted = self._checked(rows)
        found: dict[int, tuple[Any, ...]] = {}
        for start in range(0, len(wanted), _SQL_VARIABLES):
            part = wanted[start : start + _SQL_VARIABLES]
            marks = ",".join("?" * len(part))
            for row in self.connect().execute(f"SELECT {columns} FROM products WHERE row IN ({marks})", part):
                found[row[0]] = row
        return [found[row] for row in wanted]

    def states(self, rows: Iterable[int]) -> np.ndarray:
        """(K, views, D) float16 [CLS] states before the projector; zeros for a product without a picture."""
        return np.asarray(self._tokens[self._checked(rows)])

    def has_picture(self, row: int) -> bool:
        """Whether a picture was found for this product when the catalog was built."""
        return bool(self.products([row])[0].image)

    def picture(self, product: Product) -> Path | None:
        """The product's picture, an upright RGB WebP, or None where it has none or the file is gone."""
        if not product.image:
            return None
        path = self.folder / IMAGES / Path(product.image).name
        return path if path.is_file() else None

    @property
    def text_index_path(self) -> Path:
        return self.folder / TEXT_INDEX

    def stale_eye(self, fingerprint: str) -> bool:
        """Whether the tokens were made by another model, adapter or preprocessing than this one."""
        return self.manifest.eye != fingerprint

    def connect(self) -> sqlite3.Connection:
        """This thread's read-only connection to the database. Not to be closed by the caller.

        Raises CatalogError after `close`.
        """
        if (connection := getattr(self._local, "connection", None)) is None:
            connection = self._local.connection = self._fresh_connection()
        return connection

    def _fresh_connection(self) -> sqlite3.Connection:
        """A new connection; the shared first one where the files were replaced since they were opened."""
        if (base := self._base) is None:
            raise CatalogError(f"the catalog {self.folder} is closed; open it again")
        path = self.folder / DATABASE
        if _identity(path) == self._inode:
            try:
                connection = _connect(path)
            except CatalogError:
                return base
            if _identity(path) == self._inode:
                return connection
            connection.close()
        return base  # SQLite serialises the threads that share it

    def _checked(self, rows: Iterable[int]) -> list[int]:
        wanted = [int(row) for row in rows]
        if bad := [row for row in wanted if not 0 <= row < len(self)]:
            raise CatalogError(f"no row {bad[0]} in {self.folder}; expected 0 to {len(self) - 1}")
        return wanted


def _shop_in(folder: Path) -> Path:
    """`folder`, or the catalog beneath it that it stands for."""
    within = folder / SHOP
    stands = not (folder / MANIFEST).exists() and not atomic_swap.previous(folder).exists()
    return within if stands and ((within / MANIFEST).exists() or atomic_swap.previous(within).exists()) else folder


def damaged_files(folder: Path, manifest: Manifest, names: Sequence[str] = HASHED) -> list[str]:
    """What is wrong with the files that the manifest lists, one sentence for each; sizes first, they are quick."""
    problems = []
    for name in names:
        expected, path = manifest.files[name], folder / name
        try:
            if (size := path.stat().st_size) != expected.bytes:
                problems.append(f"{path} is damaged: {size:,} bytes, expected {expected.bytes:,}")
            elif (found := file_entry(path).sha256) != expected.sha256:
                problems.append(f"{path} is damaged: SHA-256 {found[:12]}, expected {expected.sha256[:12]}")
        except OSError as error:
            problems.append(f"cannot read {path}: {error.strerror}")
    return problems


def _open_tokens(folder: Path, manifest: Manifest) -> np.ndarray:
    """(N, views, D) float16, memory-mapped. An array of Python objects is never loaded."""
    rebuild = REBUILD.format(folder)
    try:
        tokens = np.load(folder / TOKENS, mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError) as error:
        raise CatalogError(f"{folder / TOKENS} is not an array of numbers: {error}; rebuild: {rebuild}") from None
    if tokens.dtype != np.float16 or tokens.shape != manifest.token_shape:
        raise CatalogError(
            f"{folder / TOKENS} is {tokens.dtype} {tokens.shape}; expected float16 {manifest.token_shape}; "
            f"rebuild: {rebuild}"
        )
    return tokens


def _connect(path: Path) -> sqlite3.Connection:
    """`immutable`: no lock and no journal is looked for, so a read-only file system will do."""
    uri = path.absolute().as_uri() + "?mode=ro&immutable=1"
    try:
        # Each thread has its own, yet the last reference to one may be dropped by another thread.
        connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
        connection.execute("PRAGMA query_only = ON")
        return connection
    except sqlite3.Error as error:
        raise CatalogError(f"cannot open {path}: {error}") from None


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
