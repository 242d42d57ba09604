"""Products by the telling words of their titles."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest

from catalog.store import Catalog
from chat.assistant import Assistant
from chat.direct_answers import of_named
from chat.events import Done
from chat.lookup import Lookup
from chat.shown import Shown
from chat.state import NOTHING_SAID, State
from retrieval.encoder import TextEncoder
from retrieval.search import Retriever
from understanding import intent
from understanding.kinds.vocabulary import Vocabulary
from understanding.message import parse_message
from understanding.reading import LearntReader

TITLES = (
    *(("Nordhain Trek 65", "Backpacks"), ("Nordhain Trek 50 W", "Backpacks"), ("Ostra U-lock 230", "Bike locks")),
    *(('Family tent "Sirmione" 6 persons', "Tents"), ("Dolomia GTX hiking boot women", "Hiking boots")),
    *(("Dolomia GTX hiking boot men", "Hiking boots"), ("Fjellrev Polar -18 mummy bag", "Sleeping bags")),
    *((f"Garden chair model {n}", "Garden chairs") for n in range(20)),
)


@pytest.fixture
def lookup() -> Lookup:
    base = sqlite3.connect(":memory:")
    base.execute("CREATE TABLE products(row INTEGER PRIMARY KEY, title TEXT, kind TEXT)")
    base.executemany("INSERT INTO products VALUES (?, ?, ?)", [(row, *one) for row, one in enumerate(TITLES)])
    return Lookup(base)


@pytest.mark.parametrize(
    ("message", "titles"),
    [
        ("how heavy is the Ostra U-lock", ["Ostra U-lock 230"]),
        ("who makes the sirmione", ['Family tent "Sirmione" 6 persons']),
        ("compare the Trek 65 and the Trek 50 W", ["Nordhain Trek 65", "Nordhain Trek 50 W"]),
        ("is the Fjellrev Polar sleeping bag in stock?", ["Fjellrev Polar -18 mummy bag"]),
        ("sizes of the dolomia women boot?", ["Dolomia GTX hiking boot women"]),
        ("what about the Dolomia", []),
        ("a tent for six people", []),
        ("a garden chair", []),
        ("is it waterproof", []),
        ("", []),
        ("65", []),
    ],
)
def test_titles_are_known_by_their_telling_words(lookup: Lookup, message: str, titles: list[str]) -> None:
    assert [TITLES[row][0] for row in lookup.rows(message)] == titles


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ("how tall is the Pelham bowl?", "11 cm"),
        ("Price of the Garrick coffee mug please", "$10.50"),
        ("whats the rating of the Skye hat and how many people rated it", "4.5 of 5 by 757"),
        ("What's the difference between the Verena side chair and the Joss side chair?", "“Verena, side chair” costs"),
    ],
)
def test_what_is_asked_of_them_is_told(message: str, words: str) -> None:
    with Catalog.open() as catalog:
        rows = Lookup(catalog.connect()).rows(message)
        pairs = zip(catalog.products(rows), catalog.seen(rows), strict=True)
        answer = of_named(parse_message(message), [Shown(product, seen) for product, seen in pairs])
    assert answer is not None and words in answer.text


@pytest.mark.parametrize("message", ["show me the Pelham bowl", "the Skye hat, but in red"])
def test_a_wish_that_names_one_is_no_question(message: str) -> None:
    with Catalog.open() as catalog:
        rows = Lookup(catalog.connect()).rows(message)
        shown = [Shown(product) for product in catalog.products(rows)]
    said = parse_message(message)
    assert said.kind != intent.COMPARE and (not shown or of_named(said, shown) is None)


@pytest.fixture(scope="module")
def assistant() -> Iterator[Assistant]:
    with Catalog.open() as catalog:
        retriever, encoder = Retriever(catalog), TextEncoder()
        vocabulary = Vocabulary.of(catalog.connect())
        reader = LearntReader(vocabulary, catalog.connect, encoder.encode, encoder.name)
        yield Assistant(catalog, retriever, None, reader=reader)


def _told(assistant: Assistant, message: str, state: State = NOTHING_SAID) -> Done:
    *_, done = assistant.turn(state, message)
    assert isinstance(done, Done)
    return done


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ("how tall is the Pelham bowl?", "11 cm"),
        ("Price of the Garrick coffee mug please", "$10.50"),
        ("what's the Skye hat rated?", "4.5"),
        ("could you tell me how much the Garrick coffee mug is", "$10.50"),
        ("i'd like to know how big the Pelham bowl is", "11 cm"),
        ("just wondering, what size is the Pelham bowl", "11 cm"),
        ("hi! what does the Pelham bowl cost", "$"),
        ("how many stars has the Skye hat got", "4.5"),
    ],
)
def test_a_turn_answers_of_a_product_by_name(assistant: Assistant, message: str, words: str) -> None:
    done = _told(assistant, message)
    assert words in done.record["reply"] and len(done.state.last) == 1, done.record["reply"]


@pytest.mark.parametrize(
    "message",
    [
        "a bowl, has to be under 2.5 kilos",
        "i want the garrick coffee mug in green",
        "something like the Pelham bowl but bigger",
        "must hold two litres, we use it every day",
        "can you find me the garrick coffee mug in green",
        "a hat to go with my skye blue coat",
    ],
)
def test_a_turn_that_wishes_is_no_question(assistant: Assistant, message: str) -> None:
    assert _told(assistant, message).record["act"] == intent.REQUEST


@pytest.mark.parametrize(
    ("asked", "most"),
    [
        ("which one has the best reviews?", "best rated"),
        ("which has got the highest rating", "best rated"),
        ("what's the cheapest of these", "cheapest"),
        ("which one costs the least", "cheapest"),
        ("which of them is priciest", "most expensive"),
        ("wich one has best revews", "best rated"),
    ],
)
def test_which_leads_of_those_shown(assistant: Assistant, asked: str, most: str) -> None:
    done = _told(assistant, "gold necklaces")
    shown = done.state.last
    done = _told(assistant, asked, done.state)
    best = {
        "best rated": max(shown, key=lambda one: one.product.rating or 0),
        "cheapest": min(shown, key=lambda one: one.product.price or 1e9),
        "most expensive": max(shown, key=lambda one: one.product.price or 0),
    }[most]
    assert best.product.title[:30] in done.record["reply"], done.record["reply"]


@pytest.mark.parametrize(
    "asked",
    ["how many do you have in total that fit?", "how many of those in total", "how many mugs are there like that"],
)
def test_how_many_fit_is_counted_within_the_wish(assistant: Assistant, asked: str) -> None:
    done = _told(assistant, "mugs under 12 dollars")
    done = _told(assistant, asked, done.state)
    [count] = (
        assistant.catalog.connect()
        .execute("SELECT count(*) FROM products WHERE kind = 'mug' AND price < 12")
        .fetchone()
    )
    assert done.record["act"] == "count" and done.record["reply"].startswith((str(count), "One mug", "Two mugs")), (
        done.record["reply"]
    )


@pytest.mark.parametrize(
    ("messages", "kind"),
    [
        (("gift for my aunt under 40", "she already has loads of vases"), "vase"),
        (("a present for a coffee lover, max 30 dollars", "a mug is boring, anything else?"), "mug"),
        (("mugs please", "mugs are boring, something else"), "mug"),
    ],
)
def test_a_kind_that_is_set_aside_is_not_shown(assistant: Assistant, messages: tuple[str, ...], kind: str) -> None:
    state = NOTHING_SAID
    for message in messages:
        done = _told(assistant, message, state)
        state = done.state
    assert state.last and kind not in {one.product.kind for one in state.last}, done.record["constraints"]
    assert not state.wanted.kinds
