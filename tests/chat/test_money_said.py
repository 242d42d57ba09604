"""What a reply says of sums of money: how an open one was taken, and what limits nothing."""

from __future__ import annotations

import pytest

from chat import replies
from chat.assistant import Done
from chat.state import State
from understanding.money.budget import NO_DOUBTS, Budget, Doubts


def test_each_doubt_has_its_note() -> None:
    cap = Budget(None, 50)
    assert replies.about_money(NO_DOUBTS, cap, "USD") == []
    assert replies.about_money(Doubts(guessed=True), cap, "USD") == ["I took that to mean up to $50"]
    assert replies.about_money(Doubts(unread=("1.000 €",)), Budget(), "EUR") == ["I could not tell what 1.000 € limits"]
    [note] = replies.about_money(Doubts(not_taken=("₹500",)), Budget(), "USD")
    assert note == "prices here are in USD, so ₹500 limits nothing"
    [note] = replies.about_money(Doubts(as_own=("50 EUR",)), cap, "USD")
    assert note == "prices here are in USD, so I took 50 EUR as if it were USD"


@pytest.mark.parametrize(
    ("message", "note", "budget"),
    [
        ("a lamp, ₹500", "₹500 limits nothing", Budget()),
        ("a lamp, max. 500 EUR", "took 500 EUR", Budget(None, 500)),
        ("a lamp, my last one was $80", "could not tell what $80 limits", Budget()),
        ("these are all over 500", "to mean up to $500", Budget(None, 500)),
        ("₹500", "₹500 limits nothing", Budget()),
    ],
)
def test_a_turn_says_it(assistant, message: str, note: str, budget: Budget) -> None:
    *_, done = assistant(None).turn(State(), message, k=3)
    assert isinstance(done, Done)
    assert note in done.record["reply"]
    assert any(note in words for words in done.record["relaxed"])
    assert done.state.wanted.budget == budget


def test_a_limit_that_is_clear_is_not_talked_about(assistant) -> None:
    *_, done = assistant(None).turn(State(), "a lamp, nothing over $500", k=3)
    assert isinstance(done, Done)
    assert done.record["relaxed"] == []
