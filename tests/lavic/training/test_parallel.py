"""Two processes do what one does: the same rows in a step, the same gradients, one set of files."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

SCRIPT = "tests.lavic.training.two_processes"


def launched(folder, *launcher):
    folder.mkdir()
    environment = os.environ | {"OMP_NUM_THREADS": "1"}
    command = [sys.executable, *launcher, "-m", SCRIPT, str(folder)]
    subprocess.run(command, check=True, timeout=300, env=environment)
    return {path.stem: json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))}


def test_two_processes_train_as_one(tmp_path):
    alone = launched(tmp_path / "one")
    both = launched(tmp_path / "two", "-m", "torch.distributed.run", "--nproc-per-node", "2")
    assert set(both) == {"0", "1"}
    assert (alone["0"]["part"], both["0"]["part"], both["1"]["part"]) == (8, 4, 4)
    for answer in both.values():
        assert answer["weight"] == pytest.approx(alone["0"]["weight"], abs=1e-6)
        assert answer["figures"] == pytest.approx(alone["0"]["figures"])
    lines = (tmp_path / "two" / "run" / "log.jsonl").read_text().splitlines()
    assert len(lines) == 2, "one process writes the log"
