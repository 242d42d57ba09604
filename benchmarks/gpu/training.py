"""Point 3: both stages with their real losses on made-up rows: memory, pace, and a killed run that goes on.

Stage 1 in bf16 as `lavic distill` runs it, with and without kept activations; stage 2 over NF4 (QLoRA).
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import numpy as np
import torch
from PIL import Image

from benchmarks.figures import emit
from benchmarks.gpu.common import SEED, main, saved_model
from lavic.bench import BLURB, TURNS, forget_peak, peak_mb, some_listings
from lavic.examples import RankingExample
from lavic.modeling import LANGUAGE, VISION, load_model
from lavic.scoring import SCORERS
from lavic.training.adapters import attach, cast, recompute, trainable
from lavic.training.distillation.data import Described
from lavic.training.distillation.stage import Stage
from lavic.training.loop import Run, fit
from lavic.training.parallel import Share
from lavic.training.schedule import LORA_PAPER, PAPER, Schedule
from lavic.training.tuning.ranking_loss import ranking_loss

STEPS = 12
WARM = 2
"""First steps, which are not counted."""
CANDIDATES = 10
Train = Callable[[Run], object]
T = TypeVar("T")


class Clock(Share):
    """Notes when each step began, and can kill a run in its last steps."""

    def __init__(self, kill_at: int = 0) -> None:
        super().__init__()
        self.began: list[float] = []
        self._kill_at = kill_at

    def of(self, rows: Sequence[T]) -> Sequence[T]:
        self.began.append(time.perf_counter())
        if len(self.began) == self._kill_at:
            raise KeyboardInterrupt
        return super().of(rows)


def measure(tiny: bool, scratch: Path) -> None:
    """Both training stages at the real size, with random weights."""
    model = saved_model(tiny, scratch)
    for kept in (True, False):
        _stage_1(model, scratch / f"stage1-{kept}", keep_activations=kept)
    _stage_2(model, scratch / "stage2")


def _stage_1(model: str, folder: Path, *, keep_activations: bool) -> None:
    loaded = load_model(model, None, "none", parts=())
    cast(loaded.model, torch.bfloat16)
    wrapped = attach(loaded.model, VISION, LORA_PAPER)
    if not keep_activations:
        recompute(loaded.model)
    stage, schedule = Stage(loaded, wrapped), _steps(PAPER.tower)
    rows = _described(folder, schedule.batch * STEPS + 1)

    def train(run: Run) -> object:
        return stage.fit_tower(run, rows[1:], rows[:1], lambda _: None)

    _figures("stage 1", trainable(wrapped), schedule, folder, train, loaded.device, keep_activations=keep_activations)


def _stage_2(model: str, folder: Path) -> None:
    loaded = load_model(model, None, "nf4", parts=())
    wrapped = attach(loaded.model, LANGUAGE, LORA_PAPER)
    language = loaded.language()
    scorer, schedule = SCORERS["listwise"](language), _steps(PAPER.tune)
    rows = _choices(schedule.batch * STEPS + 1, loaded.model.config.vision_config.hidden_size)

    def loss(choice: RankingExample) -> torch.Tensor:
        scores = scorer.score(choice.turns, choice.listings, torch.from_numpy(choice.states))
        return ranking_loss(scores, torch.tensor(choice.fits, device=scores.device))

    def training_loss(chosen: Sequence[int], rng: random.Random) -> torch.Tensor:
        wrapped.train()
        return torch.stack([loss(rows[1 + i].draw(CANDIDATES, rng)) for i in chosen]).mean()

    @torch.inference_mode()
    def validate() -> float:
        wrapped.eval()
        return float(loss(rows[0]))

    def train(run: Run) -> object:
        return fit(run, training_loss, validate, lambda _: None)

    _figures("stage 2", trainable(wrapped), schedule, folder, train, loaded.device, quantize="nf4")


def _steps(schedule: Schedule) -> Schedule:
    return replace(schedule, epochs=1, checkpoint_every=STEPS // 2)


def _figures(
    name: str,
    tuned: dict[str, torch.nn.Parameter],
    schedule: Schedule,
    folder: Path,
    train: Train,
    device: torch.device,
    **how: object,
) -> None:
    """A whole run, then the same one killed after half its steps and started again."""
    count = schedule.batch * STEPS
    start = {key: value.detach().clone() for key, value in tuned.items()}
    clock = Clock()
    forget_peak(device)
    train(Run(tuned, count, schedule, folder / "whole", name, clock))
    pace = (clock.began[-1] - clock.began[WARM]) / (len(clock.began) - 1 - WARM)
    emit(f"{name}, peak memory", peak_mb(device), "MiB", fits_24_gb=peak_mb(device) < 24e9 / 2**20, **how)
    emit(f"{name}, a step", round(pace, 3), "s", rows=schedule.batch, **how)
    emit(f"{name}, pace", round(schedule.batch / pace, 3), "rows/s", **how)
    emit(f"{name}, tuned", sum(value.numel() for value in tuned.values()), "weights", **how)
    _put_back(tuned, start)
    try:
        train(Run(tuned, count, schedule, folder / "killed", name, Clock(kill_at=STEPS // 2 + 2)))
    except KeyboardInterrupt:
        _put_back(tuned, start)
    size = (folder / "killed" / "checkpoint.pt").stat().st_size
    train(Run(tuned, count, schedule, folder / "killed", name))
    whole, resumed = (_losses(folder / part) for part in ("whole", "killed"))
    emit(f"{name}, resumed", max(abs(a - b) for a, b in zip(whole, resumed, strict=True)), "nats", losses=whole, **how)
    emit(f"{name}, checkpoint", round(size / 2**20, 1), "MiB", **how)


def _put_back(tuned: dict[str, torch.nn.Parameter], values: dict[str, torch.Tensor]) -> None:
    with torch.no_grad():
        for name, value in values.items():
            tuned[name].copy_(value)


def _losses(folder: Path) -> list[float]:
    """Training and validation loss of the epoch."""
    (line,) = (folder / "log.jsonl").read_text().splitlines()
    row = json.loads(line)
    return [row["training_loss"], row["validation_loss"]]


def _described(folder: Path, count: int) -> list[Described]:
    """Pictures of noise, 512 px, and descriptions of some 70 words, as the released ones have."""
    noise = np.random.default_rng(SEED)
    (folder / "pictures").mkdir(parents=True)
    rows = []
    for number in range(count):
        path = folder / "pictures" / f"{number}.png"
        Image.fromarray(noise.integers(0, 255, (512, 512, 3), dtype=np.uint8)).save(path)
        rows.append(Described(str(number), path, (f"Lamp {number}. {BLURB} {BLURB} {BLURB}",)))
    return rows


def _choices(count: int, dimension: int) -> list[RankingExample]:
    noise = np.random.default_rng(SEED)
    listings = tuple(some_listings(CANDIDATES))
    ids = tuple(f"B{number:09d}" for number in range(CANDIDATES))
    return [
        RankingExample(
            TURNS,
            ids,
            listings,
            noise.normal(size=(CANDIDATES, 5, dimension)).astype(np.float16),
            tuple(place == number % CANDIDATES for place in range(CANDIDATES)),
        )
        for number in range(count)
    ]


if __name__ == "__main__":
    main("training", measure)
