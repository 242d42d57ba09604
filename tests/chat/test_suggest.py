"""What could be said next divides what was found, says nothing that holds, and is understood."""

from __future__ import annotations

from dataclasses import replace

from catalog.schema import Product
from chat.items import Item
from chat.suggest import suggestions
from understanding.dialogue_state import NOTHING_WANTED, DialogueState
from understanding.money.budget import Budget


def item(number: int, **fields: object) -> Item:
    product = replace(Product(str(number), f"Lamp {number}", kind="lamp", price=10.0 * number), **fields)  # type: ignore[arg-type]
    return Item(product, number, number, number, 0.0, looked_at=True)


LAMPS = [
    item(number, description=f"In {'oak' if number % 2 else 'steel'}. {60 - 5 * number} cm tall.")
    for number in range(1, 9)
]


def test_price_look_and_size_divide_what_was_found() -> None:
    assert suggestions(LAMPS, DialogueState(kinds=("lamp",))) == ("under $50", "in oak", "smaller")


def test_what_holds_already_is_not_said_again() -> None:
    held = DialogueState(kinds=("lamp",), budget=Budget(None, 50), searches=("a lamp in oak",), newest="a lamp in oak")
    found = suggestions(LAMPS, held)
    assert "under $50" not in found
    assert "in oak" not in found


def test_a_kind_is_offered_where_nobody_named_one() -> None:
    mixed = [
        replace(one, product=replace(one.product, kind="vase" if at < 3 else "lamp")) for at, one in enumerate(LAMPS)
    ]
    assert suggestions(mixed, NOTHING_WANTED)[0] == "rather a lamp"


def test_little_is_not_divided() -> None:
    assert suggestions(LAMPS[:3], NOTHING_WANTED) == ()
    assert suggestions([item(1)] * 6, DialogueState(kinds=("lamp",))) == ()
