"""Half a shop is never silent; variants go into a catalog and come out; money as shops write it."""

import csv
import json
import shlex
from datetime import UTC, datetime

import pytest

import catalog.__main__ as command
from catalog.build import build
from catalog.build.coverage import Coverage
from catalog.errors import CatalogError, FieldError
from catalog.feed import read_feed
from catalog.feeds.table import parse_map
from catalog.schema import Product, Variant
from catalog.store import Catalog
from catalog.values.prices import of_minor_units, price_of
from catalog.values.sales import is_on, is_within

GERMAN = [
    ("id", "name", "Ladenpreis", "Bildlink", "Hauptwarengruppe", "Langtext"),
    ("1", "Messinglampe", "49,00 €", "https://c.example/1.jpg", "Lampen, Licht", "Warmes Licht aus Messing"),
    ("2", "Hocker", "120,00 €", "https://c.example/2.jpg", "Stühle", "Drei Beine aus Eiche"),
]


def write(tmp_path, rows=GERMAN):
    path = tmp_path / "feed.csv"
    with open(path, "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    return path


def test_the_shares_by_hand():
    coverage = Coverage()
    for n in range(300):
        coverage.add(Product(str(n), "t", price=1.0 if n else None, image="a.jpg" if n == 0 else "", kind="lamp"))
    assert coverage.line() == "of 300 products 99 % have a price, 1 % a picture, 100 % a kind, 0 % a description"
    assert coverage.missing == ["description"]


def test_a_build_and_a_dry_run_stop_and_the_line_they_give_mends_it(tmp_path, capsys, parts):
    path = write(tmp_path)
    with pytest.raises(
        CatalogError, match="none of 2 products has a price or a picture or a kind or a description"
    ) as stopped:
        build(path, tmp_path / "shop", **parts)
    assert not (tmp_path / "shop").exists()
    for column in GERMAN[0][2:]:
        assert f"{column!r}" in str(stopped.value)
    assert command.main(["build", str(path), "--dry-run"]) == 2
    assert "of 2 products 0 % have a price" in capsys.readouterr().out
    mended = str(stopped.value).split("--map ")[1].split(";")[0]
    (lamp, stool) = read_feed(path, parse_map([mended.strip("'")]))
    assert (lamp.price, lamp.currency, lamp.kind, stool.image) == (
        49,
        "EUR",
        "Lampen, Licht",
        "https://c.example/2.jpg",
    )
    assert lamp.description == "Warmes Licht aus Messing"
    assert command.main(["build", str(path), "--dry-run", "--anyway"]) == 0
    assert build(path, tmp_path / "shop", anyway=True, **parts).products == 2


@pytest.mark.parametrize(
    ("column", "values", "field"),
    [
        ("Cost centre price", ["12", "13"], "price"),
        ("c4", ["12.00 EUR", "13.50 EUR"], "price"),
        ("c4", ["photos/a.jpg", "photos/b.png"], "image"),
        ("img_big", ["https://c.example/a", "https://c.example/b"], "image"),
        ("c4", ["Home > Lamps", "Home > Stools"], "kind"),
        ("Unterkategorie", ["Lampen", "Hocker"], "kind"),
        ("c4", ["A lamp of brushed brass that gives a warm light in every dark corner"] * 2, "description"),
        ("size", ["12", "13"], None),
        ("colour", ["red", "blue"], None),
        ("ean", ["4006381333931", "4006381333948"], None),
        ("price", ["on request", "ask us"], None),
        ("updated", ["2026-01-02", "2026-01-03"], None),
        ("page", ["https://shop.example/a", "https://shop.example/b"], None),
        ("shipping_price", ["", ""], None),
    ],
)
def test_what_a_column_looks_like(tmp_path, column, values, field):
    path = write(tmp_path, [("id", "title", column), *((str(n), f"T{n}", value) for n, value in enumerate(values))])
    options = ["build", str(path), "--dry-run"]
    assert command.main(options) == (2 if field else 0)


@pytest.mark.parametrize(
    ("header", "map_of"),
    [
        (("Art. no.", "Name", "Cost"), {"id": "Art. no."}),
        (("Nummer", "Bezeichnung, lang"), {"id": "Nummer", "title": "Bezeichnung, lang"}),
        (("id", "gender", "productDisplayName"), {"title": "productDisplayName"}),
        (("CustomLabel", "*Title"), None),
        (("colour", "size"), None),
    ],
)
def test_a_header_of_other_names_is_refused_with_the_map_that_it_suggests(tmp_path, header, map_of):
    path = write(tmp_path, [header, tuple("123")[: len(header)]])
    with pytest.raises(CatalogError, match="expected columns id and title") as refused:
        list(read_feed(path))
    _, found, option = str(refused.value).partition("; perhaps --map ")
    assert (parse_map(shlex.split(option)) if found else None) == map_of
    if map_of:
        assert len(list(read_feed(path, map_of))) == 1


def test_a_family_that_holds_what_it_does_not_read_is_told_too(tmp_path, capsys):
    rows = [
        ("Handle", "Title", "Body (HTML)", "Variant SKU", "Variant Price", "Preis"),
        ("a", "A", "B", "S", "", "49 €"),
    ]
    assert command.main(["build", str(write(tmp_path, rows)), "--dry-run"]) == 2
    assert "price in 'Preis'" in (error := capsys.readouterr().err)
    assert "--map id=COLUMN,price=Preis" in error


def test_variants_come_out_of_a_catalog_as_they_went_in(tmp_path, parts):
    variants = [
        {"id": n, "option1": size, "sku": f"L-{size}", "price": price, "available": n == 2}
        for n, (size, price) in enumerate((("S", "49.00"), ("L", "79.00")), 1)
    ]
    lamp = {"handle": "lamp", "title": "Lamp", "vendor": "N", "variants": variants, "options": [{"name": "Size"}]}
    path = tmp_path / "products.json"
    path.write_text(json.dumps({"products": [{"handle": "rug", "title": "Rug", "vendor": "N", "variants": []}, lamp]}))
    build(path, tmp_path / "shop", **parts)
    build(path, tmp_path / "shop", **parts)  # once more, over the old version
    expected = (
        Variant("L-S", (("Size", "S"),), 49.0, False),
        Variant("L-L", (("Size", "L"),), 79.0, True),
    )
    with Catalog.open(tmp_path / "shop") as catalog:
        assert [product.variants for product in catalog.products([1, 0, 1])] == [expected, (), expected]
        shown = catalog.product("lamp").as_dict()
        found = catalog.connect().execute("SELECT rowid FROM products_fts WHERE products_fts MATCH 'size'").fetchall()
    assert shown["variants"][0] == {
        "id": "L-S",
        "options": {"Size": "S"},
        "price": 49.0,
        "in_stock": False,
        "image": "",
    }
    assert found == [(1,)], "what only a variant has is found"


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("1.299 €", 1299, "EUR"),
        ("₹1,23,456", 123456, "INR"),
        ("Rs. 1,099", 1099, "INR"),
        ("349 kr", 349, "SEK"),
        ("49.-", 49, ""),
        ("$25.00 USD", 25, "USD"),
        ("£12.50 inc VAT", 12.5, "GBP"),
        ("£12.50 (incl. VAT)", 12.5, "GBP"),
        ("12,50 € TTC", 12.5, "EUR"),
        ("12,50 € inkl. MwSt.", 12.5, "EUR"),
        ("100 kr inkl. moms", 100, "SEK"),
        ("£10.00 ex VAT", 10, "GBP"),
    ],
)
def test_money(text, amount, currency):
    assert price_of(text) == (amount, currency)


