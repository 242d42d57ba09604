"""The files released with LaViC, in small made-up rows of the same shape; the real ones are not in the repository."""

import json

import pytest
from PIL import Image

import catalog.__main__ as command
from catalog.build import build
from catalog.conversations import Conversation, ConversationError, from_row, leaks, read
from catalog.feed import Rejected, raw_rows, read_feed, recognise
from catalog.store import Catalog

URL = "https://m.media-amazon.com/images/I/{}._AC_.jpg"


def item(word, **more):
    """An entry of item2meta_train.json."""
    return {
        "title": f"Made-up {word}",
        "categories": ["Home & Kitchen", "Lighting", f"Table {word}s"],
        "features": ["Two metres of cord.", "Dimmable."],
        "description": ["Warm.", "Quiet."],
        "images": [
            {"thumb": URL.format("t"), "large": URL.format(word), "variant": "MAIN"},
            {"large": URL.format("x")},
        ],
        "image_descriptions_llava_cleaned": {"B000000001_0.jpg": "A lamp."},
        **more,
    }


ITEMS = {
    "B000000001": item("lamp", store="Norrvik", price="12.99", average_rating=4.5, rating_number=17),
    "B000000002": item("vase", price="from 12.99", images=[], main_category="Amazon Home"),
    "1477436804": item("book", price=None, description="One text.", features=None, categories=[]),
}


@pytest.fixture(params=[None, 1], ids=["one line", "indented"])
def train(request, tmp_path):
    path = tmp_path / "item2meta_train.json"
    path.write_text(json.dumps(ITEMS, indent=request.param), encoding="utf-8")
    return path


def split(path):
    rows = list(read_feed(path))
    rejected = [(row.line, row.reason) for row in rows if isinstance(row, Rejected)]
    return [row for row in rows if not isinstance(row, Rejected)], rejected


def test_train_items_become_products(train):
    assert recognise(train) == "item2meta"
    (lamp, vase, book), rejected = split(train)
    assert rejected == []
    assert (lamp.id, lamp.title, lamp.image) == ("B000000001", "Made-up lamp", "B000000001_0.jpg")
    assert lamp.description == "Two metres of cord. Dimmable. Warm. Quiet."
    assert (lamp.department, lamp.kind, lamp.brand) == ("Home & Kitchen", "Table lamps", "Norrvik")
    assert (lamp.price, lamp.rating, lamp.rating_count) == (12.99, 4.5, 17)
    assert (vase.price, vase.image, vase.department) == (None, "", "Amazon Home")
    assert (book.description, book.kind, book.image) == ("One text.", "", "1477436804_0.jpg")
    assert [row["image_url"] for _, row in raw_rows(train)] == [URL.format("lamp"), "", URL.format("book")]


def test_an_item_that_cannot_be_used_costs_itself_only(tmp_path):
    path = tmp_path / "items"
    good = json.dumps(item("lamp"))
    path.write_text(
        f'\ufeff{{"B000000001": {good}, "B000000002": [1], "B000000003": {{}}, "B000000001": {good}, '
        f'"B000000004": {json.dumps(item(7, title=None))}, "../../etc/B0": {good}}}\n',
        encoding="utf-8",
    )
    products, rejected = split(path)
    assert [product.id for product in products] == ["B000000001", "../../etc/B0"]
    assert rejected == [
        (2, "expected an object, found list"),
        (3, "no title"),
        (4, "duplicate id 'B000000001': first on line 1"),
        (5, "no title"),
    ]


@pytest.mark.parametrize("tail", [', "B000000002": {"title": "cut', ', "B000000002"', " 7}", "", "} and more"])
def test_a_file_that_breaks_off_keeps_what_came_before(tmp_path, tail):
    path = tmp_path / "item2meta_train.json"
    path.write_text('{"B000000001": ' + json.dumps(item("lamp")) + tail)
    products, rejected = split(path)
    assert [product.id for product in products] == ["B000000001"]
    assert [line for line, _ in rejected] == [2]
    assert "nothing after it is read" in rejected[0][1]


def picture(asin, number):
    """A line of item2meta_valid.jsonl."""
    name = f"{asin}_{number}.jpg"
    return {"title": f"Made-up {asin}", "image_name": name, "image": URL.format(number), "image_description": "A lamp."}


