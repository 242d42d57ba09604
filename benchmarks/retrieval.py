"""What a search of a large catalog takes and finds."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median

import numpy as np

from benchmarks.figures import emit, milliseconds, spread
from benchmarks.synthetic import Shop
from catalog.store import Catalog
from chat.query import weigh_turns
from retrieval.audit import recall_at_10
from retrieval.encoder import Encoder
from retrieval.filters import Filters
from retrieval.index import TextIndex
from retrieval.search import MIN_POOL, Retriever
from understanding.kinds.vocabulary import Vocabulary
from understanding.message import parse_message

QUERIES, TURNS = 200, 30
"""Searches of the index by vector, and whole ones by words."""


def measure_search(folder: Path, encoder_of: Callable[[], Encoder], shop: Shop) -> None:
    """By vector alone, and as a turn searches."""
    encoder = encoder_of()
    with Catalog.open(folder) as catalog:
        _by_vector(catalog, encoder, shop)
        _by_words(catalog, encoder, shop)


def _by_vector(catalog: Catalog, encoder: Encoder, shop: Shop) -> None:
    """Recall of shoppers' queries, which are no vectors of the index, and milliseconds one at a time."""
    index = TextIndex.read(catalog.text_index_path, len(catalog), encoder.dimension)
    vectors = encoder.encode(shop.queries(QUERIES))
    recall = recall_at_10(index, vectors)
    emit("recall at 10 of shoppers' queries", round(recall, 4), "", n=QUERIES, products=len(catalog))
    near, _ = index.search(vectors, 10)
    others = index.take(np.random.default_rng(shop.seed).choice(len(catalog), len(vectors)))
    cosines = {"first": near[:, 0], "tenth": near[:, 9], "any": (others * vectors).sum(axis=1)}
    for which, found in cosines.items():
        emit("cosine of a query", round(float(found.mean()), 3), "", nearest=which, **spread(found.tolist(), 3))
    facts = catalog.manifest.text_index
    for k in (10, MIN_POOL):  # the latter is what a conversation's search asks for
        times = milliseconds(partial(index.search, k=k), list(vectors[:, None]))
        probes = 0 if facts is None else facts.probes
        emit("search by vector", round(median(times), 3), "ms", k=k, **spread(times, 3), probes=probes)


def _by_words(catalog: Catalog, encoder: Encoder, shop: Shop) -> None:
    retriever, queries = Retriever(catalog, encoder), shop.queries(TURNS)
    vocabulary = Vocabulary.of(catalog.connect())
    limits = {"none": Filters(), "a kind": Filters(kind=shop.kinds[0]), "half the prices": Filters(price_max=33.0)}
    for name, filters in limits.items():
        times = milliseconds(
            partial(retriever.search, k=10, filters=filters), [weigh_turns([query]) for query in queries]
        )
        emit("search by words", round(median(times), 2), "ms", filter=name, k=10, **spread(times))
    times = milliseconds(lambda query: parse_message(query, vocabulary), queries)
    emit("a message understood", round(median(times), 2), "ms", **spread(times))
