"""FAULTS 61: names in a feed that are no names. They cost nothing, or their own row, in a dry run and in a build."""

import json

import pytest

import catalog.__main__ as command
from catalog.build import build
from catalog.feed import Rejected, read_feed

LONG = ";".join("a" * 40 + f"{n}.jpg" for n in range(8))


def dry_run(path, capsys):
    assert command.main(["build", str(path), "--dry-run"]) == 0
    return capsys.readouterr().out.splitlines()


@pytest.mark.parametrize(
    "name",
    [LONG, "x" * 256, "ü" * 200, "x/" * 3000, "x" * 100_000, "pictures/" + "x" * 300 + ".jpg", "a" * 255 + "/b.jpg"],
    ids=["a list", "256", "bytes", "path", "100000", "folder", "inner"],
)
def test_fault_61_a_picture_name_that_no_file_can_have(tmp_path, capsys, parts, name):
    path = tmp_path / "feed.jsonl"
    rows = [{"id": "a", "title": "A lamp", "image": name}, {"id": "b", "title": "A stool", "image": "b.png"}]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    out = dry_run(path, capsys)
    assert "2 products, 0 rows rejected" in out[0] and out[-1] == "  2 x the picture cannot be opened"
    report = build(path, tmp_path / "shop", **parts)
    assert (report.products, report.pictures) == (2, 0)
    assert report.pictureless["a"].startswith("the picture cannot be opened") and "b" in report.pictureless


ITEM = (
    "<item><g:id>1</g:id><g:title>Lamp</g:title><g:price>49.00 EUR</g:price><g:link>https://s.example/1</g:link>"
    "<g:image_link>https://c.example/1.jpg</g:image_link><g:availability>in stock</g:availability></item>"
)
NEW = ITEM.replace("<item>", "<item g:new='1'>")
SECOND = "<item><id>2</id><title>Stool</title><price>7 EUR</price><link>https://s.example/2</link></item>"


@pytest.mark.parametrize(
    "body",
    [
        f"<rss><channel>{ITEM}{SECOND}</channel></rss>",
        f"<rss><channel>{ITEM.replace('g:', 'shop:')}{SECOND}</channel></rss>",
        f"<x:rss><x:channel>{ITEM}{SECOND}</x:channel></x:rss>",
        f'<rss xmlns:c="http://c.example"><channel>{NEW}{SECOND}</channel></rss>',
        f"<rss>{ITEM.replace('</item>', '<g:shipping><g:price>3 EUR</g:price></g:shipping></item>')}{SECOND}</rss>",
        f"<rss>{ITEM.replace('</item>', '<a:b:c>x</a:b:c></item>')}{SECOND}</rss>",
        f"<feed>{ITEM.replace('item>', 'entry>')}{SECOND.replace('item>', 'entry>')}</feed>",
        f"<rss>{ITEM.replace('item>', 'g:item>')}{SECOND}</rss>",
        f'<rss xmlns:g="not a good address">{ITEM}{SECOND}</rss>',
    ],
    ids=["g", "other", "root", "attribute", "nested", "two colons", "atom", "item", "address"],
)
def test_fault_61_a_prefix_that_nothing_declares(tmp_path, capsys, parts, body):
    path = tmp_path / "feed.xml"
    path.write_text(f'<?xml version="1.0"?>{body}')
    out = dry_run(path, capsys)
    assert "2 products, 0 rows rejected" in out[0]
    assert [(row.id, row.title, row.price, row.currency) for row in read_feed(path)] == [
        ("1", "Lamp", 49, "EUR"),
        ("2", "Stool", 7, "EUR"),
    ]
    report = build(path, tmp_path / "shop", **parts)
    assert (report.products, report.rejected) == (2, ())


def test_fault_61_a_long_feed_without_the_prefix_is_read_to_its_end(tmp_path):
    path = tmp_path / "feed.xml"
    items = "".join(ITEM.replace(">1<", f">{n}<") for n in range(3000))
    path.write_text(f"<rss>{items}</rss>")
    assert [product.id for product in read_feed(path)] == [str(n) for n in range(3000)]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (f"<rss>{ITEM}{SECOND}<item><id>3", "invalid XML, and nothing after it is read"),
        (f"<rss>{ITEM}{SECOND}<item></b></item></rss>", "tag mismatch"),
        (f"<rss>{ITEM}{SECOND}<item a></item></rss>", "Specification mandates value for attribute a"),
    ],
)
def test_fault_61_a_file_that_breaks_off_says_where_and_not_the_prefix(tmp_path, body, reason):
    path = tmp_path / "feed.xml"
    path.write_text(body)
    *products, last = read_feed(path)
    assert [product.id for product in products] == ["1", "2"]
    assert isinstance(last, Rejected) and reason in last.reason and "prefix" not in last.reason
