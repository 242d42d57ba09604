"""The sizes that a message asks for: "170 x 115 cm", "at least 40 cm wide", "in size 7", "the 30 ml bottle".

Small patterns, English. A comparison under a negation is turned round: "nothing over 60 cm" is at most 60 cm. Leaves
out what is measured beside the product (`understanding.sizes.places`) and how measures are written
(`catalog.listing.measures`).
"""

from __future__ import annotations

import math
import re

from catalog.listing.measures import NAMED, TO, Measure, Mention, find_mentions
from catalog.listing.size import EXACT, LESS, MORE, Size, amount, axis_of_word
from catalog.listing.units import AXIS, LENGTH, SIZE, axis_of
from understanding.sizes.places import ELSEWHERE, PLACE, SEEKING, owner
from understanding.sizes.spelled import in_digits, with_size_words

_NOT = (
    r"(?:\b(?:no|not|nothing|never|none|nowt|without|cannot|avoid|cant|dont|wont|mustnt|musnt|shouldnt|isnt|doesnt"
    r"|couldnt)|n['’]t)\b(?: (?:to|be|is|are|it|its|that|that['’]s|thats|which|anything|something|one|ones|want|wants"
    r"|need|like|have|having|go|goes|going|get|stands?|sits?|any|much|a|bit|the|make|me|show|of|measures?|really|even"
    r"|reach|come|at)){0,6} $"
)
_NEGATED = re.compile(_NOT, re.IGNORECASE)
_THAN = r"(?: (?:th[ae]n|as))"
_BEFORE = re.compile(
    rf"(?:(?P<most>at (?:the )?(?:very )?most|up to|max(?:imum|\.)?(?: (?:of|is))?:?|within|<=?|≤|capped at|limited to"
    r"|(?:my |the )?limit(?: is| of)?|can only be|could only be)"
    r"|(?P<least>at (?:the )?(?:very )?least|min(?:imum|\.)?(?: (?:of|is))?:?|>=?|≥|upwards of|starting at)"
    rf"|(?P<under>under|below|less{_THAN}|fewer{_THAN})|(?P<over>over|above|more{_THAN}|exceed(?:s|ing)?|beyond|past"
    rf"|in excess of)|(?P<less>less|{LESS})(?P<than>{_THAN})?|(?P<more>more|{MORE})(?P<than2>{_THAN})?)"
    r"(?: (?:about|around|roughly|the|a))? ?$",
    re.IGNORECASE,
)
_OR_LESS = re.compile(
    rf"\)?(?: [^\W\d]+)?(?:,? (?:or|and|&) (?:less|under|below|{LESS})|,? max(?:imum)?(?! (?:of )?\d)"
    r"| tops| at (?:the )?(?:very )?most"
    r"|,? or (?:it|they|else)(?: just)? (?:won['’]?t|will not|doesn['’]?t|does not|can['’]?t|cannot|will never)"
    r"| is (?:the|my) (?:max\w*|limit|most|absolute max\w*))\b",
    re.IGNORECASE,
)
_OR_MORE = re.compile(
    rf"\)?(?:\+|(?: [^\W\d]+)?(?:,? (?:or|and|&) (?:more|over|above|up|greater|upwards?|{MORE})| upwards?| plus"
    r"|,? min(?:imum)?(?! (?:of )?\d)"
    r"| at (?:the )?(?:very )?least)\b)",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"(?:\b(?:about|around|roughly|approximately|approx\.?|circa|ca\.?|some|more or less|something like|near(?:ly)?"
    r"|almost|close to|(?:on|of|in) the (?:order|region|ballpark) of|give or take)|[~≈±]) ?$",
    re.IGNORECASE,
)
_ABOUT_WITHIN = re.compile(r"\b(?:about|approx\.?|ca\.?) ", re.IGNORECASE)
_OR_SO = re.compile(
    r"(?: [^\W\d]+)?(?:,? or so|,? or thereabouts|,? give or take|,? (?:a )?bit either way|,? approx\w*| ?-?ish)\b",
    re.IGNORECASE,
)
_STANDS = re.compile(r"\bstands? $", re.IGNORECASE)
_AXIS_BEFORE = re.compile(
    r"\b(?P<axis>height|width|depth|length|diameter)\b(?:(?!\b(?:height|width|depth|length|diameter)\b)(?:[^\d.;,!?]|(?<=m[ia][nx])\.)){0,30}$",
    re.IGNORECASE,
)
_AXIS_AFTER = re.compile(rf" (?:in )?(?P<axis>{AXIS})\b", re.IGNORECASE)
_APART = re.compile(rf"\.? (?:{MORE}|{LESS}|too|more|less)\b", re.IGNORECASE)
"""Of a difference: "10 cm taller"."""
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
_NEAR = 0.1
"""Share by which a number may miss that is said as "about 140 cm": it may be 150."""
MAX_SIZES = 4
"""Of one message, the last."""
_WORD = {"height": "high", "width": "wide", "length": "long", "depth": "deep", "diameter": "across"}


