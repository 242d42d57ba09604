"""A product that was shown, asked for in another look: real shop, real search."""

from __future__ import annotations

from typing import Any

import pytest

from catalog.schema import Product
from chat.assistant import Assistant, Done
from chat.items import Item
from chat.shown import Shown
from chat.state import State
from chat.variants import about, is_listed, is_seen, those_that_are
from understanding.looks.variant import Variant


def ask(assistant: Assistant, *messages: str) -> tuple[State, list[dict[str, Any]]]:
    state, records = State(), []
    for message in messages:
        *_, done = assistant.turn(state, message, k=6)
        assert isinstance(done, Done)
        state = done.state
        records.append(done.record)
    return state, records


@pytest.mark.parametrize(
    "question",
    [
        "do you have it in teal?",
        "does this come in teal",
        "got the first one in teal?",
        "is it available in teal pls",
        "have you got that in teal, by any chance?",
        "does the cushion come in teal?",
        "you have this in teal color?",
    ],
)
def test_its_kind_is_searched_for_that_look(assistant, ranker, question: str) -> None:
    """No listing names a colour: what the model sees does."""
    state, [first, record] = ask(assistant(ranker), "a crimson cushion", question)
    assert [item["id"] for item in record["items"]] == ["P19"]
    assert f"“{first['items'][0]['title']}” is not listed in teal; this one is, by what the model" in record["reply"]
    assert record["constraints"]["kinds"] == ["cushion"]
    assert state.wanted.kinds == ("cushion",)


def test_what_is_so_itself_stands_first(assistant) -> None:
    _, [first, record] = ask(assistant(None), "a teal cushion", "do you have the first one in teal?")
    assert first["items"][0]["id"] == record["items"][0]["id"] == "P19"
    assert "is not listed in teal, but in its picture the model sees “It is round and teal”" in record["reply"]


def test_where_none_is_the_nearest_are_shown_and_said_to_be(assistant) -> None:
    _, [_, record] = ask(assistant(None), "a cushion", "does it come in black?")
    assert record["items"] and "and I found no other of its kind that is" in record["reply"]


def test_limits_and_the_next_words_hold(assistant) -> None:
    state, [_, record, after] = ask(
        assistant(None), "a cushion under 70", "do you have it in olive or teal?", "not teal"
    )
    assert {item["id"] for item in record["items"]} <= {"P19", "P22"}
    assert record["constraints"]["price_max"] == 70
    assert after["constraints"]["without"] == ["teal"] and state.wanted.kinds == ("cushion",)


def test_a_question_about_it_stays_one(assistant) -> None:
    for question in ("is it teal?", "is it made of wool?", "does it come in a box?"):
        _, [first, record] = ask(assistant(None), "a crimson cushion", question)
        assert [item["id"] for item in record["items"]] == [first["items"][0]["id"]]


def test_another_kind_by_name_is_a_request(assistant) -> None:
    _, [_, record] = ask(assistant(None), "a cushion", "do you have the stool in olive?")
    assert record["constraints"]["kinds"] == ["stool"]
    _, [record] = ask(assistant(None), "do you have it in black?")
    assert record["items"] == []


def item(id: str, description: str, seen: str) -> Item:
    return Item(Product(id, id.title(), description, kind="shelf"), 0, 1, 1, 0.0, False, seen)


def test_a_part_is_not_the_whole() -> None:
    black = Variant("black")
    assert is_seen("A round shelf with a matte black steel top and an oak foot.", black)
    assert not is_seen("A round shelf with an oak top and a matte black steel foot.", black)
    assert not is_seen("A round shelf in white wood with black stripes.", black)
    assert not is_seen("A round shelf striped in black, in white wood.", black)
    assert is_listed(Product("1", "Shelf", "This one comes in black."), black)
    assert not is_listed(Product("1", "Shelf", "Anything but black."), black)


def test_the_sentence_says_how_it_is_known() -> None:
    wren = Shown(Product("w", "The Wren", "White.", kind="shelf"), "A white shelf.")
    listed, seen = item("a", "Comes in black.", ""), item("b", "", "A black shelf.")
    footed, other = item("c", "", "A white shelf with an oak top, and a black foot."), item("d", "", "A red shelf.")
    black = Variant("black")

    def says(*items: Item) -> str:
        return about(wren, those_that_are(items, black), black)

    assert says(listed, listed, other) == "“The Wren” is not listed in black; these shelves are."
    assert says(listed) == "“The Wren” is not listed in black; this one is."
    assert says(listed, seen) == (
        "“The Wren” is not listed in black; these shelves are, "
        "by what the model sees in their pictures or by the listing."
    )
    assert says(footed, other) == "“The Wren” is not listed in black; this one has it in part."
    assert says(other) == "“The Wren” is not listed in black, and I found no other of its kind that is."
    assert about(wren, [listed], Variant("white")) == "The listing of “The Wren” says white."
