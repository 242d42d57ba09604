"""What a reading of a feed left out or assumed: for each kind how often, and where first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator


class Remarks:
    """Called with each remark; what stands after its first ": " shows it, and is kept of the first of a kind only."""

    def __init__(self) -> None:
        self.kinds: Counter[str] = Counter()
        self._first: dict[str, str] = {}

    def __call__(self, remark: str) -> None:
        kind, _, example = remark.partition(": ")
        self.kinds[kind] += 1
        self._first.setdefault(kind, example)

    def lines(self, most: int | None = None) -> Iterator[str]:
        """How many, then each kind with its count and first example, the most frequent first; at most `most` kinds."""
        if self.kinds:
            yield f"{self.kinds.total()} values left out or assumed:"
        for kind, count in self.kinds.most_common(most):
            example = self._first[kind]
            yield f"  {count} x {kind}" + (f"; the first is {example}" if example else "")
