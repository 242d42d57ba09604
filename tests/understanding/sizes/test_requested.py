"""The sizes that a message asks for, and the listings that say them."""

from __future__ import annotations

import time

import pytest

from catalog.listing.size import Size, relative_size
from understanding.dialogue_state import NOTHING_WANTED, track
from understanding.message import parse_message
from understanding.sizes.requested import compared_size, find_sizes, takes_sizes_back


def words(text: str) -> list[str]:
    return [size.words for size in find_sizes(text)]


@pytest.mark.parametrize(
    ("message", "sizes"),
    [
        ("140 cm tall, if possible", ["140 cm tall"]),
        ("a balm jar in the 30 ml size", ["30 ml"]),
        ("a neck scarf that's 180 x 35 cm", ["180 x 35 cm"]),
        ("a 170x115cm rug", ["170x115cm"]),
        ("a rug 170 by 115 cm", ["170 by 115 cm"]),
        ("one in US size 7, please", ["US size 7"]),
        ("a shirt, size m", ["size M"]),
        ("anything in XXL?", ["size XXL"]),
        ("fleece. green. xs.", ["size XS"]),
        ("a harness in L please", ["size L"]),
        ("a raincoat, not grey, not beige, m", ["size M"]),
        ("hoodie, 3XL", ["size 3XL"]),
        ("swim trunks in sizes S to L", ["size S to L"]),
        ("a vest, size s, m or xl", ["size s, m or xl"]),
        ("anything but XL", []),
        ("a lead of 2 m, black", ["2 m"]),
        ("a ladder, 3, m", []),
        ("it's for M&S fans, I'm sure", []),
        ("between 30 and 40 cm tall", ["30 to 40 cm tall"]),
        ("30-40 cm wide", ["30 to 40 cm wide"]),
        ("at least 40 cm wide", ["at least 40 cm wide"]),
        ("no taller than 150 cm", ["at most 150 cm"]),
        ("not bigger than 30 cm", ["at most 30 cm"]),
        ("60 cm or less", ["at most 60 cm"]),
        ("something under 30 cm, under $40", ["at most 30 cm"]),
        ("about 1.5 litres", ["about 1.5 litres"]),
        ("46 cm wide and 82 cm tall", ["46 cm wide", "82 cm tall"]),
        ('a 12" pot', ['12"']),
        ("a 20-inch frame", ["20-inch"]),
        ("140 cm, no, 150 cm tall", ["140 cm", "150 cm tall"]),
        ("I'm looking for a 30 ml bottle", ["30 ml"]),
        ("looking for a plant pot that's 18 cm across", ["18 cm across"]),
        ("searching for the 6 g size", ["6 g"]),
        ("a dress ring in UK size N", ["UK size N"]),
        # What is measured is not the product.
        ("a bag for a 15 inch laptop", []),
        ("my shelf is 30 cm deep", []),
        ("the ceiling is 240 cm high", []),
        ("for a table that is 80 cm wide", []),
        ("I'm 180 cm tall", []),
        ("a lamp with a 30 cm shade", []),
        # No sizes.
        ("10 cm taller than this one", []),
        ("not 140 cm", []),
        ("28M, looking for a watch", []),
        ("i'm 6'3\"", []),
        ("what size i need", []),
        ("under $30", []),
        ("20 pounds", []),
        ("2 in a box", []),
        ("a king size blanket", []),
        ("1/2 of them", []),
        ("the second one", []),
        ("", []),
    ],
)
def test_asked_for(message: str, sizes: list[str]) -> None:
    assert words(message) == sizes


