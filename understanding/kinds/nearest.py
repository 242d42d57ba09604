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
VECTORS = Path(__file__).with_name("things.npz")
NEAR, APART = 0.45, 0.04
"""Cosine that a request and the nearest kind must have, and by how much it must beat the next: of 593 requests of 200
families right in 0.99 where it speaks, and it speaks for 0.64 of the 89 in which rules hear no kind."""
FAINT, ALONE = 0.38, 0.07
"""The same for a kind that is less near, and further ahead."""
CLEARLY = 0.05
"""Lead over the next kind from which a near one may be a limit; with a smaller one it is a preference."""
UNSOLD, BY = 0.6, 0.12
"""Cosine with what is not sold, and by how much it must beat the shop's nearest kind."""
AMONG = 0.08
"""Lead over the next from which one of several kinds is meant."""
RELATED = 0.6
"""Cosine from which a kind of the shop may be offered in the place of what is not sold."""
MAX_KINDS = 1_000
"""Kinds that are embedded when a shop opens, five milliseconds each."""
_ASKING = re.compile(
    r"^(?:(?:hi|hello|hey|ok|okay|so|and|please|well|now)\b[\s,!.]*){0,3}"
    r"(?:(?:do|would|does|did) (?:you|u|ya|this shop|the shop) (?:guys )?(?:have|sell|stock|carry|do|happen to have)"
    r"|(?:have )?(?:you|u) (?:got|sell|have)|got|looking for"
    r"|(?:i(?:'?m| am)?|we(?:'?re| are)?) (?:looking|searching|hunting|shopping) for"
    r"|(?:i|we) (?:really |just )?(?:need|want|wanna buy|would like)|(?:i|we)(?:'d| would) (?:like|love)"
    r"|(?:can|could|may) (?:i|we|you) (?:see|get|have|buy|show me|find me|find)|show me|find me|give me"
    r"|is there|are there"
    r"|where (?:are|is|do you keep)(?: your| the)?)\s(?:(?:any|some|an?|the|your)\s)?",
    re.IGNORECASE,
)
"""What stands before the thing that is asked for, and says nothing of it."""
_FOR_IT = re.compile(
    r"\b(?:for|to|with|from|of|in|on|onto|into|under|over|by|at|like|my|our|her|his|their|the|this|that|match\w*"
    r"|suits?|holds?|drink\w*|put|store|carry|keep|fits?|than|not|no)\s+(?:[\w'-]+\s+){0,2}$",
    re.IGNORECASE,
)
"""What stands before a thing that something else is wanted for, or is said to be like."""
_BEHIND = (
    r"(?:for|with|without|in|of|from|by|at|on|under|over|below|above|about|around|up|that|which|who|please|pls|and|or|but"
    r"|to|size|is|are|at|any|here|then|too|as|so|my|because|thanks|thx|not|cheap|max|maybe|if|i|we|you)\b"
)
"""What may stand behind a thing that is asked for."""
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
        self,
        kinds: Sequence[str],
        encode: Encode,
        called: Callable[[str], Sequence[str]] = lambda name: (),
        encoder: str = "",
    ) -> None:
        """`called`: the kinds that a shopper may call so, as `Vocabulary.called` gives them. `encoder` names what
        `encode` is: the stored vectors of everyday names are of one."""
        self._encode = encode
        self._kinds = tuple(kinds[:MAX_KINDS])
        forms = [(form, at) for at, kind in enumerate(self._kinds) for form in _forms(kind)]
        self._owner = np.array([at for _, at in forms], np.int64)
        self._vectors = encode([_asked(form) for form, _ in forms]) if forms else np.zeros((0, 1), np.float32)
        self._things = things()
        self._thing_vectors = thing_vectors(encode, encoder) if forms else np.zeros((0, 1), np.float32)
        self._same = np.zeros((len(self._things), len(self._kinds)), bool)
        for at, thing in enumerate(self._things):
            for kind in called(thing):
                if kind in self._kinds:
                    self._same[at, self._kinds.index(kind)] = True

    def read(self, text: str) -> KindReading:
        """`text`: a request without prices and refusals."""
        text = _ASKING.sub("a ", text.strip())
        if not self._kinds or not re.search(r"[^\W\d_]{3}", text):
            return NO_KIND
        vector = self._encode([text])
        own, names = self.by_name(vector)[0], (vector @ self._thing_vectors.T)[0]
        for at in np.flatnonzero(self._same.any(axis=1)):
            own[self._same[at]] = np.maximum(own[self._same[at]], names[at])
        best = float(own.max())
        names = np.where(self._same.any(axis=1), -1.0, names)
        thing = int(names.argmax())
        if names[thing] >= UNSOLD and names[thing] >= best + BY and _asks_for(text, self._things[thing]):
            near = (self._kinds[int(own.argmax())],) if best >= RELATED else ()
            return KindReading(near, unsold=self._things[thing])
        if best < FAINT or names[thing] > best + BY:
            return NO_KIND
        ahead = np.sort(own)[::-1]
        margin = best - float(ahead[1]) if len(ahead) > 1 else 1.0
        if margin >= (APART if best >= NEAR else ALONE):
            return KindReading((self._kinds[int(own.argmax())],), best >= NEAR and margin >= CLEARLY)
        if best < NEAR:
            return NO_KIND
        group = np.flatnonzero(own >= best - APART)
        after = float(ahead[len(group)]) if len(ahead) > len(group) else 0.0
        if len(group) <= 4 and best - after >= ALONE:  # "a chair" between office chairs and dining chairs
            return KindReading(tuple(self._kinds[at] for at in group))
        return NO_KIND

    def nearest(self, text: str, kinds: Sequence[str]) -> tuple[str, ...]:
        """Of `kinds` the one that the text is plainly nearest to, where it says more than their common name."""
        some = [self._kinds.index(kind) for kind in kinds if kind in self._kinds]
        text = _ASKING.sub("a ", text.strip())
        if len(some) < 2 or len(re.findall(r"[^\W\d_]{3,}", text)) < 2:
            return ()
        cosines = self.by_name(self._encode([text]))[0][some]
        order = np.argsort(-cosines)
        if cosines[order[0]] - cosines[order[1]] < AMONG:
            return ()
        return (self._kinds[some[int(order[0])]],)

    def by_name(self, vectors: np.ndarray) -> np.ndarray:
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


