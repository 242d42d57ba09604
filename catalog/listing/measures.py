"""Measures in any text: "140 cm tall", "H 180 x W 80 x D 30 cm", "6'4\"", "31 1/2 in", "2 lb 4 oz", "sizes 6 to 9".

What stands together is read wholly or not at all: of "80W x 30D x 180H", which names no unit, the depth alone would be
worse than nothing. Units of one family are the same thing: 1.4 m, 140 cm and 55 inches. Leaves out: pounds alone
(money), sizes by name ("queen", "small"), and what a message wants with them (`understanding.sizes.requested`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from catalog.listing.units import (
    ANY_LETTER,
    AXIS,
    FOOT,
    INCH,
    LENGTH,
    LETTER,
    OUNCE,
    POUND,
    SIZE,
    WORDS,
    axis_of,
    is_small,
    unit_of,
)

MAX_MENTIONS = 50
"""Numbers with a unit that a text is read for."""
MAX_NUMBERS = 300
"""Numbers that are looked at for one."""
_FRACTIONS = {
    "½": 1 / 2,
    "¼": 1 / 4,
    "¾": 3 / 4,
    "⅓": 1 / 3,
    "⅔": 2 / 3,
    "⅛": 1 / 8,
    "⅜": 3 / 8,
    "⅝": 5 / 8,
    "⅞": 7 / 8,
}
_F = rf"(?:\d{{1,2}}[/⁄]\d{{1,2}}|[{''.join(_FRACTIONS)}])"
N = (
    rf"(?:\d{{1,3}}[ -]\d{{1,2}}[/⁄]\d{{1,2}}|\d{{1,3}}\ ?[{''.join(_FRACTIONS)}]|{_F}"
    r"|(?:\d{1,3}(?:,\d{3})|\d{1,5})(?:[.,]\d{1,3})?(?![ -]\d{1,2}[/⁄]\d))(?![\d.,/⁄]{0,8}\d)"
)
_UNIT = rf"(?:[ -]?(?:{WORDS})(?![\w²³])(?!\ ?/\ ?(?:m|sq)\b)|\ ?(?:[\"″”]|'')|['’′](?![\w'’′]))"
TO = r"(?:\ ?[-–—]\ ?|\ to\ |\ and\ )"
_INCHES = r"[ -]?(?:inch(?:es)?|in)\b|\ ?(?:[\"″”]|'')"
_TERM = re.compile(
    rf"""(?P<feet>{N})(?:[ -]?(?:ft\b\.?|feet|foot)[ ,-]{{0,2}}(?:and\ )?|ft|\ ?['’′]\ ?)
        (?P<inches>{N})(?:{_INCHES}|(?<![\s-]\d)(?<![\s-]\d\d)(?!\w)|(?=\ (?:tall|high|wide|long)\b|\ ?[.,;!?]|$))
    | (?P<pounds>{N})\ ?(?:lbs?\b|pounds?\b)\.?,?\ ?(?:and\ )?(?P<ounces>{N})\ ?(?:oz|ounces?)\b
    | (?P<metres>\d)\ ?m(?:\ ?(?P<cm>\d\d)\ ?cm|(?P<cm2>\d\d))(?!\w)
    | (?P<low>{N})(?P<unit_low>{_UNIT})?{TO}(?P<high>{N})(?P<unit_of>{_UNIT})?
    | (?P<one>{N})(?P<unit>{_UNIT})?""",
    re.IGNORECASE | re.VERBOSE,
)
_ITEM = rf"(?:{AXIS}|{ANY_LETTER})"
_JOIN = re.compile(rf"\ ?(?:[x×*]|by\b)\ ?(?={_ITEM}?[:.=]?\ ?(?:\d|[½¼¾]))", re.IGNORECASE)
_LISTED = re.compile(rf"\ ?[,;/|]?\ ?(?={_ITEM}[:.=]?\ ?\d)", re.IGNORECASE)
"""Between labelled numbers: "B 80 T 30 H 180"."""
_AFTER = re.compile(
    rf"\.?\ ?\((?P<in>{_ITEM})\)|\.?[ -]?(?:in |de )?(?P<axis>{_ITEM})(?!\w)\.?(?!\ ?[:=])", re.IGNORECASE
)
_LABEL = rf"(?:(?P<axis>(?<!\w)(?:{AXIS}))|(?<!\w)(?P<letter>{LETTER}|{ANY_LETTER}(?=[:=.])))"
_BEFORE = re.compile(
    rf"{_LABEL}(?:\ ?\((?P<unit>cm|mm|in|inches|m)\.?\))?(?:\ ?[:=]|\.|\ (?:of|is|approx\.?|about|ca\.?)){{0,2}}\ ?$",
    re.IGNORECASE,
)
_LEAD = re.compile(rf"(?P<axis>{AXIS}|{ANY_LETTER})(?:\ ?\((?P<unit>cm|mm|in|inches)\))?[:.=]?\ ?(?=\d)", re.IGNORECASE)
_ITEMS = rf"{_ITEM}(?:\ ?[x×*/,]\ ?{_ITEM}){{1,2}}"
_IN = r"(?:[,;]?\ ?[(\[]?(?:in\ )?(?P<unit>cm|mm|m|inches|in)[)\]]?)"
_LEGEND_BEFORE = re.compile(rf"(?<!\w)[(\[]?(?P<items>{_ITEMS}){_IN}?[)\]]?\ ?[:=]?\ ?$", re.IGNORECASE)
_LEGEND_AFTER = re.compile(rf",?\ ?[(\[]?(?P<items>{_ITEMS})(?!\w)", re.IGNORECASE)
_UNIT_BEFORE = re.compile(r"(?:[(\[](?:in\ )?|\bin\ )(?P<unit>cm|mm|inches|inch|in)\.?[)\]]?\ ?[:=]\ ?$", re.IGNORECASE)
_TORN_BEFORE = re.compile(
    rf"(?:[\w\"”'’?)]\ [x×*]\ |(?:\d|[\"”'’)]|cm|mm|in)[x×*]\ ?)(?:{_ITEM}[:.]?\ ?)?$", re.IGNORECASE
)
_TORN_AFTER = re.compile(rf"\ ?[x×*]\ ?(?:{_ITEM}[:.]?\ ?)?\d", re.IGNORECASE)
"""Something stands beside it that could not be read."""
_DIGIT = re.compile(rf"\d+|[{''.join(_FRACTIONS)}]")
_TAIL = re.compile(r"\ ?[(\[]?(?P<unit>cm|mm|m|inches|in)\.?[)\]]?(?!\w)", re.IGNORECASE)
"""The unit of all: "180H x 80W x 30D cm"."""
_OUTSIDE = ".,/⁄$€£#'’-"
"""A number behind one of these is none of these: "$30", "A4-30"."""
_LEADING = frozenset(("of", "is", "approx", "about", "ca", "cm", "mm", "in", "inches", "m"))
_CROSS = re.compile(r"[x×*]", re.IGNORECASE)
_STANDS_ON = re.compile(r"\b(?:on|with|has|have|its|of) $", re.IGNORECASE)
"""What follows are feet of wood: "a bowl on 3 feet"."""
_GOES_ON = re.compile(rf"\ ?(?:[x×*(\[,;/|]|by\b|(?:{_ITEM})(?!\w))", re.IGNORECASE)
"""What may tell the unit of a number that has none of its own, as may what ends before it."""
_TOLD = frozenset(("= ", ": ", "):", ")=", ") ", "] "))
_BEGINS = frozenset(" ,([")
_IS_LEGEND = re.compile(r"[hwdlbtø][)\]]?\ ?[:=]?\ ?$|(?:cm|mm|m|in|inches)[)\]]?\ ?[:=]?\ ?$", re.IGNORECASE)
MAX_TERMS = 4

_LETTERS = ["xxs", "xs", "s", "m", "l", "xl", "xxl", "xxxl"]
NAMED = {"small": "s", "medium": "m", "large": "l", "2xl": "xxl", "3xl": "xxxl"}
_RING = "[b-hj-z]"
"""Sizes of rings by one letter, but for two that are words."""
_SIZE_OF = (
    rf"(?:\d{{1,3}}(?:[.,]5|\ ?½|\ 1/2)?(?![\d.,]{{0,8}}\d|[\ -]?(?:{WORDS})(?!\w)|[\"″”])"
    rf"|{'|'.join((*_LETTERS[::-1], *NAMED, _RING))})(?!\w|['’])"
)
_SIZES = re.compile(
    rf"""size(?<!\wsize)s?[:\ ]\ ?(?:(?P<where>us|uk|eu|eur)\ )?
    (?P<sizes>{_SIZE_OF}(?:(?:,\ ?(?:and\ |or\ )?|\ ?/\ ?|\ or\ |{TO}){_SIZE_OF}){{0,12}})""",
    re.IGNORECASE | re.VERBOSE,
)
_REGION = re.compile(r"(?<!\w)(?P<region>us|uk|eur?) $", re.IGNORECASE)


@dataclass(frozen=True)
class Measure:
    family: str
    """length, volume, ounces, weight or size."""
    low: float
    high: float
    """In mm, ml, ounces or g; equal where it is no range. Sizes by letter count from 1,000 on."""
    axis: str = ""
    """height, width, length, depth or diameter where it is said; of a size, whose: us, uk or eu."""


@dataclass(frozen=True)
class Mention:
    """Measures that stand together: "80 x 30 x 180 cm"."""

    start: int
    end: int
    words: str
    measures: tuple[Measure, ...]
    ranged: bool = False
    """ "30 to 40 cm"."""


@dataclass(frozen=True)
class _Term:
    """One number of a group, or a range."""

    low: float
    high: float
    unit: str
    axis: str = ""
    metric: bool = False
    """Labelled as German listings do: "B" or "T"."""
    ranged: bool = False


def find_mentions(text: str, *, bare: bool = False) -> list[Mention]:
    """In the order of the text, sizes by number or letter last. `bare`: "200x300" is one too, in cm."""
    return list(islice(_mentions(text, bare), MAX_MENTIONS))


def _mentions(text: str, bare: bool) -> Iterator[Mention]:
    end = 0
    for digit in islice(_DIGIT.finditer(text), MAX_NUMBERS):
        if digit.start() >= end and (read := _group(text, digit.start(), end, bare)):
            mention, end = read
            if mention is not None:
                yield mention
    for match in _SIZES.finditer(text):
        region = _region(match)
        measures = tuple(Measure(SIZE, *ends, region) for ends in _sizes(match["sizes"]))
        yield Mention(match.start(), match.end(), match["sizes"], measures)


def _group(text: str, start: int, after: int, bare: bool) -> tuple[Mention | None, int] | None:
    """(what the number at `start` begins, None where it cannot be read wholly; its end); None for no number."""
    first = _TERM.match(text, start)
    if first is None or not (_has_unit(first) or _GOES_ON.match(text, first.end()) or text[start - 2 : start] in _TOLD):
        return None
    before = text[max(after, start - 60) : start]
    legend = _LEGEND_BEFORE.search(before) if _IS_LEGEND.search(before[-12:]) else None
    lead = _BEFORE.search(before[-36:]) if not legend and _may_lead(before) else None
    if before and (before[-1] in _OUTSIDE or before[-1].isalpha()) and not (lead or legend):
        return None
    torn = not legend and bool(_CROSS.search(before[-16:])) and bool(_TORN_BEFORE.search(before[-16:]))
    begins = start - len(before[-36:]) + lead.start() if lead else start
    terms, end, told = _terms(text, start, lead)
    if not terms:
        return None
    items = re.split(r"[x×*/,]", (legend or told)["items"], flags=re.IGNORECASE) if legend or told else []  # type: ignore[index]
    header = next((m["unit"] for m in (legend, lead, _UNIT_BEFORE.search(before)) if m and m["unit"]), "")
    if not any(term.unit for term in terms) and (tail := _TAIL.match(text, end)) and (len(terms) > 1 or terms[0].axis):
        header, end = tail["unit"], tail.end()
    measures = _measures(terms, [axis_of(item) for item in items], header, bare)
    on_feet = terms[0].unit.lower() == "feet" and not terms[0].axis and _STANDS_ON.search(before)
    if torn or on_feet or not measures or _TORN_AFTER.match(text, end):
        return None, end
    words = " ".join(text[begins:end].split())
    return Mention(begins, end, words, measures, ranged=terms[0].ranged), end


def _may_lead(before: str) -> bool:
    """Whether a label may stand there: cheaper than to look for it."""
    word = before.rstrip(" :=.()")[-12:].rsplit(" ", 1)[-1].lower().lstrip("(/,;|")
    return len(word) == 1 or word in _LEADING or bool(axis_of(word))


def _has_unit(match: re.Match[str]) -> bool:
    return not (match["one"] or match["low"]) or bool(match["unit"] or match["unit_of"] or match["unit_low"])


def _terms(text: str, at: int, lead: re.Match[str] | None) -> tuple[list[_Term], int, re.Match[str] | None]:
    """(what is joined from `at` on, its end, the legend behind it). `lead`: the label before the first."""
    terms: list[_Term] = []
    end, axis = at, axis_of(lead["axis"] or lead["letter"]) if lead else ""
    metric = lead is not None and _is_metric(lead["letter"])
    letter = lead is not None and bool(lead["letter"])
    while len(terms) < MAX_TERMS and (match := _TERM.match(text, at)):
        end = match.end()
        term = _term(match, axis, metric)
        if text[end : end + 1] in _BEGINS and (legend := _LEGEND_AFTER.match(text, end)):
            return [*terms, term], legend.end(), legend
        after = _AFTER.match(text, end)
        label = (after["in"] or after["axis"]) if after else ""
        if after and (not axis or (letter and len(label) > 1)):  # "lamp B 60 cm tall" is tall
            term, end = replace(term, axis=axis_of(label), metric=_is_metric(label)), after.end()
        terms.append(term)
        join = _JOIN.match(text, end) or (_LISTED.match(text, end) if term.axis else None)
        if join is None:
            break
        at = join.end()
        lead = _LEAD.match(text, at)
        at = lead.end() if lead else at
        axis, metric = (axis_of(lead["axis"]), _is_metric(lead["axis"])) if lead else ("", False)
        letter = False
    if len(terms) == 1 and terms[0].metric and letter:  # "lamp B 60 cm"
        terms = [replace(terms[0], axis="", metric=False)]
    return terms, end, None


def _term(match: re.Match[str], axis: str, metric: bool) -> _Term:
    if match["one"]:
        unit = _bare_unit(match["unit"])
        number = _number(match["one"], unit)
        return _Term(number, number, unit, axis, metric)
    if match["low"]:
        unit = _bare_unit(match["unit_of"] or match["unit_low"])
        low, high = sorted((_number(match["low"], unit), _number(match["high"], unit)))
        return _Term(low, high, unit, axis, metric, ranged=True)
    if match["feet"]:
        whole, unit = _number(match["feet"]) * FOOT + _number(match["inches"]) * INCH, "mm"
    elif match["pounds"]:
        whole, unit = _number(match["pounds"]) * POUND + _number(match["ounces"]) * OUNCE, "g"
    else:
        whole, unit = _number(match["metres"]) * 1000 + _number(match["cm"] or match["cm2"]) * 10, "mm"
    return _Term(whole, whole, unit, axis, metric)


def _measures(terms: list[_Term], legend: list[str], header: str, bare: bool) -> tuple[Measure, ...]:
    """All of a group; none where one of them has no unit, or another kind of unit."""
    if len(terms) > 1:  # "120L x 60W": a length, no litres
        terms = [replace(t, unit="", axis="length") if t.unit.lower() == "l" and not t.axis else t for t in terms]
        if _is_count(terms):
            terms = terms[1:]
    units = [term.unit for term in terms]
    given = next((unit for unit in reversed(units) if unit), header)
    if not given and len(terms) > 1 and any(term.metric for term in terms):
        given = "cm"
    if not given and bare and len(terms) > 1 and _are_centimetres(terms):
        given = "cm"
    for at in range(len(units) - 1, -1, -1):
        units[at] = given = units[at] or given
    if not all(units):
        return ()
    axes = legend if len(legend) == len(terms) else [term.axis for term in terms]
    found = []
    for term, unit, axis in zip(terms, units, axes, strict=True):
        family, factor = unit_of(unit)
        found.append(Measure(family, term.low * factor, term.high * factor, axis if family == LENGTH else ""))
    return tuple(found) if len({one.family for one in found}) == 1 else ()


def _is_count(terms: list[_Term]) -> bool:
    """ "2 x 30 cm" is two of them."""
    if len(terms) != 2 or terms[0].unit or terms[0].axis or not terms[1].unit:
        return False
    return terms[0].high in (2, 3, 4, 5, 6) and terms[1].low >= 5 * terms[0].high


def _are_centimetres(terms: list[_Term]) -> bool:
    """ "200x300": too large for inches and too small for pixels."""
    values = [term.high for term in terms]
    return min(values) >= 30 and 100 <= max(values) <= 500 and not any(term.axis or term.ranged for term in terms)


def _is_metric(letter: str | None) -> bool:
    return bool(letter) and letter in ("B", "T")


def _bare_unit(unit: str | None) -> str:
    said = (unit or "").strip(" -")
    return "" if said in ("M", "G") else said  # "28M" and "5G" are neither metres nor grams


def _number(text: str, unit: str = "") -> float:
    said = text.strip()
    if said and said[-1] in _FRACTIONS:
        return _FRACTIONS[said[-1]] + (float(said[:-1]) if said[:-1].strip() else 0.0)
    if parts := re.fullmatch(r"(?:(\d+)[ -])?(\d+)[/⁄](\d+)", said):
        return float(parts[1] or 0) + float(parts[2]) / max(float(parts[3]), 1.0)
    if is_small(unit):
        said = re.sub(r"^(\d{1,3})\.(?=\d{3}$)", r"\1", said)
    return float(re.sub(r",(?=\d{3}(?!\d))", "", said).replace(",", "."))


def _region(match: re.Match[str]) -> str:
    before = _REGION.search(match.string[max(0, match.start() - 5) : match.start()])
    return (match["where"] or (before["region"] if before else "")).lower().removesuffix("r")


def _sizes(text: str) -> Iterator[tuple[float, float]]:
    """(lowest, highest) of each size of a list: "S, M" or "6 to 9"."""
    parts = re.split(r",\s?(?:and |or )?|\s?/\s?(?!2\b)|\sor\s", text)
    for part in parts:
        ends = [_size(end) for end in re.split(TO.replace("\\ ", " "), part)]
        yield min(ends), max(ends)


def _size(text: str) -> float:
    """Letters count from 1,000 on, so that no number is one."""
    word = text.strip().lower()
    word = NAMED.get(word, word)
    if word in _LETTERS:
        return 1000.0 + _LETTERS.index(word)
    return 2000.0 + ord(word) if word.isalpha() else _number(word)
