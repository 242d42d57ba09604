"""How much of a look is wanted, measured by what was shown: "less shiny", "a bit darker", "not so busy".

Only what the words say; who looks that way beside what was shown is found by `chat.degrees`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple


class End(NamedTuple):
    """One of two opposite looks."""

    look: str
    """As one who has seen nothing yet would ask for it."""
    words: str
    """That it is wanted more."""
    adjectives: str
    comparatives: str


_AXES = {
    "shine": (
        End("shiny", "shinier", "shiny|glossy|reflective|sparkly|glittery", "shinier|glossier"),
        End("matte", "less shiny", "matte?", "duller"),
    ),
    "shade": (
        End("dark", "darker", "dark", "darker"),
        End("light", "lighter", "light|pale|bright", "lighter|paler|brighter"),
    ),
    "pattern": (
        End("patterned", "more patterned", "patterned|busy", "busier"),
        End("plain", "plainer", "plain|simple", "plainer|simpler"),
    ),
    "colour": (
        End("bold", "bolder", "bold|colou?rful|vivid|vibrant", "bolder"),
        End("neutral", "more neutral", "neutral|muted|subdued", "more neutral"),
    ),
}
"""By the words of the two looks the small model tells which of two products of one kind has more of it: of pairs in
`renders/valid` that differ plainly right in 0.89 (shine, 818), 0.91 (shade, 1,185), 0.90 (pattern, 780) and 0.84
(colour, 932)."""


@dataclass(frozen=True)
class Degree:
    axis: str
    upper: bool
    """Towards the axis' first end, or its second."""

    @property
    def words(self) -> str:
        """ "less shiny"."""
        return self._end(self.upper).words

    @property
    def look(self) -> str:
        """ "matte"."""
        return self._end(self.upper).look

    @property
    def opposite(self) -> str:
        """ "shiny"."""
        return self._end(not self.upper).look

    def _end(self, upper: bool) -> End:
        return _AXES[self.axis][0 if upper else 1]


_ENDS = [(name, upper, end) for name, ends in _AXES.items() for upper, end in zip((True, False), ends, strict=True)]
_ADJECTIVE = "|".join(end.adjectives for *_, end in _ENDS)
_COMPARATIVE = "|".join(end.comparatives for *_, end in _ENDS)
_DEGREE = re.compile(
    rf"""(?<![\w'’-])
    (?:(?:(?:just\ )?an?\ (?:bit|lot|little(?:\ bit)?|touch|tad|shade)|much|even|slightly|somewhat|far|way)\ )*
    (?: (?P<less> less | (?:not|n['’]t)\ (?:(?:quite|all)\ )?(?:so|too|as|that|very|overly) | too)
        \ (?P<of>{_ADJECTIVE})
      | (?:is|are|was|were|does|do)?(?:not|n['’]t)\ (?P<lacking>{_ADJECTIVE})\ enough
      | more\ (?!light\b)(?P<more>{_ADJECTIVE})
      | (?P<comparative>{_COMPARATIVE}) (?!\ ?-?(?:weight|to\ carry|in\ weight))
    )(?![\w'’-])(?:\ (?:than|as)\ *$)?""",
    re.IGNORECASE | re.VERBOSE,
)
_NOT_ASKED = re.compile(
    r"\b(?:no|not|nothing|never|any) $"  # "nothing darker"
    r"|\bfor (?:an?|my|our|the|this) (?:\w+ )?$"  # "for a darker room" is where it stands
    r"|\b(?:room|corner|hall(?:way)?|kitchen|bedroom|bathroom|house|home|flat|office|place|here|there)\b[^,.;]{0,12}$"
    r"|\b(?:i['’]?m|i am|we['’]?re|we are|candle|gas|cigarette)(?: \w+)? $",
    re.IGNORECASE,
)


def find_degrees(text: str) -> tuple[Degree, ...]:
    """Each axis once, as it was said last."""
    return tuple({degree.axis: degree for _, degree in _found(text)}.values())


def as_looks(text: str) -> str:
    """With the look itself in place of its degree: "something less shiny" -> "something matte"."""
    return _replaced(text, lambda degree: degree.look)


def without_degrees(text: str) -> str:
    """What is said beside them."""
    return _replaced(text, lambda _: "")


def _replaced(text: str, by: Callable[[Degree], str]) -> str:
    for match, degree in reversed(_found(text)):
        text = f"{text[: match.start()]}{by(degree)}{text[match.end() :]}"
    return text


def _found(text: str) -> list[tuple[re.Match[str], Degree]]:
    matches = [match for match in _DEGREE.finditer(text) if not _NOT_ASKED.search(text[: match.start()])]
    return [(match, _degree(match)) for match in matches]


def _degree(match: re.Match[str]) -> Degree:
    said = next(filter(None, (match[name] for name in ("of", "lacking", "more", "comparative"))))
    for axis, upper, end in _ENDS:
        if re.fullmatch(f"{end.adjectives}|{end.comparatives}", said, re.IGNORECASE):
            return Degree(axis, upper != bool(match["less"]))
    raise AssertionError(f"{said!r} is of no axis")
