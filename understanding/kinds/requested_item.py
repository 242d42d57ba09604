"""The thing that a request names: "a motorcycle helmet for a wedding" -> motorcycle helmet.

By rule, in English, and rather nothing than a wrong guess: only what follows "a", "an", "any" or "some" near the
beginning, or a plural after "do you have" and its like. Uses, moods and gifts are no things that a shop could lack.
"""

from __future__ import annotations

import re

from understanding.negation import without_negated
from understanding.text.content_words import content_words

_ASKING = (
    r"(?:(?!(?:an?|any|some|something|anything|for|with)\s)[\w']+\s){0,6}"
    r"(?:need|want|like|get|find|find me|buy|show me|recommend|after|(?:look|search|shopp|hunt)\w* for|"
    r"you (?:have|sell))"
)
_THING = re.compile(
    rf"(?:(?:{_ASKING}|is there|are there|it's|hi|hello|hey|and|ok)?[\s,]*\b(?:an?|any|some)"
    rf"|(?P<bare>{_ASKING}))\s(?P<words>[^.,;:!?()…–—]+)",
    re.IGNORECASE,
)
_END = re.compile(
    r"\b(?:for|with|without|in|on|at|to|from|by|of|under|over|below|above|about|around|between|near|that|that's|thats|"
    r"which|who|where|when|if|because|so|and|or|but|than|like|please|i|i'm|we|my|is|are|it|maybe|made|as|not)\b",
    re.IGNORECASE,
)
_VAGUE_WORDS = (
    "accent accessories accessory alternative birthday bit bits change color colors colour colours day days deal decor "
    "decoration evening everyday finish gift gifts glow help holiday home house idea ideas inspiration item items kind "
    "light little look lot material mix mood more night occasion option options others outfit pair party pattern piece "
    "pieces place present presents product products room set shade shape size space style stuff suggestion suggestions "
    "surprise texture thing things tone touch treat trip type vibe vibes way wedding week weekend"
)
_VAGUE = frozenset(_VAGUE_WORDS.split())
_LONGEST = 40
"""Characters of a thing's name; a longer phrase was misread."""


def requested_item(request: str) -> list[str]:
    """The content words of the thing that `request` asks for, its head last; empty where none is plainly named."""
    found = _THING.match(without_negated(request))
    if found is None:
        return []
    name = _END.split(found["words"], maxsplit=1)[0].strip().lower()
    phrase, words = name.split(), content_words(name)
    if not words or len(name) > _LONGEST or phrase[-1] != words[-1] or not _VAGUE.isdisjoint(phrase):
        return []
    if words[-1].endswith("ves"):  # scarves may stand in the listings as scarf, gloves as glove
        return []
    return words if not found["bare"] or re.search(r"[^s]s$", words[-1]) else []
