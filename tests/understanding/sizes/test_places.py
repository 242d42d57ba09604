"""Sizes in messages: limits, what they are limits of, and what is measured beside the product."""

from __future__ import annotations

import math
import time

import pytest

from understanding.sizes.requested import find_sizes


def heard(message: str) -> list[tuple[str, int, str]]:
    """(at most | at least | about, centimetres, axis) of each length asked for."""
    found = []
    for size in find_sizes(message):
        for low, high in size.bounds:
            kind = "at most" if low == 0 else "at least" if math.isinf(high) else "about"
            value = high if low == 0 else low if math.isinf(high) else (low + high) / 2
            found.append((kind, round(value / 10.015) if low == 0 else round(value / 10), size.axis))
    return found


@pytest.mark.parametrize(
    ("message", "said"),
    [
        # A place that the product goes into or under caps it.
        ("a bowl that fits in a 30 cm cupboard", [("at most", 30, "")]),
        ("a bowl to fit inside a 30cm cabinet", [("at most", 30, "")]),
        ("something that goes into a 25 cm drawer", [("at most", 25, "")]),
        ("it goes under a window sill of 40 cm", [("at most", 40, "height")]),
        ("it has to go under a 70 cm desk", [("at most", 70, "height")]),
        ("a stool that fits under a table 72 cm high", [("at most", 72, "height")]),
        ("must slide under my bed which is 30 cm off the floor", [("at most", 30, "height")]),
        ("a vase for a 30 cm shelf", [("at most", 30, "width")]),
        ("a bookcase for an 80 cm wide alcove", [("at most", 80, "width")]),
        ("a bookcase for an alcove of 80 cm", [("at most", 80, "width")]),
        ("fits a niche that's only 60 cm wide", [("at most", 60, "width")]),
        ("to stand on a ledge 15 cm deep", [("at most", 15, "depth")]),
        ("for a shelf that is 30 cm deep", [("at most", 30, "depth")]),
        ("needs to fit a gap of about 45cm", [("at most", 45, "width")]),
        ("a cabinet to go in a 2 ft 6 in space", [("at most", 76, "width")]),
        ("the gap is 50 cm, so a cabinet narrower than that", [("at most", 50, "width")]),
        ("i have 1.2 m of ceiling there, a lamp shorter than that", [("at most", 120, "height")]),
        ("the alcove is 92cm across, so it has to be under that", [("at most", 92, "diameter")]),
        ("I've only got 60 cm between the bed and the wall for a nightstand", [("at most", 60, "width")]),
        ("there's only 45 cm of space", [("at most", 45, "width")]),
        # Of something else: no limit.
        ("console not deeper than 35cm pls, hallway is 1m wide", [("at most", 35, "depth")]),
        ("the kitchen is 3 m long and i need a lamp", []),
        ("a rug for a room 4 m long", []),
        ("my wall is 2 m", []),
        ("the wall's 2 metres", []),
        ("I'm 185 cm tall", []),
        ("im 6'4\" and need a coat", []),
        ("my husband is 6 ft 4", []),
        ("he's 1.90 m", []),
        ("a chair for a 6ft tall man", []),
        ("for someone who is 5'2\"", []),
        ("sofa's 2 metres long, which rug suits it", []),
        ("our table is 2 m long", []),
        ("a lamp beside a 2 m sofa", []),
        ("a pendant for a ceiling of 2.4 m", []),
        ("a runner for a 2 m table", []),
        ("a bracelet, my wrist is 15 cm", []),
        ("hat for a 58 cm head", []),
        ("belt for a 38 inch waist", []),
        ('a bag for my 14" laptop', []),
        ("a sleeve for a 13-inch macbook", []),
        ("we've a 3m long dining table, after a runner", []),
        ("lamp for beside my bed, bedside table is only 40cm square", []),
        ("can i have a 30 cm vase", [("about", 30, "")]),
        ("do you have a 30 cm vase", [("about", 30, "")]),
        ("what i need is 30 cm tall", [("about", 30, "height")]),
        ("vase that is 30 cm tall", [("about", 30, "height")]),
        ("cabinet which measures 90 cm", [("about", 90, "")]),
        ("an album for 10 x 15 cm photos", []),
    ],
)
def test_measured_beside_the_product(message: str, said: list[tuple[str, int, str]]) -> None:
    assert heard(message) == said


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("a rug smaller than 150 cm wide", [("at most", 150, "width")]),
        ("width not to exceed 60 cm", [("at most", 60, "width")]),
        ("no wider then 60 cm", [("at most", 60, "width")]),
        ("no widder than 60cm", [("at most", 60, "width")]),
        ("nothing over 60 cm", [("at most", 60, "")]),
        ("nothing that's more than 60 cm wide", [("at most", 60, "width")]),
        ("i don't want anything taller than 50 cm", [("at most", 50, "height")]),
        ("it can't be over 2 m", [("at most", 200, "")]),
        ("it cant be any wider than 60 cm", [("at most", 60, "width")]),
        ("mustn't stand above 40 cm", [("at most", 40, "height")]),
        ("shouldn't exceed 40 cm in height", [("at most", 40, "height")]),
        ("without going over 40 cm", [("at most", 40, "")]),
        ("it can only be 40 cm across", [("at most", 40, "diameter")]),
        ("90 cm or it won't go through the door", [("at most", 90, "")]),
        ("max. height 180 cm", [("at most", 180, "height")]),
        ("maximum width of 90cm", [("at most", 90, "width")]),
        ("width max 90 cm", [("at most", 90, "width")]),
        ("up to 3 ft tall", [("at most", 91, "height")]),
        ("under 6 ft 4 in", [("at most", 193, "")]),
        ("at most 5'2\" long", [("at most", 157, "length")]),
        ("90 cm tops", [("at most", 90, "")]),
        ("60cm or under", [("at most", 60, "")]),
        ("60 cm and below", [("at most", 60, "")]),
        ("less than 60cm in width", [("at most", 60, "width")]),
        ("H 45 x W 30 x D 20 cm max", [("at most", 45, "height"), ("at most", 30, "width"), ("at most", 20, "depth")]),
        ("nothing under 60 cm", [("at least", 60, "")]),
        ("not less than 60 cm", [("at least", 60, "")]),
        ("nothing shorter than 60 cm", [("at least", 60, "height")]),
        ("it shouldn't be less than 2 m long", [("at least", 200, "length")]),
        ("2 m or longer", [("at least", 200, "length")]),
        ("60 cm or greater", [("at least", 60, "")]),
        ("up to a metre twenty", [("at most", 120, "")]),
        ("not more as 25 cm deep", [("at most", 25, "depth")]),
        ("not bothered about width but keep the height under 1.2m", [("at most", 120, "height")]),
        ("2 metres or more in length", [("at least", 200, "length")]),
        ("rug, six by nine feet", [("about", 183, ""), ("about", 274, "")]),
        ("between thirty and forty cm", [("about", 35, "")]),
        ("inner diameter min. 22cm", [("at least", 22, "diameter")]),
        ("around a metre and a half long", [("about", 150, "length")]),
        ("two metres and a half tall", [("about", 250, "height")]),
        ("taller 80 cm", [("at least", 80, "height")]),
        ("2.3m drop minimum", [("at least", 230, "")]),
        ("a 30 cm vase or smaller", [("at most", 30, "")]),
        ("a 30 cm vase max", [("at most", 30, "")]),
        ("80 cm wide, max 40 cm deep", [("about", 80, "width"), ("at most", 40, "depth")]),
        ("30 cm, nothing smaller than that", [("about", 30, "")]),
        ("60 cm upwards", [("at least", 60, "")]),
        ("a minimum width of 1 m", [("at least", 100, "width")]),
        ("at least six feet tall", [("at least", 183, "height")]),
        ("a sofa 6 ft 4 in long", [("about", 193, "length")]),
        ("a sofa 6'4\" long", [("about", 193, "length")]),
        ("a two metre sofa", [("about", 200, "")]),
        ("half a metre tall", [("about", 50, "height")]),
        ("a rug 5' x 7'", [("about", 152, ""), ("about", 213, "")]),
        ("a rug 200x300", [("about", 200, ""), ("about", 300, "")]),
        ("a frame 31 1/2 in wide", [("about", 80, "width")]),
        ("thirty cm or so", [("about", 30, "")]),
        ("in the region of 40 cm", [("about", 40, "")]),
        ("I have room for a 30 cm vase", [("about", 30, "")]),
        ("in the market for a 2 m sofa", [("about", 200, "")]),
    ],
)
def test_limits(message: str, said: list[tuple[str, int, str]]) -> None:
    assert heard(message) == said


@pytest.mark.parametrize(
    "message",
    [
        "a 3 seater sofa",
        "12 month warranty",
        "size matters",
        "a 2 in 1 lamp",
        "5 star rating",
        "a 7 piece set",
        "24 carat gold",
        "something from the 70's",
        "a chair with 4 feet",
        "i need 3 in black",
        "a frame 4x6",
        "under 30 euros",
        "100% cotton",
        "a mug for my 9 year old",
        "two lamps",
        "one size up",
        "a ruler pattern",
        "5 m away from the door",
        "is it more than what i need",
        "model 30",
    ],
)
def test_no_size(message: str) -> None:
    assert find_sizes(message) == ()


def test_a_litre_in_words() -> None:
    (size,) = find_sizes("a jug that does a litre at least")
    assert size.family == "volume"
    assert size.bounds[0][0] == pytest.approx(1000, rel=0.01)


@pytest.mark.parametrize(
    "text", ["nothing " * 2_000 + "over 3 cm", "in a " * 4_000 + "3 cm shelf", "max " * 4_000, "for a 3 cm " * 1_500]
)
def test_hostile_texts_cost_little(text: str) -> None:
    began = time.monotonic()
    find_sizes(text[:18_000])
    assert time.monotonic() - began < 0.5
