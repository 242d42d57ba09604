"""Run by a launcher, alone or as one of two: a fit whose end every process writes to FOLDER/<rank>.json."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import torch

from lavic.training.loop import Run, fit
from lavic.training.schedule import Schedule


def main(folder: Path) -> None:
    weight, unused = torch.nn.Parameter(torch.ones(3)), torch.nn.Parameter(torch.ones(1))

    def loss(rows, rng):
        goals = torch.tensor([[float(row), 1.0, -float(row)] for row in rows])
        return (weight - goals).square().mean() + 0 * unused.sum()

    # Five rows by two: the last step has one, so that a process of two has none.
    schedule = Schedule(epochs=2, batch=2, micro_batch=1, lr=0.1)
    run = Run({"weight": weight, "unused": unused}, 5, schedule, folder / "run", "same")
    figures = fit(run, loss, lambda: float(weight.detach().square().sum()) + 1, lambda _: None)
    rank = os.environ.get("RANK", "0")
    (folder / f"{rank}.json").write_text(
        json.dumps({"weight": weight.tolist(), "figures": figures, "part": len(run.share.of(range(8)))})
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
