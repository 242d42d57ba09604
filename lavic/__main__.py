"""python -m lavic describe | distill | tune | evaluate | bench"""

from __future__ import annotations

import argparse
import json
import logging
import sys
from contextlib import ExitStack
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from lavic.errors import ModelError


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S", stream=sys.stderr)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    import torch

    from catalog.conversations import ConversationError
    from catalog.errors import CatalogError

    try:
        return options.run(options)
    except (ModelError, CatalogError, ConversationError) as error:
        message = str(error)
    except torch.OutOfMemoryError as error:  # outside the places that know which of their options would help
        reason = str(error).partition("\n")[0]
        message = f"out of memory ({reason}); see --quantize, --candidates and --batch, where the command has them"
    print(f"lavic: {message}", file=sys.stderr)
    return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m lavic", description="Train, evaluate and time LaViC.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_describe(commands)
    _add_distill(commands)
    _add_tune(commands)
    _add_evaluate(commands)
    _add_bench(commands)
    return parser


def _add_settings(parser: argparse.ArgumentParser, prefix: str, defaults: Any) -> None:
    """One option per field of a config, so that the command line cannot drift from it. Left out: the recipe's."""
    for field in fields(defaults):
        name = f"--{prefix}{field.name}".replace("_", "-")
        value = getattr(defaults, field.name)
        parser.add_argument(name, type=type(value), metavar=type(value).__name__.upper(), help=f"(tiny: {value})")


def _settings(options: argparse.Namespace, prefix: str, defaults: Any) -> Any:
    given = {field.name: getattr(options, f"{prefix}{field.name}") for field in fields(defaults)}
    try:
        return replace(defaults, **{name: value for name, value in given.items() if value is not None})
    except ValueError as error:
        raise ModelError(str(error)) from None


def _named(options: argparse.Namespace, config: type[Any]) -> dict[str, Any]:
    """The options that have the name of a config's field; those that may come again as tuples."""
    given = {field.name: getattr(options, field.name) for field in fields(config) if hasattr(options, field.name)}
    return {name: tuple(value) if isinstance(value, list) else value for name, value in given.items()}


def _add_training(parser: argparse.ArgumentParser) -> None:
    from lavic.training.schedule import LORA_TINY

    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--model", default="tiny")
    parser.add_argument("--limit", type=int, default=0, help="first rows only (all)")
    parser.add_argument("--gradient-checkpointing", action="store_true", help="less memory, more time")
    parser.add_argument(
        "--bf16", action=argparse.BooleanOptionalAction, default=True, help="what stands still is held in bfloat16"
    )
    parser.add_argument("--held", type=float, default=0.06, help="share kept for validation (0.06)")
    _add_settings(parser, "lora-", LORA_TINY)


def _add_describe(commands: Any) -> None:
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
        from lavic.describe import DescribeConfig, describe

        return _finish(describe(DescribeConfig(**_named(options, DescribeConfig))), None)

    parser.set_defaults(run=run)


def _add_distill(commands: Any) -> None:
    from lavic.training.schedule import TINY, lora, recipe

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
    parser.add_argument("--noise", type=float, default=0.0, help="on stored states, of their own spread (0)")
    parser.add_argument("--validate-only", action="store_true", help="measure the adapter in --out; nothing is trained")
    _add_training(parser)
    _add_settings(parser, "traits-", TINY.traits)
    _add_settings(parser, "projector-", TINY.projector)
    _add_settings(parser, "sharpen-", TINY.sharpen)
    _add_settings(parser, "tower-", TINY.tower)

    def run(options: argparse.Namespace) -> int:
        from lavic.training.distill import DistillConfig, distill, validate

        defaults = recipe(options.model)
        config = DistillConfig(
            **_named(options, DistillConfig),
            traits=_settings(options, "traits_", defaults.traits),
            projector=_settings(options, "projector_", defaults.projector),
            sharpen=_settings(options, "sharpen_", defaults.sharpen),
            tower=_settings(options, "tower_", defaults.tower),
            lora=_settings(options, "lora_", lora(options.model)),
        )
        return _finish(validate(config) if options.validate_only else distill(config), None)

    parser.set_defaults(run=run)


def _add_tune(commands: Any) -> None:
    from lavic.training.schedule import TINY, lora, recipe

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
    parser.add_argument("--scoring", default="", choices=("", "blanks", "labels"))
    parser.add_argument(
        "--objective", default="score", choices=("score", "id"), help="id: the paper's, the right ID written (score)"
    )
    parser.add_argument("--candidates", type=int, default=10, help="of a training row; 0 for all (10)")
    parser.add_argument("--withhold", type=float, default=0.1, help="share of rows without pictures; 1: text (0.1)")
    parser.add_argument("--noise", type=float, default=0.0, help="on the states in training, of their own spread (0)")
    parser.add_argument("--drop-leaks", action="store_true", help="leave out rows whose context names their answer")
    _add_training(parser)
    _add_settings(parser, "", TINY.tune)
    parser.add_argument(
        "--exercises",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="further conversations for the last pass alone; its --catalog comes after the others'",
    )
    parser.add_argument("--refine-noise", type=float, default=0.5, help="the same in the last pass (0.5)")
    _add_settings(parser, "refine_", TINY.refine)

    def run(options: argparse.Namespace) -> int:
        from lavic.training.tune import TuneConfig, tune

        config = TuneConfig(
            **_named(options, TuneConfig),
            schedule=_settings(options, "", recipe(options.model).tune),
            refine=_settings(options, "refine_", recipe(options.model).refine),
            lora=_settings(options, "lora_", lora(options.model)),
        )
        return _finish(tune(config), None)

    parser.set_defaults(run=run)


