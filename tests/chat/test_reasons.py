"""What a card gives as its reason: words that tell products apart, and prices as they were said."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest

from catalog.schema import Product
from chat.assistant import Assistant, Done
from chat.commonness import Commonness
from chat.items import Than, budget_words, price_words
from chat.quoting import quoted, telling_phrases
from chat.state import State
from understanding.money.budget import Budget


def quotes(wish: str, listing: str, kind: str = "") -> tuple[str, ...]:
    return quoted(telling_phrases([wish], kind.split()), listing, lambda word: True)


@pytest.mark.parametrize(
    ("wish", "listing", "expected"),
    [
        ("a lamp big enough to read by", "Bright enough for any desk.", ()),
        ("what goes with a tan sofa", "Goes with more than you would think. On a table.", ()),
        ("a vase for the dining table", "A small thing. Side table of the year.", ()),
        ("a vase for the dining table", "For a long dining table.", ("dining table",)),
        ("smth for every day i guess", "Every day a new one, I guess.", ()),
        ("i just want it to look nice and last", "A nice look, made to last.", ()),
        ("my sister loves gardening, she never has time", "For gardening. Never a time without.", ("gardening",)),
        ("Could you show me something that hides dirt", "Hides everything. Show it.", ()),
        ("a soft bag please", "Wipe with a soft damp cloth. Made of wool.", ()),
        ("a soft bag please", "Soft wool.", ("soft",)),
        ("a small rug", "A small thing that changes a room.", ()),
        ("a lamp for a dark corner", "Dark wood, for a reading corner.", ()),
        ("a lamp for a dark corner", "Meant for a dark corner; happy elsewhere too.", ("dark corner",)),
        ("a lamp with a brass base", "The base: brass.", ("brass",)),
        ("looking for a waterproof watch, is for swimming", "Waterproof to 3 bar. Good for swimming.", None),
        ("need a ski hat", "For ski weekends.", ("ski",)),
        ("a wedding ring in rose gold", "For a wedding. Rose gold.", ("wedding", "rose gold")),
        ("something to wear to a wedding, for a guest", "Also makes a fine wedding present.", ()),
        ("no leather, something in canvas", "Canvas, no leather.", ("canvas",)),
        ("a bag in leather", "A leather-free bag.", ()),
        ("a bag in leather", "Without leather.", ()),
        ("like the second one, but darker (like Rowan. A dome lamp with a velvet shade.)", "Velvet shade.", ()),
        ("More like Rowan Reading Lamp. A dome lamp.", "A dome for reading.", ()),
        ("Bonjour, I search a gift for my colleague who like the tea", "A colleague gave tea.", ("colleague",)),
    ],
)
def test_only_words_that_tell_are_quoted(wish: str, listing: str, expected: tuple[str, ...] | None) -> None:
    expected = ("waterproof", "swimming") if expected is None else expected
    found = quotes(wish, listing, "lamp bag rug vase watch ring hat")
    assert found == expected


@pytest.mark.parametrize(
    "filler", ["enough", "goes", "table", "every", "day", "shade", "colour", "body", "handle", "looks"]
)
def test_fillers_verbs_and_bare_furniture_are_never_quoted(filler: str) -> None:
    for wish in (
        f"something {filler} for me",
        f"a thing for the {filler}",
        f"it {filler} with a {filler}, in {filler}",
    ):
        assert quotes(wish, f"It says {filler} and {filler} again.") == ()


def test_three_at_most_each_as_long_as_the_listing_says_it() -> None:
    wish = "a round brass lamp for a dark corner, for reading, for a study"
    listing = "A study in brass, round. Reading in a dark corner. Round brass."
    assert quotes(wish, listing, "lamp") == ("round brass", "dark corner", "reading")


class Shelf:
    """Twenty mugs, all for tea, five of them striped, and one lamp."""

    def __init__(self) -> None:
        self.read = 0
        texts = [f"For tea. {'Striped. ' if number < 5 else ''}Number {number}." for number in range(20)]
        self.listed = [Product(str(n), "Mug", text, kind="mug") for n, text in enumerate(texts)]
        self.listed.append(Product("20", "Lamp", "Striped.", kind="lamp"))

    def products(self, rows):
        self.read += 1
        return [self.listed[row] for row in rows]

    def connect(self) -> Any:
        return self

    def execute(self, sql: str, values: Any = ()) -> Any:
        if "max(row)" in sql:
            return self
        return [(row,) for row, product in enumerate(self.listed) if product.kind == values[0]]

    def fetchone(self) -> tuple[int]:
        return (len(self.listed) - 1,)


def test_what_most_of_a_kind_say_tells_nothing() -> None:
    shelf = Shelf()
    common = Commonness(shelf)
    assert not common.tells("mug")("tea")
    assert not common.tells("lamp")("tea"), "most of the shop say it"
    assert Commonness(shelf).tells("mug")("number") is False
    before = shelf.read
    assert not common.tells("mug")("tea")
    assert shelf.read == before, "counted once"


def ask(assistant: Assistant, *messages: str) -> list[dict[str, Any]]:
    state, records = State(), []
    for message in messages:
        *_, done = assistant.turn(state, message)
        assert isinstance(done, Done)
        state = done.state
        records.append(done.record)
    return records


@pytest.mark.parametrize(
    "cheaper",
    [
        "something cheaper",
        "cheaper please",
        "any less expensive ones?",
        "too pricey for me",
        "got anything more affordable?",
    ],
)
def test_a_price_below_what_was_shown_is_said_as_such(assistant, cheaper: str) -> None:
    first, second = ask(assistant(None), "a cushion", cheaper)
    picked = first["items"][0]
    assert second["items"]
    for item in second["items"]:
        assert f"cheaper than “{picked['title']}” at ${picked['price']:g}" in item["reason"].replace(".50", ".5")
        assert not re.search(r"(?:under|exactly|up to) \$", item["reason"])


def test_cheaper_than_one_of_them_names_that_one(assistant) -> None:
    [shown] = ask(assistant(None), "a cushion")
    place, one = sorted(enumerate(shown["items"], 1), key=lambda item: item[1]["price"])[-2]
    _, second = ask(assistant(None), "a cushion", f"cheaper than number {place}")
    assert second["relaxed"] == []
    assert all(f"cheaper than “{one['title']}”" in item["reason"] for item in second["items"])


def test_dearer_is_said_as_such_and_a_said_limit_as_it_was_said(assistant) -> None:
    first, second, third = ask(assistant(None), "a cushion under 90", "something more expensive", "under 70 then")
    picked = first["items"][0]
    assert all(f"dearer than “{picked['title']}”" in item["reason"] for item in second["items"])
    assert all("under $90" in item["reason"] for item in second["items"])
    assert all("under $70" in item["reason"] or "exactly $70" in item["reason"] for item in third["items"])


def test_a_relative_limit_that_leaves_nothing_is_given_up_in_its_own_words(assistant) -> None:
    *_, last = ask(assistant(None), "a lamp under 16", "cheaper")
    [relaxed] = last["relaxed"]
    assert "is already the cheapest that fits" in relaxed and "14.99" not in relaxed


def test_a_comparison_stands_only_while_its_limit_does() -> None:
    than = Than(104.99, "Ysolde Standing Lamp", 105)
    lamp = Product("L", "Lamp", price=60)
    assert price_words(Budget(None, 104.99), lamp, than) == "cheaper than “Ysolde Standing Lamp” at $105"
    assert price_words(Budget(None, 60), lamp, than) == "exactly $60"
    assert price_words(Budget(50, 104.99), lamp, than) == "cheaper than “Ysolde Standing Lamp” at $105 · over $50"
    assert price_words(Budget(None, 80), lamp, than) == "under $80"
    assert budget_words(Budget(50, 104.99), "USD", than) == "from $50, cheaper than “Ysolde Standing Lamp” at $105"
    assert budget_words(Budget(None, 60), "USD", than) == "up to $60"
    assert Than(20.01, "Mug", 20, dearer=True).words("EUR") == "dearer than “Mug” at 20 EUR"


def test_hostile_text_costs_little() -> None:
    began = time.perf_counter()
    for text in ("for " * 4_500, "a-" * 9_000, "wash " * 3_600, ". keep" * 3_000, "(like " * 3_000):
        telling_phrases([text], ["lamp"])
        quotes("a soft lamp", text)
    assert time.perf_counter() - began < 2
