"""What shoppers gave: a mean of 0 to 5, and of how many, as feeds write them.

"4,5", "4.2 out of 5 stars", "8.4/10" and {"rate": 3.9, "count": 120} are ratings; "24,269", "1.2k", "(12)" and a list
of reviews are counts. A number above 5 that names no best is none: nothing says what it is of. Leaves out: stars drawn
one by one, counts of each number of stars.
"""

from __future__ import annotations

import re
from typing import Any

from catalog.errors import FieldError
from catalog.values.numerals import finite, ungrouped

BEST = 5
MAX_COUNT = 2**53
_NO_RATING = "no number from 0 to 5"
_NO_COUNT = "no count of ratings"
_MAX_CHARS = 80
_RATING = re.compile(
    r"(?:(?:(?:rated|rating|average|avg|score|note|bewertung)\.?[ :]|[★⭐])[ :]{0,2}){0,3}"
    r"(?P<value>\d{1,3}(?:[.,]\d{1,20})?)"
    r"(?: stars?(?= out of))?(?: ?(?:/|out of|of|von|sur|de|su|di|av|af|van) ?(?P<best>\d{1,3}(?:[.,]0{1,2})?))?"
    r"(?P<percent> ?%)?"
    r"(?: ?(?:stars?|stern(?:en?)?|étoiles?|estrellas?|stelle|sterren|★|⭐))?"
    r"(?:[ ,|·-]{0,3}\((?P<count>[^()]{1,40})\)|,? (?P<based>based on \d[^()]{1,40}))?",
    re.IGNORECASE,
)
_COUNT = re.compile(
    r"(?P<open>\()?(?:based on )?(?P<number>\d[\d.,'’ ]{0,20}?)(?P<unit> ?[km])?\+?"
    r"(?:(?: (?:global|customer|verified|user|total)){0,2} "
    r"(?:ratings?|reviews?|votes?|opinions?|bewertung(?:en)?|avis|reseñas?|opiniones|valoraciones|recensioni"
    r"|beoordelingen))?(?(open)\))",
    re.IGNORECASE,
)
_UNITS = {"k": 1_000, "m": 1_000_000}
_VALUES = ("ratingvalue", "rate", "average", "averagerating", "value", "rating", "score", "stars")
_BESTS = ("bestrating", "best", "max", "outof")
_COUNTS = ("ratingcount", "reviewcount", "count", "total", "reviews", "votes", "numberofratings", "numberofreviews")


def rating_of(value: Any) -> tuple[float | None, Any]:
    """The rating, None where it is empty, and the unread count that stands beside it. Raises FieldError."""
    if not isinstance(value, dict):
        return _scaled(value, None)
    names = _plain_names(value)
    if not names.keys() & {*_VALUES, *_COUNTS}:
        raise FieldError(_NO_RATING)
    rating, count = _scaled(_first(names, _VALUES), _first(names, _BESTS))
    own = _first(names, _COUNTS)
    return rating, count if own is None else own


def count_of(value: Any) -> int:
    """How many; 0 where it is empty. A list is as many as it has. Raises FieldError."""
    if isinstance(value, list):
        return len(value)
    if isinstance(value, dict):
        value = _first(_plain_names(value), _COUNTS)
        if value is None or isinstance(value, (dict, list)):
            raise FieldError(_NO_COUNT)
    if value is None or value == "":
        return 0
    if isinstance(value, str) and value.isdecimal() and len(value) <= 15:
        return int(value)
    number = _counted(value.strip()) if isinstance(value, str) else finite(value)
    if number is None or number < 0 or number != int(number):
        raise FieldError(_NO_COUNT)
    return min(int(number), MAX_COUNT)


def _scaled(value: Any, best: Any) -> tuple[float | None, Any]:
    """A rating of `best` as one of 5, and the count in its text."""
    count = None
    if isinstance(value, str):
        text = value.strip()
        if not text:
            return None, None
        found = _RATING.fullmatch(" ".join(text.split())) if len(text) <= _MAX_CHARS else None
        if found is None:
            raise FieldError(_NO_RATING)
        value, count = float(found["value"].replace(",", ".")), found["count"] or found["based"]
        best = "100" if found["percent"] else found["best"] or best
    elif value is None:
        return None, None
    number = finite(value)
    most = finite(float(best.replace(",", "."))) if _is_figure(best) else finite(best) or BEST
    if number is None or not most or not 0 <= number <= most:
        raise FieldError(_NO_RATING)
    return (number * BEST / most if most != BEST else number), count


def _is_figure(text: Any) -> bool:
    return isinstance(text, str) and re.fullmatch(r" ?\d{1,4}(?:[.,]\d{1,4})? ?", text, re.ASCII) is not None


def _counted(text: str) -> float | None:
    """The number in "24,269", "1.2k", "(12)", "12 ratings", "100+"; None where there is none."""
    found = _COUNT.fullmatch(" ".join(text.split())) if len(text) <= _MAX_CHARS else None
    if found is None:
        return None
    figure = found["number"].strip()
    if unit := found["unit"]:
        decimal = re.fullmatch(r"\d{1,6}(?:[.,]\d{1,2})?", figure, re.ASCII)
        return round(float(figure.replace(",", ".")) * _UNITS[unit.strip().lower()]) if decimal else None
    if whole := re.fullmatch(r"(\d{1,20})(?:[.,]0{1,2})?", figure, re.ASCII):
        return int(whole[1])
    digits = ungrouped(figure)
    return int(digits) if digits else None


def _plain_names(value: dict[Any, Any]) -> dict[str, Any]:
    return {re.sub(r"[^a-z]", "", str(name).lower()): inner for name, inner in value.items()}


def _first(names: dict[str, Any], wanted: tuple[str, ...]) -> Any:
    return next((names[name] for name in wanted if names.get(name) not in (None, "")), None)
