"""Containers: told by content, whatever the file is called; broken ones cost what cannot be read, and say so."""

import gzip
import json
import tracemalloc

import pyarrow as arrow
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from catalog.errors import CatalogError
from catalog.feed import Rejected, raw_rows, read_feed, recognise
from catalog.feeds.containers.json_document import KEY, MAX_ROW_CHARS

ROWS = [
    {"id": "a", "title": "Café lamp", "price": "15,00 EUR"},
    {"id": "b", "title": "A stool", "price": "7"},
]


def split(path, **more):
    rows = list(read_feed(path, **more))
    rejected = {row.line: row.reason for row in rows if isinstance(row, Rejected)}
    return [row for row in rows if not isinstance(row, Rejected)], rejected


def table(delimiter):
    return "\n".join(delimiter.join(row) for row in [ROWS[0].keys(), *(r.values() for r in ROWS)]) + "\n"


def parquet_bytes(rows, **options):
    sink = arrow.BufferOutputStream()
    parquet.write_table(arrow.Table.from_pylist(rows, **options), sink)
    return sink.getvalue().to_pybytes()


XML = (
    '<?xml version="1.0"?>\n<rss><channel><title>Shop</title>'
    + "".join("<item>" + "".join(f"<{k}>{v}</{k}>" for k, v in row.items()) + "</item>" for row in ROWS)
    + "</channel></rss>"
)
FORMS = {
    "tsv": table("\t"),
    "csv": table(";"),
    "jsonl": "".join(json.dumps(row) + "\n" for row in ROWS),
    "json": json.dumps(ROWS),
    "xml": XML,
    "parquet": parquet_bytes(ROWS),
}
WRAPPED = {
    "indented": json.dumps(ROWS, indent=2),
    "a row a line": "[\n" + ",\n".join(map(json.dumps, ROWS)) + "\n]\n",
    "under products": json.dumps({"shop": "Norrvik", "products": ROWS, "count": 2}),
    "by id": json.dumps({row["id"]: {"name": row["title"], "price": row["price"]} for row in ROWS}),
}


def as_bytes(data):
    return data if isinstance(data, bytes) else data.encode()


@pytest.mark.parametrize("gzipped", [False, True], ids=["plain", "gzipped"])
@pytest.mark.parametrize("kind", FORMS)
def test_the_content_tells_the_container(tmp_path, kind, gzipped):
    path = tmp_path / "feed"
    data = as_bytes(FORMS[kind])
    path.write_bytes(gzip.compress(data) if gzipped else data)
    assert recognise(path) == kind
    products, rejected = split(path)
    assert [(p.id, p.title, p.price, p.currency) for p in products] == [
        ("a", "Café lamp", 15.0, "EUR"),
        ("b", "A stool", 7.0, "USD"),
    ]
    assert not rejected


@pytest.mark.parametrize("kind", WRAPPED)
def test_ways_to_write_one_json_document(tmp_path, kind):
    path = tmp_path / "feed.jsonl"
    path.write_text(WRAPPED[kind], encoding="utf-8")
    assert recognise(path) == "json"
    products, rejected = split(path)
    assert [p.id for p in products] == ["a", "b"] and not rejected


def test_a_lone_object_is_one_row(tmp_path):
    path = tmp_path / "feed"
    path.write_text(json.dumps(ROWS[0], indent=1))
    assert [p.id for p in split(path)[0]] == ["a"]


@pytest.mark.parametrize(
    ("data", "line", "reason"),
    [
        (b'[{"id": "a", "title": "A"}, {"id": "b", "title": ', 2, "nothing after it is read"),
        (b'[{"id": "a", "title": "A"}, {"id": b}, {"id": "c", "title": "C"}]', 2, "nothing after it is read"),
        (b'[{"id": "a", "title": "A"} {"id": "c", "title": "C"}]', 2, "expected ',', found '{'"),
        (b'[{"id": "a", "title": "A"}] and more', 2, "expected the end"),
        (b'[{"id": "a", "title": "A"}, [1]]', 2, "expected a JSON object, found list"),
        (
            b'[{"id": "a", "title": "A"}, {"id": "b", "title": "Caf\xe9 \xc3\xa9"}]',
            2,
            "the title is not valid UTF-8",
        ),
        (b'[{"id": "a", "title": "A"}, ' + b"[" * 100_000, 2, "nested too deep"),
        (b"<rss><item><id>a</id><title>A</title></item><item><id>", 2, "invalid XML, and nothing after it is read"),
        (b"<a><item><id>a</id><title>A</title></item><b c></a>", 2, "invalid XML"),
    ],
)
def test_what_breaks_off_keeps_what_came_before(tmp_path, data, line, reason):
    path = tmp_path / "feed"
    path.write_bytes(data)
    products, rejected = split(path)
    assert [p.id for p in products] == ["a"]
    assert list(rejected) == [line] and reason in rejected[line]


def test_a_field_of_ten_megabytes_costs_its_row_and_one_beyond_bounds_the_rest(tmp_path):
    path = tmp_path / "feed"
    long = {"id": "b", "title": "B", "description": "d" * 10_000_000}
    path.write_text(json.dumps([ROWS[0], long, ROWS[1] | {"id": "c"}]))
    products, rejected = split(path)
    assert [(p.id, p.description) for p in products] == [("a", products[0].description), ("b", ""), ("c", "")]
    assert not rejected, "only an id and a title are needed"
    with open(path, "w") as file:
        file.write('[{"id": "a", "title": "A"}, {"id": "' + "b" * (2 * MAX_ROW_CHARS))
    products, rejected = split(path)
    assert [p.id for p in products] == ["a"] and "a row of more than 16,777,216 characters" in rejected[2]


