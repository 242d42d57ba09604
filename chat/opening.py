"""Puts the rooms together: a catalog, its search and LaViC, as one assistant. Shared by the page and the command."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import lavic
from catalog.errors import CatalogError
from catalog.store import SAMPLE, SECONDHAND, Catalog
from chat.assistant import Assistant
from chat.photo import Eye, Sees
from lavic.errors import ModelError
from retrieval.encoder import TextEncoder
from retrieval.errors import RetrievalError
from retrieval.search import Retriever
from understanding.kinds.vocabulary import Vocabulary
from understanding.reading import LearntReader

if TYPE_CHECKING:
    from lavic.rank import Ranker

log = logging.getLogger(__name__)

OPENING_ERRORS = (CatalogError, RetrievalError, ModelError)
"""What cannot be used, said in one line that is meant for people."""
SENTENCES = 32
"""Of a message that the encoder reads in one pass."""


def open_catalog(folder: str | Path | None) -> Catalog:
    began = time.perf_counter()
    catalog = Catalog.open(folder) if folder else Catalog.open()
    log.info("catalog %s: %d products, %.1f s", catalog.folder, len(catalog), time.perf_counter() - began)
    return catalog


@dataclass(frozen=True)
class Models:
    """What assistants of several catalogs share."""

    ranker: Ranker
    encoder: TextEncoder
    eye: Eye
    name: str
    adapters: str | None
    busy: threading.Lock = field(default_factory=threading.Lock)
    """Held while the ranker runs: one at a time, whoever asks."""


def open_assistant(catalog: Catalog, model: str, adapters: str | None, quantize: str) -> Assistant:
    """Raises one of `OPENING_ERRORS`. Loads everything, so that the first shopper waits for nothing."""
    return assistant_of(catalog, load_models(model, adapters, quantize))


def load_models(model: str, adapters: str | None, quantize: str) -> Models:
    """Raises one of `OPENING_ERRORS`. The text encoder loads on its first use."""
    began = time.perf_counter()
    ranker = lavic.load(model, adapters, quantize)
    log.info("model %s: %.1f s", ranker.name, time.perf_counter() - began)
    return Models(ranker, TextEncoder(), Eye(lambda: _eye(model, adapters), ranker.fingerprint), model, adapters)


def assistant_of(catalog: Catalog, models: Models) -> Assistant:
    """Raises one of `OPENING_ERRORS`. What it learns of the catalog's words is its own; the models are not."""
    ranker, encoder = models.ranker, models.encoder.load()
    if catalog.stale_eye(ranker.fingerprint):
        raise CatalogError(
            f"stale: the pictures of {catalog.folder} were encoded by another model, adapter or preprocessing than "
            f"{ranker.name}; rebuild: {_rebuild(catalog.folder, models.name, models.adapters)}"
        )
    began = time.perf_counter()
    retriever = Retriever(catalog, encoder)
    vocabulary = Vocabulary.of(catalog.connect())
    encode = partial(encoder.encode, together=SENTENCES)
    reader = LearntReader(vocabulary, catalog.connect, encode, encoder.name, retriever.kind_votes)
    log.info("text search and reading: %.1f s", time.perf_counter() - began)
    return Assistant(catalog, retriever, ranker, ranker.candidates, models.eye, reader, vocabulary, models.busy)


def _eye(model: str, adapters: str | None) -> Sees:
    """Imported here: whoever brings no photo waits for none of it."""
    from lavic.vision import load_vision_encoder

    return load_vision_encoder(model, adapters)


def _rebuild(folder: Path, model: str, adapters: str | None) -> str:
    feed = "FEED"
    for own in (SAMPLE, SECONDHAND):
        if folder.resolve() == own.resolve():
            home = f"catalog/{own.parent.name}"
            feed = f"{home}/feed.jsonl --images {home}/pictures"
    chosen = f" --adapters {adapters}" if adapters else ""
    return f"python -m catalog build {feed} --out {folder} --model {model}{chosen}"


def one_line(error: BaseException | str) -> str:
    return " ".join(str(error).split())
