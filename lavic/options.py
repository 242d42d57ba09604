"""Command-line options from frozen dataclasses, so that the command line cannot drift from the code."""

from __future__ import annotations

import argparse
import json
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from lavic.errors import ModelError

SCORING_HELP = "late_interaction, listwise or a plugin's"


def add_settings(parser: argparse.ArgumentParser, prefix: str, defaults: Any, *, older: str | None = None) -> None:
    """One option per field of a config, by the prefix and by an older one. Their defaults are left to the recipe."""
    for field in fields(defaults):
        names = [f"--{each}{field.name}".replace("_", "-") for each in (prefix, older) if each is not None]
        value = getattr(defaults, field.name)
        parser.add_argument(*names, type=type(value), metavar=type(value).__name__.upper(), help=f"(tiny: {value})")


def settings(options: argparse.Namespace, prefix: str, defaults: Any) -> Any:
    """`defaults` with those options that were given. Raises ModelError for values that contradict each other."""
    given = {field.name: getattr(options, f"{prefix}{field.name}") for field in fields(defaults)}
    try:
        return replace(defaults, **{name: value for name, value in given.items() if value is not None})
    except ValueError as error:
        raise ModelError(str(error)) from None


def named(options: argparse.Namespace, config: type[Any]) -> dict[str, Any]:
    """The options that have the name of a config's field; those that may come again as tuples."""
    given = {field.name: getattr(options, field.name) for field in fields(config) if hasattr(options, field.name)}
    return {name: tuple(value) if isinstance(value, list) else value for name, value in given.items()}


def add_plugin(parser: argparse.ArgumentParser) -> None:
    """Loaded by `lavic.__main__` before the command runs."""
    parser.add_argument(
        "--plugin",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="Python that registers arms or scorers; may come again",
    )


def words(text: str) -> list[str]:
    """ "a, b" to its parts."""
    return [word.strip() for word in text.split(",") if word.strip()]


def finish(report: dict[str, Any], out: Path | None, *, quiet: bool = False) -> int:
    """Writes the report where it was asked for, prints it unless something else was, and gives the exit status."""
    text = json.dumps(report, indent=1, ensure_ascii=False)
    if out:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(text + "\n", encoding="utf-8")
    if not quiet:
        print(text)
    return 0
