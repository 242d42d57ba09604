"""`catalog.sqlite`: the products, what the model sees in each, their words for BM25 (FTS5), and what was rejected.

`seen` is a column that no `Product` has: a feed cannot set it, and no listing that the ranking model reads holds it.

The file depends on the rows alone: no time in it, one transaction, written in row order.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import astuple
from pathlib import Path
from typing import Any

from catalog.schema import PRODUCT_FIELDS, Product, Variant

PRODUCT_COLUMNS = ", ".join(("row", *PRODUCT_FIELDS))
FTS_COLUMNS = ("title", "kind", "brand", "description")
"""The listing's own words. The column SEEN follows them where a catalog indexes what the model sees."""
SEEN = "seen"
SOURCES = "sources"
"""The table that tells the next build which pictures it need not decode; catalogs from before there was one lack it."""
VARIANTS = "variants"
"""The table of the products that can be had as several; catalogs from before there was one lack it."""
LIMITS = "kind COLLATE NOCASE, brand COLLATE NOCASE, department COLLATE NOCASE, price, rating, in_stock"
"""What a search may be limited by, in one index: a kind is looked up in it, and any other limit reads it alone, not the
table."""
CACHE = -65_536
"""SQLite's cache_size while a catalog is built: 64 MiB. With its own 2, keys in random order cost a read each."""
_FTS_HASH_BYTES = 2**25
"""Words that FTS5 gathers before it writes them. With its own 1 MiB it merges a large catalog's over and over."""
_TYPES = {"price": "REAL", "rating": "REAL", "rating_count": "INTEGER", "in_stock": "INTEGER", "id": "TEXT UNIQUE"}


def _schema(index_seen: bool) -> str:
    indexed = (*FTS_COLUMNS, SEEN) if index_seen else FTS_COLUMNS
    return f"""
CREATE TABLE products(
  row INTEGER PRIMARY KEY, {", ".join(f"{name} {_TYPES.get(name, 'TEXT')}" for name in PRODUCT_FIELDS)},
  {SEEN} TEXT NOT NULL
);
CREATE INDEX products_limits ON products({LIMITS});
CREATE VIRTUAL TABLE products_fts USING fts5(
  {", ".join(indexed)}, content='products', content_rowid='row', tokenize='porter unicode61'
);
CREATE TABLE rejected(line INTEGER, reason TEXT);
CREATE TABLE pictureless(row INTEGER PRIMARY KEY, reason TEXT);
CREATE TABLE {VARIANTS}(row INTEGER PRIMARY KEY, data TEXT);
CREATE TABLE {SOURCES}(source TEXT PRIMARY KEY, image TEXT) WITHOUT ROWID;
"""


def write_database(
    path: Path,
    products: Iterable[tuple[Any, ...]],
    rejected: Iterable[tuple[Any, ...]],
    pictureless: Iterable[tuple[Any, ...]],
    sources: Iterable[tuple[Any, ...]],
    variants: Iterable[tuple[Any, ...]],
    *,
    index_seen: bool,
) -> None:
    """`products`: (row, *fields, seen); `rejected`: (line, reason); `pictureless`: (row, why it has no picture);
    `sources`: (hash of a picture as it came, name of the stored one); `variants`: (row, as
    `variants_as_text` writes them). Each is read once, in its order.

    `index_seen`: whether BM25 finds a product by what the model sees. Raises sqlite3.Error.
    """
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        # Written in a staging folder and flushed by the caller: a journal would only cost time.
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute(f"PRAGMA cache_size = {CACHE}")
        connection.executescript("BEGIN;" + _schema(index_seen))
        marks = ", ".join("?" * (2 + len(PRODUCT_FIELDS)))
        connection.executemany(f"INSERT INTO products({PRODUCT_COLUMNS}, {SEEN}) VALUES ({marks})", products)
        connection.executemany("INSERT INTO rejected VALUES (?, ?)", rejected)
        connection.executemany("INSERT INTO pictureless VALUES (?, ?)", pictureless)
        connection.executemany(f"INSERT INTO {SOURCES} VALUES (?, ?)", sources)
        connection.executemany(f"INSERT INTO {VARIANTS} VALUES (?, ?)", variants)
        connection.execute("INSERT INTO products_fts(products_fts, rank) VALUES ('hashsize', ?)", (_FTS_HASH_BYTES,))
        connection.execute("INSERT INTO products_fts(products_fts) VALUES ('rebuild')")
        connection.execute("INSERT INTO products_fts(products_fts) VALUES ('optimize')")
        connection.execute("COMMIT")
        connection.execute("VACUUM")
    finally:
        connection.close()


def variants_as_text(product: Product) -> str:
    """A product's variants as JSON; "" where it has none."""
    if not product.variants:
        return ""
    return json.dumps([astuple(variant) for variant in product.variants], ensure_ascii=False)


def variants_from_text(text: str) -> tuple[Variant, ...]:
    """The inverse of `variants_as_text`."""
    rows = json.loads(text) if text else []
    return tuple(Variant(id, tuple((name, value) for name, value in options), *rest) for id, options, *rest in rows)


def product_from_row(row: Sequence[Any]) -> Product:
    """The inverse of what `write_database` stores: (row, *fields)."""
    values = dict(zip(PRODUCT_FIELDS, row[1:], strict=True))
    if values["in_stock"] is not None:
        values["in_stock"] = bool(values["in_stock"])
    return Product(**values)
