"""A run's options as a YAML file: every training writes its own, and `--config FILE` reads one back.

Keys are the options' names with underscores, as in `OUT/distill.yaml`. What the command line says too is said last: it
stands in place of the file's. Unknown keys fail.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from catalog.command_line import add_options, option
from lavic.errors import ModelError

_OF_THE_CALL = frozenset({"config", "run", "command", "help"})
"""Destinations that say how a command was called, and nothing about what it did."""


@dataclass(frozen=True, kw_only=True)
class FromFile:
    config: Path | None = option(None, "options of an earlier run, as it wrote them", metavar="FILE")


def write_options(options: argparse.Namespace, path: Path) -> None:
    """All options that have a value, given or by default."""
    values = {name: _plain(value) for name, value in vars(options).items() if name not in _OF_THE_CALL}
    known = {name: value for name, value in values.items() if value not in (None, [], "")}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(known, sort_keys=True), encoding="utf-8")


def take_from_file(parser: argparse.ArgumentParser, arguments: Sequence[str]) -> None:
    """Makes the file's values this command's defaults, where the arguments name a file. Raises ModelError."""
    early = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    add_options(early, FromFile)
    path = early.parse_known_args(arguments)[0].config
    if path is not None:
        _set_defaults(parser, _read(path), arguments, path)


def _read(path: Path) -> Mapping[str, Any]:
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ModelError(f"cannot read {path}: {error.strerror}; --config names a file that a run wrote") from None
    except yaml.YAMLError as error:
        raise ModelError(f"{path.name} is no YAML: {error}") from None
    if not isinstance(found, dict):
        raise ModelError(f"{path.name} holds a {type(found).__name__}; expected options by name, such as epochs: 3")
    return found


def _set_defaults(
    parser: argparse.ArgumentParser, values: Mapping[str, Any], arguments: Sequence[str], path: Path
) -> None:
    actions = {action.dest: action for action in parser._actions if action.dest not in _OF_THE_CALL}
    if unknown := sorted(set(values) - set(actions)):
        raise ModelError(f"{path.name} has {', '.join(unknown)}; expected options of {parser.prog}, see its --help")
    for name, value in values.items():
        action = actions[name]
        again = any(argument.split("=")[0] in action.option_strings for argument in arguments)
        try:
            action.default = [] if again and isinstance(value, list) else _typed(action, value)
        except (TypeError, ValueError) as error:
            raise ModelError(f"{path.name} has {name}: {value}, which cannot be used: {error}") from None
        action.required = False
        if not action.option_strings:
            action.nargs = "*" if action.nargs == "+" else "?"


def _typed(action: argparse.Action, value: Any) -> Any:
    """As the command line would have made it of its text."""
    made: Any = action.type
    if made is None or isinstance(value, bool):
        return value
    return [made(each) for each in value] if isinstance(value, list) else made(value)


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return str(value) if isinstance(value, Path) else value
