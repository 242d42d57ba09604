"""Words of looks that say the same, and refusals that know them."""

from __future__ import annotations

import json
import time
from pathlib import Path

import numpy as np
import pytest

from catalog.build import build
from catalog.store import Catalog
from retrieval.filters import Filters, allowed_rows
from retrieval.index import TextIndexer
from retrieval.looks import axis_of, look_of, said_by, says
from retrieval.understand import understand

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


@pytest.mark.parametrize(
    ("message", "terms"),
    [
        ("a lamp, nothing shiny", ("shiny",)),
        ("no glossy stuff pls", ("glossy",)),
        ("I can't stand anything reflective", ("reflective",)),
        ("a rug without patterns", ("patterns",)),
        ("a bag, not leather", ("leather",)),
        ("anything but blue", ("blue",)),
        ("a lamp that is less shiny", ()),
        ("nothing too shiny", ()),
        ("not so glossy please", ()),
    ],
)
def test_a_degree_refuses_nothing(message: str, terms: tuple[str, ...]) -> None:
    assert understand(message).refused == terms


def test_a_family_stands_for_its_members_and_they_not_for_each_other() -> None:
    assert "navy" in said_by("blue") and said_by("navy") == ("navy",)
    assert {"polished", "glossy"} <= set(said_by("shiny")) <= {"shiny", *said_by("glossy")}
    assert said_by("Oak") == ("oak",) and said_by("enough") == ("enough",)
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
