"""The words of a message, and the amounts among them that may be of money.

Digits as any country writes them ("1,000", "1.000", "1 000", "49,90", "1.5k") and numbers in words, which text2num
reads. What its neighbours say to be something else is no amount: sizes, times, percentages, model numbers. Leaves out:
two numbers in words side by side ("two fifty"), which may be 2.50 or 250 and have no value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from text_to_num import Token, find_numbers

from understanding.money.currency import COINS, COUNTRIES, PREFIXES, SIGNS
from understanding.money.price_words import ATTACHED, BEFORE, BEFORE_A_NUMBER, JOINS, MULTIPLES, NOTES, UNITS, canonical

FEWEST = 10
"""A smaller number in words is one of things, unless a coin follows: "less than five drawers"."""
MAX_AMOUNTS = 50
"""Amounts that one message is read for."""
_TOKEN = re.compile(
    r"(?P<number>\d{1,12}(?:[.,'\u00a0\u202f]\d{1,12}){0,4})|(?P<sign>(?:\b(?:us|au?|ca?|nz|hk|sg?))?\$|[€£₹¥₩₺₪])"
    r"|(?P<not>n't\b|[^\W\d_]{1,40}n't\b)|(?P<word>[^\W\d_]{1,40})|(?P<clitic>'(?:ll|d|ve|re|s|m)\b)"
    r"|(?P<mark>[<>]=?|=<|[^\s\w]|_)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Word:
    """A word, sign, mark or number of a message, and where it stands there."""

    text: str
    """In lower case and as the tables write it: "not" for "can't", "under" for "undr"."""
    start: int
    end: int
    number: bool = False
    digits: bool = False
    value: float | None = None
    """Of a number; None where it cannot be told."""


@dataclass(frozen=True)
class Amount:
    value: float | None
    """None where it is written in a way that leaves doubt."""
    first: int
    end: int
    """The words that it takes, its sign or coin included: `words[first:end]`."""
    currency: str = ""
    """An ISO code, a sign that several countries share ("$", "kr"), or "?" for a coin of no country; "" for none."""

    @property
    def marked(self) -> bool:
        """Whether a sign or a coin says that it is money."""
        return bool(self.currency)


class _Spoken(Token):
    def __init__(self, text: str, apart: bool) -> None:
        self._text, self._apart = text, apart

    def text(self) -> str:
        return self._text

    def not_a_number_part(self) -> bool:
        return self._apart


def words_of(text: str) -> list[Word]:
    """The words of `text`, a number in words as one of them."""
    return list(_with_spoken([_word(match) for match in _TOKEN.finditer(text)]))


def _word(match: re.Match[str]) -> Word:
    if match["number"]:
        return Word(match[0], *match.span(), number=True, digits=True, value=number(match[0]))
    return Word("not" if match["not"] else canonical(match[0]), *match.span())


def number(written: str) -> float | None:
    """What digits with separators mean; None where they may mean two things. A separator with exactly three digits
    behind it parts thousands."""
    groups, separators = re.split(r"\D", written), re.findall(r"\D", written)
    whole, cents = groups, ""
    if separators and len(groups[-1]) <= 2 and separators[-1] in ".," and separators[-1] not in separators[:-1]:
        whole, cents, separators = groups[:-1], groups[-1], separators[:-1]
    parted = not separators or (1 <= len(whole[0]) <= 3 and whole[0] != "0" and len(set(separators)) == 1)
    if not parted or any(len(group) != 3 for group in whole[1:]):
        return None
    return float("".join(whole) + "." + cents)


def _with_spoken(words: Sequence[Word]) -> Iterator[Word]:
    """The "and" of "a hundred and two hundred" parts two numbers, unlike the one of "a thousand and two hundred"."""
    texts = [" " if word.text == "-" else word.text for word in words]  # as text2num has "forty-five"
    spoken = [
        _Spoken(text, text == "and" and texts[at + 2 : at + 3] == ["hundred"] and texts[at - 1] != "thousand")
        for at, text in enumerate(texts)
    ]
    at = 0
    for found in find_numbers(spoken, "en", threshold=0):
        if found.is_ordinal or found.start < at or words[found.start].digits:
            continue
        yield from words[at : found.start]
        parts = words[found.start : found.end]
        text = " ".join(part.text for part in parts)
        yield Word(text, parts[0].start, parts[-1].end, number=True, value=float(found.value))
        at = found.end
    yield from words[at:]


def amounts_of(words: Sequence[Word]) -> list[Amount]:
    """In reading order, at most `MAX_AMOUNTS`."""
    found: list[Amount] = []
    others: set[int] = set()
    at = 0
    while at < len(words) and len(found) < MAX_AMOUNTS:
        amount = _amount(words, at)
        if amount is not None and (amount.marked or not _is_other(words, at, amount.end)):
            found.append(amount)
        elif amount is not None:
            others |= {at, amount.end - 1}
        at = max(at + 1, amount.end if amount else 0)
    return [amount for amount in found if amount.marked or not _beside(words, amount, others)]


def _beside(words: Sequence[Word], amount: Amount, others: set[int]) -> bool:
    """Whether it is joined to a number with a unit: the 20 of "20 to 30 cm"."""
    after = amount.end < len(words) and words[amount.end].text in JOINS and amount.end + 1 in others
    before = amount.first > 1 and words[amount.first - 1].text in JOINS
    return after or (before and not {amount.first - 2, amount.first - 3}.isdisjoint(others))


def _amount(words: Sequence[Word], at: int) -> Amount | None:
    """The number that begins with the word `at`, its multiples, sign and coin."""
    word, first, end = words[at], at, at + 1
    value, currency = word.value, ""
    if (
        word.text in NOTES
        and at
        and words[at - 1].text in ("a", "an", "one")
        and (word.text != "grand" or not _names(words, at + 1))
    ):
        return Amount(NOTES[word.text], at - 1, end, "?")
    if not word.number:
        return None
    if word.digits and _groups(words, at):
        value, end = float(word.text + words[end].text), end + 1
    if end < len(words) and value is not None and (times := _times(words[end - 1], words[end])):
        value, end = value * times, end + 1
        currency = "?" if words[end - 1].text == "grand" else ""
    elif end < len(words) and not word.digits and words[end].number and not words[end].digits:
        value, end = None, end + 1  # "two fifty"
    if not word.digits and at and word.text.startswith(("hundred", "thousand")):
        value, first = _some(words, at, value)
    currency, first = _sign_before(words, first) or (currency, first)
    coin, end = _coin_behind(words, end)
    if not word.digits and (value or 0) < FEWEST and value is not None and not (coin or currency):
        return None
    if value is not None and first == at and _is_minus(words, at - 1):
        value, first = -value, at - 1
    return Amount(value, first, end, currency if currency not in ("", "$") else coin or currency)


def _groups(words: Sequence[Word], at: int) -> bool:
    """Whether the next number is the thousands' rest of this one: "1 000", "1 250 €"."""
    if at + 1 >= len(words) or not (1 <= len(words[at].text) <= 3 and words[at].text[0] != "0"):
        return False
    after = words[at + 1]
    apart = after.start - words[at].end == 1 and after.digits and len(after.text) == 3 and after.text.isdigit()
    signed = bool(_sign_before(words, at) or _coin_behind(words, at + 2)[0])
    return apart and (signed or after.text == "000")


