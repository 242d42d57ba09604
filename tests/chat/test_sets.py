"""Several things in one answer: one of each, chosen together."""

from __future__ import annotations

import numpy as np
import pytest

from catalog.schema import Product
from chat.items import Item
from chat.sets import Together, arranged, chosen, cost, shares_budget
from chat.state import State
from understanding.kinds.vocabulary import Vocabulary
from understanding.message import parse_message

SHOP = Vocabulary((), ("floor lamp", "table lamp", "rug", "ring", "bracelet"), ())
LAMP_AND_RUG = Together((("floor lamp", "table lamp"), ("rug",)), shared=True)


def items(*priced: tuple[str, float | None]) -> list[Item]:
    return [
        Item(Product(f"P{n}", f"{kind} {n}", kind=kind, price=price), n, n + 1, n + 1, 0.0, looked_at=True)
        for n, (kind, price) in enumerate(priced)
    ]


def states(*directions: int) -> np.ndarray:
    """(N, 1, 3): pictures of the same direction are wholly alike."""
    return np.eye(3, dtype=np.float32)[list(directions)][:, None, :]


def test_one_of_each_comes_first_and_then_the_next_of_each() -> None:
    found = items(("table lamp", 20), ("floor lamp", 30), ("rug", 40), ("rug", 50))
    ordered = arranged(found, LAMP_AND_RUG, None, states(0, 1, 0, 1))
    assert [item.product.id for item in ordered] == ["P0", "P2", "P1", "P3"]
    assert [item.rank for item in ordered] == [1, 2, 3, 4]
    assert cost(ordered, LAMP_AND_RUG) == 60


def test_what_looks_alike_is_put_together() -> None:
    found = items(("table lamp", 20), ("rug", 40), ("rug", 50))
    assert arranged(found, LAMP_AND_RUG, None, states(0, 1, 0))[1].product.id == "P2"
    assert arranged(found, LAMP_AND_RUG, None, states(0, 0, 1))[1].product.id == "P1"


def test_a_shared_limit_is_for_all_together() -> None:
    found = items(("table lamp", 90), ("table lamp", 60), ("rug", 90), ("rug", 50))
    ordered = arranged(found, LAMP_AND_RUG, 120, states(0, 1, 0, 2))
    assert cost(ordered, LAMP_AND_RUG) == 110
    alone = Together(LAMP_AND_RUG.things)
    assert cost(arranged(found, alone, 120, states(0, 1, 0, 2)), alone) == 180, "each may cost so much"


def test_where_no_set_is_within_the_limit_the_cheapest_is_shown() -> None:
    found = items(("table lamp", 90), ("table lamp", 60), ("rug", 90), ("rug", None), ("rug", 80))
    assert cost(arranged(found, LAMP_AND_RUG, 50, states(0, 1, 0, 1, 2)), LAMP_AND_RUG) == 140


def test_where_one_thing_is_missing_nothing_is_put_together() -> None:
    found = items(("table lamp", 20), ("floor lamp", 30))
    assert arranged(found, LAMP_AND_RUG, None, states(0, 1)) == found
    assert chosen(found, LAMP_AND_RUG) == [] and cost(found, LAMP_AND_RUG) is None


@pytest.mark.parametrize(
    ("message", "things"),
    [
        ("a lamp and a rug for under 200 together", LAMP_AND_RUG.things),
        ("matching ring and bracelet", (("ring",), ("bracelet",))),
        ("a table lamp, a rug and a ring", (("table lamp",), ("rug",), ("ring",))),
        ("a lamp or a rug", ()),
        ("a lamp", ()),
        ("a rug under a table lamp", ()),
        ("floor lamps and table lamps", (("floor lamp",), ("table lamp",))),
    ],
)
def test_what_is_asked_for_together(message: str, things: tuple[tuple[str, ...], ...]) -> None:
    assert parse_message(message, SHOP).named.apart == things


def test_it_holds_until_another_thing_is_asked_for() -> None:
    state = State().update(parse_message("a lamp and a rug for under 200 together", SHOP))
    assert state.together == LAMP_AND_RUG
    assert state.update(parse_message("in blue", SHOP)).together == LAMP_AND_RUG
    assert state.update(parse_message("now a ring", SHOP)).together is None


@pytest.mark.parametrize(
    ("text", "shared"),
    [
        ("under 200 together", True),
        ("200 for both", True),
        ("300 in total", True),
        ("each under 50", False),
        ("under 60", True),
    ],
)
def test_whether_a_sum_is_for_all(text: str, shared: bool) -> None:
    assert shares_budget(text) == shared
