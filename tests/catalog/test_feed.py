"""FAULTS 33: every bad row of a feed is rejected with its line and reason, and every good row is kept."""

import json
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.errors import CatalogError, FieldError
from catalog.feed import MAX_LINE_BYTES, Rejected, read_feed
from catalog.fields import RowError, price_of, product_of, text_of
from catalog.schema import Product

GOOD = {"id": "a", "title": "A lamp"}


def read(tmp_path, data, name="feed.jsonl"):
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass"))
    rows = list(read_feed(path))
    rejected = {row.line: row.reason for row in rows if isinstance(row, Rejected)}
    return [row for row in rows if not isinstance(row, Rejected)], rejected


def lines(*rows):
    return "\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows) + "\n"


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ({"title": "no id"}, "no id"),
        ({"id": "b", "title": "  \u200a "}, "no title"),
        ({"id": "b"}, "no title"),
        ({"id": "b", "title": ["t"]}, "title is a list"),
        ({"id": "b", "title": "t\0"}, "title has a NUL"),
        ('{"id": "b", "title": "t\0"}', "invalid JSON"),
        ('{"id": "b", "title": "\\ud800"}', "title is not valid UTF-8"),
        ({"id": "b", "title": "t" * 200_000}, "title has 200,000 characters"),
        ({"id": "b", "title": "t", "description": "d" * 10_000_000}, "more than 1,048,576 bytes"),
        ("[1, 2]", "expected a JSON object, found list"),
        ('{"id": "b", ', "invalid JSON"),
        ("[" * 100_000, "invalid JSON"),
        ({"id": "a", "title": "again"}, "duplicate id 'a': first on line 1"),
    ],
)
def test_fault_33_a_bad_row_is_rejected_and_its_neighbours_kept(tmp_path, bad, reason):
    products, rejected = read(tmp_path, lines(GOOD, bad, "", {"id": "z", "title": "Z"}))
    assert [product.id for product in products] == ["a", "z"]
    assert list(rejected) == [2]
    assert reason in rejected[2]


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ('"price": NaN', "the price is left out, no price such as 15.00 USD: 'nan'"),
        ('"price": Infinity', "the price is left out, no price such as 15.00 USD: 'inf'"),
        ('"price": 1e999', "the price is left out, no price such as 15.00 USD: 'inf'"),
        ('"price": -1', "the price is left out, no price such as 15.00 USD: '-1'"),
        ('"price": "-3.00 USD"', "the price is left out, no price such as 15.00 USD: '-3.00 USD'"),
        ('"price": "call us"', "the price is left out, no price such as 15.00 USD: 'call us'"),
        ('"price": true', "the price is left out, no price such as 15.00 USD: 'True'"),
        ('"price": [1, 2]', "the price is left out, no price such as 15.00 USD: '[1, 2]'"),
        ('"rating": 6', "the rating is left out, no number from 0 to 5: '6'"),
        ('"currency": "dollars"', "the currency is left out, no three letters such as USD: 'dollars'"),
        ('"currency": "<b>"', "the currency is left out, no three letters such as USD: '<b>'"),
        (f'"description": "{"d" * 200_000}"', f"the description is left out, no text that can be read: '{'d' * 40}'"),
    ],
)
def test_a_bad_value_of_a_field_that_is_not_needed_is_left_out_and_its_line_named(tmp_path, bad, reason):
    path = tmp_path / "feed.jsonl"
    path.write_text(lines(GOOD, '{"id": "b", "title": "t", ' + bad + "}", {"id": "z", "title": "Z"}))
    remarks = []
    products = list(read_feed(path, remark=remarks.append))
    assert [product.id for product in products] == ["a", "b", "z"]
    assert products[1] == Product("b", "t")
    assert remarks == [f"{reason} (line 2)"]


def test_bytes_of_another_encoding_reject_their_row_only(tmp_path):
    data = b'{"id": "a", "title": "A"}\n{"id": "b", "title": "Caf\xe9"}\n' + '{"id": "c", "title": "Café"}'.encode()
    products, rejected = read(tmp_path, data)
    assert [product.title for product in products] == ["A", "Café"]
    assert rejected == {2: "the title is not valid UTF-8"}


def test_fault_33_byte_order_mark(tmp_path):
    for name, text in (("feed.jsonl", lines(GOOD)), ("feed.csv", "id,title\na,A lamp\n")):
        products, rejected = read(tmp_path, "\ufeff" + text, name)
        assert [product.id for product in products] == ["a"] and not rejected


def test_csv_with_quotes_line_breaks_and_wrong_widths(tmp_path):
    text = (
        "ID;Product Name;Body;Price\n"
        'a;"A ""fine"" lamp; brass";"two\nlines";"15,00 EUR"\n'
        "b;too few\n"
        "c;too;many;1;2\n"
        'd;Monitor 5" wide;;7\n'
        'e;"never closed;;1\n'
        "f;F;;\n"
        "g;nul\0;;1\n"
        "h;" + "x" * (MAX_LINE_BYTES + 1) + ";;1\n"
        "i;I;;3\n"
    )
    products, rejected = read(tmp_path, text, "feed.csv")
    assert [(p.id, p.title, p.price) for p in products] == [
        ("a", 'A "fine" lamp; brass', 15.0),
        ("b", "too few", None),
        ("d", 'Monitor 5" wide', 7.0),
        ("f", "F", None),
        ("i", "I", 3.0),
    ]
    assert products[0].description == "two lines" and products[0].currency == "EUR"
    assert {line: reason.split(";")[0] for line, reason in rejected.items()} == {
        5: "5 columns",
        7: "a quote is opened and never closed",
        9: "the title has a NUL character",
        10: "the line has more than 1,048,576 bytes",
    }


