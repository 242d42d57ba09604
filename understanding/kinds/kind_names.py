"""What one kind of a catalog is called, and where a text names a kind, however either writes it.

A feed files a kind as "T-shirt", "Chairs, dining", "Cups & mugs" or "Home > Lighting > Table lamps", and a shopper
writes "tshirt", "dining chairs", "a mug" and "table-lamp". Names are compared without what joins their parts. Leaves
out: what is asked for and what is only mentioned (`understanding.kinds.vocabulary`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from catalog.listing.words import STOP_WORDS, kind_words, telling_words
from understanding.kinds.english_synonyms import ALIASES, BROADER, KNOWN, SYNONYMS

_PATH = re.compile(r"\s*(?:>|»|›|\||::|/)\s*")
_ALSO = re.compile(r"\s*(?:[,&+]|\band\b)\s*", re.IGNORECASE)
_PIECES = re.compile(r"[^\W_]+")
_JOINT = re.compile(r"[\s-]{1,3}|['’](?=s\b)", re.IGNORECASE)
MIN_PIECE = 3
"""Letters of a piece that a shopper may split off a name that the catalog writes as one word: "ear buds"."""
MAX_PIECES = 6
"""Words of a name."""


@dataclass(frozen=True)
class Spelled:
    """A name as its pieces: ("t", "shirt"), ("bedside", "table")."""

    pieces: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Spelled:
        return cls(tuple(_PIECES.findall(text.lower())))

    @property
    def key(self) -> str:
        """What it is compared by: "tshirt"."""
        return "".join(self.pieces)

    def forms(self) -> Iterator[Spelled]:
        """Itself, in the singular and the plural."""
        *before, head = self.pieces
        return (Spelled((*before, form)) for form in sorted(kind_words([head]) or {head}))


@dataclass(frozen=True)
class Hit:
    """A name in a text."""

    text: str
    start: int
    end: int
    key: str

    def __str__(self) -> str:
        return self.text


def names_of(kind: str) -> tuple[list[Spelled], list[Spelled]]:
    """What it is called, and what it may be called where nothing else is: the last word of "T-shirt"."""
    filed = _PATH.split(kind.strip())[-1]
    parts = [words for part in _ALSO.split(filed) if telling_words(part) and (words := _words(part))]
    if not parts:
        return [], []
    if len(parts) > 1 and all(_is_plural(words[-1][-1]) for words in parts):  # "Cups & mugs"
        groups = parts
    elif len(parts) == 2 and "," in filed and _is_plural(parts[0][-1][-1]):  # "Chairs, dining"
        groups = [[*parts[1], *parts[0]]]
    else:
        groups = [parts[-1], [word for words in parts for word in words]]
    every = [Spelled(tuple(_joined(words[at:]))) for words in groups for at in range(len(words))]
    names = [name for name in every if name.key not in STOP_WORDS]  # a trash can is no can
    weak = [Spelled(words[-1][at:]) for words in groups for at in range(1, len(words[-1]))]
    return names, weak


def _words(part: str) -> list[tuple[str, ...]]:
    """Each word as its pieces: "women's t-shirts" -> (womens,), (t, shirts)."""
    words = (tuple(_PIECES.findall(re.sub(r"['’]s\b", "s", word))) for word in part.lower().split())
    return [word for word in words if word]


def _joined(words: Iterable[tuple[str, ...]]) -> Iterator[str]:
    return (piece for word in words for piece in word)


def _is_plural(word: str) -> bool:
    return word.endswith("s") and not word.endswith("ss")


def kinds_by_name(
    kinds: Sequence[str], also: Sequence[tuple[str, str]] = (), titled: Sequence[tuple[str, str]] = ()
) -> dict[Spelled, tuple[str, ...]]:
    """Every name of a catalog's kinds, in the singular and the plural, and the kinds of that name.

    `also` and `titled`: as in `Vocabulary`. A name in English for a kind counts where the catalog has none of its own
    by that name; a broader word, "chair", means an armchair too."""
    found: dict[Spelled, set[str]] = {}
    weakly: list[tuple[Spelled, str]] = []
    for kind in kinds:
        names, weak = names_of(kind)
        for form in (form for name in names for form in name.forms()):
            found.setdefault(form, set()).add(kind)
        weakly += [(name, kind) for name in weak]
    own = {name.key for name in found}
    known = (one for one in weakly if one[0].key in own or not KNOWN.isdisjoint(form.key for form in one[0].forms()))
    for name, kind in known:  # a T-shirt is a shirt, flip-flops are no flops
        for form in name.forms():
            found.setdefault(form, set()).add(kind)
    for word, kind in also:
        for form in Spelled.of(word).forms():
            if form in found:
                found[form].add(kind)
    _add_synonyms(found)
    for title, kind in titled:
        if Spelled.of(title.split()[-1]) in found:  # "accent lamp" is one of the lamps
            for form in Spelled.of(title).forms():
                found.setdefault(form, {kind})
    return {name: tuple(sorted(some)) for name, some in found.items()}


def _add_synonyms(found: dict[Spelled, set[str]]) -> None:
    """Adds what English calls the kinds in `found`, where they have no such name already."""
    own: dict[str, set[str]] = {}
    for name, some in found.items():
        own.setdefault(name.key, set()).update(some)

    def kinds_of(names: Iterable[str]) -> set[str]:
        return {kind for name in names for form in Spelled.of(name).forms() for kind in own.get(form.key, ())}

    def add(name: str, kinds: set[str]) -> None:
        if kinds:
            for form in Spelled.of(name).forms():
                found.setdefault(form, set()).update(kinds)

    for group in SYNONYMS:
        for alias in group:
            add(alias, kinds_of([alias]) or kinds_of(group))
    for alias, names in ALIASES.items():
        if not any(form.key in own for form in Spelled.of(alias).forms()) and Spelled.of(alias) not in found:
            add(alias, kinds_of(names))
    for word, names in BROADER.items():
        add(word, kinds_of([word, *names]))


class Spellings:
    """Finds names in a text, however their pieces are joined. Reads a text once, whatever the number of names."""

    def __init__(self, names: Iterable[Spelled]) -> None:
        self._splits: dict[str, set[tuple[str, ...]]] = {}
        for name in names:
            self._splits.setdefault(name.key, set()).add(name.pieces)

    def key(self, phrase: str) -> str:
        """Of the name that the whole phrase is; "" where it is none."""
        pieces = tuple(_PIECES.findall(phrase.lower()))
        return "".join(pieces) if pieces and self._is_name(pieces) else ""

    def hits(self, text: str) -> Iterator[Hit]:
        """From left to right and apart, the longest where several begin."""
        words = list(_PIECES.finditer(text))
        joins = [bool(_JOINT.fullmatch(text, one.end(), two.start())) for one, two in pairwise(words)]
        at = 0
        while at < len(words):
            end = self._longest(text, words, joins, at)
            if end > at:
                start, stop = words[at].start(), words[end - 1].end()
                pieces = tuple(word[0].lower() for word in words[at:end])
                yield Hit(text[start:stop], start, stop, "".join(pieces))
            at = max(end, at + 1)

    def _longest(self, text: str, words: list[re.Match[str]], joins: list[bool], at: int) -> int:
        """One past the last word of the longest name that begins at word `at`; `at` where none does."""
        if text[max(0, words[at].start() - 1) : words[at].start()] in ("-", "'", "’", "_"):
            return at
        best, pieces = at, []
        for end in range(at, min(at + MAX_PIECES, len(words))):
            if end > at and not joins[end - 1]:
                break
            pieces.append(words[end][0].lower())
            if self._is_name(tuple(pieces)) and not re.match(r"['’_]\w|-[^\W\d_]", text[words[end].end() :][:2]):
                best = end + 1
        return best

    def _is_name(self, pieces: tuple[str, ...]) -> bool:
        """Whether they are a name, split as a catalog writes it, or where nobody would stumble."""
        splits = self._splits.get("".join(pieces))
        if splits is None:
            return False
        return len(pieces) == 1 or pieces in splits or all(len(piece) >= MIN_PIECE for piece in pieces)
