"""Sums of money that are said in words: "two hundred dollars" becomes "200 dollars".

text2num reads the numbers. Those that nothing says to be money stay as they were said, since search and model read
the rest of the text: "a set of four", "the second one".
"""

from __future__ import annotations

import re
from itertools import accumulate

from text_to_num import Token, find_numbers

COIN = r"(?:usd|dollars?|bucks?|euros?|eur|pounds?|quid|gbp|francs?|rupees?|pesos?|yen)\b"
FEWEST = 10
"""A smaller number behind a limit is one of things, unless a coin follows: "less than five drawers"."""
_WORDS = re.compile(r"[^\W_]+(?:-[^\W_]+)*|[\W_]+")
_ARTICLE = re.compile(r"\ban? $", re.IGNORECASE)
_LIMIT = re.compile(
    r"\b(?:under|below|over|above|than|up to|at (?:the )?(?:most|least)|m(?:ax|in)(?:imum)?|within|between|around|about"
    r"|spend|budget(?: is| of)?) $",
    re.IGNORECASE,
)
_PAID = re.compile(rf" (?:{COIN}|(?:max|tops|or less|or under|at most|to spend)\b)", re.IGNORECASE)


class _Word(Token):
    def __init__(self, text: str, apart: bool) -> None:
        self._text, self._apart = text, apart

    def text(self) -> str:
        return self._text

    def not_a_number_part(self) -> bool:
        return self._apart


def _words(text: str) -> list[_Word]:
    """With all that is between them. The "and" of "a hundred and two hundred" parts two numbers, unlike the one of "a
    thousand and two hundred"."""
    words = _WORDS.findall(text)
    near = zip(words, ["", "", *words], [*words[4:], *[""] * 4], strict=False)
    return [_Word(word, word.lower() == "and" and far == "hundred" and past != "thousand") for word, past, far in near]


def in_digits(text: str) -> str:
    """The text with the sums of money among its numbers in digits."""
    words = _words(text)
    found = [number for number in find_numbers(words, "en", threshold=0) if not number.is_ordinal]
    places = [0, *accumulate(len(word.text()) for word in words)]
    spans = [(_start(text, places[number.start]), places[number.end]) for number in found]
    money = [_is_money(text, span, number.value) for span, number in zip(spans, found, strict=True)]
    for at in range(len(found) - 1, 0, -1):  # "between twenty and forty", "twenty to forty dollars"
        start, joined = spans[at - 1][0], text[spans[at - 1][1] : spans[at][0]].lower() in (" and ", " to ")
        if joined and (money[at] or text[max(0, start - 8) : start].lower() == "between "):
            money[at - 1] = money[at] = money[at - 1] or money[at]
    written, end = [], 0
    for number, span, paid in zip(found, spans, money, strict=True):
        if paid:
            written += [text[end : span[0]], number.text]
            end = span[1]
    return "".join([*written, text[end:]])


def _start(text: str, start: int) -> int:
    """Where a number starts: "a hundred" with its article."""
    article = _ARTICLE.search(text, max(0, start - 3), start)
    return article.start() if article else start


def _is_money(text: str, span: tuple[int, int], value: float) -> bool:
    """Whether a coin follows, or a limit stands before."""
    limited = value >= FEWEST and _LIMIT.search(text, max(0, span[0] - 20), span[0])
    return bool(limited or _PAID.match(text, span[1]))
