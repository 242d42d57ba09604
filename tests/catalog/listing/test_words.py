"""Which words of a request tell products apart, and what kinds are called."""

from catalog.listing.words import kind_words


def test_kinds_in_the_singular_and_the_plural():
    names = kind_words(["Table Lamp", "side table", "shelf", "watch", "sunglasses", "Home > Berries", "", "perfume"])
    assert names >= {"lamp", "lamps", "tables", "shelves", "watches", "sunglasses", "berries", "perfume"}
    assert not names & {"", "side", "home"}
