"""`python -m chat "MESSAGE" ["FOLLOW-UP" ...]`: the same turns as the page, without a browser; `--batch FILE`: of many
conversations."""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from catalog.command_line import add_options, argument, made, option
from chat.options import ModelOptions

if TYPE_CHECKING:
    from chat.assistant import Assistant


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 50:
        raise argparse.ArgumentTypeError(f"expected 1 to 50, found {text!r}")
    return int(text)


@dataclass(frozen=True, kw_only=True)
class Talk(ModelOptions):
    messages: tuple[str, ...] = argument("what the shopper says, turn by turn", default=(), metavar="MESSAGE")
    batch: str | None = option(
        None,
        'JSON lines {"id", "messages", "image"?}, "-" for standard input; prints a line {"id", "turns"} for each',
        metavar="FILE",
    )
    image: str | None = option(None, "a photo of what it should look like, with the first message", metavar="FILE")
    k: int = option(5, "products per answer (default: %(default)s)", read=_count)
    json: bool = option(False, "print the turns as one JSON object")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m chat", description="Ask the shop, without a browser.")
    add_options(parser, Talk)
    options = made(Talk, parser.parse_args(arguments))
    if complaint := _contradiction(options):
        parser.error(complaint)
    return _talk(options)


def _talk(options: Talk) -> int:
    from catalog.pictures import PictureError
    from chat.conversation import converse
    from chat.opening import OPENING_ERRORS, one_line, open_assistant, open_catalog
    from chat.photo import Photo

    logging.basicConfig(level=logging.ERROR, format="%(levelname)s %(name)s: %(message)s")
    os.environ.setdefault("TQDM_DISABLE", "1")  # the libraries' progress bars would bury an error's one line
    try:
        photo = Photo.of(Path(options.image)) if options.image else None
        lines = None if options.batch is None else _opened(options.batch)
    except (PictureError, OSError) as error:
        reason = getattr(error, "strerror", None) or error
        print(f"error: {one_line(options.image or options.batch or '')} {one_line(reason)}", file=sys.stderr)
        return 2
    try:
        assistant = open_assistant(open_catalog(options.catalog), options.model, options.adapters, options.quantize)
    except OPENING_ERRORS as error:
        print(f"error: {one_line(error)}", file=sys.stderr)
        return 2
    if lines is not None:
        return _batch(assistant, lines, options.k)
    records = converse(assistant, options.messages, options.k, photo)
    if options.json:
        print(json.dumps({"turns": records}, indent=2))
    else:
        sys.stdout.buffer.write("\n\n".join(map(as_text, records)).encode("utf-8", "replace") + b"\n")
    return 0


def _batch(assistant: Assistant, lines: BinaryIO, k: int) -> int:
    """Each answer as soon as it is there."""
    from chat.batch import answers

    try:
        with lines:
            for answer in answers(assistant, lines, k):
                print(json.dumps(answer), flush=True)
    except BrokenPipeError:  # whoever reads has read enough; Python would complain once more when it closes the stream
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def as_text(record: dict[str, Any]) -> str:
    lines = [f"> {record['message']}", record["reply"]]
    for place, item in enumerate(record["items"], 1):
        price = "" if item["price"] is None else f"  {item['price']:.2f} {item['currency']}"
        climbed = item["retrieval_rank"] - place
        moved = f"  {'↑' if climbed > 0 else '↓'}{abs(climbed)}" if climbed else ""
        lines.append(f"{place}. {item['title']}{price}  [{item['id']}]{moved}")
        lines += [f"   {item['reason']}"] if item["reason"] else []
    timings = record["timings_ms"]
    return "\n".join([*lines, f"({record['engine']}, {timings['total']:.0f} ms)"])


def _contradiction(options: Talk) -> str:
    """What does not go together, "" where all does."""
    if options.batch is None:
        return "" if options.messages else "expected a MESSAGE, or --batch FILE"
    if options.messages:
        return "--batch goes without MESSAGE: the messages stand in its file"
    return '--batch goes without --image: a line of its file has "image"' if options.image else ""


def _opened(file: str) -> BinaryIO:
    """Raises OSError."""
    return sys.stdin.buffer if file == "-" else open(file, "rb")


if __name__ == "__main__":
    raise SystemExit(main())
