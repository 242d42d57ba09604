"""What shop systems export, in small made-up files of their real shapes."""

import csv
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

import catalog.__main__ as command
from catalog.build import build
from catalog.errors import CatalogError
from catalog.feed import Rejected, pictures_folder, read_feed, recognise
from catalog.feeds.table import parse_map
from catalog.fields import price_of
from catalog.values.markup import plain_text


def split(path, columns=None):
    rows = list(read_feed(path, columns))
    rejected = {row.line: row.reason for row in rows if isinstance(row, Rejected)}
    return [row for row in rows if not isinstance(row, Rejected)], rejected


def write_csv(path, header, *rows):
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows([*row, *[""] * (len(header) - len(row))] for row in rows)
    return path


OLD = (
    *("Handle", "Title", "Body (HTML)", "Vendor", "Product Category", "Type", "Published", "Option1 Value"),
    *("Variant SKU", "Variant Inventory Tracker", "Variant Inventory Qty", "Variant Inventory Policy"),
    *("Variant Price", "Image Src", "Image Position", "Status"),
)
NEW = (
    *("URL handle", "Title", "Description", "Vendor", "Product category", "Type", "Published on online store"),
    *("Option1 value", "SKU", "Inventory tracker", "Inventory quantity", "Continue selling when out of stock"),
    *("Price", "Product image URL", "Image position", "Status"),
)
LAMP = (
    "lamp",
    "Brass lamp",
    "<p>Warm.</p><ul><li>Dimmable</li></ul>",
    "Norrvik",
    "Home > Lighting > Lamps",
    "Table lamp",
)


@pytest.mark.parametrize("header", [OLD, NEW], ids=["old", "new"])
def test_shopify_variants_are_one_product(tmp_path, header):
    path = write_csv(
        tmp_path / "export",
        header,
        (*LAMP, "true", "Small", "L1", "shopify", "0", "deny", "79.00", "2.jpg", "2", "active"),
        ("lamp", "", "", "", "", "", "", "Large", "L2", "shopify", "3", "deny", "49.00", "1.jpg", "1"),
        ("lamp", *[""] * 12, "3.jpg", "3"),
        ("stool", "Stool", "", "", "", "", "true", "One", "S1", "shopify", "0", "deny", "120.00", "", "", "active"),
        ("rug", "Rug", "", "", "", "", "true", "One", "R1", "", "", "deny", "5", "", "", "active"),
        ("vase", "Vase", "", "", "", "", "true", "One", "V1", "shopify", "0", "continue", "5", "", "", "active"),
        ("draft", "Draft", "", "", "", "", "true", "One", "D1", "", "", "deny", "5", "", "", "draft"),
        ("hidden", "Hidden", "", "", "", "", "FALSE", "One", "D1", "", "", "deny", "5", "", "", "active"),
        ("dear", "Dear", "", "", "", "", "true", "One", "D1", "", "", "deny", "5", "", "", "active"),
        ("dear", "", "", "", "", "", "", "Two", "D2", "", "", "deny", "ask us", "", "", ""),
        ("stool", "", "", "", "", "", "", "Two", "S2", "", "", "deny", "5", "", "", ""),
    )
    assert recognise(path) == "shopify csv"
    products, rejected = split(path)
    lamp = products[0]
    assert (lamp.id, lamp.title, lamp.description) == ("lamp", "Brass lamp", "Warm. Dimmable")
    assert (lamp.department, lamp.kind, lamp.brand) == ("Home", "Table lamp", "Norrvik")
    assert (lamp.price, lamp.in_stock, lamp.image) == (49.0, True, "1.jpg")
    assert {p.id: p.in_stock for p in products} == {
        **{"lamp": True, "stool": False, "rug": None, "vase": True},
        "dear": None,
    }
    assert products[-1].price is None, "one of its variants has a price that is none"
    assert {line: reason.split(";")[0] for line, reason in rejected.items()} == {
        8: "not on sale, its status is 'draft'",
        9: "not on sale, it is not published",
        12: "no title",
    }


