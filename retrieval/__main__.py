"""`python -m retrieval search | candidates | weigh`."""

from __future__ import annotations

import argparse
import dataclasses
import json
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from catalog.command_line import add_command, argument, finite, option, positive
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


@dataclass(frozen=True, kw_only=True)
class Common:
    catalog: Path = option(SAMPLE, "default: the sample shop", metavar="DIR")
    k: int = option(10, read=positive, metavar="K")


@dataclass(frozen=True, kw_only=True)
class Search(Common):
    text: tuple[str, ...] = argument("what the shopper said; several: turns, oldest first", metavar="TEXT")
    json: bool = False
    price_min: float | None = option(None, read=finite, metavar="X")
    price_max: float | None = option(None, read=finite, metavar="X")
    rating_min: float | None = option(None, read=finite, metavar="X")
    department: str = option("", metavar="NAME")
    kind: str = option("", metavar="NAME")
    brand: str = option("", metavar="NAME")
    without: tuple[str, ...] = option((), "what no product may have", metavar="WORDS")
    size: tuple[str, ...] = option((), 'what a listing must say: "30 ml"', metavar="WORDS")
    in_stock: bool | None = None


def _key(text: str) -> str:
    if not re.fullmatch(r"candidates\w*", text):
        raise argparse.ArgumentTypeError(f"{text!r}: expected a name that begins with 'candidates'")
    return text


@dataclass(frozen=True, kw_only=True)
class Candidates(Common):
    conversations: Path = argument(metavar="CONVERSATIONS")
    key: str = option("candidates_live", read=_key, metavar="KEY")
    shop: int | None = option(
        None,
        "rows tagged shop:K find products K*N to (K+1)*N of the catalog, as `studio converse --shop N` meant them; "
        "other rows find none",
        read=positive,
        metavar="N",
    )
    out: Path = option(metavar="FILE")


@dataclass(frozen=True, kw_only=True)
class Weigh(Common):
    conversations: Path = argument(metavar="CONVERSATIONS")


def main(arguments: Sequence[str] | None = None) -> int:
    """0: done; 2: could not be done."""
    parser = argparse.ArgumentParser(prog="python -m retrieval", description="Conversation text to candidates.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    add_command(commands, "search", "the products that fit a text", Search, _search)
    add_command(commands, "candidates", "freeze candidate lists for evaluation", Candidates, _candidates)
    add_command(commands, "weigh", "recall by the weight of the dense score", Weigh, _weigh)
    options = parser.parse_args(arguments)
    try:
        return options.run(options)
    except BrokenPipeError:
        return 1
    except (CatalogError, RetrievalError, ConversationError) as error:
        print("error: " + " ".join(str(error).split()), file=sys.stderr)
    except OSError as error:
        print(f"error: {error.strerror}: {error.filename}", file=sys.stderr)
    return 2


def _retriever(options: Common) -> Retriever:
    from retrieval.search import Retriever

    return Retriever(Catalog.open(options.catalog))


def _vocabulary(retriever: Retriever) -> Vocabulary:
    return Vocabulary.of(retriever.catalog.connect())


def _asked(conversation: Conversation, vocabulary: Vocabulary) -> DialogueState:
    return track(shopper_words(conversation.turns()), vocabulary)


def _search(options: Search) -> int:
    others = ("without", "sizes", "sized", "hidden", "rows")
    names = [field.name for field in dataclasses.fields(Filters) if field.name not in others]
    sizes = find_sizes(", ".join(options.size))
    filters = Filters(**{name: getattr(options, name) for name in names}, without=options.without, sizes=sizes)
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


def _candidates(options: Candidates) -> int:
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


def _weigh(options: Weigh) -> int:
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
