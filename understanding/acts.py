"""What a message is for, learnt: a linear classifier over its sentence vector and its words.

Multinomial logistic regression on the vector of the sentence encoder and on hashed words and word pairs, trained by
`make understanding` from `talk/` (docs/TRAINING.md). Rules come first where they are certain (`understanding.reading`);
this decides where none fires. Leaves out: what a question is about.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np

ACTS = (
    *("request", "more", "back", "restart", "question", "compare", "choose", "count"),
    *("service", "smalltalk", "complaint", "outside", "help"),
)
WEIGHTS = Path(__file__).with_name("acts.npz")
BUCKETS = 8_192
"""Of hashed words and pairs; 5,600 different ones are in the training sentences."""
WORDS_COUNT = 0.5
"""Weight of the words beside the vector, both of length 1: best of 0, 0.5, 1, 2 on families that were held out."""
_TOKEN = re.compile(r"[^\W\d_][\w'’]*|\d+(?:[.,]\d+)?|[?!]")


@dataclass(frozen=True)
class ActClassifier:
    """`weights`: (D + BUCKETS, acts); `bias`: (acts,). `encoder` names what made the vectors."""

    weights: np.ndarray
    bias: np.ndarray
    encoder: str

    def probabilities(self, text: str, vector: np.ndarray) -> dict[str, float]:
        """`vector`: (D,) of `text`, of length 1. Sums to 1."""
        logits = features([text], vector[None]) @ self.weights + self.bias
        odds = np.exp(logits[0] - logits.max())
        return dict(zip(ACTS, (odds / odds.sum()).tolist(), strict=True))

    @classmethod
    @lru_cache(maxsize=1)
    def shipped(cls) -> ActClassifier:
        """Raises OSError, ValueError where the file is missing or damaged: run `make understanding`."""
        with np.load(WEIGHTS, allow_pickle=False) as stored:
            return cls(stored["weights"].astype(np.float32), stored["bias"], str(stored["encoder"]))


def features(texts: list[str], vectors: np.ndarray) -> np.ndarray:
    """(N, D) vectors of N texts to (N, D + BUCKETS) float32."""
    words = np.zeros((len(texts), BUCKETS), np.float32)
    for row, text in zip(words, texts, strict=True):
        for bucket in _buckets(text):
            row[bucket] = 1.0
        row /= max(1.0, float(np.linalg.norm(row)))
    return np.concatenate([vectors.astype(np.float32), WORDS_COUNT * words], axis=1)


def _buckets(text: str) -> list[int]:
    """Of its words and pairs of words; every number is one word, and the ends count as words."""
    tokens = ["^", *(_token(word) for word in _TOKEN.findall(text.lower())[:80]), "$"]
    pairs = [" ".join(pair) for pair in pairwise(tokens)]
    return [zlib.crc32(gram.encode()) % BUCKETS for gram in (*tokens[1:-1], *pairs)]


def _token(word: str) -> str:
    return "0" if word[0].isdigit() else word.replace("’", "'")
