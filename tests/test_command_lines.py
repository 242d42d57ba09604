"""Every command's options stand as they are listed in command_lines.jsonl: spellings, defaults, and what each reads.

The spellings are a contract: a change of the list is a change of what people have typed into their scripts. Where one
is meant: `python -m tests.test_command_lines > tests/command_lines.jsonl`.
"""

from __future__ import annotations

import argparse
import importlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
LISTED = Path(__file__).with_name("command_lines.jsonl")
COMMANDS = (
    *("app", "chat.__main__", "catalog.__main__", "retrieval.__main__", "lavic.__main__", "understanding.__main__"),
    *("studio.__main__", "benchmarks.catalog", "benchmarks.degrees", "benchmarks.photo", "benchmarks.subject"),
    *("benchmarks.talk", "benchmarks.tokens"),
)
TEXTS = ("0", "1", "-1", "7", "51", "1.5", "nan", "x", "candidates_x", "a,b", "EUR", "*", "10.0.0.0/8", "")
"""Given to every option: what it makes of each, or that it refuses it, is part of what it means."""


def parser_of(module: str) -> argparse.ArgumentParser:
    """The parser that a command makes, taken as it begins to parse."""
    taken: list[argparse.ArgumentParser] = []

    def take(self: argparse.ArgumentParser, *rest: Any) -> None:
        taken.append(self)
        raise SystemExit

    with pytest.MonkeyPatch.context() as patch:
        for name in ("GRADIO_SERVER_NAME", "GRADIO_SERVER_PORT", "SPACE_ID"):
            patch.delenv(name, raising=False)
        patch.setattr(argparse.ArgumentParser, "parse_args", take)
        patch.setattr(sys, "argv", ["command"])
        with pytest.raises(SystemExit):
            importlib.import_module(module).main()
    return taken[0]


def options(parser: argparse.ArgumentParser, command: str) -> Iterator[dict[str, Any]]:
    """A row for each option of a command and of its sub-commands."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, below in action.choices.items():
                yield from options(below, f"{command} {name}")
        elif action.dest != "help":
            yield {"command": command, "option": sorted(action.option_strings) or action.dest} | meaning(action)


def meaning(action: argparse.Action) -> dict[str, Any]:
    """`reads` leaves out what stays as it was typed. Of a switch, only its two spellings have a default that shows."""
    if action.nargs == 0 and len(action.option_strings) == 1:
        return {"switch": True}
    default = read(action, action.default) if isinstance(action.default, str) else action.default
    found = {text: plain(read(action, text)) for text in TEXTS if action.nargs != 0}
    return {
        "default": plain(default),
        "required": action.required,
        "nargs": action.nargs,
        "choices": sorted(action.choices) if action.choices else None,
        "again": isinstance(action, argparse._AppendAction),
        "reads": {text: value for text, value in found.items() if value != text},
    }


def read(action: argparse.Action, text: str) -> Any:
    if not callable(action.type):
        return text
    try:
        return action.type(text)
    except (ValueError, TypeError, argparse.ArgumentTypeError):
        return "refused"


def plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, Path) and value == Path():
        return ""
    return str(value).replace(f"{ROOT}/", "")


def rows(module: str) -> list[dict[str, Any]]:
    return list(options(parser_of(module), module.removesuffix(".__main__")))


def listed(module: str) -> list[dict[str, Any]]:
    every = map(json.loads, LISTED.read_text(encoding="utf-8").splitlines())
    return [row for row in every if row["command"].split()[0] == module.removesuffix(".__main__")]


def by_name(found: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {f"{row['command']} {row['option']}": row for row in found}


@pytest.mark.parametrize("module", COMMANDS)
def test_the_options_of_a_command_are_those_that_are_listed(module):
    found, expected = rows(module), listed(module)
    assert found
    assert by_name(found) == by_name(expected)
    places = [[row["option"] for row in each if isinstance(row["option"], str)] for each in (found, expected)]
    assert places[0] == places[1]


def test_the_help_of_no_command_waits_for_a_model():
    """All of them in one process; what they load shows in the end."""
    served = [module for module in COMMANDS if not module.startswith("benchmarks")]
    code = f"""
import contextlib, importlib, io, sys
sys.argv = ["command", "--help"]
for module in {served!r}:
    with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()):
        importlib.import_module(module).main()
print(*sorted({{"torch", "transformers", "faiss", "gradio", "sentence_transformers"}} & set(sys.modules)))
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip() == ""


if __name__ == "__main__":
    print("\n".join(json.dumps(row) for module in COMMANDS for row in rows(module)))