def test_a_bad_row_among_variants_costs_itself_only(tmp_path):
    path = tmp_path / "f.csv"
    path.write_text("Handle,Title,Variant Price\na,A,3\na,,2,extra\na,,1\nb,B,1\n")
    products, rejected = split(path)
    assert [(p.id, p.price) for p in products] == [("a", 1.0), ("b", 1.0)]
    assert rejected == {3: "4 columns; the header has 3"}


@given(
    st.lists(
        st.tuples(st.sampled_from("abcd"), st.integers(1, 9_999).map(lambda cents: f"{cents / 100:.2f}")), min_size=1
    )
)
def test_each_handle_is_one_product_at_its_lowest_price(variants):
    from catalog.feeds.families.shopify_csv import rows

    variants.sort(key=lambda variant: variant[0])
    raw = [(n, {"Handle": h, "Title": h, "Variant Price": p}) for n, (h, p) in enumerate(variants, 2)]
    got = {row["id"]: float(row["price"]) for _, row in rows(iter(raw))}
    assert got == {h: min(float(p) for other, p in variants if other == h) for h, _ in variants}


GOOGLE = {
    "id": "L1",
    "title": "Brass lamp",
    "description": "Warm.",
    "link": "https://shop.example/l1",
    "image_link": "https://shop.example/l1.jpg",
    "availability": "in_stock",
    "price": "79.00 EUR",
    "sale_price": "49.00 EUR",
    "brand": "Norrvik",
    "product_type": "Home > Lighting > Table lamps",
}


def as_tsv(row):
    return "\t".join(row) + "\n" + "\t".join(row.values()) + "\n"


def as_rss(row):
    fields = "".join(f"<g:{k}><![CDATA[{v}]]></g:{k}>" for k, v in row.items())
    return f'<rss xmlns:g="http://base.google.com/ns/1.0"><channel><item><link>x</link>{fields}</item></channel></rss>'


def as_atom(row):
    g = "".join(f"<g:{k}>{v.replace('>', '&gt;')}</g:{k}>" for k, v in row.items() if k not in ("title", "link"))
    return (
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:g="http://base.google.com/ns/1.0"><title>Shop</title><entry>'
        f'<id>tag:x</id><title>{row["title"]}</title><link href="{row["link"]}"/>{g}</entry></feed>'
    )


@pytest.mark.parametrize(("form", "kind"), [(as_tsv, "tsv"), (as_rss, "xml"), (as_atom, "xml")])
def test_google_merchant(tmp_path, form, kind):
    path = tmp_path / "feed"
    path.write_text(form(GOOGLE), encoding="utf-8")
    assert recognise(path) == f"google merchant {kind}"
    (lamp,), rejected = split(path)
    assert not rejected
    assert (lamp.id, lamp.title, lamp.url, lamp.image) == ("L1", "Brass lamp", GOOGLE["link"], GOOGLE["image_link"])
    assert (lamp.price, lamp.currency, lamp.in_stock) == (49.0, "EUR", True)
    assert (lamp.department, lamp.kind, lamp.brand) == ("Home", "Table lamps", "Norrvik")


def test_a_sale_with_dates_is_not_believed(tmp_path):
    path = tmp_path / "feed"
    path.write_text(as_tsv(GOOGLE | {"sale_price_effective_date": "2020-01-01/2020-02-01"}))
    assert split(path)[0][0].price == 79.0


META = {
    "main_category": "Amazon Home",
    "title": "Made-up lamp",
    "average_rating": 4.5,
    "rating_number": 17,
    "features": ["Two metres of cord."],
    "description": ["Warm &amp; quiet.<br />Dimmable."],
    "price": "12.99",
    "images": [
        {"large": "https://i.example/2.jpg", "variant": "PT01"},
        {"large": "https://i.example/1.jpg", "variant": "MAIN"},
    ],
    "store": "Norrvik",
    "categories": ["Home & Kitchen", "Table Lamps"],
    "details": {"Color": "Brass"},
    "parent_asin": "B000000001",
}


