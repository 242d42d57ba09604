"""The benchmark of photos asks what has an answer, and counts places."""

from __future__ import annotations

import json
from types import SimpleNamespace

import numpy as np
import pytest

import lavic
from benchmarks import photo
from catalog.store import SAMPLE, Catalog
from chat.events import Done
from chat.state import State
from studio.pool import read_truth

TRUTH = SAMPLE.parent / "truth.jsonl"


def test_questions_have_an_answer_in_another_colour():
    specs = read_truth(TRUTH)
    by_id = {spec.id: spec for spec in specs}
    asked = photo.questions(specs, specs, seed=0)
    assert len(asked) > 300 and asked == photo.questions(specs, specs, seed=0) != photo.questions(specs, specs, seed=1)
    for row in asked:
        assert row.right and row.photo not in row.right
        assert {(by_id[id].kind, by_id[id].main.color) for id in row.right} == {(row.kind, row.color)}
        assert by_id[row.photo].kind == row.kind and by_id[row.photo].main.color != row.color


@pytest.mark.parametrize(("answer", "place"), [(["b", "a"], 2), (["a"], 1), (["b"], 11), ([], 11)])
def test_places_are_those_of_the_first_right_product(answer, place):
    told = []

    def turn(state, message, shown, k):
        told.append((message, shown))
        yield Done(State(), {"items": [{"id": id} for id in answer]})

    photos = SimpleNamespace(row=lambda id: 0, states=lambda rows: np.ones((1, 5, 3), np.float16))
    row = photo.Asked("p", "teal", frozenset("a"), "vase")
    assistant = SimpleNamespace(turn=turn)
    assert photo.measure(assistant, photos, [row]) == [place]
    assert photo.measure(assistant, photos, [row], shown=False) == [place]
    assert [message for message, _ in told] == ["this, but in teal"] * 2
    assert told[0][1].states is not None and told[1][1] is None


def test_all_of_it(capsys, monkeypatch):
    command = ["photo", "--photos", str(SAMPLE), "--photos-truth", str(TRUTH), "--count", "2"]
    monkeypatch.setattr("sys.argv", command)
    blind = SimpleNamespace(name="blind", score=lambda turns, listings, states, prior: np.array(prior), candidates=10)
    monkeypatch.setattr(lavic, "load", lambda model: blind)
    photo.main()
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["figure"] for line in lines[:3]] == [
        "setting",
        "photos whose kind is named",
        "the right one among those named",
    ]
    arms = {line["arm"] for line in lines[3:]}
    assert arms == {"served", "without the kind", "without ranking", "without the photo"} and len(lines) == 3 + 4 * 3


def test_photos_of_another_eye_are_refused(capsys, monkeypatch):
    monkeypatch.setattr("sys.argv", ["photo", "--photos", str(SAMPLE), "--photos-truth", str(TRUTH)])
    monkeypatch.setattr(Catalog, "stale_eye", lambda self, fingerprint: True)
    with pytest.raises(SystemExit):
        photo.main()
    assert "seen by different eyes; rebuild the first" in capsys.readouterr().err
