from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from sklearn.metrics import label_ranking_average_precision_score, ndcg_score, top_k_accuracy_score

from catalog.conversations import Turn
from lavic.errors import ModelError
from lavic.evaluation.evaluate import evaluate
from lavic.evaluation.metrics import bootstrap, clusters, mean_rows, paired_difference, row_metrics
from lavic.examples import RankingExample


def test_a_ranking_by_hand():
    row = row_metrics([False, True, False, True], truths=3)
    assert row["HitRatio@1"] == 0
    assert row["HitRatio@3"] == row["HitRatio@5"] == 1
    assert row["MRR@10"] == 0.5
    gain = 1 / math.log2(3) + 1 / math.log2(5)
    ideal = 1 + 1 / math.log2(3) + 1 / math.log2(4)
    assert row["NDCG@10"] == pytest.approx(gain / ideal)


def test_the_best_and_the_worst_ranking():
    assert row_metrics([True, True], truths=2) == {
        "HitRatio@1": 1,
        "HitRatio@3": 1,
        "HitRatio@5": 1,
        "MRR@10": 1,
        "NDCG@10": 1,
    }
    assert set(row_metrics([False] * 10, truths=1).values()) == {0}
    assert set(row_metrics([], truths=1).values()) == {0}


def test_the_eleventh_place_earns_nothing():
    row = row_metrics([False] * 10 + [True], truths=1)
    assert row["MRR@10"] == row["NDCG@10"] == 0


def rankings(truths: int, seed: int = 0, rows: int = 200) -> np.ndarray:
    """(rows, 10) of 0 and 1, best candidate first, each with that many ones."""
    fits = np.zeros((rows, 10), int)
    fits[:, :truths] = 1
    return np.random.default_rng(seed).permuted(fits, axis=1)


SCORES = np.tile(np.arange(10, 0, -1.0), (200, 1))
"""What would have put candidates into the order of `rankings`."""


@pytest.mark.parametrize("truths", [1, 2, 5, 10])
def test_ndcg_is_scikit_learns(truths):
    fits = rankings(truths)
    ours = [row_metrics(list(row), truths)["NDCG@10"] for row in fits]
    assert np.mean(ours) == pytest.approx(ndcg_score(fits, SCORES, k=10))
    assert ours[0] == pytest.approx(ndcg_score(fits[:1], SCORES[:1], k=10))


def test_reciprocal_ranks_of_one_answer_are_scikit_learns():
    fits = rankings(1)
    ours = [row_metrics(list(row), 1)["MRR@10"] for row in fits]
    assert np.mean(ours) == pytest.approx(label_ranking_average_precision_score(fits, SCORES))
    assert np.mean(ours) == pytest.approx(np.mean(1 / (1 + fits.argmax(axis=1))))


@pytest.mark.parametrize("k", [1, 3, 5])
def test_hit_ratios_of_one_answer_are_scikit_learns(k):
    fits = rankings(1, seed=1)
    ours = mean_rows([row_metrics(list(row), 1) for row in fits])[f"HitRatio@{k}"]
    theirs = top_k_accuracy_score(fits.argmax(axis=1), SCORES, k=k, labels=range(10))
    assert ours == pytest.approx(theirs)


def test_the_interval_matches_the_normal_approximation():
    values = [1.0] * 60 + [0.0] * 140
    low, high = bootstrap(values)
    wide = 1.96 * math.sqrt(0.3 * 0.7 / 200)
    assert low == pytest.approx(0.3 - wide, abs=0.01)
    assert high == pytest.approx(0.3 + wide, abs=0.01)
    assert bootstrap(values) == (low, high)


def test_paired_differences_are_told_from_chance():
    rng = np.random.default_rng(0)
    b = rng.integers(0, 2, 200).astype(float)
    assert paired_difference(b, b)["p"] == 1.0
    better = np.maximum(b, rng.integers(0, 2, 200))
    found = paired_difference(better, b)
    assert found["difference"] == pytest.approx(better.mean() - b.mean())
    assert found["p"] < 0.001
    assert found["ci95"][0] > 0


def test_rows_that_share_an_answer_are_one_cluster():
    assert clusters([["a"], ["b"], ["a", "c"], ["c"], [], []]) == [0, 1, 0, 0, 2, 3]


