"""What sets no price limit, what lifts one, and what is told of doubts. The right values are set by hand."""

from __future__ import annotations

import pytest

from understanding.money.budget import Budget, Doubts, read_money

NO_MONEY = [
    "a chest with 5 drawers",
    "a set of 6",
    "a 3 wick candle",
    "a 1970 look",
    "a lamp from the 1960s",
    "for my nan who is 80",
    "a gift for a 40 year old",
    "for somebody turning 50",
    "I need it by the 15th",
    "can it be here in 2 days",
    "size 9 boots",
    "50% off",
    "a 60 watt bulb",
    "open 24/7",
    "the XR-50 model",
    "iphone 15 case",
    "ring size around 18",
    "seats up to 8",
    "holds up to 60",
    "a table for 12",
    "dinner for 20",
    "width up to 60",
    "height under 50",
    "chest 80ish",
    "a bed about 90ish wide",
    "waist 90 or so",
    "shelf, 120 or so long",
    "around 60 tall",
    "at least 50 in width",
    "a 50 x 70 frame",
    "not above 60 cm",
    "between 20 and 30 cm",
    "20-30cm",
    "show me more than one",
    "more than 10 candles",
    "over 40 reviews",
    "a man over 60",
    "she's under 12",
    "they are over 50",
    "number 4 please",
    "#3",
    "option 2",
    "a lamp by 10 am",
    "at 10:30",
    "a grand piano",
    "a 14k gold ring",
    "max 2700k",
    "2 lamps and 3 vases",
    "20 each of the red and the blue",
    "no 5",
    "I have 30 guests",
    "the one on page 20",
    "double digits only",
    "under the 60 cm shelf",
    "a lamp with 12 arms",
    "over 100 years old",
    "a vase 2 fifty",
    "version 2.0",
    "spf 50",
    "made in 1950",
    "a size 40 dress",
    "ages 10 and up",
]


@pytest.mark.parametrize("message", NO_MONEY)
def test_what_is_no_money(message: str) -> None:
    money = read_money(message)
    assert (money.budget, money.doubts) == (Budget(), Doubts())


@pytest.mark.parametrize(
    "message",
    [
        "forget the limit",
        "never mind the price",
        "price is not an issue",
        "sky's the limit",
        "the sky is the limit",
        "drop the budget thing",
        "ignore what I said about money",
        "ignore the under 50 bit",
        "forget the 50 limit",
        "I don't care what it costs",
        "dont care how much",
        "cost is no object",
        "money's no object",
        "hang the expense",
        "whatever it costs",
        "no matter what it costs",
        "price doesn't really matter",
        "regardless of price",
        "it doesn't have to be under 50",
        "no need to keep it under 50",
        "scrap that limit",
        "lose the price cap",
        "unlimited budget",
        "ok forget about staying under 50",
        "not worried about the price",
        "the budget was too tight, ignore that",
    ],
)
def test_a_limit_is_lifted(message: str) -> None:
    assert read_money(message).any_price
    assert read_money(message).budget == Budget()


@pytest.mark.parametrize(
    "message",
    [
        "don't forget the budget",
        "don't ignore the price",
        "can you drop the price?",
        "price matters",
        "the price is an issue",
        "my budget is 50",
        "my limit is 50",
        "I care about the price",
        "what's the price?",
        "forget the lamp",
        "a budget lamp",
        "never forget the limit of 50",
        "no limits on colour",
    ],
)
def test_what_lifts_no_limit(message: str) -> None:
    assert not read_money(message).any_price


@pytest.mark.parametrize("message", ["nothing under 50", "these are over 50", "no leather over 50", "if it's over 50"])
def test_a_direction_that_stays_open_is_a_cap_and_said(message: str) -> None:
    assert (read_money(message).budget, read_money(message).doubts.guessed) == (Budget(None, 50), True)


@pytest.mark.parametrize("message", ["nothing over 50", "over 50", "under 50", "not under 50", "why not under 50?"])
def test_a_direction_that_is_clear_is_not_mentioned(message: str) -> None:
    assert not read_money(message).doubts


@pytest.mark.parametrize(
    ("message", "unread"),
    [
        ("I paid $90 for the last one", "$90"),
        ("a lamp, not $50", "$50"),
        ("two fifty dollars", "two fifty dollars"),
        ("I have a $20 voucher", "$20"),
        ("delivery is $5, right?", "$5"),
    ],
)
def test_money_that_no_rule_reads_is_named(message: str, unread: str) -> None:
    assert (read_money(message).budget, read_money(message).doubts.unread) == (Budget(), (unread,))


def test_another_currency_is_said_and_one_of_quite_another_worth_limits_nothing() -> None:
    assert read_money("under US$50", "USD").doubts == Doubts()
    assert read_money("under $50", "CAD").doubts == Doubts()
    assert read_money("under 50 bucks", "INR").budget == Budget(None, 50)
    euros = read_money("under 50 €", "USD")
    assert (euros.budget, euros.doubts.as_own) == (Budget(None, 50), ("50 €",))
    rupees = read_money("a lamp, ₹500", "USD")
    assert (rupees.budget, rupees.doubts.not_taken, rupees.rest) == (Budget(), ("₹500",), "a lamp")
    assert read_money("a lamp, ₹500", "INR").budget == Budget(None, 500)
    assert read_money("under 80 kr", "SEK").doubts == Doubts()


@pytest.mark.parametrize(
    ("message", "rest"),
    [
        ("a brass lamp, nothing that'll cost me more than 50", "a brass lamp"),
        ("a lamp for 50 euros", "a lamp"),
        ("a lamp in the $50 range", "a lamp"),
        ("60 is my absolute ceiling, a rug", "a rug"),
        ("a lamp, max. 50 EUR", "a lamp"),
        ("over 20 but under 45, a vase", "but , a vase"),
        ("a lamp that's black for under 50", "a lamp that's black"),
        ("a set of 6 mugs for 40 dollars", "a set of 6 mugs"),
    ],
)
def test_the_rest_says_nothing_of_money(message: str, rest: str) -> None:
    assert read_money(message).rest == rest
