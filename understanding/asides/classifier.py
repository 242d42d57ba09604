"""A post without its asides: "We moved in May. I'm hopeless at this. A round mirror for the hallway, thanks all!".

Each sentence of a long message is judged by itself, by a logistic regression on the vector of the sentence encoder and
on hashed words (as `understanding.acts`), learnt from sentences written by hand (`talk/asides.tsv`). What rules hear
something in goes only where it is plainly an aside. Leaves short messages as they are, and those of which nothing would
be left: a complaint is a story too.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from understanding.acts import features
from understanding.kinds.nearest import Encode

WEIGHTS = Path(__file__).with_name("asides.npz")
LONG = 24
"""Words from which a message is looked through: 6 % of the 927 messages of `benchmarks/strangers`."""
MAX_SENTENCES, MAX_CHARACTERS = 24, 200
"""Sentences that are told apart, and of each what is read."""
ASIDE, PLAINLY, SURELY = 0.5, 0.9, 0.97
"""Probability from which a sentence goes: where rules hear nothing in it, where they hear a kind or a look, and where
they hear a limit. By folds over the written sentences, rules apart, 0.5 takes 0.92 of the asides and 0.06 of what bears
on the wish (`python -m understanding measure`)."""
_SENTENCE = re.compile(r"(?<=[.!?…])[)\"'”’]*\s+(?=\S)|\s*;\s+|\s+[-–—]+\s+")
_CLAUSE = re.compile(r",\s+(?=(?:and|but|so|anyway|because|since|i|i'm|i've|we|he|she|they|my|our)\b)", re.IGNORECASE)
_RUN_ON = 30
"""Words of a sentence from which its clauses are judged apart."""


@dataclass(frozen=True)
class AsideClassifier:
    """`weights`: (D + hashed words,); `encoder` names what made the vectors."""

    weights: np.ndarray
    bias: float
    encoder: str

    def probabilities(self, sentences: list[str], vectors: np.ndarray) -> np.ndarray:
        """(N,) that each is an aside. `vectors`: (N, D), of length 1."""
        logits = features(sentences, vectors) @ self.weights + self.bias
        return 1.0 / (1.0 + np.exp(-logits))

    @classmethod
    @lru_cache(maxsize=1)
    def shipped(cls) -> AsideClassifier:
        """Raises OSError, ValueError where the file is missing or damaged: run `make understanding`."""
        with np.load(WEIGHTS, allow_pickle=False) as stored:
            return cls(stored["weights"].astype(np.float32), float(stored["bias"]), str(stored["encoder"]))


def sentences_of(text: str) -> list[str]:
    """At most `MAX_SENTENCES`; what is behind them belongs to the last."""
    parts = [part for part in _SENTENCE.split(text, maxsplit=MAX_SENTENCES - 1) if part]
    apart = [clause for part in parts for clause in (_CLAUSE.split(part) if len(part.split()) > _RUN_ON else [part])]
    return apart if len(apart) <= MAX_SENTENCES else parts


def without_asides(text: str, classifier: AsideClassifier, encode: Encode, least: Callable[[str], float]) -> str:
    """Of a message that is `LONG`. `least`: the probability from which a sentence goes, by what rules hear in it."""
    if len(sentences := sentences_of(text)) < 2:
        return text
    distinct = list(dict.fromkeys(sentences))
    vectors = encode([one[:MAX_CHARACTERS] for one in distinct])
    odds = dict(zip(distinct, classifier.probabilities(distinct, vectors).tolist(), strict=True))
    asides = {one for one in distinct if odds[one] >= ASIDE and odds[one] >= least(one)}
    kept = [sentence for sentence in sentences if sentence not in asides]
    return " ".join(map(_closed, kept)) if kept else text


def _closed(sentence: str) -> str:
    """With a full stop, so that two sentences do not become one."""
    return sentence if sentence[-1] in ".!?…:,;" else f"{sentence}."