def _add_evaluate(commands: Any) -> None:
    parser = commands.add_parser("evaluate", help="HitRatio, MRR, NDCG and ValidRatio of several arms")
    parser.add_argument("conversations", type=Path)
    parser.add_argument("--catalog", type=Path, help="(the sample shop)")
    parser.add_argument("--key", default="candidates_live")
    parser.add_argument(
        "--arms",
        default="order,text,lavic",
        help="of order, random, text, lavic, full, zero, endpoint, encoder:minilm, encoder:HUB_ID_OR_DIR "
        "(order,text,lavic)",
    )
    parser.add_argument("--procedure", default="logits", choices=("logits", "paper"))
    parser.add_argument("--model", default="tiny")
    parser.add_argument("--adapters")
    parser.add_argument("--quantize", default="auto", choices=("auto", "nf4", "none"))
    parser.add_argument("--scoring", choices=("blanks", "labels"), help="of text and lavic (the model's)")
    parser.add_argument("--prior", type=float, metavar="NATS", help="weight of retrieval's score (the model's)")
    parser.add_argument("--shuffles", type=int, default=0, metavar="N", help="lavic again on N orders of each row (0)")
    parser.add_argument("--endpoint", metavar="URL", help="an OpenAI-compatible API: adds the arm endpoint")
    parser.add_argument("--endpoint-model", metavar="NAME", default="")
    parser.add_argument("--endpoint-key-env", metavar="VAR", help="environment variable that holds its key")
    parser.add_argument("--endpoint-deadline", type=float, default=60.0, metavar="S", help="of one row, in s (60)")
    parser.add_argument("--limit", type=int, default=0)
    parser.add_argument("--drop-leaks", action="store_true", help="leave out rows whose context names their answer")
    parser.add_argument("--tags", metavar="TAG,...", help="shown in the table (visual,textual,both,negation,unseen)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path, metavar="OUT")
    parser.set_defaults(run=_evaluate)


def _evaluate(options: argparse.Namespace) -> int:
    from catalog.store import SAMPLE, Catalog
    from lavic.arms import ArmConfig, other_arms, require_its_states
    from lavic.choices import read_choices
    from lavic.evaluate import MODEL_ARMS, evaluate, require_known
    from lavic.rank import load
    from lavic.tables import table

    arms = list(dict.fromkeys(_words(options.arms) + ["endpoint"] * bool(options.endpoint)))
    require_known(arms)
    catalog = Catalog.open(options.catalog or SAMPLE)
    choices = read_choices(options.conversations, catalog, options.key)[: options.limit or None]
    tags = _words(options.tags) if options.tags else None
    if absent := set(tags or ()) - {tag for choice in choices for tag in choice.tags}:
        raise ModelError(f"no row is tagged {', '.join(sorted(absent))}; see the tags of {options.conversations.name}")
    config = ArmConfig(**_named(options, ArmConfig))
    with ExitStack() as stack:
        others = other_arms(arms, config, catalog, stack)
        ranker = None
        if set(arms) & set(MODEL_ARMS):
            ranker = load(options.model, options.adapters, options.quantize, scoring=options.scoring)
            require_its_states(catalog, ranker)
            ranker.prior = ranker.prior if options.prior is None else options.prior
        how = {name: getattr(options, name) for name in ("procedure", "seed", "drop_leaks", "shuffles")}
        report = evaluate(choices, arms, ranker, others=others, **how, progress=_log_progress)
    print(table(report, tags))
    return _finish(report, options.json, quiet=True)


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _log_progress(arm: str, done: int, total: int) -> None:
    if done % 50 == 0 or done == total:
        logging.getLogger(__name__).info("%s: %d of %d", arm, done, total)


def _add_bench(commands: Any) -> None:
    parser = commands.add_parser("bench", help="speed and memory of one turn's ranking")
    parser.add_argument("--model", default="tiny")
    parser.add_argument("--random-weights", action="store_true", help="the shape of --model without its weights")
    parser.add_argument("--quantize", default="auto", choices=("auto", "nf4", "none"))
    parser.add_argument("--scoring", choices=("blanks", "labels"), help="of lavic and text (the model's)")
    parser.add_argument("--procedures", metavar="NAME,...", help="of lavic, text, paper, full_tokens (all)")
    parser.add_argument("--candidates", default="10,50")
    parser.add_argument("--repeats", type=int, default=7)
    parser.add_argument("--json", type=Path, metavar="OUT")

    def run(options: argparse.Namespace) -> int:
        from lavic.bench import PROCEDURES, BenchConfig, bench, table

        try:
            counts = tuple(int(count) for count in _words(options.candidates))
        except ValueError:
            raise ModelError(f'--candidates are numbers such as "10,50", found {options.candidates!r}') from None
        procedures = tuple(_words(options.procedures)) if options.procedures else PROCEDURES
        report = bench(BenchConfig(**{**_named(options, BenchConfig), "procedures": procedures, "candidates": counts}))
        print(table(report))
        return _finish(report, options.json, quiet=True)

    parser.set_defaults(run=run)


def _finish(report: dict[str, Any], path: Path | None, *, quiet: bool = False) -> int:
    text = json.dumps(report, indent=1, ensure_ascii=False)
    if path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text + "\n", encoding="utf-8")
    if not quiet:
        print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
