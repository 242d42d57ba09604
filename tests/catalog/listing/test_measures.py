"""Measures as listings write them: read wholly, or not at all."""

from __future__ import annotations

import time

import pytest

from catalog.listing.listed import listed
from catalog.listing.measures import find_mentions


def lengths(listing: str) -> list[tuple[float, str]]:
    """(centimetres, axis) of every length, in order."""
    return [(round(one.high / 10, 1), one.axis) for one in listed(listing) if one.family == "length"]


HWD = [(180.0, "height"), (80.0, "width"), (30.0, "depth")]


@pytest.mark.parametrize(
    "listing",
    [
        "H 180 x W 80 x D 30 cm",
        "H180 x W80 x D30cm",
        "H180cm x W80cm x D30cm",
        "H: 180 cm, W: 80 cm, D: 30 cm",
        "Height: 180 cm, width: 80 cm, depth: 30 cm.",
        "Height 180cm | Width 80cm | Depth 30cm",
        "Height (cm): 180; Width (cm): 80; Depth (cm): 30",
        "180cm(H) x 80cm(W) x 30cm(D)",
        "180 (H) x 80 (W) x 30 (D) cm",
        "180H x 80W x 30D cm",
        "180 cm H x 80 cm W x 30 cm D",
        "Size (cm): 180H x 80W x 30D",
        "Dimensions: 180 x 80 x 30 cm (HxWxD)",
        "Dimensions (H x W x D): 180 x 80 x 30 cm",
        "Dimensions (HxWxD, cm): 180 × 80 × 30",
        "H x W x D: 1800 x 800 x 300 mm",
        "180 x 80 x 30 cm, height x width x depth",
        "180cm high, 80cm wide and 30cm deep",
        "180 cm tall x 80 cm wide x 30 cm deep",
        "1,80 m hoch, 80 cm breit, 30 cm tief",
        "1.8 m high, 0.8 m wide, 30 cm deep",
        "H 180 B 80 T 30 cm",
        "H 180 / B 80 / T 30",
        "Höhe: 180 cm, Breite: 80 cm, Tiefe: 30 cm",
        "Hauteur 180 cm, largeur 80 cm, profondeur 30 cm",
        "1.800 mm high, 800 mm wide, 300 mm deep",
    ],
)
def test_three_dimensions(listing: str) -> None:
    assert lengths(listing) == HWD


@pytest.mark.parametrize(
    ("listing", "said"),
    [
        ('70.9"H x 31.5"W x 11.8"D', [(180.1, "height"), (80.0, "width"), (30.0, "depth")]),
        ("80W x 30D x 180H cm", [(80.0, "width"), (30.0, "depth"), (180.0, "height")]),
        ("B 80 T 30 H 180", [(80.0, "width"), (30.0, "depth"), (180.0, "height")]),
        ("Dimensions: 80 x 30 x 180 cm (WxDxH)", [(80.0, "width"), (30.0, "depth"), (180.0, "height")]),
        ("80 x 30 x 180 cm", [(80.0, ""), (30.0, ""), (180.0, "")]),
        ("120 cm (L) x 60 cm (W)", [(120.0, "length"), (60.0, "width")]),
        ("LxW: 120 x 60 cm", [(120.0, "length"), (60.0, "width")]),
        ("170x115cm", [(170.0, ""), (115.0, "")]),
        ("170 by 115 cm", [(170.0, ""), (115.0, "")]),
        ("5' x 7'", [(152.4, ""), (213.4, "")]),
        ("5 x 7 ft", [(152.4, ""), (213.4, "")]),
        ("5'3\" x 7'6\"", [(160.0, ""), (228.6, "")]),
        ("8' by 10' rug", [(243.8, ""), (304.8, "")]),
        ("2 x 30 cm", [(30.0, "")]),
        ("24 x 36 in.", [(61.0, ""), (91.4, "")]),
        ('24"x36"', [(61.0, ""), (91.4, "")]),
        # Feet and inches.
        ("6'4\" long", [(193.0, "length")]),
        ("6'4 long", [(193.0, "length")]),
        ("6' 4\" wide", [(193.0, "width")]),
        ("6’4” wide", [(193.0, "width")]),
        ("6ft4 tall", [(193.0, "height")]),
        ("6ft 4in tall", [(193.0, "height")]),
        ("6 foot 4 inches tall", [(193.0, "height")]),
        ("6 feet, 4 inches tall", [(193.0, "height")]),
        ("6-ft 4-in tall", [(193.0, "height")]),
        ("5 ft 2 in long", [(157.5, "length")]),
        ("5 ft 11 in tall.", [(180.3, "height")]),
        ("5'11\" high and 2'7\" wide.", [(180.3, "height"), (78.7, "width")]),
        ("a 6' sofa", [(182.9, "")]),
        ("6 ft. wide", [(182.9, "width")]),
        # Fractions.
        ("31 1/2 inches wide", [(80.0, "width")]),
        ("31-1/2 in. wide", [(80.0, "width")]),
        ('31 1/2" wide', [(80.0, "width")]),
        ("31½ inches wide", [(80.0, "width")]),
        ('31 ½" W', [(80.0, "width")]),
        ("3/4 inch thick", [(1.9, "depth")]),
        ("5' 10 1/2\" tall", [(179.1, "height")]),
        ("71 inches tall, 31 1/2 inches wide.", [(180.3, "height"), (80.0, "width")]),
        # Round things.
        ("Ø 24 cm", [(24.0, "diameter")]),
        ("Ø24cm, H 10 cm", [(24.0, "diameter"), (10.0, "height")]),
        ("24cm dia.", [(24.0, "diameter")]),
        ("24 cm diameter", [(24.0, "diameter")]),
        ("24 cm in diameter", [(24.0, "diameter")]),
        ("diameter: 24 cm", [(24.0, "diameter")]),
        ("a diameter of 24 cm", [(24.0, "diameter")]),
        ("Durchmesser 24 cm", [(24.0, "diameter")]),
        ("24 cm across", [(24.0, "diameter")]),
        ("1m80 high", [(180.0, "height")]),
        ("1 m 80 cm high", [(180.0, "height")]),
        ("1800 mm high", [(180.0, "height")]),
        ("12in tall", [(30.5, "height")]),
        ("a 12-in pot", [(30.5, "")]),
        ("adjusts from 70 to 120 cm", [(120.0, "")]),
        ("approx. 40cm tall", [(40.0, "height")]),
        ("height approx. 40cm", [(40.0, "height")]),
        ("12 in deep x 30 in wide", [(30.5, "depth"), (76.2, "width")]),
    ],
)
def test_other_spellings(listing: str, said: list[tuple[float, str]]) -> None:
    assert lengths(listing) == said


