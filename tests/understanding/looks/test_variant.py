"""What was shown, asked for in another look; and the questions that ask for what it is."""

from __future__ import annotations

import time

import pytest

from understanding.intent import QUESTION
from understanding.looks.variant import Variant, find_variant
from understanding.message import parse_message
from understanding.references import find_pointer

ASKED = {
    "do you have it in black?": "black",
    "does this come in oak?": "oak",
    "got the second one in green?": "green",
    "have you got that in navy blue": "navy blue",
    "is it available in white": "white",
    "can i get this in walnut pls": "walnut",
    "does the lamp come in brass?": "brass",
    "do u have this in pink": "pink",
    "you have this in black color?": "black",
    "it comes in red?": "red",
    "any chance of that in cream?": "cream",
    "is there a black version of it?": "black",
    "what about the first one in grey?": "grey",
    "is this one also sold in linen?": "linen",
    "Hi, I like it, but do you have it in dark green leather?": "dark green leather",
    "the third one in blue?": "blue",
    "do they make it in black or brown": "black or brown",
    "would this be available in matte black": "matte black",
    "do you know if it comes in oak or walnut?": "oak or walnut",
    "does the Wren come in black?": "black",
    "i was wondering whether you had that in silver": "silver",
    "could you show me the second one in red, under 50?": "red",
    "do you do these in striped cotton": "striped cotton",
    "same one in teal?": "teal",
    "do you happen to have it in a nice green?": "green",
    "Excuse me, exists it in blue?": "blue",
    "can that be ordered in brass instead": "brass",
    "and in forest green, do you have it?": "forest green",
    "love it!! in lavender too??": "lavender",
    "I'd take it if it came in charcoal": "charcoal",
    "in black?": "black",
    "is there any chance i could get that one in rattan": "rattan",
    "does your shop sell this in beige": "beige",
    "are the last ones available in wood": "wood",
}
NOT_ASKED = [
    "is it made of oak?",
    "is it waterproof?",
    "is it black?",
    "do you have it in stock?",
    "does it come in a box?",
    "does it come in a leather case?",
    "do you have it in a size 9?",
    "do you have lamps in black?",
    "does it fit in a black room?",
    "a vase in blue",
    "do you have a green bag?",
    "does it come in a darker wood?",
    "how does it look in daylight?",
    "can I see it in person?",
    "I want it in my kitchen",
    "is it made in Italy",
    "do you have black table lamps",
    "does it come in other colours?",
    "have you got something in green?",
    "does the black one come in a box?",
    "will it look good in a white room?",
    "does it go with oak?",
    "does it come in pairs?",
    "do you have any in black?",
    "will it come in time for christmas?",
    "did it come in the red box",
    "in green",
    "and in green please",
    "a vase. in blue?! no, in a box?",
]


@pytest.mark.parametrize(("text", "look"), ASKED.items())
def test_another_look_is_asked_for(text: str, look: str) -> None:
    found = find_variant(text, find_pointer(text))
    assert found is not None and found.look == look
    said = parse_message(text)
    assert (said.kind, said.about, said.variant) == (QUESTION, look, found)


@pytest.mark.parametrize("text", NOT_ASKED)
def test_it_is_not_where_the_product_is_asked_about_as_it_is(text: str) -> None:
    assert find_variant(text, find_pointer(text)) is None


def test_either_of_two_looks_would_do() -> None:
    assert Variant("black leather or brown").alternatives == (("black", "leather"), ("brown",))
    assert Variant("dark green").alternatives == (("green",),)
    assert "colour" in Variant("oak").replaces and "material" not in Variant("navy").replaces


def test_a_name_is_kept_where_it_is_not_only_it() -> None:
    for text, name in {"does the Wren come in oak?": "the wren", "do you have it in oak?": ""}.items():
        found = find_variant(text, find_pointer(text))
        assert found is not None and found.name == name


@pytest.mark.parametrize(
    "part", ["do you have it in ", "it ", "is there a very ", "the ", "in ", "maybe ", "the a", "you ", ". in red, "]
)
def test_hostile_text_costs_little(part: str) -> None:
    began = time.perf_counter()
    find_variant((part * 18_000)[:18_000], find_pointer(""))
    assert time.perf_counter() - began < 0.3
