"""What a build does not do again: after a change, with another model, after kill -9. And that its memory is flat."""

import json
import os
import subprocess
import sys
import tracemalloc
from collections import Counter
from pathlib import Path

import pytest
from PIL import Image

import catalog.build.embed_texts
import catalog.build.encode_images
import catalog.build.pipeline
from catalog.build import build
from catalog.check import check_catalog
from catalog.store import Catalog
from tests.catalog.conftest import write_feed

ROOT = Path(__file__).parents[2]
PICTURES, TEXTS = 17, 20
"""Of the feed: the 4th product shares the picture of the 3rd, the 5th and 6th have none."""


def work_done(report):
    return report.looked_at, report.described, report.embedded


def altered(feed, alter):
    """Rewrites the feed's good rows through `alter`, a function of the list of rows."""
    rows = [json.loads(line) for line in feed.read_text().splitlines()]
    feed.write_text("".join(json.dumps(row) + "\n" for row in alter(rows[:-1])))


def rebuilt(feed, shop, tmp_path, parts, builder):
    """Builds `shop` again, and compares with a build from nothing."""
    report = build(feed, shop, **parts)
    build(feed, tmp_path / "clean", **parts)
    assert builder.tree(shop) == builder.tree(tmp_path / "clean")
    assert check_catalog(shop) == []
    return work_done(report)


def test_an_unchanged_feed(feed, tmp_path, parts, builder):
    assert work_done(build(feed, tmp_path / "shop", **parts)) == (PICTURES, PICTURES, TEXTS)
    assert rebuilt(feed, tmp_path / "shop", tmp_path, parts, builder) == (0, 0, 0)


@pytest.mark.parametrize(
    ("alter", "expected"),
    [
        (lambda rows: [row | {"price": 1} for row in rows], (0, 0, 0)),
        (lambda rows: [row | {"id": f"new {n}"} for n, row in enumerate(rows)], (0, 0, 0)),
        (lambda rows: rows[::-1], (0, 0, 0)),
        (lambda rows: rows[:7] + rows[12:], (0, 0, 0)),
        (lambda rows: [*rows[:-1], rows[-1] | {"title": "sofa"}], (0, 0, 1)),
        (lambda rows: [*rows, {"id": "more", "title": "sofa"}], (0, 0, 1)),
        (lambda rows: [rows[0] | {"image": "1.png"}, *rows[1:]], (0, 0, 1)),
    ],
)
def test_a_changed_feed(shop, feed, tmp_path, parts, builder, alter, expected):
    altered(feed, alter)
    assert rebuilt(feed, shop, tmp_path, parts, builder) == expected


def test_a_changed_picture(shop, feed, tmp_path, parts, builder):
    """One that was shared: only the product that points at the changed file changes."""
    Image.new("RGB", (30, 30), (1, 2, 3)).save(feed.parent / "pictures" / "3.png")
    assert rebuilt(feed, shop, tmp_path, parts, builder) == (1, 1, 1)


def test_what_was_removed_is_gone(shop, feed, parts):
    with Catalog.open(shop) as catalog:
        gone = catalog.product("p9").image
    altered(feed, lambda rows: rows[:9] + rows[10:])
    build(feed, shop, **parts)
    with Catalog.open(shop) as catalog:
        assert "p9" not in catalog and not (shop / "images" / gone).exists()
    assert "lamp 9" not in (shop / "text.faiss").read_text()


def test_another_eye_makes_tokens_anew_and_nothing_else(feed, tmp_path, parts, builder, monkeypatch):
    parts = parts | {"describer": None}
    build(feed, tmp_path / "shop", **parts)

    def fail(source):
        raise AssertionError("a picture that is stored already was decoded from its source")

    broken = (feed.parent / "pictures" / "4.png").read_bytes()  # is no picture, so it is tried again
    monkeypatch.setattr(
        catalog.build.encode_images, "to_stored", lambda data: fail(data) if data != broken else real(data)
    )
    real = catalog.pictures.to_stored
    monkeypatch.setattr(parts["eye"], "fingerprint", "retrained")
    assert work_done(build(feed, tmp_path / "shop", **parts)) == (PICTURES, 0, 0)
    with Catalog.open(tmp_path / "shop") as shop:
        assert shop.manifest.eye == "retrained"


def test_another_describer_or_encoder(shop, feed, tmp_path, parts, builder, monkeypatch):
    monkeypatch.setattr(parts["describer"], "name", "another")
    assert rebuilt(feed, shop, tmp_path, parts, builder) == (0, PICTURES, 0)
    monkeypatch.setattr(parts["indexer"], "name", "another")
    assert work_done(build(feed, shop, **parts)) == (0, 0, TEXTS)
    assert work_done(build(feed, shop, index_seen=False, **parts)) == (0, 0, PICTURES + 1), "texts without a sentence"


