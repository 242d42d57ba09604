"""What sums of money are to a shopper, in the words of many. The right values are set by hand."""

from __future__ import annotations

import time

import pytest

from understanding.money.amounts import amounts_of, number, words_of
from understanding.money.budget import ANY_PRICE, Budget, read_money

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
    "wouldn't want to drop more than 60 on it",
    "is 60 too little for a bag?",
    "I budgeted sixty for the mirror",
    "I'd sooner not pass the 60 mark",
    "it mustn't hit 60",
    "five hundred is what it costs elsewhere, mine is 60 max",
    "fifty max, could be persuaded to 60",
]


@pytest.mark.parametrize("message", CAPS)
def test_caps(message: str) -> None:
    assert read_money(message).budget == Budget(None, 60)


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
    assert read_money(message).budget == Budget(low, high)


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
    assert read_money(message).budget == Budget(None, high)


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
    assert read_money("under 80, no wait, under 40").budget == Budget(None, 40)
    assert read_money("around 60, at least 50").budget == Budget(50, 72)
    assert read_money("max $60, shipping $5 is fine").budget == Budget(None, 60)
    assert read_money("budget 60, hard limit 90").budget == Budget(None, 90)


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


@pytest.mark.parametrize("text", ["AB-1014", "ab-50", "do you have FJ-220?", "item KX-1299-B please", "ref mx-75"])
def test_a_code_is_no_price(text: str) -> None:
    assert read_money(text).budget == ANY_PRICE
