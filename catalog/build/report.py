"""What a build did, and the lines that say so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from catalog.build.coverage import Coverage
from catalog.build.preview import SHOWN, problem_lines
from catalog.build.remarks import Remarks
from catalog.feed import Rejected

if TYPE_CHECKING:
    from catalog.fetch.fetcher import FetchReport

LISTED = 1000
"""Problems that a report lists one by one; the database of the catalog has all."""


@dataclass(frozen=True)
class BuildReport:
    folder: Path
    products: int
    pictures: int
    """Products with a picture."""
    seen: int
    """Products with a sentence of what the model sees."""
    rejected: tuple[Rejected, ...]
    """The first `LISTED`."""
    pictureless: dict[str, str]
    """Product id -> why it has no picture, of the first `LISTED`."""
    rejected_kinds: Counter[str] = field(default_factory=Counter)
    """Kind of reason -> how often, of all."""
    pictureless_kinds: Counter[str] = field(default_factory=Counter)
    remarks: Remarks = field(default_factory=Remarks)
    coverage: Coverage = field(default_factory=Coverage)
    looked_at: int = 0
    """Pictures that the eye had to see, since nothing knew them."""
    described: int = 0
    """Pictures that the describer had to describe."""
    embedded: int = 0
    """Texts that the encoder had to embed."""
    fetch: FetchReport | None = None
    """None where nothing was to be fetched."""

    def lines(self) -> Iterator[str]:
        counts = f"{self.products} products, {self.pictures} with a picture, {self.seen} described"
        yield f"{self.folder}: {counts}"
        yield self.coverage.line()
        yield f"new: {self.looked_at} pictures looked at, {self.described} described, {self.embedded} texts embedded"
        if (fetch := self.fetch) is not None:
            yield f"pictures from the web: {fetch.fetched} fetched, {fetch.cached} here already"
            yield from problem_lines(fetch.refused, "refused")
        yield from problem_lines(self.rejected_kinds, "rows rejected")
        yield from self.remarks.lines(SHOWN)
        yield from problem_lines(self.pictureless_kinds, "products without a picture")
