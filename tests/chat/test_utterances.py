"""Every utterance leaves the conversation in the state that it should: nothing missing, nothing more."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest

from catalog.schema import Product
from catalog.store import Catalog
from chat.state import State
from understanding.intent import CHOICE, QUESTION, REQUEST, RESTART
from understanding.kinds.vocabulary import Vocabulary
from understanding.message import parse_message

_spec = importlib.util.spec_from_file_location("utterances", Path(__file__).with_name("utterances.py"))
assert _spec is not None and _spec.loader is not None
utterances = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(utterances)

SHOWN = [
    (
        "A",
        "Wren table lamp",
        "table lamp",
        60,
        "45 cm tall",
        "A table lamp with a polished brass base and a white shade.",
    ),
    ("B", "Otto Table Lamp", "table lamp", 45, "38 cm tall, 24 cm across", "A table lamp with a blue ceramic base."),
    ("C", "Wilmot Floor Lamp", "floor lamp", 120, "150 cm tall", "A floor lamp of matte black steel."),
    ("D", "Iver Table Lamp", "table lamp", 80, "", "A table lamp with a natural oak foot."),
    ("E", "Runa pendant lamp", "pendant lamp", 150, "Size: 30 cm across.", "A pendant lamp with a blue glass dome."),
]


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    with Catalog.open() as catalog:
        return Vocabulary.of(catalog.connect())


def found(messages: list[str], vocabulary: Vocabulary) -> dict[str, Any]:
    products = [Product(id, title, text, kind=kind, price=price) for id, title, kind, price, text, _ in SHOWN]
    sights = [sight for *_, sight in SHOWN]
    state = State().answered(products, sights)
    result: dict[str, Any] = {}
    for message in messages:
        said = parse_message(message, vocabulary)
        intent = state.intent(said)
        result = {} if intent == REQUEST else {"intent": intent}
        if intent == REQUEST:
            state = state.update(said)
            result |= {"like": "ABCDE".index(state.like) + 1} if state.like else {}
            state = state.answered(products, sights)
        elif intent in (QUESTION, CHOICE):
            at = state.spoken_of(said)
            result |= {"of": at + 1} if at is not None else {}
            result |= {"about": said.about} if said.about else {}
            state = state.looking_at(at) if at is not None else state
        elif intent == RESTART:
            state = State()
    wanted = state.wanted
    price = wanted.budget.price_min, wanted.budget.price_max
    for name, value in {
        "price": price if any(price) else None,
        "rating": wanted.rating_min,
        "department": wanted.department,
        "sizes": [size.words for size in wanted.sizes],
        "kinds": [*wanted.kinds],
        "brands": [*wanted.brands],
        "without": [*wanted.without],
        "degrees": [one.comparative.words for one in state.comparisons],
        "hidden_ids": ["ABCDE".index(i) + 1 for i in wanted.hidden_ids],
    }.items():
        result |= {name: value} if value else {}
    return result


def test_there_are_enough_of_them_and_each_is_another() -> None:
    assert len({tuple(messages) for messages, _ in utterances.UTTERANCES}) == len(utterances.UTTERANCES) >= 150


@pytest.mark.parametrize(
    ("messages", "expected"),
    utterances.UTTERANCES,
    ids=lambda value: " / ".join(value) if isinstance(value, list) else "",
)
def test_utterance(messages: list[str], expected: dict[str, Any], vocabulary: Vocabulary) -> None:
    assert found(messages, vocabulary) == expected
