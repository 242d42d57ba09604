"""The paper's question, measured: which candidate is on top, by retrieval order, by text alone, and by its pictures.

Arms of this module: `order` (retrieval order as it is), `random`, `text` (the same language model, image tokens
masked), `lavic`, `lavic_no_prior` (without retrieval's scores), and `one` (the whole view's state in the place of all
five). With `--procedure paper` the model arms write an ID that is then matched, as the reference does; such answers can
be invalid, which is what ValidRatio counts. By logits it is 1 by construction, but for rows without any candidate.
`lavic.evaluation.registry` knows further arms.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from lavic.errors import ModelError
from lavic.evaluation.arms import Answer, Arm, model_arm, whole_view_alone, without_prior
from lavic.evaluation.metrics import clusters, paired_difference
from lavic.evaluation.registry import NO_PRIOR, require_known
from lavic.evaluation.report import HIT, answered_row, figures, refused_on_top
from lavic.examples import RankingExample
from lavic.rank import Ranker

Progress = Callable[[str, int, int], None]


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
    keep_row: Callable[[dict[str, Any]], None] = lambda _: None,
    progress: Progress = lambda *_: None,
) -> dict[str, Any]:
    """The report that `lavic evaluate --json` writes. `examples` hold every row, with or without a ground truth.

    `others` are arms beside this module's own, by name. Rows whose conversation names a ground truth are counted as
    `leaking_rows`, and left out where `drop_leaks` is set. With `shuffles`, `lavic` answers every row that often again,
    its candidates in another order each time, and `same_top` is the share of rows whose top item never changed.
    `keep_row` is given what each arm answered to each row (`answer_record`). Raises ModelError.
    """
    leaking = sum(example.leaks for example in examples)
    numbers = [number for number, example in enumerate(examples) if not (drop_leaks and example.leaks)]
    examples = [examples[number] for number in numbers]
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
        for number, example, answer in zip(numbers, examples, answers, strict=True):
            keep_row({"row": number, "arm": name, "seed": seed, **answer_record(example, answer)})
        rows = [answered_row(made[name], *pair) for pair in zip(examples, answers, strict=True)]
        hits[name] = [row[HIT] for row in rows]
        report["arms"][name] = {**figures(examples, rows, together), "seconds_per_conversation": seconds}
        report["arms"][name] |= refused_on_top(examples, answers, together) | made[name].notes()
        if name == "lavic" and shuffles:
            same = same_top(made[name], examples, answers, shuffles, seed, progress)
            report["arms"][name] |= {"shuffles": shuffles, "same_top": same}
    pairs = [_pair(first, second) for number, first in enumerate(arms) for second in arms[:number]]
    report["paired"] = {f"{a}-{b}": paired_difference(hits[a], hits[b], together) for a, b in pairs}
    return report


def answer_record(example: RankingExample, answer: Answer) -> dict[str, Any]:
    """One answer in plain values. HitRatio@1 is the mean over rows of whether `answer` is among `gt_items`."""
    order = [example.ids[i] for i in answer.rows]
    return {
        "gt_items": list(example.truth_ids),
        "candidates": list(example.ids),
        "scores": None if answer.scores is None else list(answer.scores),
        "order": order,
        "answer": order[0] if order else None,
        "valid": answer.valid,
    }


def with_no_prior_beside(arms: Sequence[str], ranker: Ranker | None, examples: Sequence[RankingExample]) -> list[str]:
    """`arms`, with `lavic_no_prior` after `lavic` where retrieval's scores have a say in that one."""
    has_a_say = ranker is not None and ranker.prior != 0 and any(example.prior for example in examples)
    beside = "lavic" in arms and NO_PRIOR not in arms and has_a_say
    return [name for arm in arms for name in ((arm, NO_PRIOR) if beside and arm == "lavic" else (arm,))]


def _made(arms: Sequence[str], ranker: Ranker | None, procedure: str, others: Mapping[str, Arm]) -> dict[str, Arm]:
    strangers = [arm for arm in arms if arm not in others]
    if strangers or not arms:
        require_known(strangers)
    as_shown = Arm(lambda example: Answer(list(range(len(example.ids)))))
    made = {"order": as_shown, "random": as_shown, **others}  # which of the two it is, the shuffling decides
    if ranker is not None:
        lavic = model_arm(ranker, procedure)
        made |= {"text": model_arm(ranker, procedure, mask_images=True), "lavic": lavic, NO_PRIOR: without_prior(lavic)}
        made["one"] = Arm(lambda example: lavic.answer(whole_view_alone(example)), lavic.ranks)
    if absent := [arm for arm in arms if arm not in made]:
        raise ModelError(f"the arms {', '.join(absent)} need a model that was not given")
    return made


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
        return Answer([], valid=False)  # nothing was there to be named
    if rng is None:
        return arm.answer(example)
    rng.shuffle(order)
    found = arm.answer(example.take(order))
    scores = found.scores
    if scores is not None:
        by_place = dict(zip(order, scores, strict=True))
        scores = tuple(by_place[place] for place in range(len(order)))
    return replace(found, rows=[order[i] for i in found.rows], scores=scores)


def _pair(first: str, second: str) -> tuple[str, str]:
    """The later arm against the earlier one, but `lavic` against any."""
    return (second, first) if second == "lavic" else (first, second)