@pytest.mark.parametrize("name", ["catalog.sqlite", "text.faiss", "tokens.npy", "manifest.json"])
def test_nothing_is_taken_from_a_damaged_version(shop, feed, tmp_path, parts, builder, name):
    data = bytearray((shop / name).read_bytes())
    data[len(data) // 2] ^= 1
    (shop / name).unlink()
    (shop / name).write_bytes(data)
    assert rebuilt(feed, shop, tmp_path, parts, builder) == (PICTURES, PICTURES, TEXTS)


def test_a_damaged_picture_is_made_anew(shop, feed, tmp_path, parts, builder):
    with Catalog.open(shop) as catalog:
        paths = [catalog.picture(catalog.product(id)) for id in ("p1", "p2")]
    paths[0].write_bytes(b"")
    paths[1].unlink()
    assert rebuilt(feed, shop, tmp_path, parts, builder) == (0, 0, 0)


def test_a_catalog_without_the_hashes_of_its_sources(shop, feed, tmp_path, parts, builder):
    """As they were built before there were any: its pictures are decoded again, and known by what comes out."""
    import sqlite3

    from tests.catalog.test_store import refresh_manifest

    with sqlite3.connect(shop / "catalog.sqlite") as base:
        base.execute("DROP TABLE sources")
    base.close()
    refresh_manifest(shop)
    path = shop / "manifest.json"
    row = json.loads(path.read_text())
    del row["text_index"]
    path.write_text(json.dumps(row))
    assert rebuilt(feed, shop, tmp_path, parts, builder) == (0, 0, 0)


@pytest.mark.parametrize(
    ("when", "left"),
    [
        (("feed", 0), (PICTURES, PICTURES, TEXTS)),
        (("pictures", 8), (PICTURES - 0, PICTURES, TEXTS)),
        (("pictures", 16), (PICTURES - 8, PICTURES, TEXTS)),
        (("pictures", 20), (0, PICTURES, TEXTS)),
        (("seen", PICTURES), (0, 0, TEXTS)),
        (("text", 0), (0, 0, TEXTS)),
        (("text", TEXTS), (0, 0, 0)),
        (("seal", 0), (0, 0, 0)),
        (("seal", 1), (0, 0, 0)),
        (("switch", 0), (0, 0, 0)),
        (("switch", 1), (0, 0, 0)),
    ],
)
def test_fault_30_a_killed_build_goes_on_where_it_was(feed, tmp_path, parts, builder, when, left):
    log = tmp_path / "log"
    environment = os.environ | {"PYTHONPATH": str(ROOT), "LOG": str(log)}
    command = [sys.executable, str(builder.path), str(feed), str(tmp_path / "shop"), *map(str, when)]
    assert subprocess.run(command, env=environment, timeout=60).returncode == -9
    done = Counter()
    for line in log.read_text().splitlines() if log.exists() else ():
        what, count = line.split()
        done[what] += int(count)
    assert rebuilt(feed, tmp_path / "shop", tmp_path, parts, builder) == left
    assert (done["look"], done["describe"], done["embed"]) == tuple(
        of - n for of, n in zip((PICTURES, PICTURES, TEXTS), left, strict=True)
    ), "nothing is lost and nothing is done twice"
    assert [entry.name for entry in tmp_path.iterdir() if entry.name.startswith(".")] == []


def test_the_notes_of_a_killed_build_with_another_feed_and_eye(feed, newer_feed, tmp_path, parts, builder, monkeypatch):
    command = [sys.executable, str(builder.path), str(newer_feed), str(tmp_path / "shop"), "seal", "0"]
    assert subprocess.run(command, env=os.environ | {"PYTHONPATH": str(ROOT)}, timeout=60).returncode == -9
    monkeypatch.setattr(parts["eye"], "fingerprint", "retrained")
    assert rebuilt(feed, tmp_path / "shop", tmp_path, parts, builder) == (PICTURES, PICTURES, TEXTS)


def test_notes_that_cannot_be_read_are_thrown_away(feed, tmp_path, parts, builder):
    notes = tmp_path / ".shop.journal"
    notes.mkdir()
    (notes / "journal.sqlite").write_bytes(b"what a power cut left" * 1000)
    assert rebuilt(feed, tmp_path / "shop", tmp_path, parts, builder) == (PICTURES, PICTURES, TEXTS)


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError("CUDA out of memory")])
def test_an_interrupted_build_goes_on_too(feed, shop, tmp_path, parts, builder, error):
    """Its journal stays; a full disk's does not (test_build)."""
    altered(feed, lambda rows: [row | {"title": f"chair {n}"} for n, row in enumerate(rows)])
    before = builder.tree(shop)

    def progress(step, done, total):
        if step == "seal":
            raise error

    with pytest.raises(error if isinstance(error, type) else type(error)):
        build(feed, shop, progress=progress, **parts)
    assert builder.tree(shop) == before
    assert rebuilt(feed, shop, tmp_path, parts, builder) == (0, 0, 0)
    assert [entry.name for entry in tmp_path.iterdir() if entry.name.startswith(".")] == []


def peak_bytes(folder, count, parts):
    """The report, and the most memory until the feed was read and after that."""
    feed = write_feed(folder, 12)
    rows = [json.loads(line) for line in feed.read_text().splitlines()[:12]]
    with open(feed, "w") as file:
        for n in range(count):
            print(json.dumps(rows[n % 12] | {"id": f"p{n}", "title": f"lamp {n} " + "x" * 80}), file=file)
            print(json.dumps({"id": f"bad {n}"}), file=file)
    peaks = []

    def progress(step, done, total):
        if step == "feed":  # reading has buffers that would hide what the later stages need
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.reset_peak()

    tracemalloc.start()
    try:
        report = build(feed, folder / "shop", progress=progress, **parts)
        return report, *peaks, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_memory_does_not_grow_with_the_feed(tmp_path, parts, monkeypatch):
    for module, name in (
        (catalog.build.pipeline, "LISTED"),
        (catalog.build.embed_texts, "BATCH"),
        (catalog.build.encode_images, "PAGE"),
    ):
        monkeypatch.setattr(module, name, 50)  # reached at once, so that it is no growth
    parts = parts | {"describer": None}
    peak_bytes(tmp_path / "warm", 400, parts)  # what Python keeps of any first use
    small, *before = peak_bytes(tmp_path / "small", 400, parts)
    large, *after = peak_bytes(tmp_path / "large", 1600, parts)
    assert (small.products, large.products, large.rejected_kinds) == (400, 1600, {"no title": 1600})
    assert max(after[0] - before[0], after[1] - before[1]) < 40_000, f"400 products: {before}, 1,600: {after} bytes"
