"""How long, how fast and with how many parameters each stage trains. Plain data: the command line derives from it."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Schedule:
    epochs: int = 3
    batch: int = 8
    """Rows of one optimiser step."""
    micro_batch: int = 8
    """Rows of one pass; batch / micro_batch passes are accumulated."""
    lr: float = 2e-4
    weight_decay: float = 1e-5
    clip: float = 1.0
    """Largest norm of a step's gradient."""
    warmup: float = 0.05
    """Share of the steps over which the rate rises; it then falls as a cosine to a tenth."""
    patience: int = 2
    """Epochs without a better validation loss before the training ends."""
    checkpoint_every: int = 20
    """Steps."""

    def __post_init__(self) -> None:
        if self.batch < 1 or self.micro_batch < 1 or self.batch % self.micro_batch:
            raise ValueError(f"batch {self.batch} is not a multiple of micro_batch {self.micro_batch}")
        if self.epochs < 0 or self.patience < 1 or self.checkpoint_every < 1 or not self.lr > 0:
            raise ValueError(
                "expected epochs of at least 0, patience and checkpoint_every of at least 1 and an lr above 0, found "
                f"{self.epochs}, {self.patience}, {self.checkpoint_every} and {self.lr}"
            )

    def rate(self, step: int, steps: int) -> float:
        """Factor on `lr` at a step."""
        rise = max(1, round(self.warmup * steps))
        if step < rise:
            return (step + 1) / rise
        return 0.1 + 0.45 * (1 + math.cos(math.pi * (step - rise) / max(1, steps - rise)))


@dataclass(frozen=True)
class Recipe:
    """The schedules of one model, in the order in which they run; one of 0 epochs is skipped."""

    attribute_pretraining: Schedule
    """LoRA on the tower, with throw-away heads that name attributes."""
    projector: Schedule
    """Over the states of a tower that stands still."""
    projector_finetuning: Schedule
    """The projector alone, over the same states, once the language model reads its vectors."""
    tower: Schedule
    """The paper's stage 1: tower and projector, end to end."""
    tune: Schedule
    """Stage 2: the choice among candidates."""
    projector_ranking: Schedule
    """Projector and prior's gate alone, over conversations that are read once
    (`lavic.training.tuning.projector_ranking`)."""


TINY = Recipe(
    attribute_pretraining=Schedule(epochs=20, batch=32, micro_batch=32, lr=1e-3, weight_decay=0.05, patience=20),
    projector=Schedule(epochs=4, batch=64, micro_batch=64, lr=1e-3),
    projector_finetuning=Schedule(epochs=4, batch=32, micro_batch=32, lr=1e-3),
    tower=Schedule(epochs=0),
    tune=Schedule(epochs=1, batch=32, micro_batch=32, lr=7e-4),
    projector_ranking=Schedule(epochs=5, batch=128, micro_batch=128, lr=3e-4, weight_decay=0.01, patience=5),
)
PAPER = Recipe(
    attribute_pretraining=Schedule(epochs=0),
    projector=Schedule(epochs=0),
    projector_finetuning=Schedule(epochs=0),
    tower=Schedule(epochs=5, batch=4, micro_batch=1, lr=5e-5),
    tune=Schedule(epochs=1, batch=1, micro_batch=1, lr=5e-5),
    projector_ranking=Schedule(epochs=0),
)
"""The reference's settings for LLaVA-v1.6 (LaViC, released code): AdamW, weight decay 1e-5, clip 1.0."""


def recipe(model: str) -> Recipe:
    return TINY if model == "tiny" else PAPER


@dataclass(frozen=True)
class Lora:
    r: int = 16
    alpha: int = 32
    dropout: float = 0.0
    """On a CPU its random masks take longer than the matrices that they mask."""

    def __post_init__(self) -> None:
        if self.r < 1 or not 0 <= self.dropout < 1:
            raise ValueError(f"expected r of at least 1 and dropout of 0 to 1, found {self.r} and {self.dropout}")


LORA_TINY = Lora()
LORA_PAPER = Lora(r=8, alpha=32, dropout=0.1)


def lora(model: str) -> Lora:
    return LORA_TINY if model == "tiny" else LORA_PAPER
