"""The options that the page and the command share. Apart, so that `--help` loads no shop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from catalog.command_line import option


@dataclass(frozen=True, kw_only=True)
class ModelOptions:
    catalog: str | None = option(
        None, "a built catalog, or a folder with one in shop/ (default: the sample shop)", metavar="DIR"
    )
    model: str = option("tiny", "default: %(default)s", metavar="tiny|HF_ID_OR_DIR")
    adapters: str | None = option(None, "LoRA adapters of stage 1 and 2 (default: the model's own)", metavar="DIR")
    quantize: Literal["auto", "nf4", "none"] = option("auto", "default: %(default)s")
