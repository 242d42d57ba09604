"""What the words that come with a photo say of it: whether they only point at it, and whether its kind is meant.

By rule, in English.
"""

from __future__ import annotations

import re

from catalog.listing.words import telling_words

_POINTING_WORDS = (
    "photo photos photograph picture pictures pic image snapshot screenshot same exactly look looks find see close "
    "closest match matches matching here style"
)
_POINTING = frozenset(_POINTING_WORDS.split())
"""Words that speak of the photo and of no product."""
_A_TRAIT_ALONE = re.compile(
    r"\b(?:this|that|same|similar) (?:colou?r|pattern|print|material|fabric|finish|shade|tone|style)s?\b"
    r"|\b(?:(?:go(?:es)?|pairs?|works?|looks? (?:good|nice|great))(?: \w+)? with|to match|suits?)"
    r" th(?:is|at|e|em|ese|ose)\b",
    re.IGNORECASE,
)


def words_beside_photo(text: str) -> list[str]:
    """The words of a message that say something beside pointing at a photo: green of "this, but in green", none of
    "something like this"."""
    return [word for word in telling_words(text) if word not in _POINTING]


def says_more(text: str, known: frozenset[str] = frozenset()) -> bool:
    """Whether a message says anything beside pointing at a photo. `known`: words that say nothing new either, as "lamp"
    where only lamps are searched."""
    return any(word not in known for word in words_beside_photo(text))


def means_the_kind(text: str) -> bool:
    """Whether who says this with a photo wants the kind of thing that it shows: not "something in this colour"."""
    return not _A_TRAIT_ALONE.search(text)
