from __future__ import annotations

import re
import time

import pytest

from understanding.text.spelling import Corrected, Speller

SHOP = {
    word: 5
    for word in re.findall(
        r"\w+",
        """
    lamp vase rug leather brass velvet cushion necklace pearls scarf umbrella stand kitchen copper
    handbag candle walnut " "earring earrings striped grey matte perrin kallax beige turquoise ceramic
""",
    )
}
KINDS = ("lamp", "lamps", "vase", "rug", "necklace", "scarf", "cushion", "earrings", "earring", "handbag", "candle")


@pytest.fixture(scope="module")
def speller() -> Speller:
    return Speller(SHOP, KINDS)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("a necklase with perls", "a necklace with pearls"),
        ("vace for my kichen", "vase for my kitchen"),
        ("HELO, a LETHER handbag", "hello, a leather handbag"),
        ("lether handbg", "leather handbag"),
        ("lokking for a rgu in beige", "looking for a rug in beige"),
        ("my freind wants a stripped skarf", "my friend wants a stripped scarf"),
        ("umbrela stand", "umbrella stand"),
        ("velevet cussion", "velvet cushion"),
        ("candel, coper", "candle, copper"),
        ("an earing in tourquoise", "an earring in turquoise"),
    ],
)
def test_slips_become_what_was_meant(speller: Speller, typed: str, meant: str) -> None:
    assert speller.correct(typed).text == meant


@pytest.mark.parametrize(
    "text",
    [
        "a lamp that isn't too tall, please",
        "grey jewellery in a colourful box",
        "the Perrin, or the Kallax one",
        "AB-1014",
        "a 30cm vase from Ysolde",
        "https://example.com/lampp",
        "my neighbour's cosy armchair",
        "lüster und vorhänge",
        "何か",
        "",
    ],
)
def test_what_is_right_stays(speller: Speller, text: str) -> None:
    assert speller.correct(text).text == text


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("pls show me smth scandi, thx", "please show me something scandi, thanks"),
        ("wat abt a rug insted", "what about a rug instead"),
        ("u got n e lamps? ppl luv them", "you got n e lamps? people love them"),
        ("haha sooo nice", "haha sooo nice"),
        ("a W-Lan lamp", "a W-Lan lamp"),
    ],
)
def test_text_speak_is_written_out_and_not_told(speller: Speller, typed: str, meant: str) -> None:
    assert speller.correct(typed) == Corrected(meant)


def test_what_changed_is_told_once(speller: Speller) -> None:
    assert speller.correct("necklase or necklase").changes == (("necklase", "necklace"),)


def test_what_is_no_english_stays_whole(speller: Speller) -> None:
    text = "wqrtz pfrmbl kknzx vvfgh ttrwx lammp"
    assert speller.correct(text).text == text


def test_hostile_text_costs_little(speller: Speller) -> None:
    speller.correct("warm upp")
    began = time.perf_counter()
    speller.correct("xqzjw " * 3_000)
    assert time.perf_counter() - began < 2.0  # about 0.05 s on a quiet machine
