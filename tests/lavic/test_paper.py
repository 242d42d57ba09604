"""Where this project departs from the released code on purpose (docs/PAPER.md), and no other test holds it."""

from __future__ import annotations

import pytest

from lavic.evaluation.metrics import mean_rows, row_metrics
from lavic.paper import first_match
from tests.lavic.conftest import LISTINGS, TURNS


@pytest.mark.parametrize("ranker", ["late_interaction"], indirect=True)
def test_a_product_without_a_picture_is_judged_by_its_words(ranker, states):
    """The reference shows a white square in its place."""
    states[1] = 0
    scores = ranker.score(TURNS, LISTINGS, states)
    blind = ranker.score(TURNS, LISTINGS, states, mask_images=True)
    assert scores[1] == pytest.approx(blind[1], abs=2e-4)
    assert scores[0] != pytest.approx(blind[0], abs=1e-3)


def test_an_id_that_is_no_amazon_code_can_be_an_answer():
    """The reference's pattern, B and nine signs, never finds the ISBNs among the released candidates."""
    assert first_match("1477436804", ["B000000001", "1477436804"]) == "1477436804"


def test_a_conversation_counts_once_however_many_products_answer_it():
    """The reference divides its hits by ground truths: here that would give 1 of 4."""
    rows = [row_metrics([True, False], truths=3), row_metrics([False, True], truths=1)]
    assert mean_rows(rows)["HitRatio@1"] == 0.5
