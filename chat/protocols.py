"""What a turn needs of the rooms below: a shop, a search, a ranker, somebody who reads messages."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from catalog.conversations import Turn
from catalog.schema import Product
from retrieval.query import Query, WeightedTurn
from understanding.message import ParsedMessage


class Ranker(Protocol):
    """`lavic.load(...)` gives one."""

    name: str

    def score(
        self, turns: Sequence[Turn], listings: Sequence[str], states: np.ndarray, prior: Sequence[float] = ()
    ) -> np.ndarray:
        """(K,) float32, higher is better, for K listings (`Product.summary`), states (K, 5, D) and retrieval scores."""
        ...


class ProductStore(Protocol):
    """The part of `catalog.store.Catalog` that a turn needs."""

    def products(self, rows: Sequence[int]) -> Sequence[Product]: ...
    def seen(self, rows: Sequence[int]) -> Sequence[str]: ...
    def states(self, rows: Sequence[int]) -> np.ndarray: ...
    def has_picture(self, row: int) -> bool: ...
    def picture(self, product: Product) -> Path | None: ...
    def row(self, id: str) -> int: ...
    def connect(self) -> sqlite3.Connection: ...


class Retrieving(Protocol):
    """`retrieval.search.Retriever`; what it finds is a `SearchResult`."""

    def find(self, query: Query, k: int, photo: np.ndarray | None = None) -> Any: ...
    def search(self, turns: Sequence[WeightedTurn], k: int) -> Sequence[Any]: ...
    def similar(self, row: int, k: int) -> Sequence[tuple[int, float]]: ...
    def kinds_shown(self, photo: np.ndarray) -> tuple[str, ...]: ...


class Reader(Protocol):
    """`understanding.reading` has two."""

    def read(self, message: str, kinds: Sequence[str] = ()) -> ParsedMessage:
        """Never raises, whatever the characters. `kinds`: those that are asked for so far."""
        ...
