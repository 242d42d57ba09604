"""Exports of shop systems as tables: the small made-up files under exports/, which have the real shapes."""

import csv
import io
import json
from pathlib import Path

import pytest

from catalog.feed import Rejected, read_feed, recognise

EXPORTS = Path(__file__).with_name("exports")


def text_of(name):
    return (EXPORTS / name).read_text(encoding="utf-8")


# id: (title, price, currency, in_stock, department, kind, brand, image)
EXPECTED = {
    "woocommerce": (
        "woocommerce.csv",
        {
            "LMP": ("Brass lamp", 39, "USD", True, "Home", "Lighting", "Norrvik", "https://c.example/1.jpg"),
            "STL": ("Oak stool", 120, "USD", True, "Home", "Chairs", "", "https://c.example/3.jpg"),
            "17": ("No stock code", 9, "USD", True, "", "Salt, pepper", "", ""),
        },
        {
            4: "not on sale, its Published is '-1'",
            5: "not on sale, its visibility is 'hidden'",
            9: "a variant of 'GONE'",
        },
    ),
    "woocommerce de": (
        "woocommerce-de.csv",
        {"L": ("Messinglampe", 39, "USD", True, "Wohnen", "Lampen", "", "https://c.example/1.jpg")},
        {},
    ),
    "magento": (
        "magento.csv",
        {"MH": ("Hoodie", 50, "USD", True, "Men", "Tops", "Norrvik", "/m/h/1.jpg")},
        {5: "not on sale, its product_online is '2'"},
    ),
    "bigcommerce old": (
        "bigcommerce-old.csv",
        {"FLT": ("Fog linen towel", 39, "USD", None, "Bath", "Towels", "Norrvik", "foglinen.jpg")},
        {5: "not on sale, it is not visible"},
    ),
    "bigcommerce": (
        "bigcommerce.csv",
        {"FLT": ("Fog linen towel", 49, "USD", True, "Bath", "Towels", "", "https://c.example/t.jpg")},
        {},
    ),
    "prestashop": (
        "prestashop.csv",
        {
            "LMP": (
                "Lampe en laiton",
                49,
                "USD",
                True,
                "Accueil",
                "Lampes de table",
                "Norrvik",
                "https://c.example/1.jpg",
            )
        },
        {3: "not on sale, it is not active"},
    ),
    "wix": (
        "wix.csv",
        {
            "product_1": (
                *("Brass lamp", 45, "USD", True, "", "Lamps", "Norrvik"),
                "https://static.wixstatic.com/media/a1b2c3_0123456789abcdef0123456789abcdef~mv2.jpg",
            ),
            "RUG": ("Rug", 99.5, "USD", False, "", "Rugs", "", "https://c.example/r.jpg"),
        },
        {6: "not on sale, it is not visible"},
    ),
    "squarespace": (
        "squarespace.csv",
        {
            "brass-lamp": ("Brass lamp", 39, "USD", True, "lighting", "table lamps", "", "https://c.example/1.jpg"),
            "oak-stool": ("Oak stool", 120, "USD", True, "", "chairs", "", ""),
        },
        {},
    ),
    "etsy": (
        "etsy.csv",
        {
            "R-5": ("Women's ring", 25, "EUR", True, "", "", "", "https://i.example/1.jpg"),
            "Clay mug": ("Clay mug", 18, "EUR", False, "", "", "", "https://i.example/3.jpg"),
        },
        {},
    ),
    "square": (
        "square.csv",
        {
            "#brass-lamp": ("Brass lamp", 49, "USD", True, "Home", "Lamps", "", ""),
            "T3": ("Oak stool", 120, "USD", None, "", "Chairs", "", ""),
        },
        {5: "not on sale, it is archived"},
    ),
    "awin": (
        "awin.csv",
        {
            "2001": ("Brass lamp", 49, "GBP", True, "Home", "Lighting", "Norrvik", "https://c.example/1.jpg"),
            "2002": ("Oak stool", 120, "GBP", False, "Furniture", "Chairs", "", "https://c.example/2.jpg"),
        },
        {},
    ),
    "google merchant": (
        "meta.csv",
        {
            "1": ("Brass lamp", 49, "USD", True, "", "", "Norrvik", "https://shop.example/l.jpg"),
            "2": ("Oak stool", 120, "USD", False, "", "", "Norrvik", "https://shop.example/s.jpg"),
        },
        {},
    ),
    "openai": (
        "openai.csv",
        {
            "A-1": (
                *("Trail shoe black", 69.99, "USD", True, "Apparel & Accessories", "Shoes", "Norrvik"),
                "https://c.example/a.jpg",
            ),
            "A-2": (
                *("Trail shoe red", 79.99, "USD", False, "Apparel & Accessories", "Shoes", "Norrvik"),
                "https://c.example/b.jpg",
            ),
        },
        {4: "not on sale, its enable_search is false"},
    ),
    "vendure": (
        "vendure.csv",
        {
            "laptop": ("Laptop", 1299, "USD", True, "Electronics", "Computers", "Apple", "laptop.jpg"),
            "tablet": ("Tablet", 329, "USD", None, "", "Electronics", "", "tablet.jpg"),
        },
        {},
    ),
}


