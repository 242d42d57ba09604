"""Shoppers who want more or less of a look than what came first: "a table lamp in warm metal", then "a bit darker".

Conversations of one message that names a kind, and no limit beside it, are asked as they are; then for two degrees of a
look in which another product of the kind goes plainly further than the first answer, by the specification. Arms: as
served; the look itself, ranked without what was shown; the words as they are, as if nothing had been shown; a draw from
the other products of the kind. Intervals are over clusters of rows that share an answer. Before that, of all pairs of
one kind that differ plainly: how many the model puts in the right order.

python -m benchmarks.degrees
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.figures import emit, emit_setting
from benchmarks.subject import first, limits_beside_kind
from catalog.command_line import add_options, made, option
from catalog.store import SAMPLE, Catalog
from chat.assistant import Assistant, Ranker
from chat.comparatives import beyond
from chat.items import Item
from chat.shown import Shown
from chat.state import NOTHING_SAID, Comparison, State
from lavic.evaluation.metrics import bootstrap, clusters
from lavic.examples import RankingExample, read_examples
from retrieval.search import Retriever
from studio import judges, lab
from studio.plan import lightness
from studio.pool import read_truth
from studio.spec import COLORS, Spec
from understanding.looks.comparatives import Comparative
from understanding.message import ParsedMessage, parse_message

MESSAGES = {
    Comparative("shine", True): ("something shinier", "a bit glossier"),
    Comparative("shine", False): ("something less shiny", "a bit less glossy please", "not so shiny"),
    Comparative("shade", True): ("something darker", "a bit darker please", "a darker one"),
    Comparative("shade", False): ("something lighter", "a lighter one please", "something paler"),
    Comparative("pattern", True): ("something more patterned", "a busier one"),
    Comparative("pattern", False): ("something plainer", "a plainer one", "less busy"),
    Comparative("colour", True): ("something more colourful", "a bolder one"),
    Comparative("colour", False): ("something less colourful", "more neutral please"),
    Comparative("shape", True): ("something rounder", "less boxy"),
    Comparative("shape", False): ("something more angular", "not so round"),
    Comparative("clearness", True): ("something more see-through", "not so solid"),
    Comparative("clearness", False): ("something less transparent", "too see-through"),
}
EACH = 2
"""Degrees asked of one conversation."""


_ROUND = ("round", "oval", "globe", "dome", "domed", "rounded", "bowl", "round buckle", "oval buckle")
_ANGULAR = ("square", "rectangular", "box", "faceted", "octagonal", "angled", "square buckle", "plaque buckle")


def _judged(judge: Callable[[Spec, Any], bool | None]) -> Callable[[Spec], float]:
    return lambda spec: {True: 2.0, None: 1.0, False: 0.0}[judge(spec, None)]


def _shade(spec: Spec) -> float:
    return 0.0 if spec.main.color == "clear" else 100.0 - lightness(spec.main.color)


def _pattern(spec: Spec) -> float:
    return 0.0 if spec.main.pattern == "plain" else 1.0 if spec.main.pattern in judges.RELIEF else 2.0


def _chroma(spec: Spec) -> float:
    _, a, b = map(float, lab.from_srgb(lab.channels(COLORS[spec.main.color])))
    return (a * a + b * b) ** 0.5


def _roundness(spec: Spec) -> float:
    return (spec.silhouette in _ROUND) - float(spec.silhouette in _ANGULAR)


PLAINLY: dict[str, tuple[Callable[[Spec], float], float]] = {
    "shine": (_judged(judges.is_shiny), 1),
    "shade": (_shade, 12),
    "pattern": (_pattern, 1),
    "colour": (_chroma, 15),
    "shape": (_roundness, 2),
    "clearness": (_judged(judges.is_see_through), 2),
}
"""How much of it a specification has, and by how much more anybody would see it; of colours in CIELAB."""


class Asked(NamedTuple):
    before: str
    message: str
    degree: Comparative
    further: frozenset[str]
    """Products of the kind that go further than what came first."""
    both: frozenset[str]
    """Those that also grant what was asked before."""
    chance: float


class WordsAlone(State):
    """No degree is heard: the words are searched and ranked as they are, and what was shown may come again."""

    def _comparisons(self, said: ParsedMessage, model: Shown | None, anew: bool) -> tuple[Comparison, ...]:
        return ()


class LooksAlone(Assistant):
    def _rank(self, ranker: Ranker, state: State, items: Sequence[Item]) -> list[Item]:
        return super()._rank(ranker, replace(state, comparisons=()), items)


def questions(
    choices: Sequence[RankingExample], assistant: Assistant, specs: Sequence[Spec], count: int, seed: int
) -> list[Asked]:
    """EACH of `count` conversations, in random order; fewer where a kind has none that goes further."""
    vocabulary = assistant.vocabulary
    heard = [(choice, parse_message(choice.turns[0].text, vocabulary)) for choice in choices if len(choice.turns) == 1]
    named = [choice for choice, said in heard if len(said.named.kinds) == 1 and not limits_beside_kind(said)]
    by_id, rng, asked = {spec.id: spec for spec in specs}, random.Random(seed), []
    for choice in rng.sample(named, min(count, len(named))):
        before = choice.turns[0].text
        shown = by_id[first(assistant, [before])]
        others = [spec for spec in specs if spec.kind == shown.kind and spec is not shown]
        possible = [(degree, ids) for degree in MESSAGES if (ids := _further(degree, shown, others))]
        for degree, ids in rng.sample(possible, min(EACH, len(possible))):
            message = rng.choice(MESSAGES[degree])
            both = ids & set(choice.truth_ids)
            asked.append(Asked(before, message, degree, ids, both, len(ids) / len(others)))
    return asked


def _further(degree: Comparative, shown: Spec, others: Sequence[Spec]) -> frozenset[str]:
    value, plainly = PLAINLY[degree.axis]
    sign = 1 if degree.upper else -1
    return frozenset(spec.id for spec in others if sign * (value(spec) - value(shown)) >= plainly)


def in_order(shop: Catalog, specs: Sequence[Spec], ranker: Ranker, axis: str) -> list[bool]:
    """Of each pair of one kind that differs plainly, whether the ranker tells which goes further."""
    value, plainly = PLAINLY[axis]
    right = []
    for kind in sorted({spec.kind for spec in specs}):
        alike = [spec for spec in specs if spec.kind == kind]
        rows = [shop.row(spec.id) for spec in alike]
        listings = [product.summary() for product in shop.products(rows)]
        both = [*listings, listings[0]], shop.states([*rows, rows[0]])
        seen = beyond(ranker.score, Comparative(axis, True), kind, *both)
        for one, other in combinations(range(len(alike)), 2):
            further = value(alike[one]) - value(alike[other])
            if abs(further) >= plainly:
                right.append(bool((seen[one] > seen[other]) == (further > 0)))
    return right


@dataclass(frozen=True, kw_only=True)
class Measured:
    catalog: Path = SAMPLE
    conversations: Path = SAMPLE.parent / "heldout.jsonl"
    truth: Path = SAMPLE.parent / "truth.jsonl"
    count: int = option(120, "conversations")
    seed: int = 0
    model: str = "tiny"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add_options(parser, Measured)
    options = made(Measured, parser.parse_args())
    import lavic

    shop = Catalog.open(options.catalog)
    retriever, ranker = Retriever(shop), lavic.load(options.model)
    served = Assistant(shop, retriever, ranker, ranker.candidates)
    choices = read_examples(options.conversations, shop, "candidates_kind")
    specs = read_truth(options.truth)
    asked = questions(choices, served, specs, options.count, options.seed)
    emit_setting(
        "python -m benchmarks.degrees", n=len(asked), seed=options.seed, products=len(shop), model=options.model
    )
    for axis in PLAINLY:
        right = in_order(shop, specs, ranker, axis)
        emit("pairs in order", round(sum(right) / max(1, len(right)), 3), axis=axis, n=len(right))
    emit("further than shown", round(sum(row.chance for row in asked) / len(asked), 3), arm="a draw", n=len(asked))
    arms = {
        "as served": (served, NOTHING_SAID),
        "without what was shown": (LooksAlone(shop, retriever, ranker, ranker.candidates), NOTHING_SAID),
        "words alone": (served, WordsAlone()),
    }
    for name, (assistant, state) in arms.items():
        tops = [first(assistant, [row.before, row.message], state) for row in asked]
        _report("further than shown", name, asked, [top in row.further for top, row in zip(tops, asked, strict=True)])
        pairs = [(row, top in row.both) for top, row in zip(tops, asked, strict=True) if row.both]
        if pairs:
            _report("further, and as asked before", name, *map(list, zip(*pairs, strict=True)))
        for axis in PLAINLY:
            hits = [top in row.further for top, row in zip(tops, asked, strict=True) if row.degree.axis == axis]
            emit("further than shown", round(sum(hits) / max(1, len(hits)), 3), arm=name, axis=axis, n=len(hits))


def _report(figure: str, arm: str, asked: Sequence[Asked], hits: Sequence[bool]) -> None:
    together = clusters([sorted(row.further) for row in asked])
    interval = [round(bound, 3) for bound in bootstrap([float(hit) for hit in hits], together)]
    emit(figure, round(sum(hits) / len(hits), 3), arm=arm, n=len(hits), ci95=interval)


if __name__ == "__main__":
    main()
