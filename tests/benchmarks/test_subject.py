"""The benchmark of another subject: what is asked before is of another kind and sets no limits."""

from __future__ import annotations

import json
from types import SimpleNamespace

import numpy as np

import lavic
from benchmarks import subject
from catalog.store import SAMPLE, Catalog
from lavic.examples import read_examples
from understanding.kinds.vocabulary import Vocabulary
from understanding.message import parse_message


def test_questions_come_after_another_kind_without_limits():
    shop = Catalog.open(SAMPLE)
    vocabulary = Vocabulary.of(shop.connect())
    choices = read_examples(SAMPLE.parent / "heldout.jsonl", shop, "candidates_kind")
    asked = subject.questions(choices, vocabulary, seed=0)
    assert len(asked) > 150 and asked != subject.questions(choices, vocabulary, seed=1)
    for row in asked:
        before, said = parse_message(row.before, vocabulary), parse_message(row.message, vocabulary)
        assert row.right and said.named.kinds
        assert before.named.kinds and set(before.named.kinds).isdisjoint(said.named.kinds)
        assert not before.budget and before.rating_min is None and not before.named.brands and not before.refused


def test_all_of_it(capsys, monkeypatch):
    read = []

    def score(turns, listings, states, prior):
        read.append(len(turns))
        return np.array(prior)

    monkeypatch.setattr("sys.argv", ["subject", "--count", "3"])
    monkeypatch.setattr(lavic, "load", lambda model: SimpleNamespace(name="blind", score=score, candidates=10))
    subject.main()
    setting, *lines = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert setting["n"] == 3 and [line["n"] for line in lines] == [3] * 3
    assert read[:3] == [1] * 3, "alone"
    assert set(read[3::2]) == {1} and set(read[10::2]) == {3}, "all of it is what was said, shown and said"