def test_amazon_2023(tmp_path):
    path = tmp_path / "meta.jsonl"
    columns = {"large": ["https://i.example/3.jpg", None], "variant": ["MAIN", "PT01"], "hi_res": []}
    others = [
        META | {"parent_asin": "B000000002", "price": "None", "images": columns},
        META | {"parent_asin": "B000000003", "price": "from 12.99", "images": []},
        META | {"parent_asin": None},
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in (META, *others)))
    assert recognise(path) == "amazon 2023 jsonl"
    remarks = []
    lamp, second, third, last = read_feed(path, remark=remarks.append)
    assert (lamp.id, lamp.title, lamp.image) == ("B000000001", "Made-up lamp", "https://i.example/1.jpg")
    assert lamp.description == "Two metres of cord. Warm & quiet. Dimmable."
    assert (lamp.department, lamp.kind, lamp.brand) == ("Amazon Home", "Table Lamps", "Norrvik")
    assert (lamp.price, lamp.rating, lamp.rating_count) == (12.99, 4.5, 17)
    assert (second.price, second.image, third.price, third.image) == (None, "https://i.example/3.jpg", None, "")
    assert last == Rejected(4, "no id")
    assert [r for r in remarks if "left out" in r] == [
        "the price is left out, no price such as 15.00 USD: 'from 12.99' (line 3)"
    ]


PRODUCT = {
    "@type": ["Product", "Thing"],
    "sku": "L1",
    "name": "Brass lamp",
    "brand": {"@type": "Brand", "name": "Norrvik"},
    "image": [{"@type": "ImageObject", "contentUrl": "1.jpg"}, "2.jpg"],
    "category": "Home > Lighting > Lamps",
    "offers": [{"@type": "AggregateOffer", "lowPrice": 49, "priceCurrency": "EUR", "availability": "schema:InStock"}],
    "aggregateRating": {"ratingValue": "9", "bestRating": "10", "reviewCount": "12"},
    "url": "https://shop.example/l1",
}
LD = {
    "lines": json.dumps(PRODUCT) + "\n" + json.dumps(PRODUCT | {"sku": "L2"}) + "\n",
    "alone": json.dumps(PRODUCT, indent=2),
    "graph": '{"@context": "https://schema.org", "@graph": [\n' + json.dumps(PRODUCT) + "\n]}",
    "list": json.dumps({"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": PRODUCT}]}),
    "page": "<!doctype html><script type='application/ld+json'>" + json.dumps(PRODUCT) + "</script><p>Hello",
}


@pytest.mark.parametrize("kind", LD)
def test_schema_org(tmp_path, kind):
    path = tmp_path / "feed"
    path.write_text(LD[kind])
    assert recognise(path).startswith("schema.org ")
    products, rejected = split(path)
    lamp = products[0]
    assert not rejected and len(products) == (2 if kind == "lines" else 1)
    assert (lamp.id, lamp.title, lamp.brand, lamp.image) == ("L1", "Brass lamp", "Norrvik", "1.jpg")
    assert (lamp.price, lamp.currency, lamp.in_stock, lamp.url) == (49.0, "EUR", True, "https://shop.example/l1")
    assert (lamp.department, lamp.kind, lamp.rating, lamp.rating_count) == ("Home", "Lamps", 4.5, 12)


def test_what_is_no_product_is_counted(tmp_path):
    path = tmp_path / "feed"
    path.write_text(json.dumps([{"@type": "Organization"}, PRODUCT, {"@type": "ItemList", "itemListElement": [7]}]))
    products, rejected = split(path)
    assert [p.id for p in products] == ["L1"]
    assert rejected == {
        1: "expected a schema.org Product, found 'Organization'",
        3: "expected a Product, found int",
    }
    path.write_text("<html><p>Nothing")
    assert "no script of type application/ld+json" in split(path)[1][1]


