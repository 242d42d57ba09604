"""Puts the rooms together: a catalog, its search and LaViC, as one assistant. Shared by the page and the command."""

from __future__ import annotations

import logging
import time
from pathlib import Path

import lavic
from catalog.errors import CatalogError
from catalog.store import SAMPLE, Catalog
from chat.assistant import Assistant
from chat.photo import Eye, Sees
from lavic.errors import ModelError
from retrieval.encoder import TextEncoder
from retrieval.errors import RetrievalError
from retrieval.search import Retriever
from understanding.kinds.vocabulary import Vocabulary
from understanding.reading import LearntReader

log = logging.getLogger(__name__)

OPENING_ERRORS = (CatalogError, RetrievalError, ModelError)
"""What cannot be used, said in one line that is meant for people."""


def open_catalog(folder: str | Path | None) -> Catalog:
    began = time.perf_counter()
    catalog = Catalog.open(folder) if folder else Catalog.open()
    log.info("catalog %s: %d products, %.1f s", catalog.folder, len(catalog), time.perf_counter() - began)
    return catalog


def open_assistant(catalog: Catalog, model: str, adapters: str | None, quantize: str) -> Assistant:
    """Raises one of `OPENING_ERRORS`. Loads everything, so that the first shopper waits for nothing."""
    began = time.perf_counter()
    ranker = lavic.load(model, adapters, quantize)
    log.info("model %s: %.1f s", ranker.name, time.perf_counter() - began)
    if catalog.stale_eye(ranker.fingerprint):
        raise CatalogError(
            f"stale: the pictures of {catalog.folder} were encoded by another model, adapter or preprocessing than "
            f"{ranker.name}; rebuild: {_rebuild(catalog.folder, model, adapters)}"
        )
    began = time.perf_counter()
    encoder = TextEncoder().load()
    retriever = Retriever(catalog, encoder)
    vocabulary = Vocabulary.of(catalog.connect())
    reader = LearntReader(vocabulary, catalog.connect, encoder.encode, encoder.name, retriever.kind_votes)
    log.info("text search and reading: %.1f s", time.perf_counter() - began)
    eye = Eye(lambda: _eye(model, adapters), ranker.fingerprint)
    return Assistant(catalog, retriever, ranker, ranker.candidates, eye, reader, vocabulary)


def _eye(model: str, adapters: str | None) -> Sees:
    """Imported here: whoever brings no photo waits for none of it."""
    from lavic.vision import load_vision_encoder

    return load_vision_encoder(model, adapters)


def _rebuild(folder: Path, model: str, adapters: str | None) -> str:
    feed = "FEED"
    if folder.resolve() == SAMPLE.resolve():
        feed = "catalog/sample/feed.jsonl --images catalog/sample/pictures"
    chosen = f" --adapters {adapters}" if adapters else ""
    return f"python -m catalog build {feed} --out {folder} --model {model}{chosen}"


def one_line(error: BaseException | str) -> str:
    return " ".join(str(error).split())
