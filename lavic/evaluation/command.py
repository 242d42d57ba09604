"""`lavic evaluate`: its options, and the report that it prints and writes. Imports torch only when it runs."""

from __future__ import annotations

import argparse
import logging
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from lavic.errors import ModelError
from lavic.options import SCORING_HELP, finish, named, words


def add_evaluate(commands: Any) -> None:
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
    parser.add_argument("--scoring", metavar="NAME", help=f"of text and lavic: {SCORING_HELP} (the model's)")
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
    from lavic.evaluation.arms import ArmConfig, other_arms, require_its_states
    from lavic.evaluation.evaluate import MODEL_ARMS, evaluate, require_known
    from lavic.evaluation.tables import table
    from lavic.examples import read_examples
    from lavic.rank import load

    arms = list(dict.fromkeys(words(options.arms) + ["endpoint"] * bool(options.endpoint)))
    require_known(arms)
    catalog = Catalog.open(options.catalog or SAMPLE)
    examples = read_examples(options.conversations, catalog, options.key)[: options.limit or None]
    tags = words(options.tags) if options.tags else None
    if absent := set(tags or ()) - {tag for example in examples for tag in example.tags}:
        raise ModelError(f"no row is tagged {', '.join(sorted(absent))}; see the tags of {options.conversations.name}")
    config = ArmConfig(**named(options, ArmConfig))
    with ExitStack() as stack:
        others = other_arms(arms, config, catalog, stack)
        ranker = None
        if set(arms) & set(MODEL_ARMS):
            ranker = load(options.model, options.adapters, options.quantize, scoring=options.scoring)
            require_its_states(catalog, ranker)
            ranker.prior = ranker.prior if options.prior is None else options.prior
        how = {name: getattr(options, name) for name in ("procedure", "seed", "drop_leaks", "shuffles")}
        report = evaluate(examples, arms, ranker, others=others, **how, progress=_log_progress)
    print(table(report, tags))
    return finish(report, options.json, quiet=True)


def _log_progress(arm: str, done: int, total: int) -> None:
    if done % 50 == 0 or done == total:
        logging.getLogger(__name__).info("%s: %d of %d", arm, done, total)
