"""The prices that a message allows: what fits, what contradicts itself, and the text without the words that said so.

Small patterns, English. What they do not recognise stays in the text. Every quantifier is bounded or disjoint from its
neighbour, so that 18,000 hostile characters cost milliseconds. Leaves out: "cheaper", which compares with an answer,
and "nothing under 50", which is a wish as often as a question and is read as the question: up to 50.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from retrieval.amounts import COIN, FEWEST, in_digits

MAX_MENTIONS = 50
"""Mentions of prices that one message is read for."""

_MONEY = rf"(?:\$|€|£|{COIN})"
_UNIT = (
    r"(?:%|°|percent|cm|mm|km|m|inch|inches|ft|feet|foot|kg|g|grams?|lbs?|oz|ml|l|lit(?:re|er)s?|watts?|w|lumens?|"
    r"years?|yrs?|months?|weeks?|days?|hours?|min|minutes?|people|persons?|guests|pieces|pcs|stars?|colou?rs?|reviews?|ratings?|"
    r"tall|high|wide|deep|long|thread|kelvin|x)"
)
_NUMBER = (
    rf"(?P<{{0}}sign1>{_MONEY}\s?)?(?P<{{0}}n>-?(?:\d{{{{1,3}}}}(?:,\d{{{{3}}}})+|\d{{{{1,7}}}})(?:[.,]\d{{{{1,2}}}})?)(?!\d|[.,]\d)"
    rf"(?P<{{0}}k>(?<!\d{{{{4}}}})k\b)?(?P<{{0}}sign2>\s?{_MONEY})?(?![^\W_]|\s?-?{_UNIT}(?![\w])|\s?(?:\"|''|″))"
)


def _number(name: str) -> str:
    return _NUMBER.format(name)


_ABOUT = r"(?:\s(?:about|around|roughly|of|is|to)){0,2}"
# A refusal turns the comparison round: "nothing over 250", "I can't go over 120", "don't want to spend more than 15".
_REFUSE = r"(?:not|never|cannot|(?:ca|wo|do|does|did|should|would|could|must)n'?t)"
_TO = r"(?: (?:really|want|wanna|gonna|wish|like|care|need|able|have|looking|for|to)){0,4}"
_SPEND = rf"{_REFUSE}{_TO} (?:spend|pay|cost|go|have)"
_ANYTHING = r"(?: (?:anything|one|ones|that|which|is|costs?|costing|priced|at)){1,4}"
_NOTHING = r"(?:nothing|none|not?)(?: (?:that|which|is|costs?|costing|priced|at|a|penny|cent|dollar)){0,3}"
_MORE = r"(?:over|above|beyond|more th[ae]n|higher than)"
_UP_REFUSED = (
    rf"{_SPEND} {_MORE}|{_REFUSE}{_TO}{_ANYTHING} {_MORE}|{_REFUSE}{_TO} (?:exceed|be (?:over|above))"
    rf"|{_NOTHING} (?:over|above)|not? (?:higher|dearer|pricier) than|not (?:exceeding|to exceed)"
)
_LOW_REFUSED = (
    rf"{_SPEND} (?:under|below|less than)|{_REFUSE}{_TO} be (?:under|below)|(?<!why )not? (?:under|below)"
    r"|not? (?:cheaper|lower) than"
)
_UP_STRONG = rf"{_UP_REFUSED}|under|below|beneath|less th[ae]n|lower than|cheaper than|for less than|<=?|≤"
_BUDGET = r"(?:my |a |the )?(?:budgets?|limit|price range):?"
_UP_WEAK = (
    rf"{_NOTHING} more than|{_REFUSE}{_TO} be more than|at (?:the )?most|up ?to|max(?:imum)?|within|sub-?"
    rf"|{_BUDGET}|to spend|spend|(?:stretch|go up) to|go as high as"
    r"|(?:raise|increase|lower|drop|bring|change) (?:it|that|(?:my |the )?(?:budget|limit))(?: up| down)? to"
    r"|make (?:it|that)(?= \D?\d\d)"
)
_LOW_STRONG = rf"{_LOW_REFUSED}|over|above|>=?|≥"
_LOW_WEAK = r"(?:no|not) less than|more than|at least|min(?:imum)?|starting (?:at|from)"
_COMPARE = re.compile(
    r"(?<!\w)(?<!\bsize )(?<!\bspf )"
    rf"(?:(?P<up>{_UP_STRONG})|(?P<upw>{_UP_WEAK})|(?P<low>{_LOW_STRONG})|(?P<loww>{_LOW_WEAK}))"
    rf"{_ABOUT}\s?{_number('c')}",
    re.IGNORECASE,
)
_AFTER = re.compile(
    rf"(?<![\w.,]){_number('a')}\s?"
    r"(?:(?P<up>(?:or|and) (?:less|under|below|cheaper)|to spend\b|max(?:imum)?\b|tops\b|at (?:the )?most)"
    r"|(?P<low>or (?:more|over|above)|and up\b|minimum\b))",
    re.IGNORECASE,
)
_RANGE = re.compile(
    r"(?<![\w.,])(?P<word>between\s|from\s"
    rf"|(?:(?:anywhere|anything) (?:from|between)|spend(?:ing)?|max|{_BUDGET}){_ABOUT}\s)?"
    rf"{_number('x')}\s?(?P<join>and|to|-|–|—)\s?{_number('y')}",
    re.IGNORECASE,
)
_AROUND = re.compile(rf"(?<!\w)(?:around|about|roughly|approximately|~)\s?{_number('r')}", re.IGNORECASE)
_OR_SO = re.compile(r"(?<![\w.,])(?:\$|€|£)?(?P<on>\d{2,5})(?:-?ish| or so)(?!\w)", re.IGNORECASE)
_IN_RANGE = re.compile(rf"(?<!\w)in (?:the|a) {_number('g')}[\s-](?:price )?range\b", re.IGNORECASE)
_HAVE = re.compile(
    rf"(?<!\w)I(?:'?ve(?: only)?(?: got)?|(?: only)? (?:have|got))(?: only)?\s{_number('h')}"
    r"(?:\s(?:left )?to spend\b)?",
    re.IGNORECASE,
)
_NO_BUDGET = re.compile(
    r"\b(?:(?:no|without an?y?) (?:budget|price limit|limit(?: on (?:the )?price)?(?! (?:on|to|of)\b))"
    r"|(?:at )?any (?:price|budget)|money is no (?:object|issue)"
    r"|whatever (?:it costs|the price)|(?:the )?(?:price|cost) (?:does not|doesn't|doesnt) matter"
    r"|(?:the )?(?:price|cost|money) (?:is not|isn't|isnt|is no) (?:important|an issue|issue|a problem)"
    r"|(?:do not|don'?t) (?:care|mind) (?:about )?(?:the )?(?:price|cost|budget)"
    r"|(?:forget|ignore|drop|scrap|screw|remove|never ?mind) (?:about )?(?:the |my )?(?:budget|price(?: limit)?))\b",
    re.IGNORECASE,
)
_CORRECTED = re.compile(
    rf"{_MONEY}?\d[\d.,]{{0,8}}{_MONEY}?[\s,.;:–—-]{{1,4}}"
    r"(?:(?:(?:oh|no|um|hm+),? )?wait(?:,? no)?|(?:no,? )?sorry|i meant?|scratch that|or rather|actually,? no)"
    rf"[\s,.;:–—-]{{1,4}}(?:(?:make (?:it|that)|i meant?|under|over|up to|more like) )?(?={_MONEY}?\d)",
    re.IGNORECASE,
)
"""What is taken back at once: in "under 20, no wait, 25" the 20 and all that follows up to the 25."""
_GOES_ON_WORDS = (
    "and or but please for with in if thanks thank max tops to maybe ideally though over under between is are "
    "would it that its it's this plus perhaps us always as was has does yes christmas then now instead each "
    "pls plz tho thx cos bc also on "
)
_STOPS = re.compile(r"\s*(?:$|[,.;:!?)])")
_SOMEBODY_IS = re.compile(
    r"\b(?:(?:s?he|who)(?:'?s| is)|they(?:'?re| are)|i(?:'?m| am)) (?:just |only |well )?$", re.IGNORECASE
)
_CHILD = re.compile(r"\b(?:girls?|boys?|kids?|child(?:ren)?|teens?|teenagers?|babies|toddlers?) $", re.IGNORECASE)
_SOMEBODY = re.compile(r"\b(?:m[ae]n|wom[ae]n|people|ladies|someone|somebody|anyone) $", re.IGNORECASE)
_GOES_ON = frozenset(_GOES_ON_WORDS.split())


@dataclass(frozen=True)
class Budget:
    """Prices that fit, in the catalog's currency, both ends included. None is open."""

    price_min: float | None = None
    price_max: float | None = None

    def __bool__(self) -> bool:
        return self.price_min is not None or self.price_max is not None

    def contradicts_itself(self) -> bool:
        """No price can fit."""
        if self.price_max is not None and self.price_max <= 0:
            return True
        return None not in (self.price_min, self.price_max) and self.price_min > self.price_max  # type: ignore[operator]

    def narrowed(self, newer: Budget) -> Budget:
        """This budget after `newer` was said. Where the two cannot both hold, the newer words win."""
        merged = Budget(
            newer.price_min if newer.price_min is not None else self.price_min,
            newer.price_max if newer.price_max is not None else self.price_max,
        )
        return newer if merged.contradicts_itself() else merged

    def fits(self, price: float | None) -> bool:
        if price is None:
            return False
        low, high = self.price_min, self.price_max
        return (low is None or price >= low) and (high is None or price <= high)


