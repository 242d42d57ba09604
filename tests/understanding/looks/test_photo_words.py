"""Whether words that come with a photo say more than it, and whether its kind is meant."""

import pytest

from understanding.looks.photo_words import means_the_kind, says_more, words_beside_photo


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("", False),
        ("something like this", False),
        ("find the same as in my photo please", False),
        ("this, but in green", True),
        ("a lamp like this", True),
        ("under water", True),
    ],
)
def test_what_says_more_than_the_photo(text, more):
    assert says_more(text) == more
    assert not says_more("a lamp like this", frozenset(["lamp"]))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("", True),
        ("this, but in green", True),
        ("something like this, under 40", True),
        ("the same one in brass", True),
        ("this, but change the colour to green", True),
        ("something in this colour", False),
        ("anything with the same pattern?", False),
        ("what goes with this?", False),
        ("a rug to match this", False),
        ("find one matching this photo", True),
        ("I need something that looks good with these", False),
    ],
)
def test_who_shows_a_photo_mostly_wants_what_it_shows(text, meant):
    assert means_the_kind(text) == meant


def test_the_words_that_say_more():
    assert words_beside_photo("find this photo, but in green oak") == ["green", "oak"]
