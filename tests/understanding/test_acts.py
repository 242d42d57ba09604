from __future__ import annotations

import numpy as np
import pytest

from retrieval.encoder import TextEncoder
from understanding.acts import ACTS, BUCKETS, ActClassifier, features
from understanding.training import examples, fill, measure


@pytest.fixture(scope="module")
def encoder() -> TextEncoder:
    return TextEncoder()


def test_the_shipped_weights_are_of_this_encoder(encoder: TextEncoder) -> None:
    classifier = ActClassifier.shipped()
    assert classifier.encoder == encoder.name
    assert classifier.weights.shape == (384 + BUCKETS, len(ACTS))


def test_probabilities_sum_to_one(encoder: TextEncoder) -> None:
    for text in ("a lamp", "", "🙂", "how tall is it?"):
        odds = ActClassifier.shipped().probabilities(text, encoder.encode([text])[0])
        assert sum(odds.values()) == pytest.approx(1, abs=1e-5) and set(odds) == set(ACTS)


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("a green vase for my mum", "request"),
        ("where on earth is my parcel", "service"),
        ("you have understood nothing", "complaint"),
        ("who is going to win the league this year", "outside"),
        ("start from the very beginning please", "restart"),
        ("is it washable", "question"),
        ("how do the first and the second differ", "compare"),
        ("how many vases do you stock", "count"),
        ("thank you, that was kind", "smalltalk"),
    ],
)
def test_plain_cases(encoder: TextEncoder, text: str, act: str) -> None:
    odds = ActClassifier.shipped().probabilities(text, encoder.encode([text])[0])
    assert max(odds, key=odds.__getitem__) == act


def test_held_out_families_are_mostly_right(encoder: TextEncoder) -> None:
    found = measure(ActClassifier.shipped(), encoder.encode)
    assert found["n"] > 150 and found["right"] >= 0.75 and found["requests_missed"] <= 0.1


def test_no_family_is_learnt_and_measured() -> None:
    learnt, held = ({example.family for example in examples(held_out=out)} for out in (False, True))
    assert held and not (learnt & held)


def test_every_slot_is_filled() -> None:
    assert not [example.text for example in examples(held_out=False) if "{" in example.text]


def test_features_are_of_bounded_length() -> None:
    rows = features(["a lamp " * 500], np.zeros((1, 384), np.float32))
    assert float(np.linalg.norm(rows)) == pytest.approx(0.5)


def test_filling_is_drawn_by_the_generator() -> None:
    import random

    assert fill("{colour} {kind}", random.Random(1)) == fill("{colour} {kind}", random.Random(1))