def takes_sizes_back(text: str) -> bool:
    """Whether any size will do from now on."""
    return bool(_ANY_SIZE.search(text))


def find_sizes(text: str) -> tuple[Size, ...]:
    """The sizes that `text` asks for, one of each family and axis: the last."""
    text = with_size_words(in_digits(text))
    found: dict[tuple[str, str], Size] = {}
    for mention in find_mentions(text, bare=True):
        before, after = text[max(0, mention.start - 80) : mention.start], text[mention.end : mention.end + 60]
        whose = owner(text, mention)
        family = mention.measures[0].family
        if whose.what == ELSEWHERE or (family != SIZE and _APART.match(after)):
            continue
        if whose.what == PLACE:
            sizes = _capped(mention, whose.axis)
        elif _REFUSED.search(SEEKING.sub("", before)):
            continue
        else:
            sizes = [_by_name(mention)] if family == SIZE else _asked(mention, before, after)
        found.update({(size.family, size.axis): size for size in sizes})
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


def _asked(mention: Mention, before: str, after: str) -> list[Size]:
    """What is asked of the product's own measures."""
    words, axis = mention.words, _axis_before(mention, before)
    if mention.ranged:
        words = re.sub(rf"(?<=[\dm\"]){TO}(?=\d)".replace("\\ ", " "), " to ", words)
        return _sizes(mention, words, [(one.low, one.high) for one in mention.measures], axis)
    way, of_word = _direction(before, after)
    if way:
        bounds = [_open(one, way == "at most") for one in mention.measures]
        return _sizes(mention, words, bounds, axis or of_word, way)
    about = _ABOUT.search(before) or _OR_SO.match(after)
    share = _NEAR if about or _ABOUT_WITHIN.search(words) else EXACT
    bounds = [(one.low * (1 - share), one.high * (1 + share)) for one in mention.measures]
    return _sizes(mention, words, bounds, axis, "about" if about else "")


def _direction(before: str, after: str) -> tuple[str, str]:
    """("at most", "at least" or "", the axis that the comparison names)."""
    match = _BEFORE.search(before)
    if match and (match["most"] or match["least"]):
        return ("at most" if match["most"] else "at least"), ""
    if match:
        negated = bool(_NEGATED.search(before[: match.start()]))
        of_word = axis_of_word(match["less"] or match["more"] or "")
        than = match["under"] or match["over"] or match["than"] or match["than2"] or of_word  # "wider 80 cm"
        if negated or than:
            below = bool(match["under"] or match["less"]) != negated
            stands = "height" if match["over"] and _STANDS.search(before[: match.start()]) else ""
            return ("at most" if below else "at least"), stands or of_word
    for pattern, way in ((_OR_LESS, "at most"), (_OR_MORE, "at least")):
        if said := pattern.match(after):
            behind = _AXIS_AFTER.match(after, said.end())
            word = said[0].split()[-1] if said[0].split() else ""
            return way, axis_of(behind["axis"]) if behind else axis_of_word(word)
    return "", ""


def _capped(mention: Mention, axis: str) -> list[Size]:
    """What fits a place of these measures."""
    bounds = [_open(one, below=True) for one in mention.measures]
    words = mention.words
    if axis and not any(one.axis for one in mention.measures):
        words = f"{words} {_WORD[axis]}"
    return _sizes(mention, words, bounds, axis, "at most")


def _sizes(mention: Mention, words: str, bounds: list[tuple[float, float]], axis: str, way: str = "") -> list[Size]:
    """One for all numbers or, where each says its dimension, one for each."""
    family = mention.measures[0].family
    if len(bounds) > 1 and all(one.axis for one in mention.measures):
        return [
            Size(f"{way} {amount(one.high, family)} {_WORD[one.axis]}".strip(), family, (bound,), one.axis)
            for one, bound in zip(mention.measures, bounds, strict=True)
        ]
    return [Size(f"{way} {words}".strip(), family, tuple(bounds), axis if len(bounds) == 1 else "")]


def _by_name(mention: Mention) -> Size:
    region, value = mention.measures[0].axis, mention.words
    ends = min(one.low for one in mention.measures), max(one.high for one in mention.measures)
    words = f"size {value.upper() if value.isalpha() and value.lower() not in NAMED else value}"
    return Size(f"{region.upper()} {words}".strip(), SIZE, (ends,), region)


def _open(one: Measure, below: bool) -> tuple[float, float]:
    return (0.0, one.high * (1 + EXACT / 10)) if below else (one.low * (1 - EXACT / 10), math.inf)


def _axis_before(mention: Mention, before: str) -> str:
    if axis := mention.measures[0].axis:
        return axis
    said = _AXIS_BEFORE.search(before) if mention.measures[0].family == LENGTH else None
    return said["axis"].lower() if said else ""
