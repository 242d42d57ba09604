"""The benchmark of degrees: what it calls further goes further, and the arms differ in one thing."""

from __future__ import annotations

import json
from types import SimpleNamespace

import numpy as np
import pytest

import lavic
from benchmarks import degrees
from benchmarks.degrees import MESSAGES, PLAINLY, found, questions
from catalog.store import SAMPLE, Catalog
from catalog.studio.pool import read_truth
from chat.assistant import Assistant
from lavic.choices import read_choices
from retrieval.degree import find_degrees
from retrieval.search import Retriever


def test_every_message_asks_for_its_degree():
    assert {degree.axis for degree in MESSAGES} == set(PLAINLY) and len(MESSAGES) == 2 * len(PLAINLY)
    for degree, messages in MESSAGES.items():
        assert [find_degrees(message) for message in messages] == [(degree,)] * len(messages)


def test_what_is_right_goes_further_and_there_is_always_something():
    shop, specs = Catalog.open(SAMPLE), read_truth(SAMPLE.parent / "truth.jsonl")
    assistant = Assistant(shop, Retriever(shop), None)
    choices = read_choices(SAMPLE.parent / "heldout.jsonl", shop, "candidates_kind")
    asked, by_id = questions(choices, assistant, specs, count=20, seed=0), {spec.id: spec for spec in specs}
    assert 20 < len(asked) <= 40 and asked != questions(choices, assistant, specs, count=20, seed=1)
    for row in asked:
        shown = by_id[found(assistant, [row.before])[0]]
        value, plainly = PLAINLY[row.degree.axis]
        sign = 1 if row.degree.upper else -1
        assert row.further and row.both <= row.further
        for spec in specs:
            further = spec.kind == shown.kind and sign * (value(spec) - value(shown)) >= plainly
            assert (spec.id in row.further) == further


@pytest.mark.filterwarnings("ignore")
def test_all_of_it(capsys, monkeypatch):
    read = []

    def score(turns, listings, states, prior=()):
        read.append(turns[-1].text)
        return np.arange(len(states), dtype=np.float32)

    monkeypatch.setattr("sys.argv", ["degrees", "--count", "3"])
    monkeypatch.setattr(lavic, "load", lambda model: SimpleNamespace(name="blind", score=score))
    degrees.main()
    setting, draw, *lines = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    n = setting["n"]
    assert draw["arm"] == "a draw" and 0 < draw["value"] < 1
    served, without = (
        [line for line in lines if line["arm"] == arm] for arm in ("as served", "without what was shown")
    )
    assert served[0]["n"] == without[0]["n"] == n == sum(line["n"] for line in served if "axis" in line)
    assert len(read) == 3 + n * 4 + n * 2, "beside what was shown two looks are read, without it none"
