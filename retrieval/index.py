"""The dense text index: FAISS over unit vectors, so a score is a cosine. Rows are the catalog's.

Up to `FLAT_LIMIT` products it is flat and exact, beyond that it is that of `retrieval.ivf`. A search among some of the
rows is exact in either: it looks into every list, and an id selector leaves out what is not allowed.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from catalog.manifest import TextIndexFacts
from catalog.protocols import Vectors
from retrieval.encoder import Encoder
from retrieval.errors import RetrievalError
from retrieval.ivf import build_ivf

BATCH = 1024
"""Vectors added at a time."""
FLAT_LIMIT = 50_000
"""Vectors in a flat index at most: half of the 100,000 that take 18 ms a search on two threads (FACTS 7)."""
_HEADER_BYTES = 45
"""What FAISS writes before the vectors of an IndexFlatIP."""
_FLAT, _IVF = b"IxFI", b"IwSq"
"""The first bytes of either kind."""


class TextIndexer:
    """What `catalog.build` needs to write `text.faiss`."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.name, self.dimension = encoder.name, encoder.dimension

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """B texts to (B, dimension) float32, each of length 1."""
        return self._encoder.encode(texts)

    def write(self, vectors: Vectors, path: Path) -> TextIndexFacts:
        """Raises OSError where the file cannot be written."""
        import faiss

        index: Any = faiss.IndexFlatIP(self.dimension)
        facts = TextIndexFacts("flat")
        if len(vectors) > FLAT_LIMIT:
            index, facts = build_ivf(vectors, self.dimension)
        else:
            for batch in vectors.batches(BATCH):
                index.add(batch)
        try:
            faiss.write_index(index, str(path))
        except RuntimeError as error:
            raise OSError(f"FAISS could not write {path.name}: {str(error).splitlines()[0][:200]}") from None
        return facts

    def stored(self, path: Path, count: int, wanted: int) -> TextIndex | None:
        """The index of `count` vectors at `path`, to take vectors from for one of `wanted`; None where it cannot be."""
        try:
            index = TextIndex.read(path, count, self.dimension, in_memory=False)
        except RetrievalError:
            return None
        return index if index.is_flat or wanted > FLAT_LIMIT else None


class TextIndex:
    """A text index. Searching is safe from many threads."""

    def __init__(self, index: Any) -> None:
        """`index`: a faiss.IndexFlat or faiss.IndexIVF."""
        self._index = index

    @classmethod
    def read(cls, path: Path, count: int, dimension: int, *, in_memory: bool = True) -> TextIndex:
        """Raises RetrievalError where the file is not an index of `count` vectors of `dimension`.

        Size and header are compared before FAISS allocates what the header asks for. `in_memory`: False leaves a large
        index's vectors on the disk.
        """
        import faiss

        index: Any = None
        try:
            size = path.stat().st_size
            with open(path, "rb") as file:
                head = file.read(16)
            if _is_plausible(head, size, count, dimension):
                index = faiss.read_index(str(path), 0 if in_memory else faiss.IO_FLAG_MMAP)
        except (OSError, RuntimeError) as error:
            raise RetrievalError(f"cannot read the text index {path}: {str(error).splitlines()[0]}") from None
        if index is None or index.ntotal != count or index.d != dimension:
            raise RetrievalError(
                f"the text index {path} has {size:,} bytes and begins with {head[:4]!r}; expected "
                f"{_HEADER_BYTES + 4 * count * dimension:,} bytes and {_FLAT!r}, or {_IVF!r}, for {count} vectors of "
                f"{dimension}; rebuild: python -m catalog build FEED --out {path.parent}"
            )
        if head[:4] == _IVF:
            index.make_direct_map()  # where each row lies: 8 bytes a row
        return cls(index)

    @property
    def is_flat(self) -> bool:
        return not hasattr(self._index, "nlist")

    def __len__(self) -> int:
        return self._index.ntotal

    @property
    def dimension(self) -> int:
        return self._index.d

    def search(self, vectors: np.ndarray, k: int, rows: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
        """(Q, D) float32 to cosines (Q, K) float32, falling, and rows (Q, K) int64; K = min(k, what is allowed).

        `rows`: distinct catalog rows to search in, exactly; None for all.
        """
        import faiss

        k = min(k, len(self) if rows is None else len(rows))
        if k <= 0:
            return np.zeros((len(vectors), 0), np.float32), np.zeros((len(vectors), 0), np.int64)
        vectors = np.ascontiguousarray(vectors, np.float32)
        if rows is None:
            scores, found = self._index.search(vectors, k)
            if not (found < 0).any():
                return scores, found
        selector = None
        if rows is not None:
            allowed = np.zeros(len(self), bool)
            allowed[rows] = True
            bits = np.packbits(allowed, bitorder="little")
            selector = faiss.IDSelectorBitmap(bits)  # type: ignore[call-arg, arg-type]
        if self.is_flat:
            parameters = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
        else:  # exact where rows are chosen, and where the nearest lists hold fewer than k
            parameters = faiss.SearchParametersIVF(sel=selector, nprobe=self._index.nlist)  # type: ignore[call-arg]
        return self._index.search(vectors, k, params=parameters)

    def scores(self, vector: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """(D,) float32 and (K,) rows to the (K,) float32 cosines of these rows."""
        if not len(rows):
            return np.zeros(0, np.float32)
        return self.take(rows) @ np.asarray(vector, np.float32)

    def take(self, rows: np.ndarray) -> np.ndarray:
        """(K,) rows to the (K, D) float32 vectors that are stored for them."""
        return self._index.reconstruct_batch(np.asarray(rows, np.int64))


def _is_plausible(head: bytes, size: int, count: int, dimension: int) -> bool:
    """Whether a file that begins with `head` is large enough for what it says, and says `count` and `dimension`."""
    says = int.from_bytes(head[4:8], "little"), int.from_bytes(head[8:16], "little")
    if says != (dimension, count):
        return False
    if head[:4] == _FLAT:
        return size == _HEADER_BYTES + 4 * count * dimension
    return head[:4] == _IVF and size > count * (2 * dimension + 8)
