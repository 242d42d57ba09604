"""A catalog's text index against the catalog: whether it holds these texts, and finds what is near."""

from __future__ import annotations

import numpy as np

from catalog.store import Catalog
from retrieval.encoder import Encoder
from retrieval.errors import RetrievalError
from retrieval.index import TextIndex
from retrieval.ivf import NEAREST

TEXTS, QUERIES = 50, 100
"""Texts that are embedded again, and vectors whose nearest are looked for; spread over the catalog."""
SAME = 0.999
"""Least cosine of a text's vector with itself: half precision and the length of a batch change less."""
SLACK = 0.03
"""What recall may fall short of the manifest's, which was measured on other vectors: three errors of its mean."""
_BATCH = 16_384


def audit(catalog: Catalog, encoder: Encoder) -> list[str]:
    """One sentence for each thing that is wrong. Reads the whole index once."""
    manifest = catalog.manifest
    if (manifest.encoder, manifest.text_dimension) != (encoder.name, encoder.dimension):
        return [f"stale: the text index was made by {manifest.encoder}, this program embeds with {encoder.name}"]
    try:
        index = TextIndex.read(catalog.text_index_path, len(catalog), encoder.dimension)
    except RetrievalError as error:
        return [str(error)]
    return [*_texts(catalog, index, encoder), *_recall(catalog, index)]


def _spread(count: int, most: int) -> np.ndarray:
    """Up to `most` rows of `count`, evenly spread."""
    return np.unique(np.linspace(0, count - 1, min(most, count)).astype(np.int64))


def _texts(catalog: Catalog, index: TextIndex, encoder: Encoder) -> list[str]:
    rows = _spread(len(catalog), TEXTS)
    seen = catalog.seen(rows) if catalog.manifest.seen_indexed else [""] * len(rows)
    texts = [product.text(sentence) for product, sentence in zip(catalog.products(rows), seen, strict=True)]
    cosines = (encoder.encode(texts) * index.take(rows)).sum(axis=1)
    wrong = int((cosines < SAME).sum())
    return [f"{wrong} of {len(rows)} vectors of the text index are not those of their products"] if wrong else []


def recall_at_10(index: TextIndex, queries: np.ndarray) -> float:
    """Share of the 10 nearest of each of (Q, D) float32 queries that a search finds; equally near ones count alike.

    Against brute force over what is stored: reads the whole index once.
    """
    found = index.search(queries, NEAREST)[0]
    best = np.full((len(queries), 0), -np.inf, np.float32)
    for start in range(0, len(index), _BATCH):
        scores = queries @ index.take(np.arange(start, min(start + _BATCH, len(index)))).T
        both = np.concatenate([best, scores], axis=1)
        best = np.partition(both, -NEAREST, axis=1)[:, -NEAREST:] if both.shape[1] > NEAREST else both
    return float((found >= best.min(axis=1, keepdims=True) - 1e-5).mean())


def _recall(catalog: Catalog, index: TextIndex) -> list[str]:
    facts = catalog.manifest.text_index
    recall = recall_at_10(index, index.take(_spread(len(catalog), QUERIES)))
    expected = facts.recall_at_10 if facts is not None else 1.0
    if recall < expected - SLACK:
        return [f"a text search finds {recall:.3f} of the {NEAREST} nearest; the manifest says {expected:.3f}"]
    return []
