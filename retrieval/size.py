"""The sizes that a message allows, and whether a listing says such a one: "170 x 115 cm", "at least 40 cm wide",
"in size 7", "the 30 ml bottle".

Numbers with a unit of length, volume or weight, and sizes by number or letter. Units of one family are the same thing:
1.4 m, 140 cm and 55 inches. Small patterns, English. Leaves out: pounds (money), sizes by name ("queen", "small") and
what is measured beside the product: "for a 15 inch laptop", "my shelf is 30 cm deep".
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import lru_cache
from itertools import islice

_FAMILIES = {
    "length": {
        r"mm|millimet(?:er|re)s?": 1.0,
        r"cms?|centimet(?:er|re)s?": 10.0,
        r"m|met(?:er|re)s?": 1000.0,
        r"inch(?:es)?|in(?=\.|,|;|\)|$|\ ?[x×]|\ (?:tall|high|wide|long|deep|across|thick)\b)": 25.4,
        r"ft|feet|foot": 304.8,
    },
    "volume": {
        r"ml|millilit(?:er|re)s?": 1.0,
        r"cl|centilit(?:er|re)s?": 10.0,
        r"dl|decilit(?:er|re)s?": 100.0,
        r"l|lit(?:er|re)s?": 1000.0,
    },
    "ounces": {r"(?:fl\.?\ ?|fluid\ )?(?:oz|ounces?)": 1.0},
    "weight": {r"g|gr|grams?": 1.0, r"kgs?|kilos?|kilograms?": 1000.0, r"lbs?": 453.592},
}
_UNITS = [
    (re.compile(unit, re.I | re.X), family, factor)
    for family, units in _FAMILIES.items()
    for unit, factor in units.items()
]
_INCH = "\"|″|”|''"
_UNIT = rf"(?:(?:{'|'.join(unit for units in _FAMILIES.values() for unit in units)})(?![\w²³])|{_INCH})"
_AXES = {
    "height": "tall|high|(?:in )?height|h",
    "breadth": "wide|long|across|(?:in )?(?:width|length|diameter)|w|l|dia",
    "depth": "deep|thick|(?:in )?(?:depth|thickness)|d",
}
"""Width and length are one: which of the two a thing has depends on who looks at it."""
_AXIS = "|".join(_AXES.values())
_LETTERS = ["xxs", "xs", "s", "m", "l", "xl", "xxl", "xxxl"]
_NAMED = {"small": "s", "medium": "m", "large": "l", "2xl": "xxl", "3xl": "xxxl"}

_RING = "[b-hj-z]"
"""Sizes of rings by one letter, but for two that are words."""

_N = r"\d{1,5}(?:,\d{3})?(?:[.,]\d{1,2})?(?![\d.,]*\d)"
_JOIN = r"\ ?(?:[x×*]|by)\ ?"
_TO = r"(?:\ ?[-–—]\ ?|\ to\ |\ and\ )"
_MEASURE = re.compile(
    rf"""(?<![\w.,/$€£\#'’-])
    (?: (?P<low>{_N}) (?:[\ -]?{_UNIT})? {_TO} (?P<high>{_N})
      | (?P<numbers>{_N} (?:[\ -]?{_UNIT})? (?:{_JOIN}{_N}(?:\ ?{_UNIT})?){{1,2}})
      | (?P<one>{_N}) )
    (?:(?<={_INCH[0]})|[\ -]?(?P<unit>{_UNIT}))
    (?:\.?[\ -]?(?P<after>{_AXIS})(?!\w))?""",
    re.IGNORECASE | re.VERBOSE,
)
_DIGIT = re.compile(r"\d+")
_BEFORE = re.compile(rf"(?<!\w)(?P<axis>{_AXIS})(?: of| is)?[: ] ?$", re.IGNORECASE)
_SIZE_OF = (
    rf"(?:\d{{1,3}}(?:[.,]5)?(?![\d.,]*\d|[\ -]?{_UNIT})|{'|'.join((*_LETTERS[::-1], *_NAMED, _RING))})(?!\w|['’])"
)
_SIZE = re.compile(
    rf"""size(?<!\wsize)s?[:\ ]\ ?(?:(?P<where>us|uk|eu|eur)\ )?
    (?P<sizes>{_SIZE_OF}(?:(?:,\ ?(?:and\ |or\ )?|\ ?/\ ?|\ or\ |{_TO}){_SIZE_OF}){{0,12}})""",
    re.IGNORECASE | re.VERBOSE,
)
_REGION = re.compile(r"(?<!\w)(?P<region>us|uk|eur?) $", re.IGNORECASE)
_MORE = "bigger|larger|taller|higher|wider|longer|deeper|thicker|heavier"
_LESS = "smaller|shorter|lower|narrower|thinner|lighter"
_COMPARED = {
    "height": "taller|shorter|higher|lower",
    "breadth": "wider|narrower|longer",
    "depth": "deeper|thicker|thinner",
}
_AT_MOST = re.compile(
    rf"(?:under|below|less than|(?P<axis>{_LESS}) than|(?:no|not) (?:more|over|above|(?P<axis2>{_MORE}))(?: than)?"
    r"|at (?:the )?most|up to|max(?:imum)?(?: of)?|within|<=?|≤) ?$",
    re.IGNORECASE,
)
_AT_LEAST = re.compile(
    rf"(?:over|above|more than|(?P<axis>{_MORE}) than|(?:no|not) (?:less|under|below|(?P<axis2>{_LESS}))(?: than)?"
    r"|at (?:the )?(?:very )?least|min(?:imum)?(?: of)?|>=?|≥) ?$",
    re.IGNORECASE,
)
_OR_LESS = re.compile(
    rf"(?:,? (?:or|and) (?:less|under|below|{_LESS})| max(?:imum)?| tops| at (?:the )?most)\b", re.IGNORECASE
)
_OR_MORE = re.compile(
    rf"(?:\+|(?:,? (?:or|and) (?:more|over|above|up|{_MORE})| min(?:imum)?| at least)\b)", re.IGNORECASE
)
_ABOUT = re.compile(r"(?:\b(?:about|around|roughly|approximately|approx\.?|circa|ca\.?|some)|~) ?$", re.IGNORECASE)
_APART = re.compile(rf"\.? (?:{_MORE}|{_LESS}|too|more|less)\b", re.IGNORECASE)
"""Of a difference: "10 cm taller"."""
_OR_SO = re.compile(r"(?: or so|-?ish)\b", re.IGNORECASE)
_MINE = r"(?:an?|my|our|his|her|their|your|the)"
_SEEKING = re.compile(r"\b(?:look|search|shop|hunt|ask|wish)\w* for (?:an?|the|some|any)(?= )", re.IGNORECASE)
"""What follows is the product: "looking for a 30 ml bottle"."""
_ELSEWHERE = re.compile(
    rf"\b(?:for|fits?|hold(?:s|ing)?|takes?|into|onto|on|under|over|above|below|beside|behind|against|with) {_MINE}"
    r"(?: [^\W\d]+)? $"
    r"|\b(?:i|he|she|we|they|you)(?: am| is| are|['’]m|['’]s|['’]re|m) (?:only |just |about )*$"
    r"|\b(?:my|our|his|her|their) [^,.;!?]{1,40} (?:is|are|measures?) (?:only |just |about |around )*$"
    r"|\bthe (?:ceiling|room|wall|window|table|desk|space|gap|door(?:way)?|shelf|sofa|bed|alcove|niche|hall(?:way)?)"
    r"(?: [^\W\d]+)? (?:is|measures) (?:only |just |about |around )*$"
    r"|\b(?:space|gap|wall|room|distance) of (?:only |just |about )*$"
    rf"|\b(?:for|fits?|into|onto|on|under|beside) {_MINE} [^,.;!?]{{1,30}} (?:that|which)(?: is| are|['’]s) "
    r"(?:only |about )*$",
    re.IGNORECASE,
)
_REFUSED = re.compile(r"\b(?:not|no|isn['’]?t|nothing|without|except|but|never) (?:an? |the |in )?$", re.IGNORECASE)
_ANY_SIZE = re.compile(
    r"\b(?:(?:in )?any size|(?:the )?sizes? (?:does not|doesn['’]?t|do not|don['’]?t|is not|isn['’]?t) "
    r"(?:matter|important)|(?:forget|ignore|drop) (?:about )?(?:the |my )?(?:size|dimensions|measurements))\b",
    re.IGNORECASE,
)
_OPPOSITES = {
    "big": ("smaller", "bigger"),
    "large": ("smaller", "larger"),
    "small": ("bigger", "smaller"),
    "little": ("bigger", "smaller"),
    "tall": ("shorter", "taller"),
    "high": ("shorter", "taller"),
    "low": ("taller", "shorter"),
    "wide": ("narrower", "wider"),
    "narrow": ("wider", "narrower"),
    "long": ("smaller", "longer"),
    "short": ("bigger", "shorter"),
    "deep": ("thinner", "deeper"),
}
"""What is wanted where a product is too much so, and where it is not enough so."""
_BESIDE = re.compile(
    r"(?<![\w-])(?<!\bnot )(?<!\bno )(?<!\bnothing )(?<!\bbe )"
    r"(?:(?P<than>bigger|larger|taller|wider|longer|deeper|thicker|heavier|smaller|shorter|narrower|thinner)"
    r"(?![ -]lasting)(?! than (?:about )?\d)(?: than *$)?"
    rf"|too (?P<too>{'|'.join(_OPPOSITES)})|not (?P<lacking>{'|'.join(_OPPOSITES)}) enough)(?![\w-])",
    re.IGNORECASE,
)
_EXACT, _NEAR = 0.015, 0.1
"""Shares by which a number may miss: 55 inches are 139.7 cm; "about 140 cm" may be 150."""
MAX_SIZES = 4
"""Of one message, the last."""
MAX_MENTIONS = 50
"""Numbers with a unit that a message, or a listing, is read for."""


@dataclass(frozen=True)
class Size:
    """One size that a product must have."""

    words: str
    """As a chip says it: "at least 40 cm wide"."""
    family: str
    """length, volume, ounces, weight or size."""
    bounds: tuple[tuple[float, float], ...]
    """(lowest, highest) of each number, both included, in mm, ml, ounces or g. A single one may be open: from 0, or to
    infinity."""
    axis: str = ""
    """height, breadth or depth where it was said; of a size, whose: us, uk or eu."""

    def fits(self, listing: str) -> bool:
        """Whether `listing` says such a size. Of an open end without an axis, its largest number counts."""
        said = [entry for entry in _said(listing) if entry.family == self.family]
        along = [one for one in said if not (self.axis and one.axis and one.axis != self.axis)]
        if not along:
            return False
        low, high = self.bounds[0]
        if low == 0 or math.isinf(high):
            top = max(along, key=lambda one: one.high)
            return top.high >= low and top.low <= high
        for low, high in self.bounds:
            met = next((one for one in along if one.low <= high and one.high >= low), None)
            if met is None:
                return False
            along.remove(met)
        return True

    def replaced_by(self, newer: Size) -> bool:
        """Whether `newer` is of the same: "150 cm" after "140 cm tall"."""
        return self.family == newer.family and (not newer.axis or self.axis in ("", newer.axis))

    def key(self) -> str:
        """All of it, as text; `of_key` turns it back."""
        return json.dumps(asdict(self))

    @staticmethod
    @lru_cache(maxsize=256)
    def of_key(key: str) -> Size:
        fields = json.loads(key)
        return Size(**{**fields, "bounds": tuple((low, high) for low, high in fields["bounds"])})


@dataclass(frozen=True)
class _Said:
    family: str
    low: float
    high: float
    axis: str = ""


def takes_sizes_back(text: str) -> bool:
    """Whether any size will do from now on."""
    return bool(_ANY_SIZE.search(text))


def find_sizes(text: str) -> tuple[Size, ...]:
    """The sizes that `text` asks for, one of each family and axis: the last."""
    found: dict[tuple[str, str], Size] = {}
    for match in islice(_matches(text), MAX_MENTIONS):
        before, after = text[max(0, match.start() - 80) : match.start()], text[match.end() : match.end() + 40]
        size = _asked_size(match) if match.re is _SIZE else _asked(match, before, after)
        apart = match.re is _MEASURE and _APART.match(text, match.end())
        before = _SEEKING.sub("", before)
        if size and not apart and not _ELSEWHERE.search(before) and not _REFUSED.search(before):
            found[size.family, size.axis] = size
    return tuple(found.values())[-MAX_SIZES:]


def compared_size(text: str) -> str:
    """How a size is wanted beside one that was shown: "taller", as "too short" says too; "" where none is compared."""
    match = _BESIDE.search(text)
    if match is None:
        return ""
    if match["than"]:
        return match["than"].lower()
    where_too_much, where_too_little = _OPPOSITES[(match["too"] or match["lacking"]).lower()]
    return where_too_much if match["too"] else where_too_little


def find_size_beside(word: str, listing: str) -> Size | None:
    """What `word`, of `compared_size`, asks for beside the product of this listing; None where the listing does not say
    how large that is, or nothing is compared."""
    if not word:
        return None
    more, axis = re.fullmatch(_MORE, word) is not None, _compared(word)
    families = ("weight",) if word == "heavier" else ("length",) if axis else ("length", "volume", "ounces", "weight")
    for family in families:
        if said := [one for one in _said(listing) if one.family == family and one.axis in ("", axis or one.axis)]:
            top = max(one.high for one in said)
            bound = (top * (1 + _EXACT), math.inf) if more else (0.0, top * (1 - _EXACT))
            return Size(f"{word} than {_amount(top, family)}", family, (bound,), axis)
    return None


def _matches(text: str) -> Iterator[re.Match[str]]:
    """Of `_MEASURE`, tried where a number stands alone, since listings are many; then of `_SIZE`."""
    end = 0
    for number in _DIGIT.finditer(text):
        if number.start() >= end and (match := _MEASURE.match(text, number.start())) and match["unit"] != "M":
            end = match.end()
            yield match
    yield from _SIZE.finditer(text)


@lru_cache(maxsize=10_000)
def _said(text: str) -> tuple[_Said, ...]:
    """Every size that a text says."""
    found = []
    for match in islice(_matches(text), MAX_MENTIONS):
        if match.re is _SIZE:
            found += [_Said("size", *ends, _region(match)) for ends in _sizes(match["sizes"])]
        else:
            found += [_Said(_unit(match["unit"])[0], *ends, _axis(match)) for ends in _values(match)]
    return tuple(found)


def _asked(match: re.Match[str], before: str, after: str) -> Size | None:
    family, _ = _unit(match["unit"])
    values, axis = _values(match), _axis(match)
    words = " ".join(match[0].split())
    if match["low"]:
        words = re.sub(rf"(?<=\d){_TO}(?=\d)".replace("\\ ", " "), " to ", words)
        return Size(words, family, tuple(values), axis)
    most, least = _AT_MOST.search(before), _AT_LEAST.search(before)
    below = most or _OR_LESS.match(after)
    above = None if below else least or _OR_MORE.match(after)
    about = _ABOUT.search(before) or _OR_SO.match(after)
    if len(values) == 1 and (below or above):
        bound = (0.0, values[0][1] * (1 + _EXACT / 10)) if below else (values[0][0] * (1 - _EXACT / 10), math.inf)
        compared = most or least
        word = (compared["axis"] or compared["axis2"] or "") if compared else ""
        said = f"{'at most' if below else 'at least'} {words}"
        return Size(said, family, (bound,), axis or _compared(word))
    share = _NEAR if about else _EXACT
    bounds = tuple((low * (1 - share), high * (1 + share)) for low, high in values)
    return Size(f"about {words}" if about else words, family, bounds, axis)


def _asked_size(match: re.Match[str]) -> Size:
    region, value = _region(match), match["sizes"]
    low = min(low for low, _ in _sizes(value))
    high = max(high for _, high in _sizes(value))
    words = f"size {value.upper() if value.isalpha() and value.lower() not in _NAMED else value}"
    return Size(f"{region.upper()} {words}".strip(), "size", ((low, high),), region)


@lru_cache(maxsize=256)
def _unit(said: str | None) -> tuple[str, float]:
    """(family, how many of its base unit); an inch sign is inside the number."""
    return next(
        ((family, factor) for unit, family, factor in _UNITS if said and unit.fullmatch(said)), ("length", 25.4)
    )


def _values(match: re.Match[str]) -> list[tuple[float, float]]:
    """(lowest, highest) of each number, in the base unit of its family."""
    _, factor = _unit(match["unit"])
    if match["low"]:
        low, high = sorted((_number(match["low"]), _number(match["high"])))
        return [(low * factor, high * factor)]
    numbers = re.findall(_N, match["numbers"]) if match["numbers"] else [match["one"]]
    return [(value, value) for value in (_number(number) * factor for number in numbers)]


def _number(text: str) -> float:
    return float(re.sub(r",(?=\d{3}(?!\d))", "", text).replace(",", "."))


def _axis(match: re.Match[str]) -> str:
    before = _BEFORE.search(match.string[max(0, match.start() - 20) : match.start()])
    return _axis_of(match["after"] or (before["axis"] if before else ""))


def _region(match: re.Match[str]) -> str:
    before = _REGION.search(match.string[max(0, match.start() - 5) : match.start()])
    return (match["where"] or (before["region"] if before else "")).lower().removesuffix("r")


@lru_cache(maxsize=256)
def _axis_of(word: str) -> str:
    return next((axis for axis, words in _AXES.items() if word and re.fullmatch(words, word, re.IGNORECASE)), "")


def _compared(word: str) -> str:
    """The axis of a comparative; "" for "bigger"."""
    return next((axis for axis, words in _COMPARED.items() if re.fullmatch(words, word, re.IGNORECASE)), "")


def _sizes(text: str) -> Iterator[tuple[float, float]]:
    """(lowest, highest) of each size of a list: "S, M" or "6 to 9"."""
    parts = re.split(r",\s?(?:and |or )?|\s?/\s?|\sor\s", text)
    for part in parts:
        ends = [_size(end) for end in re.split(_TO.replace("\\ ", " "), part)]
        yield min(ends), max(ends)


def _size(text: str) -> float:
    """Letters count from 1,000 on, so that no number is one."""
    word = text.strip().lower()
    word = _NAMED.get(word, word)
    if word in _LETTERS:
        return 1000.0 + _LETTERS.index(word)
    return 2000.0 + ord(word) if word.isalpha() else _number(word)


def _amount(value: float, family: str) -> str:
    unit, factor = {"length": ("cm", 10.0), "volume": ("ml", 1.0), "ounces": ("oz", 1.0), "weight": ("g", 1.0)}[family]
    return f"{value / factor:.4g} {unit}"
