"""python -m lavic describe | distill | tune | evaluate | publish | bench"""

from __future__ import annotations

import argparse
import logging
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from catalog.command_line import add_options, made, option
from lavic.captioning.command import add_describe
from lavic.errors import ModelError
from lavic.evaluation.command import add_evaluate
from lavic.evaluation.config import BenchConfig
from lavic.options import Plugins, finish
from lavic.plugins import load_plugins
from lavic.publishing.command import add_publish
from lavic.run_files import take_from_file
from lavic.training.command import add_distill, add_tune


def main(arguments: list[str] | None = None) -> int:
    arguments = sys.argv[1:] if arguments is None else arguments
    try:
        options = _options(arguments)
    except ModelError as error:
        return _refused(str(error))
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S", stream=sys.stderr)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    import torch

    from catalog.conversations import ConversationError
    from catalog.errors import CatalogError

    try:
        load_plugins(getattr(options, "plugin", ()))
        return options.run(options)
    except (ModelError, CatalogError, ConversationError) as error:
        return _refused(str(error))
    except torch.OutOfMemoryError as error:  # outside the places that know which of their options would help
        reason = str(error).partition("\n")[0]
        return _refused(
            f"out of memory ({reason}); see --quantize, --candidates and --batch, where the command has them"
        )


def _refused(message: str) -> int:
    print(f"lavic: {message}", file=sys.stderr)
    return 2


def _options(arguments: list[str]) -> argparse.Namespace:
    """Raises ModelError for a file of options that cannot be used."""
    parser = argparse.ArgumentParser(prog="python -m lavic", description="Train, evaluate and time LaViC.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for add in (add_describe, add_distill, add_tune, add_evaluate, add_publish, add_bench):
        add(commands)
    if arguments and arguments[0] in commands.choices:
        take_from_file(commands.choices[arguments[0]], arguments[1:])
    return parser.parse_args(arguments)


def add_bench(commands: Any) -> None:
    parser = commands.add_parser("bench", help="speed and memory of one turn's ranking")
    for config in (BenchConfig, Plugins, Report):
        add_options(parser, config)
    parser.set_defaults(run=_bench)


@dataclass(frozen=True, kw_only=True)
class Report:
    json: Path | None = option(None, metavar="OUT")


def _bench(options: argparse.Namespace) -> int:
    from lavic.bench import bench, table

    report = bench(made(BenchConfig, options))
    print(table(report))
    return finish(report, options.json, quiet=True)


if __name__ == "__main__":
    sys.exit(main())
