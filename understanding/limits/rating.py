"""The lowest star rating that a message allows, 0 to 5, and the text without the words that said so.

Small patterns, English: "at least 4.5 stars", "4 stars and up", "4.5+ stars", "rated 4 or better", "a rating above 4".
A bare "5 stars" may be a pattern and says nothing. Leaves out: highest ratings, and how many people rated.
"""

from __future__ import annotations

import re

_WORDS = {word: place for place, word in enumerate(("one", "two", "three", "four", "five"), 1)}
_UNIT = r"(?:%|(?:watts?|w|volts?|v|cm|mm|inch|inches|ft)\b)"
_NUMBER = (
    rf"(?P<{{0}}>[0-5](?:[.,]\d{{{{1,2}}}})?|{'|'.join(_WORDS)})(?P<{{0}}half> and a half)?(?!\w|[.,]\d|\s?{_UNIT})"
)
_STARS = (
    r"(?:(?:\s?/\s?5|\sout of (?:5|five))(?:[\s-]stars?)?\b"
    r"|\s?-?(?:stars?\b|★|⭐)(?:[\s-](?:ratings?|reviews?)\b)?|\srating\b)"
)
_AT_LEAST = (
    r"(?:at (?:the very )?least|min(?:imum)?(?: of)?|(?:no|not|nothing) (?:less|lower|worse|under|below)(?: than)?"
    r"|(?:more|better|higher) than|over|above|from|>=?|≥)\s?(?:an? |of )?"
)
_OR_MORE = (
    r"(?:\+|\s?(?:(?:or|and) (?:more|better|higher|up|upwards?|above|over)|upwards?|and up|up|at (?:the very )?least"
    r"|min(?:imum)?|plus)\b)"
)
_OR_LESS = r"\s(?:or|and) (?:less|lower|under|below|worse|down)\b(?! ?[$€£]?\d)"
_LINK = r"(?:[,:]?\s(?:of|at|is|are|say|with)){0,2}[,:]?\s"
_LEAD = (
    r"(?<!\w)(?<!\d[.,])(?:(?:with|only|having) )?(?:an? )?"
    r"(?:(?:good|great|high|highly|well|average|minimum|customer)[ -])?"
)


def _number(name: str) -> str:
    return _NUMBER.format(name)


_RATING = re.compile(
    rf"{_LEAD}(?:"
    rf"(?<!highest[ -])(?<!best[ -])(?<!top[ -])(?:rated|rating){_LINK}"
    rf"(?:{_AT_LEAST})?{_number('rated')}(?!(?:{_STARS})?{_OR_LESS})(?:{_STARS})?(?:{_OR_MORE})?"
    rf"|(?:ratings|reviews?|reviewed){_LINK}{_AT_LEAST}{_number('above')}(?:{_STARS})?"
    rf"|(?:ratings|reviews?|reviewed){_LINK}{_number('up')}(?:{_STARS})?{_OR_MORE}"
    rf"|{_AT_LEAST}{_number('least')}\+?{_STARS}"
    rf"|{_number('more')}{_STARS}{_OR_MORE}"
    rf"|{_number('plus')}{_OR_MORE}{_STARS}"
    rf"|(?<![$€£\d])(?P<bare>[34][.,]\d)(?!\d|[.,]\d|\s?{_UNIT}){_OR_MORE}(?! ?{_UNIT}))",
    re.IGNORECASE,
)
_NAMES = ("rated", "above", "up", "least", "more", "plus", "bare")
_ANY_RATING = re.compile(
    r"\b(?:any (?:star )?ratings?|no minimum rating"
    r"|(?:the )?(?:ratings?|reviews|stars) (?:do not|does not|don'?t|doesn'?t) matter"
    r"|(?:forget|ignore|drop) (?:about )?(?:the |my )?(?:star )?(?:ratings?|reviews|stars))\b",
    re.IGNORECASE,
)


def takes_rating_back(text: str) -> bool:
    """Whether any rating will do from now on."""
    return bool(_ANY_RATING.search(text.replace("’", "'")))


def find_rating(text: str) -> tuple[float | None, str]:
    """The lowest rating that fits, None where none was said, and the rest of the text. The last word counts."""
    text = _ANY_RATING.sub(" ", text.replace("’", "'"))
    lowest: float | None = None
    for match in _RATING.finditer(text):
        lowest = _value(match)
    return lowest, " ".join(_RATING.sub(" ", text).split())


def _value(match: re.Match[str]) -> float:
    """At most 5: "5 and a half stars" asks for the best there are."""
    name = next(name for name in _NAMES if match[name])
    word = match[name].lower()
    whole = _WORDS[word] if word in _WORDS else float(word.replace(",", "."))
    return min(5.0, whole + (0.5 if name != "bare" and match[f"{name}half"] else 0.0))