@pytest.fixture
def valid(tmp_path):
    path = tmp_path / "item2meta_valid.jsonl"
    rows = [picture("B000000001", 4), picture("B000000002", 0), picture("B000000001", 2), {"title": "No picture"}]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def test_a_picture_row_is_a_product_by_the_name_of_its_picture(valid):
    assert recognise(valid) == "item2meta lines"
    products, rejected = split(valid)
    assert [(p.id, p.title, p.image) for p in products] == [
        ("B000000001", "Made-up B000000001", "B000000001_4.jpg"),
        ("B000000002", "Made-up B000000002", "B000000002_0.jpg"),
    ]
    assert [line for line, _ in rejected] == [3, 4]
    assert "duplicate id 'B000000001': first on line 1" in rejected[0][1]
    assert "expected one like B08LYS9WYD_0.jpg" in rejected[1][1]
    assert next(raw_rows(valid))[1]["image_url"] == URL.format(4)


def test_other_feeds_are_not_taken_for_these(tmp_path):
    path = tmp_path / "feed.jsonl"
    for row in (
        {"sku": "a", "title": "A", "image_name": "B000000001_0.jpg"},
        {"title": "A", "details": {"title": "x"}},
    ):
        path.write_text(json.dumps({"id": "a"} | row if "sku" not in row else row) + "\n")
        assert recognise(path) == "jsonl"


def test_a_catalog_of_items_with_pictures_from_a_folder(train, tmp_path, parts):
    images = tmp_path / "train_images"
    images.mkdir()
    Image.new("RGB", (30, 20), (200, 120, 30)).save(images / "B000000001_0.jpg")
    report = build(train, tmp_path / "shop", images=images, **parts)
    assert (report.products, report.pictures, report.rejected) == (3, 1, ())
    assert report.pictureless["B000000002"] == "the feed names no picture"
    assert "cannot be opened" in report.pictureless["1477436804"]
    with Catalog.open(tmp_path / "shop") as catalog:
        assert catalog.states([0]).any()
        assert not catalog.states([1, 2]).any()


def test_dry_run_names_the_format(train, capsys):
    assert command.main(["build", str(train), "--dry-run"]) == 0
    assert "item2meta, 3 products, 0 rows rejected" in capsys.readouterr().out


ROW = {
    "context": "<submission>A lamp? Not B000000009.</submission>\n<comment>Warm or cold?</comment>\n",
    "context_items": [],
    "gt": "I like [this](https://www.amazon.com/dp/B000000001/ref=x)",
    "gt_items": ["B000000001", "B000000002"],
    "candidates_gpt_large": ["B000000001", "B000000003"],
    "candidates_st": ["B000000003", "B000000004"],
}


def test_released_conversations_are_read_as_they_are(tmp_path):
    path = tmp_path / "valid.jsonl"
    path.write_text(json.dumps(ROW) + "\n" + json.dumps(ROW) + "\n")
    first, second = read(path)
    assert first == second == from_row(ROW)
    assert first.candidates["candidates_st"] == ("B000000003", "B000000004")
    assert first.candidates["candidates_gpt_large"] == ("B000000001", "B000000003")
    assert [turn.role for turn in first.turns()] == ["submission", "comment"]
    assert first.as_row() == ROW
    path.write_text('{"gt_items": []}\n')
    with pytest.raises(ConversationError, match=r"valid.jsonl, line 1: expected a text under 'context'"):
        list(read(path))


@pytest.mark.parametrize(
    ("context", "leaking"),
    [
        ("<comment>https://www.amazon.com/dp/B000000002?th=1</comment>", True),
        ("<comment>B000000001</comment>", True),
        ("<comment>B000000003 and XB000000001 and B0000000011</comment>", False),
        ("", False),
    ],
)
def test_a_row_whose_context_names_its_answer_leaks(context, leaking):
    assert leaks(Conversation(context, tuple(ROW["gt_items"]))) is leaking


def test_a_row_without_an_answer_cannot_leak():
    assert not leaks(Conversation("anything", ()))
    assert not leaks(Conversation("anything", ("",)))
