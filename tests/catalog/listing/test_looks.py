"""Words of looks that say the same, and refusals that know them."""

from __future__ import annotations

import time

import pytest

from catalog.listing.looks import axis_of, look_of, says, words_for_look


def test_a_family_stands_for_its_members_and_they_not_for_each_other() -> None:
    assert "navy" in words_for_look("blue") and words_for_look("navy") == ("navy",)
    assert {"polished", "glossy"} <= set(words_for_look("shiny")) <= {"shiny", *words_for_look("glossy")}
    assert words_for_look("Oak") == ("oak",) and words_for_look("enough") == ("enough",)
    assert look_of("shiny finish") == "shiny" and look_of("blue stripes") == "blue stripes"


@pytest.mark.parametrize(
    ("word", "axis"),
    [
        *[("navy", "colour"), ("oak", "material"), ("polished", "finish"), ("stripes", "pattern"), ("round", "shape")],
        *[("cosy", "mood"), ("enough", ""), ("goes", ""), ("table", ""), ("kitchen", ""), ("", "")],
    ],
)
def test_every_look_has_an_axis(word: str, axis: str) -> None:
    assert axis_of(word) == axis


@pytest.mark.parametrize(
    ("text", "term", "listing", "expected"),
    [
        ("An arched lamp with a polished copper shade.", "shiny", False, True),
        ("An arched lamp with a brushed copper shade.", "shiny", False, False),
        ("A tote in an olive linen.", "green", False, True),
        ("Olive oil bottle", "green", True, False),
        ("Dara, table lamp, olive", "green", True, True),
        ("The lid is plum.", "purple", True, True),
        ("Plum jam spoon", "purple", True, False),
        ("A jet black vase", "black", True, True),
        ("Blackout curtain", "black", True, False),
    ],
)
def test_a_text_says_a_look(text: str, term: str, listing: bool, expected: bool) -> None:
    assert says(text, term, listing=listing) is expected


def test_long_texts_cost_little() -> None:
    began = time.perf_counter()
    for text in ("in " * 6000, "shiny" * 3600, ", " * 9000):
        says(text, "green")
    assert time.perf_counter() - began < 0.5