def _times(word: Word, after: Word) -> float:
    """What the word behind a number multiplies it by, 0 for nothing: "1.5k", "5 hundred", "two grand"."""
    if after.text == "k":
        return 1000.0 if after.start == word.end and len(word.text) <= 3 else 0.0
    return MULTIPLES.get(after.text, 0.0) if word.digits or after.text == "grand" else 0.0


def _some(words: Sequence[Word], at: int, value: float | None) -> tuple[float | None, int]:
    """A hundred, a couple of hundred, and a few hundred that nobody can count: (value, first word)."""
    first = at
    before = [word.text for word in words[max(0, at - 3) : at]]
    if before[-1:] == ["of"]:
        before, first = before[:-1], first - 1
    if before[-1:] == ["couple"] and value is not None:
        first -= 1 + (before[-2:-1] == ["a"])
        return value * 2, first
    if before[-1:] in (["few"], ["several"], ["many"], ["some"]):
        return None, at
    return value, at - 1 if before[-1:] == ["a"] and first == at else at


def _sign_before(words: Sequence[Word], first: int) -> tuple[str, int] | None:
    """(currency, first word) with the sign or code before the word `first`: "$50", "CHF 80", "Rs. 500"."""
    at = first - 1
    if at >= 1 and words[at].text == "." and words[at - 1].text in ("rs", "fr", "kr"):
        at -= 1
    if at < 0 or words[first].start - words[at].end > 2:
        return None
    code = SIGNS.get(words[at].text) or PREFIXES.get(words[at].text)
    if code is None:
        return None
    behind = at >= 1 and words[at - 1].digits and words[at - 1].end == words[at].start  # the € of "50€ 60"
    return None if behind and words[first].start > words[at].end else (code, at)


