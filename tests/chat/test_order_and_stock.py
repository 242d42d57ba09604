"""Refusals that listings deny, orders, and what is in stock, over whole conversations."""

from __future__ import annotations

import csv
from collections.abc import Callable
from typing import Any

import pytest

from catalog.build import build
from catalog.store import Catalog
from chat.assistant import Assistant
from chat.events import Done
from chat.state import State
from retrieval.index import TextIndexer
from retrieval.search import Retriever
from web import panels

FIELDS = ("id", "title", "description", "category", "price", "rating", "rating_count", "availability")
ROWS = (
    ("table", "Table lamp", "Red glass. 40 cm tall.", "Lamp", 59, 4.2, 22, "in stock"),
    ("floor", "Floor lamp", "Brass and steel. 150 cm tall.", "Lamp", 1199, 4.9, 70, "out of stock"),
    ("wall", "Wall lamp", "Glass.", "Lamp", 39, 4.0, 2, ""),
    ("desk", "Desk lamp", "Red brass. 55 cm tall. Bulb not included.", "Lamp", 89, "", "", "in stock"),
    ("night", "Night lamp", "Not brass. 20 cm tall.", "Lamp", "", 4.5, 300, "in stock"),
    ("oat", "Oat biscuits", "Gluten free biscuits. Contains no nuts.", "Biscuit", 4, 3.9, 8, ""),
    ("hazel", "Nut biscuits", "Biscuits with hazelnuts and nuts.", "Biscuit", 5, 4.8, 80, ""),
    ("butter", "Butter biscuits", "Contains wheat and gluten. Made without nuts.", "Biscuit", 3, 4.1, 12, ""),
    ("plain", "Plain biscuits", "Crisp.", "Biscuit", 2, 4.4, 31, ""),
    ("vase", "Old vase", "Crystal.", "Vase", 90, "", "", "out of stock"),
    ("urn", "Blue vase", "Stoneware.", "Vase", 30, "", "", "out of stock"),
)


class LastFirst:
    """A ranker that turns every order round."""

    name, fingerprint = "last first", "mean-colour"

    def score(self, turns: Any, listings: Any, states: Any, prior: Any = ()) -> Any:
        return list(range(len(listings)))


@pytest.fixture(scope="module")
def ask(
    tmp_path_factory: pytest.TempPathFactory, shop: Catalog, assistant_parts: tuple[Any, Any]
) -> Callable[..., Any]:
    folder = tmp_path_factory.mktemp("orders")
    with (folder / "feed.csv").open("w", newline="") as file:
        csv.writer(file).writerows([FIELDS, *ROWS])
    encoder, eye = assistant_parts
    build(folder / "feed.csv", folder / "built", indexer=TextIndexer(encoder), eye=eye)
    catalog = Catalog.open(folder / "built")
    retriever = Retriever(catalog, encoder)

    def asked(*messages: str, ranker: Any = None) -> tuple[State, dict[str, Any]]:
        shared, state = Assistant(catalog, retriever, ranker), State()
        for message in messages:
            *_, done = shared.turn(state, message, k=10)
            assert isinstance(done, Done)
            state, record = done.state, done.record
        return state, record

    return asked


def ids(record: dict[str, Any]) -> list[str]:
    return [item["id"] for item in record["items"]]


@pytest.mark.parametrize(
    ("messages", "first", "sort", "words"),
    [
        (["cheapest lamp"], ["wall", "table", "desk", "floor", "night"], "price", "cheapest first"),
        (["what's your most expensive lamp?"], ["floor", "desk", "table", "wall"], "-price", "most expensive first"),
        (["best rated lamp"], ["floor", "night", "table", "wall", "desk"], "rating", "best rated first"),
        (["the highest rated one under 60, a lamp"], ["table", "wall"], "rating", "best rated first"),
        (["your most popular lamps pls"], ["night", "floor", "table", "wall"], "reviews", "most reviewed first"),
        (["the cheapest red lamp"], ["table", "desk"], "price", "cheapest first"),
        (["cheapest brass lamp"], ["desk", "floor"], "price", "cheapest first"),
        (["tallest lamp"], ["floor", "desk", "table", "night", "wall"], "-size", "tallest first"),
        (["smallest lamp you have"], ["night", "table", "desk", "floor", "wall"], "size", "smallest first"),
        (["a lamp", "sort by price, highest first"], ["floor", "desk"], "-price", "most expensive first"),
        (["a red lamp", "the cheapest one in brass"], ["desk"], "price", "cheapest first"),
        (["a lamp", "the cheapest one under 80"], ["wall", "table"], "price", "cheapest first"),
        (["a lamp", "order these by rating"], ["floor", "night"], "rating", "best rated first"),
        (["cheapest lamp", "in red"], ["table", "desk"], "price", "cheapest first"),
        (["show me the cheapest"], ["plain", "butter", "oat"], "price", "cheapest first"),
        (["cheapest biscuits without nuts"], ["plain", "butter", "oat"], "price", "cheapest first"),
        (["I'm after the cheapest lamp for my reading corner"], ["wall", "table"], "price", "cheapest first"),
        (["cheepest... cheapest red one"], ["table", "desk"], "price", "cheapest first"),
    ],
)
def test_an_order_is_kept_over_the_whole_shop(ask, messages, first, sort, words) -> None:
    for ranker in (None, LastFirst()):
        state, record = ask(*messages, ranker=ranker)
        assert ids(record)[: len(first)] == first
        assert record["constraints"]["sort"] == sort
        assert record["engine"] == "retrieval"
        assert words in record["reply"]
        assert ("sort", "", words) in panels.limits(state.wanted, "USD")
        assert "sort" not in state.lifted("sort", "").constraints()


