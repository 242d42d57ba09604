"""Which kinds of a shop a use asks for: "something to put my feet up on" asks for stools.

Three witnesses, each weak alone: how near the use is to the names of the kinds, to sentences of what things are for
(`uses.txt`), and to the listings themselves. Speaks only where a message says what a thing is to do or where it is to
go, and no name. Leaves out presents, which are for people and may be anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np

from understanding.kinds.nearest import Encode, KindReading
from understanding.people import ANYBODY

USES = Path(__file__).with_name("uses.txt")
VECTORS = Path(__file__).with_name("uses.npz")
NAMES, SENTENCES = 0.3, 0.6
"""Weight of the other two witnesses beside the listings'. Each sentence of `uses.txt` asked for while it was hidden, in
the sample shop (n = 190): the first kind is right in 0.58, one of the first three in 0.85; the listings alone 0.57, the
sentences alone 0.37, names alone 0.44."""
LEAST = 0.58
"""Sum of the three below which nothing is near: a twentieth of the right ones of those 190 have less, and a quarter of
100 uses of what this shop does not have."""
CLOSE, MOST = 0.02, 3
"""Kinds that far behind the best are meant too, and at most so many."""
FAR_FROM_ALL, AHEAD = 0.68, 0.15
"""Cosine with what a thing is for that this shop does not have, and by how much it must beat those that it has."""
_USE = re.compile(
    r"\b(?:to|and) (?!(?:a|an|the|my|her|his|their|our|your|you|me|be|match|go|buy|get|give|find|have|look"
    r"|spend|know|replace|say|thank|suit|fit|under|\d)\b)[a-z]{2,}\b"
    r"|\b(?:so (?:that )?|where |while |when |which |that )(?:i|we|you|he|she|they|it|my|our|the)\b"
    r"|\b(?:what|where) (?:can|could|do|should|would) (?:i|we|you|one) \w+"
    r"|\b(?:somewhere|something|anything|a (?:place|spot|thing|way)|one) (?:\w+ )?(?:to|for|that|where|i can|we can) \w"
    r"|\b(?:keeps?|holds?|stops?|hides?|covers?|protects?|carr(?:y|ies)|hangs?|stands?|goes) "
    r"|^(?:for|to)\b"
    r"|\bmy \w+(?: \w+)? (?:is|are|keeps?|gets?|hurts?|needs?|has|have|looks?)\b",
    re.IGNORECASE,
)
_PRESENT = re.compile(
    r"\b(?:presents?|gifts?|gift|birthday|christmas|xmas|anniversary|wedding|graduat\w+|thank[- ]?you|surprise"
    r"|valentine\w*|mother'?s day|father'?s day|treat)\b",
    re.IGNORECASE,
)


_FOR_SOMEBODY = re.compile(rf"\bfor (?:\w+(?:['’]s)? ){{0,3}}?(?:{ANYBODY})\b(?!['’]s)", re.IGNORECASE)
"""Whom a thing is for, which is no use."""
_SOMEBODY = re.compile(rf"\b(?:for )?(?:my|our|his|her|their|a|the) (?:{ANYBODY})\b(?!['’]s)", re.IGNORECASE)


def tells_use(text: str) -> bool:
    """Whether a message that names no kind says what a thing is to be for."""
    return bool(_USE.search(_FOR_SOMEBODY.sub(" ", text))) and not _PRESENT.search(text)


class UseReader:
    """Of one shop. Thread-safe as far as `encode` and `votes` are."""

    def __init__(
        self,
        kinds: Sequence[str],
        encode: Encode,
        called: Callable[[str], Sequence[str]],
        encoder: str,
        by_name: Callable[[np.ndarray], np.ndarray],
        votes: Callable[[np.ndarray], Mapping[str, float]],
    ) -> None:
        """`by_name`: (N, D) to (N, kinds) cosines with the kinds' names. `votes`: (D,) to kind -> cosine with its
        listings."""
        self._kinds, self._encode, self._by_name, self._votes = tuple(kinds), encode, by_name, votes
        some = uses()
        self._vectors = use_vectors(encode, encoder) if kinds else np.zeros((0, 1), np.float32)
        self._names = [names[0] for names, _ in some]
        self._meant = np.zeros((len(some), len(self._kinds)), bool)
        for at, (names, _) in enumerate(some):
            for kind in {kind for name in names for kind in called(name)}:
                if kind in self._kinds:
                    self._meant[at, self._kinds.index(kind)] = True

    def read(self, text: str) -> KindReading:
        """`text`: a request without prices and refusals that names no kind."""
        text = _SOMEBODY.sub(" ", text).strip()
        if not self._kinds or not text:
            return KindReading()
        vector = self._encode([text])
        near = (vector @ self._vectors.T)[0]
        sold = self._meant.any(axis=1)
        if (~sold).any():
            other = int(np.where(sold, -1.0, near).argmax())
            if near[other] >= FAR_FROM_ALL and near[other] >= near[sold].max(initial=0.0) + AHEAD:
                return KindReading(unsold=self._names[other])
        sentences = np.where(self._meant, near[:, None], 0.0).max(axis=0)
        votes = self._votes(vector[0])
        least = min(votes.values(), default=0.0)
        listings = np.array([votes.get(kind, least) for kind in self._kinds])
        scores = NAMES * self._by_name(vector)[0] + SENTENCES * sentences + listings
        if scores.max() < LEAST:
            return KindReading()
        order = np.argsort(-scores)[:MOST]
        kept = [int(at) for at in order if scores[at] >= scores[order[0]] - CLOSE]
        return KindReading(tuple(self._kinds[at] for at in kept), sure=True)


@lru_cache(maxsize=1)
def uses() -> tuple[tuple[tuple[str, ...], str], ...]:
    """(names, what these are for), a sentence each."""
    found = []
    for line in USES.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            names, sentences = line.split(":", 1)
            own = tuple(name.strip() for name in names.split(","))
            found += [(own, sentence.strip()) for sentence in sentences.split(";") if sentence.strip()]
    return tuple(found)


def use_vectors(encode: Encode, encoder: str) -> np.ndarray:
    """(N, D) float32 of length 1, stored where `encoder` made them."""
    try:
        with np.load(VECTORS, allow_pickle=False) as stored:
            if str(stored["encoder"]) == encoder and len(stored["vectors"]) == len(uses()):
                return stored["vectors"].astype(np.float32)
    except OSError:
        pass
    return encode([sentence for _, sentence in uses()])


def write_vectors(encode: Encode, encoder: str) -> None:
    """After `uses.txt` changed: `python -m understanding train`."""
    vectors = encode([sentence for _, sentence in uses()])
    np.savez_compressed(VECTORS, vectors=vectors.astype(np.float16), encoder=np.array(encoder))
