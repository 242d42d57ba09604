"""Chips, the comparison, the saved list and its files: inert, complete, and only of what the shop knows."""

from __future__ import annotations

import csv
import importlib.util
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest

from catalog.schema import Product
from chat.state import State
from understanding.dialogue_state import NOTHING_WANTED, DialogueState
from understanding.money.budget import Budget
from understanding.sizes.requested import find_sizes
from web import panels
from web.saved_items import known_ids, saved_and_compared
from web.session import AppState, Session, arrived, known_row, refined, retried, turns

_spec = importlib.util.spec_from_file_location("cards_tests", Path(__file__).with_name("test_cards.py"))
assert _spec is not None and _spec.loader is not None
cards_tests = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(cards_tests)
ATTACKS, Elements, KIND = cards_tests.ATTACKS, cards_tests.Elements, cards_tests.KIND


def last(steps) -> Session:
    *_, session = steps
    return session


def test_every_limit_is_a_chip() -> None:
    wanted = DialogueState(
        (),
        "",
        Budget(20, 40),
        4,
        find_sizes("140 cm tall"),
        "home",
        ("table lamp", "floor lamp"),
        ("A",),
        ("glass", "gold"),
    )
    found = panels.limits(wanted, "USD")
    words = [
        "lamp",
        "in home",
        "by A",
        "between $20 and $40",
        "4 stars or more",
        "140 cm tall",
        "not glass",
        "not gold",
    ]
    assert [text for _, _, text in found] == words
    for name, value, _ in found:
        wanted = wanted.lifted(name, value)
    assert wanted == NOTHING_WANTED


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_of_a_strangers_adds_an_element(attack: str) -> None:
    kind = KIND.product
    hostile = replace(kind, title=attack, brand=attack, description=attack, kind=attack)
    plain = replace(kind, title="Lamp", brand="x", description="x", kind="x")
    for make in (
        lambda product, text: panels.comparison([(0, product, text)]),
        lambda product, text: panels.saved_list([(0, product)]).split('<p class="shop-export">')[0],
        lambda product, text: panels.bar(
            DialogueState(without=(text,)),
            *("USD",),
            **dict.fromkeys(("back", "ahead", "asked", "again"), True),
            ideas=(text,),
            steps=(("say", text),),
        ),
    ):
        if panels.safe(attack):
            assert Elements(make(hostile, attack)).tags == Elements(make(plain, "x")).tags


def test_the_files_hold_what_was_saved_and_run_nothing() -> None:
    products = [Product("=1+1", '@x, "y"\n', price=2.5), Product("B", "Lämp", rating=4)]
    rows = list(csv.DictReader(io.StringIO(panels.as_csv(products))))
    assert [row["id"] for row in rows] == ["'=1+1", "B"]
    assert rows[0]["title"].startswith("'@x")
    assert (rows[0]["price"], rows[0]["rating"], rows[1]["title"]) == ("2.5", "", "Lämp")
    assert json.loads(panels.as_json(products))[0]["id"] == "=1+1"


def test_how_an_answer_was_ranked_is_told(assistant, ranker) -> None:
    *_, done = assistant(ranker).turn(State(), "a cushion")
    text = Elements(panels.explained(done.record, "org/<b>")).text
    for words in ("LaViC (<b>)", "5 for each product", "5 of the candidates found", "Finding candidates", "Ranking"):
        assert words in text
    *_, done = assistant(None).turn(State(), "a cushion")
    text = Elements(panels.explained(done.record, "")).text
    assert "the search's own order" in text
    assert "none were read" in text
    assert "Ranking" not in text
    *_, done = assistant(None).turn(State(), "thanks")
    assert panels.explained(done.record, "") == ""


def test_missing_values_are_named(shop) -> None:
    text = Elements(saved_and_compared(shop, [], ["P00", "P01"])).text
    assert "not listed" in text
    assert "The same in all" in text


