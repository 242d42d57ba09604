"""Refusals of what is in a thing, as shoppers say them, and what refuses nothing."""

import time

import pytest

from understanding.negation import refused, without_negated


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("fragrance-free cream", ("fragrance",)),
        ("vase (lead free pls)", ("lead",)),
        ("biscuits that contain no nuts", ("nuts",)),
        ("biscuits not containing nuts", ("nuts",)),
        ("biscuits that don't contain nuts", ("nuts",)),
        ("something which doesn’t include plastic", ("plastic",)),
        ("a cream free from parabens and alcohol", ("parabens", "alcohol")),
        ("a cream free of parabens, silicones or alcohol, under 20", ("parabens", "silicones", "alcohol")),
        ("biscuits without nuts and milk", ("nuts", "milk")),
        ("nut and gluten free biscuits", ("nut", "gluten")),
        ("gluten- and nut-free biscuits", ("gluten", "nut")),
        ("dairy-free, nut-free biscuits", ("dairy", "nut")),
        ("earrings sans nickel", ("nickel",)),
        ("biscuits, my son is allergic to nuts and eggs", ("nuts", "eggs")),
        ("a lamp, bulb not included", ("bulb",)),
        ("I don't eat nuts, any biscuits?", ("nuts",)),
        ("biscuits, I can't eat gluten", ("gluten",)),
        ("shoes, not real leather", ("leather",)),
        ("zero sugar snacks", ("sugar",)),
        ("I'm lactose intolerant, biscuits please", ("lactose",)),
        ("a soap bar that's free of palm oil and perfume", ("palm oil", "perfume")),
        ("perfume w/out alcohol pls", ("alcohol",)),
        ("a cushion with no feathers inside", ("feathers",)),
        ("a bag, non leather", ("leather",)),
        ("sugarfree biscuits", ("sugar",)),
        ("cookies, my daughter can't eat gluten", ("gluten",)),
        ("a lamp with no bulb included", ("bulb",)),
        ("no added sugar biscuits", ("added sugar",)),
    ],
)
def test_what_no_answer_may_contain(text, terms):
    assert refused(text) == terms
    assert not any(term in without_negated(text).split() for term in terms)


@pytest.mark.parametrize(
    "text",
    [
        "is delivery free of charge",
        "a cruelty-free lipstick",
        "a hands free lamp",
        "a zero waste kit",
        "a lamp that is free standing",
        "does it include a bulb",
        "biscuits that contain nuts",
        "I have free time and need a book",
        "feel free to show a vase",
    ],
)
def test_what_refuses_nothing(text):
    assert refused(text) == ()


def test_the_second_of_two_may_be_wanted():
    assert refused("a lamp without a shade and brass base") == ("shade",)
    assert "brass base" in without_negated("a lamp without a shade and brass base")


def test_long_texts_take_no_time():
    start = time.monotonic()
    for part in ("free of a, ", "a and b free ", "without nuts and ", "bulb not included ", "contain no ", "a- and "):
        refused(part * (18_000 // len(part)))
    assert time.monotonic() - start < 2
