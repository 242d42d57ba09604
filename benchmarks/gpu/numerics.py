"""Point 4: do NF4, bf16 or a batch change what is ranked? On the same random weights.

Random weights are the worst case: real ones tell candidates further apart. Conversations and listings are the sample
shop's; a product's states are noise.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from benchmarks.figures import emit
from benchmarks.gpu.common import SEED, main, saved_model
from catalog.store import SAMPLE, Catalog
from lavic.examples import RankingExample, read_examples
from lavic.modeling import Loaded, load_model
from lavic.rank import Ranker
from lavic.training.adapters import cast

ROWS, ROWS_TINY = 40, 4
PRECISIONS = ("float32", "bfloat16", "nf4")
SCORINGS = ("listwise", "late_interaction")


def measure(tiny: bool, scratch: Path) -> None:
    """Largest differences of scores, and whether ranks agree."""
    model = saved_model(tiny, scratch)
    exact: dict[str, list[np.ndarray]] = {}
    for precision in PRECISIONS:
        loaded = _loaded(model, precision)
        choices = _choices(ROWS_TINY if tiny else ROWS, loaded.model.config.vision_config.hidden_size)
        for scoring in SCORINGS:
            ranker = Ranker(loaded, scoring=scoring)
            about = {"precision": precision, "scoring": scoring}
            scores = [ranker.score(c.turns, c.listings, c.states) for c in choices]
            _compare("against float32", exact.setdefault(scoring, scores), scores, **about)
            if scoring == "late_interaction":  # a list is read as one
                alone = [[ranker.score(c.turns, [w], s[None])[0] for w, s in _pairs(c)] for c in choices]
                _compare("together against one by one", [np.array(row) for row in alone], scores, **about)
        del loaded, ranker


def _loaded(model: str, precision: str) -> Loaded:
    loaded = load_model(model, None, "nf4" if precision == "nf4" else "none", parts=())
    if precision != "nf4":
        cast(loaded.model, getattr(torch, precision))
    return loaded


def _choices(count: int, dimension: int) -> list[RankingExample]:
    noise = np.random.default_rng(SEED)
    rows = read_examples(SAMPLE.parent / "heldout.jsonl", Catalog.open(SAMPLE), "candidates_live")[:count]
    return [
        replace(row, states=noise.normal(size=(len(row.ids), 5, dimension)).astype(np.float16))
        for row in rows
        if row.ids
    ]


def _pairs(choice: RankingExample) -> Iterable[tuple[str, np.ndarray]]:
    return zip(choice.listings, choice.states, strict=True)


def _compare(figure: str, expected: Sequence[np.ndarray], got: Sequence[np.ndarray], **about: str) -> None:
    """Scores of some rows, (K,) each, beside those that they should be."""
    largest = max(float(np.abs(a - b).max()) for a, b in zip(expected, got, strict=True))
    same = np.mean([a.argmax() == b.argmax() for a, b in zip(expected, got, strict=True)])
    pairs = np.mean([pair_agreement(a, b) for a, b in zip(expected, got, strict=True)])
    agree = {"same_top": round(float(same), 3), "pairs_in_order": round(float(pairs), 4)}
    spread = float(np.mean([a.std() for a in expected]))
    emit(figure, largest, "nats", rows=len(expected), spread=spread, **agree, **about)


def pair_agreement(a: np.ndarray, b: np.ndarray) -> float:
    """Share of the pairs of K scores that `b` puts in the order of `a`."""
    first, second = np.triu_indices(len(a), 1)
    return float(np.mean(np.sign(a[first] - a[second]) == np.sign(b[first] - b[second])))


if __name__ == "__main__":
    main("numerics", measure)
