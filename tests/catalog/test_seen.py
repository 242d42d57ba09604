"""What the model sees: written by a build, kept apart from what the feed says, indexed or not, and checked."""

import functools
import json
import sqlite3
from contextlib import closing
from types import SimpleNamespace

import numpy as np
import pytest

import catalog.__main__ as command
import lavic.captioning.captioner
from catalog.build import build
from catalog.build.describe_images import BATCH
from catalog.check import check_catalog
from catalog.errors import CatalogError
from catalog.manifest import file_entry
from catalog.schema import Product
from catalog.store import Catalog
from tests.catalog.builder import MeanDescriber


def words(shop, query):
    with Catalog.open(shop) as catalog:
        found = catalog.connect().execute("SELECT rowid FROM products_fts WHERE products_fts MATCH ?", (query,))
        return [row for (row,) in found]


def forge(shop, sql, **manifest):
    """Alters the database and makes the manifest agree with the file."""
    with closing(sqlite3.connect(shop / "catalog.sqlite")) as base:
        base.execute(sql)
        base.commit()
    path = shop / "manifest.json"
    row = json.loads(path.read_text()) | manifest
    entry = file_entry(shop / "catalog.sqlite")
    row["files"]["catalog.sqlite"] = {"sha256": entry.sha256, "bytes": entry.bytes}
    path.write_text(json.dumps(row))


def test_each_picture_is_described_once_from_its_stored_states(feed, tmp_path, parts):
    steps = []
    report = build(feed, tmp_path / "shop", progress=lambda *step: steps.append(step), **parts)
    assert report.seen == 18
    assert [step for step in steps if step[0] == "seen"] == [("seen", 0, 17), ("seen", 17, 17)]
    with Catalog.open(tmp_path / "shop") as catalog:
        seen = catalog.seen(range(20))
        assert [bool(text) for text in seen] == [row not in (4, 5) for row in range(20)]
        assert seen[2] == seen[3] and len(set(seen)) == 18, "17 pictures, and no sentence"
        (batch,) = parts["describer"].batches
        rows = [row for row in range(20) if row not in (3, 4, 5)]
        assert batch.dtype == np.float16 and np.array_equal(batch, catalog.states(rows))
        assert catalog.seen(rows) == parts["describer"].describe(batch, [""] * len(batch))
        assert catalog.seen([9, 1, 9]) == [seen[9], seen[1], seen[9]] and catalog.seen([]) == []
        manifest = catalog.manifest
        assert (manifest.describer, manifest.seen, manifest.seen_indexed) == ("mean-colour-in-words", 18, True)
    assert check_catalog(tmp_path / "shop") == []


def test_pictures_are_described_in_batches(tmp_path, parts):
    from tests.catalog.conftest import write_feed

    build(write_feed(tmp_path / "big", count=BATCH + 9), tmp_path / "shop", **parts)
    assert [len(batch) for batch in parts["describer"].batches] == [BATCH, 6]


def test_without_a_describer_nothing_is_seen(feed, tmp_path, parts):
    report = build(feed, tmp_path / "shop", indexer=parts["indexer"], eye=parts["eye"])
    assert report.seen == 0
    with Catalog.open(tmp_path / "shop") as catalog:
        assert set(catalog.seen(range(20))) == {""}
        manifest = catalog.manifest
        assert (manifest.describer, manifest.seen, manifest.seen_indexed) == ("", 0, False)
    assert check_catalog(tmp_path / "shop") == []


def test_a_feed_cannot_say_what_the_model_sees(tmp_path, parts):
    columns = ("seen", "Seen", "what the model sees", "sees")
    feed = tmp_path / "feed.jsonl"
    feed.write_text(json.dumps({"id": "p", "title": "lamp"} | dict.fromkeys(columns, "a forged sentence")) + "\n")
    build(feed, tmp_path / "shop", **parts)
    with Catalog.open(tmp_path / "shop") as catalog:
        assert catalog.seen([0]) == [""]
        assert "forged" not in str(catalog.product("p").as_dict())
    assert words(tmp_path / "shop", "forged") == []


def test_the_ranking_model_does_not_read_it(shop):
    with Catalog.open(shop) as catalog:
        (product,) = catalog.products([7])
        assert "thing" in catalog.seen([7])[0]
        assert "thing" not in product.summary() + product.text() + str(product.as_dict())