@pytest.mark.parametrize(
    ("asked", "listing", "fits"),
    [
        ("140 cm tall", "The Delphine. Size: 140 cm tall.", True),
        ("140 cm tall", "The Perrin. Size: 148 cm tall.", False),
        ("140 cm tall", "A lamp. 1.4 m high", True),
        ("140 cm tall", "A lamp, 55 inches", True),
        ("140 cm tall", "Height: 140 cm", True),
        ("36 cm tall", "45 cm tall, 36 cm across", False),
        ("36 cm wide", "45 cm tall, 36 cm across", True),
        ("36 cm", "45 cm tall, 36 cm across", True),
        ("35 x 180 cm", "180 x 35 cm", True),
        ("180 x 180 cm", "180 x 35 cm", False),
        ("5 litres", "Holds 1.5 litres.", False),
        ("1500 ml", "Holds 1.5 litres.", True),
        ("6 g", "36 g", False),
        ("30 ml", "30 cm", False),
        ("US size 7", "US size 7, can be resized", True),
        ("US size 7", "EU size 7", False),
        ("UK size N", "UK size N, or by request", True),
        ("UK size N", "UK size P", False),
        ("size 7", "Sizes 6 to 9", True),
        ("size L", "Sizes: S, M and L", True),
        ("size XL", "Sizes: S, M and L", False),
        ("size 90", "Size: 90 cm square", False),
        ("under 40 cm", "45 cm tall, 36 cm across", False),
        ("under 40 cm wide", "45 cm tall, 36 cm across", True),
        ("at least 40 cm", "45 cm tall, 36 cm across", True),
        ("about 140 cm", "150 cm tall", True),
        ("about 140 cm", "160 cm tall", False),
        ("30 to 40 cm tall", "37 cm tall", True),
        ("37 cm tall", "Adjusts: 30-40 cm tall", True),
        ("140 cm tall", "No size at all, 140 of them", False),
    ],
)
def test_a_listing_says_it(asked: str, listing: str, fits: bool) -> None:
    (size,) = find_sizes(asked)
    assert size.fits(listing) is fits
    assert Size.of_key(size.key()) == size


@pytest.mark.parametrize(
    ("message", "listing", "beside"),
    [
        ("a bit taller", "45 cm tall, 36 cm across", "taller than 45 cm"),
        ("narrower", "45 cm tall, 36 cm across", "narrower than 36 cm"),
        ("something bigger", "45 cm tall, 36 cm across", "bigger than 45 cm"),
        ("that is too big", "Holds 1.5 litres", "smaller than 1500 ml"),
        ("not tall enough", "45 cm tall", "taller than 45 cm"),
        ("taller", "Holds 1.5 litres", None),
        ("bigger", "A lamp", None),
        ("nothing bigger", "45 cm tall", None),
        ("longer lasting", "45 cm tall", None),
        ("taller than 50 cm", "45 cm tall", None),
        ("darker", "45 cm tall", None),
    ],
)
def test_beside_a_product(message: str, listing: str, beside: str | None) -> None:
    size = relative_size(compared_size(message), listing)
    assert (size.words if size else None) == beside
    assert size is None or not size.fits(listing)


def test_they_hold_until_others_are_said() -> None:
    assert [s.words for s in track(["a lamp, 140 cm tall", "in brass"]).sizes] == ["140 cm tall"]
    assert [s.words for s in track(["a lamp, 140 cm tall", "150 cm, then"]).sizes] == ["150 cm"]
    assert [s.words for s in track(["140 cm tall", "and 40 cm wide"]).sizes] == ["140 cm tall", "40 cm wide"]
    assert track(["a lamp, 140 cm tall", "any size will do"]).sizes == ()
    assert takes_sizes_back("the size doesn't matter")
    held = track(["a lamp, 140 cm tall"])
    assert held.constraints()["sizes"] == ["140 cm tall"]
    assert held.lifted("size", "140 cm tall").sizes == ()
    assert "sizes" not in NOTHING_WANTED.constraints()


def test_a_size_is_a_request_and_no_price() -> None:
    said = parse_message("150 g, if possible")
    assert said.kind == "request"
    assert not said.budget
    assert parse_message("is it 140 cm tall?").kind == "question"


@pytest.mark.parametrize("text", ["9" * 18_000 + " cm", "1 x " * 6_000, "1 cm " * 4_000, "size " * 4_000, "1-" * 9_000])
def test_hostile_texts_cost_little(text: str) -> None:
    began = time.monotonic()
    find_sizes(text)
    Size("x", "length", ((0.0, 1.0),)).fits(text)
    assert time.monotonic() - began < 2


@pytest.mark.parametrize("piece", ["in L ", ", m", "size s, ", "xl or ", "size xs to ", "in a "])
def test_letters_of_sizes_are_found_in_time_however_long_the_message_is(piece):
    long = (piece * 18_000)[:18_000]
    start = time.perf_counter()
    find_sizes(long)
    assert time.perf_counter() - start < 0.2