ANY_PRICE = Budget()


def takes_budget_back(text: str) -> bool:
    """Whether any price will do from now on."""
    return bool(_NO_BUDGET.search(text.replace("’", "'")))


def find_budget(text: str) -> tuple[Budget, str]:
    """The prices that fit, and the text without the words that said so. The last word on each end counts."""
    text = _CORRECTED.sub("", in_digits(_NO_BUDGET.sub(" ", text.replace("’", "'"))))
    low: float | None = None
    high: float | None = None
    spans: list[tuple[int, int]] = []
    for found_low, found_high, span in _mentions(text):
        low = found_low if found_low is not None else low
        high = found_high if found_high is not None else high
        spans.append(span)
    for start, end in sorted(spans, reverse=True):
        text = f"{text[:start]} {text[end:]}"
    return Budget(low, high), " ".join(text.split()).strip(" ,.;:-")


def _mentions(text: str) -> list[tuple[float | None, float | None, tuple[int, int]]]:
    """Mentions of prices as (lowest, highest, where), in reading order, none inside another, not too many."""
    found: list[tuple[float | None, float | None, tuple[int, int]]] = []

    def add(match: re.Match[str], low: float | None, high: float | None) -> None:
        apart = all(end <= match.start() or match.end() <= start for _, _, (start, end) in found)
        if len(found) < MAX_MENTIONS and apart:
            found.append((low, high, match.span()))

    for match in _RANGE.finditer(text):
        word = (match["word"] or "from ").lower()
        between = word != "from " and not _counts(text, match.end())
        apart = not match["word"] and match["join"] != "and" and _is_sum(text, match, "x") and _is_sum(text, match, "y")
        if _priced(match, "x") or _priced(match, "y") or between or apart:
            first, second = _value(match, "x"), _value(match, "y")
            add(match, min(first, second), max(first, second))
    for match in _COMPARE.finditer(text):
        plain = not _counts(text, match.end()) if match["up"] or match["low"] else _ends_there(text, match.end())
        plain = plain and not _is_age(
            text[max(0, match.start() - 40) : match.start()], bool(match["low"] or match["loww"]), _value(match, "c")
        )
        if _priced(match, "c") or plain:
            value = _value(match, "c")
            add(match, *((None, value) if match["up"] or match["upw"] else (value, None)))
    for match in _HAVE.finditer(text):
        if _priced(match, "h"):
            add(match, None, _value(match, "h"))
    for match in _AFTER.finditer(text):
        if _priced(match, "a") or not _counts(text, match.end()):
            add(match, *((None, _value(match, "a")) if match["up"] else (_value(match, "a"), None)))
    for pattern, name in ((_AROUND, "r"), (_IN_RANGE, "g")):
        for match in pattern.finditer(text):
            years = _is_age(text[max(0, match.start() - 40) : match.start()], True, _value(match, name))
            if _priced(match, name) or (_is_sum(text, match, name) and not years):
                add(match, round(_value(match, name) * 0.8, 2), round(_value(match, name) * 1.2, 2))
    for match in _OR_SO.finditer(text):
        add(match, round(float(match["on"]) * 0.8, 2), round(float(match["on"]) * 1.2, 2))
    return sorted(found, key=lambda mention: mention[2])


