"""How far a build is: a bar with a total and a time left where somebody watches, lines where a file does."""

from __future__ import annotations

import sys
import time

from tqdm import tqdm


class ProgressBar:
    """What `catalog.build` reports to: called with a step, how much of it is done and of how much."""

    def __init__(self, every_s: float = 1.0) -> None:
        """On long steps at most one line per `every_s` is printed."""
        self._every_s, self._step, self._at = every_s, "", 0.0
        self._bar: tqdm | None = None

    def __call__(self, step: str, done: int, total: int) -> None:
        if sys.stderr.isatty():
            self._draw(step, done, total)
            return
        now = time.monotonic()
        if step == self._step and done < total and now - self._at < self._every_s:
            return
        self._step, self._at = step, now
        print(f"{step}: {done}/{total}", file=sys.stderr)

    def _draw(self, step: str, done: int, total: int) -> None:
        if self._bar is None or step != self._step:
            self.close()
            self._bar, self._step = tqdm(desc=step, total=total, initial=done, dynamic_ncols=True), step
        self._bar.total = total
        self._bar.update(done - self._bar.n)

    def close(self) -> None:
        """Ends the bar's line."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None
