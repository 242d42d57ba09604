"""A small feed with real pictures, and catalogs built from it."""

import json
import runpy
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import HealthCheck, settings
from PIL import Image

from catalog.build import build

# A machine that is busy with other things is no fault of what is tested.
settings.register_profile(
    "untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
settings.load_profile("untimed")

BUILDER = Path(__file__).with_name("builder.py")


def write_feed(folder, count=20, word="lamp"):
    """`count` products; the 4th shares the picture of the 3rd, the 5th has a broken one, the 6th none."""
    pictures = folder / "pictures"
    pictures.mkdir(parents=True, exist_ok=True)
    rows = []
    for n in range(count):
        row = {"id": f"p{n}", "title": f"{word} {n}", "price": 10 + n, "in_stock": n % 2 == 0}
        rows.append(row | {"image": f"{n}.png"})
        colour = np.random.default_rng(2 if n == 3 else n).integers(0, 256, 3)
        Image.new("RGB", (32, 24), tuple(int(c) for c in colour)).save(pictures / f"{n}.png")
    (pictures / "4.png").write_bytes(b"<html>")
    rows[5]["image"] = ""
    feed = folder / "feed.jsonl"
    feed.write_text("".join(json.dumps(row) + "\n" for row in rows) + '{"id": "bad"}\n', encoding="utf-8")
    return feed


@pytest.fixture(scope="session")
def builder():
    """The stand-ins of builder.py and its path."""
    return SimpleNamespace(path=BUILDER, **runpy.run_path(str(BUILDER), run_name="builder"))


@pytest.fixture
def parts(builder):
    return {"indexer": builder.LengthIndexer(), "eye": builder.MeanEye(), "describer": builder.MeanDescriber()}


@pytest.fixture
def feed(tmp_path):
    return write_feed(tmp_path / "old")


@pytest.fixture
def newer_feed(tmp_path):
    return write_feed(tmp_path / "new", count=24, word="chair")


@pytest.fixture
def shop(tmp_path, feed, parts):
    """The folder of a built catalog."""
    build(feed, tmp_path / "shop", **parts)
    return tmp_path / "shop"
