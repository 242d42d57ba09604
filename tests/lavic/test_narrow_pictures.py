"""FAULTS 18 and 48: pictures of one pixel by thousands, in a feed and as a shopper's photo, are looked at."""

import io
import json
import runpy
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from catalog.build import build
from catalog.pictures import open_picture
from catalog.store import Catalog
from chat.photo import Eye as PhotoEye
from chat.photo import Photo
from lavic.config import TINY, Preprocessing
from lavic.views import five_views
from lavic.vision import vision_encoder

SIZES = [(1, 20_000), (20_000, 1), (2, 1500), (1500, 2), (1, 1), (3, 16_000), (1, 700), (50_000, 1), (7, 9000), (1, 2)]
COLOUR = (120, 30, 200)


def drawn(size, kind="PNG", mode="RGB"):
    out = io.BytesIO()
    Image.new(mode, size, COLOUR if mode == "RGB" else 1).save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("how", [TINY.preprocessing, Preprocessing(336, (0.5,) * 3, (0.25,) * 3)], ids=["tiny", "336"])
def test_fault_48_a_narrow_picture_has_five_views_that_show_it(size, how):
    views = five_views(Image.new("RGB", size, COLOUR), how)
    assert views.shape == (5, 3, how.view_size, how.view_size) and torch.isfinite(views).all()
    whole = (views[0].permute(1, 2, 0).numpy() * how.std + how.mean) * 255
    assert np.abs(whole.reshape(-1, 3) - COLOUR).max() < 2, "its rim is its only colour"


def test_fault_48_what_is_narrow_is_seen_where_it_stands():
    """A black line whose ends are white: the square is of the line's median, the ends keep their place."""
    image = Image.new("RGB", (1, 20_000))
    image.paste((255, 255, 255), (0, 0, 1, 4000))
    how = Preprocessing(100, (0.0,) * 3, (1.0,) * 3)
    whole = five_views(image, how)[0]
    assert whole[:, 10, 48:52].max() > 0.3 and whole[:, 90, :].max() < 0.05


def test_fault_48_a_build_goes_on(tmp_path, loaded):
    builder = runpy.run_path(str(Path(__file__).parents[1] / "catalog" / "builder.py"), run_name="builder")
    rows = []
    for n, size in enumerate(SIZES):
        name = f"{n}.{'tif' if n % 3 == 2 else 'png'}"
        (tmp_path / name).write_bytes(drawn(size, "TIFF" if n % 3 == 2 else "PNG", "1" if n % 4 == 3 else "RGB"))
        rows.append({"id": f"p{n}", "title": f"lamp {n}", "image": name})
    (tmp_path / "feed.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    report = build(
        tmp_path / "feed.jsonl", tmp_path / "shop", indexer=builder["LengthIndexer"](), eye=vision_encoder(loaded)
    )
    assert (report.products, report.pictures, report.pictureless) == (len(SIZES), len(SIZES), {})
    with Catalog.open(tmp_path / "shop") as catalog:
        for product in catalog.products(range(len(SIZES))):
            path = catalog.picture(product)
            assert path is not None and max(open_picture(path).size) <= 1024


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_fault_48_a_shoppers_photo(loaded, size, kind):
    photo = Photo.of(drawn(size, kind))
    assert max(open_picture(photo.thumbnail).size) <= 160
    eye = vision_encoder(loaded)
    seen = PhotoEye(lambda: eye, eye.fingerprint).look(photo)
    assert seen.states is not None and np.isfinite(seen.states).all() and seen.picture == b""
