"""`lavic evaluate`: its options, and the report that it prints and writes. Imports torch only when it runs."""

from __future__ import annotations

import argparse
import json
import logging
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from catalog.command_line import add_options, made, words
from lavic.errors import ModelError
from lavic.evaluation.config import ArmConfig, Evaluation
from lavic.options import Plugins, finish
from lavic.run_files import FromFile, write_options


def add_evaluate(commands: Any) -> None:
    parser = commands.add_parser("evaluate", help="HitRatio, MRR, NDCG and ValidRatio of several arms")
    for config in (Evaluation, ArmConfig, Plugins, FromFile):
        add_options(parser, config)
    parser.set_defaults(run=_evaluate)


def _evaluate(options: argparse.Namespace) -> int:
    from catalog.store import SAMPLE, Catalog
    from lavic.evaluation.evaluate import evaluate, with_no_prior_beside
    from lavic.evaluation.provenance import made_by, made_from
    from lavic.evaluation.registry import MODEL_ARMS, ArmContext, make_arms, require_known
    from lavic.evaluation.report import means
    from lavic.evaluation.tables import table
    from lavic.examples import read_examples
    from lavic.spread import spread_of

    arms = list(dict.fromkeys([*words(options.arms), *["endpoint"] * bool(options.endpoint)]))
    require_known(arms)
    if options.seeds < 1:
        raise ModelError(f"expected --seeds of at least 1, found {options.seeds}")
    catalog = Catalog.open(options.catalog or SAMPLE)
    examples = read_examples(options.conversations, catalog, options.key)[: options.limit or None]
    tags = words(options.tags) if options.tags else None
    if absent := set(tags or ()) - {tag for example in examples for tag in example.tags}:
        raise ModelError(f"no row is tagged {', '.join(sorted(absent))}; see the tags of {options.conversations.name}")
    with ExitStack() as stack:
        context = ArmContext(made(ArmConfig, options), catalog, stack)
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
