"""What listings say that their products do not have, and what they only seem to say."""

import time

import pytest

from catalog.listing.denial import DENIES, HAS, SILENT, denial, stance


@pytest.mark.parametrize(
    ("listing", "term"),
    [
        ("Fragrance-free cream for dry skin.", "fragrance"),
        ("Gluten free biscuits. Contains no nuts.", "gluten"),
        ("Gluten free biscuits. Contains no nuts.", "nuts"),
        ("Contains wheat (gluten) and milk. Made without nuts.", "nut"),
        ("Lead-free crystal vase.", "lead"),
        ("Bulb not included.", "bulb"),
        ("Bulb (E27) not included", "bulb"),
        ("Batteries are not included.", "batteries"),
        ("Batteries sold separately.", "battery"),
        ("Mule in faux leather, not real leather.", "leather"),
        ("A belt of vegan leather", "leather"),
        ("Free from nuts, dairy and soy.", "dairy"),
        ("Free of parabens, sulphates and perfume", "perfume"),
        ("Free from: gluten, nuts, soy", "soy"),
        ("Does not contain alcohol.", "alcohol"),
        ("It doesn’t contain any alcohol", "alcohol"),
        ("Without parabens, silicones or alcohol", "silicones"),
        ("No parabens, no silicones", "silicone"),
        ("Nut, gluten and dairy free", "gluten"),
        ("Gluten- and nut-free", "gluten"),
        ("Non-leather trainers", "leather"),
        ("A clock with no hands", "hands"),
        ("Zero sugar", "sugar"),
        ("Contains nuts: no", "nuts"),
        ("Contains neither wheat nor milk", "milk"),
        ("Not made of plastic", "plastic"),
        ("Excludes bulb", "bulb"),
        ("Nickel-free earrings with no nickel at all", "nickel"),
        ("NO ADDED NUTS. NUT FREE.", "nuts"),
        ("A basket that comes without a lid", "lid"),
    ],
)
def test_a_denial_is_no_mention(listing, term):
    assert stance(listing, term) == DENIES
    assert denial(listing, term)


@pytest.mark.parametrize(
    ("listing", "term"),
    [
        ("Cream with rose fragrance.", "fragrance"),
        ("Biscuits with hazelnuts and wheat gluten.", "gluten"),
        ("Vase of lead crystal.", "lead"),
        ("Bulb included.", "bulb"),
        ("Not only leather but suede too", "leather"),
        ("Not gluten-free.", "gluten"),
        ("This is not a nut free product", "nut"),
        ("May contain nuts.", "nuts"),
        ("No nuts in the dough, but nuts on top", "nuts"),
        ("Nothing but leather", "leather"),
        ("No assembly, solid oak", "oak"),
        ("Leather. Free shipping.", "leather"),
        ("Leather, free delivery", "leather"),
        ("Sugar free, with plenty of nuts", "nuts"),
        ("No nuts and plenty of chocolate", "chocolate"),
        ("Not suitable for people with a nut allergy", "nut"),
        ("Never without leather", "leather"),
        ("No two leather bags are alike", "leather"),
        ("Glass bowl with lid. Spoon not included.", "glass"),
        ("Leather bag with strap not included", "leather"),
        ("Not as shiny as silver", "silver"),
        ("Flowers of faux silk", "flowers"),
        ("No-nonsense leather belt", "leather"),
        ("Free leather strap with each watch", "leather"),
    ],
)
def test_what_only_seems_to_be_denied(listing, term):
    assert stance(listing, term) == HAS
    assert not denial(listing, term)


@pytest.mark.parametrize(
    ("listing", "term"),
    [("A simple cream.", "fragrance"), ("No added sugar", "sugar"), ("No artificial scents", "scent")],
)
def test_what_a_listing_leaves_open(listing, term):
    assert stance(listing, term) == SILENT


def test_long_listings_take_no_time():
    start = time.monotonic()
    for part in ("no ", "free from a, ", "nuts, ", "not nuts or ", "nut-free ", "without nuts and ", "nut " * 40 + "."):
        stance(part * (18_000 // len(part)), "nuts")
    assert time.monotonic() - start < 1
