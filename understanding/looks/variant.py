"""A question whether a product that was shown is to be had in another look: "do you have it in black?", "does this come
in oak?", "got the second one in green?".

By rule, in English. Gives the look alone; which product "it" is, knows who knows what was shown. Leaves out questions
about the product as it is ("is it black?", "is it made of oak?"), other sizes, and looks by comparison ("in a darker
colour"), which are degrees.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from catalog.listing.looks import COLOUR, FINISH, MATERIAL, MOOD, PATTERN, axis_of
from understanding.references import Pointer

_YOU = r"(?:you|u|ya|they|we|(?:your|the|this) (?:shop|store|site))(?: guys| lot| people)?"
_ALSO = (
    r"(?:(?:also|still|even|maybe|ever|perhaps|possibly|happen to|by any chance|actually|either|already"
    r"|could|can|might) ){0,2}"
)
_HAVE = (
    r"(?:have|has|had|got|get|sell|stock|make|do|carry|offer|keep|find|show me|see|order|buy|give me|supply|produce)"
)
_NOUN = r"(?: (?!in\b|as\b|for\b|with\b|of\b)[\w'’“”\"-]+){0,3}?"
_IT = rf"(?P<it>(?:it|this|that|these|those|them|(?:the )?same|the|\ufffc){_NOUN})"
_COMES = (
    r"(?:come|comes|came|coming|exist|exists|existed|get made"
    r"|be (?:had|bought|made|ordered|got|gotten|done|supplied|found|delivered|shipped))"
)
_TO_BE_HAD = r"(?:available|sold|made|offered|stocked|produced|to be had|obtainable|possible|around|there|on sale)"
_FRAMES = (
    rf"\b(?:{_YOU}|i|have|has|is there|are there|chance of|maybe)(?:['’]ve| ?ve)? {_ALSO}(?:{_HAVE} )?{_ALSO}"
    rf"{_IT} {_ALSO}(?:{_COMES} )?in ",
    rf"(?:^|[,.;!?] ?|\b(?:and|but|ok|hi|hey|so|oh) ){_HAVE} {_ALSO}{_IT} {_ALSO}in ",
    rf"\b(?:does|do|did|will|would|can|could|if|whether|maybe) {_ALSO}{_IT} {_ALSO}{_COMES} {_ALSO}in ",
    rf"(?:^|[,.;!?] ?|\b(?:and|but|ok|hi|hey|so|oh) ){_IT} {_ALSO}{_COMES} {_ALSO}in ",
    rf"\b(?:is|are|was|were|would|if|whether) {_ALSO}{_IT} {_ALSO}(?:is |are |be )?{_ALSO}{_TO_BE_HAD} {_ALSO}in ",
    rf"\b(?:exists?|comes?) {_IT} {_ALSO}in ",
    rf"\b(?:what|how) about {_IT},? (?:but )?in ",
    rf"^(?:(?:and|or|ok|so|but|hi|hey) )?{_IT},? (?:but )?in (?=[^?]{{1,60}}\?)",
)
_ASKING = tuple(re.compile(frame, re.IGNORECASE) for frame in _FRAMES)
_LOOK_FIRST = re.compile(
    r"(?:^|[.!?;] ?)\W*(?:(?:and|or|also|hm+|ok|what about|how about|maybe|same),? ){0,2}in ", re.IGNORECASE
)
_BEHIND_IT = re.compile(
    r"^\W*(?:(?:too|as well|also|maybe|perhaps|by any chance|please|pls)\W*)?"
    r"(?:(?:do|does|did|have|has|is|are|can|could|would|got|possible)\b[\w'’ ]{0,30}?\b(?:it|this|that|these|them)\b"
    r"[\w' ]{0,20}|(?:possible|available)\W*)?\?",
    re.IGNORECASE,
)
"""The look before the question, or alone: "and in green, do you have it?", "in lavender too?"."""
_VERSION = re.compile(
    r"\b(?:(?:is|are) there|(?:do|have) (?:you|u|they) (?:got|have|do|make|sell)|got|chance of|does it have) "
    r"(?:an? |any |the )?(?P<look>(?:[\w-]+ ){1,4}?)(?:version|variant|variation|edition|option)s?\b",
    re.IGNORECASE,
)
_TOLD = frozenset((COLOUR, MATERIAL, FINISH, PATTERN))
_FILLER_WORDS = (
    "a an the some any color colour colors colours shade finish tone version material fabric kind real genuine solid "
    "pure nice lovely good actual or and plain proper something like maybe another other"
)
_FILLERS = frozenset(_FILLER_WORDS.split())
_BEHIND = re.compile(
    r"^\s*(?:$|[,.;:!?)]|(?:please|pls|plz|instead|too|as well|also|by any chance|at all|maybe|perhaps|though|tho|then"
    r"|thanks|thx|cheers|for|under|below|around|at|less|up to|max|my|love|mate|if|because|cos|since|to|so|but|i"
    r"|anywhere|somewhere|available|possible|right now|possibly|ideally|rather)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Variant:
    look: str
    """As it was said, small letters: "black leather", "black or brown"."""
    name: str = ""
    """What the product is called, where it is neither "it" nor pointed at: "the wren"."""

    @property
    def alternatives(self) -> tuple[tuple[str, ...], ...]:
        """The looks that would do, each as the words that must all be said."""
        either = [part.split() for part in self.look.split(" or ")]
        told = [tuple(word for word in words if axis_of(word) in _TOLD) for words in either]
        return tuple(words for words in told if words)

    @property
    def replaces(self) -> frozenset[str]:
        """The axes of the product's own look that this one stands in the place of."""
        asked = {axis_of(word) for words in self.alternatives for word in words}
        return frozenset(asked | ({COLOUR, FINISH} if MATERIAL in asked else set()))


