"""Learns asides from `talk/asides.tsv`, beside the sentences by which acts are learnt: those but small talk bear on
what is wanted. `python -m understanding train`."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from understanding.acts import features
from understanding.asides.classifier import ASIDE, WEIGHTS
from understanding.kinds.nearest import Encode
from understanding.training import TALK, examples, fill

SENTENCES = TALK / "asides.tsv"
SEED, FOLDS = 7, 8
FILLINGS = 3
STRENGTH = 10.0
"""Inverse of the regularisation; best of 3, 10 and 30 by the folds, as is OF_ACTS of 0.05, 0.15 and 0.4."""
OF_ACTS = 0.05
"""Weight of a sentence of another act beside one that was written for this."""


def train_asides(encode: Encode, encoder: str, path: Path = WEIGHTS) -> dict[str, float]:
    """Writes the weights; returns what `measure_asides` does."""
    matrix, labels, _, weights = _material(encode)
    model = _fitted(matrix, labels, weights)
    np.savez_compressed(
        path,
        weights=model.coef_[0].astype(np.float16),
        bias=np.array(model.intercept_[0], np.float32),
        encoder=np.array(encoder),
    )
    return measure_asides(encode)


def measure_asides(encode: Encode) -> dict[str, float]:
    """By folds over the written sentences: the share of asides that go, and of others that would go with them."""
    matrix, labels, groups, weights = _material(encode)
    own = groups >= 0
    odds = np.zeros(len(labels))
    for learnt, held in GroupKFold(FOLDS, shuffle=True, random_state=SEED).split(matrix[own], groups=groups[own]):
        rows = np.concatenate([np.flatnonzero(own)[learnt], np.flatnonzero(~own)])
        at = np.flatnonzero(own)[held]
        odds[at] = _fitted(matrix[rows], labels[rows], weights[rows]).predict_proba(matrix[at])[:, 1]
    asides, others = odds[own & labels], odds[own & ~labels]
    return {
        "n": int(own.sum()),
        "asides_dropped": round(float((asides >= ASIDE).mean()), 3),
        "others_dropped": round(float((others >= ASIDE).mean()), 3),
    }


def _fitted(matrix: np.ndarray, labels: np.ndarray, weights: np.ndarray) -> LogisticRegression:
    model = LogisticRegression(C=STRENGTH, max_iter=3_000, class_weight="balanced")
    return model.fit(matrix, labels, sample_weight=weights)


def _material(encode: Encode) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Features (N, D + hashed words), whether each is an aside, its group (-1: of another act), its weight."""
    rows = [*dict.fromkeys(_written())]
    rows += [(example.text, example.act == "smalltalk", -1) for example in examples(held_out=False)]
    texts, labels, groups = map(list, zip(*rows, strict=True))
    matrix = features(texts, encode(texts))
    return matrix, np.array(labels), np.array(groups), np.where(np.array(groups) < 0, OF_ACTS, 1.0)


def _written() -> Iterator[tuple[str, bool, int]]:
    rng = random.Random(SEED)
    for number, line in enumerate(SENTENCES.read_text(encoding="utf-8").splitlines()):
        label, text = line.split("\t")
        for _ in range(FILLINGS):
            yield fill(text, rng), label == "aside", number
