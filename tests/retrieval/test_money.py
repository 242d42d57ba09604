"""What sums of money are to a shopper, in the words of many: read by hand before the reader was run."""

from __future__ import annotations

import time

import pytest

from retrieval.amounts import amounts_of, number, words_of
from retrieval.budget import Budget, Doubts, find_budget, read_money, takes_budget_back

CAPS = [
    "nothing that'll cost me more than 60",
    "without spending more than 60",
    "don't make it more than 60",
    "it won't cost me more than sixty bucks, will it",
    "a rug that doesn't set me back more than 60",
    "I'm not paying more than 60 for a lamp",
    "not willing to fork out more than 60",
    "I refuse to pay more than 60",
    "never more than 60 for a mug",
    "no lamp over 60",
    "a lamp, not a penny more than 60",
    "not a cent over 60 please",
    "please not above 60",
    "I couldn't possibly go past 60",
    "cant go higher than 60 im afraid",
    "I wouldnt want it to be more than 60 quid",
    "my wife says I mustn't go beyond 60",
    "skip anything over 60",
    "hide everything above 60 for me",
    "leave out the ones over 60",
    "over 60 is too much",
    "anything above 60 is out of the question",
    "over 60 and my husband will kill me",
    "if it's over 60 forget it",
    "will it cost me more than 60?",
    "would I have to spend more than 60?",
    "these are all over 60",
    "nothing dearer than 60",
    "nothing pricier than £60, love",
    "hoping not to exceed 60",
    "a vase without going over 60",
    "I'd rather it wasn't more than 60",
    "no more than 60 each",
    "I don't want to go above sixty",
    "have you nothing under 60?",
    "isn't there a lamp under 60?",
    "don't you have anything below 60?",
    "can you do it for less than 60?",
    "I can't find anything under 60",
    "haven't you got any for under 60",
    "not leather, under 60",
    "a bag that isn't leather under 60",
    "max. 60 EUR",
    "60€ max",
    "sixty quid tops",
    "keep it below 60",
    "I've got 60 to play with",
    "budget: 60",
    "budget = 60",
    "60 is my absolute ceiling",
    "60 is all I have",
    "sixty is as much as I can spend",
    "a lamp, $60",
    "for 60 euros",
    "a lamp for 60",
    "can I get a lamp for 60?",
    "would 60 be enough for a lamp",
    "what can 60 get me",
    "$60 and under",
    "60 bucks",
    "60.00 or less",
    "60,00 € höchstens",
    "under, say, 60",
    "anything south of 60",
    "sub 60 lamp",
    "sub-$60",
    "<$60",
    "<=60",
    "up to a maximum of 60",
    "spending limit of 60",
    "capped at 60",
    "let's keep it to 60",
    "the most I can do is 60",
    "I can stretch to 60",
    "around 50, could stretch to 60",
    "50 ideally, 60 at a push",
    "about 50 but no more than 60",
    "undr 60",
    "less then 60",
    "lamp les than 60",
    "below $60 pls",
    "saw one for $90 elsewhere, can you beat 60?",
    "they quoted 60 for that, anything lower?",
    "no dearer than 60 dollars",
    "unter 60 Euro",
    "moins de 60 euros",
    "por menos de 60",
    "a 60 dollar lamp",
    "I only have 60",
    "just got 60 bucks left",
    "my purse says 60 max",
    "for no more than about 60",
    "price should be under 60",
    "cost under 60",
    "keep the price below 60",
    "hmm 60 tops, and in brass",
    "60 is the limit",
    "could it be less than 60 maybe",
    "as long as it's not over 60",
    "provided it's under 60",
]


@pytest.mark.parametrize("message", CAPS)
def test_caps(message: str) -> None:
    assert find_budget(message)[0] == Budget(None, 60)


