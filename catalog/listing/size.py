"""A size that a product must have, read in listings: "at least 40 cm wide" fits "45 cm wide", or is not said at all.

What a message asks for is found elsewhere (`understanding.sizes`); how listings write measures is in
`catalog.listing.measures`, and when one fits in `catalog.listing.fit`.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import asdict, dataclass
from functools import lru_cache

from catalog.listing.fit import FITS, along, verdict
from catalog.listing.listed import listed
from catalog.listing.units import LENGTH, OUNCES, VOLUME, WEIGHT

MORE = "bigger|larger|taller|higher|wid+er|longer|deeper|thicker|heavier|broader"
LESS = "smaller|shorter|lower|narrower|thinner|lighter|slimmer|shallower"
_COMPARED = {
    "height": "taller|shorter|higher|lower",
    "width": "wid+er|narrower|broader|slimmer",
    "length": "longer",
    "depth": "deeper|thicker|thinner|shallower",
}
EXACT = 0.015
"""Share by which a number may miss: 55 inches are 139.7 cm."""
_MEASURED = {VOLUME: "volume", OUNCES: "ounces", WEIGHT: "weight"}


@dataclass(frozen=True)
class Size:
    """One size that a product must have."""

    words: str
    """As a chip says it: "at least 40 cm wide"."""
    family: str
    """length, volume, ounces, weight or size."""
    bounds: tuple[tuple[float, float], ...]
    """(lowest, highest) of each number, both included, in mm, ml, ounces or g; open ones from 0, or to infinity."""
    axis: str = ""
    """height, width, length, depth or diameter where it was said; of a size, whose: us, uk or eu."""

    def verdict(self, listing: str) -> str:
        """Whether `listing` says such a size: one of `catalog.listing.fit`'s three."""
        return verdict(self.family, self.bounds, self.axis, listing)

    def fits(self, listing: str) -> bool:
        return self.verdict(listing) == FITS

    @property
    def measured(self) -> str:
        """What it is of: "height", "volume", "size"."""
        return self.axis if self.family == LENGTH and self.axis else _MEASURED.get(self.family, "size")

    def replaced_by(self, newer: Size) -> bool:
        """Whether `newer` is of the same: "150 cm" after "140 cm tall"."""
        return self.family == newer.family and (not newer.axis or self.axis in ("", newer.axis))

    def key(self) -> str:
        """All of it, as text; `of_key` turns it back."""
        return json.dumps(asdict(self))

    @staticmethod
    @lru_cache(maxsize=256)
    def of_key(key: str) -> Size:
        fields = json.loads(key)
        return Size(**{**fields, "bounds": tuple((low, high) for low, high in fields["bounds"])})


def relative_size(word: str, listing: str) -> Size | None:
    """What `word`, of `compared_size`, asks for beside the product of this listing; None where the listing does not say
    how large that is, or nothing is compared."""
    if not word:
        return None
    more, axis = re.fullmatch(MORE, word) is not None, axis_of_word(word)
    families = (WEIGHT,) if word == "heavier" else (LENGTH,) if axis else (LENGTH, VOLUME, OUNCES, WEIGHT)
    for family in families:
        if said := along([one for one in listed(listing) if one.family == family], axis):
            top = max(one.high for one in said)
            bound = (top * (1 + EXACT), math.inf) if more else (0.0, top * (1 - EXACT))
            return Size(f"{word} than {amount(top, family)}", family, (bound,), axis)
    return None


def axis_of_word(word: str) -> str:
    """The axis of a comparative; "" for "bigger"."""
    return next((axis for axis, words in _COMPARED.items() if re.fullmatch(words, word, re.IGNORECASE)), "")


def amount(value: float, family: str) -> str:
    unit, factor = {LENGTH: ("cm", 10.0), VOLUME: ("ml", 1.0), OUNCES: ("oz", 1.0), WEIGHT: ("g", 1.0)}[family]
    return f"{value / factor:.4g} {unit}"
