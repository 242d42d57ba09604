"""Whether a sale is on: its dates against the moment when the feed is read."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

_MOMENT = re.compile(
    r"(\d{4})[-/](\d{2})[-/](\d{2})(?:[T ](\d{2}):?(\d{2})(?::?\d{2})?(?:\.\d+)?\s*(Z|[+-]\d{2}:?\d{2})?)?", re.ASCII
)


def is_on(starts: Any = None, ends: Any = None, now: datetime | None = None) -> bool:
    """Whether `now` (default: this moment) is within a sale. One without dates is on; one whose dates cannot be read is
    not. A day's end is its last minute; a moment without a zone is in UTC."""
    now = now or datetime.now(UTC)
    try:
        return not (
            (starts not in (None, "") and now < _moment(str(starts), last=False))
            or (ends not in (None, "") and now > _moment(str(ends), last=True))
        )
    except ValueError:
        return False


def is_within(dates: Any, now: datetime | None = None) -> bool:
    """`is_on` of "2026-01-01T00:00+0100/2026-01-31T23:59+0100"; an empty text is no dates."""
    if dates in (None, ""):
        return True
    starts, mark, ends = str(dates).partition("/")
    if not mark or _MOMENT.fullmatch(str(dates).strip()):
        return False
    return is_on(starts.strip(), ends.strip(), now)


def _moment(text: str, last: bool) -> datetime:
    """Raises ValueError."""
    found = _MOMENT.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    year, month, day, hour, minute, zone = found.groups()
    at = f"{hour}:{minute}" if hour else "23:59" if last else "00:00"
    moment = datetime.fromisoformat(f"{year}-{month}-{day}T{at}")
    if zone and zone != "Z":
        zone = zone if ":" in zone else f"{zone[:3]}:{zone[3:]}"
        return datetime.fromisoformat(f"{year}-{month}-{day}T{at}{zone}")
    return moment.replace(tzinfo=UTC)
