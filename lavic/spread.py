"""How far figures of runs that differ in their seed alone lie apart."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from typing import Any


def spread(values: Sequence[float]) -> dict[str, float]:
    """Mean, sample standard deviation (0 of one value), least and most."""
    deviation = statistics.stdev(values) if len(values) > 1 else 0.0
    return {"mean": statistics.fmean(values), "sd": deviation, "min": min(values), "max": max(values)}


def spread_of(reports: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The same of every number that all reports have, under its own names; counts and texts alike are kept as such."""
    found: dict[str, Any] = {}
    for name, first in reports[0].items():
        values = [report.get(name) for report in reports]
        if isinstance(first, Mapping) and all(isinstance(value, Mapping) for value in values):
            found[name] = spread_of(values)  # type: ignore[arg-type]
        elif isinstance(first, int | float) and all(isinstance(value, int | float) for value in values):
            found[name] = spread([float(value) for value in values])  # type: ignore[arg-type]
    return found
