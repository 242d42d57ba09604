"""Text as files really are: read, and said, or refused whole."""

import io
import json
import unicodedata

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.errors import CatalogError
from catalog.feed import Rejected, read_feed, recognise
from catalog.feeds.containers.html_page import is_page
from catalog.pictures import PictureError, picture_path
from catalog.values.addresses import pictures_of


def read(tmp_path, data, name="feed"):
    path = tmp_path / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    remarks = []
    rows = list(read_feed(path, remark=remarks.append))
    rejected = {row.line: row.reason for row in rows if isinstance(row, Rejected)}
    return [row for row in rows if not isinstance(row, Rejected)], rejected, remarks


TABLES = {
    "cp1252": "id;title;price\n1;Café-Stuhl für große Räume;12,00 €\n2;Señor Niño;3 €\n",
    "cp1250": "id;title;price\n1;Żółta łódź;12,00 zł\n2;Krzesło dębowe;3 zł\n",
    "cp1251": "id;title;price\n1;Латунная лампа;12\n2;Дубовый стул;3\n",
    "cp932": "id,title,price\n1,真鍮のランプ,12\n2,オークの椅子,3\n",
    "gb18030": "id,title,price\n1,黄铜台灯,12\n2,橡木凳子,3\n",
    "utf-16": "id\ttitle\tprice\n1\tCafé chair\t12\n2\tŁódź\t3\n",
    "utf-16-le": "id\ttitle\tprice\n1\tCafé chair\t12\n2\tStool\t3\n",
    "utf-8-sig": "id,title,price\n1,Café chair,12\n2,Łódź,3\n",
}


@pytest.mark.parametrize("encoding", TABLES)
def test_other_encodings_are_read_and_said(tmp_path, encoding):
    text = TABLES[encoding]
    products, rejected, remarks = read(tmp_path, text.encode(encoding), "feed.csv")
    delimiter = next(mark for mark in ";\t," if mark in text)
    assert not rejected
    assert [p.title for p in products] == [line.split(delimiter)[1] for line in text.splitlines()[1:]]
    assert [p.price for p in products] == [12, 3]
    assert any("no UTF-8" in remark for remark in remarks) == (not encoding.startswith("utf-8"))


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16"])
def test_json_in_other_encodings(tmp_path, encoding):
    rows = [{"id": "1", "title": "Café für große Räume"}]
    products, _, _ = read(tmp_path, json.dumps(rows, ensure_ascii=False).encode(encoding))
    assert [p.title for p in products] == ["Café für große Räume"]


@pytest.mark.parametrize(
    "above",
    [
        "sep=;\n",
        '"sep=;"\r\n',
        "\n\n",
        "Products as of 1 March;;\n;;\n",
        "# exported by a script\n# do not edit\n",
        "sep=;\nOur shop\n",
        '"Required; a unique ID, e.g. 100";"A title";"The price, 10.00 USD"\n',
    ],
)
def test_lines_above_the_header(tmp_path, above):
    products, rejected, remarks = read(
        tmp_path, above + "id;title;price\n1;Brass lamp;49,00\n2;Oak, stool;120\n", "f.csv"
    )
    assert [(p.id, p.title, p.price) for p in products] == [("1", "Brass lamp", 49), ("2", "Oak, stool", 120)]
    words = [line for line in above.splitlines() if line.strip(" ;") and "sep=" not in line]
    assert not rejected and any("above the header" in remark for remark in remarks) == bool(words)


def test_lines_above_a_header_that_only_a_map_knows(tmp_path):
    path = tmp_path / "f.csv"
    path.write_text("Price list 2026;;\n\nArt. no.;Wording;Cost\n1;Lamp;49\n")
    (lamp,) = read_feed(path, {"id": "Art. no.", "title": "Wording"})
    assert (lamp.id, lamp.title, lamp.price) == ("1", "Lamp", 49)


