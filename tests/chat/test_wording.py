"""What an answer says: the wish as it was understood, which one to take, and why; each claim from what is known."""

from __future__ import annotations

import pytest

from catalog.schema import Product
from chat import wording
from chat.candidates import TurnCandidates
from chat.harmony import opinion, other_thing
from chat.items import Item, in_quotes, in_sentence
from chat.shown import Shown
from chat.state import State
from understanding.kinds.vocabulary import Vocabulary
from understanding.message import parse_message
from understanding.money.budget import Budget

SHOP = Vocabulary(("home",), ("floor lamp", "table lamp", "handbag", "scarf", "ring", "necklace"), ("Lune",))


def state(*messages: str) -> State:
    after = State()
    for message in messages:
        after = after.update(parse_message(message, SHOP))
    return after


@pytest.mark.parametrize(
    ("messages", "words"),
    [
        (["a lamp in brass under $60, nothing shiny"], "Brass lamps up to $60, nothing shiny"),
        (["a black leather handbag"], "Black leather handbags"),
        (["a wool scarf", "a red one"], "Red wool scarves"),
        (["a handbag with a brown strap, no leather"], "Handbags with brown strap, no leather"),
        (["a scarf rated 4 or better"], "Scarves, rated 4 or better"),
        (["no jewellery, under 30"], "Anything up to $30, no jewellery"),
        (["anything"], ""),
    ],
)
def test_the_wish_as_it_was_understood(messages: list[str], words: str) -> None:
    assert wording.understood(state(*messages), "USD") == words


def item(id: str, price: float | None = None, rating: float | None = None, seen: str = "", text: str = "") -> Item:
    product = Product(id, f"Lamp {id}", text, price=price, rating=rating, kind="table lamp")
    return Item(product, 0, 1, 1, 0.0, looked_at=True, seen=seen)


def test_the_first_is_named_with_what_is_known_of_it() -> None:
    shown = [item("A", 20, 4.8, seen="A cone lamp in brass."), item("B", 30, 4.1)]
    told = wording.pick(shown, state("a brass lamp"), nearest=False, sort=None)
    assert (
        "“Lamp A” at $20: in its picture I see a cone lamp in brass. It is the best rated and cheapest of these."
        in told
    )
    assert "though" not in told


def test_what_it_lacks_is_said() -> None:
    told = wording.pick(
        [item("A", seen="A cone lamp in oak."), item("B")], state("a brass lamp"), nearest=False, sort=None
    )
    assert told.endswith("though neither says “brass”.")
    assert "at $" not in told and "It is the" not in told


def test_of_equals_none_is_the_cheapest_or_the_best() -> None:
    shown = [item("A", 20, 4.5), item("B", 20, 4.5)]
    assert "It is the" not in wording.pick(shown, state("a lamp"), nearest=False, sort=None)


def test_the_first_in_an_order_is_told_by_what_it_was_sorted_by() -> None:
    sort = parse_message("the cheapest lamp", SHOP).sort
    assert wording.pick([item("A", 20), item("B", 30)], state("a lamp"), nearest=False, sort=sort) == (
        "The cheapest is “Lamp A” at $20."
    )


def test_a_title_in_quotation_marks_has_single_ones_inside() -> None:
    assert in_quotes("Scarf “Jarl”") == "“Scarf ‘Jarl’”"


@pytest.mark.parametrize(
    ("message", "other"),
    [
        ("does it go with a brown coat?", "a brown coat"),
        ("would it match my oak table", "oak table"),
        ("will this suit a red wall?", "red wall"),
        ("something to go with my oak table", ""),
        ("is it big?", ""),
    ],
)
def test_what_it_is_to_go_with(message: str, other: str) -> None:
    assert other_thing(message) == other


@pytest.mark.parametrize(
    ("seen", "other", "words"),
    [
        ("A black bag.", "my oak table", "black is a quiet colour"),
        ("A navy bag.", "a terracotta wall", "opposite each other"),
        ("A sage bag.", "a green coat", "tone in tone"),
        ("A red bag.", "an orange dress", "neighbours"),
        ("A pink bag.", "a yellow wall", "bold mix"),
        ("A bag.", "a brown coat", "I cannot tell"),
        ("A black bag.", "my outfit", "Tell me the colour"),
    ],
)
def test_an_opinion_is_by_colour_and_says_so(seen: str, other: str, words: str) -> None:
    told = opinion(Shown(Product("P", "Thing"), seen), other)
    assert words in told
    assert "I cannot tell" in told or "Tell me" in told or "opinion by colour" in told


@pytest.mark.parametrize(
    ("seen", "told"),
    [
        ("A orange bag with a navy dots.", "an orange bag with navy dots"),
        ("An oval rug in wool.", "an oval rug in wool"),
        ("A lamp with a olive shade and a oak base.", "a lamp with an olive shade and an oak base"),
        ("A mug with a blue handle.", "a mug with a blue handle"),
        ("", ""),
    ],
)
def test_what_is_seen_goes_on_within_a_sentence(seen: str, told: str) -> None:
    assert in_sentence(seen) == told


def test_a_look_that_none_of_those_shown_has_is_owned_up_to() -> None:
    found = TurnCandidates([], Budget(), (), [], "")
    wish = state("a red handbag")
    navy = [item("A", 20, seen="A navy bag."), item("B", 30, seen="A tan bag.")]
    told = wording.told_of(wish, navy, found, nearest=False, photo="")
    assert told.startswith("Red handbags: as far as I can tell, none here is “red”. The nearest is “Lamp A”")
    one_is = [*navy, item("C", 40, seen="A red bag.")]
    assert "none here" not in wording.told_of(wish, one_is, found, nearest=False, photo="")
    undescribed = [item("A", 20), item("B", 30)]
    assert "none here" not in wording.told_of(wish, undescribed, found, nearest=False, photo="")


@pytest.mark.parametrize(
    ("asked", "seen", "owned_up"),
    [
        ("a leather handbag", "A handbag in black.", False),
        ("a striped handbag", "A handbag in white.", False),
        ("a shiny ring", "A ring in green.", False),
        ("a wool scarf", "A scarf in red.", False),
        ("a blue handbag", "A handbag in black.", True),
        ("a leather handbag", "A black handbag in wool.", True),
        ("a striped handbag", "A dotted white handbag in cotton.", True),
    ],
)
def test_a_sentence_that_tells_a_colour_alone_denies_no_other_look(asked: str, seen: str, owned_up: bool) -> None:
    found = TurnCandidates([], Budget(), (), [], "")
    told = wording.told_of(state(asked), [item("A", 20, seen=seen)] * 2, found, nearest=False, photo="")
    assert ("none here" in told) == owned_up, told
