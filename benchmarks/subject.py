"""Shoppers who first ask for another thing: "a table lamp in warm metal", then "now a blue vase", as whole turns.

Rows are the sample shop's conversations of one message that names a kind; before each stands the first message of
another row, of another kind and without limits. Beside the turns as they are served: the same message alone, and the
ranking reading all that was said, as it did before. Intervals are over clusters of rows that share an answer
(`lavic.evaluation.metrics.clusters`).

python -m benchmarks.subject
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.figures import emit, emit_setting
from catalog.command_line import add_options, made
from catalog.store import SAMPLE, Catalog
from chat.assistant import Assistant, Ranker
from chat.events import Done
from chat.items import Item
from chat.limits import limits
from chat.state import NOTHING_SAID, State
from lavic.evaluation.metrics import bootstrap, clusters
from lavic.examples import RankingExample, read_examples
from retrieval.search import Retriever
from understanding.dialogue_state import NOTHING_WANTED
from understanding.kinds.vocabulary import Vocabulary
from understanding.message import ParsedMessage, parse_message


class Asked(NamedTuple):
    before: str
    message: str
    right: frozenset[str]


class ReadsAll(Assistant):
    def _rank(self, ranker: Ranker, state: State, items: Sequence[Item]) -> list[Item]:
        return super()._rank(ranker, replace(state, on_subject=len(state.turns)), items)


def questions(choices: Sequence[RankingExample], vocabulary: Vocabulary, seed: int) -> list[Asked]:
    """One of each row of one message that names a kind, in random order."""
    heard = [(choice, parse_message(choice.turns[0].text, vocabulary)) for choice in choices]
    heard = [(choice, said) for choice, said in heard if said.named.kinds]
    free = [said for _, said in heard if not limits_beside_kind(said)]
    rng, asked = random.Random(seed), []
    for choice, said in rng.sample(heard, len(heard)):
        others = [one for one in free if set(one.named.kinds).isdisjoint(said.named.kinds)]
        if len(choice.turns) == 1 and others:
            asked.append(Asked(rng.choice(others).text, said.text, frozenset(choice.truth_ids)))
    return asked


def limits_beside_kind(said: ParsedMessage) -> bool:
    kinds_alone = replace(NOTHING_WANTED.update(said), kinds=())
    return bool(limits(kinds_alone))


def first(assistant: Assistant, messages: Sequence[str], state: State = NOTHING_SAID) -> str:
    """Identifier of what comes first at last; "" where nothing does."""
    found: list[dict[str, Any]] = []
    for message in messages:
        *_, done = assistant.turn(state, message)
        assert isinstance(done, Done)
        state, found = done.state, done.record["items"]
    return str(found[0]["id"]) if found else ""


@dataclass(frozen=True, kw_only=True)
class Measured:
    catalog: Path = SAMPLE
    conversations: Path = SAMPLE.parent / "heldout.jsonl"
    count: int = 300
    seed: int = 0
    model: str = "tiny"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add_options(parser, Measured)
    options = made(Measured, parser.parse_args())
    import lavic

    shop = Catalog.open(options.catalog)
    retriever, ranker = Retriever(shop), lavic.load(options.model)
    choices = read_examples(options.conversations, shop, "candidates_kind")
    asked = questions(choices, Vocabulary.of(shop.connect()), options.seed)[: options.count]
    emit_setting(
        "python -m benchmarks.subject", n=len(asked), seed=options.seed, products=len(shop), model=options.model
    )
    together = clusters([sorted(row.right) for row in asked])
    arms: dict[str, tuple[Assistant, bool]] = {
        "alone": (Assistant(shop, retriever, ranker, ranker.candidates), False),
        "after another subject": (Assistant(shop, retriever, ranker, ranker.candidates), True),
        "after another subject, all of it read": (ReadsAll(shop, retriever, ranker), True),
    }
    for name, (assistant, after) in arms.items():
        hits = [
            float(first(assistant, [row.before, row.message] if after else [row.message]) in row.right) for row in asked
        ]
        interval = [round(bound, 3) for bound in bootstrap(hits, together)]
        emit("HitRatio@1", round(sum(hits) / len(hits), 3), arm=name, n=len(hits), ci95=interval)


if __name__ == "__main__":
    main()
