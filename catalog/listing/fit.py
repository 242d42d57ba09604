"""Whether a listing says a size that is asked for, says another, or says none."""

from __future__ import annotations

import math
from collections.abc import Sequence

from catalog.listing.listed import listed
from catalog.listing.measures import Measure
from catalog.listing.units import SIDES, SIZE

FITS, UNLISTED, MISFITS = "fits", "unlisted", "misfits"
Bounds = Sequence[tuple[float, float]]
"""(lowest, highest) of each number, both included."""


def verdict(family: str, bounds: Bounds, axis: str, listing: str) -> str:
    """One of the three. What a listing says of another dimension says nothing of this one."""
    said = [one for one in listed(listing) if one.family == family]
    if family == SIZE:
        return _of_sizes(said, bounds[0], axis)
    told = along(said, axis)
    if not told:
        return UNLISTED
    if len(bounds) > 1:
        return _of_several(told, bounds)
    fits = [bounds[0][0] <= one.high and one.low <= bounds[0][1] for one in told]
    if not axis and _is_open(bounds[0]):  # the largest counts
        top = max(range(len(told)), key=lambda at: told[at].high)
        return FITS if fits[top] else MISFITS
    if axis and not told[0].axis:
        return _unlabelled(told, fits, bounds[0], axis)
    return FITS if any(fits) else MISFITS


def along(said: Sequence[Measure], axis: str) -> list[Measure]:
    """Those that speak of a dimension: by its name or, of a side, by another side's or, where there are none, those
    that name no dimension."""
    if not axis:
        return [*said]
    for axes in ((axis,), SIDES if axis in SIDES else (), ("",)):
        if told := [one for one in said if one.axis in axes]:
            return told
    return []


def _unlabelled(told: Sequence[Measure], fits: Sequence[bool], bound: tuple[float, float], axis: str) -> str:
    """ "80 x 30 x 180 cm" says a width, and not which it is. Of two numbers both are sides, the larger the length."""
    sides = len(told) == 2 and axis in SIDES
    if sides and axis == "length" and _is_open(bound):
        return FITS if fits[0 if told[0].high >= told[1].high else 1] else MISFITS
    if all(fits) or (any(fits) and (sides or not _is_open(bound))):
        return FITS
    return MISFITS if not any(fits) and (sides or len(told) > 2) else UNLISTED


def _of_several(told: Sequence[Measure], bounds: Bounds) -> str:
    if all(_is_open(bound) for bound in bounds):  # "80 x 35 x 40 cm at most": however it is turned
        caps, sizes = (
            sorted((high for _, high in bounds), reverse=True),
            sorted((one.low for one in told), reverse=True),
        )
        if any(size > cap for size, cap in zip(sizes, caps, strict=False)):
            return MISFITS
        return FITS if len(sizes) >= len(caps) else UNLISTED
    left = [*told]
    for low, high in bounds:
        met = next((one for one in left if one.low <= high and one.high >= low), None)
        if met is None:
            return MISFITS if left else UNLISTED
        left.remove(met)
    return FITS


def _of_sizes(said: Sequence[Measure], bound: tuple[float, float], region: str) -> str:
    """Sizes by number or letter: those of another region are not of this scale."""
    told = [one for one in said if not (region and one.axis) or one.axis == region]
    if not told:
        return UNLISTED
    return FITS if any(one.low <= bound[1] and one.high >= bound[0] for one in told) else MISFITS


def _is_open(bound: tuple[float, float]) -> bool:
    return bound[0] == 0 or math.isinf(bound[1])
