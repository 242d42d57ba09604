"""Numbers as feeds write them: plain, or with their thousands apart. What a number means is not known here."""

from __future__ import annotations

import math
import re
from typing import Any

_GROUPED = re.compile(
    r"\d{1,3}(?:(?P<mark>[.,'’ ])\d{3})(?:(?P=mark)\d{3}){0,8}"  # 1,299,000
    r"|\d{1,2}(?:(?P<lakh>,)\d{2})(?:(?P=lakh)\d{2}){0,8}(?P=lakh)\d{3}",  # 1,23,456, as in India
    re.ASCII,
)


def finite(value: Any) -> float | None:
    """A number as a float; None where it is none, or has no bounds."""
    if isinstance(value, (bool, str, bytes)):
        return None
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def is_nan(value: Any) -> bool:
    """Whether a value is "not a number": what many programs write where there is none."""
    return value is not None and not isinstance(value, (str, bytes, dict, list)) and value != value


def ungrouped(text: str, marks: str = ".,'’ ") -> str | None:
    """The digits of a whole number whose thousands one of `marks` sets apart; None where it is none."""
    if not (found := _GROUPED.fullmatch(text)):
        return None
    return re.sub(r"\D", "", text) if (found["mark"] or found["lakh"]) in marks else None
