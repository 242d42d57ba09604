"""What is kept of a long conversation, and what "cheaper" means in it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from catalog.schema import Product
from chat.state import State
from understanding.kinds.vocabulary import Vocabulary
from understanding.message import parse_message
from understanding.money.budget import Budget


def test_200_turns_are_trimmed_and_the_budget_survives() -> None:
    state = State().update(parse_message("a lamp under 50"))
    for number in range(200):
        heard = state.update(parse_message(f"turn {number}"))
        state = heard.answered([Product(f"P{number}", "A")])
    assert len(state.turns) == 40
    assert state.turns[-2].text == "turn 199"
    assert len(state.shown) == 200
    assert state.wanted.budget == Budget(None, 50)


def test_the_model_is_told_what_a_picture_can_show() -> None:
    state = State().update(parse_message("a lamp under 50, rated 4 and up")).update(parse_message("under 40"))
    assert [turn.text for turn in state.turns] == ["a lamp", "under 40"]


def test_cheaper_is_below_the_first_of_the_last_answer() -> None:
    state = State().update(parse_message("a lamp")).answered([Product("A", "A", price=30), Product("B", "B", price=45)])
    assert state.update(parse_message("something cheaper")).wanted.budget == Budget(None, 29.99)
    assert state.update(parse_message("cheaper, under 20")).wanted.budget == Budget(None, 20)
    assert replace(state, focus=1).update(parse_message("something cheaper")).wanted.budget == Budget(None, 44.99)
    assert replace(state, last=()).update(parse_message("something cheaper")).wanted.budget == Budget()


def test_taller_is_beside_what_is_shown() -> None:
    shown = [Product("A", "A", description="45 cm tall, 36 cm across"), Product("B", "B", description="60 cm tall")]
    state = State().update(parse_message("a lamp")).answered(shown)

    def sizes(message: str) -> list[str]:
        return [size.words for size in state.update(parse_message(message)).wanted.sizes]

    assert sizes("something taller") == ["taller than 45 cm"]
    assert sizes("like the second one but taller") == ["taller than 60 cm"]
    assert sizes("taller, at least 80 cm") == ["at least 80 cm"]
    assert sizes("darker") == []
    unlisted = Product("C", "C", description="No size.")
    state = state.answered([unlisted, *shown])
    assert sizes("something taller") == ["taller than 45 cm"], "the first that says its own"
    assert sizes("like the first one but taller") == []
    assert State().update(parse_message("something taller")).wanted.sizes == ()


SHOP = Vocabulary((), ("table lamp", "floor lamp", "vase", "rug"), ())


def said(*messages: str) -> State:
    state = State()
    for message in messages:
        state = state.update(parse_message(message, SHOP)).answered([Product("P", "A thing")])
    return state


@pytest.mark.parametrize(
    "message", ["now a blue vase", "no, a shiny one: a vase", "thanks. now a vase for the hall", "and a striped rug"]
)
def test_another_kind_with_wishes_of_its_own_is_ranked_by_what_is_said_of_it(message: str) -> None:
    state = said("a table lamp in warm metal", "something less shiny", message)
    assert [turn.text for turn in state.turns_on_subject] == [state.turns[4].text, "I showed: A thing."]
    assert len(state.turns) == 6, (
        "the conversation is kept whole: what is exported, and what can be undone, is all of it"
    )
    assert [turn.text for turn in said("a lamp in brass", message, "taller").turns_on_subject][-2] == "taller"
    assert len(said("a lamp in brass", message, "taller").turns_on_subject) == 4
    assert state.wishes == (message,), "what a card gives as its reason is of this subject too"
    assert said("a lamp in brass", message, "taller", "under 40").wishes == (message, "taller")


@pytest.mark.parametrize(
    "message",
    [
        *("vases?", "show me vases instead", "no, I meant a vase", "make it a vase", "a floor lamp"),
        *("a vase to match", "a blue vase like that", "in blue", "a blue lamp", "something for the hall"),
    ],
)
def test_what_was_said_stays_where_the_kind_alone_is_new_or_is_not_new(message: str) -> None:
    state = said("a table lamp in warm metal", message)
    assert state.turns_on_subject == state.turns and state.wishes == ("a table lamp in warm metal", message)


def test_more_like_a_product_of_another_kind_is_about_that_one() -> None:
    state = said("a table lamp in warm metal")
    assert len(state.more_like(Product("R", "Runa Rug", kind="rug"), "").turns_on_subject) == 1
    assert len(state.more_like(Product("L", "Lume Lamp", kind="table lamp"), "").turns_on_subject) == 3
    assert len(state.less_like(Product("R", "Runa Rug", kind="rug")).turns_on_subject) == 3
