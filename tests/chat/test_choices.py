"""The variant that answers a wish, by hand-made products."""

from __future__ import annotations

import pytest

from catalog.listing.order import Sort
from catalog.listing.size import Size
from catalog.schema import Product, Variant
from chat.candidates import TurnCandidates
from chat.choices import as_variant, chosen, options_of, price_range
from chat.items import Item
from chat.variants import answering
from understanding.money.budget import ANY_PRICE, Budget


def one(colour: str, size: str, price: float, in_stock: bool | None = True) -> Variant:
    return Variant(f"{colour}-{size}", (("Colour", colour), ("Size", size)), price, in_stock)


SHOE = Product(
    "run",
    "Runner",
    price=89.0,
    in_stock=True,
    variants=(
        one("Black", "42", 89.0, False),
        one("Black", "43", 92.0),
        one("White", "42", 95.0),
        one("Cherry Red", "44", 99.0),
    ),
)


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        (["black", "shoes"], "Black-43"),  # the one in stock, though it costs more
        (["white"], "White-42"),
        (["42"], "White-42"),
        (["black", "42"], "Black-42"),  # what was asked for, though sold out
        (["cherry"], "Cherry Red-44"),
        (["black", "white"], "White-42"),  # the newest word
        (["shoes", "light"], None),
        ([], None),
    ],
)
def test_the_wish_chooses(wish: list[str], expected: str | None) -> None:
    found = chosen(SHOE, wish)
    assert (found and found.id) == expected


def test_what_all_variants_say_chooses_none() -> None:
    chairs = Product("c", "Chair", variants=tuple(Variant(n, (("Wood", "Oak"), ("Seat", n))) for n in ("cane", "cord")))
    assert chosen(chairs, ["oak"]) is None
    assert chosen(Product("m", "Mug"), ["oak"]) is None


def test_a_size_chooses_as_a_listing_says_it() -> None:
    pot = Product("p", "Pot", variants=tuple(Variant(w, (("Width", f"{w} cm"),), 10.0) for w in ("12", "21")))
    wide = Size("at least 20 cm wide", "length", ((200.0, float("inf")),), "width")
    assert chosen(pot, [], [wide]) == pot.variants[1]


def test_a_product_takes_price_and_stock_of_its_variant() -> None:
    assert as_variant(SHOE, SHOE.variants[0]).price == 89.0
    assert as_variant(SHOE, SHOE.variants[0]).in_stock is False
    assert as_variant(SHOE, None) is SHOE


def test_options_and_prices() -> None:
    assert options_of(SHOE) == {
        "Colour": {"Black": True, "White": True, "Cherry Red": True},
        "Size": {"42": True, "43": True, "44": True},
    }
    assert price_range(SHOE) == (89.0, 99.0)
    assert price_range(Product("m", "Mug", price=9.0)) is None
    sold_out = Product("x", "X", variants=(one("Black", "S", 1.0, False), one("Red", "S", 1.0, None)))
    assert options_of(sold_out) == {"Colour": {"Black": False, "Red": None}, "Size": {"S": None}}
    assert price_range(sold_out) is None


def test_json_tells_what_there_is_to_choose() -> None:
    item = Item(SHOE, 0, 1, 1, 0.0, looked_at=False, variant=SHOE.variants[2])
    record = item.as_record()
    assert record["variant"] == {"id": "White-42", "options": {"Colour": "White", "Size": "42"}, "in_stock": True}
    assert record["prices"] == [89.0, 99.0]
    assert record["options"]["Size"] == ["42", "43", "44"]
    assert "options" not in Item(Product("m", "Mug"), 0, 1, 1, 0.0, looked_at=False).as_record()


def pot(id: str, at: int, *prices: float) -> Item:
    two = tuple(
        Variant(f"{id}-{glaze}", (("Glaze", glaze),), price)
        for glaze, price in zip(("white", "teal"), prices, strict=True)
    )
    return Item(Product(id, id, price=min(prices), variants=two), at, at, at, 0.0, looked_at=False)


def found(budget: Budget = ANY_PRICE, sort: Sort | None = None) -> TurnCandidates:
    return TurnCandidates([], budget, (), [], "", sort=sort)


def test_an_order_by_price_is_by_the_variants_prices() -> None:
    pots = [pot("a", 1, 10.0, 40.0), pot("b", 2, 20.0, 30.0)]
    shown = answering(pots, ["teal"], found(sort=Sort("price")))
    assert [(item.product.id, item.product.price, item.rank) for item in shown] == [("b", 30.0, 1), ("a", 40.0, 2)]
    shown = answering(pots, ["teal"], found(sort=Sort("-price")))
    assert [item.product.id for item in shown] == ["a", "b"]
    assert [item.product.price for item in answering(pots, [], found(sort=Sort("price")))] == [10.0, 20.0]


def test_a_variant_beyond_the_budget_is_not_shown() -> None:
    pots = [pot("a", 1, 10.0, 40.0), pot("b", 2, 20.0, 30.0)]
    assert [item.product.id for item in answering(pots, ["teal"], found(Budget(None, 35.0)))] == ["b"]
    assert answering(pots, ["teal"], found(Budget(None, 25.0))) == pots  # none fits: as they were, and no claim of teal
