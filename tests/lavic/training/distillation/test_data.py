"""What stage 1 reads: its own lines, the files released with LaViC, and which pictures are kept out of training."""

from __future__ import annotations

import json

import pytest
from PIL import Image

from lavic.errors import ModelError
from lavic.training.distillation.data import read_descriptions, split_by_product

NAMES = ["B000000001_0.jpg", "B000000001_1.jpg", "B000000002_0.jpg", "0306406152_3.jpg"]


def pictured(folder, names=NAMES, place="pictures"):
    (folder / place).mkdir()
    for name in names:
        Image.new("RGB", (20, 20)).save(folder / place / name)
    return folder


def test_the_released_training_file_is_read(tmp_path):
    metadata = {
        "B000000001": {"title": "A lamp", "image_descriptions_llava_cleaned": {n: f"Of {n}." for n in NAMES[:2]}},
        "B000000002": {"title": "A vase", "image_descriptions_llava_cleaned": {NAMES[2]: "A vase.", "gone.jpg": "?"}},
        "B000000003": {"title": "Never seen"},
    }
    path = tmp_path / "item2meta_train.json"
    path.write_text(json.dumps(metadata))
    rows = read_descriptions(pictured(tmp_path) / path.name)
    assert [(row.id, row.descriptions) for row in rows] == [
        ("B000000001_0", ("Of B000000001_0.jpg.",)),
        ("B000000001_1", ("Of B000000001_1.jpg.",)),
        ("B000000002_0", ("A vase.",)),
    ]
    assert all(row.picture.is_file() for row in rows)


def test_the_released_validation_file_is_read(tmp_path):
    lines = [{"title": "A lamp", "image_name": n, "image_description_llava_cleaned": f"Of {n}."} for n in NAMES]
    path = tmp_path / "item2meta_valid.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)))
    rows = read_descriptions(pictured(tmp_path, place="images") / path.name)
    assert [row.descriptions for row in rows] == [(f"Of {name}.",) for name in NAMES]
    assert {row.product for row in rows} == {"B000000001", "B000000002", "0306406152"}


@pytest.mark.parametrize("text", ["[1, 2]", '{"B1": 3}', "{"])
def test_another_document_is_refused(tmp_path, text):
    (tmp_path / "item2meta_train.json").write_text(text)
    with pytest.raises(ModelError, match=r"item2meta_train\.json: expected an object of products"):
        read_descriptions(tmp_path / "item2meta_train.json")


def test_a_line_without_a_description_is_named(tmp_path):
    (tmp_path / "descriptions.jsonl").write_text('{"id": "a", "image": "a.png", "description": "x"}\n{"id": "b"}\n')
    with pytest.raises(ModelError, match="line 2: expected id, image and description"):
        read_descriptions(tmp_path)


def test_pictures_of_one_product_are_all_trained_on_or_all_held(tmp_path):
    names = [f"B{product:09d}_{k}.jpg" for product in range(20) for k in range(3)]
    lines = [{"id": name[:-4], "image": name, "description": "x"} for name in names]
    (tmp_path / "descriptions.jsonl").write_text("\n".join(map(json.dumps, lines)))
    rows = read_descriptions(pictured(tmp_path, names))
    training, held = split_by_product(rows, 0.1, seed=0)
    assert len(training) == 54 and len(held) == 6
    assert not {row.product for row in training} & {row.product for row in held}
    assert sorted(row.id for row in training + held) == [name[:-4] for name in names]
    assert split_by_product(rows, 1, seed=0) == ([], rows)
