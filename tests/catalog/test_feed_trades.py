"""Tables of trades and countries, with the names that their own programs write."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from catalog.feed import Rejected, read_feed
from catalog.schema import Product


def products(tmp_path: Path, text: str, name: str = "feed.csv", **options) -> list[Product]:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    found = list(read_feed(path, **options))
    assert not [row for row in found if isinstance(row, Rejected)]
    return found  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("header", "row", "expected"),
    [
        (
            "Artikelnummer;Bezeichnung;Warengruppe;Preis;Bestand;Bilder",
            "P1;Kauknochen;Hundefutter > Snacks;1.299,00 €;5+;a.jpg|b.jpg",
            ("P1", "Kauknochen", "Snacks", 1299.0, "EUR", True, "a.jpg"),
        ),
        (
            "Référence;Désignation;Catégorie;Prix TTC;Devise;Disponibilité;Photo",
            "V2;Chablis;Vins blancs;18,00;EUR;Rupture de stock;b.jpg",
            ("V2", "Chablis", "Vins blancs", 18.0, "EUR", False, "b.jpg"),
        ),
        (
            "Codice;Nome;Categoria;Prezzo;Valuta;Giacenza;Immagine",
            "7;Vaso;Vasi;12,50;EUR;0;v.jpg",
            ("7", "Vaso", "Vasi", 12.5, "EUR", False, "v.jpg"),
        ),
        (
            "Referencia;Nombre;Categoría;PVP;Moneda;Existencias;Imagen",
            "9;Silla;Sillas;40,00;EUR;3;s.jpg",
            ("9", "Silla", "Sillas", 40.0, "EUR", True, "s.jpg"),
        ),
        (
            "Artikelcode;Naam;Categorie;Prijs;Valuta;Voorraad;Afbeelding",
            "4;Fiets;Fietsen;599,00;EUR;2;f.jpg",
            ("4", "Fiets", "Fietsen", 599.0, "EUR", True, "f.jpg"),
        ),
        (
            "part_number;part_name;product_group;retail_price;qty_on_hand;image_1",
            "AP-1;Brake pads;Brakes;$59.95;14;p.jpg",
            ("AP-1", "Brake pads", "Brakes", 59.95, "USD", True, "p.jpg"),
        ),
        (
            "productId;productName;productCategory;sellingPrice;stockQuantity;imageUrl",
            "s2;Gel pen;Pens;2.50 USD;1;g.jpg",
            ("s2", "Gel pen", "Pens", 2.5, "USD", True, "g.jpg"),
        ),
    ],
)
def test_columns_of_other_countries_and_trades(tmp_path, header, row, expected):
    [one] = products(tmp_path, f"{header}\n{row}\n")
    assert (one.id, one.title, one.kind, one.price, one.currency, one.in_stock, one.image) == expected


def test_usual_names_are_believed_before_others(tmp_path):
    [one] = products(tmp_path, "ean,sku,nom,title\n400,A1,Lampe,Lamp\n")
    assert (one.id, one.title) == ("A1", "Lamp")


@pytest.mark.parametrize(
    ("header", "cells", "price"),
    [
        ("price,sale_price", "129.00 USD,99.00 USD", 99.0),
        ("price,sale_price", "129.00 USD,", 129.0),
        ("price,sale_price", "129.00 USD,0", 129.0),
        ("price,sale_price", "129.00 USD,150.00 USD", 129.0),
        ("price,sale_price", "129.00 USD,call us", 129.0),
        ("preis,angebotspreis", "49.90 EUR,39.90 EUR", 39.9),
        ("price,sale_price,sale_price_effective_date", "129.00 USD,99.00 USD,2020-01-01/2020-02-01", 129.0),
    ],
)
def test_a_sale_is_paid_where_it_is_on_and_lower(tmp_path, header, cells, price):
    [one] = products(tmp_path, f"id,title,{header}\na,Drill,{cells}\n")
    assert one.price == price


def test_a_mapped_price_comes_from_its_column_alone(tmp_path):
    text = "id,title,price,sale_price\na,Drill,129.00 USD,99.00 USD\n"
    [one] = products(tmp_path, text, columns={"price": "price"})
    assert one.price == 129.0


def test_options_of_a_table_go_into_the_text(tmp_path):
    [one] = products(tmp_path, "id,title,colour,Größe,description\na,Runner,Black,42,Light shoe\n")
    assert one.description == "Light shoe. Color: Black. Size: 42."


def test_variants_within_a_row(tmp_path):
    variants = [
        {"sku": "bk", "color": "Black", "price": 12.9, "inventory": 0, "image": "k.jpg"},
        {"sku": "gn", "color": "Green", "price": 13.9, "inventory": 3, "image": "g.jpg"},
    ]
    row = {"productId": "s1", "productName": "Notebook", "currency": "EUR", "images": ["n.jpg"], "variants": variants}
    [one] = products(tmp_path, json.dumps(row) + "\n" + "", "feed.jsonl")
    assert (one.price, one.currency, one.in_stock, one.image) == (12.9, "EUR", True, "n.jpg")
    assert [(v.id, v.options, v.price, v.in_stock) for v in one.variants] == [
        ("bk", (("Color", "Black"),), 12.9, False),
        ("gn", (("Color", "Green"),), 13.9, True),
    ]


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("before", [{}, {"shop": "Corner", "updated": [1, 2]}])
def test_a_list_of_products_by_any_name(tmp_path, indent, before):
    books = [{"isbn": "1", "title": "Sea", "price": 12.5}, {"isbn": "2", "title": "Bread", "price": 20.0}]
    found = products(tmp_path, json.dumps(before | {"books": books}, indent=indent), "feed.json")
    assert [(one.id, one.price) for one in found] == [("1", 12.5), ("2", 20.0)]


def test_one_product_with_lists_stays_one(tmp_path):
    row = {"id": "a", "title": "Lamp", "related": [{"id": "b", "title": "Shade"}]}
    assert [one.id for one in products(tmp_path, json.dumps(row, indent=1), "feed.json")] == ["a"]
