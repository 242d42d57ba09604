"""Which looks a wish names, of which part, and whether a product has them there."""

from __future__ import annotations

import pytest

from catalog.schema import Product
from chat.binding import OTHER_PART, parts, share_shown, wished_looks
from chat.items import Item


def item(text: str = "", seen: str = "") -> Item:
    product = Product("P", "A thing", text)
    return Item(product, 0, rank=1, retrieval_rank=1, score=0.0, looked_at=False, seen=seen)


@pytest.mark.parametrize(
    ("wishes", "one", "share"),
    [
        (["a black leather bag"], item(seen="A tote handbag with a black leather body."), 1.0),
        (["a black leather bag"], item(seen="A tote handbag with a black wool body."), 0.5),
        (["a black leather bag"], item(), 0.0),
        (["a wooden bowl"], item(seen="A deep bowl in oak."), 1.0),
        (["a blue vase"], item(text="A navy vase."), 1.0),
        (["a bag, not black"], item(seen="A black bag."), 0.0),
        (["a lamp", "in brass"], item(text="Made of brass."), 1.0),
        (["something for my aunt"], item(seen="A red mug."), 0.0),
        ([], item(), 0.0),
    ],
)
def test_share_of_the_looks(wishes: list[str], one: Item, share: float) -> None:
    assert share_shown(wished_looks(wishes), one) == share


@pytest.mark.parametrize(
    ("wish", "right", "wrong"),
    [
        (
            "a white bag",
            "A tote bag with a white cotton body and a black handle.",
            "A bag with a black body and a white handle.",
        ),
        (
            "a lamp with a green shade",
            "A lamp with a green glass shade and a brass base.",
            "A lamp with a brass shade and a green base.",
        ),
        (
            "an oak lamp",
            "A cone lamp with an oak shade and a steel base.",
            "A cone lamp with a steel shade and an oak base.",
        ),
        (
            "a watch with a brown strap",
            "A watch with a brown strap and a steel case.",
            "A watch with a steel strap and a brown case.",
        ),
        (
            "a chair with metal legs",
            "A chair with a velvet seat and chrome legs.",
            "A chair with a chrome seat and oak legs.",
        ),
        (
            "a cream rug",
            "A runner rug in cream wool, with a navy border.",
            "A runner rug in navy wool, with a cream border.",
        ),
    ],
)
def test_a_look_counts_on_the_part_that_is_meant(wish: str, right: str, wrong: str) -> None:
    looks = wished_looks([wish])
    assert share_shown(looks, item(seen=right)) == 1.0
    assert share_shown(looks, item(seen=wrong)) == pytest.approx(OTHER_PART)


@pytest.mark.parametrize(
    ("requests", "words"),
    [
        (["a red wool scarf", "in blue instead"], ["wool", "blue"]),
        (["a navy vase", "something taller"], ["navy", "taller"][:1]),
        (["a lamp with a white shade", "and a brass base"], ["white", "brass"]),
        (["a striped mug", "in green"], ["striped", "green"]),
        (["somewhere to keep flowers in"], []),
        (["a bowl in olive"], ["olive"]),
        (["an olive bowl"], ["olive"]),
        (["a mug for hot chocolate"], []),
        (["a scarf for my red coat, in grey"], ["grey"]),
        (["a gift for someone who loves green"], ["green"]),
        (["looking for a black belt"], ["black"]),
        (["a lamp for the white hall with a brass base"], ["brass"]),
        (["round the campfire we need stools"], []),
    ],
)
def test_what_an_older_request_said_of_another_look_stays(requests: list[str], words: list[str]) -> None:
    assert [look.word for look in wished_looks(requests)] == words


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("", ()),
        ("A deep bowl in oak.", ("A deep bowl in oak",)),
        ("A box bag with a black body and a brass handle.", ("A box bag with black body", "brass handle")),
        ("A round tray in silver, with black leather handles.", ("A round tray in silver", "black leather handles")),
        ("A dining chair with a cream seat and chrome legs.", ("A dining chair with cream seat", "chrome legs")),
    ],
)
def test_the_main_part_of_a_sentence_comes_first(sentence: str, told: tuple[str, ...]) -> None:
    assert parts(sentence) == told