def test_ragged_rows(tmp_path):
    text = "id,title,price,brand\n1,Lamp,49,\n2,Stool,120\n3,Rug,9,Norrvik,,\n4\n5,Vase,9,Norrvik,more\n"
    products, rejected, remarks = read(tmp_path, text, "f.csv")
    assert [(p.id, p.price, p.brand) for p in products] == [("1", 49, ""), ("2", 120, ""), ("3", 9, "Norrvik")]
    assert rejected == {5: "1 columns; the header has 4", 6: "5 columns; the header has 4"}
    assert [r for r in remarks if "missing" in r] == ["cells are missing at the end of a row, and taken as empty: '2'"]


@pytest.mark.parametrize(
    ("value", "first", "count"),
    [
        ("a.jpg;b.jpg", "a.jpg", 2),
        ("a.jpg, b.jpg , c.png", "a.jpg", 3),
        ("a.jpg|b.jpg", "a.jpg", 2),
        ("https://c.example/w_2,h_2/a.jpg,https://c.example/b.jpg", "https://c.example/w_2,h_2/a.jpg", 2),
        ("https://c.example/a.jpg https://c.example/b.jpg", "https://c.example/a.jpg", 2),
        ("https://c.example/a.jpg?x=1;y=2", "https://c.example/a.jpg?x=1;y=2", 1),
        ("//c.example/a.jpg", "https://c.example/a.jpg", 1),
        ('["https://c.example/a.jpg", "https://c.example/b.jpg"]', "https://c.example/a.jpg", 2),
        ("['a.jpg', 'b.jpg']", "a.jpg", 2),
        ([{"src": "a.jpg"}, {"src": "b.jpg"}], "a.jpg", 2),
        ({"url": "a.jpg"}, "a.jpg", 1),
        ("my lamp, brass.jpg", "my lamp, brass.jpg", 1),
        ("", None, 0),
        (None, None, 0),
    ],
)
def test_several_pictures_in_a_cell(value, first, count):
    found = pictures_of(value)
    assert (next(iter(found), None), len(found)) == (first, count)


def rss(titles):
    items = (f"<item><g:id>{n}</g:id><g:title>{title}</g:title></item>" for n, title in enumerate(titles, 1))
    return f'<?xml version="1.0"?><rss xmlns:g="http://base.google.com/ns/1.0">{"".join(items)}</rss>'


def test_stray_ampersands_in_xml(tmp_path):
    titles = [
        "Lamp",
        "Salt & pepper",
        "A&B",
        "Caf&eacute;&nbsp;chair",
        "R&amp;D &#38; more",
        "<![CDATA[M & S]]>",
        "&who;",
    ]
    products, rejected, remarks = read(tmp_path, rss(titles))
    assert [p.title for p in products] == ["Lamp", "Salt & pepper", "A&B", "Café chair", "R&D & more", "M & S", "&who;"]
    assert not rejected and len(remarks) == 5


@settings(max_examples=40)
@given(
    st.lists(st.text(st.sampled_from("a &;é<[]!CDT#x1"), max_size=12), min_size=1, max_size=5), st.integers(0, 70_000)
)
def test_mended_xml_says_what_was_meant(tmp_path, titles, pad):
    """Wherever a chunk of the file ends."""
    written = ["t" + title.replace("<", "&lt;") for title in titles]
    products, _, _ = read(tmp_path, rss(["p" * pad + " & ", *written]))
    assert len(products) == 1 + len(titles)


def test_utf_16_xml_and_one_whose_bytes_were_changed(tmp_path):
    text = rss(["Chair"]).replace('"1.0"', '"1.0" encoding="UTF-16"', 1)
    for data in (text.encode("utf-16"), text.encode(), b"\xef\xbb\xbf" + text.encode()):
        assert [p.title for p in read(tmp_path, data)[0]] == ["Chair"]


LD = json.dumps({"@type": "Product", "sku": "1", "name": "Brass lamp", "description": "Warm.", "offers": {"price": 4}})