@pytest.mark.parametrize("kept", [None, 5, "P00", {"a": 1}, [1, None, "nowhere"], [["P00"]]])
def test_what_a_browser_kept_is_not_believed(shop, kept: object) -> None:
    assert saved_and_compared(shop, kept, kept) == ""


def test_what_is_known_is_kept_in_its_order(shop) -> None:
    assert known_ids(shop, ["P01", "nowhere", "P03", "P01", "P02"], 2) == ["P03", "P02"]


def test_what_differs_stands_first(shop) -> None:
    text = Elements(saved_and_compared(shop, [], ["P00", "P06"])).text
    differing, same = text.split("The same in all")
    assert "Price" in differing and "Kind" in differing
    assert "Department" in same and "Department" not in differing


def test_rows_are_known_or_nothing(shop) -> None:
    app = AppState(shop)
    assert known_row(app, "35") == 35
    assert [known_row(app, what) for what in ("36", "", "٣x", "9" * 30, "1.0")] == [None] * 5


def test_a_chip_taken_off_gives_back_what_it_hid(assistant, ranker, shop) -> None:
    app = AppState(shop, assistant(ranker))
    session = last(turns(app, Session(), "a cushion, not teal"))
    opened = last(refined(app, session, "drop", "without=teal"))
    assert opened.state.wanted.without == ()
    assert "Cushion No. 19" not in session.said[-1].html
    assert opened.undone().state == session.state
    for nonsense in (("drop", "x=y"), ("drop", "without=blue"), ("more", "99"), ("less", "x"), ("", "")):
        assert list(refined(app, session, *nonsense)) == [session]


def test_more_and_less(assistant, shop) -> None:
    app = AppState(shop, assistant(None))
    session = last(turns(app, Session(), "something for every day"))
    more = last(refined(app, session, "more", "19"))
    assert more.state.wanted.kinds == ("cushion",)
    assert "P19" not in [shown.product.id for shown in more.state.last]
    assert all(shown.product.kind == "cushion" for shown in more.state.last)
    less = last(refined(app, more, "less", "18"))
    again = last(turns(app, less, "a cushion"))
    assert "P18" not in [shown.product.id for shown in (*less.state.last, *again.state.last)]
    assert less.state.turns[-2].text == "Nothing like Cushion No. 18."


def test_steps_go_back_and_forth(assistant, shop) -> None:
    app = AppState(shop, assistant(None))
    first = last(turns(app, Session(), "a cushion"))
    second = last(turns(app, first, "a stool"))
    assert second.undone().undone().said == ()
    assert second.undone().redone() == second
    assert second.undone().state == first.state
    assert second.cleared().said == ()
    assert second.cleared().undone().said == second.said
    assert last(retried(app, second)).state == second.state
    more = last(refined(app, second, "more", "18"))
    assert last(retried(app, more)).state == more.state
    assert last(retried(app, more)).undone().said == second.said, "once, in place of the first try"
    dropped = last(refined(app, more, "drop", "kind=cushion"))
    again = last(retried(app, dropped))
    assert again.state == dropped.state
    assert [(said.role, said.text) for said in again.said] == [(said.role, said.text) for said in dropped.said]
    assert last(turns(app, dropped, "thanks")).pressed == ("", "")
    assert Session().undone() == Session().redone() == Session().cleared() == Session()
    for _ in range(100):
        second = last(turns(app, second, "thanks"))
    assert len(second.past) == 40
    assert all(not step.past and not step.ahead for step in second.past)


def test_a_link_to_a_product(assistant, shop) -> None:
    app = AppState(shop, assistant(None))
    session = arrived(app, Session(), "P19")
    assert "Cushion No. 19" in session.said[-1].html
    assert "$62.50" in last(turns(app, session, "how much is it?")).said[-1].text
    assert "not in this shop" in arrived(app, Session(), "nowhere").said[-1].text
