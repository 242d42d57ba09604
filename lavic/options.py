"""What several of this room's commands share: options, and how a report ends."""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from catalog.command_line import made, option
from lavic.errors import ModelError

T = TypeVar("T")
SCORING_HELP = "late_interaction, listwise or a plugin's"


@dataclass(frozen=True, kw_only=True)
class Plugins:
    """Loaded by `lavic.__main__` before the command runs."""

    plugin: tuple[Path, ...] = option((), "Python that registers arms or scorers; may come again", metavar="FILE")


def checked(config: type[T], options: argparse.Namespace, **sections: Any) -> T:
    """`made`; raises ModelError for values that contradict each other."""
    try:
        return made(config, options, **sections)
    except ValueError as error:
        raise ModelError(str(error)) from None


def finish(report: dict[str, Any], out: Path | None, *, quiet: bool = False) -> int:
    """Writes the report where it was asked for, prints it unless something else was, and gives the exit status."""
    text = json.dumps(report, indent=1, ensure_ascii=False)
    if out:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(text + "\n", encoding="utf-8")
    if not quiet:
        print(text)
    return 0
