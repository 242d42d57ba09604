"""The loop that both stages share: accumulation, clipping, warm-up and decay, validation, resume, curves.

Leaves out what a stage knows: its rows, its loss, what it trains.
"""

from __future__ import annotations

import ctypes
import json
import logging
import math
import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn.attention import SDPBackend, sdpa_kernel
from tqdm import tqdm

from lavic.config import fingerprint
from lavic.errors import ModelError
from lavic.training.curves import Curve, curves
from lavic.training.parallel import Share
from lavic.training.schedule import Schedule

log = logging.getLogger(__name__)

LOG = "log.jsonl"
"""In a run's folder: a line for each epoch."""
Loss = Callable[[Sequence[int], random.Random], Tensor]
"""(row numbers, rng) -> mean loss over the rows, a scalar that bears gradients."""


@dataclass
class Progress:
    """Where a run stands; everything that a resumed run needs beside the tensors."""

    epoch: int = 0
    step: int = 0
    """Steps done within the epoch."""
    before: float = math.inf
    """Validation loss before training, which an epoch has to beat."""
    best: float = math.inf
    since_best: int = 0
    loss_sum: float = 0.0
    """Of the epoch's steps so far."""


@dataclass(frozen=True)
class Run:
    """What is trained, on how many rows, where it is kept."""

    parameters: dict[str, torch.nn.Parameter]
    rows: int
    schedule: Schedule
    folder: Path
    identity: str
    """Names whatever makes this run this run (data, base, settings): a checkpoint of another is refused."""
    share: Share = field(default_factory=Share)
    seed: int = 0
    """Of the order of the rows, of what is drawn for each, and of dropout."""
    remedy: str = "lower micro_batch"
    """What to change where memory runs out, by the options of the stage."""

    @property
    def steps_per_epoch(self) -> int:
        return math.ceil(self.rows / self.schedule.batch)

    @property
    def name(self) -> str:
        return fingerprint(self.identity, self.schedule, self.rows, self.seed)


def plain_attention(device: torch.device) -> AbstractContextManager[None]:
    """For short texts. On a CPU attention by plain matrix products, since the backward pass of PyTorch's fused one is
    slow there in bf16 (docs/EXPERIMENTS.md); elsewhere as it is."""
    return sdpa_kernel(SDPBackend.MATH) if device.type == "cpu" else nullcontext()


def keep_freed_memory() -> bool:
    """Has glibc keep what a step frees, since the next one takes as much: given back to the system, every page of it is
    faulted in anew (docs/EXPERIMENTS.md). Returns whether it will; elsewhere nothing changes."""
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):  # macOS, musl, Windows
        return False
    return all([mallopt(option, value) for option, value in _KEEP_FREED])


_KEEP_FREED = (-3, 1 << 30), (-1, (1 << 31) - 1), (-2, 1 << 28)
"""M_MMAP_THRESHOLD, M_TRIM_THRESHOLD and M_TOP_PAD of malloc.h, in bytes."""


def fit(
    run: Run, loss: Loss, validate: Callable[[], float], on_best: Callable[[float], None]
) -> dict[str, int | float]:
    """Trains, and calls `on_best(validation loss)` whenever it fell below all before; ends with the best parameters in
    place, which are those of the start where no epoch was better.

    A killed run continues from `folder/checkpoint.pt` to the same losses: rows, order and random numbers are
    drawn from (seed, epoch, step) alone. Returns the run's figures. Started by `accelerate launch`, several processes
    part the rows of each step; the first of them writes.
    """
    if not run.rows:
        raise ModelError("no training rows; expected at least one")
    run.folder.mkdir(parents=True, exist_ok=True)
    keep_freed_memory()
    schedule = run.schedule
    optimizer = torch.optim.AdamW(run.parameters.values(), lr=schedule.lr, weight_decay=schedule.weight_decay)
    at = _resume(run, optimizer)
    if run.share.first:
        _forget_after(run.folder / LOG, at.epoch)
    with curves(run.folder / "curves") as curve, _room(run):
        if at.before == math.inf and not (at.epoch or at.step):
            _measure_before(run, at, run.share.agreed(validate()), curve)
        while at.epoch < schedule.epochs and at.since_best < schedule.patience:
            _epoch(run, optimizer, loss, at, curve)
            at = _end_epoch(run, at, run.share.agreed(validate()), on_best, curve)
            _save(run, optimizer, at)
    run.share.wait()
    best = torch.load(run.folder / "best.pt", weights_only=True, map_location="cpu")
    _put(run.parameters, best)
    improved = at.best < at.before
    if not improved:
        log.warning("no epoch was better than the start, whose validation loss is %.4f: that stands", at.before)
    return {
        "epochs": at.epoch,
        "steps": at.epoch * run.steps_per_epoch,
        "validation_loss_before": at.before,
        "best_validation_loss": at.best,
        "improved": improved,
    }


def _measure_before(run: Run, at: Progress, validation: float, curve: Curve) -> None:
    """What training has to beat: a worse model must not count as the best only because it is the first."""
    at.before = at.best = _finite(validation)
    if run.share.first:
        log.info("validation loss before training: %.4f", validation)
        curve(0, {"loss/validation": validation})
        _write_best(run)


def _write_best(run: Run) -> None:
    write(run.folder / "best.pt", {name: value.detach() for name, value in run.parameters.items()})


def _finite(validation: float) -> float:
    if not math.isfinite(validation):
        raise ModelError(f"the validation loss is {validation}; expected at least one validation row and finite losses")
    return validation


@contextmanager
def _room(run: Run) -> Iterator[None]:
    """Where memory runs out, in a step or while validating, says what to change."""
    try:
        yield
    except torch.OutOfMemoryError as error:
        raise ModelError(f"out of memory at {run.schedule.micro_batch} rows a pass; {run.remedy}") from error