def test_repeating_every_row_four_times_makes_nobody_surer():
    values, groups = [1.0] * 30 + [0.0] * 70, list(range(100))
    low, high = bootstrap(values, groups)
    often = bootstrap(np.repeat(values, 4), np.repeat(groups, 4))
    assert often == pytest.approx((low, high), abs=1e-9)
    alone = bootstrap(np.repeat(values, 4))
    assert alone[1] - alone[0] < 0.7 * (high - low)


def test_some_rows_of_some_clusters_have_an_interval_of_their_own():
    low, high = bootstrap([1.0, 0.0, 1.0], [7, 2, 7])
    assert (low, high) == bootstrap([1.0, 0.0, 1.0], [0, 1, 0])
    assert 0 <= low <= 2 / 3 <= high <= 1


def example(fits, tags=(), truths=None):
    states = np.zeros((len(fits), 5, 24), np.float16)
    ids = tuple(f"p{i}" for i in range(len(fits)))
    return RankingExample((Turn("shopper", "lamp"),), ids, ids, states, tuple(fits), tags, truths or max(1, sum(fits)))


def test_order_counts_what_retrieval_missed_as_a_miss():
    rows = [
        example([True, False], ("visual",)),
        example([False, True], ("visual",)),
        example([False, False], ("textual",)),
    ]
    report = evaluate(rows, ["order"], None)
    assert report["n"] == 3
    assert report["ceiling"] == pytest.approx(2 / 3)
    assert report["arms"]["order"]["HitRatio@1"] == pytest.approx(1 / 3)
    assert report["arms"]["order"]["ValidRatio"] == 1
    assert report["arms"]["order"]["by_tag"]["visual"]["HitRatio@1"] == 0.5
    textual = report["arms"]["order"]["by_tag"]["textual"]
    assert (textual["n"], textual["HitRatio@1"], textual["NDCG@10"], textual["ceiling"]) == (1, 0, 0, 0)


def test_a_row_without_candidates_is_a_miss_not_a_missing_row():
    report = evaluate([example([True, False]), example([], truths=1)], ["order", "random"], None)
    assert report["n"] == 2
    assert report["without_candidates"] == 1
    assert report["ceiling"] == report["arms"]["order"]["HitRatio@1"] == 0.5


def test_rows_that_name_their_answer_are_counted_and_can_be_left_out():
    rows = [example([True, False]), replace(example([True, False]), leaks=True), example([False, True])]
    kept = evaluate(rows, ["order"], None)
    assert (kept["n"], kept["leaking_rows"], kept["leaks_dropped"]) == (3, 1, False)
    assert kept["arms"]["order"]["HitRatio@1"] == pytest.approx(2 / 3)
    dropped = evaluate(rows, ["order"], None, drop_leaks=True)
    assert (dropped["n"], dropped["leaking_rows"], dropped["leaks_dropped"]) == (2, 1, True)
    assert dropped["arms"]["order"]["HitRatio@1"] == 0.5
    assert rows[1].take([1, 0]).leaks, "a reordered row stays what it is"
    with pytest.raises(ModelError, match="1 were left out for leaks"):
        evaluate(rows[1:2], ["order"], None, drop_leaks=True)


def test_a_model_arm_ranks_and_is_always_valid(ranker):
    rng = np.random.default_rng(0)
    row = example([False, True, False])
    seen = RankingExample(
        row.turns, row.ids, row.listings, rng.normal(size=(3, 5, 24)).astype(np.float16), row.fits, (), 1
    )
    report = evaluate([seen] * 3, ["text", "lavic", "random"], ranker)
    assert report["arms"]["lavic"]["ValidRatio"] == report["arms"]["text"]["ValidRatio"] == 1
    assert {"lavic-text", "lavic-random", "random-text"} == set(report["paired"])


def test_the_papers_procedure_counts_invalid_answers(ranker):
    report = evaluate([example([True, False])] * 4, ["lavic"], ranker, procedure="paper")
    row = report["arms"]["lavic"]
    assert 0 <= row["ValidRatio"] <= 1
    assert row["HitRatio@1"] <= row["ValidRatio"]


@pytest.mark.parametrize(
    ("rows", "arms", "words"),
    [([], ["order"], "no conversations"), ([1], ["lavix"], "lavix"), ([1], ["lavic"], "need a model")],
)
def test_what_cannot_be_evaluated_says_why(rows, arms, words):
    with pytest.raises(ModelError, match=words):
        evaluate([example([True, False]) for _ in rows], arms, None)
