"""The kinds that a photo may show, learned from the shop's own products; and when it is not asked for."""

from __future__ import annotations

import json

import numpy as np
import pytest
from PIL import Image

from catalog.build import build
from catalog.store import SAMPLE, Catalog
from retrieval.index import TextIndexer
from retrieval.kind_classifier import KindClassifier

KINDS = {"vase": (1, 0, 0), "stool": (0, 1, 0), "mirror": (0, 0, 1)}


class PixelEye:
    fingerprint, dimension, views = "pixel", 3, 5

    def states(self, images):
        pixels = np.array([image.getpixel((3, 3)) for image in images], np.float32) / 255
        return np.repeat(pixels.astype(np.float16)[:, None], self.views, axis=1)


def states(red: float, green: float, blue: float) -> np.ndarray:
    return np.tile(np.array([red, green, blue], np.float16), (5, 1))


@pytest.fixture
def shop(tmp_path, hash_encoder):
    """Opens a catalog of these (kind, RGB of 0 to 1, or None for no picture) rows."""
    opened = []

    def make(rows) -> Catalog:
        (tmp_path / "pictures").mkdir(exist_ok=True)
        listed = []
        for n, (kind, color) in enumerate(rows):
            if color:
                rgb = tuple(round(255 * part) for part in color)
                Image.new("RGB", (8, 8), rgb).save(tmp_path / f"pictures/{n}.png")
            listed.append({"id": str(n), "title": f"No. {n}", "kind": kind, "image": f"{n}.png" if color else ""})
        feed = tmp_path / "feed.jsonl"
        feed.write_text("".join(json.dumps(row) + "\n" for row in listed))
        build(feed, tmp_path / "shop", indexer=TextIndexer(hash_encoder), eye=PixelEye())
        opened.append(Catalog.open(tmp_path / "shop"))
        return opened[-1]

    yield make
    for catalog in opened:
        catalog.close()


def three_kinds(count: int = 12):
    rng = np.random.default_rng(0)
    for kind, color in KINDS.items():
        for _ in range(count):
            yield kind, tuple(np.clip(np.array(color) * 0.8 + rng.uniform(0, 0.2, 3), 0, 1))


def test_a_photo_shows_the_kind_of_the_products_that_look_so(shop):
    recognition = KindClassifier(shop(three_kinds()))
    for kind, color in KINDS.items():
        assert recognition.kinds(states(*(0.9 * part + 0.05 for part in color))) == (kind,)


def test_between_two_kinds_it_is_either_and_between_all_none(shop):
    recognition = KindClassifier(shop(three_kinds()))
    assert set(recognition.kinds(states(0.9, 0.9, 0.1))) == {"vase", "stool"}
    assert recognition.kinds(states(0.5, 0.5, 0.5)) == ()
    assert recognition.kinds(states(0, 0, 0)) == ()


def test_what_has_no_picture_or_no_kind_teaches_nothing(shop):
    blind = [("vase", None)] * 30
    nameless = [("", (0.0, 0.9, 0.1))] * 30
    recognition = KindClassifier(shop([*three_kinds(), *blind, *nameless]))
    assert recognition.kinds(states(0.05, 0.95, 0.05)) == ("stool",)


@pytest.mark.parametrize("rows", [[], [("vase", (1, 0, 0))] * 3, [("vase", (1, 0, 0)), ("Vase", (0, 1, 0))]])
def test_a_shop_of_one_kind_tells_none(shop, rows):
    assert KindClassifier(shop(rows or [("", (1, 0, 0))])).kinds(states(1, 0, 0)) == ()


def test_half_of_the_sample_shop_knows_the_other_half(monkeypatch):
    with Catalog.open(SAMPLE) as catalog:
        products = catalog.products(range(len(catalog)))
        asked = [row for row, product in enumerate(products) if row % 2]
        kept = catalog.connect

        class Half:
            """Its connection sees every other row."""

            def execute(self, text, values):
                return kept().execute(text.replace("kind != ''", "kind != '' AND row % 2 = 0"), values)

        monkeypatch.setattr(catalog, "connect", Half)
        recognition = KindClassifier(catalog)
        given = [(recognition.kinds(catalog.states([row])[0]), products[row].kind) for row in asked]
    said = [own in kinds for kinds, own in given if kinds]
    assert len(said) > 0.6 * len(given) and sum(said) > 0.95 * len(said)
