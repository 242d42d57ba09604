"""What the listing or the picture's sentence says of the looks that a wish names."""

from __future__ import annotations

import pytest

from catalog.schema import Product
from chat.items import Item
from chat.ranking import looks_said


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
    assert looks_said(wishes, one) == share
