"""Photographs in folders become a shop whose texts tell nothing, and requests that the pictures answer."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from lavic.training.distillation.data import read_descriptions
from studio.photos import ASKED_FOR, colour_of, descriptions, listings, read_photos, requests, shrink
from studio.pool import PoolError, write_rows

GROUND = (150, 150, 152)
PAINTS = {
    "red": (178, 30, 40), "blue": (40, 80, 160), "green": (40, 110, 60), "yellow": (235, 205, 60),
    "black": (20, 20, 22), "white": (245, 245, 245), "pink": (235, 150, 180), "brown": (95, 60, 35),
}  # fmt: skip


def photo(path, colour, *, ground=GROUND, half=None):
    pixels = np.full((96, 72, 3), ground, np.uint8)
    pixels[20:76, 16:56] = colour
    if half:
        pixels[48:76, 16:56] = half
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).save(path)
    return path


@pytest.fixture
def folder(tmp_path):
    for sort in ("skirt", "shoes", "hat"):
        for name, colour in PAINTS.items():
            photo(tmp_path / sort / f"{name}.png", colour)
    return tmp_path


@pytest.mark.parametrize("name", PAINTS)
def test_the_colour_of_the_middle(tmp_path, name):
    assert colour_of(photo(tmp_path / "it.png", PAINTS[name])) == name


def test_no_colour_where_it_is_the_grounds_or_one_of_two(tmp_path):
    assert colour_of(photo(tmp_path / "same.png", PAINTS["red"], ground=PAINTS["red"])) == ""
    assert colour_of(photo(tmp_path / "two.png", PAINTS["red"], half=PAINTS["blue"])) == ""


def test_texts_tell_nothing_and_requests_have_one_answer(folder):
    photos = {photo.id: photo for photo in read_photos(folder)}
    assert not any(word in product.summary() for product in listings([*photos.values()]) for word in ("skirt", "red"))
    rows = list(requests([*photos.values()], seed=1, count=60))
    for row in rows:
        (answer,), shown = row.gt_items, [photos[i] for i in row.candidates["candidates_kind"]]
        right = photos[answer]
        if "colour" in row.tags:
            assert len(shown) == ASKED_FOR and {other.sort for other in shown} == {right.sort}
            assert right.colour in row.context and [p.colour for p in shown].count(right.colour) == 1
        else:
            assert sorted(p.sort for p in shown) == ["hat", "shoes", "skirt"]
    assert sum("colour" in row.tags for row in rows) == 30
    assert rows == list(requests([*photos.values()], seed=1, count=60))


def test_rows_of_stage_1_say_what_the_photo_shows(folder):
    seen, rest = read_photos(folder, each=3), read_photos(folder, after=3)
    assert {photo.id for photo in seen}.isdisjoint(photo.id for photo in rest)
    assert len(seen) == 9 and len(seen) + len(rest) == len(read_photos(folder))
    shrink(rest, folder, folder / "out" / "pictures")
    rows = list(descriptions(rest, seed=1, wordings=2))
    assert rows == list(descriptions(rest, seed=1, wordings=2)) and len(rows) == 2 * len(rest)
    assert {row["traits"]["garment"] for row in rows} == {"hat", "shoes", "skirt"}
    for row in rows:
        assert row["traits"]["garment_color"] in row["description"].lower() and row["description"].endswith(".")
        assert row["traits"]["garment"] in row["description"].lower()
    write_rows(folder / "out" / "descriptions.jsonl", rows)
    read = read_descriptions(folder / "out")
    assert [len(row.descriptions) for row in read] == [2] * len(rest) and read[0].open().size == (72, 96)


def test_a_folder_without_sorts_is_refused(tmp_path):
    with pytest.raises(PoolError, match="two sorts"):
        read_photos(tmp_path)
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x.jpg").write_text("no picture")
    with pytest.raises(PoolError, match=r"x\.jpg is no picture"):
        read_photos(tmp_path)
