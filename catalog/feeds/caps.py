"""How much a feed may hold. A file of kilobytes can say gigabytes: what goes beyond is refused in one line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NoReturn

from catalog.errors import CatalogError


@dataclass(frozen=True)
class Caps:
    rows: int = 10_000_000
    unpacked_gib: int = 32
    """Of a compressed feed, in 2^30 bytes."""
    attributes: int = 10_000
    """Of one XML element: its tag is held in memory whole, at about a kilobyte for each."""

    @property
    def unpacked_bytes(self) -> int:
        return self.unpacked_gib * 2**30


CAPS = Caps()


def refuse(found: str, most: str, option: str) -> NoReturn:
    """Raises CatalogError. `option`: of `python -m catalog build`, with a value that would do."""
    raise CatalogError(f"the feed {found}; at most {most}: if it is meant so, {option}")
