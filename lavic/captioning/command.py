"""`lavic describe`. Imports torch only when it runs."""

from __future__ import annotations

from typing import Any

from catalog.command_line import add_command
from lavic.captioning.config import DescribeConfig
from lavic.options import finish


def add_describe(commands: Any) -> None:
    add_command(commands, "describe", "a model's descriptions of pictures, for stage 1", DescribeConfig, _describe)


def _describe(config: DescribeConfig) -> int:
    from lavic.captioning.describe import describe

    return finish(describe(config), None)
