"""The words of requests that may tell a look."""

import pytest

from understanding.looks.look_words import look_words


@pytest.mark.parametrize(
    ("texts", "looks"),
    [
        (["red lamp"], ("red",)),
        (["a lamp", "in brass"], ("brass",)),
        (["a red lamp", "with a linen shade"], ("linen", "shade", "red")),
        (["whats lamp"], ()),
        (["lamps", "only ones I could order right away"], ()),
        (["I'm looking for lamp for my dark reading corner"], ()),
        (["got anything that's green? a lamp maybe"], ("green",)),
        (["I need wooden tripod"], ("wooden", "tripod")),
        (["a lamp, not black"], ()),
        (["lamp please, I am honestly broke this month and the landlord is mean"], ()),
        (["do you sell matte black table lamps to someone like me"], ("matte", "black")),
    ],
)
def test_the_looks_of_a_request(texts, looks):
    assert look_words(texts, ("table lamp",)) == looks
