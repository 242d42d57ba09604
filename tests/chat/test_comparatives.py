"""Darker than what was shown: which product it is measured by, how long it holds, and who comes first."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from catalog.schema import Product
from chat import comparatives
from chat.state import State
from understanding.kinds.vocabulary import Vocabulary
from understanding.looks.comparatives import Comparative
from understanding.message import parse_message
from web.panels import bar
from web.session import AppState, Session, refined, turns

LAMPS = [Product("A", "Wren", kind="lamp"), Product("B", "Otto", kind="lamp"), Product("C", "Iver", kind="lamp")]
SHOP = Vocabulary((), ("lamp", "vase"), ())


def held(*messages: str) -> list[tuple[str, str]]:
    """The degrees that hold after these, each with the product it is measured by; three lamps are always shown."""
    state = State().answered(LAMPS)
    for message in messages:
        state = state.update(parse_message(message, SHOP)).answered(LAMPS)
    return [(one.comparative.words, one.reference.id) for one in state.comparisons]


@pytest.mark.parametrize(
    ("messages", "expected"),
    [
        (["something less shiny"], [("less shiny", "A")]),
        (["a darker lamp"], [("darker", "A")]),
        (["like the second one but darker"], [("darker", "B")]),
        (["not as dark as the third one"], [("lighter", "C")]),
        (["the second one is too busy"], [("plainer", "B")]),
        (["less shiny", "and darker"], [("less shiny", "A"), ("darker", "A")]),
        (["darker", "no, lighter"], [("lighter", "A")]),
        (["less shiny", "under 50"], [("less shiny", "A")]),
        (["less shiny", "in blue"], [("less shiny", "A")]),
        (["less shiny", "polished"], []),
        (["less shiny", "now a blue vase"], []),
        (["less shiny", "like the second one"], []),
        (["a darker vase"], []),
        (["a lamp for a darker room"], []),
    ],
)
def test_what_holds(messages: list[str], expected: list[tuple[str, str]]) -> None:
    assert held(*messages) == expected


def test_it_is_measured_by_the_product_last_spoken_of() -> None:
    looking = State().answered(LAMPS).looking_at(2)
    assert looking.update(parse_message("less shiny", SHOP)).comparisons[0].reference.id == "C"


def test_with_nothing_shown_it_is_a_wish_like_others() -> None:
    state = State().update(parse_message("a lamp, not too shiny", SHOP))
    assert state.comparisons == () and state.turns[-1].text == "a lamp, not too shiny"


def test_the_model_and_the_search_are_told_the_look_itself() -> None:
    state = State().answered(LAMPS).update(parse_message("something less shiny, under 50", SHOP))
    assert state.turns[-1].text == state.wanted.searches[-1] == "something matte, not shiny"


def test_a_chip_takes_it_off_and_so_does_more_like_this() -> None:
    state = State().answered(LAMPS).update(parse_message("bolder and a bit darker", SHOP))
    assert state.constraints()["degrees"] == ["bolder", "darker"]
    chips = bar(state.wanted, "USD", back=False, ahead=False, asked=False, again=False, beside=state.comparisons)
    assert "degree=bolder" in chips and "Take off: darker" in chips
    assert [one.comparative.words for one in state.lifted("degree", "bolder").comparisons] == ["darker"]
    assert state.lifted("degree", "brighter") == state.lifted("nonsense", "darker") == state
    assert state.more_like(LAMPS[1], "").comparisons == ()
    assert state.less_like(LAMPS[1]).comparisons == state.comparisons


NATS = 100.0
"""From black to white."""


class ShadeRanker:
    """Knows dark and light, and otherwise likes what is light."""

    name = "shade"

    def score(self, turns: Any, listings: Any, states: Any, prior: Any = ()) -> np.ndarray:
        lightness = NATS * np.asarray(states, np.float32).mean((1, 2))
        return -lightness if "that is dark" in turns[-1].text else lightness


def lightness(shop: Any, id: str) -> float:
    return NATS * float(np.asarray(shop.states([shop.row(id)]), np.float32).mean())


def test_only_what_is_darker_comes_before_the_rest_and_says_so(assistant, shop) -> None:
    shopkeeper = assistant(ShadeRanker())
    *_, lightest_first = shopkeeper.turn(State(), "a cushion")
    third = lightest_first.state.last[2].product
    *_, done = shopkeeper.turn(lightest_first.state.looking_at(2), "something darker")
    items = done.record["items"]
    by = [2 * (lightness(shop, third.id) - lightness(shop, item["id"])) for item in items]  # twice: of two opposites
    darker = [nats > comparatives.LEVEL for nats in by]
    assert True in darker and False in darker and darker == sorted(darker, reverse=True)
    says = ["looks darker to LaViC" in item["reason"] for item in items]
    assert says == [nats > comparatives.CLEARLY for nats in by] and True in says
    assert done.record["constraints"]["degrees"] == ["darker"] and done.record["relaxed"] == []


def test_on_the_page_its_chip_can_be_taken_off(assistant, shop) -> None:
    app = AppState(shop, assistant(ShadeRanker()))
    *_, before = turns(app, Session(), "a cushion")
    *_, after = turns(app, before, "something darker")
    assert after.state.last[0].product != before.state.last[0].product
    *_, without = refined(app, after, "drop", "degree=darker")
    assert without.state.comparisons == () and without.state.last[0].product == before.state.last[0].product


def test_where_nothing_goes_further_it_is_said(assistant, shop) -> None:
    shopkeeper = assistant(ShadeRanker())
    *_, done = shopkeeper.turn(State(), "a cushion")
    *_, lighter = shopkeeper.turn(done.state, "something lighter")
    title = done.record["items"][0]["title"]
    note = f"I am not sure that any of these looks lighter than “{title}”"
    assert lighter.record["relaxed"] == [note] and lighter.record["items"]
    assert lighter.record["reply"].startswith(note)
    *_, unranked = assistant(None).turn(done.state, "something lighter")
    assert unranked.record["relaxed"] == [], "who has not looked says nothing of looks"


def test_beyond_is_beside_the_last_one_whatever_is_common() -> None:
    states = np.array([0.2, 0.9, 0.5], np.float32)[:, None, None] * np.ones((3, 5, 4), np.float32)
    far = comparatives.beyond(ShadeRanker().score, Comparative("shade", True), "lamp", ["", "", ""], states)
    assert far == pytest.approx([0.6 * NATS, -0.8 * NATS])
    added = comparatives.score_bonus(np.array([99.0, 0.6, 0.0, -0.8]))
    assert added == pytest.approx([comparatives.SURE, 0.6, -comparatives.FAR, -comparatives.FAR - 0.8])
