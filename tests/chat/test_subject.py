"""What was said of one subject ends with it; what was said of this one stays until it is taken back."""

from __future__ import annotations

import time
from typing import Any

import pytest

from catalog.schema import Product
from chat.state import State
from understanding.kinds.vocabulary import Vocabulary
from understanding.message import parse_message
from understanding.subject import is_for_all, is_left, lasting

SHOP = Vocabulary(
    ("fashion", "home"),
    *(("chair", "earrings", "floor lamp", "handbag", "mirror", "rug", "scarf", "shoes", "table lamp", "vase"),),
    ("Norrvik", "Maren Vale"),
)
PRICES = (60.0, 45.0, 120.0)


def after(*messages: str) -> dict[str, Any]:
    """The constraints that hold; three of the kind that is asked for are shown after every message."""
    state = State()
    for message in messages:
        state = state.update(parse_message(message, SHOP))
        kind = (state.wanted.kinds or ("thing",))[0]
        state = state.answered(
            [Product(f"{kind}{n}", "A thing", "45 cm tall", kind=kind, price=price) for n, price in enumerate(PRICES)]
        )
    return {name: value for name, value in state.constraints().items() if value not in (None, [])}


def kinds(*names: str) -> dict[str, Any]:
    return {"kinds": [*names]}


@pytest.mark.parametrize(
    "messages",
    [
        ("a handbag, not black", "cheaper", "a mirror in brass"),
        ("shoes in size 9, nothing with heels", "now show me mirrors"),
        ("a handbag by Maren Vale", "rated 4 and up", "next I need a mirror"),
        ("a handbag under 50", "ok thanks, and now a mirror for the hall"),
        ("handbags, no leather", "less shiny", "mirror??"),
        ("i need shoes size 9", "not black", "cheaper", "an art deco mirror"),
        ("a handbag", "too expensive", "ok forget the bag. a mirror"),
        ("a scarf around 30, not wool", "I'm also looking for a mirror"),
        ("scarf pls no stripes", "cheaper pls", "mirror pls"),
        ("would you have a handbag without fringes?", "a bit darker", "and for my flat, a mirror with oak frame"),
    ],
)
def test_a_new_subject_takes_nothing_along(messages: tuple[str, ...]) -> None:
    assert after(*messages) == kinds("mirror")


@pytest.mark.parametrize(
    ("messages", "without"),
    [
        (("a scarf. I'm allergic to wool", "now a rug"), ["wool"]),
        (("a handbag, I never wear leather", "and shoes?"), ["leather"]),
        (("shoes, not black. I hate glitter", "a vase for the hall"), ["glitter"]),
        (("earrings, I react to nickel, so no nickel", "a scandi chair"), ["nickel"]),
        (("a scarf, my wife can't stand silver", "a mirror for her"), ["silver"]),
        (("a handbag, I'm vegan so no leather", "and shoes"), ["leather"]),
        (("nothing shiny please", "a vase", "now a mirror"), ["shiny"]),
        (("a rug. we don't like velvet, and not red", "a chair"), ["velvet"]),
        (("a handbag, I don't like black on bags", "a chair"), []),
        (("a handbag but I hate this black", "a chair"), []),
        (("a vase, not glass", "a chair"), []),
    ],
)
def test_what_is_said_of_the_shopper_stays(messages: tuple[str, ...], without: list[str]) -> None:
    assert [term.split()[-1] for term in after(*messages).get("without", [])] == without


@pytest.mark.parametrize(
    ("messages", "price"),
    [
        (("a handbag, my budget is 50 for everything", "a chair"), 50),
        (("I have 80 to spend", "a scarf", "now a vase"), 80),
        (("a rug under 90, and nothing over 90 for each item please", "a chair"), 90),
        (("a lamp under 50", "actually, a rug"), 50),
        (("a vase under 50", "no, I meant a mirror"), 50),
        (("a vase under 50", "what about mirrors?"), 50),
        (("a vase under 50", "show me rugs instead"), 50),
        (("a table lamp under 50", "a floor lamp"), 50),
        (("a lamp under 50", "now a vase"), None),
        (("two lamps, max 50 each", "now a vase"), None),
        (("a lamp, my budget is 70", "I also need a rug"), None),
        (("a vase", "cheaper", "no, I meant a mirror"), None),
        (("a rug, max 200", "a chair, max 80"), 80),
    ],
)
def test_a_budget_is_of_the_thing_unless_it_is_of_all(messages: tuple[str, ...], price: float | None) -> None:
    assert after(*messages).get("price_max") == price


