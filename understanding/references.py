"""Words that point at a product that was shown: "the second one", "number 4", "the last lamp", "the brass one", "the
cheapest", "the oak lamp".

Only what the words say; who knows what was shown finds the product (`chat.state`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

_WORDS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_COUNTED = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_PLACES = {word: place for place, word in enumerate(_WORDS, 1)} | {word: n for n, word in enumerate(_COUNTED, 1)}
LAST = -1
_GOES_ON = (
    r"(?=\s*(?:$|[,.;:!?)]|(?:but|in|with|and|or|is|are|was|which|that|costs?|weighs?|made|for|please|though|only|looks?"
    r"|has|have|comes?|rated|pls|thanks|thx)\b))"
)
_ORDINAL = rf"(?P<word>{'|'.join(_WORDS)}|last|\d{{1,2}}(?:st|nd|rd|th))"
_PLACE = re.compile(
    rf"(?:\b(?:the|that) (?:very )?|^){_ORDINAL}(?: (?:one|product|item|option|picture|card)\b|{_GOES_ON})"
    rf"|(?:\bnumber |\bno\. ?|#)(?P<number>\d{{1,2}}|{'|'.join(_COUNTED)})\b",
    re.IGNORECASE,
)
_PLACED = re.compile(
    rf"\bthe (?:very )?{_ORDINAL} (?P<noun>[^\W\d_]+(?: [^\W\d_]+)?){_GOES_ON}",
    re.IGNORECASE,
)
CHEAPEST, DEAREST, BEST_RATED = "cheapest", "dearest", "best rated"
OF_SOME = r"(?: one)? of (?:the (?:two|three|four|five)|these(?: \w+)?|those(?: \w+)?|them|both)\b"
"""Behind a comparative, which then points: "the cheaper of the two"."""
_MOST = {
    CHEAPEST: rf"cheapest|least expensive|lowest[- ]priced|(?:cheaper|less expensive){OF_SOME}",
    DEAREST: rf"most expensive|priciest|dearest|(?:more expensive|pricier|dearer){OF_SOME}",
    BEST_RATED: rf"(?:best|highest)[- ]rated|best[- ]reviewed|(?:better|higher)[- ](?:rated|reviewed){OF_SOME}",
}
_MOST_OF_ALL = re.compile(
    rf"(?:\bwhich (?:(?:one|of (?:these|those|them)) )?is )?"
    rf"\bthe (?P<most>{'|'.join(_MOST.values())})(?:{OF_SOME}| one\b|{_GOES_ON})",
    re.IGNORECASE,
)
_WHICH_LEADS = re.compile(
    r"\bw(?:hich|hat)(?:['’]s)?(?: (?:one|of (?:these|those|them)))?(?: (?:is|has|have|had|got|has got|was))?(?: the)? "
    r"(?:(?P<rated>(?:best|highest|top|most|greatest|nicest)[- ]"
    r"(?:ratings?|rated|reviews?|reviewed|stars|score|feedback))"
    r"|(?P<cheap>cheapest|least expensive|costs? (?:the )?least|lowest[- ]price\w*)"
    r"|(?P<dear>most expensive|dearest|priciest|costs? (?:the )?most|highest[- ]price\w*))\b",
    re.IGNORECASE,
)
"""A superlative that asks for one of those shown and has no "the one" behind it: "which has the best reviews?"."""
_VAGUE = "same|other|right|best|only|next|new|whole|cheap|old|big|small|great|nice|good|perfect"
_NAMED = re.compile(
    rf"\bthe (?P<words>(?!(?:{'|'.join(_WORDS)}|last|{_VAGUE})\b)[^\W\d_][\w-]*(?: [^\W\d_][\w-]*)?) one\b",
    re.IGNORECASE,
)
_CALLED = re.compile(
    rf"\bthe (?!(?:{'|'.join(_WORDS)}|last|{_VAGUE})\b)(?P<words>[^\W\d_][\w-]*(?: [^\W\d_][\w-]*){{1,3}})",
    re.IGNORECASE,
)
_BUILT_ON = (
    re.compile(r"\b(?:like|than|similar to) $", re.IGNORECASE),
    re.compile(r"[ ,]*(?:but|just|only)\b", re.IGNORECASE),
)
"""Before and behind a product that a request builds on."""


@dataclass(frozen=True)
class Pointer:
    """Where `place` is 0, `words` describe the product, or `most` says by what it leads the others."""

    place: int = 0
    """From 1; LAST for the last one."""
    words: str = ""
    most: str = ""
    """CHEAPEST, DEAREST or BEST_RATED."""
    thing: bool = False
    """The words name a kind, and so may ask for one as well: "the oak lamp"."""
    span: tuple[int, int] = (0, 0)
    """Of the text that points."""

    def __bool__(self) -> bool:
        return bool(self.place or self.words or self.most)


NOWHERE = Pointer()


def find_pointer(text: str, kinds: Callable[[str], Sequence[str]] = lambda phrase: ()) -> Pointer:
    """The first of the words that point; an empty Pointer where none do. `kinds`: those that a phrase names, as
    `Vocabulary.called` gives them: "the second lamp" points, "the second floor" does not."""
    if match := _PLACE.search(text):
        return Pointer(place=place_of(match["word"] or match["number"]), span=match.span())
    if (match := _PLACED.search(text)) and kinds(match["noun"]):
        return Pointer(place=place_of(match["word"]), span=match.span())
    if match := _MOST_OF_ALL.search(text):
        most = next(name for name, words in _MOST.items() if re.fullmatch(words, match["most"], re.IGNORECASE))
        return Pointer(most=most, span=match.span())
    if match := _WHICH_LEADS.search(text):
        most = BEST_RATED if match["rated"] else CHEAPEST if match["cheap"] else DEAREST
        return Pointer(most=most, span=match.span())
    if match := _NAMED.search(text):
        return Pointer(words=match["words"].lower(), span=match.span())
    if match := _CALLED.search(text):
        words = match["words"].lower().split()
        for count in range(len(words), 1, -1):
            if _is_one(words[count - 1], kinds(words[count - 1])):
                thing = " ".join(words[:count])
                return Pointer(words=thing, thing=True, span=(match.start(), match.start("words") + len(thing)))
    return NOWHERE


def _is_one(noun: str, kinds: Sequence[str]) -> bool:
    """Whether it names one of a kind: a lamp, and earrings, but not lamps."""
    heads = {kind.lower().split()[-1] for kind in kinds}
    return noun in heads or f"{noun}s" in heads


def builds_on(text: str, pointer: Pointer) -> bool:
    """Whether `text` asks for something like what it points at: "the oak lamp but taller"."""
    before, behind = _BUILT_ON
    return bool(before.search(text[: pointer.span[0]]) or behind.match(text[pointer.span[1] :]))


def place_of(word: str) -> int:
    """Of "second", "2nd", "two" and "2", in any letters, 2; LAST of "last"."""
    word = word.lower()
    return LAST if word == "last" else _PLACES.get(word) or int(re.sub(r"\D", "", word))