@given(
    st.recursive(
        st.none() | st.floats() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "@type",
                        "@graph",
                        "item",
                        "offers",
                        "price",
                        "name",
                        "brand",
                        "image",
                        "sku",
                        "hasVariant",
                        "aggregateRating",
                        "ratingValue",
                        "bestRating",
                        "itemListElement",
                    ]
                ),
                inner,
                max_size=5,
            )
        ),
    )
)
def test_any_json_ld_gives_rows_or_reasons(value):
    from catalog.feeds.families.schema_org import rows

    row = {"@type": "Product"} | (value if isinstance(value, dict) else {"offers": value})
    for _, found in rows(iter([(1, row), (2, {"@graph": [value]})])):
        assert found


@pytest.fixture
def imagefolder(tmp_path):
    folder = tmp_path / "shop"
    (folder / "images").mkdir(parents=True)
    Image.new("RGB", (8, 8), "red").save(folder / "images" / "1.png")
    Image.new("RGB", (8, 8), "blue").save(tmp_path / "outside.png")
    write_csv(
        folder / "metadata.csv",
        ("file_name", "text", "price"),
        ("images/1.png", "A red lamp", "5"),
        ("../outside.png", "Not to be had", "5"),
        ("/etc/passwd", "Nor this", "5"),
    )
    return folder


def test_imagefolder(imagefolder, tmp_path, parts):
    for feed in (imagefolder, imagefolder / "metadata.csv"):
        assert recognise(feed) == "imagefolder csv"
        assert pictures_folder(feed) == imagefolder
    report = build(imagefolder, tmp_path / "out", **parts)
    assert (report.products, report.pictures) == (3, 1)
    assert set(report.pictureless.values()) == {"the picture lies outside the folder of pictures"}
    lamp = split(imagefolder)[0][0]
    assert (lamp.id, lamp.title, lamp.description) == ("images/1.png", "A red lamp", "")


def test_a_folder_must_have_one_metadata_file(imagefolder):
    with pytest.raises(CatalogError, match=r"cannot read the feed .*no metadata; expected one metadata\.csv"):
        recognise(imagefolder / "images")
    assert recognise(imagefolder.parent) == "imagefolder csv"
    (imagefolder / "metadata.jsonl").write_text('{"file_name": "1.png"}\n')
    with pytest.raises(CatalogError, match=r"2 of them: metadata\.csv, metadata\.jsonl"):
        recognise(imagefolder)


MAP = "id=Artikel, title=Bezeichnung,price=Preis"


@pytest.mark.parametrize(
    "data",
    [
        "Artikel;Bezeichnung;Preis;Name\n1;Lampe;1.299,00 €;x\n",
        '[{"Artikel": 1, "Bezeichnung": "Lampe", "Preis": 1299}]',
    ],
)
def test_any_table_with_a_map(tmp_path, data):
    path = tmp_path / "liste"
    path.write_text(data)
    (lamp,), rejected = split(path, parse_map([MAP]))
    assert (lamp.id, lamp.title, lamp.price) == ("1", "Lampe", 1299.0) and not rejected


def test_a_mapped_field_comes_from_its_column_alone(tmp_path):
    path = tmp_path / "f.csv"
    path.write_text("id,title,name,price,cost\n1,A,B,5,\n")
    (row,), _ = split(path, parse_map(["title=name", "price=cost"]))
    assert (row.title, row.price) == ("B", None)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("title", "expected FIELD=COLUMN"),
        ("titel=Name", "names the field 'titel'; expected one of id, title,"),
        ("title=A,title=B", "gives title twice: 'A' and 'B'"),
    ],
)
def test_a_map_that_says_nothing(text, message):
    with pytest.raises(CatalogError, match=message):
        parse_map([text])
    assert parse_map(['"title=Name, long",price=Cost']) == {"title": "Name, long", "price": "Cost"}


