"""What a message says besides what it looks for: whether it asks for anything, and the prices that fit.

Small patterns, English. Anything that they do not recognise is left to the search and to the model.
Every quantifier is bounded or disjoint from its neighbour, so that 18,000 hostile characters cost milliseconds.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from chat.state import ANY_PRICE, Budget

MAX_CHARACTERS = 2_000
_HEAD = 1_400
MAX_MENTIONS = 50
"""Mentions of prices that one message is read for."""

_COIN = r"(?:usd|dollars?|bucks?|euros?|eur|pounds?|quid|gbp|francs?|rupees?|pesos?|yen)\b"
_MONEY = rf"(?:\$|€|£|{_COIN})"
_UNIT = (
    r"(?:%|°|percent|cm|mm|km|m|inch|inches|ft|feet|foot|kg|g|grams?|lbs?|oz|ml|l|lit(?:re|er)s?|watts?|w|lumens?|"
    r"years?|yrs?|months?|weeks?|days?|hours?|min|minutes?|people|persons?|guests|pieces|pcs|stars?|colou?rs?|reviews?|ratings?)"
)
_NUMBER = (
    rf"(?P<{{0}}sign1>{_MONEY}\s?)?(?P<{{0}}n>-?(?:\d{{{{1,3}}}}(?:,\d{{{{3}}}})+|\d{{{{1,7}}}})(?:\.\d{{{{1,2}}}})?)(?!\d|[.,]\d)"
    rf"(?P<{{0}}k>k\b)?(?P<{{0}}sign2>\s?{_MONEY})?(?!\s?-?{_UNIT}(?![\w]))"
)


def _number(name: str) -> str:
    return _NUMBER.format(name)


_ABOUT = r"(?:\s(?:about|around|roughly|of|is|to))?"
_UP_STRONG = r"under|below|beneath|less than|lower than|cheaper than|not? (?:over|above)|for less than|<=?|≤"
_UP_WEAK = r"(?:no|not) more than|at (?:the )?most|up to|max(?:imum)?|within|(?:my |a |the )?budget:?|to spend|spend"
_LOW_STRONG = r"over|above|not? (?:under|below)|>=?|≥"
_LOW_WEAK = r"(?:no|not) less than|more than|at least|min(?:imum)?|starting (?:at|from)"
_COMPARE = re.compile(
    rf"(?<!\w)(?:(?P<up>{_UP_STRONG})|(?P<upw>{_UP_WEAK})|(?P<low>{_LOW_STRONG})|(?P<loww>{_LOW_WEAK}))"
    rf"{_ABOUT}\s?{_number('c')}",
    re.IGNORECASE,
)
_AFTER = re.compile(
    rf"(?<![\w.,]){_number('a')}\s?(?:(?P<up>or (?:less|under|below|cheaper)|max(?:imum)?\b|tops\b|at (?:the )?most)"
    r"|(?P<low>or (?:more|over|above)|and up\b|minimum\b))",
    re.IGNORECASE,
)
_RANGE = re.compile(
    rf"(?<![\w.,])(?P<word>between\s|from\s)?{_number('x')}\s?(?P<join>and|to|-|–|—)\s?{_number('y')}", re.IGNORECASE
)
_AROUND = re.compile(rf"(?<!\w)(?:around|about|roughly|approximately|~)\s?{_number('r')}", re.IGNORECASE)
_HAVE = re.compile(rf"(?<!\w)I (?:only )?have(?: only)?\s{_number('h')}", re.IGNORECASE)
_NO_BUDGET = re.compile(
    r"\b(?:no (?:budget|price limit|limit on (?:the )?price)|(?:at )?any price|money is no object"
    r"|whatever (?:it costs|the price)|(?:the )?(?:price|cost) (?:does not|doesn't|doesnt) matter"
    r"|(?:forget|ignore|drop) (?:about )?(?:the |my )?(?:budget|price))\b",
    re.IGNORECASE,
)
_CHEAPER = re.compile(
    r"\b(?:(?:a bit|a little|much|even|any|is|are) )?(?:cheaper|less (?:expensive|costly|pricey)|more affordable)\b"
    r"(?: (?:ones?|options?|alternatives?))?",
    re.IGNORECASE,
)
_TENS_WORDS = "ten twenty thirty forty fifty sixty seventy eighty ninety hundred"
_ONES_WORDS = "one two three four five six seven eight nine"
_TENS = {word: 10 * place for place, word in enumerate(_TENS_WORDS.split(), 1)}
_ONES = {word: place for place, word in enumerate(_ONES_WORDS.split(), 1)}
_IN_WORDS = re.compile(
    rf"\b(?<!hundred )(?<!hundred and )(?:(?:a|one) )?(?P<tens>{'|'.join(_TENS)})(?:[- ](?P<ones>{'|'.join(_ONES)}))?"
    rf"(?=(?: (?:and|to) [\w-]+)? {_COIN})",
    re.IGNORECASE,
)
_GOES_ON_WORDS = (
    "and or but please for with in if thanks thank max tops to maybe ideally though over under between is are "
    "would it that its it's this plus perhaps us always as was has does yes christmas "
)
_GOES_ON = frozenset(_GOES_ON_WORDS.split())
_FILLER_WORDS = (
    "a and any anything but can do give got have is it its just keep make me now of ok okay one ones only or please "
    "show so some something that's the them then there these those what with you"
)
_FILLER = frozenset(_FILLER_WORDS.split())
_POLITE = r"(?:\s(?:there|you|all|everyone|so much|very much|a lot|again|for your help|for the help))*"
_GREETING = re.compile(
    rf"(?:hi|hiya|hello|hey|howdy|greetings|good (?:morning|afternoon|evening|day)){_POLITE}", re.IGNORECASE
)
_THANKS = re.compile(
    rf"(?:ok |okay |great |perfect |lovely )?(?:thanks|thank you|thx|ty|cheers|many thanks){_POLITE}", re.IGNORECASE
)


@dataclass(frozen=True)
class Understood:
    text: str
    """The message without control characters, at most `MAX_CHARACTERS` long."""
    search: str
    """The text without the words about money; "" where nothing else was said."""
    kind: str
    """request, empty, emoji, greeting or thanks."""
    budget: Budget = ANY_PRICE
    any_price: bool = False
    """The shopper took the budget back."""
    cheaper: bool = False
    """Asked for something cheaper than what was shown."""
    shortened: bool = False
    foreign: bool = False
    """Mostly in letters that the English text encoder reads badly."""


def understand(message: str) -> Understood:
    """Never raises, whatever the characters."""
    whole = clean(message)
    text = shorten(whole)
    kind = _kind(text)
    if kind != "request":
        return Understood(text, "", kind)
    budget, rest = find_budget(text)
    rest, cheaper = _CHEAPER.subn(" ", rest)
    return Understood(
        text=text,
        search=" ".join(rest.split()) if set(re.findall(r"[\w']+", rest.lower())) - _FILLER else "",
        kind=kind,
        budget=budget,
        any_price=bool(_NO_BUDGET.search(text)),
        cheaper=bool(cheaper),
        shortened=len(whole) > MAX_CHARACTERS,
        foreign=_is_foreign(text),
    )


def clean(message: str) -> str:
    """Text that any encoder, database and terminal takes: no controls, lone surrogates or direction marks."""
    kept = (c if unicodedata.category(c) not in ("Cc", "Cs", "Cn", "Co") else " " for c in message)
    text = unicodedata.normalize("NFC", "".join(kept))
    text = re.sub(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]", "", text)
    return " ".join(text.split())


def shorten(text: str) -> str:
    """The beginning and the end, where the wish and the afterthought stand."""
    if len(text) <= MAX_CHARACTERS:
        return text
    return f"{text[:_HEAD]} … {text[-(MAX_CHARACTERS - _HEAD - 3) :]}"


def find_budget(text: str) -> tuple[Budget, str]:
    """The prices that fit, and the text without the words that said so. The last word on each end counts."""
    text = _IN_WORDS.sub(_in_digits, _NO_BUDGET.sub(" ", text.replace("’", "'")))
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
        between = (match["word"] or "").lower().startswith("between") and not _counts(text, match.end())
        if _priced(match, "x") or _priced(match, "y") or between:
            first, second = _value(match, "x"), _value(match, "y")
            add(match, min(first, second), max(first, second))
    for match in _COMPARE.finditer(text):
        plain = not _counts(text, match.end()) if match["up"] or match["low"] else _ends_there(text, match.end())
        if _priced(match, "c") or plain:
            value = _value(match, "c")
            add(match, *((None, value) if match["up"] or match["upw"] else (value, None)))
    for match in _AFTER.finditer(text):
        if _priced(match, "a") or not _counts(text, match.end()):
            add(match, *((None, _value(match, "a")) if match["up"] else (_value(match, "a"), None)))
    for match in _AROUND.finditer(text):
        if _priced(match, "r"):
            add(match, round(_value(match, "r") * 0.8, 2), round(_value(match, "r") * 1.2, 2))
    for match in _HAVE.finditer(text):
        if _priced(match, "h"):
            add(match, None, _value(match, "h"))
    return sorted(found, key=lambda mention: mention[2])


def _value(match: re.Match[str], name: str) -> float:
    return float(match[f"{name}n"].replace(",", "")) * (1000 if match[f"{name}k"] else 1)


def _priced(match: re.Match[str], name: str) -> bool:
    return bool(match[f"{name}sign1"] or match[f"{name}sign2"])


def _in_digits(match: re.Match[str]) -> str:
    """ "forty-five" -> "45"."""
    return str(_TENS[match["tens"].lower()] + _ONES.get((match["ones"] or "").lower(), 0))


def _counts(text: str, end: int) -> bool:
    """Whether a bare number is followed by a plural: "less than 5 drawers", "for under 18s"."""
    return not _ends_there(text, end) and bool(re.match(r"\s?'?(?:[^\W\d_]*[^\W\d_s'])?s\b", text[end : end + 40]))


def _ends_there(text: str, end: int) -> bool:
    """Whether a bare number is followed by no noun: "at most 3 drawers" is not about money."""
    word = re.match(r"\s?'?([^\W\d_]+(?:'s)?)", text[end : end + 40])
    return word is None or word[1].lower() in _GOES_ON


def _kind(text: str) -> str:
    if not text:
        return "empty"
    if not re.search(r"[^\W_]", text):
        return "emoji"
    bare = re.sub(r"[^\w' ]+", " ", text).strip()
    bare = " ".join(bare.split())
    if _GREETING.fullmatch(bare):
        return "greeting"
    return "thanks" if _THANKS.fullmatch(bare) else "request"


def _is_foreign(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return sum(ord(c) > 0x24F for c in letters) > len(letters) / 2