def _coin_behind(words: Sequence[Word], end: int) -> tuple[str, int]:
    """(currency, end) with the sign, coin or code behind: "50 €", "50-dollar", "60 US dollars", "50.-"."""
    texts = [word.text for word in words[end : end + 4]]
    if texts[:2] in ([".", "-"], [",", "-"]) and words[end].start == words[end - 1].end:
        return "?", end + 2
    skip = 1 if texts[:1] == ["-"] or texts[:1] == ["of"] or (texts[:1] and texts[0] in COUNTRIES) else 0
    if len(texts) <= skip:
        return "", end
    place = end + skip
    if texts[skip] in SIGNS and not (place + 1 < len(words) and _leads(words, place)):
        return SIGNS[texts[skip]], place + 1
    code = COINS.get(texts[skip])
    if code is None or (texts[skip] in PREFIXES and place + 1 < len(words) and words[place + 1].digits and not skip):
        return "", end
    country = COUNTRIES.get(texts[0], "") if skip else ""
    return country or code, place + 1


def _leads(words: Sequence[Word], at: int) -> bool:
    """Whether a sign belongs to the number behind it: the € of "50 €60", the second $ of "$15-$20"."""
    apart = words[at - 1].end < words[at].start or words[at - 1].text == "-"
    return words[at + 1].digits and words[at].end == words[at + 1].start and apart


def _is_minus(words: Sequence[Word], at: int) -> bool:
    """Whether the dash at `at` makes a price below zero of the number behind it: "under -5"."""
    if at < 1 or words[at].text != "-" or words[at].end != words[at + 1].start:
        return False
    return words[at - 1].end < words[at].start and (words[at - 1].text,) in BEFORE


def _names(words: Sequence[Word], at: int) -> bool:
    """Whether a noun may follow: the piano of "a grand piano"."""
    return at < len(words) and words[at].text.isalpha() and words[at].text not in (*JOINS, "for", "max", "tops", "each")


def _is_other(words: Sequence[Word], at: int, end: int) -> bool:
    """Whether the neighbours of a bare number say that it is no money."""
    word, last = words[at], words[end - 1]
    before = [*reversed(words[max(0, at - 2) : at])]
    after = words[end : end + 3]
    named = [one.text for one in before if one.text not in (".", ":")][:1]
    if named and named[0] in BEFORE_A_NUMBER:
        return True  # size 9, no. 5
    tie = 1 if before and before[0].text == "-" and before[0].end == word.start else 0  # XR50, XR-50
    tied_to = before[tie] if len(before) > tie and before[tie].end == (before[0] if tie else word).start else None
    if tied_to and tied_to.text.isalpha() and ((tied_to.text,) not in BEFORE or tied_to.text == "ab"):  # AB-1014
        return True
    if before[1:] and before[0].text in ("x", "×", "/", "by", ":") and before[1].number:
        return True
    if not after:
        return False
    tied = after[0].start == last.end
    texts = [one.text for one in after]
    if tied and texts[0].isalpha() and (texts[0] not in ATTACHED or texts[0] == "k"):
        return True  # 50cm, 10th, 1960s, 2700k
    if (texts[0] in ("x", "×", "/", "by") and after[1:] and after[1].number) or (
        tied and texts[0] == ":" and after[1:] and after[1].number
    ):
        return True
    return texts[0] in UNITS or (texts[0] == "-" and texts[1:2] != [] and texts[1] in UNITS)