@pytest.mark.parametrize(
    ("messages", "expected"),
    [
        (("a table lamp", "less shiny", "a bit taller"), {"degrees": ["less shiny"], "sizes": ["taller than 45 cm"]}),
        (("a table lamp", "a bit taller", "less shiny"), {"degrees": ["less shiny"], "sizes": ["taller than 45 cm"]}),
        (("a table lamp", "darker", "and smaller please"), {"degrees": ["darker"], "sizes": ["smaller than 45 cm"]}),
        (("a table lamp", "plainer", "with an oak foot"), {"degrees": ["plainer"]}),
        (("a table lamp", "not so shiny", "something for the bedroom"), {"degrees": ["less shiny"]}),
        (("a table lamp", "less shiny", "in green"), {"degrees": ["less shiny"]}),
        (("a table lamp", "darker", "less shiny"), {"degrees": ["darker", "less shiny"]}),
        (("a table lamp", "darker", "under 80"), {"degrees": ["darker"], "price_max": 80.0}),
        (("a table lamp", "darker", "is there one by Norrvik"), {"degrees": ["darker"], "brands": ["Norrvik"]}),
        (("a table lamp", "darker", "actually lighter"), {"degrees": ["lighter"]}),
        (("a table lamp", "darker", "in white"), {}),
        (("a table lamp", "plainer", "with stripes"), {}),
        (("a table lamp", "less shiny", "polished brass"), {}),
        (("a table lamp, not glass", "less shiny", "taller", "in oak"), {"degrees": ["less shiny"]}),
    ],
)
def test_what_was_said_of_this_one_stays(messages: tuple[str, ...], expected: dict[str, Any]) -> None:
    found = after(*messages)
    assert found["kinds"] == ["table lamp"]
    assert expected.items() <= found.items()
    assert ("degrees" in found) == ("degrees" in expected)


@pytest.mark.parametrize(
    "message",
    [
        *("the lamp should be taller", "lamps with a linen shade", "in green", "something for the hall"),
        *("a lamp to go with my rug", "no, a table lamp", "something for a chair in the corner", "not that one"),
    ],
)
def test_what_names_no_other_thing_ends_nothing(message: str) -> None:
    found = after("a table lamp by Norrvik, not glass, under 90", message)
    assert found["brands"] == ["Norrvik"]
    assert found["price_max"] == 90
    assert "glass" in found["without"]


@pytest.mark.parametrize(
    "message",
    ["a vase to match", "a vase like that", "make it a vase", "a matching vase", "rather a vase", "or a vase?"],
)
def test_a_thing_to_go_with_it_or_in_its_place_takes_the_wish_along(message: str) -> None:
    found = after("a table lamp by Norrvik, not glass, under 90", message)
    assert found == {"kinds": ["vase"], "brands": ["Norrvik"], "without": ["glass"], "price_max": 90}


@pytest.mark.parametrize(
    "message", ["back to the handbags", "ok, back to handbags", "let's go back to the bag", "show me the bags again"]
)
def test_coming_back_takes_up_what_was_said_of_it(message: str) -> None:
    found = after("a handbag, not black, under 80", "a mirror, not round", message)
    assert found == {"kinds": ["handbag"], "without": ["black"], "price_max": 80}


@pytest.mark.parametrize("part", ["no ", "and so ", "I hate ", "on this ", "my x never ", ", ", "now a vase "])
def test_hostile_lengths_cost_no_time(part: str) -> None:
    text, began = part * (18_000 // len(part)), time.perf_counter()
    is_left(text, ["lamp"], ["vase"])
    lasting(text, ["leather"])
    is_for_all(text)
    assert time.perf_counter() - began < 0.5
