"""The words of requests that may tell how a thing looks: "the cheapest red lamp for my mother" gives red.

By rule, in English. What a thing is for tells no look.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import dropwhile, islice, takewhile

from catalog.listing.words import STOP_WORDS, kind_words, telling_words
from understanding.negation import without_negated

MOST_LOOKS, MOST_WORDS = 3, 5
"""Words in a row that may tell a look; and words of a request that may be of looks altogether: "red wool, please"."""
_SEEKING = re.compile(r"\b(?:look|search|shop|hunt|ask)\w* for\b", re.IGNORECASE)
_PURPOSE = re.compile(r"\b(?:for|because|since|so that|to [^\W\d_]{2,20})\b[^,.;!?()]{0,120}", re.IGNORECASE)
_IS_FOR = re.compile(
    r"\bfor (?!(?:under|less|around|about|up|max)\b|[$€£\d])[^,.;!?]*?"
    r"(?=\b(?:in|with|made|that|who|which|but)\b|[,.;!?]|$)",
    re.IGNORECASE,
)
"""What a thing is for, up to what may say how it looks."""
_NO_LOOK_WORDS = (
    "after again also amazing any anything available away awesome beautiful best broke budget buy carry case cheap "
    "cost costs could currently cute deal deals decent else end excellent fantastic favourite find fine first five "
    "four general gift gifts gimme gonna good gorgeous got great hello here hey honestly interested item items just "
    "kind kinda last like list looking lot lots lovely mate maybe mind money nice now only option options order own "
    "particular perfect please pls point present presents pretty product products put quality range really right see "
    "sell sells shop show sort sorted still stock store super sure ten them there thing things three today top total "
    "two type ur wanna want whats wonderful"
)
_LEADING = frozenset(["in", "of", "with", "that's", "that’s", "from", "looks", "look"])
_NO_LOOKS = frozenset(_NO_LOOK_WORDS.split())


def without_purpose(text: str) -> str:
    """Without what a thing is for: of "a mug for hot chocolate, in red" the red alone is of the mug."""
    return _IS_FOR.sub(" ", _SEEKING.sub(" ", text))


def own_words(search: str) -> str:
    """Without what `chat.state` adds where a request builds on a product: the listing's words, not the shopper's."""
    if search.startswith(("More like ", "Nothing like ")):
        return ""
    return search.partition("(like ")[0].strip() if search.endswith(")") else search


def look_words(texts: Sequence[str], names: Sequence[str] = ()) -> tuple[str, ...]:
    """The words of these requests, oldest first, that may tell how a thing looks, those of the newest first: what
    stands before the thing or "one", or behind "in", "with" and their like, or is nearly all that was said. Talk is no
    look, though listings use its words too. `names`: of the kinds, brands and departments that are asked for anyway."""
    things = kind_words(names)
    own = things.union(*(telling_words(name) for name in names))
    found: dict[str, None] = {}
    for text in reversed(texts):
        plain = _PURPOSE.sub(" ", _SEEKING.sub(" ", without_negated(own_words(text)).lower()))
        for clause in re.split(r"[,.;:!?()]", plain):
            found |= dict.fromkeys(_looks(re.findall(r"[^\W_]+(?:['’][^\W_]+)?", clause), things, own))
    return tuple(found)


def _looks(words: Sequence[str], things: frozenset[str], own: frozenset[str]) -> list[str]:
    """Of one clause. `own`: the words of the kinds' and brands' names, "table" of a table lamp."""
    no_looks = own | _NO_LOOKS | _LEADING | STOP_WORDS
    may_be = [len(word) > 2 and no_looks.isdisjoint((word, word.removesuffix("s"))) for word in words]
    telling = [at for at, may in enumerate(may_be) if may]
    if len(words) <= MOST_WORDS and len(telling) < MOST_LOOKS:
        return [words[at] for at in telling]
    places: set[int] = set()
    for at, word in enumerate(words):
        if word in things or word in ("one", "ones"):
            before = dropwhile(lambda place: words[place] in own, range(at - 1, -1, -1))
            places.update(takewhile(lambda place: may_be[place], islice(before, MOST_LOOKS)))
        elif word in _LEADING or (word == "is" and words[at - 1 : at] in (["that"], ["which"], ["it"])):
            behind = (place for place in range(at + 1, len(words)) if words[place] not in ("a", "an", "the", "some"))
            places.update(takewhile(lambda place: may_be[place], islice(behind, MOST_LOOKS)))
    return [words[at] for at in sorted(places)]
