"""The lowest rating that a message allows, read by hand."""

from __future__ import annotations

import time

import pytest

from understanding.limits.rating import find_rating, takes_rating_back
from understanding.message import parse_message
from understanding.money.budget import Budget


@pytest.mark.parametrize(
    ("message", "lowest"),
    [
        ("a pitcher with at least 4.5 stars", 4.5),
        ("rated 4 and up", 4),
        ("a wallet rated 4.5 or better", 4.5),
        ("with 4.5+ stars please", 4.5),
        ("well reviewed ones, 4.5 stars or more", 4.5),
        ("with good reviews. 4.5 stars at least", 4.5),
        ("and with good reviews, say 4.5 or more?", 4.5),
        ("only ones rated 4.5", 4.5),
        ("rated at least 4,5", 4.5),
        ("a rating above 4", 4),
        ("average rating of 4 or higher", 4),
        ("4.5 star rating and up", 4.5),
        ("four stars or better", 4),
        ("at least four and a half stars", 4.5),
        ("five and a half stars or more", 5),
        ("no less than 4 stars", 4),
        ("nothing below 4 stars", 4),
        ("4★ and up", 4),
        ("at least 4 out of 5", 4),
        ("4/5 or better", 4),
        ("at least 3 stars, no, at least 4 stars", 4),
        ("5 stars", None),
        ("a scarf with stars", None),
        ("a five star hotel look", None),
        ("between 4 and 5 stars", None),
        ("rated 4 stars or less", None),
        ("rated 4 or lower", None),
        ("at least 10 stars", None),
        ("10.5 stars and up", None),
        ("rated 18+", None),
        ("more than 5 reviews", None),
        ("at least 4 ratings", None),
        ("good reviews", None),
        ("at least 3 drawers", None),
        ("any rating", None),
    ],
)
def test_rating(message: str, lowest: float | None) -> None:
    assert find_rating(message)[0] == lowest


@pytest.mark.parametrize(
    ("message", "search"),
    [
        ("a pitcher with at least 4.5 stars in blue", "a pitcher in blue"),
        ("rated 4 and up", ""),
        ("oh and with good reviews, say 4.5 or more?", ""),
        ("a scarf with stars", "a scarf with stars"),
    ],
)
def test_words_about_ratings_are_not_searched_for(message: str, search: str) -> None:
    assert parse_message(message).search == search


def test_stars_are_no_money() -> None:
    said = parse_message("a lamp rated 4 or more, at least $20 and under 50")
    assert (said.rating_min, said.budget) == (4, Budget(20, 50))
    assert parse_message("a lamp rated 4 and up").budget == Budget()


@pytest.mark.parametrize("message", ["any rating", "ratings don’t matter", "forget the stars"])
def test_a_rating_can_be_taken_back(message: str) -> None:
    assert takes_rating_back(message)
    assert not takes_rating_back("rated 4 and up")


@pytest.mark.parametrize(
    "hostile", ["at least 4 " * 1_600, "4" * 18_000, "rated at of " * 1_500, "with a good " * 1_500]
)
def test_hostile_lengths_cost_no_time(hostile: str) -> None:
    began = time.perf_counter()
    find_rating(hostile)
    assert time.perf_counter() - began < 3


@pytest.mark.parametrize(
    ("text", "least"),
    [
        ("sunglasses with good reviews, say 4.3 up", 4.3),
        ("and 4.4 or better", 4.4),
        ("rain jacket, 4.4 stars upwards", 4.4),
        ("4.2+ please", 4.2),
        ("a 4.5 m cable or more", None),
        ("$4.50 or more", None),
        ("4.5 litres or more", None),
    ],
)
def test_a_rating_may_stand_alone_with_its_comparison(text: str, least: float | None) -> None:
    assert find_rating(text)[0] == least
