"""`lavic evaluate`: its options, and the report that it prints and writes. Imports torch only when it runs."""

from __future__ import annotations

import argparse
import json
import logging
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from lavic.errors import ModelError
from lavic.options import SCORING_HELP, add_plugin, finish, named, words
from lavic.run_files import add_config, write_options


def add_evaluate(commands: Any) -> None:
    parser = commands.add_parser("evaluate", help="HitRatio, MRR, NDCG and ValidRatio of several arms")
    parser.add_argument("conversations", type=Path)
    parser.add_argument("--catalog", type=Path, help="(the sample shop)")
    parser.add_argument("--key", default="candidates_live")
    parser.add_argument(
        "--arms",
        default="order,text,lavic",
        help="of order, random, text, lavic, lavic_no_prior, one, full, zero, endpoint, encoder:minilm, "
        "encoder:HUB_ID_OR_DIR and those of --plugin (order,text,lavic)",
    )
    parser.add_argument("--procedure", default="logits", choices=("logits", "paper"))
    parser.add_argument("--model", default="tiny")
    parser.add_argument("--adapters")
    parser.add_argument("--quantize", default="auto", choices=("auto", "nf4", "none"))
    parser.add_argument("--scoring", metavar="NAME", help=f"of text, lavic and zero: {SCORING_HELP} (the model's)")
    parser.add_argument("--prior", type=float, metavar="NATS", help="weight of retrieval's score (the model's)")
    parser.add_argument("--shuffles", type=int, default=0, metavar="N", help="lavic again on N orders of each row (0)")
    parser.add_argument("--endpoint", metavar="URL", help="an OpenAI-compatible API: adds the arm endpoint")
    parser.add_argument("--endpoint-model", metavar="NAME", default="")
    parser.add_argument("--endpoint-key-env", metavar="VAR", help="environment variable that holds its key")
    parser.add_argument("--endpoint-deadline", type=float, default=60.0, metavar="S", help="of one row, in s (60)")
    parser.add_argument("--limit", type=int, default=0)
    parser.add_argument("--drop-leaks", action="store_true", help="leave out rows whose context names their answer")
    parser.add_argument("--tags", metavar="TAG,...", help="shown in the table (visual,textual,both,negation,unseen)")
    parser.add_argument("--seed", type=int, default=0, help="of the order in which candidates are shown (0)")
    parser.add_argument("--seeds", type=int, default=1, metavar="N", help="again with the next N - 1 seeds (1)")
    parser.add_argument("--rows", type=Path, metavar="FILE", help="a JSON line per row and arm: scores, order, answer")
    add_plugin(parser)
    add_config(parser)
    parser.add_argument("--json", type=Path, metavar="OUT")
    parser.set_defaults(run=_evaluate)


def _evaluate(options: argparse.Namespace) -> int:
    from catalog.store import SAMPLE, Catalog
    from lavic.evaluation.evaluate import evaluate, with_no_prior_beside
    from lavic.evaluation.provenance import made_by, made_from
    from lavic.evaluation.registry import MODEL_ARMS, ArmConfig, ArmContext, make_arms, require_known
    from lavic.evaluation.report import means
    from lavic.evaluation.tables import table
    from lavic.examples import read_examples
    from lavic.spread import spread_of

    arms = list(dict.fromkeys(words(options.arms) + ["endpoint"] * bool(options.endpoint)))
    require_known(arms)
    if options.seeds < 1:
        raise ModelError(f"expected --seeds of at least 1, found {options.seeds}")
    catalog = Catalog.open(options.catalog or SAMPLE)
    examples = read_examples(options.conversations, catalog, options.key)[: options.limit or None]
    tags = words(options.tags) if options.tags else None
    if absent := set(tags or ()) - {tag for example in examples for tag in example.tags}:
        raise ModelError(f"no row is tagged {', '.join(sorted(absent))}; see the tags of {options.conversations.name}")
    with ExitStack() as stack:
        context = ArmContext(ArmConfig(**named(options, ArmConfig)), catalog, stack)
        others = make_arms(arms, context)
        ranker = context.ranker if set(arms) & set(MODEL_ARMS) else None
        if options.procedure == "logits":  # an ID that is written has no prior
            arms = with_no_prior_beside(arms, ranker, examples)
        keep_row = _row_writer(options.rows, stack)
        how = {name: getattr(options, name) for name in ("procedure", "drop_leaks", "shuffles")}
        how |= {"others": others, "keep_row": keep_row, "progress": _log_progress}
        seeds = range(options.seed, options.seed + options.seeds)
        reports = [evaluate(examples, arms, ranker, seed=seed, **how) for seed in seeds]
        report = reports[0] | {"seed": options.seed}
        report |= made_by(ranker or next(iter(context.used), None), options.model, options.adapters, options.quantize)
        report |= made_from(options.conversations, options.key, examples, catalog)
    if options.seeds > 1:
        figures = [{name: means(arm) for name, arm in each["arms"].items()} for each in reports]
        report["seeds"] = {"seeds": list(seeds), "arms": spread_of(figures)}
    print(table(report, tags))
    if options.json:
        write_options(options, options.json.with_suffix(".options.yaml"))
    return finish(report, options.json, quiet=True)


def _row_writer(path: Path | None, stack: ExitStack) -> Callable[[dict[str, Any]], None]:
    if path is None:
        return lambda row: None
    path.parent.mkdir(parents=True, exist_ok=True)
    out = stack.enter_context(path.open("w", encoding="utf-8"))

    def write(row: dict[str, Any]) -> None:
        out.write(json.dumps(row, ensure_ascii=False) + "\n")

    return write


def _log_progress(arm: str, done: int, total: int) -> None:
    if done % 50 == 0 or done == total:
        logging.getLogger(__name__).info("%s: %d of %d", arm, done, total)
