"""What is kept of a long conversation, and what "cheaper" means in it."""

from __future__ import annotations

from dataclasses import replace

from catalog.schema import Product
from chat.state import State
from retrieval.budget import Budget
from retrieval.understand import understand


def test_200_turns_are_trimmed_and_the_budget_survives() -> None:
    state = State().heard(understand("a lamp under 50"))
    for number in range(200):
        heard = state.heard(understand(f"turn {number}"))
        state = heard.answered([Product(f"P{number}", "A")])
    assert len(state.turns) == 40
    assert state.turns[-2].text == "turn 199"
    assert len(state.shown) == 200
    assert state.wanted.budget == Budget(None, 50)


def test_the_model_is_told_what_a_picture_can_show() -> None:
    state = State().heard(understand("a lamp under 50, rated 4 and up")).heard(understand("under 40"))
    assert [turn.text for turn in state.turns] == ["a lamp", "under 40"]


def test_cheaper_is_below_the_dearest_of_the_last_answer() -> None:
    state = State().heard(understand("a lamp")).answered([Product("A", "A", price=30), Product("B", "B", price=45)])
    assert state.heard(understand("something cheaper")).wanted.budget == Budget(None, 44.99)
    assert state.heard(understand("cheaper, under 20")).wanted.budget == Budget(None, 20)
    assert replace(state, dearest=None).heard(understand("something cheaper")).wanted.budget == Budget()
