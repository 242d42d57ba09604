"""A whole conversation as the search takes it, and what gives way where nothing fits."""

import math

import pytest

from catalog.conversations import Conversation
from retrieval.budget import Budget
from retrieval.filters import Filters
from retrieval.query import MAX_TURNS
from retrieval.tune import recall_by_weight
from retrieval.wanted import Wanted, wanted


@pytest.mark.parametrize(
    ("messages", "searches", "filters"),
    [
        (["a lamp under 50", "in brass"], ("a lamp", "in brass"), Filters(price_max=50)),
        (["a lamp under 50", "over 20"], ("a lamp",), Filters(20, 50)),
        (["a lamp under 50", "over 80"], ("a lamp",), Filters(80)),
        (["a lamp under 50", "under 50 over 80"], ("a lamp",), Filters()),
        (["a lamp under 50", "any price"], ("a lamp",), Filters()),
        (["a lamp under 50", "forget the budget, under 90"], ("a lamp",), Filters(price_max=90)),
        (["a lamp under 50", "rated 4 and up"], ("a lamp",), Filters(price_max=50, rating_min=4)),
        (["a lamp rated 4.5 or better", "at least 4 stars"], ("a lamp",), Filters(rating_min=4)),
        (["a lamp rated 4.5 or better", "ratings don't matter"], ("a lamp",), Filters()),
        (["hello", "a lamp", "even cheaper", "thanks!"], ("a lamp",), Filters()),
    ],
)
def test_a_conversation(messages, searches, filters):
    so_far = wanted(messages)
    assert so_far.texts == searches
    assert so_far.filters()[0] == filters


def test_what_is_searched_where_only_limits_were_said():
    assert wanted(["under 50", "rated 4 and up"]).texts == ("rated 4 and up",)
    assert wanted(["hello", "", "thanks"]) == Wanted()
    assert wanted([]).texts == ()


def test_the_newest_turns_count_and_older_limits_stay():
    so_far = wanted(["a lamp under 50", *(f"idea {n}" for n in range(200))])
    assert so_far.searches == tuple(f"idea {n}" for n in range(200 - MAX_TURNS, 200))
    assert so_far.budget == Budget(None, 50)


def test_limits_give_way_one_by_one():
    assert Wanted().filters() == (Filters(),)
    assert Wanted(budget=Budget(None, 9)).filters() == (Filters(price_max=9), Filters())
    assert Wanted(rating_min=4).filters() == (Filters(rating_min=4), Filters())
    both = Wanted(budget=Budget(2, 9), rating_min=4)
    assert both.filters() == (Filters(2, 9, rating_min=4), Filters(2, 9), Filters(rating_min=4), Filters())


@pytest.mark.parametrize(
    ("messages", "kept"),
    [
        (["a brass lamp", "under 100"], Filters(price_max=100)),
        (["a brass lamp under 1"], Filters()),
        (["a brass lamp under 1, rated 3 and up"], Filters(rating_min=3)),
        (["a brass lamp under 100, rated 5 and up"], Filters(price_max=100)),
    ],
)
def test_found_within_what_any_product_passes(retriever, messages, kept):
    found = retriever.find(wanted(messages), 10)
    assert found.filters == kept
    expected = retriever.search(["a brass lamp"], 10, kept)
    assert {one.id for one in found.candidates} == {one.id for one in expected}
    if found.sort is None:
        assert found.candidates == expected
    else:  # of other prices, the nearest first
        assert kept.price_max is None
        prices = [retriever.catalog.product(one.id).price for one in found.candidates]
        assert prices == sorted(prices, key=lambda price: math.inf if price is None else price)
    assert len(found.candidates) == 10


def test_nothing_is_found_where_nothing_was_asked(retriever):
    found = retriever.find(wanted(["hi", "thanks"]), 10)
    assert found.candidates == []


def test_recall_is_measured_within_the_limits(retriever, shop):
    """The cheapest lamp is not the nearest of 18 to "a lamp", but the only one under its price."""
    lamps = [p for p in shop.products(range(90)) if p.kind == "table lamp" and p.price is not None]
    cheapest = min(lamps, key=lambda lamp: lamp.price)
    below = sum(p.price is not None and p.price <= cheapest.price for p in shop.products(range(90)))
    rows = [Conversation(f"<shopper>a lamp</shopper><shopper>under ${cheapest.price:.2f}</shopper>", (cheapest.id,))]
    assert recall_by_weight(retriever, rows, below, (0.7,)).recall == {0.7: 1.0}
