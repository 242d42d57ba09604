"""What `evaluate` reports beyond the means, and the table that a person reads. Arms here are plain functions."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from catalog.conversations import Turn
from lavic.errors import ModelError
from lavic.evaluation.arms import Answer, Arm, named, whole_view_alone
from lavic.evaluation.evaluate import evaluate, same_top
from lavic.evaluation.report import place
from lavic.evaluation.tables import table
from lavic.examples import RankingExample


def example(fits, tags=(), answer=()):
    ids = tuple(f"p{i}" for i in range(len(fits)))
    states = np.zeros((len(fits), 5, 24), np.float16)
    turns = (Turn("shopper", "lamp"),)
    return RankingExample(turns, ids, ids, states, tuple(fits), tuple(tags), max(1, sum(fits)), tuple(answer))


def first_at(rank: int, of: int = 60) -> RankingExample:
    return example([place == rank for place in range(1, of + 1)])


def test_retrieval_scores_go_where_their_candidates_go():
    shown = replace(example([True, False, False]), prior=(0.9, 0.5, 0.1)).take([2, 0])
    assert (shown.ids, shown.prior) == (("p2", "p0"), (0.1, 0.9))
    assert example([True, False]).take([1]).prior == ()


KNOWS = Arm(lambda shown: named(shown, next((i for i, fit in zip(shown.ids, shown.fits, strict=True) if fit), None)))
"""Names what fits."""
TAKES_THE_FIRST = Arm(lambda shown: Answer([0]))
"""Whatever is shown first."""


@pytest.mark.parametrize(
    ("rank", "name"),
    [(1, "1"), (2, "2-3"), (3, "2-3"), (4, "4-5"), (5, "4-5"), (6, "6-10"), (10, "6-10"), (11, "11-20"), (20, "11-20"),
     (21, "21-50"), (50, "21-50"), (51, "51-")],
)  # fmt: skip
def test_a_place_of_the_answer_has_its_group(rank, name):
    assert place(first_at(rank).fits) == name


def test_what_retrieval_missed_has_a_group_too():
    assert place([False] * 10) == place([]) == "missed"


def test_by_position_tells_where_an_arm_earns_its_hits():
    rows = [example([True, False, True]), example([False, True, True]), example([False, False, True]), example([False])]
    report = evaluate(rows, ["order", "zero"], None, others={"zero": KNOWS})
    groups = report["arms"]["order"]["by_position"]
    assert list(groups) == ["1", "2-3", "missed"]
    assert [(group["n"], group["HitRatio@1"], group["ceiling"]) for group in groups.values()] == [
        (1, 1, 1),
        (2, 0, 1),
        (1, 0, 0),
    ]
    assert groups["2-3"]["MRR@10"] == pytest.approx((1 / 2 + 1 / 3) / 2)
    assert report["arms"]["zero"]["by_position"]["2-3"]["HitRatio@1"] == 1


def test_by_turns_counts_what_the_shopper_said():
    rows = []
    for said in (1, 2, 2, 4, 7):
        spoken = [Turn("comment", "a lamp"), Turn("assistant", "Here.")] * said
        rows.append(replace(example([said == 2, True]), turns=tuple(spoken)))
    report = evaluate(rows, ["order"], None)
    groups = report["arms"]["order"]["by_turns"]
    assert {name: (group["n"], group["HitRatio@1"]) for name, group in groups.items()} == {
        "1": (1, 0),
        "2": (2, 1),
        "4-": (2, 0),
    }
    assert "by the shopper's turns" in table(report)
    assert "by the shopper's turns" not in table(evaluate(rows[:1], ["order"], None))


def test_every_metric_has_an_interval_around_its_mean():
    rng = np.random.default_rng(0)
    rows = [example(rng.permutation([True] + [False] * 9).tolist(), ["visual"]) for _ in range(40)]
    arm = evaluate(rows, ["order"], None)["arms"]["order"]
    assert set(arm["ci95"]) == {"HitRatio@1", "HitRatio@3", "HitRatio@5", "MRR@10", "NDCG@10"}
    for name, (low, high) in arm["ci95"].items():
        assert low < arm[name] < high
    assert arm["by_tag"]["visual"]["ci95"]["HitRatio@1"] == arm["ci95"]["HitRatio@1"]


def test_every_arm_is_paired_with_every_other():
    rows = [example([False, True]), example([True, False])]
    others = {"zero": KNOWS, "endpoint": TAKES_THE_FIRST}
    report = evaluate(rows, ["order", "zero", "endpoint", "order"], None, others=others)
    assert set(report["paired"]) == {"zero-order", "endpoint-order", "endpoint-zero"}
    assert report["paired"]["zero-order"]["difference"] == 0.5
    assert report["paired"]["zero-order"]["ci95"][0] <= 0.5 <= report["paired"]["zero-order"]["ci95"][1]


def test_lavic_comes_first_in_its_pairs_wherever_it_was_asked_for(ranker):
    rows = [replace(example([False, True]), states=np.ones((2, 5, 24), np.float16))] * 2
    for arms in (["lavic", "order"], ["order", "lavic"]):
        assert set(evaluate(rows, arms, ranker)["paired"]) == {"lavic-order"}


def test_candidates_are_shuffled_for_all_but_the_order_arm():
    seen: list[tuple[str, ...]] = []

    def look(shown: RankingExample) -> Answer:
        seen.append(shown.ids)
        return Answer([shown.ids.index("p3")])

    rows = [example([False, False, False, True, False])] * 6
    report = evaluate(rows, ["order", "zero"], None, others={"zero": Arm(look)})
    assert len(set(seen)) > 1
    assert report["arms"]["zero"]["HitRatio@1"] == 1, "an answer is mapped back to the row's own places"
    assert report["arms"]["order"]["MRR@10"] == 0.25


def test_one_answer_is_no_ranking_and_may_be_none():
    rows = [example([True, False]), example([False, False]), example([])]
    report = evaluate(rows, ["endpoint"], None, others={"endpoint": replace(KNOWS, ranks=False)})
    arm = report["arms"]["endpoint"]
    assert "MRR@10" not in arm and "MRR@10" not in arm["ci95"]
    assert arm["HitRatio@1"] == pytest.approx(1 / 3)
    assert arm["ValidRatio"] == pytest.approx(1 / 3), "a row without candidates has no valid answer either"


class TestSameTop:
    ROWS = (example([True, False, False]), example([False, True, False]), example([True]))
    ANSWERS = (Answer([0]), Answer([1]), Answer([0]))

    def test_who_knows_keeps_it(self):
        assert same_top(KNOWS, self.ROWS, self.ANSWERS, 5, 0) == 1

    def test_who_takes_the_first_does_not(self):
        assert same_top(TAKES_THE_FIRST, self.ROWS, self.ANSWERS, 20, 0) == 0

    def test_the_share_is_of_rows_that_have_a_choice(self):
        half = Arm(lambda shown: KNOWS.answer(shown) if shown.truths == 2 else TAKES_THE_FIRST.answer(shown))
        rows = [replace(self.ROWS[0], truths=2), *self.ROWS[1:]]
        assert same_top(half, rows, self.ANSWERS, 20, 0) == 0.5

    def test_no_answer_is_not_kept(self):
        nobody = Arm(lambda shown: Answer([], valid=False))
        assert same_top(nobody, self.ROWS[:1], [Answer([], valid=False)], 3, 0) == 0

    def test_there_may_be_no_such_row(self):
        assert same_top(KNOWS, self.ROWS[2:], self.ANSWERS[2:], 3, 0) is None

    @pytest.mark.parametrize("ranker", ["late_interaction"], indirect=True)
    def test_candidates_scored_one_by_one_do_not_depend_on_the_order(self, ranker):
        states = np.random.default_rng(0).normal(size=(6, 5, 24)).astype(np.float16)
        rows = [replace(example([True] + [False] * 5), states=states[order]) for order in (range(6), range(5, -1, -1))]
        report = evaluate(rows, ["order", "lavic"], ranker, shuffles=3)
        assert (report["arms"]["lavic"]["same_top"], report["arms"]["lavic"]["shuffles"]) == (1, 3)
        assert "same_top" not in report["arms"]["order"]


def test_a_row_without_candidates_is_no_valid_answer():
    arms = evaluate([example([]), example([True, False])], ["order", "random"], None)["arms"]
    assert arms["order"]["ValidRatio"] == arms["random"]["ValidRatio"] == 0.5


def test_how_often_the_refused_is_on_top():
    refusing = replace(example([False, True, False]), refused=("p0",))
    rows = [refusing, replace(refusing, refused=("p2", "elsewhere")), example([False, True])]
    arms = evaluate(rows, ["order", "zero"], None, others={"zero": KNOWS})["arms"]
    assert (arms["order"]["refused_on_top"]["n"], arms["order"]["refused_on_top"]["share"]) == (2, 0.5)
    assert arms["zero"]["refused_on_top"]["share"] == 0
    assert "refused_on_top" not in evaluate(rows[2:], ["order"], None)["arms"]["order"]


@pytest.mark.parametrize(
    ("arms", "shuffles", "words"),
    [
        (["encoder:"], 0, "encoder:NAME"),
        ([], 0, "there are order"),
        (["endpoint"], 0, "endpoint need a model"),
        (["order"], 3, "add it to --arms"),
        (["order"], -1, "found -1"),
    ],
)
def test_what_cannot_be_asked_for_says_why(arms, shuffles, words):
    with pytest.raises(ModelError, match=words):
        evaluate([example([True, False])], arms, None, shuffles=shuffles)


@pytest.mark.parametrize("ranker", ["late_interaction"], indirect=True)
def test_one_token_is_blind_to_what_the_quarters_show(ranker):
    states = np.random.default_rng(0).normal(size=(4, 5, 24)).astype(np.float16)
    shown = replace(example([True, False, False, False]), states=states)
    other = states.copy()
    other[:, 1:] = other[::-1, 1:]
    assert np.array_equal(whole_view_alone(shown).states, whole_view_alone(replace(shown, states=other)).states)
    arms = evaluate([shown], ["one", "lavic"], ranker)["arms"]
    assert set(arms) == {"one", "lavic"} and arms["one"]["ValidRatio"] == 1


class TestTable:
    @pytest.fixture
    def report(self):
        rows = [
            example([True, False], ["visual", "turns:1"], ["a"]),
            example([False, True], ["visual"], ["b"]),
            example([False, False], ["both"], ["c"]),
            example([False, True], [], ["d"]),
        ]
        notes = {"failures": {"HTTP 500": 2}, "shuffles": 4, "same_top": 0.25}
        told = Arm(KNOWS.answer, ranks=False, notes=lambda: notes)
        return evaluate(rows, ["order", "endpoint"], None, others={"endpoint": told})

    def lines(self, report, tags=None):
        return [line.split() for line in table(report, tags).splitlines()]

    def test_each_arm_has_a_row_with_its_interval(self, report):
        lines = self.lines(report)
        low, high = report["arms"]["order"]["ci95"]["HitRatio@1"]
        row = next(line for line in lines if line[:1] == ["order"])
        assert row[:4] == ["order", "0.250", f"[{low:.3f},", f"{high:.3f}]"]
        assert row[4:9] == ["0.750", "0.750", "0.500", "0.565", "1.000"], "@3, @5, MRR@10, NDCG@10, ValidRatio"
        single = next(line for line in lines if line[:1] == ["endpoint"])
        assert single[4:9] == ["-", "-", "-", "-", "0.750"]

    def test_the_ceiling_is_in_the_heading_and_above_each_tag(self, report):
        text = table(report)
        assert "n 4, ceiling 0.750 with up to 2 candidates, 4 clusters" in text.splitlines()[0]
        part = text[text.index("HitRatio@1 by tag") : text.index("by the answer's place")].splitlines()
        assert [line.split() for line in part[1:4]] == [
            ["visual", "both"],
            ["n", "2", "1"],
            ["ceiling", "1.000", "0.000"],
        ]

    def test_tags_can_be_chosen(self, report):
        assert ["turns:1"] in self.lines(report, ["turns:1"])
        assert "by tag" not in table(report, [])

    def test_pairs_and_notes_are_told(self, report):
        text = table(report)
        assert "endpoint-order" in text and "+0.500" in text
        assert "endpoint: same top item in all of 4 shuffles in 0.250 of rows" in text
        assert "endpoint: no reply to 2 rows, counted as invalid (2 x HTTP 500)" in text

    def test_an_encoder_is_called_by_its_last_name_unless_two_share_it(self):
        rows = [example([True, False], ["visual"], ["a"])]
        one, two = "encoder:maker/large", "encoder:other/large"
        alone = table(evaluate(rows, ["order", one], None, others={one: KNOWS}))
        assert "encoder:large-order" in alone and "maker" not in alone
        both = table(evaluate(rows, [one, two], None, others={one: KNOWS, two: KNOWS}))
        assert f"{two}-{one}" in both

    def test_it_fits_a_terminal(self, report):
        assert max(map(len, table(report).splitlines())) <= 130