def test_a_truncated_gzip_keeps_its_beginning(tmp_path):
    path = tmp_path / "feed.csv.gz"
    rows = "".join(f"{n},Lamp {n * 2_654_435_761 % 2**32}\n" for n in range(100_000))
    path.write_bytes(gzip.compress(("id,title\n" + rows).encode())[:-5000])
    products, rejected = split(path)
    assert len(products) > 90_000
    (reason,) = list(rejected.values())[-1:]
    assert "the file is damaged, and nothing after it is read" in reason


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("f.gz", b"\x1f\x8bnothing", "f.gz is damaged.*expected a whole feed"),
        ("f.parquet", b"PAR1" + b"\0" * 50, "damaged Parquet.*expected a whole file"),
        ("f.parquet", parquet_bytes(ROWS)[:-20], "damaged Parquet"),
        ("f.parquet", parquet_bytes([{"colour": "red"}]), "is 'colour'; expected columns id and title"),
        ("f.xlsx", b"PK\x03\x04", "is a zip archive, or a spreadsheet other than XLSX; expected CSV.*save it as CSV"),
        ("f.txt", b"Hello there\n", "was not recognised; expected CSV.*--map id=COLUMN,title=COLUMN"),
        ("f.csv", "id,title\rL1,Lamp\r", "the header, line 1 of the feed, is invalid CSV.*new-line"),
        ("f.csv", "Nummer;Bezeichnung\n1;Lampe\n", "expected columns id and title; name those that stand for them"),
    ],
)
def test_what_is_no_feed_is_named(tmp_path, name, data, message):
    path = tmp_path / name
    path.write_bytes(as_bytes(data))
    with pytest.raises(CatalogError, match=message):
        list(read_feed(path))


def test_pictures_inside_parquet_are_not_read(tmp_path):
    picture = arrow.struct([("bytes", arrow.binary()), ("path", arrow.string())])
    schema = arrow.schema(
        [("id", arrow.int64()), ("title", arrow.string()), ("image", picture), ("raw", arrow.binary())]
    )
    path = tmp_path / "f"
    path.write_bytes(
        parquet_bytes([{"id": 1, "title": "A", "image": {"bytes": b"x", "path": "1.png"}, "raw": b"y"}], schema=schema)
    )
    assert list(raw_rows(path)) == [(1, {"id": 1, "title": "A", "image": "1.png"})]
    assert split(path)[0][0].image == "1.png"


def test_xml_reads_no_file_and_expands_nothing(tmp_path):
    (tmp_path / "secret").write_text("secret words")
    path = tmp_path / "f.xml"
    path.write_text(
        f'<!DOCTYPE r [<!ENTITY s SYSTEM "file://{tmp_path}/secret"><!ENTITY b "boom">]>'
        "<r><item><id>1</id><title>T &s; &b;</title></item></r>"
    )
    products, rejected = split(path)
    assert "secret" not in str((products, rejected)) and "boom" not in str(products)


@pytest.mark.parametrize("kind", ["jsonl", "csv", "json", "xml"])
def test_memory_does_not_grow_with_the_feed(tmp_path, kind):
    text = "A lamp of brass. " * 20
    row = {
        "jsonl": f'{{"id": "%d", "title": "T", "description": "{text}"}}\n',
        "csv": f"%d,T,{text}\n",
        "json": f'{{"id": "%d", "title": "T", "description": "{text}"}},\n',
        "xml": f"<item><id>%d</id><title>T</title><description>{text}</description></item>\n",
    }[kind]
    before, after = {
        "jsonl": ("", ""),
        "csv": ("id,title,description\n", ""),
        "json": ("[", '{"id": "last", "title": "T"}]'),
        "xml": ("<rss>", "</rss>"),
    }[kind]
    path = tmp_path / "feed"
    peaks = []
    for count in (3_000, 6_000):  # both longer than the head that is looked at first
        path.write_text(before + "".join(row % n for n in range(count)) + after)
        tracemalloc.start()
        try:
            assert sum(1 for _ in read_feed(path)) >= count
            peaks.append(tracemalloc.get_traced_memory()[1])
        finally:
            tracemalloc.stop()
    assert peaks[1] < 1.1 * peaks[0]


@settings(max_examples=60)
@given(
    rows=st.lists(
        st.dictionaries(
            st.text(max_size=5).filter(lambda name: name != KEY), st.none() | st.floats() | st.text(max_size=9)
        ),
        max_size=6,
    )
)
def test_a_document_gives_what_json_does(tmp_path, rows):
    path = tmp_path / "feed"
    good = [{"id": "0", "title": "first"}, *rows]
    path.write_text(json.dumps(good), encoding="utf-8")
    assert repr([row for _, row in raw_rows(path)]) == repr(good)


@settings(max_examples=100)
@given(data=st.data(), kind=st.sampled_from(sorted(FORMS)), junk=st.binary(min_size=1, max_size=40))
def test_no_damage_raises_anything_but_a_clear_error(tmp_path, data, kind, junk):
    good = as_bytes(FORMS[kind])
    at = data.draw(st.integers(0, len(good)))
    path = tmp_path / "feed"
    path.write_bytes(good[:at] + junk + good[at:])
    try:
        products, rejected = split(path)
    except CatalogError as error:
        assert str(error)
    else:
        assert all(rejected.values()) and all(p.id and p.title for p in products)
