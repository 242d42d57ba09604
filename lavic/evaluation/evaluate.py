"""The paper's question, measured: which candidate is on top, by retrieval order, by text alone, and by its pictures.

Arms of this module: `order` (retrieval order as it is), `random`, `text` (the same language model, image tokens
withheld), `lavic`, and `one` (the whole view's state in the place of all five). With `--procedure paper` the model arms
write an ID that is then matched, as the reference does; such answers can be invalid, which is what ValidRatio counts.
By logits it is 1 by construction. `lavic.evaluation.full_tokens`, `lavic.evaluation.baselines` and
`lavic.evaluation.endpoint` make further arms.
"""

from __future__ import annotations

import random
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from catalog.conversations import shopper_words
from lavic.errors import ModelError
from lavic.evaluation.metrics import bootstrap, clusters, mean_rows, paired_difference, row_metrics
from lavic.examples import RankingExample
from lavic.rank import Ranker

HIT = "HitRatio@1"
MODEL_ARMS = ("text", "one", "lavic")
ENCODER = "encoder:"
"""Begins the name of an arm that asks a text encoder; its name follows."""
ARMS = ("order", "random", *MODEL_ARMS, "full", "zero", "endpoint")
"""As a person may ask for them, beside encoders; the last three are made elsewhere and given to `evaluate`."""
PLACES = ((1, "1"), (3, "2-3"), (5, "4-5"), (10, "6-10"), (20, "11-20"), (50, "21-50"))
"""Last rank and name of each group of places at which retrieval put the first ground truth."""
LONG = 4
"""Shopper's turns from which conversations are one group."""
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Answer:
    rows: list[int]
    """Candidates by their place in the list that was shown, best first; none where the answer was no candidate."""
    valid: bool = True


@dataclass(frozen=True)
class Arm:
    """One way of answering. Candidates arrive shuffled, so that a tie cannot fall back on retrieval's order."""

    answer: Callable[[RankingExample], Answer]
    ranks: bool = True
    """False where it names one candidate: one answer is no ranking, so that only HitRatio@1 can be computed."""
    notes: Callable[[], dict[str, Any]] = dict
    """What else the report should say of the arm once all rows were answered."""


def evaluate(
    examples: Sequence[RankingExample],
    arms: Sequence[str],
    ranker: Ranker | None,
    *,
    others: Mapping[str, Arm] | None = None,
    procedure: str = "logits",
    seed: int = 0,
    drop_leaks: bool = False,
    shuffles: int = 0,
    progress: Progress = lambda *_: None,
) -> dict[str, Any]:
    """The report that `lavic evaluate --json` writes. `examples` hold every row, with or without a ground truth.

    `others` are arms beside this module's own, by name. Rows whose conversation names a ground truth are counted as
    `leaking_rows`, and left out where `drop_leaks` is set. With `shuffles`, `lavic` answers every row that often again,
    its candidates in another order each time, and `same_top` is the share of rows whose top item never changed.
    """
    leaking = sum(example.leaks for example in examples)
    if drop_leaks:
        examples = [example for example in examples if not example.leaks]
    if not examples:
        raise ModelError(f"no conversations to evaluate; {leaking if drop_leaks else 0} were left out for leaks")
    arms = list(dict.fromkeys(arms))
    made = _made(arms, ranker, procedure, others or {})
    if shuffles < 0:
        raise ModelError(f"expected 0 shuffles or more, found {shuffles}")
    if shuffles and "lavic" not in arms:
        raise ModelError("the shuffles are of the arm lavic, which was not asked for; add it to --arms")
    together = clusters([example.truth_ids for example in examples])
    report: dict[str, Any] = {
        "n": len(examples),
        "leaking_rows": leaking,
        "leaks_dropped": drop_leaks,
        "ceiling": float(np.mean([any(example.fits) for example in examples])),
        "without_candidates": sum(not example.ids for example in examples),
        "clusters": max(together) + 1,
        "candidates": max(len(example.ids) for example in examples),
        "procedure": procedure,
        "arms": {},
    }
    hits: dict[str, list[float]] = {}
    for name in arms:
        started = time.monotonic()
        answers = _answers(name, made[name], examples, seed, progress)
        seconds = (time.monotonic() - started) / len(examples)
        rows = [_row(made[name], *pair) for pair in zip(examples, answers, strict=True)]
        hits[name] = [row[HIT] for row in rows]
        report["arms"][name] = {**_figures(examples, rows, together), "seconds_per_conversation": seconds}
        report["arms"][name] |= _refused(examples, answers, together) | made[name].notes()
        if name == "lavic" and shuffles:
            same = same_top(made[name], examples, answers, shuffles, seed, progress)
            report["arms"][name] |= {"shuffles": shuffles, "same_top": same}
    pairs = [_pair(first, second) for number, first in enumerate(arms) for second in arms[:number]]
    report["paired"] = {f"{a}-{b}": paired_difference(hits[a], hits[b], together) for a, b in pairs}
    return report


