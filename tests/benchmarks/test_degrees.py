"""The benchmark of degrees: what it calls further goes further, and the arms differ in one thing."""

from __future__ import annotations

import json
from types import SimpleNamespace

import numpy as np
import pytest

import lavic
from benchmarks import degrees
from benchmarks.degrees import MESSAGES, PLAINLY, WordsAlone, in_order, questions
from benchmarks.subject import first
from catalog.schema import Product
from catalog.store import SAMPLE, Catalog
from chat.assistant import Assistant
from chat.state import State
from lavic.examples import read_examples
from retrieval.search import Retriever
from studio.pool import read_truth
from understanding.looks.comparatives import find_comparatives
from understanding.message import parse_message


def test_every_message_asks_for_its_degree():
    assert {degree.axis for degree in MESSAGES} == set(PLAINLY) and len(MESSAGES) == 2 * len(PLAINLY)
    for degree, messages in MESSAGES.items():
        assert [find_comparatives(message) for message in messages] == [(degree,)] * len(messages)


def test_what_is_right_goes_further_and_there_is_always_something():
    shop, specs = Catalog.open(SAMPLE), read_truth(SAMPLE.parent / "truth.jsonl")
    assistant = Assistant(shop, Retriever(shop), None)
    choices = read_examples(SAMPLE.parent / "heldout.jsonl", shop, "candidates_kind")
    asked, by_id = questions(choices, assistant, specs, count=20, seed=0), {spec.id: spec for spec in specs}
    assert 20 < len(asked) <= 40 and asked != questions(choices, assistant, specs, count=20, seed=1)
    for row in asked:
        shown = by_id[first(assistant, [row.before])]
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
    monkeypatch.setattr(lavic, "load", lambda model: SimpleNamespace(name="blind", score=score, candidates=10))
    degrees.main()
    setting, *lines = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    n, axes = setting["n"], len(PLAINLY)
    order, draw, lines = lines[:axes], lines[axes], lines[axes + 1 :]
    assert {line["figure"] for line in order} == {"pairs in order"} and all(line["n"] for line in order)
    assert draw["arm"] == "a draw" and 0 < draw["value"] < 1
    names = ("as served", "without what was shown", "words alone")
    served, without, words = ([line for line in lines if line["arm"] == name] for name in names)
    assert (
        served[0]["n"] == without[0]["n"] == words[0]["n"] == n == sum(line["n"] for line in served if "axis" in line)
    )
    kinds = len({spec.kind for spec in read_truth(SAMPLE.parent / "truth.jsonl")})
    assert len(read) == 3 + 2 * kinds * axes + n * (4 + 2 + 2), "only beside what was shown two looks are read"


def test_pairs_are_in_order_by_who_sees_them_so():
    shop, specs = Catalog.open(SAMPLE), read_truth(SAMPLE.parent / "truth.jsonl")
    by_id = {spec.id: spec for spec in specs}
    value, _ = PLAINLY["shade"]
    shade = {shop.states([row]).tobytes(): value(by_id[id]) for row, id in enumerate(shop.ids)}

    def score(turns, listings, states):
        toward = 1 if turns[-1].text.endswith("dark") else -1
        return np.array([toward * shade[state[None].tobytes()] for state in states])

    right = in_order(shop, specs, SimpleNamespace(score=score), "shade")
    assert len(right) > 500 and all(right)
    wrong = in_order(shop, specs, SimpleNamespace(score=lambda *shown: -score(*shown)), "shade")
    assert len(wrong) == len(right) and not any(wrong)


def test_words_alone_hear_no_degree():
    said = parse_message("something less shiny")
    shown = State().answered([Product("A", "Wren")])
    assert shown.update(said).comparisons
    alone = WordsAlone().answered([Product("A", "Wren")]).update(said)
    assert alone.comparisons == () and alone.turns[-1].text == "something less shiny"