def _epoch(run: Run, optimizer: torch.optim.Optimizer, loss: Loss, at: Progress, curve: Curve) -> None:
    """The rest of an epoch, from wherever `at` stands."""
    schedule, steps = run.schedule, run.steps_per_epoch
    order = list(range(run.rows))
    random.Random(f"{run.seed} order {at.epoch}").shuffle(order)
    began, first = time.monotonic(), at.step
    bar = tqdm(total=steps, initial=at.step, desc=f"epoch {at.epoch}", unit="step", disable=_no_bar(run))
    while at.step < steps:
        chosen = order[at.step * schedule.batch : (at.step + 1) * schedule.batch]
        at.loss_sum += _step(run, optimizer, chosen, loss, at)
        at.step += 1
        bar.update()
        bar.set_postfix(loss=f"{at.loss_sum / at.step:.4f}")
        if at.step % schedule.checkpoint_every == 0:
            _save(run, optimizer, at)
            pace = (time.monotonic() - began) / (at.step - first)
            left = pace * (steps - at.step) / 60
            mean = at.loss_sum / at.step
            curve(at.epoch * steps + at.step, {"loss/training": mean, "lr": optimizer.param_groups[0]["lr"]})
            if bar.disable and run.share.first:
                log.info(
                    "epoch %d %d/%d: loss %.4f, %.1f s/step, %.0f min left", at.epoch, at.step, steps, mean, pace, left
                )
    bar.close()


def _no_bar(run: Run) -> bool | None:
    """None leaves it to tqdm, which shows a bar on a terminal alone; a log file gets lines."""
    return None if run.share.first else True


def _step(run: Run, optimizer: torch.optim.Optimizer, chosen: Sequence[int], loss: Loss, at: Progress) -> float:
    schedule, steps = run.schedule, run.steps_per_epoch
    for group in optimizer.param_groups:
        group["lr"] = schedule.lr * schedule.rate(at.epoch * steps + at.step, schedule.epochs * steps)
    rng = random.Random(f"{run.seed} rows {at.epoch} {at.step}")
    torch.manual_seed(rng.getrandbits(48))  # dropout
    optimizer.zero_grad(set_to_none=True)
    total = 0.0
    mine = run.share.of(chosen)
    for start in range(0, len(mine), schedule.micro_batch):
        part = mine[start : start + schedule.micro_batch]
        value = loss(part, rng) * (len(part) / len(chosen))
        value.backward()
        total += value.item()
    total = run.share.total(total)
    if not math.isfinite(total):
        raise ModelError(f"the loss is {total} at epoch {at.epoch}, step {at.step}; lower the learning rate")
    run.share.add_up(run.parameters.values())
    torch.nn.utils.clip_grad_norm_(run.parameters.values(), schedule.clip)
    optimizer.step()
    return total


def _end_epoch(run: Run, at: Progress, validation: float, on_best: Callable[[float], None], curve: Curve) -> Progress:
    better = _finite(validation) < at.best
    trained = at.loss_sum / run.steps_per_epoch
    if run.share.first:
        log.info("epoch %d: training loss %.4f, validation loss %.4f%s", at.epoch, trained, validation, " *" * better)
        with open(run.folder / LOG, "a", encoding="utf-8") as out:
            out.write(json.dumps({"epoch": at.epoch, "training_loss": trained, "validation_loss": validation}) + "\n")
        known = run.steps_per_epoch % run.schedule.checkpoint_every == 0  # it then ended with such a point
        values = {"loss/validation": validation} if known else {"loss/training": trained, "loss/validation": validation}
        curve((at.epoch + 1) * run.steps_per_epoch, values)
        if better:
            _write_best(run)
            on_best(validation)
    return Progress(at.epoch + 1, 0, at.before, min(at.best, validation), 0 if better else at.since_best + 1)


def _save(run: Run, optimizer: torch.optim.Optimizer, at: Progress) -> None:
    if not run.share.first:
        return
    state = {
        "run": run.name,
        "parameters": {name: value.detach() for name, value in run.parameters.items()},
        "optimizer": optimizer.state_dict(),
        "progress": asdict(at),
    }
    write(run.folder / "checkpoint.pt", state)


def write(path: Path, state: dict[str, Any]) -> None:
    """Tensors and plain values, for `torch.load`; the file appears whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".partial")
    torch.save(state, partial)
    partial.replace(path)


def _resume(run: Run, optimizer: torch.optim.Optimizer) -> Progress:
    path = run.folder / "checkpoint.pt"
    if not path.is_file():
        return Progress()
    state = torch.load(path, weights_only=True, map_location="cpu")
    if state.get("run") != run.name or set(state["parameters"]) != set(run.parameters):
        raise ModelError(
            f"the checkpoint in {run.folder.name}/ belongs to a run on other data or settings; "
            "use another --out, or remove the folder"
        )
    _put(run.parameters, state["parameters"])
    optimizer.load_state_dict(state["optimizer"])
    at = Progress(**state["progress"])
    log.info("resumed at epoch %d, step %d", at.epoch, at.step)
    return at


def _forget_after(log_file: Path, epoch: int) -> None:
    """A kill may have come after an epoch's line and before its checkpoint: that epoch ends again."""
    if log_file.is_file():
        lines = log_file.read_text("utf-8").splitlines(keepends=True)
        log_file.write_text("".join(lines[:epoch]), "utf-8")


def _put(parameters: dict[str, torch.nn.Parameter], values: dict[str, Tensor]) -> None:
    with torch.no_grad():
        for name, value in values.items():
            parameters[name].copy_(value)
