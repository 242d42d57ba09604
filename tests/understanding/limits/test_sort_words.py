"""The order that a message asks for, and what only sounds like one."""

import time

import pytest

from catalog.listing.order import Sort
from understanding.limits.sort_words import find_sort, takes_sort_back


def called(word):
    return (word.rstrip("s"),) if word.rstrip("s") in ("lamp", "rug", "sofa", "bag", "vase") else ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("cheapest lamp", "cheapest first"),
        ("the lamp that costs the least", "cheapest first"),
        ("whichever rug is priced lowest", "cheapest first"),
        ("show me your cheapest lamps", "cheapest first"),
        ("the least expensive rug you have", "cheapest first"),
        ("I want the cheapest lamp", "cheapest first"),
        ("we want the smallest rug", "smallest first"),
        ("a lamp at the lowest price", "cheapest first"),
        ("whats the cheapest sofa?", "cheapest first"),
        ("the least expensive first", "cheapest first"),
        ("lowest price first", "cheapest first"),
        ("sort by price", "cheapest first"),
        ("can you sort these by price please", "cheapest first"),
        ("order them by price, lowest first", "cheapest first"),
        ("price low to high", "cheapest first"),
        ("cheap ones first", "cheapest first"),
        ("from cheapest to most expensive", "cheapest first"),
        ("rugs, most affordable first", "cheapest first"),
        ("most expensive lamp", "most expensive first"),
        ("the priciest vase", "most expensive first"),
        ("sort by price high to low", "most expensive first"),
        ("highest price first", "most expensive first"),
        ("lamps by price, descending", "most expensive first"),
        ("best rated lamp", "best rated first"),
        ("the highest rated one under 50", "best rated first"),
        ("top-rated rugs", "best rated first"),
        ("a lamp with the best reviews", "best rated first"),
        ("order them by rating", "best rated first"),
        ("sorted by stars", "best rated first"),
        ("which lamp has the highest rating", "best rated first"),
        ("most reviewed", "most reviewed first"),
        ("your most popular bag", "most reviewed first"),
        ("sort by popularity", "most reviewed first"),
        ("bestsellers please", "most reviewed first"),
        ("rank by number of reviews", "most reviewed first"),
        ("the smallest rug", "smallest first"),
        ("I'm looking for the biggest rug you have", "biggest first"),
        ("tallest floor lamp", "tallest first"),
        ("narrowest sofa", "narrowest first"),
        ("sort by size, largest first", "biggest first"),
        ("why not the cheapest lamp", "cheapest first"),
        ("don't care how it looks, just the cheapest lamp", "cheapest first"),
    ],
)
def test_an_order(text, words):
    sort, rest, _ = find_sort(text, called)
    assert sort is not None and sort.words == words
    assert not any(word in rest for word in ("cheapest", "expensive", "rated", "sort", "first", "popular", "est "))


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("which lamp has been reviewed most?", "reviews"),
        ("the rug people buy most", "reviews"),
        ("the vase that is bought the most often", "reviews"),
        ("lamps rated highest", "rating"),
        ("whichever rug scores best", "rating"),
        ("the sofa that costs the most", "-price"),
    ],
)
def test_an_order_told_by_its_verb(text, by):
    sort, _, _ = find_sort(text, called)
    assert sort is not None and sort.by == by


@pytest.mark.parametrize(
    "text",
    [
        "a cheap lamp",
        "a good cheap lamp",
        "the most beautiful lamp",
        "best lamp for reading",
        "the best one",
        "a lamp for the smallest room",
        "a vase for my tallest flowers",
        "I'm not the biggest fan of chrome",
        "not the cheapest lamp",
        "it doesn't have to be the cheapest",
        "a rug in the largest size",
        "the cheapest of these",
        "a cheapest-looking lamp",
        "in the most popular colour",
        "my cheapest lamp broke, a new one please",
        "a highly rated lamp",
        "rated 4 and up",
        "popular lamps",
        "I want to order a lamp",
        "in order to read I need a lamp",
        "a lamp by Mira, in brass",
        "the longest lasting candle",
        "something less expensive",
        "the highest shelf",
        "a big lamp",
        "it costs most of my salary",
        "I bought most things here before",
        "it costs most people a month of work",
        "the lamp most people bought most recently",
        "what sort of lamp goes with oak by the window",
        "cheaper than the cheapest one",
    ],
)
def test_what_is_no_order(text):
    assert find_sort(text, called)[0] is None


@pytest.mark.parametrize(
    "text",
    [
        "it doesn't have to be the cheapest",
        "don't sort them",
        "any order is fine",
        "no sorting please",
        "stop sorting by price",
        "it needn't be sorted",
        "the order doesn't matter",
        "not necessarily the cheapest",
    ],
)
def test_any_order_will_do(text):
    assert takes_sort_back(text)
    assert find_sort(text, called)[0] is None


def test_no_order_is_taken_back():
    for text in ("don't order a lamp", "cheapest lamp", "sort by price", "in black", "any lamp"):
        assert not takes_sort_back(text)


def test_what_is_left_is_searched():
    assert find_sort("I don't want the cheapest rug, just a round one", called)[:2] == (None, "a rug, just a round one")
    assert find_sort("actually forget the sorting", called)[:2] == (None, "actually")
    assert find_sort("list rugs by price descending", called)[:2] == (Sort("-price"), "rugs")
    assert find_sort("the second cheapest lamp", called)[:2] == (Sort("price"), "lamp")
    assert find_sort("lamps, cheapest to most expensive", called)[:2] == (Sort("price"), "lamps")
    assert find_sort("the cheapest red lamp", called)[:2] == (Sort("price"), "red lamp")
    assert find_sort("lamps sorted by rating", called)[:2] == (Sort("rating"), "lamps")


def test_long_texts_take_no_time():
    start = time.monotonic()
    for part in ("sort the ", "cheapest of these ", "not the be to ", "biggest x ", "from the high to ", "list by "):
        find_sort(part * (18_000 // len(part)), called)
        takes_sort_back(part * (18_000 // len(part)))
    assert time.monotonic() - start < 1
