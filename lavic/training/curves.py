"""The curves of a run for TensorBoard, where that is installed. The figures themselves stand in `log.jsonl`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from lavic.training.parallel import Share

Curve = Callable[[int, dict[str, float]], None]
"""(step of the run, values by name): a point of each curve."""


@contextmanager
def curves(folder: Path) -> Iterator[Curve]:
    """For `tensorboard --logdir`, where that is installed: an event file in `folder`, written by the first process."""
    try:
        from torch.utils.tensorboard import SummaryWriter
    except ImportError:
        yield lambda step, values: None
        return
    if not Share().first:
        yield lambda step, values: None
        return
    with SummaryWriter(str(folder)) as writer:

        def curve(step: int, values: dict[str, float]) -> None:
            for name, value in values.items():
                writer.add_scalar(name, value, step)

        yield curve
