"""The studio makes whole, framed, repeatable pictures of every kind. Needs Blender as a module."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

pytest.importorskip("bpy", exc_type=ImportError)  # also where a library that it links against is missing

import numpy as np
from PIL import Image

from studio import scene
from studio.kinds import KINDS
from studio.plan import draw_surface, plan
from studio.render import render_plan, render_spec
from studio.spec import Spec, Surface

TINY, FEW = 96, 2


def _spec(kind: str, silhouette: str, seed: int = 11, main: Surface | None = None) -> Spec:
    rng = random.Random(seed)
    of = KINDS[kind]
    second = draw_surface(of.second, rng) if of.second else None
    return Spec(f"{kind}-{seed}", kind, of.department, silhouette, main or draw_surface(of.main, rng), second, seed)


def _frame() -> tuple[float, float]:
    """The least and greatest picture coordinate (0..1, of x and y) of the product that was just rendered."""
    import bpy
    from bpy_extras.object_utils import world_to_camera_view
    from mathutils import Vector

    current = bpy.context.scene
    parts = [o for o in current.objects if o.type == "MESH" and o.name != "backdrop"]
    points = scene._points(parts)[::11]
    seen = [world_to_camera_view(current, current.camera, Vector(p)) for p in points]
    return min(min(p.x, p.y) for p in seen), max(max(p.x, p.y) for p in seen)


def _pixels(path: Path) -> np.ndarray:
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB")).astype(int)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_silhouette_renders_inside_its_frame(kind: str, tmp_path: Path) -> None:
    for i, silhouette in enumerate(KINDS[kind].silhouettes):
        path = tmp_path / f"{i}.webp"
        render_spec(_spec(kind, silhouette, i), path, TINY, 1)
        pixels = _pixels(path)
        assert pixels.shape == (TINY, TINY, 3)
        assert pixels.std() > 4, f"{kind} {silhouette}: an empty picture"
        low, high = _frame()
        assert low > 0.05 and high < 0.95, f"{kind} {silhouette}: clipped"
        assert high - low > 0.7, f"{kind} {silhouette}: small in its frame"


def test_the_same_specification_gives_the_same_picture(tmp_path: Path) -> None:
    spec = _spec("vase", "round")
    render_spec(spec, tmp_path / "a.webp", TINY, FEW)
    render_spec(_spec("mug", "tall"), tmp_path / "other.webp", TINY, FEW)
    render_spec(spec, tmp_path / "b.webp", TINY, FEW)
    assert np.abs(_pixels(tmp_path / "a.webp") - _pixels(tmp_path / "b.webp")).max() <= 2


@pytest.mark.parametrize(("color", "strongest"), [("red", 0), ("forest green", 1), ("cobalt blue", 2)])
def test_a_colour_is_the_colour_that_it_is_called(color: str, strongest: int, tmp_path: Path) -> None:
    spec = _spec("vase", "round", main=Surface("ceramic", color, "matte"))
    render_spec(spec, tmp_path / "a.webp", TINY, FEW)
    middle = _pixels(tmp_path / "a.webp")[40:56, 40:56].mean(axis=(0, 1))
    assert int(middle.argmax()) == strongest


def test_glossy_shines_and_matte_does_not(tmp_path: Path) -> None:
    brightest = {}
    for finish in ("glossy", "matte"):
        spec = _spec("vase", "round", main=Surface("ceramic", "navy", finish))
        render_spec(spec, tmp_path / "a.webp", TINY, 4)
        inside = _pixels(tmp_path / "a.webp")[36:64, 36:60].sum(axis=2)
        brightest[finish] = np.percentile(inside, 99) - np.median(inside)
    assert brightest["glossy"] > brightest["matte"] + 60


def test_a_run_cut_short_resumes_where_it_was(tmp_path: Path) -> None:
    specs = plan(3, 0)
    assert render_plan(specs, tmp_path, 48, 1, resume=False) == 3
    rows = (tmp_path / "truth.jsonl").read_text().splitlines()
    (tmp_path / "truth.jsonl").write_text(rows[0] + "\n" + rows[1][:25])
    broken = tmp_path / "pictures" / json.loads(rows[2])["image"]
    broken.write_bytes(broken.read_bytes()[:60])
    assert render_plan(specs, tmp_path, 48, 1, resume=True) == 1
    assert [json.loads(r)["id"] for r in (tmp_path / "truth.jsonl").read_text().splitlines()] == [s.id for s in specs]
    assert not list(tmp_path.rglob("*.part"))


def test_many_products_leave_nothing_behind(tmp_path: Path) -> None:
    import bpy

    counts = []
    for i in range(3):
        render_spec(_spec("table lamp", "drum", 4), tmp_path / f"{i}.webp", 48, 1)
        counts.append((len(bpy.data.objects), len(bpy.data.meshes), len(bpy.data.materials), len(bpy.data.images)))
    assert counts[1] == counts[2]
