"""What is refused as a filter: what a listing denies passes, and other words for a look do not."""

import json
from pathlib import Path

import numpy as np
import pytest

from catalog.build import build
from catalog.store import Catalog
from retrieval.filters import Filters, allowed_rows
from retrieval.index import TextIndexer

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


LISTINGS = {
    "brass": ("Brass lamp", "Polished by hand."),
    "care": ("Oak lamp", "Polish it with a dry cloth."),
    "varnish": ("Nail polish", "Ten millilitres."),
    "navy": ("Cushion, navy", "For the sofa."),
    "mint tea": ("Tea mug", "For mint tea and lemon cake."),
    "mint": ("The Tove cushion", "This one comes in mint."),
    "tartan": ("Wool throw", "A tartan from the north."),
    "plain": ("Wool blanket", "Check the size before you order."),
    "suede": ("Day bag", "Suede outside, cotton inside."),
    "gold-plated": ("Ring", "Gold-plated."),
}


class OneVector:
    name, dimension = "one", 4

    def encode(self, texts):
        return np.tile(np.array([1, 0, 0, 0], np.float32), (len(texts), 1))


class NoEye:
    fingerprint, dimension, views = "none", 2, 5

    def states(self, images):
        return np.ones((len(images), 5, 2), np.float16)


@pytest.fixture(scope="module")
def shop(tmp_path_factory) -> Catalog:
    folder: Path = tmp_path_factory.mktemp("looks")
    rows = [
        {"id": name, "title": title, "description": words, "kind": "thing", "price": 10}
        for name, (title, words) in LISTINGS.items()
    ]
    (folder / "feed.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    build(folder / "feed.jsonl", folder / "built", indexer=TextIndexer(OneVector()), eye=NoEye())
    return Catalog.open(folder / "built")


def kept(shop: Catalog, *without: str) -> set[str]:
    rows = allowed_rows(shop.connect(), Filters(without=without))
    return {product.id for product in shop.products(rows.tolist())}


@pytest.mark.parametrize(
    ("refused", "gone"),
    [
        ("shiny", {"brass"}),
        ("glossy finish", {"brass"}),
        ("shiny surfaces", {"brass"}),
        ("blue", {"navy"}),
        ("green", {"mint"}),
        ("checks", {"tartan", "plain"}),
        ("patterns", {"tartan"}),
        ("leather", {"suede"}),
        ("fabric", {"suede", "plain", "tartan"}),
        ("golden", {"gold-plated"}),
        ("wood", {"care"}),
        ("zebra", set()),
    ],
)
def test_what_is_refused_is_refused_in_other_words_too(shop, refused: str, gone: set[str]) -> None:
    """ "checks" is looked up by its stem, as ever, and so "check the size" is found; other words are read whole."""
    assert set(LISTINGS) - kept(shop, refused) == gone
