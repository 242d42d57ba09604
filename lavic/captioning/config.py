"""What `lavic describe` is told to do. Plain data: the command line derives from it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from catalog.command_line import argument, option
from lavic.errors import ModelError

WAYS = ("five", "all")
LENGTH = 192
"""Longest description in tokens. The released ones have 56 to 110 words (512 validation rows)."""


@dataclass(frozen=True)
class DescribeConfig:
    folder: Path = argument("holds pictures, or pictures/ or images/ that does", metavar="FOLDER")
    out: Path | None = option(
        None, "JSON lines (FOLDER/descriptions.jsonl); what it holds already is kept", metavar="FILE"
    )
    model: str = "tiny"
    adapters: str | None = option(None, "with stage 1's vision/, for five tokens", metavar="DIR")
    quantize: Literal["auto", "nf4", "none"] = "auto"
    tokens: str = option("", "(tiny: five, other models: all)", choices=WAYS)
    batch: int = option(8, "pictures at once (8)")
    limit: int = option(0, "first pictures only, by name (all)")
    length: int = option(LENGTH, "longest description in tokens (192)")

    def __post_init__(self) -> None:
        if self.tokens not in ("", *WAYS):
            raise ModelError(f'--tokens is "five" or "all", found {self.tokens!r}')
        if self.batch < 1 or self.length < 1 or self.limit < 0:
            raise ModelError(
                f"expected --batch and --length of at least 1 and --limit of at least 0, "
                f"found {self.batch}, {self.length} and {self.limit}"
            )
        if self.way == "all":
            require_patches(self.model, "leave --tokens out")
        if self.way == "all" and self.adapters:
            raise ModelError("all tokens are read by the bare model, the teacher; leave --adapters out")

    @property
    def way(self) -> str:
        return self.tokens or ("five" if self.model == "tiny" else "all")


def require_patches(model: str, instead: str) -> None:
    """Raises ModelError, with what to do instead, where the model's projector was never trained on patches."""
    if model == "tiny":
        raise ModelError(
            f"tiny has no projector for all patch tokens, it was trained on five; {instead}, "
            "or name a full model: --model llava-hf/llava-v1.6-mistral-7b-hf"
        )
