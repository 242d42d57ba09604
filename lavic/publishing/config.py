"""What `lavic publish` is told. Plain data: the command line derives from it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from catalog.command_line import option


@dataclass(frozen=True, kw_only=True)
class PublishConfig:
    to: Path = option(help="an empty or new folder: model/ and a folder per shop come into it", metavar="FOLDER")
    model: str = option("tiny", "what the adapters were trained upon (tiny)", metavar="tiny|HF_ID")
    adapters: Path | None = option(None, "a folder with manifest.json (those that ship)", metavar="DIR")
    repo: str = option("", "the name that the model will have on the hub", metavar="OWNER/NAME")
    licence: str = option("apache-2.0", "of the adapters, as the hub spells it (apache-2.0)", metavar="NAME")
    report: tuple[Path, ...] = option(
        (), "of `lavic evaluate --json`: figures of the card; may come again", metavar="FILE"
    )
    shop: tuple[Path, ...] = option(
        (), "a folder with feed.jsonl and pictures/ (the two that ship); may come again", metavar="DIR"
    )
    base: bool = option(True, "with tiny: the assembled base beside the adapters, 320 MB, which no hub has")
