"""The rows of stage 1 by use: to train on, to choose the epoch by, to measure."""

from __future__ import annotations

import collections
from dataclasses import dataclass
from pathlib import Path

from lavic.errors import ModelError
from lavic.training.config import DistillConfig
from lavic.training.distillation.data import Described, described_file, read_descriptions, split_by_product


@dataclass(frozen=True)
class Parts:
    """Rows of stage 1 by use; no product, person or other group is in two of them."""

    training: list[Described]
    unseen: list[Described]
    """For the pass over stored states alone."""
    choosing: list[Described]
    """Whose loss chooses the epoch."""
    measuring: list[Described]
    """Whose fidelity is reported: no choice was made on them."""
    files: list[Path]

    def rows(self) -> list[Described]:
        return [*self.training, *self.choosing, *self.measuring, *self.unseen]


def read_parts(config: DistillConfig) -> Parts:
    """Raises ModelError where a picture is described twice, in one part or in two."""
    sources = (*config.data, *config.read, *([config.validation] if config.validation else []))
    files = [described_file(data) for data in sources]
    found = [read_descriptions(path, config.images) for path in files]
    rows, unseen, apart = (
        [row for part in some for row in part][: config.limit or None]
        for some in (
            found[: len(config.data)],
            found[len(config.data) : len(config.data) + len(config.read)],
            found[len(config.data) + len(config.read) :],
        )
    )
    counts = collections.Counter(row.id for row in (*rows, *unseen, *apart))
    if again := {name for name, count in counts.items() if count > 1}:
        raise ModelError(f"{len(again)} pictures are described in two of the files, e.g. {min(again)}; expected one")
    if config.validation:
        training, held = rows, apart
    else:
        training, held = split_by_product(rows, config.held, config.split_seed)
    if not training:  # all of it is measured, as of a file that was never trained on
        return Parts([], unseen, [], held, files)
    choosing, measuring = split_by_product(held, 0.5, config.split_seed)
    return Parts(training, unseen, choosing, measuring, files)
