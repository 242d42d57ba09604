"""What asks for things that can be had now, what no longer does, and what is about something else."""

import time

import pytest

from understanding.limits.stock import find_stock, takes_stock_back


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("a lamp that is in stock", "a lamp"),
        ("a lamp available now", "a lamp"),
        ("a red vase, ready to ship", "a red vase"),
        ("only what you have in stock", None),
        ("a lamp, not sold out", "a lamp"),
        ("a rug that I can actually buy today", None),
        ("in stock lamps only", None),
        ("in-stock rugs", "rugs"),
        ("lamps in stock pls", None),
        ("nothing that's sold out please", None),
        ("only available ones", None),
        ("a mirror which is available immediately", None),
        ("show me what is currently available", None),
        ("hide the out of stock ones", None),
        ("must be in stock", None),
        ("a chair I can get right now", None),
        ("a vase, it should be in stock", None),
        ("anything you actually have?", None),
        ("no sold-out stuff", None),
        ("a bag, available for immediate delivery", "a bag"),
        ("something that ships today", "something"),
        ("only ones I could order right away", None),
        ("exclude items out of stock", None),
        ("which lamps do you have in stock?", None),
    ],
)
def test_what_can_be_had_now(text, rest):
    found, left = find_stock(text)
    assert found
    assert rest is None or left == rest
    assert "stock" not in left


@pytest.mark.parametrize(
    "text",
    [
        "is the second one in stock?",
        "is it in stock?",
        "do you have it in stock?",
        "are these in stock?",
        "a stock pot",
        "black stockings",
        "a lamp available in red",
        "when will the lamp be back in stock?",
        "is it available with a shade?",
        "a stocky vase",
        "what colours are available",
        "a photo frame for a stock photo",
        "a chair for today",
        "is the oak lamp in stock?",
        "which of these are in stock?",
    ],
)
def test_what_is_about_something_else(text):
    assert find_stock(text) == (False, text)
    assert not takes_stock_back(text)


@pytest.mark.parametrize(
    "text",
    [
        "it doesn't have to be in stock",
        "does not need to be available now",
        "in stock or not",
        "sold out is fine too",
        "stock doesn't matter",
        "even if it's sold out",
        "include sold out ones",
        "I don't mind waiting",
        "show me also the sold out ones",
        "forget about stock",
    ],
)
def test_what_is_sold_out_will_do(text):
    assert takes_stock_back(text)
    assert not find_stock(text)[0]


def test_long_texts_take_no_time():
    start = time.monotonic()
    for part in ("in stock ", "not the ", "that is only ", "available ", "i can buy it ", "nothing that is "):
        find_stock(part * (18_000 // len(part)))
        takes_stock_back(part * (18_000 // len(part)))
    assert time.monotonic() - start < 1
