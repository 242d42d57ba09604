"""What a shop's own titles call its kinds: "Carafe Greta", "Ysolde Pendant Light" and "Linnea, accent lamp" tell that a
carafe is one of the pitchers, a pendant light a pendant lamp and an accent lamp a table lamp.

A name is the last word or two of what a title calls its product, once the names of lines and brands are gone; titles of
several makers have it, a twentieth of the kind's or more, and no text of any other kind does. Leaves out: names that no
title has, and those that one maker alone uses.
"""

from __future__ import annotations

import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise

from catalog.database import SEEN
from catalog.listing.looks import LOOKS
from catalog.listing.words import STOP_WORDS, kind_words

SHARE = 0.05
"""Of a kind's titles that must have a name. Rare words are of one product, not of its kind."""
MAKERS, TITLES = 2, 3
"""Brands that must use a name; where a kind's titles list fewer, titles that differ in what else they say."""
MAX_TITLES = 20_000
"""Titles that are read, the first."""
MAX_DESCRIPTION = 400
"""Characters of each description that are read for words in small letters."""
_GENERIC_WORDS = (
    "accessory accessories baby birthday boys bundle christmas classic collection edition gift gifts girls home idea "
    "ideas item items kids kit large men mens mini modern new pack pair party piece pieces present presents product "
    "set sets small style thing things vintage women womens"
)
_NO_NAMES = STOP_WORDS.union(_GENERIC_WORDS.split())
_PART = re.compile(r"[^\w\s'’&-]+|\s-\s|\b(?:by|in|with|for|from|of|and)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{3,}")
_SMALL = re.compile(r"(?<![\w'’-])[^\W\d_]{3,}")
_OTHERS = """
SELECT 1 FROM products_fts JOIN products ON products.row = products_fts.rowid
WHERE products_fts MATCH ? AND products.kind != ? LIMIT 1
"""


def names_in_titles(connection: sqlite3.Connection, heads: frozenset[str]) -> tuple[tuple[str, str], ...]:
    """(name, kind), sorted. `heads`: last words of the catalog's kinds, which are no names by themselves; before one
    stands what no title of another kind has or what is no look: "bedside lamp", not "brass lamp"."""
    among = f"SELECT kind, title, brand, {SEEN}, substr(description, 1, ?) FROM products ORDER BY row LIMIT ?"
    titles = connection.execute(among, [MAX_DESCRIPTION, MAX_TITLES]).fetchall()
    brands = {word for _, _, brand, *_ in titles for word in _words(brand or "")}
    looks = LOOKS.union(word for *_, seen, _ in titles for word in _words(seen))
    common = _in_small_letters(text for _, title, *_, about in titles for text in (title, about or ""))
    lines = brands.union(word for _, title, *_ in titles for word in _words(title) if word not in common)
    of_kind = Counter(kind for kind, *_ in titles)
    makers: dict[str, set[str]] = defaultdict(set)
    anywhere: dict[str, set[str]] = defaultdict(set)
    uses: dict[tuple[str, str], list[tuple[str, frozenset[str]]]] = defaultdict(list)
    for kind, title, brand, *_ in titles:
        words = _words(title)
        makers[kind].update([brand] if brand else [])
        for name in {*words, *_pairs(words)}:
            anywhere[name].add(kind)
        for name in _called(title, lines, heads):
            uses[name, kind].append((brand or "", frozenset(words).difference(name.split())))

    def is_name(name: str, kind: str) -> bool:
        words = name.split()
        used = uses[name, kind]
        if not kind or name in of_kind or len(anywhere[name]) > 1 or len(used) < SHARE * of_kind[kind]:
            return False
        if words[0] in heads or not lines.isdisjoint(words) or not _NO_NAMES.isdisjoint(words):
            return False
        if words[-1] in LOOKS and (len(words) == 1 or words[-1] != "light"):  # a dome light is a lamp, not pale
            return False
        if words[-1] in heads and len(anywhere[words[0]]) > 1 and words[0] in looks:
            return False
        several = len({brand for brand, _ in used if brand}) >= MAKERS
        if not several and (len(makers[kind]) >= MAKERS or len({rest for _, rest in used}) < TITLES):
            return False
        return connection.execute(_OTHERS, [f'"{name}"', kind]).fetchone() is None

    return tuple(sorted((name, kind) for name, kind in uses if is_name(name, kind)))


def forms(name: str) -> tuple[str, ...]:
    """A name and its plurals."""
    *before, _ = name.split()
    return tuple(" ".join([*before, head]) for head in sorted(kind_words([name])))


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _pairs(words: list[str]) -> Iterator[str]:
    return (" ".join(pair) for pair in pairwise(words))


def _in_small_letters(texts: Iterable[str]) -> set[str]:
    """The words that some text begins with a small letter, though it has capital ones: no names of their own."""
    cased = (text for text in texts if text != text.lower())
    return {word for text in cased for word in _SMALL.findall(text) if word[0].islower()}


def _called(title: str, lines: set[str], heads: frozenset[str]) -> tuple[str, ...]:
    """The last one and two words of what the title calls its product. `lines`: names of brands and of their lines."""
    parts = [_words(part) for part in _PART.split(title)]
    of_heads = [part[: _last(part, heads) + 1] for part in parts if not heads.isdisjoint(part)]
    for part in (*of_heads, *parts):
        words = [word for word in part if word not in _NO_NAMES]
        while words and words[0] in lines:
            del words[0]
        while words and words[-1] in lines:
            del words[-1]
        if words:
            return (words[-1], *_pairs(words[-2:]))
    return ()


def _last(words: list[str], heads: frozenset[str]) -> int:
    return max(at for at, word in enumerate(words) if word in heads)