@pytest.mark.parametrize(
    "text", ["1.299", "from 12.99", "12.99 - 15.99", "2,500 KWD", "-3.00 USD", "12.50 including cable"]
)
def test_an_ambiguous_amount_is_none(text):
    with pytest.raises(FieldError):
        price_of(text)


def test_a_price_without_tax_is_said():
    said = []
    price_of("£10.00 ex VAT", remark=said.append)
    assert said == ["the price is without tax, and taken as it stands: '\\xa310.00 ex VAT'"]


@pytest.mark.parametrize(
    ("price", "value"), [((4999, "USD"), 49.99), ((1500, "JPY"), 1500), ((2500, "KWD"), 2.5), ((0, "eur"), 0)]
)
def test_minor_units(price, value):
    assert of_minor_units({"amount": price[0], "currency": price[1]})["value"] == value
    assert price_of(of_minor_units({"amount": price[0], "currency": price[1]})) == (value, price[1].upper())


def test_the_currency_of_prices_that_name_none(tmp_path, capsys, parts):
    path = write(tmp_path, [("id", "title", "price"), ("1", "Lamp", "1.299"), ("2", "Rug", "9,50"), ("3", "Cup", "$5")])
    said = []
    products = list(read_feed(path, remark=said.append, currency="EUR"))
    assert [(p.price, p.currency) for p in products] == [(1299, "EUR"), (9.5, "EUR"), (5, "USD")] and not said
    assert command.main(["build", str(path), "--dry-run", "--currency", "eur"]) == 0
    assert '"price": 1299.0, "currency": "EUR"' in capsys.readouterr().out
    build(path, tmp_path / "shop", currency="EUR", **parts)
    with Catalog.open(tmp_path / "shop") as catalog:
        assert [product.currency for product in catalog.products(range(3))] == ["EUR", "EUR", "USD"]
    with pytest.raises(SystemExit):
        command.main(["build", str(path), "--dry-run", "--currency", "euros"])


NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("starts", "ends", "on"),
    [
        ("", "", True),
        ("2026-06-15", "", True),
        ("2026-06-16", "", False),
        ("", "2026-06-15", True),
        ("", "2026-06-14", False),
        ("2026-06-15T13:30+0200", None, True),
        ("2026-06-15T13:30", None, False),
        ("soon", "", False),
    ],
)
def test_whether_a_sale_is_on(starts, ends, on):
    assert is_on(starts, ends, NOW) is on


@pytest.mark.parametrize(
    ("dates", "on"),
    [
        ("2026-06-01T00:00Z/2026-06-30T23:59Z", True),
        ("2026-06-01/2026-06-14", False),
        ("2026-06-01", False),
        ("", True),
        ("always", False),
    ],
)
def test_the_dates_of_a_sale_in_one_cell(dates, on):
    assert is_within(dates, NOW) is on
