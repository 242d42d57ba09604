"""A little English: articles, plurals, and what may follow "for"."""

from __future__ import annotations

import re

from studio.kind import Kind


def article(phrase: str) -> str:
    """The phrase with "a" or "an" before it."""
    lower = phrase.lower()
    spoken_as_consonant = lower.startswith(("uni", "use", "u-", "one", "eu"))
    vowel = (lower[0] in "aeiou" and not spoken_as_consonant) or lower.startswith(("hour", "heirloom", "s-", "l-"))
    return f"{'an' if vowel else 'a'} {phrase}"


def is_plural(word: str) -> bool:
    """Whether a part or kind is named in the plural: "legs", "sunglasses", but not "compass"."""
    return word == "feet" or (word.endswith("s") and not word.endswith(("ss", "us", "is")))


def one(noun: str) -> str:
    """ "vase" -> "a vase", "earrings" -> "a pair of earrings"."""
    return f"a pair of {noun}" if is_plural(noun.split(" with ")[0].split()[-1]) else article(noun)


def plural(kind: Kind, noun: str = "") -> str:
    noun = noun or kind.name
    if kind.plural and noun == kind.name:
        return kind.plural
    if is_plural(noun):
        return noun
    if noun.endswith(("s", "x", "ch", "sh")):
        return noun + "es"
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return noun[:-1] + "ies"
    return noun[:-1] + "ves" if noun.endswith(("rf", "lf")) else noun + "s"


def use_phrase(use: str) -> str:
    """What can follow "for": "the bedside", but "a place beside the sofa"."""
    if "shirt" in use:  # worn, not placed
        return f"wearing {use}"
    places = ("beside ", "over ", "above ", "on ", "in ", "by ", "under ", "next to ")
    return f"a place {use}" if use.startswith(places) else use


_SPOKEN_SIZE = re.compile(
    r"[\d.]+ (?:ml|g)\b|[\d.]+ (?:x [\d.]+ )+cm|[\d.]+ cm (?:tall|across|wide|long|square|around)|\d+ mm case"
    r"|(?:holds|fits wrists of|for tapers of|for pots up to) [^,]+|(?:US|UK) size \w+"
)


def size_phrase(size: str) -> str:
    """The part of a listing's size that a shopper would ask for: of "200 ml body butter" the "200 ml".

    "" where nobody would ask for it so ("one size", "light enough to forget").
    """
    if match := re.match(r"([SML]), ", size):
        return f"size {match[1]}"
    match = _SPOKEN_SIZE.match(size)
    return match[0].strip() if match else ""
