"""What words mean: budgets read by hand, and messages that ask for nothing."""

from __future__ import annotations

import time

import pytest

from catalog.schema import Product
from chat.state import Budget, State
from chat.understand import MAX_CHARACTERS, MAX_MENTIONS, _mentions, clean, understand


@pytest.mark.parametrize(
    ("message", "low", "high"),
    [
        ("a lamp under 50", None, 50),
        ("between 20 and 40", 20, 40),
        ("between 80 and 40", 40, 80),
        ("cheaper than $30", None, 30),
        ("up to 60 dollars", None, 60),
        ("$20-40 bag", 20, 40),
        ("20 to 40 dollars", 20, 40),
        ("at least $20 and under 50, brass", 20, 50),
        ("no more than 60", None, 60),
        ("no less than 20", 20, None),
        ("not over 45", None, 45),
        ("$50 or less", None, 50),
        ("50 max", None, 50),
        ("my budget is 1,200", None, 1200),
        ("under 1.5k", None, 1500),
        ("under $5.99", None, 5.99),
        ("around $50", 40, 60),
        ("under 80, no wait, under 40", None, 40),
        ("under 50 cm wide", None, None),
        ("at most 3 drawers", None, None),
        ("more than 100 reviews", None, None),
        ("a 1960s look, from 1960 to 1970", None, None),
        ("something for under the bed", None, None),
        ("a chest with less than 5 drawers", None, None),
        ("between 2 and 4 drawers", None, None),
        ("over 5 shelves", None, None),
        ("under 10 candles", None, None),
        ("a mirror above 2 sinks", None, None),
        ("for under 18s", None, None),
        ("3 or more drawers", None, None),
        ("under $10 candles", None, 10),
        ("under 50 brass lamps", None, 50),
        ("under 50 as a gift", None, 50),
        ("under forty dollars", None, 40),
        ("between twenty and forty-five dollars", 20, 45),
        ("up to a hundred bucks", None, 100),
        ("one hundred and twenty dollars", None, None),
        ("no budget", None, None),
    ],
)
def test_budget(message: str, low: float | None, high: float | None) -> None:
    assert understand(message).budget == Budget(low, high)


def test_words_about_money_are_not_searched_for() -> None:
    assert understand("a brass lamp under 50 please").search == "a brass lamp please"
    assert understand("ok, but under 50").search == ""
    assert understand("no budget").any_price


@pytest.mark.parametrize(("low", "high"), [(80, 50), (None, 0), (None, -5)])
def test_contradictions(low: float | None, high: float | None) -> None:
    assert Budget(low, high).contradicts_itself()


def test_the_newer_words_win() -> None:
    assert Budget(20, 60).narrowed(Budget(None, 40)) == Budget(20, 40)
    assert Budget(50, 90).narrowed(Budget(None, 40)) == Budget(None, 40)


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("", "empty"),
        (" \n\t", "empty"),
        ("\x00\x07", "empty"),
        ("\ud800", "empty"),
        ("😀🛋️", "emoji"),
        ("???", "emoji"),
        ("hi", "greeting"),
        ("Good evening!", "greeting"),
        ("hello, a lamp", "request"),
        ("thanks so much!!", "thanks"),
        ("مصباح دافئ", "request"),
        ("一盏温暖的灯", "request"),
    ],
)
def test_kinds(message: str, kind: str) -> None:
    assert understand(message).kind == kind


def test_other_scripts_are_noticed() -> None:
    assert understand("一盏温暖的灯").foreign
    assert not understand("une lampe dorée").foreign


def test_18_000_characters_keep_the_end_and_its_budget() -> None:
    said = understand("a lamp " + "very " * 3_600 + "bright, under 50")
    assert said.shortened
    assert len(said.text) <= MAX_CHARACTERS
    assert said.text.startswith("a lamp")
    assert said.text.endswith("under 50")
    assert said.budget == Budget(None, 50)


@pytest.mark.parametrize("hostile", ["1," * 9_000, "under 1 " * 2_250, "between " * 2_250, "9" * 18_000, "1-" * 9_000])
def test_hostile_lengths_cost_no_time(hostile: str) -> None:
    began = time.perf_counter()
    understand(hostile)
    assert time.perf_counter() - began < 3


def test_prices_are_read_from_what_is_kept_and_only_so_many() -> None:
    assert len(_mentions("$1-" * 12_000)) == MAX_MENTIONS
    assert understand("x " * 1_000 + "under 30 " + "y " * 1_000).budget == Budget()


@pytest.mark.parametrize(
    ("message", "search"),
    [("something cheaper", ""), ("do you have any cheaper ones?", ""), ("a less expensive lamp", "a lamp")],
)
def test_cheaper_is_about_money(message: str, search: str) -> None:
    said = understand(message)
    assert said.cheaper
    assert (said.search, said.budget) == (search, Budget())
    assert not understand("cheaper than $30").cheaper


def test_clean_text_can_be_stored_anywhere() -> None:
    assert clean("a\ud800 b\x00c \u202ed") == "a b c d"


def test_200_turns_are_trimmed_and_the_budget_survives() -> None:
    state = State()
    for number in range(200):
        heard = state.heard(f"turn {number}", f"turn {number}", Budget(None, 50))
        state = heard.answered([Product(f"P{number}", "A")])
    assert len(state.turns) == 40
    assert state.turns[-2].text == "turn 199"
    assert len(state.shown) == 200
    assert state.budget == Budget(None, 50)
