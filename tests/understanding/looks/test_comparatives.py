"""More or less of a look: what asks for it, and what only sounds so."""

from __future__ import annotations

import pytest

from understanding.looks.comparatives import Comparative, as_looks, find_comparatives, without_comparatives

SHINIER, LESS_SHINY = Comparative("shine", True), Comparative("shine", False)
DARKER, LIGHTER = Comparative("shade", True), Comparative("shade", False)
BUSIER, PLAINER = Comparative("pattern", True), Comparative("pattern", False)
BOLDER, MORE_NEUTRAL = Comparative("colour", True), Comparative("colour", False)
ROUNDER, MORE_ANGULAR = Comparative("shape", True), Comparative("shape", False)
CLEARER, LESS_CLEAR = Comparative("clearness", True), Comparative("clearness", False)


@pytest.mark.parametrize(
    ("text", "degrees", "look"),
    [
        ("something less shiny", (LESS_SHINY,), "something matte, not shiny"),
        ("a bit less glossy please", (LESS_SHINY,), "matte, not shiny please"),
        ("Not so shiny", (LESS_SHINY,), "matte, not shiny"),
        ("it isn't shiny enough", (SHINIER,), "it shiny"),
        ("it isn't so dark, any darker ones?", (DARKER,), "it light, any dark ones?"),
        ("less pattern, more colour", (PLAINER, BOLDER), "plain, bold"),
        ("less matte", (SHINIER,), "shiny"),
        ("it's too dark for me", (LIGHTER,), "it's light for me"),
        ("like the second one but much darker", (DARKER,), "like the second one but dark"),
        ("a little brighter", (LIGHTER,), "light"),
        ("not too bright", (DARKER,), "dark"),
        ("not as dark as", (LIGHTER,), "light"),
        ("darker than", (DARKER,), "dark"),
        ("is there anything darker?", (DARKER,), "is there anything dark?"),
        ("for my office something plainer", (PLAINER,), "for my office something plain"),
        ("for my mum less shiny", (LESS_SHINY,), "for my mum matte, not shiny"),
        ("too busy, and a touch plainer", (PLAINER,), "plain, and plain"),
        ("more patterned", (BUSIER,), "patterned"),
        ("more colorful or less colourful", (MORE_NEUTRAL,), "bold or neutral"),
        ("a rounder one, less see-through", (ROUNDER, LESS_CLEAR), "a round one, opaque, not see-through"),
        ("too boxy and not transparent enough", (ROUNDER, CLEARER), "round and see-through"),
        ("less round", (MORE_ANGULAR,), "square, not round"),
        ("bolder and even darker", (BOLDER, DARKER), "bold and dark"),
    ],
)
def test_degrees(text: str, degrees: tuple[Comparative, ...], look: str) -> None:
    assert find_comparatives(text) == degrees
    assert as_looks(text) == look


@pytest.mark.parametrize(
    "text",
    [
        "a dark lamp, nothing shiny",
        "nothing darker",
        "not any darker",
        "more colour options",
        "a lamp for a darker room",
        "my hallway is too dark",
        "it's too dark in my hallway",
        "the living room's too dark",
        "in here it's too bright",
        "more light please",
        "something lighter in weight",
        "a gas lighter",
        "i'm too busy to choose",
        "less expensive",
        "no bolder patterns",
        "a rug of more square feet",
        "a solid round table",
        "a lightweight, darkest, unpatterned one",
    ],
)
def test_what_is_none(text: str) -> None:
    assert find_comparatives(text) == ()
    assert as_looks(text) == without_comparatives(text) == text


def test_every_degree_has_words_and_looks_of_its_own() -> None:
    every = [SHINIER, LESS_SHINY, DARKER, LIGHTER, BUSIER, PLAINER, BOLDER, MORE_NEUTRAL]
    every += [ROUNDER, MORE_ANGULAR, CLEARER, LESS_CLEAR]
    assert len({degree.words for degree in every}) == len({degree.look for degree in every}) == 12
    for degree in every:
        assert find_comparatives(degree.words) == (degree,), "as a chip says it, it is understood"
        assert Comparative(degree.axis, not degree.upper).look == degree.opposite


def test_what_is_said_beside_them() -> None:
    assert without_comparatives("a bit darker, in oak").strip() == ", in oak"
