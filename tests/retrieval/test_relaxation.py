"""What is found where no product passes all limits, and how much of it is right."""

import math

import pytest

from chat.query import as_query, weigh_turns
from retrieval.filters import Filters
from retrieval.query import Query
from retrieval.tune import recall_by_weight
from understanding.dialogue_state import track
from understanding.kinds.vocabulary import Vocabulary


@pytest.fixture(scope="module")
def vocabulary(shop):
    return Vocabulary.of(shop.connect())


@pytest.mark.parametrize(
    ("messages", "kept"),
    [
        (["a brass lamp", "under 100"], Filters(price_max=100)),
        (["a brass lamp under 1"], Filters()),
        (["a brass lamp under 1, rated 3 and up"], Filters(rating_min=3)),
        (["a brass lamp under 100, rated 5 and up"], Filters(price_max=100)),
    ],
)
def test_found_within_what_any_product_passes(retriever, vocabulary, messages, kept):
    found = retriever.find(as_query(track(messages), vocabulary), 10)
    assert found.filters == kept
    expected = retriever.search(weigh_turns(["a brass lamp"]), 10, kept)
    assert {one.id for one in found.candidates} == {one.id for one in expected}
    if found.sort is None:
        assert found.candidates == expected
    else:  # of other prices, the nearest first
        assert kept.price_max is None
        prices = [retriever.catalog.product(one.id).price for one in found.candidates]
        assert prices == sorted(prices, key=lambda price: math.inf if price is None else price)
    assert len(found.candidates) == 10


def test_nothing_is_found_where_nothing_was_asked(retriever, vocabulary):
    found = retriever.find(as_query(track(["hi", "thanks"]), vocabulary), 10)
    assert found.candidates == []


def test_recall_is_measured_within_the_limits(retriever, shop, vocabulary):
    """The cheapest lamp is not the nearest of 18 to "a lamp", but the only one under its price."""
    lamps = [p for p in shop.products(range(90)) if p.kind == "table lamp" and p.price is not None]
    cheapest = min(lamps, key=lambda lamp: lamp.price)
    below = sum(p.price is not None and p.price <= cheapest.price for p in shop.products(range(90)))
    query = as_query(track(["a lamp", f"under ${cheapest.price:.2f}"]), vocabulary)
    assert recall_by_weight(retriever, [(query, (cheapest.id,))], below, (0.7,)).recall == {0.7: 1.0}


def test_a_query_has_a_filter():
    with pytest.raises(ValueError, match=r"without filters; expected at least Filters\(\)"):
        Query(filters=())


def test_the_last_filter_stands_though_nothing_passes_it(retriever):
    found = retriever.find(Query(filters=(Filters(kind="boat"), Filters(kind="plane"))), 10)
    assert found.filters == Filters(kind="plane") and found.candidates == []