@pytest.mark.parametrize(
    "messages",
    [
        ["a cheap lamp"],
        ["best lamp for reading"],
        ["the most beautiful lamp"],
        ["cheapest lamp", "now a blue vase"],
        ["cheapest lamp", "any order is fine"],
        ["cheapest lamp", "it doesn't have to be the cheapest"],
        ["a lamp that is not the cheapest"],
        ["a lamp", "something like the cheapest one but in red"],
    ],
)
def test_no_order_is_asked_for(ask, messages) -> None:
    _, record = ask(*messages)
    assert "sort" not in record["constraints"]


def test_a_superlative_points_at_what_was_shown(ask) -> None:
    for words in ("the cheapest one", "the cheapest of these", "which one is the cheapest?", "I'll take the cheapest"):
        _, record = ask("a lamp", words)
        assert ids(record) == ["wall"], words
        assert "sort" not in record["constraints"]


def test_what_cannot_be_sorted_is_said(ask) -> None:
    _, record = ask("best rated vase")
    assert record["relaxed"] == ["no ratings are listed here, so I could not sort by them"]
    assert set(ids(record)) == {"vase", "urn"}


def test_what_is_in_stock(ask) -> None:
    for messages in (["a lamp that is in stock"], ["a lamp", "only what I can actually buy today"]):
        for ranker in (None, LastFirst()):
            state, record = ask(*messages, ranker=ranker)
            assert set(ids(record)) == {"table", "desk", "night", "wall"}
            assert ids(record)[-1] == "wall", "the feed does not say whether it is"
            assert record["constraints"]["in_stock"] is True
            assert ("stock", "", "in stock") in panels.limits(state.wanted, "USD")
            assert "in_stock" not in state.lifted("stock", "").constraints()


def test_stock_holds_until_it_is_taken_back(ask) -> None:
    assert ask("a lamp in stock", "in brass")[1]["constraints"]["in_stock"] is True
    assert "in_stock" not in ask("a lamp in stock", "it doesn't have to be in stock")[1]["constraints"]
    assert "in_stock" not in ask("a lamp", "is the second one in stock?")[1]["constraints"]


def test_nothing_is_in_stock(ask) -> None:
    _, record = ask("a vase in stock")
    assert record["relaxed"] == ["nothing that fits is in stock, so I looked at what is sold out too"]
    assert set(ids(record)) == {"vase", "urn"}
    assert ask("biscuits in stock")[1]["relaxed"] == ["no listing here says whether it is in stock"]


def test_the_kind_is_given_up_last_of_all(ask) -> None:
    _, record = ask("biscuits without nuts, without biscuits")
    assert {"oat", "hazel", "butter", "plain"} >= set(ids(record)) != set()
    _, record = ask("a vase under 20, rated 4 and up, in stock, not blue")
    assert set(ids(record)) == {"vase"}
    assert "rated" not in record["reply"] and "prices" in record["reply"]
    assert "what you refused" not in record["reply"]


def test_of_refusals_the_fewest_are_given_up(ask) -> None:
    _, record = ask("a vase, not crystal, not stoneware")
    assert ids(record) == ["vase"]
    assert record["relaxed"] == [
        "nothing that fits is without crystal, so I looked at what you refused: these may have crystal"
    ]


def test_other_prices_come_the_nearest_first(ask) -> None:
    for ranker in (None, LastFirst()):
        _, record = ask("a lamp under 30", ranker=ranker)
        assert ids(record) == ["wall", "table", "desk", "floor", "night"]
        assert record["relaxed"] == ["nothing that fits costs up to $30, so I looked at all prices"]
        assert "The nearest is “Wall lamp” at $39" in record["reply"]
    assert ids(ask("a lamp over 2000")[1])[:2] == ["floor", "desk"]


@pytest.mark.parametrize(
    ("message", "said", "silent"),
    [
        ("biscuits without nuts", {"oat", "butter"}, {"plain"}),
        ("gluten-free biscuits", {"oat"}, {"hazel", "plain"}),
        ("biscuits that contain no nuts please", {"oat", "butter"}, {"plain"}),
        ("a lamp, bulb not included", {"desk"}, {"table", "floor", "wall", "night"}),
        ("lamps that aren't brass", {"night"}, {"table", "wall"}),
    ],
)
def test_who_says_to_be_free_of_it_comes_first(ask, message, said, silent) -> None:
    for ranker in (None, LastFirst()):
        _, record = ask(message, ranker=ranker)
        found = ids(record)
        assert set(found[: len(said)]) == said
        assert set(found[len(said) :]) == silent
        assert all("its text says “" in item["reason"] for item in record["items"][: len(said)])
