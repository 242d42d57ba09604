"""What listings say that their products do not have, and what they only seem to say."""

import time

import numpy as np
import pytest

from catalog.build import build
from catalog.store import Catalog
from retrieval.denial import DENIES, HAS, SILENT, denial, stance
from retrieval.filters import Filters, allowed_rows
from retrieval.index import TextIndexer


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


ROWS = """id,title,description,category,price
1,Oat biscuits,Gluten free biscuits. Contains no nuts.,Biscuit,4
2,Nut biscuits,Biscuits with hazelnuts and wheat gluten and nuts.,Biscuit,5
3,Butter biscuits,Contains wheat (gluten) and milk. Made without nuts.,Biscuit,3
4,Tin,A plain tin.,Tin,9
"""


class BlindEye:
    fingerprint, dimension, views = "blind", 2, 5

    def states(self, images):
        return np.ones((len(images), 5, 2), np.float16)


@pytest.fixture(scope="module")
def biscuits(tmp_path_factory, hash_encoder):
    folder = tmp_path_factory.mktemp("biscuits")
    (folder / "feed.csv").write_text(ROWS)
    build(folder / "feed.csv", folder / "shop", indexer=TextIndexer(hash_encoder), eye=BlindEye())
    with Catalog.open(folder / "shop") as catalog:
        yield catalog


@pytest.mark.parametrize(
    ("without", "ids"),
    [
        (("gluten",), ["1", "4"]),
        (("nuts",), ["1", "3", "4"]),
        (("nut", "gluten"), ["1", "4"]),
        (("biscuits",), ["4"]),
        (("milk",), ["1", "2", "4"]),
        (("wheat gluten",), ["1", "4"]),
    ],
)
def test_a_refusal_keeps_what_says_that_it_is_free_of_it(biscuits, without, ids):
    rows = allowed_rows(biscuits.connect(), Filters(without=without))
    assert [product.id for product in biscuits.products(rows.tolist())] == ids
