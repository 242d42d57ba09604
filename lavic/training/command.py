"""`lavic distill` and `lavic tune`. Imports torch only when one runs."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from typing import Any

from catalog.command_line import add_options, option
from lavic.options import Plugins, checked, finish
from lavic.run_files import FromFile, write_options
from lavic.training.config import DistillConfig, TuneConfig
from lavic.training.schedule import lora, recipe


@dataclass(frozen=True, kw_only=True)
class Seeds:
    seeds: int = option(1, "as many trainings, OUT/seed-*: their spread", metavar="N")


@dataclass(frozen=True, kw_only=True)
class Validating:
    validate_only: bool = option(False, "measure the adapter in --out; nothing is trained")


def add_distill(commands: Any) -> None:
    parser = commands.add_parser("distill", help="stage 1: five tokens learn to carry a picture's description")
    for config in (DistillConfig, Validating, Seeds, FromFile):
        add_options(parser, config)
    parser.set_defaults(run=_distill)


def add_tune(commands: Any) -> None:
    parser = commands.add_parser("tune", help="stage 2: the language model learns to choose")
    for config in (TuneConfig, Plugins, Seeds, FromFile):
        add_options(parser, config)
    parser.set_defaults(run=_tune)


def _distill(options: argparse.Namespace) -> int:
    from lavic.training.distillation.distill import distill, validate
    from lavic.training.repeat import repeated

    passes = recipe(options.model)
    names = ("attribute_pretraining", "projector", "projector_finetuning", "tower")
    sections = {name: getattr(passes, name) for name in names}
    config = checked(DistillConfig, options, **sections, lora=lora(options.model))
    if options.validate_only:
        return finish(validate(config), None)
    report = repeated(distill, config, options.seeds)
    write_options(options, options.out / "distill.yaml")
    return finish(report, None)


def _tune(options: argparse.Namespace) -> int:
    from lavic.training.repeat import repeated
    from lavic.training.tuning.tune import tune

    passes = recipe(options.model)
    sections = {"schedule": passes.tune, "projector_ranking": passes.projector_ranking, "lora": lora(options.model)}
    report = repeated(tune, checked(TuneConfig, options, **sections), options.seeds)
    write_options(options, options.out / "tune.yaml")
    return finish(report, None)