def _value(match: re.Match[str], name: str) -> float:
    number = re.sub(r",(?=\d{1,2}$)", ".", match[f"{name}n"])  # "49,99" as much of Europe writes it
    return float(number.replace(",", "")) * (1000 if match[f"{name}k"] else 1)


def _priced(match: re.Match[str], name: str) -> bool:
    return bool(match[f"{name}sign1"] or match[f"{name}sign2"])


def _counts(text: str, end: int) -> bool:
    """Whether a bare number is followed by a plural: "less than 5 drawers", "for under 18s"."""
    return not _ends_there(text, end) and bool(re.match(r"\s?'?(?:[^\W\d_]*[^\W\d_s'])?s\b", text[end : end + 40]))


def _is_sum(text: str, match: re.Match[str], name: str) -> bool:
    """Whether a bare number may be of money: the clause ends behind it, and it is too large for a number of things and
    no year."""
    value = _value(match, name)
    return value >= FEWEST and not 1800 <= value <= 2050 and _STOPS.match(text, match.end()) is not None


def _is_age(before: str, over: bool, value: float) -> bool:
    """Whether a bare number is of somebody's years: "she's over 60", "kids under 12"."""
    if _SOMEBODY_IS.search(before):
        return True
    if over and _SOMEBODY.search(before):
        return True
    return value <= 18 and _CHILD.search(before) is not None


def _ends_there(text: str, end: int) -> bool:
    """Whether a bare number is followed by no noun: "at most 3 drawers" is not about money."""
    word = re.match(r"\s?'?([^\W\d_]+(?:'s)?)", text[end : end + 40])
    return word is None or word[1].lower() in _GOES_ON
