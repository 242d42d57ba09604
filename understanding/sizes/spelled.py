"""Measures that a message says in words, in digits: "two metres", "six foot four", "half a litre".

Sizes of clothes that it says by their letters alone get the word "size": "in XXL", "a dress, m".

text2num reads the numbers; only those before a unit are touched, so that "the second one" and "two lamps" stay.
"""

from __future__ import annotations

import re

from text_to_num import alpha2digit

_ONES = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_NUMBER = (
    rf"(?:{_ONES}|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fourty|fifty|sixty"
    r"|seventy|eighty|ninety|hundred)"
)
_UNIT = (
    r"(?:cms?|centimet(?:er|re)s?|mm|millimet(?:er|re)s?|met(?:er|re)s?|inch(?:es)?|ft|feet|foot|lit(?:er|re)s?|ml"
    r"|millilit(?:er|re)s?|kg|kilos?|grams?)\b"
)
_SPELLED = re.compile(
    rf"\b(?:a )?{_NUMBER}(?:[ -](?:and )?{_NUMBER}){{0,5}}"
    rf"(?=[ -]{_UNIT}|\ (?:by|x|to|and)\ (?:{_NUMBER}|\d{{1,4}})[ -]{_UNIT})",
    re.IGNORECASE,
)
_HALF = re.compile(
    r"\b(?:(?P<half>half an?|(?:a|one) half)|(?P<more>\d{1,3}|one|two|three|an?) and a half|(?P<one>an?))"
    r"(?= (?:met(?:er|re)|lit(?:er|re)|kilo)s?\b(?! (?:of|and a half)\b))",
    re.IGNORECASE,
)
_INCHES = re.compile(
    rf"(?<=\d )(?P<feet>foot|feet|ft) (?P<inches>{_ONES})\b(?! (?:seat|piece|drawer|door))", re.IGNORECASE
)
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_METRE_TWENTY = re.compile(
    rf"\b(?P<metres>\d|one|an?|two) met(?:er|re)s? (?P<tens>{_TENS})\b(?! (?:cm|centi))", re.IGNORECASE
)
_METRE_AND_A_HALF = re.compile(
    r"\b(?P<whole>\d|an?|one|two|three) (?P<unit>(?:met(?:er|re)|lit(?:er|re)|kilo)s?) and a half\b", re.IGNORECASE
)
_ONE_TO_THREE = {"one": 1, "a": 1, "an": 1, "two": 2, "three": 3}
_LETTERS_ALONE = re.compile(
    r"(?<![\w'’.&+/-])(?<!\bsize )(?<!\bsizes )(?<!\d )"
    r"(?:(?i:xxs|xs|xl|xxl|xxxl|2xl|3xl)|(?:(?<=\bin )|(?<=\bin an )|(?<=\bin a ))[SML]"
    r"(?= ?(?:$|[,.;!?]|please\b|pls\b))"
    r"|(?<=[^\d\s], )(?i:[sml])(?= ?[.!?]*$))(?![\w'’&+/-])"
)
"""Letters that are nothing but a size; and S, M or L behind "in" or, alone, at a list's end."""
_SIZE_BEFORE = re.compile(r"\bsizes? (?:[^\W\d]{1,4}(?:,| or| and| to) ?){1,3}$", re.IGNORECASE)


def with_size_words(text: str) -> str:
    """The text with "size" before a size that stands by its letters alone."""
    return _LETTERS_ALONE.sub(
        lambda match: (
            match[0] if _SIZE_BEFORE.search(text[max(0, match.start() - 40) : match.start()]) else f"size {match[0]}"
        ),
        text,
    )


def in_digits(text: str) -> str:
    """The text with its measures in digits."""
    text = _METRE_AND_A_HALF.sub(lambda match: f"{match['whole']} and a half {match['unit']}", text)
    text = _METRE_TWENTY.sub(_metres, text)
    text = _HALF.sub(_halves, text)
    text = _SPELLED.sub(lambda match: _digits(match[0]), text)
    return _INCHES.sub(lambda match: f"{match['feet']} {_digits(match['inches'])} inches", text)


def _metres(match: re.Match[str]) -> str:
    whole = match["metres"].lower()
    return f"{_ONE_TO_THREE.get(whole) or int(whole)}.{_digits(match['tens'])} metres"


def _halves(match: re.Match[str]) -> str:
    if match["more"]:
        more = match["more"].lower()
        return f"{_ONE_TO_THREE.get(more) or int(more)}.5"
    return "0.5" if match["half"] else "1"


def _digits(words: str) -> str:
    said = re.sub(r"^a (?=hundred)", "one ", words.lower().replace("fourty", "forty"))
    return str(alpha2digit(said.removeprefix("a "), "en", threshold=0))
