"""Many conversations by one model: JSON lines in, JSON lines out, in the same order. Leaves out: several at once."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from catalog.pictures import PictureError
from chat.assistant import Assistant
from chat.conversation import converse
from chat.opening import one_line
from chat.photo import Photo

log = logging.getLogger(__name__)

MAX_LINE_BYTES = 1024 * 1024
"""Of one conversation. A longer line is reported, and not kept."""


class BadLine(ValueError):
    """A line that is no conversation; the message says what was found and what was expected."""


@dataclass(frozen=True)
class Conversation:
    messages: tuple[str, ...]
    photo: Photo | None = None
    """It comes with the first message."""


def answers(assistant: Assistant, lines: BinaryIO, k: int) -> Iterator[dict[str, Any]]:
    """{"id", "turns"} of every line that is a conversation, {"id", "error"} of every other; empty lines are none."""
    for line in _lines(lines):
        if not line.strip():
            continue
        record: dict[str, Any] = {"id": None}
        try:
            said = _object(line)
            record["id"] = said.get("id")
            conversation = _conversation(said)
            record["turns"] = converse(assistant, conversation.messages, k, conversation.photo)
        except BadLine as error:
            record["error"] = str(error)
        except Exception:  # one conversation that goes wrong shall not cost those after it
            log.exception("a conversation failed")
            record["error"] = "this conversation could not be answered; standard error has the reason"
        yield record


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """The lines; of one that is too long its beginning alone, which is then longer than allowed."""
    while line := file.readline(MAX_LINE_BYTES + 1):
        rest = line
        while len(rest) > MAX_LINE_BYTES and not rest.endswith(b"\n"):
            rest = file.readline(MAX_LINE_BYTES + 1)
        yield line


def _object(line: bytes) -> dict[str, Any]:
    if len(line) > MAX_LINE_BYTES:
        raise BadLine(f"the line is too long: expected at most {MAX_LINE_BYTES:,} bytes")
    try:
        said = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadLine(f"expected UTF-8, found another byte at {error.start}") from None
    except json.JSONDecodeError as error:
        raise BadLine(f"expected one JSON object on the line, found none: {error}") from None
    except (ValueError, RecursionError):  # a number of thousands of digits; nested too deep
        raise BadLine("expected one JSON object on the line, found one that cannot be read") from None
    if not isinstance(said, dict):
        raise BadLine(f'expected an object {{"id", "messages"}}, found {_kind_of(said)}')
    return said


def _conversation(said: dict[str, Any]) -> Conversation:
    if "messages" not in said:
        found = ", ".join(sorted(map(repr, said)))[:200] or "no key"
        raise BadLine(f"messages: expected a list of texts, oldest first, found none among {found}")
    messages = said["messages"]
    if not isinstance(messages, list) or not messages:
        found = "an empty list" if isinstance(messages, list) else _kind_of(messages)
        raise BadLine(f"messages: expected a list of texts, oldest first, found {found}")
    for place, message in enumerate(messages, 1):
        if not isinstance(message, str):
            raise BadLine(f"messages: expected texts, found {_kind_of(message)} at place {place}")
    image = said.get("image")
    if image is None or image == "":
        return Conversation(tuple(messages))
    if not isinstance(image, str):
        raise BadLine(f"image: expected the path of a picture, found {_kind_of(image)}")
    try:
        return Conversation(tuple(messages), Photo.of(Path(image)))
    except PictureError as error:
        raise BadLine(f"image: {one_line(image)[:300]} {one_line(error)}") from None


_KINDS = {dict: "an object", list: "a list", str: "a text", bool: "true or false", int: "a number", float: "a number"}


def _kind_of(value: object) -> str:
    return _KINDS.get(type(value), "null")
