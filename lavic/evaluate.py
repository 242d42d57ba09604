"""The paper's question, measured: which candidate is on top, by retrieval order, by text alone, and by sight.

Arms: `order` (retrieval order as it is), `random`, `text` (the same language model, image tokens withheld), `lavic`.
With `--procedure paper` the model arms write an ID that is then matched, as the reference does; such answers can be
invalid, which is what ValidRatio counts. By logits it is 1 by construction.
"""

from __future__ import annotations

import random
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from lavic.choices import Choice
from lavic.errors import ModelError
from lavic.metrics import bootstrap, clusters, mean_rows, paired_difference, row_metrics
from lavic.rank import Ranker

ARMS = ("order", "random", "text", "lavic")
MODEL_ARMS = ("text", "lavic")
Answer = tuple[list[int], bool]
"""Candidate rows, best first, and whether the answer was one of the candidates."""


def evaluate(
    choices: Sequence[Choice],
    arms: Sequence[str],
    ranker: Ranker | None,
    *,
    procedure: str = "logits",
    seed: int = 0,
    drop_leaks: bool = False,
    progress: Callable[[str, int, int], None] = lambda *_: None,
) -> dict[str, Any]:
    """The report that `lavic evaluate --json` writes. `choices` hold every row, with or without a ground truth.

    Rows whose conversation names a ground truth are counted as `leaking_rows`, and left out where `drop_leaks` is set.
    """
    leaking = sum(choice.leaks for choice in choices)
    if drop_leaks:
        choices = [choice for choice in choices if not choice.leaks]
    if not choices:
        raise ModelError(f"no conversations to evaluate; {leaking if drop_leaks else 0} were left out for leaks")
    if unknown := set(arms) - set(ARMS):
        raise ModelError(f"unknown arms {sorted(unknown)}; there are {', '.join(ARMS)}")
    if ranker is None and set(arms) & set(MODEL_ARMS):
        raise ModelError("the arms text and lavic need a model")
    groups = clusters([choice.truth_ids for choice in choices])
    report: dict[str, Any] = {
        "n": len(choices),
        "leaking_rows": leaking,
        "leaks_dropped": drop_leaks,
        "ceiling": float(np.mean([any(choice.fits) for choice in choices])),
        "without_candidates": sum(not choice.ids for choice in choices),
        "clusters": max(groups) + 1,
        "candidates": max(len(choice.ids) for choice in choices),
        "procedure": procedure,
        "arms": {},
    }
    rows: dict[str, list[dict[str, float]]] = {}
    for arm in arms:
        started = time.monotonic()
        rows[arm] = []
        for number, choice in enumerate(choices, 1):
            order, valid = _answer(arm, choice, ranker, procedure, random.Random(f"{seed} {number}"))
            found = row_metrics([choice.fits[i] for i in order], max(1, choice.truths))
            if procedure == "paper" and arm in MODEL_ARMS:  # one answer is no ranking
                found = {"HitRatio@1": found["HitRatio@1"]}
            rows[arm].append({**found, "ValidRatio": float(valid)})
            progress(arm, number, len(choices))
        report["arms"][arm] = {
            **mean_rows(rows[arm]),
            "ci95": {"HitRatio@1": list(bootstrap([row["HitRatio@1"] for row in rows[arm]], groups))},
            "seconds_per_conversation": (time.monotonic() - started) / len(choices),
            "by_tag": _by_tag(choices, rows[arm]),
        }
    hits = {arm: [row["HitRatio@1"] for row in found] for arm, found in rows.items()}
    report["paired"] = {
        f"lavic-{arm}": paired_difference(hits["lavic"], hits[arm], groups)
        for arm in arms
        if arm != "lavic" and "lavic" in arms
    }
    return report


def _answer(arm: str, choice: Choice, ranker: Ranker | None, procedure: str, rng: random.Random) -> Answer:
    order = list(range(len(choice.ids)))
    if arm == "order" or not order:
        return order, True
    if arm == "random":
        rng.shuffle(order)
        return order, True
    assert ranker is not None
    # Candidates are shuffled first: a tie must not fall back on retrieval's order.
    rng.shuffle(order)
    shown = choice.take(order)
    withhold = arm == "text"
    if procedure == "paper":
        picked = ranker.generate_id(shown.turns, shown.ids, shown.listings, shown.states, withhold=withhold)
        return ([order[shown.ids.index(picked)]], True) if picked in shown.ids else ([], False)
    scores = ranker.score(shown.turns, shown.listings, shown.states, withhold=withhold)
    return [order[i] for i in np.argsort(-scores, kind="stable")], True


def _by_tag(choices: Sequence[Choice], rows: Sequence[dict[str, float]]) -> dict[str, dict[str, float]]:
    groups: dict[str, list[int]] = defaultdict(list)
    for number, choice in enumerate(choices):
        for tag in choice.tags:
            if not tag.startswith("family:"):
                groups[tag].append(number)
    return {
        tag: {
            "n": len(numbers),
            "HitRatio@1": float(np.mean([rows[i]["HitRatio@1"] for i in numbers])),
            "ceiling": float(np.mean([any(choices[i].fits) for i in numbers])),
        }
        for tag, numbers in sorted(groups.items())
    }