@pytest.mark.parametrize("data", ["id,title\n1,A\n", '{"id": 1, "title": "A"}\n'])
def test_a_mapped_column_that_is_not_there(tmp_path, data):
    path = tmp_path / "f"
    path.write_text(data)
    with pytest.raises(CatalogError, match=r"--map price=Cost: no .*(such column|a column)"):
        list(read_feed(path, {"price": "Cost"}))


def test_dry_run_says_what_was_understood(tmp_path, capsys):
    path = write_csv(
        tmp_path / "f.csv",
        ("sku", "name", "cost", "finish", "link", "photo"),
        ("1", "Lamp", "5", "red", "javascript:x", "../1.png"),
        ("2", "Stool", "5 EUR", "red", "", "http://x.example/1.png"),
        ("3", "", "5", "red", "", ""),
    )
    assert command.main(["build", str(path), "--dry-run"]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[0].startswith(f"{path}: csv, 2 products, 1 rows rejected")
    assert out[3] == "columns: id from 'sku', title from 'name', price from 'cost', url from 'link', image from 'photo'"
    assert out[4] == "columns that are not used: 'finish'"
    assert out[5] == "of 2 products 100 % have a price, 100 % a picture, 0 % a kind, 0 % a description"
    for line in (
        "  1 x no title",
        "  1 x the price has no currency and is taken as USD",
        "  1 x the url is left out, no link to a page of the internet; the first is 'javascript:x' (line 2)",
        "  1 x the picture lies outside the folder of pictures",
        "  1 x the picture is an address on the web",
    ):
        assert line in out
    assert [entry.name for entry in tmp_path.iterdir()] == ["f.csv"]


def test_dry_run_of_rows_that_are_all_bad_shows_why(tmp_path, capsys):
    path = write_csv(tmp_path / "f.csv", ("id", "title"), ("1", ""), ("2", ""))
    assert command.main(["build", str(path), "--dry-run"]) == 2
    seen = capsys.readouterr()
    assert "  2 x no title" in seen.out and "0 usable rows and 2 rejected" in seen.err


def test_dry_run_with_a_map(tmp_path, capsys):
    path = tmp_path / "liste.csv"
    path.write_text("Artikel;Bezeichnung;Preis\n1;Lampe;12,50 €\n")
    assert command.main(["build", str(path), "--dry-run", "--map", MAP]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[1])["price"] == 12.5
    assert command.main(["build", str(path), "--dry-run", "--map", "id=Nr,title=Bezeichnung"]) == 2
    assert "--map id=Nr: no such column" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 299,00 €", (1299.0, "EUR")),
        ("1'299.00 CHF", (1299.0, "CHF")),
        ("US$ 1 299", (1299.0, "USD")),
        ("89,50 zł", (89.5, "PLN")),
    ],
)
def test_prices_of_other_countries(text, expected):
    assert price_of(text) == expected


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>Warm</p><p>light &amp; <b>b</b>rass</p>", "Warm light & brass"),
        ("<style>p{}</style><p>One<br>two<!-- no --></p>", "One two"),
        ("a <5 cm b> and <b", "a <5 cm b> and <b"),
        ("<img src=x onerror=alert(1)> ${x}", "<img src=x onerror=alert(1)> ${x}"),
        ("<b>" * 3000 + "deep", "<b>" * 3000 + "deep"),
    ],
)
def test_markup_becomes_text(markup, text):
    assert plain_text(markup) == text


@given(st.lists(st.from_regex(re.compile(r"[A-Za-z0-9äß]{1,8}"), fullmatch=True), min_size=1, max_size=8))
def test_no_word_of_a_text_is_lost_to_its_markup(words):
    assert plain_text("".join(f"<p>{word}</p>" for word in words)).split() == words