def test_it_is_indexed_unless_told_otherwise(feed, tmp_path, parts):
    build(feed, tmp_path / "with", **parts)
    build(feed, tmp_path / "without", index_seen=False, **parts)
    texts = (tmp_path / "with" / "text.faiss").read_text().splitlines()
    with Catalog.open(tmp_path / "with") as catalog:
        assert texts[7] == f"lamp 7. {catalog.seen([7])[0].removesuffix('.')}" and texts[5] == "lamp 5"
    assert words(tmp_path / "with", "thing") == [row for row in range(20) if row not in (4, 5)]
    assert words(tmp_path / "with", "{title kind brand description} : thing") == []
    with Catalog.open(tmp_path / "without") as catalog:
        assert catalog.manifest.seen == 18 and not catalog.manifest.seen_indexed
        assert catalog.seen([7])[0].startswith("Red")
    assert "thing" not in (tmp_path / "without" / "text.faiss").read_text()
    assert words(tmp_path / "without", "thing") == []
    assert check_catalog(tmp_path / "without") == []


def test_it_stands_before_the_description():
    product = Product("1", "Lamp", "Forty words.", kind="table lamp", brand="Oro")
    assert product.text("A red lamp.") == "Lamp. table lamp. Oro. A red lamp. Forty words."
    assert product.text() == "Lamp. table lamp. Oro. Forty words."


@pytest.mark.parametrize(
    ("says", "kept"),
    [
        ("<img src=x onerror=alert(1)> ${x}", "<img src=x onerror=alert(1)> ${x}"),
        ("two\n lines\tand a \x1b[31mcolour", "two lines and a [31mcolour"),
        ("a\u202eb", "ab"),
        ("", ""),
    ],
)
def test_a_sentence_is_one_line_of_text(feed, tmp_path, parts, monkeypatch, says, kept):
    monkeypatch.setattr(parts["describer"], "describe", lambda states, kinds: [says] * len(states))
    report = build(feed, tmp_path / "shop", **parts)
    assert report.seen == (18 if kept else 0)
    with Catalog.open(tmp_path / "shop") as catalog:
        assert catalog.seen([0, 5]) == [kept, ""]
    assert check_catalog(tmp_path / "shop") == []


@pytest.mark.parametrize(
    ("describe", "reason"),
    [
        (lambda states, kinds: ["one"], "gave 1 sentences for 4 pictures"),  # the other 17 are known already
        (lambda states, kinds: ["a\0b"] * len(states), "gave no line of text: the sentence has a NUL"),
        (lambda states, kinds: ["\ud800"] * len(states), "not valid UTF-8"),
    ],
)
def test_a_failing_describer_leaves_everything_as_it_was(
    shop, newer_feed, parts, builder, monkeypatch, describe, reason
):
    before = builder.tree(shop)
    monkeypatch.setattr(parts["describer"], "describe", describe)
    with pytest.raises(CatalogError, match=reason):
        build(newer_feed, shop, **parts)
    assert builder.tree(shop) == before


@pytest.mark.parametrize(
    ("sql", "manifest", "problem"),
    [
        (
            "UPDATE products SET seen = '' WHERE row = 7",
            {},
            "17 products say what the model sees; the manifest says 18",
        ),
        (
            "UPDATE products SET seen = 'x' WHERE row = 5",
            {"seen": 19},
            "1 products without a picture say what the model sees",
        ),
        (
            "UPDATE products SET seen = seen",
            {"describer": ""},
            "18 products say what the model sees; the manifest names nobody who wrote it",
        ),
        (
            "UPDATE products SET seen = seen",
            {"seen_indexed": False},
            "what the model sees is in the table products_fts; the manifest says it is not indexed",
        ),
    ],
)
def test_check_verifies_it(shop, sql, manifest, problem):
    forge(shop, sql, **manifest)
    assert check_catalog(shop) == [problem]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("A brass lamp. Its shade is linen.", "A brass lamp."),
        ("A lamp, 3.5 inches tall! Red.", "A lamp, 3.5 inches tall!"),
        ("A lamp with a shade in", "A lamp with a shade in…"),
        ("A lamp,\n ", "A lamp…"),
        ("a\0b\u202e c.", "ab c."),
        (" \n", ""),
        ("", ""),
    ],
)
def test_the_first_sentence(text, sentence):
    assert lavic.captioning.captioner.first_sentence(text) == sentence


