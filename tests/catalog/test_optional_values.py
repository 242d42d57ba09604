"""Only an id and a title are needed: any other value that cannot be read is left out and counted, in every feed."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

import catalog.__main__ as command
from catalog.errors import FieldError
from catalog.feed import Rejected, read_feed
from catalog.fields import price_of, product_of
from catalog.values.ratings import count_of, rating_of
from catalog.values.stock import stock_of

GOOD = {"id": "a", "title": "A lamp"}
NAN = float("nan")


def read(path, columns=None):
    """Products, rejected rows, remarks."""
    remarks = []
    rows = list(read_feed(path, columns, remarks.append))
    rejected = [row for row in rows if isinstance(row, Rejected)]
    return [row for row in rows if not isinstance(row, Rejected)], rejected, remarks


# Prices
@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("1.299 €", 1299, "EUR"),
        ("EUR 2.450", 2450, "EUR"),
        ("€12.500", 12500, "EUR"),
        ("1,299 €", 1299, "EUR"),
        ("$1,299", 1299, "USD"),
        ("$1.299", 1299, "USD"),
        ("£ 2,450", 2450, "GBP"),
        ("1.299.000 ₫", 1_299_000, "VND"),
        ("299.000đ", 299_000, "VND"),
        ("¥12,800", 12_800, "JPY"),
        ("₩ 45.000", 45_000, "KRW"),
        ("Rp 1.250.000", 1_250_000, "IDR"),
        ("$1,299.00", 1299, "USD"),
        ("1 299,00 €", 1299, "EUR"),
        ("1\u202f299,50\u00a0€", 1299.5, "EUR"),
        ("1'299.-", 1299, ""),
        ("CHF 1’299.–", 1299, "CHF"),
        ("Fr. 49.90", 49.9, "CHF"),
        ("EUR 1.299,50", 1299.5, "EUR"),
        ("1.299,5 EUR", 1299.5, "EUR"),
        ("₹1,23,456", 123_456, "INR"),
        ("₹ 1,23,456.50", 123_456.5, "INR"),
        ("Rs. 1,099", 1099, "INR"),
        ("Rs.1099", 1099, "INR"),
        ("Rs 1,099.00", 1099, "INR"),
        ("1,099/- INR", 1099, "INR"),
        ("349 kr", 349, "SEK"),
        ("349:-", 349, ""),
        ("1.099,-", 1099, ""),
        ("Kr. 12.499,-", 12_499, "SEK"),
        ("1 349,00 kr.", 1349, "SEK"),
        ("49,- €", 49, "EUR"),
        ("USD 25", 25, "USD"),
        ("US $25", 25, "USD"),
        ("$ 49 CAD", 49, "CAD"),
        ("R$ 1.299,90", 1299.9, "BRL"),
        ("1 490 Kč", 1490, "CZK"),
        ("12 990 Ft", 12_990, "HUF"),
        ("1 499 руб.", 1499, "RUB"),
        ("1299.0000", 1299, ""),
        ("49.0000", 49, ""),
        ("0.299 €", 0.299, "EUR"),
        ("1299.000 EUR", 1299, "EUR"),
        ("4.500 KWD", 4.5, "KWD"),
        ("12,345,678.90", 12_345_678.9, ""),
        ("£.99", 0.99, "GBP"),
        ("49.", 49, ""),
        ("1,299", 1299, ""),
        (1.299, 1.299, ""),
        (" 15 ", 15, ""),
        ({"amount": "1.299", "currency": "EUR"}, 1299, "EUR"),
        ({"value": 49, "currencyCode": "gbp"}, 49, "GBP"),
        ({"price": "49,90 €"}, 49.9, "EUR"),
        (["49 EUR"], 49, "EUR"),
        ({"amount": "49.00", "currency": "EUR"}, 49, "EUR"),
    ],
)
def test_a_price_is_read_as_its_country_writes_it(text, amount, currency):
    assert price_of(text) == (amount, currency)


@pytest.mark.parametrize(
    "text",
    [
        *("1.299", "12.500", "1,299 KWD"),  # thousands or decimals
        *("call us", "on request", "N/A", "-", "|", "from 12.99", "10-20 EUR", "$10 - $20", "3 for 10", "1.2.3", "1 2"),
        *("12,34,56", "1.29.900 €", "1,299,00 €", "1.299,00,5", "-3.00 USD", "$-5", "(5.00)", "nan", "inf USD", "1e5"),
        *("49 per", "5 pcs", "49⁹⁹ €", "12½", "1 299 000 00", "<b>5</b>", "5 € 6 €", "9" * 100),
        *(
            NAN,
            float("inf"),
            -1,
            True,
            [1, 2],
            [],
            {"cents": 4900},
            {"amount": {"amount": 1}},
            {"amount": 4900, "currency": "USD"},
            b"5",
            10**400,
        ),
    ],
)
def test_what_is_no_price_is_never_guessed(text):
    with pytest.raises(FieldError, match=r"price|ambiguous"):
        price_of(text)


def test_a_currency_in_a_column_of_its_own_tells_thousands_too():
    euro = product_of(GOOD | {"price": "1.299", "currency": "EUR"})
    assert (euro.price, euro.currency) == (1299, "EUR")
    crown = product_of(GOOD | {"price": "349 kr", "currency": "NOK"})
    assert (crown.price, crown.currency) == (349, "NOK")


@pytest.mark.parametrize("said", ["dollars", "<b>", "12", {"code": "EUR"}, True, "€€"])
def test_a_price_whose_currency_cannot_be_read_is_left_out(said):
    remarks = []
    lamp = product_of(GOOD | {"price": 49, "currency": said}, remark=remarks.append)
    assert (lamp.price, lamp.currency) == (None, "USD")
    assert [remark.split(",")[0] for remark in remarks] == ["the currency is left out", "the price is left out"]


def test_a_sign_that_several_countries_have_is_said():
    remarks = []
    assert product_of(GOOD | {"price": "349 kr"}, remark=remarks.append).currency == "SEK"
    assert remarks == ["the price has a sign that several countries have, and is taken as SEK: '349 kr'"]


# Ratings
@pytest.mark.parametrize(
    ("said", "rating"),
    [
        ("4,5", 4.5),
        ("4.2 out of 5 stars", 4.2),
        ("4.2 out of 5", 4.2),
        ("4.2/5", 4.2),
        ("4,2 / 5", 4.2),
        ("Rated 4.50 out of 5", 4.5),
        ("Average rating: 3.9", 3.9),
        ("4,2 von 5 Sternen", 4.2),
        ("3,8 sur 5", 3.8),
        ("4 de 5 estrellas", 4),
        ("4.5 stars", 4.5),
        ("4.5★", 4.5),
        ("★ 4.6 (1.2k)", 4.6),
        ("4 stars out of 5", 4),
        ("4.5 based on 120 reviews", 4.5),
        ("8.4/10", 4.2),
        ("84%", 4.2),
        ("84/100", 4.2),
        ("4.199999809265137", 4.199999809265137),
        (" 5 ", 5),
        (0, 0),
        (4.94, 4.94),
        ("", None),
        (None, None),
        ({"rate": 3.9, "count": 120}, 3.9),
        ({"average": "4,5", "total": 3}, 4.5),
        ({"ratingValue": "9", "bestRating": "10"}, 4.5),
        ({"ratingValue": "4.2/5", "bestRating": 5}, 4.2),
        ({"value": None, "count": 0}, None),
        ("4.2 (120 reviews)", 4.2),
    ],
)
def test_a_rating_is_read_in_the_forms_that_shops_write(said, rating):
    found = rating_of(said)[0]
    assert found == rating or found == pytest.approx(rating)


@pytest.mark.parametrize(
    "said",
    [
        *("No rating available", "N/A", "|", "-", "none", "9.1", "84", "-1", "6/5", "4/0", "4.2.1", "3-4", "4 5"),
        *("TBD", "5 people", "Not rated 0", "4 of", "200%", "best of 5", "4.2 out of five hundred"),
        *(NAN, float("inf"), 9.1, -0.5, True, [5, 4], [], {}, {"5": 12, "4": 3}, {"rate": {"rate": 4}}),
        *({"rate": [4]}, {"rate": "bad", "count": 3}, 10**400),
    ],
)
def test_what_is_no_rating_is_left_out(said):
    with pytest.raises(FieldError, match="0 to 5"):
        rating_of(said)


def test_a_count_beside_the_rating_counts_where_no_column_has_it():
    assert product_of(GOOD | {"rating": {"rate": 3.9, "count": 120}}).rating_count == 120
    assert product_of(GOOD | {"rating": {"rate": 3.9, "count": 120}, "reviews": 7}).rating_count == 7
    assert product_of(GOOD | {"rating": "4.2 (1,250)"}).rating_count == 1250
    assert product_of(GOOD | {"rating": "4.2 out of 5 based on 99 reviews"}).rating_count == 99


@pytest.mark.parametrize(
    ("said", "count"),
    [
        ("24,269", 24_269),
        ("24.269", 24_269),
        ("24 269", 24_269),
        ("1,23,456", 123_456),
        ("1.2k", 1200),
        ("1,2K", 1200),
        ("3M", 3_000_000),
        ("(12)", 12),
        ("(1,250)", 1250),
        ("12 ratings", 12),
        ("1 review", 1),
        ("24,269 global ratings", 24_269),
        ("12 Bewertungen", 12),
        ("100+", 100),
        ("12.0", 12),
        (12.0, 12),
        (0, 0),
        ("", 0),
        (None, 0),
        ([{"rating": 2}, {"rating": 5}], 2),
        ([], 0),
        ({"count": 120}, 120),
        (10**30, 2**53),
    ],
)
def test_a_count_is_read_in_the_forms_that_shops_write(said, count):
    assert count_of(said) == count


@pytest.mark.parametrize(
    "said",
    [
        *("N/A", "|", "many", "Great lamp, 5 stars", "5 stars", "2 of them broke", "-3", "3.7", "12.5", "1,2,3", "k"),
        *("()", NAN, float("inf"), -1, 3.7, True, {}, {"five": 5}),
    ],
)
def test_what_is_no_count_is_left_out(said):
    with pytest.raises(FieldError, match="count"):
        count_of(said)


# Availability
@pytest.mark.parametrize(
    ("said", "in_stock"),
    [
        *((said, True) for said in ("10.0", "1,250", "5+", ">10", "Only 3 left", "low stock", "available for order")),
        *((said, True) for said in ("In Stock", "in_stock", "12 in stock", "3 left in stock", "In stock (12)", 3)),
        *(
            (said, True)
            for said in ("auf Lager", "en stock", "Limited availability", "In stock online", "3 units left")
        ),
        *((said, False) for said in ("0.0", "0", "-1", "onbackorder", "Not available", "Only 0 left", "0 in stock")),
        *((said, False) for said in ("Sold Out", "not in stock", "ausverkauft", "agotado", 0, -2, "no stock")),
        *((said, False) for said in ("http://schema.org/BackOrder", "pre_order", "Pre-Order", "out-of-stock")),
        *((said, False) for said in ("Temporarily out of stock", "currently unavailable", "no longer available")),
        *((said, True) for said in ("In-Stock", "Only 2 left in stock - order soon.", "1.250,00", "Back in stock")),
        *((said, None) for said in ("active", "ask us", "in stock soon", "back in 3 days", "3 days", "<5", "1.2.3")),
        *((said, None) for said in ("|", "ships in 2 weeks", "not sure", NAN, [1], {"a": 1})),
        (None, None),
    ],
)
def test_availability(said, in_stock):
    assert stock_of(said) is in_stock


# Texts
@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"category": {"id": 5, "name": "Others", "image": "https://c.example/o.jpg"}}, {"kind": "Others"}),
        ({"brand": {"name": "Norrvik"}}, {"brand": "Norrvik"}),
        ({"brand": ["Norrvik"]}, {"brand": "Norrvik"}),
        ({"brand": [], "description": [], "image": []}, {"brand": "", "description": "", "image": ""}),
        ({"brand": NAN, "description": NAN}, {"brand": "", "description": ""}),
        ({"description": ["Warm light.", "Two metres of cord."]}, {"description": "Warm light. Two metres of cord."}),
        ({"image": ["1.jpg", "2.jpg"]}, {"image": "1.jpg"}),
        ({"image": {"src": "1.jpg"}}, {"image": "1.jpg"}),
        ({"image": [{"url": "1.jpg"}]}, {"image": "1.jpg"}),
        ({"category": "Home &amp; Garden &gt; Kitchen"}, {"department": "Home & Garden", "kind": "Kitchen"}),
        ({"category": "Home > Lamps", "department": "Light"}, {"department": "Light", "kind": "Lamps"}),
        ({"category": '["Clothing >> Women >> Shorts"]'}, {"department": "Clothing", "kind": "Shorts"}),
        ({"brand": "H&amp;M"}, {"brand": "H&M"}),
        ({"brand": "  ", "vendor": "Norrvik"}, {"brand": "Norrvik"}),
        ({"brand": NAN, "vendor": "Norrvik"}, {"brand": "Norrvik"}),
    ],
)
def test_a_text_in_a_thing_or_a_list_is_found(row, expected):
    remarks = []
    lamp = product_of(GOOD | row, remark=remarks.append)
    assert {name: getattr(lamp, name) for name in expected} == expected
    assert remarks == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("brand", {"sv": "Norrvik", "de": "Nordwik"}),
        ("brand", ["A", "B"]),
        ("brand", True),
        ("kind", ["Home", "Sale", "Lamps"]),
        ("department", {"name": {"name": "Home"}}),
        ("description", "d" * 200_000),
        ("description", "bad\0"),
        ("brand", "\ud800"),
        ("image", {"alt": "A lamp"}),
        ("url", ["javascript:alert(1)"]),
        ("url", "ftp://x"),
    ],
)
def test_a_text_that_cannot_be_read_is_left_out_with_one_remark(field, value):
    remarks = []
    assert getattr(product_of(GOOD | {field: value}, remark=remarks.append), field) == ""
    (remark,) = remarks
    assert remark.startswith(f"the {field} is left out, ") and ": " in remark


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Women&#39;s Salt &amp; Pepper", "Women's Salt & Pepper"),
        ("Caf&eacute; chair", "Café chair"),
        ("8&#x22; pan", '8" pan'),
        ("AT&T phone", "AT&T phone"),
        ("Salt&pepper; mill", "Salt&pepper; mill"),
        ("R&D &copy 2020", "R&D &copy 2020"),
        ("<b>Bold</b> lamp", "<b>Bold</b> lamp"),
        ("a&#8238;b&#0;&#7;c", "ab\ufffdc"),
    ],
)
def test_character_references_in_titles_are_decoded_and_tags_stay(written, title):
    assert product_of(GOOD | {"title": written}).title == title


# Every family
BAD = {"price": "ask us", "rating": "No rating available", "count": "none yet"}
META = {"parent_asin": "A1", "title": "Lamp", "features": [], "categories": ["Home", "Lamps"]}
FAMILIES = {
    "csv": "id,title,price,rating,reviews\n1,Lamp,ask us,No rating available,none yet\n",
    "tsv": "id\ttitle\tprice\trating\treviews\n1\tLamp\task us\tNo rating available\tnone yet\n",
    "jsonl": json.dumps(GOOD | {"price": "ask us", "rating": [], "reviews": "none yet"}) + "\n",
    "json": json.dumps([GOOD | {"price": {}, "rating": {"rate": "?"}, "reviews": {}}]),
    "xml": "<a><product><id>1</id><title>Lamp</title><price>ask us</price><rating>N/A</rating>"
    "<reviews>none yet</reviews></product></a>",
    "amazon": json.dumps(META | {"price": "from 12.99", "average_rating": "N/A", "rating_number": "none yet"}),
    "item2meta": json.dumps({"B1": META | {"price": "?", "average_rating": "N/A", "rating_number": "none yet"}}),
    "google": "id,title,link,image_link,availability,price\n1,Lamp,https://x.example/1,1.jpg,in stock,ask us\n",
    "google rss": '<rss xmlns:g="http://base.google.com/ns/1.0"><channel><item><g:id>1</g:id><title>Lamp</title>'
    "<link>https://x.example</link><g:availability>in stock</g:availability><g:condition>new</g:condition>"
    "<g:price>ask us</g:price></item></channel></rss>",
    "shopify": "Handle,Title,Variant Price\nlamp,Lamp,ask us\n",
    "schema.org": json.dumps(
        {
            "@type": "Product",
            "sku": "1",
            "name": "Lamp",
            "offers": {"price": "ask us"},
            "aggregateRating": {"ratingValue": "none", "bestRating": "5", "ratingCount": "none yet"},
        }
    ),
}


@pytest.mark.parametrize("family", FAMILIES)
def test_no_family_of_feed_loses_a_product_to_a_value_it_does_not_need(tmp_path, family):
    path = tmp_path / "feed"
    path.write_text(FAMILIES[family])
    products, rejected, remarks = read(path)
    assert [product.title.split()[-1].lower() for product in products] == ["lamp"] and not rejected
    assert (products[0].price, products[0].rating, products[0].rating_count) == (None, None, 0)
    left_out = [remark.split(",")[0] for remark in remarks]
    assert "the price is left out" in left_out
    if family not in ("google", "google rss", "shopify"):  # these have no ratings
        assert {"the rating is left out", "the rating_count is left out"} <= set(left_out)
    assert all("(line 1)" in remark or "(line 2)" in remark for remark in remarks)


def test_parquet_keeps_its_rows_too(tmp_path):
    arrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    rows = [
        {"id": "1", "title": "Lamp", "price": NAN, "rating": {"rate": 3.9, "count": 120}, "brand": None},
        {"id": "2", "title": "Stool", "price": 49.0, "rating": {"rate": 7.5, "count": 1}, "brand": "Norrvik"},
    ]
    parquet.write_table(arrow.Table.from_pylist(rows), tmp_path / "f.parquet")
    (lamp, stool), rejected, remarks = read(tmp_path / "f.parquet")
    assert not rejected
    assert (lamp.price, lamp.rating, lamp.rating_count) == (None, 3.9, 120)
    assert (stool.price, stool.rating) == (49, None)
    assert any(remark.startswith("the rating is left out") and remark.endswith("(line 2)") for remark in remarks)


def test_a_dry_run_has_one_line_for_each_field_with_how_many_and_an_example(tmp_path, capsys):
    rows = ["1,Lamp,49 EUR,N/A,", "2,Rug,99 EUR,9.1,x", "3,Jug,1.299,|,y", "4,Cup,9 EUR,4.5,3", "5,Pot,2.450,,"]
    path = tmp_path / "f.csv"
    path.write_text("\n".join(["id,title,price,rating,reviews", *rows]))
    assert command.main(["build", str(path), "--dry-run"]) == 0
    out = capsys.readouterr().out.splitlines()
    assert "5 products, 0 rows rejected" in out[0]
    start = out.index("7 values left out or assumed:")
    assert out[start + 1 : start + 4] == [
        "  3 x the rating is left out, no number from 0 to 5; the first is 'N/A' (line 2)",
        "  2 x the rating_count is left out, no count of ratings; the first is 'x' (line 3)",
        "  2 x the price is left out, ambiguous without its currency; the first is '1.299' (line 4)",
    ]


@pytest.mark.parametrize("depth", [2, 100, 900, 960, 980, 990])
def test_lists_within_lists_are_left_out(tmp_path, depth):
    path = tmp_path / "f.jsonl"
    fields = ("price", "rating", "reviews", "stock", "brand", "category", "description", "image", "currency")
    nested = "[" * depth + "{}" + "]" * depth
    path.write_text('{"id": "1", "title": "Lamp", ' + ", ".join(f'"{field}": {nested}' for field in fields) + "}\n")
    products, rejected, _ = read(path)
    if products:
        assert (products[0].price, products[0].rating, products[0].brand) == (None, None, "")
    else:
        assert "invalid JSON" in rejected[0].reason


def test_hostile_values_cost_milliseconds():
    hostile = [
        "4," * 9000,
        "1 " * 9000,
        "1." * 9000,
        "rated " * 3000,
        "(" * 18_000,
        "9" * 18_000,
        "a" + " " * 17_998 + "x",
    ]
    hostile += ["only 3 " * 2500, "&" * 18_000, "&a" * 9000, "in stock " * 2000, "kr" * 9000, "1'" * 9000, ">" * 18_000]
    start = time.perf_counter()
    for text in hostile:
        fields = ("price", "rating", "rating_count", "in_stock", "brand", "currency", "kind")
        product_of(GOOD | dict.fromkeys(fields, text) | {"title": text[:200]})
    assert time.perf_counter() - start < 2


FIGURE = r"[\d.,' ]{1,9} ?€?"
NAMES = ["name", "rate", "count", "amount", "currency", "url", "x"]


@given(
    st.dictionaries(
        st.sampled_from(["price", "currency", "rating", "rating_count", "in_stock", "brand", "kind", "image", "url"]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.from_regex(FIGURE),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=3),
            max_leaves=4,
        ),
    )
)
def test_nothing_but_the_id_and_the_title_can_cost_a_row(row):
    lamp = product_of(GOOD | row)
    assert lamp.id == "a" and (lamp.price is None or lamp.price >= 0) and (lamp.rating is None or 0 <= lamp.rating <= 5)
    assert lamp.rating_count >= 0
    json.dumps(lamp.as_dict(), allow_nan=False)
    lamp.text().encode("utf-8")
