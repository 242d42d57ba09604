"""Whom a build asks for vectors of texts and their index, and for what a picture looks like. Other rooms are these."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from PIL import Image

from catalog.manifest import TextIndexFacts


class Vectors(Protocol):
    """N vectors of D numbers, float32, that need not be in memory."""

    def __len__(self) -> int: ...

    def batches(self, size: int) -> Iterator[np.ndarray]:
        """All of them in row order, as (B, D) arrays; B = `size` but for the last."""

    def take(self, rows: np.ndarray) -> np.ndarray:
        """(K,) rows to (K, D)."""


class StoredVectors(Protocol):
    def take(self, rows: np.ndarray) -> np.ndarray:
        """(K,) rows of a written index to (K, D) float32."""


class TextIndexer(Protocol):
    name: str
    dimension: int

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """B texts to (B, dimension) float32."""

    def write(self, vectors: Vectors, path: Path) -> TextIndexFacts:
        """Writes the index of `vectors` to `path`. Raises OSError."""

    def stored(self, path: Path, count: int, wanted: int) -> StoredVectors | None:
        """The vectors of an index of `count` that `write` wrote, for one of `wanted` vectors.

        None where it keeps them less exactly than that one would.
        """


class Eye(Protocol):
    fingerprint: str
    """Of model, adapter and preprocessing: tokens with another fingerprint are not comparable."""
    dimension: int
    views: int

    def states(self, images: Sequence[Image.Image]) -> np.ndarray:
        """B upright RGB pictures of any size to (B, views, dimension) float16."""


class Describer(Protocol):
    name: str
    """Of model, adapter, prompt and what may be said: what makes a sentence come out as it does, beside its picture and
    the kind that the listing gives."""

    def describe(self, states: np.ndarray, kinds: Sequence[str]) -> list[str]:
        """(B, views, D) float16 [CLS] states, and what the listings say the things are, to B sentences of one line;
        "" where nothing can be said."""


@dataclass(frozen=True)
class Models:
    """All of one build."""

    indexer: TextIndexer
    eye: Eye
    describer: Describer | None
    index_seen: bool
    """Whether the text index and BM25 find products by what the describer says."""
