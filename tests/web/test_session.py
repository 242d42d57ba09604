"""How a turn's events become what the page shows, without a browser."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from chat.state import State
from retrieval.budget import Budget
from web.page import gallery
from web.session import BROKEN, MAX_MESSAGES, OPENING, STOPPED, AppState, Session, turns


def last(steps) -> Session:
    *_, session = steps
    return session


def test_a_turn_replaces_its_own_answer(assistant, ranker, shop) -> None:
    app = AppState(shop, assistant(ranker))
    steps = list(turns(app, Session(), "a lamp"))
    assert [len(step.said) for step in steps] == [2, 2, 2]
    assert "shop-looking" in steps[1].said[-1].html
    assert "shop-looking" not in steps[2].said[-1].html
    assert "ranked by LaViC" in steps[2].said[-1].text
    assert len(steps[2].state.turns) == 2


def test_a_closed_shop_says_so(shop) -> None:
    app = AppState(shop)
    session = last(turns(app, Session(), "a lamp"))
    assert not app.ready()
    assert session.said[-1].text == OPENING
    assert session.state.turns == ()


def test_a_fault_is_a_sentence_and_a_log_entry(shop, caplog) -> None:
    def turn(*_: object) -> object:
        raise OSError("/home/shop/secret")

    session = last(turns(AppState(shop, SimpleNamespace(turn=turn, ranker=None)), Session(), "a lamp"))  # type: ignore[arg-type]
    assert session.said[-1].text == BROKEN
    assert "secret" in caplog.text


def test_stopping_keeps_what_was_found(assistant, ranker, shop) -> None:
    waiting = list(turns(AppState(shop, assistant(ranker)), Session(), "a lamp"))[1]
    stopped = waiting.stopped()
    assert [said.text for said in stopped.said[1:]] == ["In text-search order.", STOPPED]
    assert "shop-looking" not in stopped.said[1].html
    assert [turn.role for turn in stopped.state.turns] == ["shopper", "assistant"]
    searching = next(turns(AppState(shop, assistant(ranker)), Session(), "a lamp"))
    assert [said.text for said in searching.stopped().said[1:]] == [STOPPED]


def test_what_is_taken_back_while_it_is_ranked_comes_back_as_found(assistant, ranker, shop) -> None:
    searching, ranking, *_, ranked = turns(AppState(shop, assistant(ranker)), Session(), "a lamp")
    again = ranking.undone().redone()
    assert [said.text for said in again.said[1:]] == ["In text-search order.", STOPPED]
    assert "shop-looking" not in again.said[1].html and again.state == ranking.state
    assert [said.text for said in searching.undone().redone().said[1:]] == [STOPPED]
    assert ranked.undone().redone().said == ranked.said


def test_stopping_forgets_neither_the_thing_nor_the_budget(assistant, ranker, shop) -> None:
    app = AppState(shop, assistant(ranker))
    stopped = list(turns(app, Session(), "a lamp under 30"))[1].stopped()
    session = last(turns(app, stopped, "what else is there?"))
    assert session.state.wanted.budget == Budget(None, 30)
    assert session.state.wanted.searches[0] == "a lamp"
    assert len(session.state.shown) == 10


def test_a_fault_leaves_the_conversation_where_it_was(assistant, shop) -> None:
    shared = assistant(None)

    def turn(state: State, message: str) -> object:
        yield next(shared.turn(state, message))
        raise OSError

    app = AppState(shop, SimpleNamespace(turn=turn, ranker=None))  # type: ignore[arg-type]
    assert last(turns(app, Session(), "a lamp")).state == State()


@pytest.mark.parametrize("message", [5, None, ["a lamp"], {"a": 1}, b"\xff", 0.5])
def test_any_message_gets_an_answer(assistant, shop, message: object) -> None:
    session = last(turns(AppState(shop, assistant(None)), Session(), message))
    assert session.said[-1].role == "assistant"
    assert session.said[-1].text != BROKEN


def test_200_turns_keep_the_page_small(assistant, shop) -> None:
    session = Session()
    for _ in range(200):
        session = last(turns(AppState(shop, assistant(None)), session, "a lamp"))
    assert len(session.said) == MAX_MESSAGES


def test_the_gallery_has_pictures(shop) -> None:
    found = gallery(shop)
    assert len(found) == 5
    assert all(product.image for product in found)
    assert len({product.id for product in found}) == 5
