"""A run's options, written and read back; what the command line says is said last."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from catalog.command_line import add_options
from lavic.__main__ import main
from lavic.errors import ModelError
from lavic.run_files import FromFile, take_from_file, write_options


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="lavic tune")
    made.add_argument("talks", type=Path, nargs="+")
    made.add_argument("--out", type=Path, required=True)
    made.add_argument("--catalog", type=Path, action="append", default=[])
    made.add_argument("--lr", type=float)
    made.add_argument("--epochs", type=int, default=3)
    made.add_argument("--bf16", action=argparse.BooleanOptionalAction, default=True)
    add_options(made, FromFile)
    return made


def parsed(*arguments: str) -> argparse.Namespace:
    made = parser()
    take_from_file(made, arguments)
    return made.parse_args(arguments)


def test_a_run_is_repeated_from_its_file(tmp_path):
    said = parsed("a.jsonl", "b.jsonl", "--out", "o", "--catalog", "x", "--catalog", "y", "--lr", "1e-5", "--no-bf16")
    write_options(said, tmp_path / "tune.yaml")
    again = parsed("--config", str(tmp_path / "tune.yaml"))
    assert vars(again) | {"config": None} == vars(said)
    assert (again.talks, again.lr, again.bf16) == ([Path("a.jsonl"), Path("b.jsonl")], 1e-5, False)


def test_the_command_line_is_said_last(tmp_path):
    write_options(parsed("a.jsonl", "--out", "o", "--catalog", "x", "--epochs", "7"), tmp_path / "tune.yaml")
    changed = parsed("c.jsonl", "--config", str(tmp_path / "tune.yaml"), "--catalog", "z", "--epochs=9")
    assert (changed.talks, changed.catalog, changed.epochs) == ([Path("c.jsonl")], [Path("z")], 9)
    assert changed.out == Path("o")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("epoch: 3", "has epoch; expected options of lavic tune"),
        ("- epochs", "holds a list; expected options by name"),
        ("a: [", "is no YAML"),
        (None, "cannot read"),
        ("epochs: many", "epochs: many"),
    ],
)
def test_a_file_that_is_no_runs_says_why(tmp_path, text, words):
    path = tmp_path / "tune.yaml"
    if text is not None:
        path.write_text(text)
    with pytest.raises(ModelError, match=words):
        parsed("--config", str(path))


def test_the_command_refuses_it_in_one_line(tmp_path, capsys):
    (tmp_path / "evaluate.yaml").write_text("arm: order")
    assert main(["evaluate", "--config", str(tmp_path / "evaluate.yaml")]) == 2
    assert "lavic: evaluate.yaml has arm; expected options of python -m lavic evaluate" in capsys.readouterr().err
