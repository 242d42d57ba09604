"""`python -m retrieval search | candidates | weigh`."""

from __future__ import annotations

import argparse
import dataclasses
import json
import math
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from catalog.conversations import Conversation, ConversationError, read, shopper_words, write
from catalog.errors import CatalogError
from catalog.store import SAMPLE, Catalog
from chat.query import as_query, weigh_turns
from retrieval.errors import RetrievalError
from retrieval.filters import Filters
from understanding.dialogue_state import DialogueState, track
from understanding.kinds.vocabulary import Vocabulary
from understanding.sizes.requested import find_sizes

if TYPE_CHECKING:
    from retrieval.search import Retriever


def main(arguments: Sequence[str] | None = None) -> int:
    """0: done; 2: could not be done."""
    options = _parser().parse_args(arguments)
    try:
        return options.run(options)
    except BrokenPipeError:
        return 1
    except (CatalogError, RetrievalError, ConversationError) as error:
        print("error: " + " ".join(str(error).split()), file=sys.stderr)
    except OSError as error:
        print(f"error: {error.strerror}: {error.filename}", file=sys.stderr)
    return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m retrieval", description="Conversation text to candidates.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    command = commands.add_parser("search", help="the products that fit a text")
    command.add_argument("text", nargs="+", metavar="TEXT", help="what the shopper said; several: turns, oldest first")
    _add_common(command)
    command.add_argument("--json", action="store_true")
    for name in ("price-min", "price-max", "rating-min"):
        command.add_argument(f"--{name}", type=_finite, metavar="X")
    command.add_argument("--department", default="", metavar="NAME")
    command.add_argument("--kind", default="", metavar="NAME")
    command.add_argument("--brand", default="", metavar="NAME")
    command.add_argument("--without", action="append", default=[], metavar="WORDS", help="what no product may have")
    command.add_argument(
        "--size", action="append", default=[], metavar="WORDS", help='what a listing must say: "30 ml"'
    )
    command.add_argument("--in-stock", action="store_true", default=None)
    command.set_defaults(run=_search)

    command = commands.add_parser("candidates", help="freeze candidate lists for evaluation")
    command.add_argument("conversations", type=Path, metavar="CONVERSATIONS")
    _add_common(command)
    command.add_argument("--key", type=_key, default="candidates_live", metavar="KEY")
    command.add_argument(
        "--shop",
        type=_positive,
        metavar="N",
        help="rows tagged shop:K find products K*N to (K+1)*N of the catalog, as `studio converse --shop N` "
        "meant them; other rows find none",
    )
    command.add_argument("--out", type=Path, required=True, metavar="FILE")
    command.set_defaults(run=_candidates)

    command = commands.add_parser("weigh", help="recall by the weight of the dense score")
    command.add_argument("conversations", type=Path, metavar="CONVERSATIONS")
    _add_common(command)
    command.set_defaults(run=_weigh)
    return parser


def _add_common(command: argparse.ArgumentParser) -> None:
    command.add_argument("--catalog", type=Path, default=SAMPLE, metavar="DIR", help="default: the sample shop")
    command.add_argument("--k", type=_positive, default=10, metavar="K")


def _positive(text: str) -> int:
    if (number := int(text)) < 1:
        raise ValueError
    return number


def _finite(text: str) -> float:
    if not math.isfinite(number := float(text)):
        raise ValueError
    return number


def _key(text: str) -> str:
    if not re.fullmatch(r"candidates\w*", text):
        raise argparse.ArgumentTypeError(f"{text!r}: expected a name that begins with 'candidates'")
    return text


def _retriever(options: argparse.Namespace) -> Retriever:
    from retrieval.search import Retriever

    return Retriever(Catalog.open(options.catalog))


def _vocabulary(retriever: Retriever) -> Vocabulary:
    return Vocabulary.of(retriever.catalog.connect())


def _asked(conversation: Conversation, vocabulary: Vocabulary) -> DialogueState:
    return track(shopper_words(conversation.turns()), vocabulary)


def _search(options: argparse.Namespace) -> int:
    others = ("without", "sizes", "sized", "hidden", "rows")
    names = [field.name for field in dataclasses.fields(Filters) if field.name not in others]
    sizes = find_sizes(", ".join(options.size))
    filters = Filters(**{name: getattr(options, name) for name in names}, without=tuple(options.without), sizes=sizes)
    retriever = _retriever(options)
    turns = weigh_turns(options.text, _vocabulary(retriever).kind_words)
    found = retriever.search(turns, options.k, filters)
    if options.json:
        items = [dataclasses.asdict(candidate) for candidate in found]
        for item in items:
            del item["row"], item["image_rank"], item["unlisted"], item["standing"]
        print(json.dumps({"items": items}, ensure_ascii=False))
        return 0
    for candidate in found:
        ranks = f"{candidate.dense_rank or '-':>4} {candidate.lexical_rank or '-':>4}"
        print(f"{candidate.score:.3f} {ranks}  {candidate.id}  {candidate.title}")
    return 0


def _candidates(options: argparse.Namespace) -> int:
    list(read(options.conversations))  # a bad row is found before the model is loaded
    retriever = _retriever(options)
    vocabulary = _vocabulary(retriever)

    outside = _outside(options.shop, retriever.catalog.ids) if options.shop else {}

    def rows() -> Iterator[Conversation]:
        for conversation in read(options.conversations):
            asked = _asked(conversation, vocabulary)
            if options.shop:
                shop = next((tag for tag in conversation.tags if tag in outside), None)
                if shop is None:
                    yield conversation
                    continue
                asked = dataclasses.replace(asked, hidden_ids=outside[shop])
            found = retriever.find(as_query(asked, vocabulary), options.k)
            lists = conversation.candidates | {options.key: tuple(candidate.id for candidate in found.candidates)}
            scores = conversation.scores | {options.key: tuple(candidate.score for candidate in found.candidates)}
            yield dataclasses.replace(conversation, candidates=lists, scores=scores)

    count = write(options.out, rows())
    print(f"{options.out}: {count} conversations with up to {options.k} products under {options.key}")
    return 0


def _outside(size: int, ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """By the tag of each shop of `size` products what is not in it."""
    starts = range(0, len(ids), size)
    return {f"shop:{k}": (*ids[:at], *ids[at + size :]) for k, at in enumerate(starts)}


def _weigh(options: argparse.Namespace) -> int:
    from retrieval.tune import recall_by_weight

    conversations = list(read(options.conversations))
    retriever = _retriever(options)
    vocabulary = _vocabulary(retriever)
    asked = ((as_query(_asked(one, vocabulary), vocabulary), one.gt_items) for one in conversations)
    report = recall_by_weight(retriever, asked, options.k)
    print(f"dense weight, recall@{report.k} on {report.conversations} conversations")
    for weight, recall in report.recall.items():
        print(f"{weight:.1f}  {recall:.3f}{'  best' if weight == report.best else ''}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
