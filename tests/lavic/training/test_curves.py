"""The curves of a run: one writer from its start to its end, whichever way it ends, and the values of log.jsonl."""

from __future__ import annotations

import json
import sys
from types import ModuleType

import pytest
import torch
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from lavic.training.loop import Run, fit
from lavic.training.schedule import Schedule

EPOCHS, ROWS = 2, 6


def train(folder, stop_after: int | None = None) -> None:
    """Three steps an epoch, of which every second is a point."""
    weight = torch.nn.Parameter(torch.zeros(1))
    calls = []

    def loss(rows, rng):
        calls.append(rows)
        if stop_after and len(calls) > stop_after:
            raise KeyboardInterrupt
        return (weight - sum(rows)).square().mean()

    schedule = Schedule(epochs=EPOCHS, batch=2, micro_batch=2, lr=0.1, checkpoint_every=2)
    fit(Run({"weight": weight}, ROWS, schedule, folder, "curves"), loss, lambda: weight.item() + 9, lambda _: None)


class Writers(list):
    """Stands in for TensorBoard: every writer that was opened, with its points and whether it was closed."""

    def module(self) -> ModuleType:
        opened = self

        class SummaryWriter:
            def __init__(self, folder):
                self.folder, self.points, self.closed = folder, [], False
                opened.append(self)

            def add_scalar(self, name, value, step):
                assert not self.closed
                self.points.append((name, step, value))

            def __enter__(self):
                return self

            def __exit__(self, *_):
                self.closed = True

        module = ModuleType("torch.utils.tensorboard")
        module.SummaryWriter = SummaryWriter
        return module


@pytest.fixture
def writers(monkeypatch) -> Writers:
    found = Writers()
    monkeypatch.setitem(sys.modules, "torch.utils.tensorboard", found.module())
    return found


def logged(folder, name: str) -> list[float]:
    return [json.loads(line)[name] for line in (folder / "log.jsonl").read_text().splitlines()]


def test_a_run_has_one_writer_that_is_closed(tmp_path, writers):
    train(tmp_path)
    (writer,) = writers
    assert writer.closed
    assert writer.folder == str(tmp_path / "curves")
    assert [(name, step) for name, step, _ in writer.points] == [
        ("loss/validation", 0),
        ("loss/training", 2), ("lr", 2), ("loss/training", 3), ("loss/validation", 3),
        ("loss/training", 5), ("lr", 5), ("loss/training", 6), ("loss/validation", 6),
    ]  # fmt: skip
    validated = [value for name, step, value in writer.points if name == "loss/validation" and step]
    assert validated == logged(tmp_path, "validation_loss")
    trained = [value for name, step, value in writer.points if name == "loss/training" and step in (3, 6)]
    assert trained == logged(tmp_path, "training_loss"), "a run too short for a point within an epoch has these"


def test_a_killed_run_closes_its_writer_and_the_next_opens_its_own(tmp_path, writers):
    with pytest.raises(KeyboardInterrupt):
        train(tmp_path, stop_after=4)
    assert [writer.closed for writer in writers] == [True]
    train(tmp_path)
    assert [writer.closed for writer in writers] == [True, True]
    points = [[(name, step) for name, step, _ in writer.points] for writer in writers]
    epoch = [("loss/training", 2), ("lr", 2), ("loss/training", 3), ("loss/validation", 3)]
    assert points[0] == [("loss/validation", 0), *epoch]
    assert points[1] == [(name, step + 3) for name, step in epoch]


def test_without_tensorboard_nothing_is_written(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "torch.utils.tensorboard", None)
    train(tmp_path)
    assert not (tmp_path / "curves").exists()
    assert len(logged(tmp_path, "validation_loss")) == EPOCHS


def test_tensorboard_reads_the_curves_back(tmp_path):
    train(tmp_path)
    assert len(list((tmp_path / "curves").glob("events.*"))) == 1
    events = EventAccumulator(str(tmp_path / "curves")).Reload()
    assert set(events.Tags()["scalars"]) == {"loss/training", "loss/validation", "lr"}
    points = events.Scalars("loss/validation")
    assert [point.step for point in points] == [0, 3, 6]
    assert [point.value for point in points[1:]] == pytest.approx(logged(tmp_path, "validation_loss"), rel=1e-6)
