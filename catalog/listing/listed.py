"""The measures of a product, as its listing says them: not those of who wears it, of what goes into it, or of a part.

"The model is 185 cm tall and wears size M" says nothing of the coat, and "fits a 15 inch laptop" nothing of how wide
the bag is. A number that is left out here is not listed, which costs a product its place and never its chance.
"""

from __future__ import annotations

import re
from functools import lru_cache

from catalog.listing.measures import Measure, Mention, find_mentions
from catalog.listing.units import LENGTH, SIZE, WEIGHT

_SAME = r"(?:[^.;!?]|\.(?=\d))"
"""Within the sentence."""
_WORN = re.compile(
    r"(?<!\bthis )(?<!\beach )(?<!\bevery )\b(?:fe)?(?:male )?(?:models?|modell?|mannequin)(?:['’]s)?"
    rf"(?: (?:is|are|wears?|wearing|stands?|measures|height|size|ist|trägt)\b{_SAME}{{0,60}}| ?[:(] ?| )$"
    rf"|\b(?:she|he)(?:['’]s| is| wears)\b{_SAME}{{0,60}}$"
    r"|\b(?:worn|pictured|shown|photographed|modelled|wearing|wears)\b(?: (?:here|in|with|a|the|an|on))*? $",
    re.IGNORECASE,
)
_IS_WORN = re.compile(r"model|mannequin|\b(?:she|he|wor?n|we?ar\w*|pictured|shown|photographed)\b", re.IGNORECASE)
"""All of those have one of these."""
_GOES_IN = (
    "a|an|any|all|most|your|the|up|to|standard|of|with|in|from|between|measuring|around|about|approx|approx.|diameter|or"
    "|candles?|laptops?|notebooks?|tablets?|macbooks?|pots?|plates?|tables?|screens?|tvs?|windows?|doors?|beds?|frames?"
    "|mattress(?:es)?|waists?|wrists?|heads?|hips?|chests?|necks?|feet|hands?|bulbs?|bottles?|people|persons?|photos?"
)
_HOLDS = re.compile(
    rf"\b(?:fits?|fitting|for|takes?|holds?|accommodates?|suits?|compatible with)(?: (?:{_GOES_IN})){{0,7}},? $",
    re.IGNORECASE,
)
_PART_BEFORE = re.compile(
    r"\b(?:cords?|cables?|flex|wires?|leads?|usb|straps?|handles?|drop|heels?|legs?|seat(?:ing)?|armrests?)\b"
    r"[^.;,!?\d]{0,20}$"
    r"|\b(?:water|splash)[- ]?(?:resistan\w+|proof|tight)\b[^.;]{0,15}$",
    re.IGNORECASE,
)
_PART_AFTER = re.compile(
    r"[ -](?:long )?(?:[a-z]+ )?(?:cord|cable|flex|wire|lead|heels?|straps?|handles?|water|away|apart)\b", re.IGNORECASE
)
_BORNE = re.compile(
    r"\b(?:supports?|holds?|bears?|load|capacity|withstands?|carr(?:y|ies)|tested|rated|limit|takes?|users?)\b"
    r"[^.;,!?\d]{0,25}$",
    re.IGNORECASE,
)


@lru_cache(maxsize=100_000)
def listed(listing: str) -> tuple[Measure, ...]:
    """Every measure of the product that `listing`, its title and its description, says."""
    return tuple(
        measure
        for mention in find_mentions(listing)
        if not _is_of_another(listing, mention)
        for measure in mention.measures
    )


def _is_of_another(text: str, mention: Mention) -> bool:
    before, family = text[max(0, mention.start - 90) : mention.start], mention.measures[0].family
    if family in (LENGTH, SIZE, WEIGHT) and _IS_WORN.search(before) and _WORN.search(before):
        return True
    if family == LENGTH:
        # The axis is the part's own: "cord length: 1.8 m".
        before = f"{before}{_axis_word(mention)}"
        near = before[-40:]  # one noun, or a short list of what goes in
        return bool(_HOLDS.search(before) or _PART_BEFORE.search(near) or _PART_AFTER.match(text, mention.end))
    return family == WEIGHT and bool(_BORNE.search(before))


def _axis_word(mention: Mention) -> str:
    word = re.match(r"[^\W\d_]{2,}(?= (?:of|is)|:| )", mention.words)
    return f"{word[0]} " if word else ""
