"""`lavic distill` and `lavic tune`: their options. Imports torch only when one runs."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from lavic.options import SCORING_HELP, add_plugin, add_settings, finish, named, settings
from lavic.run_files import add_config, write_options
from lavic.training.schedule import LORA_TINY, TINY, lora, recipe


def add_distill(commands: Any) -> None:
    parser = commands.add_parser("distill", help="stage 1: five tokens learn to carry a picture's description")
    parser.add_argument(
        "data", type=Path, nargs="+", help="folders with descriptions.jsonl and pictures/, or released item2meta files"
    )
    parser.add_argument(
        "--read",
        type=Path,
        action="append",
        default=[],
        metavar="DIR",
        help="a folder that the tower does not learn from",
    )
    parser.add_argument("--images", type=Path, metavar="DIR", help="the pictures (beside the descriptions)")
    parser.add_argument("--noise", type=float, default=0.0, help="on stored states, of their own spread (0)")
    parser.add_argument("--validate-only", action="store_true", help="measure the adapter in --out; nothing is trained")
    _add_training(parser)
    add_settings(parser, "attribute-pretraining-", TINY.attribute_pretraining, older="traits-")
    add_settings(parser, "projector-", TINY.projector)
    add_settings(parser, "projector-finetuning-", TINY.projector_finetuning, older="sharpen-")
    add_settings(parser, "tower-", TINY.tower)

    def run(options: argparse.Namespace) -> int:
        from lavic.training.distillation.distill import DistillConfig, distill, validate
        from lavic.training.repeat import repeated

        defaults = recipe(options.model)
        config = DistillConfig(
            **named(options, DistillConfig),
            attribute_pretraining=settings(options, "attribute_pretraining_", defaults.attribute_pretraining),
            projector=settings(options, "projector_", defaults.projector),
            projector_finetuning=settings(options, "projector_finetuning_", defaults.projector_finetuning),
            tower=settings(options, "tower_", defaults.tower),
            lora=settings(options, "lora_", lora(options.model)),
        )
        if options.validate_only:
            return finish(validate(config), None)
        report = repeated(distill, config, options.seeds)
        write_options(options, options.out / "distill.yaml")
        return finish(report, None)

    parser.set_defaults(run=run)


def add_tune(commands: Any) -> None:
    parser = commands.add_parser("tune", help="stage 2: the language model learns to choose")
    parser.add_argument("conversations", type=Path, nargs="+", metavar="CONVERSATIONS")
    parser.add_argument(
        "--catalog",
        type=Path,
        action="append",
        required=True,
        help="built with the same stage-1 adapter; again for each further file of conversations",
    )
    parser.add_argument("--adapters", type=Path, required=True, help="folder with stage 1's vision/")
    parser.add_argument("--quantize", default="none", choices=("none", "nf4"))
    parser.add_argument("--key", default="candidates_live")
    parser.add_argument("--tag", default="", help="of those lists, rows with this tag only, e.g. visual (all)")
    parser.add_argument(
        "--served",
        default="",
        metavar="KEY",
        help="lists with retrieval's scores, which rows of any tag learn from instead (none)",
    )
    parser.add_argument("--scoring", default="", metavar="NAME", help=f"{SCORING_HELP} (the model's)")
    parser.add_argument(
        "--objective", default="score", choices=("score", "id"), help="id: the paper's, the right ID written (score)"
    )
    parser.add_argument("--candidates", type=int, default=10, help="of a training row; 0 for all (10)")
    parser.add_argument(
        "--mask-images", "--withhold", type=float, default=0.1, help="share of rows without pictures; 1: text (0.1)"
    )
    parser.add_argument("--noise", type=float, default=0.0, help="on the states in training, of their own spread (0)")
    add_plugin(parser)
    parser.add_argument("--drop-leaks", action="store_true", help="leave out rows whose context names their answer")
    _add_training(parser)
    add_settings(parser, "", TINY.tune)
    parser.add_argument(
        "--synthetic-queries",
        "--exercises",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="further conversations for the last pass alone; its --catalog comes after the others'",
    )
    parser.add_argument(
        "--projector-ranking-noise", "--refine-noise", type=float, default=0.5, help="the same in the last pass (0.5)"
    )
    add_settings(parser, "projector-ranking-", TINY.projector_ranking, older="refine-")

    def run(options: argparse.Namespace) -> int:
        from lavic.training.repeat import repeated
        from lavic.training.tuning.tune import TuneConfig, tune

        config = TuneConfig(
            **named(options, TuneConfig),
            schedule=settings(options, "", recipe(options.model).tune),
            projector_ranking=settings(options, "projector_ranking_", recipe(options.model).projector_ranking),
            lora=settings(options, "lora_", lora(options.model)),
        )
        report = repeated(tune, config, options.seeds)
        write_options(options, options.out / "tune.yaml")
        return finish(report, None)

    parser.set_defaults(run=run)


def _add_training(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--model", default="tiny")
    parser.add_argument("--limit", type=int, default=0, help="first rows only (all)")
    parser.add_argument("--gradient-checkpointing", action="store_true", help="less memory, more time")
    parser.add_argument(
        "--bf16", action=argparse.BooleanOptionalAction, default=True, help="what stands still is held in bfloat16"
    )
    add_config(parser)
    parser.add_argument("--held", type=float, default=0.06, help="share kept for validation (0.06)")
    parser.add_argument("--validation", type=Path, metavar="FILE", help="rows to validate on, in place of --held")
    parser.add_argument("--init-from", type=Path, metavar="DIR", help="adapters to start from, such as those that ship")
    parser.add_argument("--seed", type=int, default=0, help="of all that training draws; it moves no row (0)")
    parser.add_argument("--split-seed", type=int, default=0, help="of what --held keeps out (0)")
    parser.add_argument("--seeds", type=int, default=1, metavar="N", help="as many trainings, OUT/seed-*: their spread")
    add_settings(parser, "lora-", LORA_TINY)
