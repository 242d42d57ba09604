"""The judge of strangers' conversations, and the files that it judges by."""

from __future__ import annotations

import json

import pytest

from benchmarks.talk import STRANGERS, judged, judged_all, wrong_state

TURN = {
    "message": "a red lamp under 50",
    "act": "request",
    "reply": "5 products, cheapest first.",
    "constraints": {"kinds": ["Table lamps"], "price_max": 50.0, "without": ["leather straps"], "sort": "price"},
    "items": [{"id": "A"}, {"id": "B"}],
}


@pytest.mark.parametrize(
    ("check", "wrong"),
    [
        ({"act": "request"}, []),
        ({"act": ["question", "request"]}, []),
        ({"act": "count"}, ["act"]),
        ({"constraints": {"kinds": ["table lamp"]}}, []),
        ({"constraints": {"kinds": ["floor lamp"]}}, ["kinds"]),
        ({"constraints": {"kinds_any": [["vase"], ["table lamp"]]}}, []),
        ({"constraints": {"price_max": 50, "price_min": None}}, []),
        ({"constraints": {"price_max": 60}}, ["price_max"]),
        ({"constraints": {"price_max": 55, "price_tolerance": 0.2}}, []),
        ({"constraints": {"price_max": None}}, ["price_max"]),
        ({"constraints": {"without": ["leather"], "sort": ["price", "-price"]}}, []),
        ({"constraints": {"without": ["wool"]}}, ["without"]),
        ({"constraints": {"in_stock": True}}, ["in_stock"]),
        ({"constraints": {"brands": []}}, []),
    ],
)
def test_state(check: dict, wrong: list[str]) -> None:
    assert wrong_state(check, TURN) == wrong


@pytest.mark.parametrize(
    ("check", "found"),
    [
        ({"first": ["A"]}, {"first": True}),
        ({"first": ["B"]}, {"first": False}),
        ({"first": ["A"], "none_of": ["B"]}, {"first": False}),
        ({"none_of": ["C"]}, {"first": True}),
        ({"reply_any": ["cheapest"]}, {"reply": True}),
        ({"reply_any": ["dearest"]}, {"reply": False}),
        ({"no_items": True}, {"none shown": False}),
        ({}, {}),
    ],
)
def test_first_reply_and_nothing_shown(check: dict, found: dict[str, bool]) -> None:
    assert judged(check, TURN) == found


def test_a_conversation_is_right_where_all_of_it_is() -> None:
    right, wrong = (
        {"checks": [{"act": "request"}, {"first": ["A"]}]},
        {"checks": [{"act": "request"}, {"first": ["B"]}]},
    )
    assert judged_all(right, [TURN, TURN])["all"] == [True]
    assert judged_all(wrong, [TURN, TURN])["all"] == [False]
    assert judged_all(wrong, [TURN, TURN])["state"] == [True]


@pytest.mark.parametrize("path", sorted(STRANGERS.glob("*.jsonl")), ids=lambda path: path.stem)
def test_every_check_can_be_judged(path) -> None:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert len(rows) >= 60 and len({row["id"] for row in rows}) == len(rows)
    for row in rows:
        assert len(row["messages"]) == len(row["checks"])
        for check in row["checks"]:
            wrong_state(check, TURN)  # unknown constraints raise
            assert set(check) <= {"act", "constraints", "first", "none_of", "reply_any", "no_items"}, row["id"]
