"""Budgets read by hand: what a message allows, and what two of them make."""

from __future__ import annotations

import time

import pytest

from understanding.money.amounts import MAX_AMOUNTS, amounts_of, words_of
from understanding.money.budget import Budget, read_money


@pytest.mark.parametrize(
    ("message", "low", "high"),
    [
        ("a lamp under 50", None, 50),
        ("a dog collar under 20", None, 20),
        ("laptop sleeve max 30", None, 30),
        ("a chest under 200", None, 200),
        ("a bust for under 80", None, 80),
        ("a scarf for my neck under 30", None, 30),
        ("a belt round my waist up to 30", None, 30),
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
        ("around $15–20", 15, 20),
        ("roughly 40 to 50 bucks", 40, 50),
        ("vase, $15-$20", 15, 20),
        ("€15-€20", 15, 20),
        ("about 15-20 dollars", 15, 20),
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
        ("one hundred and twenty dollars", None, 120),
        ("two hundred and fifty dollars or less", None, 250),
        ("between thirty and fifty", 30, 50),
        ("between a hundred and two hundred euros", 100, 200),
        ("a lamp for twelve hundred dollars tops", None, 1200),
        ("two thousand and five hundred dollars max", None, 2500),
        ("five dollars max", None, 5),
        ("over twenty dollars", 20, None),
        ("less than five drawers", None, None),
        ("between two and four drawers", None, None),
        ("between twenty and thirty drawers", None, None),
        ("nothing over $250", None, 250),
        ("none above 40", None, 40),
        ("hmm, i can't go over 120 dollars", None, 120),
        ("i don't want to spend more than 15", None, 15),
        ("I dont want to spend more than 30 on it", None, 30),
        ("I'd rather not pay more than 80", None, 80),
        ("it shouldn't cost more than 40", None, 40),
        ("it must not exceed 45", None, 45),
        ("nothing that costs more than 40", None, 40),
        ("I don’t want anything over $50", None, 50),
        ("not looking for anything above 100", None, 100),
        ("it should not be under 20", 20, None),
        ("I won't go below 20 dollars", 20, None),
        ("why not under 50?", None, 50),
        ("do you have nothing under 50?", None, 50),
        ("I can spend more than 100, say 150", 100, None),
        ("i've got $50 to spend and want a vase", None, 50),
        ("I’ve only got 75 dollars", None, 75),
        ("I only have 75 dollars left to spend", None, 75),
        ("50 to spend", None, 50),
        ("nothing over 5 shelves", None, None),
        ("not more than 3 drawers", None, None),
        ("I have 200 books", None, None),
        ("at least 4.5 stars", None, None),
        ("no budget", None, None),
    ],
)
def test_budget(message: str, low: float | None, high: float | None) -> None:
    assert read_money(message).budget == Budget(low, high)


@pytest.mark.parametrize(
    ("message", "rest"),
    [
        ("a brass lamp under 50 please", "a brass lamp please"),
        ("a lamp. I don't want to spend more than 60, in brass", "a lamp. I , in brass"),
        ("i've got $50 to spend and want a vase", "and want a vase"),
        ("glass, and nothing over $25", "glass, and"),
        ("no budget", ""),
        ("a set of four like the second one, under fifty dollars", "a set of four like the second one"),
        ("two hundred candles and one hundred holders", "two hundred candles and one hundred holders"),
    ],
)
def test_words_about_money_leave_the_text(message: str, rest: str) -> None:
    assert read_money(message).rest == rest


@pytest.mark.parametrize("message", ["no budget", "any price", "the price doesn’t matter", "forget the budget"])
def test_a_budget_can_be_taken_back(message: str) -> None:
    assert read_money(message).any_price
    assert not read_money("my budget is 50").any_price


@pytest.mark.parametrize(("low", "high"), [(80, 50), (None, 0), (None, -5)])
def test_contradictions(low: float | None, high: float | None) -> None:
    assert Budget(low, high).contradicts_itself()


def test_the_newer_words_win() -> None:
    assert Budget(20, 60).narrowed(Budget(None, 40)) == Budget(20, 40)
    assert Budget(50, 90).narrowed(Budget(None, 40)) == Budget(None, 40)


def test_only_so_many_prices_are_read() -> None:
    assert len(amounts_of(words_of("$1-" * 12_000))) == MAX_AMOUNTS


@pytest.mark.parametrize(
    "hostile",
    ["1," * 9_000, "under 1 " * 2_250, "don't want to " * 1_300, "9" * 18_000, "1-" * 9_000, "nothing that " * 1_400],
)
def test_hostile_lengths_cost_no_time(hostile: str) -> None:
    began = time.perf_counter()
    read_money(hostile)
    assert time.perf_counter() - began < 3
