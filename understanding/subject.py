"""Where the subject of a conversation changes, and what was said of the shopper rather than of a subject.

"A bag, not black", then "an art deco mirror": the mirror may be black. "I'm allergic to nickel" holds for whatever
comes next. By rule, in English. Leaves out: things that the catalog has no kind for; to name one changes no subject.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from catalog.listing.words import telling_words
from understanding.people import RELATIVES

_TOGETHER = re.compile(
    r"\b(?:same|similar|match\w*|coordinat\w*|go(?:es)? (?:well )?with|like (?:that|this|it|these|those))\b",
    re.IGNORECASE,
)
"""The new thing is to be like the old one."""
_IN_ITS_PLACE = re.compile(
    r"\b(?:instead|rather|i mea?nt|i mean|(?:make|turn|change) (?:it|that|this)|(?:but|just) as|actually|sorry|i said"
    r"|correction)\b|^\W{0,8}(?:no|nah|or|nope|wait|oops)\b(?! (?:more|problem|worries|thanks|thank|need)\b)"
    r"|^\W{0,8}(?:(?:and|but|ok|okay|hmm|so|then|well)\W{1,4}){0,4}(?:what|how) about\b",
    re.IGNORECASE,
)
"""The new thing takes the place of the old one in the same wish."""
_ANEW = re.compile(
    r"\b(?:now|next|also|as well|new|another thing|something else|moving on|(?:forget|never ?mind|done with|enough)"
    r"(?: about)? (?:the|that|those|all|of))\b",
    re.IGNORECASE,
)
_BACK = re.compile(r"\b(?:back to|return to|again|once more|go back|as before|earlier)\b", re.IGNORECASE)
_WHO = r"(?:i|we|he|she|they|(?:my|our|his|her) [\w-]{1,20}|mum|mom|dad)"
_VERY = r"(?: (?:both|really|just|absolutely|simply|generally|always|personally|very|also|severely|a bit)){0,3}"
_NOT = r"(?:do|does|can)(?:['’]?t|n['’]?t|not| not)"
_LASTING = re.compile(
    rf"\b{_WHO}(?:['’](?:m|re|s)| am| is| are)?{_VERY} (?:hates?|dislikes?|loathes?|detests?|despises?|allergic to"
    rf"|sensitive to|intolerant|reacts? (?:badly )?to|never|avoids?|{_NOT} (?:stand|bear|wear|have|tolerate|like|do|use"
    r"|eat|buy|own|believe)|(?:not|no) (?:an? )?(?:big )?fan of|not (?:into|keen on))\b|\ballerg(?:y|ic) to\b",
    re.IGNORECASE,
)
_ALWAYS = re.compile(r"\b(?:ever|in general|full stop|on principle)\b", re.IGNORECASE)
_PRINCIPLE = re.compile(
    r"\b(?:i['’]?m|i am|we['’]?re|we are|she['’]?s|he['’]?s|is) (?:an? )?(?:vegan|vegetarian)s?\b", re.IGNORECASE
)
_HERE = re.compile(
    r"\b(?:this|that|these|those|it|them|here|(?:on|for) (?:an? |the |my )?[\w-]{1,30})\W{0,8}$"
    r"|\b(?:this|these|those) [\w-]",
    re.IGNORECASE,
)
"""It is said of what is on the table, not of all things."""
_CLAUSE = re.compile(r"[.;:!?,–—]|\b(?:but|so|and (?=not?\b))", re.IGNORECASE)
_THING = r"(?:item|thing|piece|one)"
_FOR_ALL = re.compile(
    rf"\b(?:for|on) (?:everything|anything|all of (?:it|them)|(?:each|every) {_THING})\b"
    r"|\b(?:all in all|overall|(?:in total|altogether) for (?:all|everything)|(?:the|my) whole (?:lot|order))\b"
    r"|\b(?:whatever|anything) i (?:buy|get|order)\b",
    re.IGNORECASE,
)
_NOTHING = "hi hey hello spend budget money limit max cash total dollars euros pounds bucks today eye mind"
_PRESENT_FOR = re.compile(
    r"\b(?:gifts?|presents?|something|anything|birthday|christmas|anniversary|wedding)\b[^.!?]{0,40}"
    rf"\bfor (?:my|our|his|her|a|an|the) (?:\w+ ){{0,2}}?(?:{RELATIVES})\b",
    re.IGNORECASE,
)
_SAME_STILL = re.compile(r"\b(?:it|one|ones|this|that|these|those|same|similar|also like|too)\b", re.IGNORECASE)
_OF_NOTHING = frozenset(_NOTHING.split())
_HEAD = re.compile(r"[^\W_]+")


def is_left(text: str, before: Sequence[str], named: Sequence[str]) -> bool:
    """Whether a message that names the kinds `named` leaves the subject, the kinds `before`: "now a mirror".

    A floor lamp after table lamps is the same subject still, as is what is to go with them or to take their place."""
    if not before or not named or not set(named).isdisjoint(before) or not _heads(named).isdisjoint(_heads(before)):
        return False
    if _TOGETHER.search(text):
        return False
    return _ANEW.search(text) is not None or _IN_ITS_PLACE.search(text) is None


def is_for_another(text: str) -> bool:
    """Whether a message begins with another person's present: "now a gift for my sister, under 30"."""
    return _PRESENT_FOR.search(text) is not None and _SAME_STILL.search(text) is None


def comes_back(text: str) -> bool:
    """Whether the message takes up what was spoken of before: "back to the bags"."""
    return _BACK.search(text) is not None


def lasting(text: str, refused: Iterable[str]) -> tuple[str, ...]:
    """Those of `refused` that the shopper never has, whatever the thing: "I hate glitter", "I'm allergic to wool"."""
    if _PRINCIPLE.search(text):
        return tuple(refused)
    found = ((clause, _LASTING.search(clause) or _ALWAYS.search(clause)) for clause in _CLAUSE.split(text))
    taste = (clause for clause, match in found if match and not _HERE.search(clause[match.end() :]))
    words = [set(telling_words(clause)) for clause in taste]
    return tuple(term for term in refused if any(set(telling_words(term)) <= some for some in words))


def names_a_thing(wished: str) -> bool:
    """Whether a message, without what it refuses, tells what is looked for: "I have 80 to spend" does not."""
    return bool(set(telling_words(wished)) - _OF_NOTHING)


def is_for_all(text: str) -> bool:
    """Whether the money in a message is for whatever is bought: "50 for everything"."""
    return _FOR_ALL.search(text) is not None


def _heads(kinds: Sequence[str]) -> set[str]:
    return {words[-1].lower().removesuffix("s") for kind in kinds if (words := _HEAD.findall(kind))}