def parsed(tmp_path, text, name="export"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    rows = list(read_feed(path))
    rejected = {row.line: row.reason for row in rows if isinstance(row, Rejected)}
    return path, {row.id: row for row in rows if not isinstance(row, Rejected)}, rejected


@pytest.mark.parametrize("family", EXPECTED)
def test_an_export_is_recognised_and_read(tmp_path, family):
    name, expected, reasons = EXPECTED[family]
    path, products, rejected = parsed(tmp_path, text_of(name))
    assert recognise(path) == f"{family.split(' ')[0] if family != 'google merchant' else family} csv"
    assert {
        id: (p.title, p.price, p.currency, p.in_stock, p.department, p.kind, p.brand, p.image)
        for id, p in products.items()
    } == expected
    assert {line: reason[: len(reasons.get(line, ""))] for line, reason in rejected.items()} == reasons


SKU = {
    **{"woocommerce": "SKU", "woocommerce de": "Artikelnummer", "magento": "sku", "bigcommerce": "SKU", "wix": "sku"},
    **{"bigcommerce old": "Product Code/SKU", "prestashop": "Reference #", "squarespace": "SKU", "square": "SKU"},
    **{"awin": "aw_product_id", "openai": "item_id", "vendure": "sku", "google merchant": "id"},
}


@pytest.mark.parametrize("family", SKU)
def test_every_stock_code_is_a_products_a_variants_or_of_a_rejected_row(tmp_path, family):
    """Counted by the standard library alone."""
    text = text_of(EXPECTED[family][0])
    _, products, rejected = parsed(tmp_path, text)
    table = text.split("\n", 1)[1] if family == "google merchant" else text
    codes = {row[SKU[family]] for row in csv.DictReader(io.StringIO(table), delimiter=";" if ";" in text[:30] else ",")}
    kept = {product.id for product in products.values()} | {v.id for p in products.values() for v in p.variants}
    alone = {"SQ3", "ST", "FLT-B", "TBL"}  # of products with another id and one variant, which is no choice
    assert len(codes - kept - alone - {"", None}) == len(rejected)


OPTIONS = {
    "woocommerce": ("LMP", [("LMP-S", {"Size": "S"}, 39, True), ("LMP-L", {"Size": "L"}, 79, False)]),
    "woocommerce de": ("L", [("L-S", {"Größe": "S"}, 39, True), ("L-L", {"Größe": "L"}, 79, False)]),
    "magento": ("MH", [("MH-S", {"size": "S"}, 52, True), ("MH-M", {"size": "M"}, 50, False)]),
    "bigcommerce old": (
        "FLT",
        [("FLT-BL", {"Color": "Black", "Size": "L"}, 49, None), ("FLT-WL", {"Color": "White", "Size": "L"}, 39, None)],
    ),
    "wix": ("product_1", [("LMP-S", {"Size": "S"}, 45, True), ("LMP-L", {"Size": "L"}, 65, False)]),
    "squarespace": ("brass-lamp", [("SQ1", {"Size": "S"}, 39, True), ("SQ2", {"Size": "L"}, 79, False)]),
    "square": ("#brass-lamp", [("SQ-S", {"Size": "S"}, 49, False), ("SQ-L", {"Size": "L"}, 69, True)]),
    "vendure": (
        "laptop",
        [
            ("L2201308", {"screen size": "13 inch", "RAM": "8GB"}, 1299, False),
            ("L2201508", {"screen size": "15 inch", "RAM": "8GB"}, 1399, True),
        ],
    ),
}


@pytest.mark.parametrize("family", OPTIONS)
def test_variants_keep_their_options_price_and_stock(tmp_path, family):
    id, expected = OPTIONS[family]
    _, products, _ = parsed(tmp_path, text_of(EXPECTED[family][0]))
    product = products[id]
    assert [(v.id, dict(v.options), v.price, v.in_stock) for v in product.variants] == expected
    for _, options, *_ in expected:
        assert all(
            f"{name}: " in product.description and value in product.description for name, value in options.items()
        )


@pytest.mark.parametrize(
    ("family", "id", "words"),
    [
        ("etsy", "R-5", "A ring. Made by hand. Size: 5, 6, 7. Materials: sterling silver, brass."),
        ("awin", "2001", "Warm. Colour: Gold."),
        ("google merchant", "1", "Warm. Color: gold."),
        ("openai", "A-2", "Light. Color: Red. Size: 10."),
        ("wix", "RUG", "Colour: Black, White."),
    ],
)
def test_what_only_an_option_says_is_in_the_text(tmp_path, family, id, words):
    _, products, _ = parsed(tmp_path, text_of(EXPECTED[family][0]))
    assert products[id].description == words


def test_a_variation_far_from_its_product_finds_it(tmp_path):
    """As where variations were added to a shop later, with thousands of products between."""
    header, first, *_ = text_of("woocommerce.csv").splitlines()
    between = [
        f"{n},simple,S{n},,Stool {n},1,0,visible,,,,,taxable,1,,,5,Chairs,,,,0,,,,,,"[:-1] for n in range(100, 2100)
    ]
    last = text_of("woocommerce.csv").splitlines()[6]
    _, products, rejected = parsed(tmp_path, "\n".join((header, first, *between, last)) + "\n")
    assert not rejected and len(products) == 2001 and products["LMP"].price == 39


def test_json_lines_of_the_openai_feed_are_read_as_its_csv(tmp_path):
    rows = list(csv.DictReader(io.StringIO(text_of("openai.csv"))))
    lines = "".join(json.dumps(row | {"variant_dict": json.loads(row["variant_dict"] or "{}")}) + "\n" for row in rows)
    _, as_csv, _ = parsed(tmp_path, text_of("openai.csv"))
    path, as_lines, _ = parsed(tmp_path, lines, "feed.jsonl")
    assert recognise(path) == "openai jsonl" and as_lines == as_csv
