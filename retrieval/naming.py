"""What a shop's own titles call its kinds: "Carafe Greta", "Ysolde Pendant Light" and "Linnea, accent lamp" tell that a
carafe is one of the pitchers, a pendant light a pendant lamp and an accent lamp a table lamp.

A name is one word or two at an edge of a title's part, in a twentieth of the kind's titles or more, and in no text of
any other kind. Leaves out: names that no title has.
"""

from __future__ import annotations

import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise

from catalog.database import SEEN
from retrieval.words import STOP_WORDS, kind_words

SHARE = 0.05
"""Of a kind's titles that must have a name. Rare words are of one product, not of its kind."""
MAX_TITLES = 20_000
"""Titles that are read, the first."""
_GENERIC_WORDS = (
    "accessory accessories baby birthday boys bundle christmas classic collection edition gift gifts girls home idea "
    "ideas item items kids kit large men mens mini modern new pack pair party piece pieces present presents product "
    "set sets small style thing things vintage women womens"
)
_NO_NAMES = STOP_WORDS.union(_GENERIC_WORDS.split())
_PART = re.compile(r"[^\w\s'’&-]+|\s-\s|\b(?:by|in|with|for|from|of|and)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{3,}")
_OTHERS = """
SELECT 1 FROM products_fts JOIN products ON products.row = products_fts.rowid
WHERE products_fts MATCH ? AND products.kind != ? LIMIT 1
"""


def names_in_titles(connection: sqlite3.Connection, heads: frozenset[str]) -> tuple[tuple[str, str], ...]:
    """(name, kind), sorted. `heads`: last words of the catalog's kinds, which are no names by themselves; before one
    stands what no title of another kind has or, in more titles than one, what is never seen in a picture: "bedside
    lamp", not "brass lamp"."""
    among = f"SELECT kind, title, brand, {SEEN} FROM products ORDER BY row LIMIT ?"
    titles = connection.execute(among, [MAX_TITLES]).fetchall()
    brands = {word for _, _, brand, _ in titles for word in _words(brand or "")}
    looks = {word for *_, seen in titles for word in _words(seen)}
    of_kind = Counter(kind for kind, *_ in titles)
    anywhere: dict[str, set[str]] = defaultdict(set)
    edges: dict[str, Counter[str]] = defaultdict(Counter)
    for kind, title, *_ in titles:
        words = _words(title)
        for name in {*words, *_pairs(words)}:
            anywhere[name].add(kind)
        for name in set(_edges(title)):
            edges[name][kind] += 1

    def is_name(name: str, kind: str) -> bool:
        words = name.split()
        if not kind or name in of_kind or len(anywhere[name]) > 1 or edges[name][kind] < SHARE * of_kind[kind]:
            return False
        if words[0] in heads or not brands.isdisjoint(words) or not _NO_NAMES.isdisjoint(words):
            return False
        may_be_a_look = len(anywhere[words[0]]) > 1 and (edges[name][kind] < 2 or not looks or words[0] in looks)
        if words[-1] in heads and may_be_a_look:
            return False
        return connection.execute(_OTHERS, [f'"{name}"', kind]).fetchone() is None

    return tuple(sorted((name, kind) for name, kinds in edges.items() for kind in kinds if is_name(name, kind)))


def forms(name: str) -> tuple[str, ...]:
    """A name and its plurals."""
    *before, _ = name.split()
    return tuple(" ".join([*before, head]) for head in sorted(kind_words([name])))


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _pairs(words: list[str]) -> Iterator[str]:
    return (" ".join(pair) for pair in pairwise(words))


def _edges(title: str) -> Iterator[str]:
    """The first and last one and two words of each part."""
    for part in _PART.split(title):
        words = _words(part)
        yield from (*words[:1], *words[-1:], *_pairs(words[:2]), *_pairs(words[-2:]))