@pytest.mark.parametrize(
    "listing",
    [
        # No unit, or a part that cannot be read: not at all.
        "80W x 30D x 180H",
        "H 180 x W 80",
        "H 180?? x W 80 x D 30 cm",
        "H tba x W 80 x D 30 cm",
        "60 W bulb, E27",
        # Of the wearer, of what goes in, of something else.
        "Model is 185 cm tall and wears size M",
        "The model is 6'1\" and wears a size L.",
        "Our model is 178cm / 5'10\" tall",
        "Model's height: 185 cm",
        "Model height 5 ft 9 in",
        "She is 175 cm tall and is wearing a size S",
        "Das Model ist 185 cm groß",
        "Fits a 15 inch laptop",
        "for laptops up to 15.6 inches",
        "Fits candles of 2.2 cm in diameter",
        "for 30 cm pots",
        "with a 1.5 m cable",
        "Cord length: 1.8 m",
        "water resistant to 50 m",
        # No measures.
        "2 in 1 brush",
        "a 3 seater",
        "12 month warranty",
        "5 star",
        "7 piece set",
        "24 carat gold, 24k",
        "set of 3 in a box",
        "a bowl on 3 feet",
        "made in the 70's",
        "'60s style",
        "5G ready, 4K, 1080p",
        "400 g/m² cotton",
        "pack of 6, 100% wool",
        "E27, 60 W, 230 V, 50 Hz",
        "No. 5",
        "24/7 support, 9 to 5",
        "thread count 300",
        "1 year 6 months",
        "ships in 3 to 5 days",
        "8 in stock",
        "model 3000",
    ],
)
def test_no_length_of_the_product(listing: str) -> None:
    assert lengths(listing) == []


@pytest.mark.parametrize("listing", ["Model wears size M", "The model is wearing a size 10.", "worn in size S by her"])
def test_the_size_that_a_model_wears_is_not_the_product_s(listing: str) -> None:
    assert listed(listing) == ()


def test_this_model_is_the_product() -> None:
    assert lengths("This model is 80 cm wide") == [(80.0, "width")]
    assert lengths("Model 12. Height: 40 cm") == [(40.0, "height")]
    assert [one.family for one in listed("Sizes S, M, L. Model wears size M")] == ["size"] * 3


@pytest.mark.parametrize(
    ("listing", "grams"),
    [
        ("2 lb 4 oz", 1020.6),
        ("2 lbs 4 oz", 1020.6),
        ("2lb 4oz", 1020.6),
        ("2 pounds 4 ounces", 1020.6),
        ("2 lb. 4 oz.", 1020.6),
        ("1.2 kg", 1200.0),
        ("1,2 kg", 1200.0),
        ("850 g", 850.0),
        ("1.500 g", 1500.0),
        ("3 lbs", 1360.8),
    ],
)
def test_weights(listing: str, grams: float) -> None:
    assert [(one.family, round(one.high, 1)) for one in listed(listing)] == [("weight", grams)]


@pytest.mark.parametrize("listing", ["supports up to 120 kg", "max load 120 kg", "Holds 5 kg", "Load capacity: 80 kg"])
def test_what_it_bears_is_not_what_it_weighs(listing: str) -> None:
    assert listed(listing) == ()


def test_volumes() -> None:
    said = listed("Holds 1.5 litres; 50 cl; 750ml; 8 fl oz")
    assert [(one.family, one.high) for one in said] == [
        ("volume", 1500.0),
        ("volume", 500.0),
        ("volume", 750.0),
        ("ounces", 8.0),
    ]


def test_a_mention_knows_where_it_stands() -> None:
    text = "The box is H 45 x W 30 cm, in oak"
    (mention,) = find_mentions(text)
    assert text[mention.start : mention.end] == "H 45 x W 30 cm"


@pytest.mark.parametrize(
    "text",
    [
        "9" * 18_000 + " cm",
        "1 x " * 6_000,
        "1 cm " * 4_000,
        "H 1 x " * 3_000,
        "1/2 " * 4_500,
        "1'" * 9_000,
        "1," * 9_000,
        "(HxWxD) " * 2_000 + "1 cm",
        "model is " * 2_000 + "1 cm",
        "1 cm " + " " * 18_000 + "x",
    ],
)
def test_hostile_texts_cost_little(text: str) -> None:
    began = time.monotonic()
    listed(text)
    assert time.monotonic() - began < 0.5
