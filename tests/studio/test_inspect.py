"""The checks of a collection find what is wrong with it, each by its own name. Pictures are drawn, not rendered."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from studio import lab
from studio.inspect import inspect
from studio.pixels import look_at
from studio.spec import COLORS, Spec, Surface

SIZE = 256
VASE = Spec("P1", "vase", "home", "round", Surface("ceramic", "teal", "matte"), None, 1)


def picture(path: Path, color: str, *, middle: tuple[int, int] = (128, 128), radius: int = 70) -> None:
    """A ball on a backdrop that darkens upwards, with a soft shadow, as the studio's are."""
    y, x = np.mgrid[0:SIZE, 0:SIZE] / SIZE
    ground = np.array([225.0, 220, 212]) * (0.9 + 0.1 * y[..., None])
    ground *= 1 - 0.15 * np.exp(-((x - 0.5) ** 2 + (y - 0.72) ** 2) / 0.02)[..., None]
    image = Image.fromarray(ground.astype(np.uint8))
    a, b = middle
    ImageDraw.Draw(image).ellipse((a - radius, b - radius, a + radius, b + radius), COLORS[color])
    path.parent.mkdir(parents=True, exist_ok=True)
    image.save(path, quality=88)


def collection(folder: Path, *specs: Spec) -> Path:
    for spec in specs:
        picture(folder / "pictures" / f"{spec.id}.webp", spec.main.color)
    rows = [json.dumps({**spec.as_dict(), "image": f"{spec.id}.webp"}) + "\n" for spec in specs]
    (folder / "truth.jsonl").write_text("".join(rows))
    return folder


def found(folder: Path) -> list[tuple[str, str]]:
    return [(finding.check, finding.id) for finding in inspect(folder)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    navy = replace(VASE, id="P2", main=replace(VASE.main, color="navy"))
    return collection(tmp_path, VASE, navy)


def test_a_sound_collection_has_no_findings(folder):
    assert found(folder) == []


@pytest.mark.parametrize("color", ["white", "grey", "mustard", "blush pink", "black", "cobalt blue"])
def test_the_product_is_told_from_its_backdrop_and_its_shadow(color, tmp_path):
    picture(tmp_path / "a.webp", color)
    seen = look_at(tmp_path / "a.webp")
    assert seen.product.mean() == pytest.approx(np.pi * 70**2 / SIZE**2, rel=0.1)
    assert seen.margin == pytest.approx((128 - 70) / SIZE, abs=0.02)


def test_a_picture_that_is_not_there_or_cut_short_is_missing(folder):
    (folder / "pictures" / "P1.webp").unlink()
    cut = folder / "pictures" / "P2.webp"
    cut.write_bytes(cut.read_bytes()[:300])
    assert found(folder) == [("missing", "P1"), ("missing", "P2")]


def test_a_product_without_words_is_found(folder):
    (folder / "feed.jsonl").write_text('{"id": "P2"}\n')
    assert found(folder) == [("words", "P1")]


def test_an_empty_picture_is_blank(folder):
    picture(folder / "pictures" / "P1.webp", "teal", radius=3)
    assert found(folder) == [("blank", "P1")]


@pytest.mark.parametrize("middle", [(60, 128), (128, 200), (128, 56)])
def test_a_product_that_the_frame_cuts_is_clipped(middle, folder):
    picture(folder / "pictures" / "P1.webp", "teal", middle=middle)
    assert found(folder) == [("clipped", "P1")]


def test_the_same_picture_again_in_another_size_is_alike(folder):
    collection(folder, VASE, replace(VASE, id="P2"))
    with Image.open(folder / "pictures" / "P1.webp") as image:
        image.resize((200, 200)).save(folder / "pictures" / "P2.webp", quality=60)
    assert found(folder) == [("alike", "P2")]


@pytest.mark.parametrize("wrong", ["sage green", "navy", "burgundy", "hot pink", "black", "white"])
def test_a_colour_that_is_not_the_one_it_is_called_is_found(wrong, folder):
    picture(folder / "pictures" / "P1.webp", wrong, radius=80)
    assert found(folder) == [("colour", "P1")]


def test_the_command_prints_what_it_found_and_fails(folder, capsys, monkeypatch):
    from studio.__main__ import main

    monkeypatch.setattr("sys.argv", ["studio", "inspect", str(folder)])
    assert main() == 0
    shutil.copy(folder / "pictures" / "P1.webp", folder / "pictures" / "P2.webp")
    assert main() == 1
    printed = capsys.readouterr().out
    assert "alike    P2" in printed and "alike 1" in printed


def test_lab_of_white_and_of_pure_red():
    assert lab.from_srgb(np.ones(3)) == pytest.approx([100, 0, 0], abs=0.02)
    assert lab.from_srgb(np.array([1.0, 0, 0])) == pytest.approx([53.24, 80.09, 67.20], abs=0.05)