@pytest.mark.parametrize(
    ("message", "low", "high"),
    [
        ("at least 180, the cheap ones fall apart", 180, None),
        ("at least $180 because cheap ones break", 180, None),
        ("nothing under 50, the cheap ones look it", 50, None),
        ("a proper knife, nothing below 80", 80, None),
        ("don't show me anything under 40", 40, None),
        ("exclude anything under 40", 40, None),
        ("under 20 is rubbish", 20, None),
        ("I'd like to spend more than 100", 100, None),
        ("anything over 100", 100, None),
        ("it should cost more than 30", 30, None),
        ("$50 or more", 50, None),
        ("fifty and up", 50, None),
        ("minimum 70", 70, None),
        ("min. 70 max. 90", 70, 90),
        ("70 min 90 max", 70, 90),
        ("not less than 25", 25, None),
        ("upwards of 200 quid", 200, None),
        ("rugs starting at $150", 150, None),
        ("£30+", 30, None),
        ("nothing above 70 and nothing below 40", 40, 70),
        ("nothing over 70 or under 40", 40, 70),
        ("nothing below 40, nothing above 70", 40, 70),
        ("more than 40 less than 70", 40, 70),
        ("over 40 but under 70", 40, 70),
        ("at least 40, 70 at the very most", 40, 70),
        ("above 40 and below 70", 40, 70),
        ("not under 40 and not over 70", 40, 70),
        ("40 at least, 70 at most", 40, 70),
        ("no less than 40 and no more than 70", 40, 70),
        ("dearer than 40 yet cheaper than 70", 40, 70),
        ("between 40 and 70", 40, 70),
        ("somewhere from $40 to $70", 40, 70),
        ("40-70 dollars", 40, 70),
        ("40 – 70 €", 40, 70),
        ("betwen 40 an 70", 40, 70),
        ("between £40 & £70", 40, 70),
        ("1-2k", 1000, 2000),
        ("30ish", 24, 36),
        ("€50 or thereabouts", 40, 60),
        ("fifty dollars or so", 40, 60),
        ("in the region of 50", 40, 60),
        ("around the 50 mark", 40, 60),
        ("roughly fifty bucks", 40, 60),
        ("give or take $50", None, 50),
        ("20 or 30 dollars", 16, 36),
        ("just over 50", 40, 60),
    ],
)
def test_floors_and_ranges(message: str, low: float | None, high: float | None) -> None:
    assert find_budget(message)[0] == Budget(low, high)


@pytest.mark.parametrize(
    ("message", "high"),
    [
        ("under 1.000 €", 1000),
        ("under 1,000", 1000),
        ("max 1 000 €", 1000),
        ("under 1 250 €", 1250),
        ("under 1'200 CHF", 1200),
        ("under 1.299,00 €", 1299),
        ("under 1,299.50", 1299.5),
        ("under US$50", 50),
        ("₹500", 500),
        ("Rs. 500 max", 500),
        ("CHF 80", 80),
        ("80 kr", 80),
        ("£12.50", 12.5),
        ("$1.5k", 1500),
        ("under 2 grand", 2000),
        ("a grand tops", 1000),
        ("anything for a tenner", 10),
        ("a mug for a fiver", 5),
        ("up to a couple of hundred", 200),
        ("under 5 hundred dollars", 500),
        ("I don't want to go above a hundred", 100),
        ("under a 100", 100),
        ("50.- max", 50),
        ("under forty-five", 45),
        ("under EUR 45", 45),
        ("45 US dollars", 45),
        ("a fifty-dollar lamp", 50),
    ],
)
def test_sums_as_the_world_writes_them(message: str, high: float) -> None:
    assert find_budget(message)[0] == Budget(None, high)


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
        "not worried about the price",
        "the budget was too tight, ignore that",
    ],
)
def test_a_limit_is_lifted(message: str) -> None:
    assert takes_budget_back(message)
    assert find_budget(message)[0] == Budget()


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
    assert not takes_budget_back(message)


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
    assert find_budget(message)[1] == rest


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1.000", 1000),
        ("1,000", 1000),
        ("1.299,50", 1299.5),
        ("1,299.50", 1299.5),
        ("49,99", 49.99),
        ("0.500", None),
        ("1.2.3", None),
        ("12.3456", None),
        ("1,000,000", 1_000_000),
        ("10.5", 10.5),
    ],
)
def test_numbers(written: str, value: float | None) -> None:
    assert number(written) == value


def test_the_last_word_counts_and_bounds_overrule_what_is_about() -> None:
    assert find_budget("under 80, no wait, under 40")[0] == Budget(None, 40)
    assert find_budget("around 60, at least 50")[0] == Budget(50, 72)
    assert find_budget("max $60, shipping $5 is fine")[0] == Budget(None, 60)
    assert find_budget("budget 60, hard limit 90")[0] == Budget(None, 90)


@pytest.mark.parametrize(
    "hostile",
    [
        "under not " * 1_800,
        "$" * 18_000,
        "forty " * 3_000,
        "no limit " * 2_000,
        "forget the my " * 1_300,
        "is 's " * 3_000,
    ],
)
def test_hostile_lengths_cost_milliseconds(hostile: str) -> None:
    began = time.perf_counter()
    read_money(hostile)
    assert time.perf_counter() - began < 1


def test_an_amount_knows_its_words() -> None:
    words = words_of("under US$50")
    [amount] = amounts_of(words)
    assert (amount.value, amount.currency, [word.text for word in words[amount.first : amount.end]]) == (
        50,
        "USD",
        ["us$", "50"],
    )
