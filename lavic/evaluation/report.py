"""The figures of one arm over all rows: means with intervals, and the same by tag, by the answer's place and by turns.

Pure numbers: answered rows in, plain values out. Leaves out how the rows were answered (`lavic.evaluation.evaluate`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from catalog.conversations import shopper_words
from lavic.evaluation.arms import Answer, Arm
from lavic.evaluation.metrics import bootstrap, mean_rows, row_metrics
from lavic.examples import RankingExample

HIT = "HitRatio@1"
PLACES = ((1, "1"), (3, "2-3"), (5, "4-5"), (10, "6-10"), (20, "11-20"), (50, "21-50"))
"""Last rank and name of each group of places at which retrieval put the first ground truth."""
LONG = 4
"""Shopper's turns from which conversations are one group."""


def answered_row(arm: Arm, example: RankingExample, answer: Answer) -> dict[str, float]:
    """The metrics of one row. Whatever no candidate was named for is a miss, and an invalid answer."""
    found = row_metrics([example.fits[i] for i in answer.rows], max(1, example.truths))
    return {**(found if arm.ranks else {HIT: found[HIT]}), "ValidRatio": float(answer.valid)}


def figures(
    examples: Sequence[RankingExample], rows: Sequence[dict[str, float]], together: Sequence[int]
) -> dict[str, Any]:
    by_tag: dict[str, list[int]] = defaultdict(list)
    by_place: dict[str, list[int]] = {name: [] for name in (*(name for _, name in PLACES), "51-", "missed")}
    by_turns: dict[str, list[int]] = {name: [] for name in (*map(str, range(LONG)), f"{LONG}-")}
    for number, example in enumerate(examples):
        by_place[place(example.fits)].append(number)
        said = len(shopper_words(example.turns))
        by_turns[str(said) if said < LONG else f"{LONG}-"].append(number)
        for tag in example.tags:
            if not tag.startswith("family:"):
                by_tag[tag].append(number)
    metrics = [name for name in rows[0] if name != "ValidRatio"]
    return {
        **mean_rows(rows),
        "ci95": {name: list(bootstrap([row[name] for row in rows], together)) for name in metrics},
        "by_tag": {tag: _group(by_tag[tag], examples, rows, together) for tag in sorted(by_tag)},
        "by_position": {name: _group(found, examples, rows, together) for name, found in by_place.items() if found},
        "by_turns": {name: _group(found, examples, rows, together) for name, found in by_turns.items() if found},
    }


def refused_on_top(
    examples: Sequence[RankingExample], answers: Sequence[Answer], together: Sequence[int]
) -> dict[str, Any]:
    """In how many of the rows that refuse something the top item has it; nothing where no row says which do."""
    rows = [number for number, example in enumerate(examples) if example.refused]
    if not rows:
        return {}
    found = [float(any(examples[i].ids[top] in examples[i].refused for top in answers[i].rows[:1])) for i in rows]
    interval = bootstrap(found, [together[i] for i in rows])
    return {"refused_on_top": {"n": len(rows), "share": float(np.mean(found)), "ci95": list(interval)}}


def means(arm: Mapping[str, Any]) -> dict[str, float]:
    """The plain numbers of an arm's part of a report, but for its time."""
    return {name: value for name, value in arm.items() if isinstance(value, float) and "seconds" not in name}


def place(fits: Sequence[bool]) -> str:
    """The group of PLACES of the first ground truth in retrieval's order."""
    first = next((rank for rank, fit in enumerate(fits, 1) if fit), None)
    return "missed" if first is None else next((name for last, name in PLACES if first <= last), "51-")


def _group(
    numbers: Sequence[int],
    examples: Sequence[RankingExample],
    rows: Sequence[dict[str, float]],
    together: Sequence[int],
) -> dict[str, Any]:
    """Of some of the rows: how many, the means, the ceiling that retrieval sets them, the interval of HitRatio@1."""
    hits, groups = [rows[i][HIT] for i in numbers], [together[i] for i in numbers]
    return {
        "n": len(numbers),
        **mean_rows([rows[i] for i in numbers]),
        "ceiling": float(np.mean([any(examples[i].fits) for i in numbers])),
        "ci95": {HIT: list(bootstrap(hits, groups))},
    }
