"""Which of a shop's kinds a request asks for where no word of it names one: "gold hoops, but chunky" asks for earrings.

The sentence encoder tells: the nearest of "a KIND", over the shop's kinds and the everyday names of what shops sell
(`things.txt`). A name of the list that `called` knows for a kind of the shop is another name of that kind ("purse");
one that it does not, and that stands in the request, is something that the shop does not sell. Leaves out: several
kinds in one request, and kinds that the words name, which rules hear.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

Encode = Callable[[Sequence[str]], np.ndarray]
"""Texts to (N, D) float32 of length 1: `retrieval.encoder.Encoder.encode`."""
THINGS = Path(__file__).with_name("things.txt")
NEAR, APART = 0.45, 0.04
"""Cosine that a request and the nearest kind must have, and by how much it must beat the next: of 593 requests of 200
families right in 0.99 where it speaks, and it speaks for 0.64 of the 89 in which rules hear no kind."""
FAINT, ALONE = 0.38, 0.08
"""The same for a kind that is less near, and further ahead."""
SURE, FAR_APART = 0.55, 0.08
"""Above both a kind is a limit; below one of them it is a preference."""
UNSOLD, BY = 0.6, 0.12
"""Cosine with what is not sold, and by how much it must beat the shop's nearest kind."""
MAX_KINDS = 1_000
"""Kinds that are embedded when a shop opens, five milliseconds each."""
_PARTS = re.compile(r"\s*(?:[&/,>|]|\band\b)\s*", re.IGNORECASE)


@dataclass(frozen=True)
class KindReading:
    kinds: tuple[str, ...] = ()
    """Of the shop; empty where none is near."""
    sure: bool = False
    """Whether they may be a limit; else they are a preference."""
    unsold: str = ""
    """What is asked for by a name that no kind of the shop is near to: "sofa"."""


NO_KIND = KindReading()


class KindReader:
    """Of one shop. Thread-safe as far as `encode` is."""

    def __init__(
        self, kinds: Sequence[str], encode: Encode, called: Callable[[str], Sequence[str]] = lambda name: ()
    ) -> None:
        """`called`: the kinds that a shopper may call so, as `Vocabulary.called` gives them."""
        self._encode = encode
        self._kinds = tuple(kinds[:MAX_KINDS])
        forms = [(form, at) for at, kind in enumerate(self._kinds) for form in _forms(kind)]
        self._owner = np.array([at for _, at in forms], np.int64)
        self._vectors = encode([_asked(form) for form, _ in forms]) if forms else np.zeros((0, 1), np.float32)
        self._things = things()
        self._thing_vectors = (
            encode([_asked(thing) for thing in self._things]) if forms else np.zeros((0, 1), np.float32)
        )
        self._same = np.zeros((len(self._things), len(self._kinds)), bool)
        for at, thing in enumerate(self._things):
            for kind in called(thing):
                if kind in self._kinds:
                    self._same[at, self._kinds.index(kind)] = True

    def read(self, text: str) -> KindReading:
        """`text`: a request without prices and refusals."""
        if not self._kinds or not re.search(r"[^\W\d_]{3}", text):
            return NO_KIND
        vector = self._encode([text])
        own, names = self._by_kind(vector)[0], (vector @ self._thing_vectors.T)[0]
        for at in np.flatnonzero(self._same.any(axis=1)):
            own[self._same[at]] = np.maximum(own[self._same[at]], names[at])
        best = float(own.max())
        names = np.where(self._same.any(axis=1), -1.0, names)
        thing = int(names.argmax())
        if names[thing] >= UNSOLD and names[thing] >= best + BY and _says(text, self._things[thing]):
            return KindReading(unsold=self._things[thing])
        if best < FAINT or names[thing] > best + BY:
            return NO_KIND
        ahead = np.sort(own)[::-1]
        margin = best - float(ahead[1]) if len(ahead) > 1 else 1.0
        if margin >= (APART if best >= NEAR else ALONE):
            return KindReading((self._kinds[int(own.argmax())],), best >= SURE and margin >= FAR_APART)
        if best < NEAR:
            return NO_KIND
        group = np.flatnonzero(own >= best - APART)
        after = float(ahead[len(group)]) if len(ahead) > len(group) else 0.0
        if len(group) <= 4 and best - after >= FAR_APART:  # "a chair" between office chairs and dining chairs
            return KindReading(tuple(self._kinds[at] for at in group))
        return NO_KIND

    def _by_kind(self, vectors: np.ndarray) -> np.ndarray:
        """(N, D) to (N, kinds) cosines, the best form of each kind."""
        cosines = vectors @ self._vectors.T
        best = np.full((len(vectors), len(self._kinds)), -1.0, np.float32)
        np.maximum.at(best.T, self._owner, cosines.T)
        return best


@lru_cache(maxsize=1)
def things() -> tuple[str, ...]:
    """Everyday names of what shops sell, each once."""
    lines = THINGS.read_text(encoding="utf-8").splitlines()
    return tuple(
        dict.fromkeys(
            name.strip() for line in lines if not line.startswith("#") for name in line.split(",") if name.strip()
        )
    )


def _asked(name: str) -> str:
    return f"a {name.lower()}"


def _forms(kind: str) -> tuple[str, ...]:
    """A kind as the feed has it, and the parts of "Sofas & armchairs" or "Home > Lighting"."""
    parts = [part for part in _PARTS.split(kind) if len(part) > 2]
    return tuple(dict.fromkeys([kind, *parts]))


def _says(text: str, thing: str) -> bool:
    """Whether the last word of the name stands in the text, in the singular or the plural."""
    head = re.escape(thing.split()[-1].lower().removesuffix("s"))
    return re.search(rf"\b{head}(?:e?s)?\b", text, re.IGNORECASE) is not None
