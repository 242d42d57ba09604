"""How much of a look is wanted, measured by what was shown: "less shiny", "a bit darker", "not so busy".

Only what the words say; who looks that way beside what was shown is found by `chat.comparatives`. The looks are those
that the small model tells apart on validation products: "warmer" and "taller" it does not
(docs/archive/EXPERIMENTS-rounds.md, thirteenth round).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import NamedTuple

from catalog.listing.looks import CLEARNESS, COLOURS, FINISHES, PATTERNS, SHADES, SHAPES


class End(NamedTuple):
    """One of two opposite looks."""

    look: str
    """As one who has seen nothing yet would ask for it."""
    words: str
    """That it is wanted more."""
    adjectives: str
    comparatives: str = "(?!)"
    nouns: str = "(?!)"
    """Of which there is more or less."""


_AXES = {
    "shine": (
        End("shiny", "shinier", "shiny|glossy|reflective|sparkly|glittery", "shinier|glossier", "shine|sheen"),
        End("matte, not shiny", "less shiny", "matte?", "duller"),
    ),
    "shade": (
        End("dark", "darker", "dark", "darker"),
        End("light", "lighter", "light|pale|bright", "lighter|paler|brighter"),
    ),
    "pattern": (
        End("patterned", "more patterned", "patterned|busy", "busier", "patterns?"),
        End("plain", "plainer", "plain|simple", "plainer|simpler"),
    ),
    "colour": (
        End("bold", "bolder", "bold|colou?rful|vivid|vibrant", "bolder", "colou?r"),
        End("neutral", "more neutral", "neutral|muted|subdued"),
    ),
    "shape": (
        End("round", "rounder", "round(?:ed)?|curvy", "rounder|curvier"),
        End("square, not round", "more angular", r"angular|boxy|square(?!\ (?:feet|foot|met))", "squarer|boxier"),
    ),
    "clearness": (
        End("see-through", "more see-through", "see-through|transparent|translucent|sheer", "sheerer"),
        End("opaque, not see-through", "less see-through", "opaque|solid"),
    ),
}


@dataclass(frozen=True)
class Comparative:
    axis: str
    upper: bool
    """Towards the axis' first end, or its second."""

    @property
    def words(self) -> str:
        """As a chip says it: "darker"."""
        return self._end(self.upper).words

    @property
    def look(self) -> str:
        """ "dark"."""
        return self._end(self.upper).look

    @property
    def opposite(self) -> str:
        """ "light"."""
        return self._end(not self.upper).look

    def _end(self, upper: bool) -> End:
        return _AXES[self.axis][0 if upper else 1]


_OVERRULED_BY = {
    "shine": FINISHES,
    "shade": COLOURS | SHADES,
    "pattern": PATTERNS,
    "colour": COLOURS,
    "shape": SHAPES,
    "clearness": CLEARNESS,
}
_ENDS = [(name, upper, end) for name, ends in _AXES.items() for upper, end in zip((True, False), ends, strict=True)]
_ADJECTIVE = "|".join(end.adjectives for *_, end in _ENDS)
_NOUN = "|".join(end.nouns for *_, end in _ENDS)
_COMPARATIVE = "|".join(end.comparatives for *_, end in _ENDS)
_NOT = r"(?:not|(?:is|are|was|were|does|do)n['’]t)"
_DEGREE = re.compile(
    rf"""(?<![\w'’-])
    (?:(?:(?:just\ )?an?\ (?:bit|lot|little(?:\ bit)?|touch|tad|shade)|much|even|slightly|somewhat|far|way)\ )*
    (?: (?P<less> less | {_NOT}\ (?:(?:quite|all)\ )?(?:so|as|that|very|overly)
        | (?:(?:{_NOT}|nothing|none)\ (?:(?:quite|all)\ )?)?too) \ (?P<of>{_ADJECTIVE})
      | (?P<fewer>less|not\ (?:so|as|that)\ much|too\ much) \ (?P<of_it>{_NOUN})
      | {_NOT}\ (?P<lacking>{_ADJECTIVE})\ enough
      | more\ (?!light\b)(?P<more>{_ADJECTIVE}|(?:{_NOUN})(?!\ (?:option|choice)))
      | (?P<comparative>{_COMPARATIVE}) (?!\ ?-?(?:weight|to\ carry|in\ weight))
    )(?![\w'’-]|\ (?:in|at)\ (?:my|our|the|here|there)\b)(?:\ (?:than|as)\ *$)?""",
    re.IGNORECASE | re.VERBOSE,
)
_NOT_ASKED = re.compile(
    r"\b(?:no|not|nothing|never|(?:not|n['’]t) any) $"  # "nothing darker"
    r"|\bfor (?:an?|my|our|the|this) $"  # "for a darker room" is where it stands
    r"|\b(?:room|corner|hall(?:way)?|kitchen|bedroom|bathroom|house|home|flat|office|place|in here|in there)"
    r"(?:['’]s| (?:is|are|gets|looks|feels|it['’]s))\b[^,.;]{0,12}$"
    r"|\b(?:i['’]?m|i am|we['’]?re|we are|candle|gas|cigarette)(?: \w+)? $",
    re.IGNORECASE,
)


def find_comparatives(text: str) -> tuple[Comparative, ...]:
    """Each axis once, as it was said last."""
    return tuple({degree.axis: degree for _, degree in _found(text)}.values())


def is_overruled(degree: Comparative, words: Collection[str]) -> bool:
    """Whether these words say how a thing is to look in the very respect of the degree: a darker one, "in white"."""
    return not _OVERRULED_BY[degree.axis].isdisjoint(words)


def as_looks(text: str) -> str:
    """With the look itself in place of its degree: "something darker" -> "something dark"."""
    return _replaced(text, lambda degree: degree.look)


def without_comparatives(text: str) -> str:
    """What is said beside them."""
    return _replaced(text, lambda _: "")


def _replaced(text: str, by: Callable[[Comparative], str]) -> str:
    for match, degree in reversed(_found(text)):
        text = f"{text[: match.start()]}{by(degree)}{text[match.end() :]}"
    return text


def _found(text: str) -> list[tuple[re.Match[str], Comparative]]:
    matches = [match for match in _DEGREE.finditer(text) if not _NOT_ASKED.search(text[: match.start()])]
    return [(match, _degree(match)) for match in matches]


def _degree(match: re.Match[str]) -> Comparative:
    said = next(filter(None, (match[name] for name in ("of", "of_it", "lacking", "more", "comparative"))))
    for axis, upper, end in _ENDS:
        if re.fullmatch(f"{end.adjectives}|{end.comparatives}|{end.nouns}", said, re.IGNORECASE):
            return Comparative(axis, upper != bool(match["less"] or match["fewer"]))
    raise AssertionError(f"{said!r} is of no axis")