@pytest.mark.parametrize(
    ("option", "described", "indexed"), [("--no-describe", 0, False), ("--no-index-seen", 18, False)]
)
def test_the_commands_options(feed, tmp_path, monkeypatch, capsys, builder, option, described, indexed):
    def sight(options, describe):
        return SimpleNamespace(encoder=builder.MeanEye(), captioner=builder.MeanDescriber() if describe else None)

    monkeypatch.setattr(command, "_load_image_models", sight)
    assert command.main(["build", str(feed), "--out", str(tmp_path / "shop"), option]) == 0
    seen = capsys.readouterr()
    assert f"18 with a picture, {described} described" in seen.out and "no stage-1 adapter" not in seen.err
    with Catalog.open(tmp_path / "shop") as catalog:
        assert (catalog.manifest.seen, catalog.manifest.seen_indexed) == (described, indexed)


def test_the_model_that_ships_describes_what_is_built(feed, tmp_path, monkeypatch, capsys):
    """The command, with the real encoder, eye and describer; the model is loaded once for all that is asked here."""
    load = functools.cache(lavic.captioning.captioner.load_image_models)
    monkeypatch.setattr(lavic.captioning.captioner, "load_image_models", load)
    assert command.main(["build", str(feed), "--out", str(tmp_path / "shop"), "--limit", "2"]) == 0
    told = capsys.readouterr().out
    describer = load("tiny", None, describe=True).captioner
    with Catalog.open(tmp_path / "shop") as catalog:
        assert catalog.manifest.describer == describer.name and catalog.manifest.seen_indexed
        seen = catalog.seen(range(2))
        kinds = [product.kind for product in catalog.products(range(2))]
        assert seen == describer.describe(catalog.states(range(2)), kinds)
        assert all(text == "" or (text[0].isupper() and text.endswith(".")) for text in seen)
        count = sum(map(bool, seen))
        assert f"2 products, 2 with a picture, {count} described" in told
    assert command.main(["check", str(tmp_path / "shop")]) == 0
    assert f"{count} described: good" in capsys.readouterr().out
    assert load.cache_info().misses == 1


def test_a_model_that_never_learned_five_tokens_describes_nothing(tmp_path):
    from tests.lavic.conftest import save_tiny_llava

    llava = str(save_tiny_llava(tmp_path / "llava"))
    models = lavic.captioning.captioner.load_image_models(llava)
    assert models.captioner is None
    assert (
        models.encoder.fingerprint
        == lavic.captioning.captioner.load_image_models(llava, describe=False).encoder.fingerprint
    )


class KindDescriber(MeanDescriber):
    """Says what it was told that the thing is."""

    def describe(self, states, kinds):
        self.batches.append(states)
        return [f"A {kind}, {state[0, 0]:.1f}." for kind, state in zip(kinds, states, strict=True)]


def kinds_feed(folder, kinds):
    from PIL import Image

    folder.mkdir(exist_ok=True)
    Image.new("RGB", (40, 40), "teal").save(folder / "one.png")
    Image.new("RGB", (40, 40), "plum").save(folder / "two.png")
    rows = [
        {"id": f"p{n}", "title": f"Thing {n}", "kind": kind, "image": image} for n, (kind, image) in enumerate(kinds)
    ]
    (folder / "feed.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return folder / "feed.jsonl"


def test_a_sentence_is_about_what_the_listing_says_it_is(tmp_path, parts):
    """One picture of two kinds has two sentences; of one kind, one that was asked for once."""
    parts = parts | {"describer": KindDescriber()}
    kinds = [("lamp", "one.png"), ("vase", "one.png"), ("lamp", "one.png"), ("lamp", "two.png"), ("", "two.png")]
    build(kinds_feed(tmp_path / "feed", kinds), tmp_path / "shop", **parts)
    with Catalog.open(tmp_path / "shop") as catalog:
        seen = [text.split(",")[0] for text in catalog.seen(range(5))]
    assert seen == ["A lamp", "A vase", "A lamp", "A lamp", "A "]
    assert [len(batch) for batch in parts["describer"].batches] == [4]


def test_another_kind_is_described_anew_and_gives_what_a_clean_build_gives(tmp_path, parts, builder):
    parts = parts | {"describer": KindDescriber()}
    feed = kinds_feed(tmp_path / "feed", [("lamp", "one.png"), ("lamp", "two.png")])
    build(feed, tmp_path / "shop", **parts)
    kinds_feed(tmp_path / "feed", [("vase", "one.png"), ("lamp", "two.png")])
    report = build(feed, tmp_path / "shop", **parts)
    assert (report.looked_at, report.described) == (0, 1)
    build(feed, tmp_path / "clean", **parts)
    assert builder.tree(tmp_path / "shop") == builder.tree(tmp_path / "clean")
