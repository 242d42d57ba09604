"""The contact sheet: whole rows by department, and an error that says which picture is missing."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from studio.pool import PoolError
from studio.sheet import BORDER, CELL, COLUMNS, GAP, choose, sheet
from studio.spec import Spec, Surface

VASE = Spec("P0", "vase", "home", "round", Surface("ceramic", "teal", "matte"), None, 1)
SPECS = [replace(VASE, id=f"P{i}", kind=f"kind {i % 7}") for i in range(21)]


def test_kinds_take_turns_and_rows_are_whole():
    assert [spec.id for spec in choose(SPECS, "home", 2)] == [f"P{i}" for i in range(COLUMNS)]
    assert [spec.id for spec in choose(SPECS, "home", 1)] == [f"P{i}" for i in range(7)]
    assert choose(SPECS, "beauty", 2) == []


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "pictures").mkdir()
    for spec in SPECS:
        Image.new("RGB", (64, 64), "#1F7A7C").save(tmp_path / "pictures" / f"{spec.id}.webp")
    (tmp_path / "truth.jsonl").write_text("".join(json.dumps(spec.as_dict()) + "\n" for spec in SPECS))
    return tmp_path


def test_pictures_stand_on_white(folder):
    sheet(folder, folder / "docs" / "shop.png", per_kind=1)
    with Image.open(folder / "docs" / "shop.png") as page:
        assert page.width == 2 * BORDER + COLUMNS * CELL + (COLUMNS - 1) * GAP
        assert page.getpixel((0, 0)) == (255, 255, 255)
        row = page.height - BORDER - CELL // 2
        inside = page.getpixel((BORDER + CELL // 2, row))
        assert inside == pytest.approx((0x1F, 0x7A, 0x7C), abs=4)
        assert page.getpixel((BORDER + 7 * (CELL + GAP) + CELL // 2, row)) == (255, 255, 255)


def test_a_missing_picture_is_named(folder):
    (folder / "pictures" / "P3.webp").unlink()
    with pytest.raises(PoolError, match=r"P3\.webp"):
        sheet(folder, folder / "shop.png")