def test_tabs_and_a_csv_without_extension(tmp_path):
    products, _ = read(tmp_path, "sku\tname\na\tA lamp\n", "feed.tsv")
    assert products[0].title == "A lamp"
    products, _ = read(tmp_path, "sku,name\na,A lamp\n", "feed")
    assert products[0].id == "a"


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"", "feed.jsonl", "has 0 rows"),
        (b"\xef\xbb\xbf \n", "feed.csv", "has 0 rows"),
        (b"colour,size\nred,1\n", "feed.csv", "expected columns id and title"),
        (b"\x89PNG\r\n\x1a\n", "feed.bin", "was not recognised"),
    ],
)
def test_a_file_that_is_no_feed(tmp_path, data, name, reason):
    with pytest.raises(CatalogError, match=reason):
        read(tmp_path, data, name)


def test_a_missing_feed_and_a_folder(tmp_path):
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(CatalogError, match="cannot read the feed"):
            list(read_feed(path))


def test_a_text_is_one_line_without_control_characters():
    characters = "".join(map(chr, range(1, 0x3000)))
    kept = text_of(f"a{characters}b", "title")
    assert not [c for c in kept if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp")]
    lost = {ord(c) for c in characters} - {ord(c) for c in kept}
    assert {unicodedata.category(chr(n)) for n in lost} <= {"Cc", "Cf", "Zs", "Zl", "Zp"}
    assert text_of(" a\t\n\u2028b \u202e c\x07d\x85\u00a0e ", "title") == "a b cd e"


def test_other_names_of_the_fields():
    product = product_of(
        {
            "asin": 17,
            "name": " A\tlamp\x07 \u202e",
            "Main Category": "home",
            "product_type": "lamp",
            "image-link": "x.jpg",
            "average_rating": "4.5",
            "rating_number": 12,
            "availability": "https://schema.org/InStock",
            "price": "$1,299.50",
            "unknown": {"kept": "out"},
        }
    )
    assert (product.id, product.title, product.department, product.kind) == ("17", "A lamp", "home", "lamp")
    assert (product.image, product.rating, product.rating_count, product.in_stock) == ("x.jpg", 4.5, 12, True)
    assert (product.price, product.currency) == (1299.5, "USD")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (15, (15.0, "")),
        ("15.00 USD", (15.0, "USD")),
        ("EUR 15", (15.0, "EUR")),
        ("£3", (3.0, "GBP")),
        ("1.299,00 €", (1299.0, "EUR")),
        ("1,299", (1299.0, "")),
        ("0", (0.0, "")),
        ("", (None, "")),
        (None, (None, "")),
    ],
)
def test_prices(text, expected):
    assert price_of(text) == expected


@pytest.mark.parametrize(("said", "currency"), [("€", "EUR"), ("gbp", "GBP"), ("", "USD"), (" usd ", "USD")])
def test_currencies(said, currency):
    assert product_of(GOOD | {"currency": said}).currency == currency


@pytest.mark.parametrize("text", ["nan", "inf USD", "-1", "1-2", "from 3", "1 2", "1.2.3"])
def test_what_is_no_price(text):
    with pytest.raises(FieldError, match="price"):
        price_of(text)


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://shop.example/p?id=1&b=2#c", True),
        ("HTTP://shop.example", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        (" java\nscript:alert(1)", False),
        ('https://x" onclick="y', False),
        ("//shop.example", False),
        ("https:///path", False),
        ("ftp://x", False),
    ],
)
def test_only_web_addresses_are_kept(url, kept):
    assert product_of(GOOD | {"url": url}).url == (url if kept else "")


@settings(max_examples=150)
@given(junk=st.binary(max_size=300), name=st.sampled_from(["f.jsonl", "f.csv"]))
def test_no_bytes_after_a_good_row_cost_it_or_raise(tmp_path, junk, name):
    head = lines(GOOD) if name == "f.jsonl" else "id,title\na,A lamp\n"
    products, rejected = read(tmp_path, head.encode() + junk, name)
    assert products[0].title == "A lamp"
    assert all(reason for reason in rejected.values())


@given(
    st.dictionaries(
        st.sampled_from(["id", "title", "price", "rating", "in_stock", "url", "image", "rating_count"]),
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()) | st.lists(st.integers()),
    )
)
def test_any_row_is_a_product_or_has_a_reason(row):
    try:
        product = product_of(row)
    except RowError as error:
        assert str(error)
    else:
        assert product.id and product.title and (product.price is None or product.price >= 0)
        product.text().encode("utf-8")
