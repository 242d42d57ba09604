"""With the real encoder: which kinds are near is its word."""

from __future__ import annotations

import pytest

from catalog.store import Catalog
from retrieval.encoder import TextEncoder
from understanding.kinds.nearest import KindReader, things
from understanding.kinds.vocabulary import Vocabulary

FURNITURE = (
    "Bookcases & shelving units",
    "Sofas & armchairs",
    "Office chairs",
    "Dining chairs",
    "Bar furniture",
    "Wardrobes",
    "Beds",
    "Chests of drawers & drawer units",
    "Tables & desks",
    "Children's furniture",
    "TV & media furniture",
    "Outdoor furniture",
)


@pytest.fixture(scope="module")
def encoder() -> TextEncoder:
    return TextEncoder()


@pytest.fixture(scope="module")
def sample(encoder: TextEncoder) -> KindReader:
    with Catalog.open() as catalog:
        vocabulary = Vocabulary.of(catalog.connect())
        return KindReader(vocabulary.kinds, encoder.encode, vocabulary.called)


@pytest.fixture(scope="module")
def furniture(encoder: TextEncoder) -> KindReader:
    return KindReader(FURNITURE, encoder.encode)


@pytest.mark.parametrize(
    ("request_", "kind"),
    [
        ("gold hoops, chunky ones", "earrings"),
        ("card holder in black", "wallet"),
        ("something to tell the time, for the wall", "wall clock"),
        ("a home for my monstera, a terracotta pot", "planter"),
        ("shades for the beach", "sunglasses"),
        ("a carpet for the hall", "rug"),
    ],
)
def test_what_is_meant_is_heard_in_other_words(sample: KindReader, request_: str, kind: str) -> None:
    assert kind in sample.read(request_).kinds


@pytest.mark.parametrize(
    ("request_", "kind"),
    [
        ("somewhere to put my paperbacks", "Bookcases & shelving units"),
        ("a couch for three", "Sofas & armchairs"),
        ("a swivel chair for my desk job", "Office chairs"),
        ("somewhere to hang my clothes", "Wardrobes"),
        ("a stand for the telly", "TV & media furniture"),
    ],
)
def test_another_trade(furniture: KindReader, request_: str, kind: str) -> None:
    assert kind in furniture.read(request_).kinds or not furniture.read(request_).kinds
    assert furniture.read(request_).unsold == ""


@pytest.mark.parametrize(
    "request_",
    ["in green please", "cheaper ones", "something shiny", "surprise me", "less busy", "I'd like it in walnut"],
)
def test_a_look_names_no_kind(sample: KindReader, request_: str) -> None:
    assert not sample.read(request_).kinds


@pytest.mark.parametrize(
    ("request_", "thing"),
    [
        ("do you have sofas", "sofa"),
        ("running shoes size 10", "shoes"),
        ("wireless headphones", "headphones"),
        ("a frying pan", "frying pan"),
        ("garden hose, 20 m", "garden hose"),
        ("a king size duvet", "duvet"),
    ],
)
def test_what_the_shop_does_not_sell_is_known(sample: KindReader, request_: str, thing: str) -> None:
    assert thing in sample.read(request_).unsold


def test_a_shop_without_kinds_hears_none(encoder: TextEncoder) -> None:
    assert not KindReader((), encoder.encode).read("a lamp").kinds


def test_the_list_of_things_is_a_list() -> None:
    assert len(things()) > 500 and "sofa" in things() and not any("#" in thing for thing in things())
