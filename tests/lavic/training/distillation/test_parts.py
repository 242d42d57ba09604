"""Which rows of stage 1 are trained on, which choose, which are measured: by product, by group, by file."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from lavic.errors import ModelError
from lavic.training.distillation.data import read_descriptions
from lavic.training.distillation.parts import DistillConfig, read_parts
from lavic.training.repeat import repeated
from lavic.training.schedule import Lora, Schedule

STILL = Schedule(epochs=0)


def described(folder: Path, count: int, *, first: int = 0, pictures: str = "pictures", **more) -> Path:
    """A folder with `count` described pictures; `more` are keys whose value depends on the row's number."""
    (folder / pictures).mkdir(parents=True)
    rows = []
    for number in range(first, first + count):
        Image.new("RGB", (8, 8)).save(folder / pictures / f"{number}.png")
        row = {"id": str(number), "image": f"{number}.png", "description": "A vase."}
        rows.append(row | {key: value(number) for key, value in more.items()})
    (folder / "descriptions.jsonl").write_text("\n".join(map(json.dumps, rows)))
    return folder


def config(*folders: Path, **more) -> DistillConfig:
    return DistillConfig(folders, Path("out"), STILL, STILL, STILL, STILL, Lora(), **more)


def ids(rows) -> set[str]:
    return {row.id for row in rows}


def test_the_rows_that_are_measured_choose_nothing(tmp_path):
    parts = read_parts(config(described(tmp_path / "a", 40), held=0.2))
    assert [len(rows) for rows in (parts.training, parts.choosing, parts.measuring)] == [32, 4, 4]
    assert len(ids(parts.rows())) == 40
    everything = read_parts(config(tmp_path / "a", held=1))
    assert len(everything.measuring) == 40 and not everything.training and not everything.choosing


def test_a_group_is_never_parted(tmp_path):
    folder = described(tmp_path / "a", 40, group=lambda number: f"person {number % 8}")
    parts = read_parts(config(folder, held=0.5))
    people = [{row.group for row in rows} for rows in (parts.training, parts.choosing, parts.measuring)]
    assert [len(some) for some in people] == [4, 2, 2] and len(set.union(*people)) == 8


def test_the_seed_moves_no_row_and_the_splits_own_does(tmp_path):
    plain = config(described(tmp_path / "a", 40), held=0.25)
    one, drawn, moved = (read_parts(replace(plain, **how)) for how in ({}, {"seed": 9}, {"split_seed": 9}))
    assert one == drawn
    assert ids(one.training) != ids(moved.training)


def test_a_file_of_its_own_validates(tmp_path):
    train, valid = described(tmp_path / "a", 10), described(tmp_path / "b", 6, first=10)
    parts = read_parts(config(train, validation=valid / "descriptions.jsonl", held=0.5))
    assert ids(parts.training) == set(map(str, range(10)))
    assert ids(parts.choosing) | ids(parts.measuring) == set(map(str, range(10, 16)))
    with pytest.raises(ModelError, match=r"10 pictures are described in two of the files, e.g. 0"):
        read_parts(config(train, validation=train))


def test_pictures_may_lie_elsewhere(tmp_path):
    (elsewhere := tmp_path / "elsewhere").mkdir()
    folder = described(tmp_path / "a", 3)
    (folder / "pictures" / "1.png").rename(elsewhere / "1.png")
    assert ids(read_descriptions(folder)) == {"0", "2"}
    found = {row.id: row.picture.parent for row in read_descriptions(folder, elsewhere)}
    assert found == {"0": folder / "pictures", "1": elsewhere, "2": folder / "pictures"}
    with pytest.raises(ModelError, match=r"no folder at .*--images is where the pictures are"):
        read_descriptions(folder, tmp_path / "nowhere")
    for path in (folder / "pictures").iterdir():
        path.unlink()
    with pytest.raises(ModelError, match=r"none of the 3 described pictures is in .*; name their folder: --images DIR"):
        read_descriptions(folder)


def test_the_folders_of_the_released_crawler_are_read(tmp_path):
    rows = {"B00000000A": {"image_descriptions_llava_cleaned": {"B00000000A_0.jpg": "A lamp."}}}
    (tmp_path / "item2meta_train.json").write_text(json.dumps(rows))
    row = {"image_name": "B00000000B_0.jpg", "image_description_llava_cleaned": "A rug."}
    (tmp_path / "item2meta_valid.jsonl").write_text(json.dumps(row))
    for part, name in (("train", "B00000000A_0.jpg"), ("valid", "B00000000B_0.jpg")):
        (tmp_path / f"{part}_images").mkdir()
        Image.new("RGB", (8, 8)).save(tmp_path / f"{part}_images" / name)
    train, valid = tmp_path / "item2meta_train.json", tmp_path / "item2meta_valid.jsonl"
    parts = read_parts(config(train, validation=valid))
    assert (ids(parts.training), ids(parts.choosing)) == ({"B00000000A_0"}, {"B00000000B_0"})


def test_trainings_under_several_seeds_report_their_spread(tmp_path):
    def train(given: DistillConfig) -> dict:
        given.out.mkdir(parents=True)
        return {"rows": 7, "tower": {"best_validation_loss": float(given.seed), "improved": True}}

    plain = config(tmp_path, seed=3)
    plain = replace(plain, out=tmp_path / "out")
    report = repeated(train, plain, 3)
    assert sorted(path.name for path in plain.out.iterdir()) == ["seed-3", "seed-4", "seed-5", "seeds.json"]
    spread = report["spread"]["tower"]["best_validation_loss"]
    assert spread == {"mean": 4.0, "sd": 1.0, "min": 3.0, "max": 5.0}
    assert json.loads((plain.out / "seeds.json").read_text())["spread"] == report["spread"]
    with pytest.raises(ModelError, match="--seeds of at least 1, found 0"):
        repeated(train, plain, 0)