def require_known(arms: Sequence[str]) -> None:
    """Raises ModelError for an arm that nothing makes. Cheap: to be called before a model is loaded."""
    unknown = [arm for arm in arms if arm not in ARMS and not (arm.startswith(ENCODER) and arm != ENCODER)]
    if unknown or not arms:
        raise ModelError(f"unknown arms {unknown}; there are {', '.join(ARMS)} and {ENCODER}NAME")


def _made(arms: Sequence[str], ranker: Ranker | None, procedure: str, others: Mapping[str, Arm]) -> dict[str, Arm]:
    require_known(arms)
    as_shown = Arm(lambda example: Answer(list(range(len(example.ids)))))
    made = {"order": as_shown, "random": as_shown, **others}  # which of the two it is, the shuffling decides
    if ranker is not None:
        made |= {"text": model_arm(ranker, procedure, mask_images=True), "lavic": model_arm(ranker, procedure)}
        made["one"] = Arm(lambda example: made["lavic"].answer(whole_alone(example)), made["lavic"].ranks)
    if absent := [arm for arm in arms if arm not in made]:
        raise ModelError(f"the arms {', '.join(absent)} need a model that was not given")
    return made


def model_arm(ranker: Ranker, procedure: str = "logits", *, mask_images: bool = False) -> Arm:
    """An arm that ranks by a model's logits, or, for the procedure `paper`, by the ID that it writes."""

    def by_logits(example: RankingExample) -> Answer:
        shown = example.turns, example.listings, example.states, example.prior
        return best_first(ranker.score(*shown, mask_images=mask_images))

    def as_the_paper(example: RankingExample) -> Answer:
        shown = example.turns, example.ids, example.listings, example.states
        return named(example, ranker.generate_id(*shown, mask_images=mask_images))

    return Arm(as_the_paper, ranks=False) if procedure == "paper" else Arm(by_logits)


def whole_alone(example: RankingExample) -> RankingExample:
    """As if the quarters had not been looked at: what one token holds, for a model that was tuned with five."""
    return replace(example, states=np.broadcast_to(example.states[:, :1], example.states.shape))


def best_first(scores: np.ndarray) -> Answer:
    """(K,) scores, higher is better, to a ranking of all K."""
    return Answer(np.argsort(-scores, kind="stable").tolist())


def named(example: RankingExample, name: str | None) -> Answer:
    """The answer that names one candidate, or none of them."""
    return Answer([example.ids.index(name)]) if name in example.ids else Answer([], valid=False)


def same_top(
    arm: Arm,
    examples: Sequence[RankingExample],
    answers: Sequence[Answer],
    shuffles: int,
    seed: int,
    progress: Progress = lambda *_: None,
) -> float | None:
    """Share of the rows of two candidates or more whose top item in `answers` stays there in `shuffles` other orders.

    A row whose answer is no candidate, at first or later, has not kept it. None where there is no such row.
    """
    kept = []
    for number, (example, before) in enumerate(zip(examples, answers, strict=True), 1):
        if len(example.ids) > 1:
            again = (_answer(arm, example, random.Random(f"{seed} {number} again {n}")) for n in range(shuffles))
            kept.append(bool(before.rows) and all(answer.rows[:1] == before.rows[:1] for answer in again))
        progress("lavic, shuffled", number, len(examples))
    return float(np.mean(kept)) if kept else None


def _answers(name: str, arm: Arm, examples: Sequence[RankingExample], seed: int, progress: Progress) -> list[Answer]:
    answers = []
    for number, example in enumerate(examples, 1):
        answers.append(_answer(arm, example, None if name == "order" else random.Random(f"{seed} {number}")))
        progress(name, number, len(examples))
    return answers


def _answer(arm: Arm, example: RankingExample, rng: random.Random | None) -> Answer:
    """In the places of `example`; without `rng` its candidates are shown as they are."""
    order = list(range(len(example.ids)))
    if not order:
        return Answer([])
    if rng is None:
        return arm.answer(example)
    rng.shuffle(order)
    found = arm.answer(example.take(order))
    return Answer([order[i] for i in found.rows], found.valid)


def _row(arm: Arm, example: RankingExample, answer: Answer) -> dict[str, float]:
    found = row_metrics([example.fits[i] for i in answer.rows], max(1, example.truths))
    return {**(found if arm.ranks else {HIT: found[HIT]}), "ValidRatio": float(answer.valid)}


def _pair(first: str, second: str) -> tuple[str, str]:
    """The later arm against the earlier one, but `lavic` against any."""
    return (second, first) if second == "lavic" else (first, second)


def _figures(
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


def _refused(examples: Sequence[RankingExample], answers: Sequence[Answer], together: Sequence[int]) -> dict[str, Any]:
    """In how many of the rows that refuse something the top item has it; nothing where no row says which do."""
    rows = [number for number, example in enumerate(examples) if example.refused]
    if not rows:
        return {}
    found = [float(any(examples[i].ids[top] in examples[i].refused for top in answers[i].rows[:1])) for i in rows]
    interval = bootstrap(found, [together[i] for i in rows])
    return {"refused_on_top": {"n": len(rows), "share": float(np.mean(found)), "ci95": list(interval)}}


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
