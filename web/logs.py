"""How the log is written: an entry is one line, whatever a stranger put into it; what belongs to it stands indented."""

from __future__ import annotations

import logging
import re
from typing import Any

_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""Control characters, line ends and marks of direction."""


def escaped(text: str) -> str:
    return _UNSEEN.sub(lambda found: ascii(found[0])[1:-1], text)


class Lines(logging.Formatter):
    """Escapes what would begin a line, colour a terminal or turn a text around; traces are indented line by line."""

    def formatMessage(self, record: logging.LogRecord) -> str:
        return escaped(super().formatMessage(record))

    def formatException(self, ei: Any) -> str:
        return _indented(super().formatException(ei))

    def formatStack(self, stack_info: str) -> str:
        return _indented(super().formatStack(stack_info))


def _indented(text: str) -> str:
    return "\n".join("  | " + escaped(line) for line in text.split("\n"))


def write_lines() -> None:
    """Of this program and of uvicorn, which makes its own when it is launched: call it again then."""
    for name in ("", "uvicorn", "uvicorn.access"):
        for handler in logging.getLogger(name).handlers:
            handler.setFormatter(Lines("%(asctime)s %(levelname)s %(name)s: %(message)s"))
