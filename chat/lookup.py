"""Products that a message speaks of by the words of their titles, shown or not: "how tall is the Pelham bowl?".

A title is known by its telling words: those of few titles that are no usual English, and codes and numbers beside them
("Trek 65"). Leaves out identifiers and whole titles (`understanding.identifiers`).
"""

from __future__ import annotations

import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable

from understanding.text.dictionary import frequencies

MAX_TITLES = 20_000
"""Titles that are read, the first."""
FEW = 4
"""Titles that a telling word may stand in."""
USUAL = 3_000
"""Occurrences in the English list from which a word tells no product."""
_WORD = re.compile(r"[^\W_]+")
_BETWEEN = re.compile(r"\b(?:and|or|vs\.?|versus|with|to|than|from)\b|[,;/&]", re.IGNORECASE)


class Lookup:
    """Of one shop; reads its titles once."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        rows = connection.execute("SELECT row, title, kind FROM products ORDER BY row LIMIT ?", [MAX_TITLES])
        self._rows: dict[str, set[int]] = defaultdict(set)
        self._kinds: dict[int, frozenset[str]] = {}
        for row, title, kind in rows:
            for word in _words(title):
                self._rows[word].add(row)
            self._kinds[row] = frozenset(_words(kind))

    def rows(self, message: str) -> tuple[int, ...]:
        """The products that the message speaks of, as it names them; of one name the one that fits the rest best, and
        none where several fit alike."""
        found = [row for part in _BETWEEN.split(message[:400]) for row in self._named(part)]
        return tuple(dict.fromkeys(found))

    def _named(self, part: str) -> Iterable[int]:
        words = _words(part)
        telling = [word for word in words if self._tells(word)]
        if not telling:
            return ()
        scores: Counter[int] = Counter()
        for word in set(words):
            rows = self._rows.get(word, ())
            for row in rows if word in telling or len(rows) <= FEW or word.isdigit() else ():
                scores[row] += 2
        for row in scores:
            scores[row] += sum(word in self._kinds[row] or row in self._rows.get(word, ()) for word in set(words))
        named = {row for word in telling for row in self._rows[word]}
        best = max(scores[row] for row in named)
        first = [row for row in named if scores[row] == best]
        return first if len(first) == 1 else ()

    def _tells(self, word: str) -> bool:
        rows = self._rows.get(word, ())
        return (
            0 < len(rows) <= FEW * 3 and len(word) > 2 and not word.isdigit() and frequencies("en").get(word, 0) < USUAL
        )


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())