@pytest.mark.parametrize(
    "script",
    [
        LD.replace("Warm.", "Warm.\nVery\twarm."),
        LD.replace("}}", "},}"),
        f"//<![CDATA[\n{LD}\n//]]>",
        f"/*<![CDATA[*/{LD}/*]]>*/",
        f"<!-- {LD} -->",
        LD + ";",
        LD.replace('"', "&quot;"),
    ],
)
def test_json_in_pages_with_faults(tmp_path, script):
    products, rejected, remarks = read(tmp_path, f'<html><script type="application/ld+json">{script}</script></html>')
    assert [(p.title, p.price) for p in products] == [("Brass lamp", 4)] and not rejected
    assert [remark for remark in remarks if "JSON with faults is mended" in remark]


@pytest.mark.parametrize(
    "start", ["<!-- saved from x -->\n<html>", '<?xml version="1.0"?><!DOCTYPE html PUBLIC "x">', "<HTML lang=en>"]
)
def test_what_begins_a_page(start):
    assert is_page(start + "<head>") and not is_page("<!-- <html> --><rss>") and not is_page("<htmlproducts>")


def sheet(*rows, title="Sheet", more=()):
    book = openpyxl.Workbook()
    book.active.title = title
    for row in more:
        book.active.append(row)
    target = book.create_sheet("Products") if more else book.active
    for row in rows:
        target.append(row)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


HEADER = ("SKU", "Name", "Price", "Currency", "Stock", None, "Image")


@pytest.mark.parametrize("more", [(), [("Read me",), ("Our products are on the next sheet",)]])
@pytest.mark.parametrize("above", [(), [("Products as of 1 March",), ()]])
def test_spreadsheets(tmp_path, above, more):
    data = sheet(
        *above,
        HEADER,
        (17, "Brass lamp", 49.5, "EUR", 3, None, "a.jpg"),
        (),
        ("L2", "Oak stool", None, "EUR"),
        more=more,
    )
    products, rejected, _ = read(tmp_path, data, "products.xlsx")
    assert recognise(tmp_path / "products.xlsx") == "xlsx" and not rejected
    assert [(p.id, p.title, p.price, p.currency, p.in_stock, p.image) for p in products] == [
        ("17", "Brass lamp", 49.5, "EUR", True, "a.jpg"),
        ("L2", "Oak stool", None, "EUR", None, ""),
    ]


WHOLE = sheet(HEADER, (17, "Brass lamp", 49.5, "EUR", 3, None, "a.jpg"))


@settings(max_examples=60)
@given(at=st.floats(0.01, 0.99), junk=st.binary(max_size=9), cut=st.booleans())
def test_a_damaged_spreadsheet_is_named(tmp_path, at, junk, cut):
    place = int(at * len(WHOLE))
    try:
        products, rejected, _ = read(tmp_path, WHOLE[:place] + junk + (b"" if cut else WHOLE[place:]), "products.xlsx")
    except CatalogError as error:
        assert str(error)
    else:
        assert all(rejected.values()) and all(p.id and p.title for p in products)


@settings(max_examples=150)
@given(st.one_of(st.binary(max_size=400), st.text(max_size=200).map(lambda t: t.encode("utf-16", "surrogatepass"))))
def test_no_byte_string_crashes_a_reader(tmp_path, data):
    for name in ("f.csv", "f.jsonl", "f.xml", "f"):
        try:
            read(tmp_path, data, name)
        except CatalogError as error:
            assert str(error)


@pytest.mark.parametrize(("in_feed", "on_disk"), [("NFC", "NFD"), ("NFD", "NFC")])
def test_picture_names_in_the_other_form_of_unicode(tmp_path, in_feed, on_disk):
    (tmp_path / unicodedata.normalize(on_disk, "Größe.jpg")).write_bytes(b"x")
    assert picture_path(tmp_path, unicodedata.normalize(in_feed, "Größe.jpg")).is_file()


def test_a_picture_name_that_begins_with_a_slash_is_relative_where_that_is_a_file(tmp_path):
    (tmp_path / "m").mkdir()
    (tmp_path / "m" / "1.jpg").write_bytes(b"x")
    assert picture_path(tmp_path, "/m/1.jpg") == (tmp_path / "m" / "1.jpg").resolve()
    for name in ("/etc/passwd", "/../1.jpg", "/m/../../x"):
        with pytest.raises(PictureError, match="outside"):
            picture_path(tmp_path, name)