def find_variant(text: str, pointer: Pointer) -> Variant | None:
    """The look in which what was shown is asked for; None where it is not. `pointer`: at what `text` points."""
    start, end = pointer.span
    pointed = f"{text[:start]}\ufffc{text[end:]}" if pointer else text
    for frame in _ASKING:
        for match in frame.finditer(pointed):
            if look := _look(pointed[match.end() :]):
                name = re.sub(r"[^\w' -]", "", match["it"]).lower()
                return Variant(look, name if re.match(r"the (?!same\b|last\b|\w+ ones?$)", name) else "")
    for match in _LOOK_FIRST.finditer(pointed):
        look, rest = _look_and_rest(pointed[match.end() :])
        if look and _BEHIND_IT.match(rest) and not re.search(r"\b(?:an?|some)\b", pointed[: match.start()]):
            return Variant(look)
    version = _VERSION.search(pointed)
    look = _look(version["look"].strip()) if version else ""
    return Variant(look) if look else None


def _look(text: str) -> str:
    """The words at the beginning that say a look, and that nothing follows which is one: "oak", not "oak boxes"."""
    look, rest = _look_and_rest(text)
    return look if _BEHIND.match(rest) else ""


def _look_and_rest(text: str) -> tuple[str, str]:
    """The look that `text` begins with, "" where it does not, and at most 120 characters of what follows."""
    words: list[str] = []
    rest = text[:120]
    while found := re.match(r"\s*(?:/|,(?= ?(?:or|and)\b))?\s*([\w-]+)", rest):
        word = found[1].lower()
        if not (axis_of(word) in {*_TOLD, MOOD} or word in _FILLERS or (words and word == "or")):
            break
        words.append("or" if word == "and" and words and words[-1] != "or" else word)
        rest = rest[found.end() :]
        if rest.startswith("/"):
            words.append("or")
    kept = [word for word in words if word == "or" or word not in _FILLERS]
    told = any(axis_of(word) in _TOLD for word in kept)
    return (" ".join(kept).strip().removesuffix(" or") if told else ""), rest
