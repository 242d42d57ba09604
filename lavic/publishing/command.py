"""`lavic publish`. Imports torch only when it runs."""

from __future__ import annotations

from typing import Any

from catalog.command_line import add_command
from lavic.options import finish
from lavic.publishing.config import PublishConfig


def add_publish(commands: Any) -> None:
    add_command(commands, "publish", "adapters and shops as folders for the model hub", PublishConfig, _publish)


def _publish(config: PublishConfig) -> int:
    from lavic.publishing.publish import publish

    return finish(publish(config), None)
