"""`python -m chat` as a process: one clear line where a shop cannot be opened."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from chat.__main__ import as_text, converse

ROOT = Path(__file__).parents[2]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "chat", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


def test_turns_share_one_conversation(assistant, ranker) -> None:
    records = converse(assistant(ranker), ["a lamp under 30", "a cushion"], 3)
    assert [len(record["items"]) for record in records] == [3, 3]
    assert records[1]["constraints"]["price_max"] == 30
    assert records[0]["reply"] in as_text(records[0])


def test_a_missing_catalog_is_one_line(tmp_path: Path) -> None:
    done = run("a lamp", "--catalog", str(tmp_path / "none"))
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("error: ")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "arguments", [[], ["x", "--k", "0"], ["x", "--k", "-1"], ["x", "--quantize", "int3"], ["x", "--unknown"]]
)
def test_wrong_options(arguments: list[str]) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