def thing_vectors(encode: Encode, encoder: str) -> np.ndarray:
    """(N, D) float32 of length 1, stored where `encoder` made them, for who opens a shop often."""
    try:
        with np.load(VECTORS, allow_pickle=False) as stored:
            if str(stored["encoder"]) == encoder and len(stored["vectors"]) == len(things()):
                return stored["vectors"].astype(np.float32)
    except OSError:
        pass
    return encode([_asked(thing) for thing in things()])


def write_vectors(encode: Encode, encoder: str) -> None:
    """After `things.txt` changed: `python -m understanding train`."""
    vectors = encode([_asked(thing) for thing in things()])
    np.savez_compressed(VECTORS, vectors=vectors.astype(np.float16), encoder=np.array(encoder))


def _asked(name: str) -> str:
    return f"a {name.lower()}"


def _forms(kind: str) -> tuple[str, ...]:
    """A kind as the feed has it, and the parts of "Sofas & armchairs" or "Home > Lighting"."""
    parts = [part for part in _PARTS.split(kind) if len(part) > 2]
    return tuple(dict.fromkeys([kind, *parts]))


def _asks_for(text: str, thing: str) -> bool:
    """Whether the text asks for a thing of this whole name, in the singular or the plural, and not for something for it
    or something named after it: "a bicycle lock" asks for no bicycle."""
    name = r"[\s-]?".join(re.escape(word) for word in thing.lower().removesuffix("s").split())
    found = re.search(rf"\b{name}(?:e?s)?\b(?P<behind>\s+(?!{_BEHIND})[^\W\d_]+)?", text, re.IGNORECASE)
    return found is not None and not found["behind"] and not _FOR_IT.search(text[: found.start()][-60:])
