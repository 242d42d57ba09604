"""A whole conversation as the search takes it, and what gives way where nothing fits."""

import pytest

from catalog.listing.words import kind_words
from chat.limits import filter_ladder, given_up
from chat.query import as_query, weigh_turns
from retrieval.filters import Filters
from understanding.dialogue_state import DialogueState, track
from understanding.kinds.vocabulary import Vocabulary
from understanding.money.budget import Budget


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
    so_far = track(messages)
    assert so_far.texts == searches
    assert filter_ladder(so_far)[0] == filters


def test_limits_give_way_one_by_one():
    assert filter_ladder(DialogueState()) == (Filters(),)
    assert filter_ladder(DialogueState(budget=Budget(None, 9))) == (Filters(price_max=9), Filters())
    assert filter_ladder(DialogueState(rating_min=4)) == (Filters(rating_min=4), Filters())
    both = DialogueState(budget=Budget(2, 9), rating_min=4)
    assert filter_ladder(both) == (Filters(2, 9, rating_min=4), Filters(2, 9), Filters(rating_min=4), Filters())


def test_a_size_that_no_product_has_gives_way_before_the_brand() -> None:
    held = track(["140 cm tall"])
    assert [bool(some.sizes) for some in filter_ladder(held)] == [True, False]
    assert given_up(held, filter_ladder(held)[1]) == ("size",)


def test_turn_weights():
    kinds = kind_words(["table lamp", "vase"])
    turns = weigh_turns(["a lamp", " ", "in brass", "", "not blue, and a tall lamp"], kinds)
    assert [turn.text for turn in turns] == ["a lamp", "in brass", ", and a tall lamp"]
    assert [turn.weight for turn in turns] == pytest.approx([1 / 3] * 3)
    turns = weigh_turns(["a lamp", "in brass", "now two vases", "tall"], kinds, decay=0.5)
    assert [turn.weight for turn in turns] == pytest.approx([1 / 6, 1 / 6, 1 / 3, 1 / 3])
    turns = weigh_turns(["a carafe", "now a vase"], kinds, decay=0.5)  # a kind that the catalog does not name
    assert [turn.weight for turn in turns] == pytest.approx([1 / 3, 2 / 3])
    assert [turn.text for turn in weigh_turns([str(n) for n in range(200)])] == [str(n) for n in range(188, 200)]
    assert [turn.text for turn in weigh_turns(["?", "not silk"])] == ["?", "not silk"]
    assert weigh_turns([]) == ()


def test_a_state_as_a_query():
    shop = Vocabulary(kinds=("table lamp", "vase"))
    query = as_query(track(["a lamp under 50", "in brass like this photo", "cheapest first"], shop), shop)
    assert query.turns == weigh_turns(["a lamp", "in brass like this photo"], shop.kind_words)
    assert query.filters == (
        Filters(price_max=50, kind=("table lamp",)),
        Filters(kind=("table lamp",)),
        *query.filters[2:],
    )
    assert query.filters[-1] == Filters()
    assert query.sort is not None and query.sort.by == "price"
    assert query.looks[0] == "brass"
    assert query.words_beside_photo == {"lamp", "brass"}
    assert as_query(track([]), shop).turns == ()
