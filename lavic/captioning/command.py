"""`lavic describe`: its options. Imports torch only when it runs."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from lavic.options import finish, named


def add_describe(commands: Any) -> None:
    parser = commands.add_parser("describe", help="a model's descriptions of pictures, for stage 1")
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="holds pictures, or pictures/ that does")
    parser.add_argument("--out", type=Path, metavar="FILE", help="JSON lines; resumed (FOLDER/descriptions.jsonl)")
    parser.add_argument("--model", default="tiny")
    parser.add_argument("--adapters", metavar="DIR", help="with stage 1's vision/, for five tokens")
    parser.add_argument("--quantize", default="auto", choices=("auto", "nf4", "none"))
    parser.add_argument("--tokens", default="", choices=("five", "all"), help="(tiny: five, other models: all)")
    parser.add_argument("--batch", type=int, default=8, help="pictures at once (8)")
    parser.add_argument("--limit", type=int, default=0, help="first pictures only (all)")
    parser.add_argument("--length", type=int, default=192, help="longest description in tokens (192)")

    def run(options: argparse.Namespace) -> int:
        from lavic.captioning.describe import DescribeConfig, describe

        return finish(describe(DescribeConfig(**named(options, DescribeConfig))), None)

    parser.set_defaults(run=run)
