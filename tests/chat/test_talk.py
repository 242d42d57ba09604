"""Conversations that set, change and take back limits, point at products and ask about them: real shop, real search."""

from __future__ import annotations

from typing import Any

import pytest

from chat.assistant import Assistant, Done
from chat.state import State
from understanding.dialogue_state import DialogueState

LAMPS, CUSHIONS = {f"P{number:02d}" for number in range(6)}, {f"P{number}" for number in range(18, 24)}


def talk(assistant: Assistant, *messages: str, k: int = 5) -> tuple[State, list[dict[str, Any]]]:
    state, records = State(), []
    for message in messages:
        *_, done = assistant.turn(state, message, k=k)
        assert isinstance(done, Done)
        state = done.state
        records.append(done.record)
    return state, records


def ids(record: dict[str, Any]) -> list[str]:
    return [item["id"] for item in record["items"]]


def test_a_kind_that_is_asked_for_is_all_that_is_shown(assistant, ranker) -> None:
    _, records = talk(assistant(ranker), "a cushion", "rather a table lamp", "anything else, not only lamps", k=10)
    assert set(ids(records[0])) == CUSHIONS
    assert set(ids(records[1])) == LAMPS
    assert len(ids(records[2])) == 10
    assert records[0]["constraints"]["kinds"] == ["cushion"]
    assert "kinds" not in records[2]["constraints"]


def test_what_is_refused_is_in_no_listing_and_in_no_picture(assistant) -> None:
    """No listing names a colour: only what the model sees says teal."""
    _, records = talk(assistant(None), "a cushion", "not teal", "teal is fine after all", k=10)
    assert "P19" in ids(records[0])
    assert records[1]["constraints"]["without"] == ["teal"]
    assert set(ids(records[1])) == CUSHIONS - {"P19"}
    assert "P19" in ids(records[2])


def test_a_refusal_that_leaves_nothing_is_given_up_in_words(assistant) -> None:
    _, [record] = talk(assistant(None), "a cushion without cushion")
    [relaxed] = record["relaxed"]
    assert relaxed == "nothing that fits is without cushion, so I looked at what you refused: these may have cushion"
    assert set(ids(record)) <= CUSHIONS


def test_pointing_asks_for_more_like_it_but_not_for_it(assistant) -> None:
    state, [first, second] = talk(assistant(None), "something for every day", "like the second one but darker", k=5)
    model = first["items"][1]
    assert state.like == model["id"] not in ids(second)
    assert second["constraints"]["kinds"] == [assistant(None).catalog.product(model["id"]).kind]


def test_cheaper_than_one_of_them(assistant) -> None:
    _, [first, second] = talk(assistant(None), "a cushion", "cheaper than the first one")
    limit = first["items"][0]["price"]
    assert second["constraints"]["price_max"] == pytest.approx(limit - 0.01)
    assert all(item["price"] < limit for item in second["items"]) or second["relaxed"]


def test_dearer_is_above_the_cheapest_that_was_shown(assistant) -> None:
    _, [first, second] = talk(assistant(None), "a cushion under 70", "something more expensive")
    cheapest = min(item["price"] for item in first["items"])
    assert second["items"]
    assert all(item["price"] > cheapest for item in second["items"])


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("how much is the first one?", "$15"),
        ("is it heavy?", "weight is not listed"),
        ("who makes it?", "brand is not listed"),
        ("is it in stock?", "stock is not listed"),
        ("is it good for every day?", "The listing of “Table lamp No. 0” says: “A table lamp for every day.”"),
        ("what colour is it?", "colour is not listed. In its picture the model sees: “It is round and crimson.”"),
        ("is it crimson?", "crimson is not listed. In its picture the model sees: “It is round and crimson.”"),
        ("what's its rating?", "rating is not listed"),
    ],
)
def test_questions_are_answered_from_fields_or_not_at_all(assistant, question: str, answer: str) -> None:
    shared = assistant(None)
    state, _ = talk(shared, "table lamp No. 0", k=6)
    place = [shown.product.id for shown in state.last].index("P00")
    *_, done = shared.turn(state.looking_at(place), question.replace("the first one", "it"))
    assert answer in done.record["reply"]
    assert ids(done.record) == ["P00"]
    assert done.state.wanted == state.wanted


def test_a_choice_becomes_what_it_is(assistant) -> None:
    state, records = talk(assistant(None), "a cushion", "I like the second one", "is it in stock?")
    second = records[0]["items"][1]
    assert ids(records[1]) == ids(records[2]) == [second["id"]]
    assert second["title"] in records[1]["reply"]
    assert state.focus == 1


def test_pointing_at_nothing_is_asked_back(assistant) -> None:
    for messages in (["is it heavy?"], ["the second one"], ["a cushion", "the ninth one"]):
        _, records = talk(assistant(None), *messages)
        assert "not sure which product" in records[-1]["reply"]
        assert records[-1]["items"] == []


def test_starting_over_forgets_everything(assistant) -> None:
    state, _ = talk(assistant(None), "a cushion under 70, not teal", "start over")
    assert state == State()


def test_the_cheapest_of_those_shown(assistant) -> None:
    _, (shown, cheapest) = talk(assistant(None), "a cushion", "which one is the cheapest?")
    assert cheapest["items"][0]["price"] == min(item["price"] for item in shown["items"])
    _, (shown, dearest) = talk(assistant(None), "a cushion", "the most expensive one")
    assert dearest["items"][0]["price"] == max(item["price"] for item in shown["items"])
    _, records = talk(assistant(None), "which one is the best rated?")
    assert "not sure which product" in records[-1]["reply"]


OTHERS = ["what's the weather like?", "where is my order?", "what can you do?"]


@pytest.mark.parametrize("message", OTHERS)
def test_other_requests_change_nothing_and_show_nothing(assistant, message: str) -> None:
    state, [_, record] = talk(assistant(None), "a cushion under 70", message)
    assert record["items"] == []
    assert record["constraints"]["price_max"] == 70
    assert state.wanted.kinds == ("cushion",)


def test_at_most_one_question_and_it_can_be_ignored(assistant) -> None:
    state, records = talk(assistant(None), "a lamp or a cushion", "in a round shape", "a stool or a candle")
    asked = [record["reply"].endswith("?") for record in records]
    assert asked == [True, False, False]
    assert "Rather " in records[0]["reply"]
    assert state.asked
    assert records[1]["items"]


def test_no_question_where_it_would_not_split(assistant) -> None:
    _, [record] = talk(assistant(None), "a cushion")
    assert "?" not in record["reply"]


def test_each_limit_can_be_taken_off() -> None:
    full = DialogueState(department="home", kinds=("vase",), brands=("A", "B"), without=("glass", "gold"), rating_min=4)
    assert full.lifted("without", "glass").without == ("gold",)
    assert full.lifted("brand", "A").brands == ("B",)
    assert full.lifted("kind").kinds == ()
    assert full.lifted("department").department == ""
    assert full.lifted("rating").rating_min is None
    assert full.lifted("nonsense") == full
