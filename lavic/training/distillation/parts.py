"""What stage 1 is told to do, and its rows by use: to train on, to choose the epoch by, to measure."""

from __future__ import annotations

import collections
from dataclasses import dataclass
from pathlib import Path

from lavic.errors import ModelError
from lavic.training.distillation.data import Described, described_file, read_descriptions, split_by_product
from lavic.training.schedule import Lora, Schedule


@dataclass(frozen=True)
class DistillConfig:
    data: tuple[Path, ...]
    """Folders with descriptions.jsonl and pictures/, or released item2meta files that stand beside pictures/."""
    out: Path
    """Where the adapter (`vision/`), the log and the checkpoints go."""
    attribute_pretraining: Schedule
    projector: Schedule
    projector_finetuning: Schedule
    tower: Schedule
    lora: Lora
    model: str = "tiny"
    read: tuple[Path, ...] = ()
    """Further such folders for the pass over stored states alone: the tower does not learn from them, so that the
    language model learns how far to trust what it tells of pictures that it has not seen."""
    noise: float = 0.0
    """In the passes over stored states, standard deviation of what is added to each, relative to the states' own."""
    held: float = 0.06
    """Share of the groups of rows (`Described.product`) kept out of training: of these, one half chooses the epoch and
    the other is measured."""
    validation: Path | None = None
    """Such a folder or file in place of `held`."""
    images: Path | None = None
    """Where pictures are looked for first, by their names; else beside the files that describe them."""
    init_from: Path | None = None
    """Folder whose `vision/` the training starts from."""
    seed: int = 0
    """Of all that is drawn in training. It moves no row from one part to another."""
    split_seed: int = 0
    """Of what `held` keeps out."""
    bf16: bool = True
    gradient_checkpointing: bool = False
    limit: int = 0
    """First rows only; 0 for all."""


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
