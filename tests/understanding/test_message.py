"""What one message says: what it is searched by, and whether it asks for anything."""

from __future__ import annotations

import time

import pytest

from understanding.message import MAX_CHARACTERS, clean, parse_message
from understanding.money.budget import Budget


def test_words_about_money_are_not_searched_for() -> None:
    assert parse_message("a brass lamp under 50 please").search == "a brass lamp please"
    assert parse_message("ok, but under 50").search == ""
    assert parse_message("no budget").any_price
    assert parse_message("great. i don't want to spend more than 15").search == ""
    assert parse_message("Lovely, but I only have 75 dollars").search == ""


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
    assert parse_message(message).kind == kind


def test_other_scripts_are_noticed() -> None:
    assert parse_message("一盏温暖的灯").foreign
    assert not parse_message("une lampe dorée").foreign


def test_18_000_characters_keep_the_end_and_its_budget() -> None:
    said = parse_message("a lamp " + "very " * 3_600 + "bright, under 50")
    assert said.shortened
    assert len(said.text) <= MAX_CHARACTERS
    assert said.text.startswith("a lamp")
    assert said.text.endswith("under 50")
    assert said.budget == Budget(None, 50)


@pytest.mark.parametrize("hostile", ["1," * 9_000, "under 1 " * 2_250, "between " * 2_250, "9" * 18_000, "1-" * 9_000])
def test_hostile_lengths_cost_no_time(hostile: str) -> None:
    began = time.perf_counter()
    parse_message(hostile)
    assert time.perf_counter() - began < 3


def test_prices_are_read_from_what_is_kept() -> None:
    assert parse_message("x " * 1_000 + "under 30 " + "y " * 1_000).budget == Budget()


@pytest.mark.parametrize(
    ("message", "search"),
    [("something cheaper", ""), ("do you have any cheaper ones?", ""), ("a less expensive lamp", "a lamp")],
)
def test_cheaper_is_about_money(message: str, search: str) -> None:
    said = parse_message(message)
    assert said.cheaper
    assert (said.search, said.budget) == (search, Budget())
    assert not parse_message("cheaper than $30").cheaper


def test_clean_text_can_be_stored_anywhere() -> None:
    assert clean("a\ud800 b\x00c \u202ed") == "a b c d"
