"""The loop that both stages share: accumulation, clipping, warm-up and decay, validation, resume.

Leaves out what a stage knows: its rows, its loss, what it trains.
"""

from __future__ import annotations

import json
import logging
import math
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from lavic.errors import ModelError
from lavic.training.schedule import Schedule

log = logging.getLogger(__name__)


Loss = Callable[[Sequence[int], random.Random], Tensor]
"""(row numbers, rng) -> mean loss over the rows, a scalar that bears gradients."""


@dataclass
class Progress:
    """Where a run stands; everything that a resumed run needs beside the tensors."""

    epoch: int = 0
    step: int = 0
    """Steps done within the epoch."""
    best: float = math.inf
    since_best: int = 0


def fit(
    parameters: dict[str, torch.nn.Parameter],
    rows: int,
    loss: Loss,
    validate: Callable[[], float],
    schedule: Schedule,
    folder: Path,
    on_best: Callable[[float], None],
) -> dict[str, Any]:
    """Trains `parameters` and calls `on_best(validation loss)` whenever it fell. Returns the run's figures.

    A killed run continues from `folder/checkpoint.pt` to the same losses: rows, order and random numbers are
    drawn from (seed, epoch, step) alone.
    """
    if not rows:
        raise ModelError("no training rows; expected at least one")
    folder.mkdir(parents=True, exist_ok=True)
    optimizer = torch.optim.AdamW(parameters.values(), lr=schedule.lr, weight_decay=schedule.weight_decay)
    per_epoch = math.ceil(rows / schedule.batch)
    at = _resume(folder, parameters, optimizer)
    started = time.monotonic()
    while at.epoch < schedule.epochs and at.since_best < schedule.patience:
        order = list(range(rows))
        random.Random(f"{schedule.seed} order {at.epoch}").shuffle(order)
        losses = []
        while at.step < per_epoch:
            chosen = order[at.step * schedule.batch : (at.step + 1) * schedule.batch]
            losses.append(_step(parameters, optimizer, chosen, loss, schedule, at, per_epoch))
            at.step += 1
            if at.step % schedule.checkpoint_every == 0:
                _save(folder, parameters, optimizer, at)
                rate = (time.monotonic() - started) / max(1, len(losses))
                recent = sum(losses[-schedule.checkpoint_every :]) / len(losses[-schedule.checkpoint_every :])
                log.info("epoch %d step %d/%d loss %.4f (%.1f s/step)", at.epoch, at.step, per_epoch, recent, rate)
        at = _end_epoch(at, losses, validate(), folder, on_best)
        _save(folder, parameters, optimizer, at)
        started = time.monotonic()
    return {"epochs": at.epoch, "best_validation_loss": at.best}


def _step(
    parameters: dict[str, torch.nn.Parameter],
    optimizer: torch.optim.Optimizer,
    chosen: Sequence[int],
    loss: Loss,
    schedule: Schedule,
    at: Progress,
    per_epoch: int,
) -> float:
    for group in optimizer.param_groups:
        group["lr"] = schedule.lr * schedule.rate(at.epoch * per_epoch + at.step, schedule.epochs * per_epoch)
    rng = random.Random(f"{schedule.seed} rows {at.epoch} {at.step}")
    torch.manual_seed(rng.getrandbits(48))  # dropout
    optimizer.zero_grad(set_to_none=True)
    total = 0.0
    for start in range(0, len(chosen), schedule.micro_batch):
        part = chosen[start : start + schedule.micro_batch]
        try:
            value = loss(part, rng) * (len(part) / len(chosen))
            value.backward()
        except torch.OutOfMemoryError as error:
            raise ModelError(
                f"out of memory at {schedule.micro_batch} rows a pass; lower --micro-batch, then --candidates"
            ) from error
        total += value.item()
    if not math.isfinite(total):
        raise ModelError(f"the loss is {total} at epoch {at.epoch}, step {at.step}; lower --lr")
    torch.nn.utils.clip_grad_norm_(parameters.values(), schedule.clip)
    optimizer.step()
    return total


def _end_epoch(
    at: Progress, losses: list[float], validation: float, folder: Path, on_best: Callable[[float], None]
) -> Progress:
    better = validation < at.best
    trained = sum(losses) / max(1, len(losses))
    log.info("epoch %d: training loss %.4f, validation loss %.4f%s", at.epoch, trained, validation, " *" * better)
    with open(folder / "log.jsonl", "a") as out:
        out.write(json.dumps({"epoch": at.epoch, "training_loss": trained, "validation_loss": validation}) + "\n")
    if better:
        on_best(validation)
    return Progress(at.epoch + 1, 0, min(at.best, validation), 0 if better else at.since_best + 1)


def _save(folder: Path, parameters: dict[str, Any], optimizer: torch.optim.Optimizer, at: Progress) -> None:
    state = {
        "parameters": {name: value.detach() for name, value in parameters.items()},
        "optimizer": optimizer.state_dict(),
        "progress": vars(at),
    }
    partial = folder / "checkpoint.pt.partial"
    torch.save(state, partial)
    partial.replace(folder / "checkpoint.pt")


def _resume(folder: Path, parameters: dict[str, Any], optimizer: torch.optim.Optimizer) -> Progress:
    path = folder / "checkpoint.pt"
    if not path.is_file():
        return Progress()
    state = torch.load(path, weights_only=True, map_location="cpu")
    if set(state["parameters"]) != set(parameters):
        raise ModelError(f"the checkpoint in {folder.name}/ trained other parameters; use another --out, or remove it")
    with torch.no_grad():
        for name, value in state["parameters"].items():
            parameters[name].copy_(value)
    optimizer.load_state_dict(state["optimizer"])
    at = Progress(**state["progress"])
    log.info("resumed at epoch %d, step %d", at.epoch, at.step)
    return at
