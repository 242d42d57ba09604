from __future__ import annotations

import numpy as np
import pytest
import torch
from PIL import Image

from lavic.config import TINY, Preprocessing
from lavic.views import batch_views, five_views

PLAIN = Preprocessing(8, (0.0, 0.0, 0.0), (1.0, 1.0, 1.0))


def test_whole_then_quarters_in_reading_order():
    image = Image.new("RGB", (16, 16))
    for (x, y), color in {(0, 0): (255, 0, 0), (8, 0): (0, 255, 0), (0, 8): (0, 0, 255), (8, 8): (255,) * 3}.items():
        image.paste(color, (x, y, x + 8, y + 8))
    views = five_views(image, PLAIN)
    assert views.shape == (5, 3, 8, 8)
    seen = [tuple(view[:, 4, 4].round().int().tolist()) for view in views[1:]]
    assert seen == [(1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 1, 1)]
    assert views[0][:, 1, 1].round().int().tolist() == [1, 0, 0]


@pytest.mark.parametrize("size", [(1, 1), (1, 500), (500, 1), (336, 336), (640, 480)])
def test_any_shape_gives_five_finite_views(size):
    views = five_views(Image.new("RGB", size, (120, 30, 200)), TINY.preprocessing)
    assert views.shape == (5, 3, 168, 168)
    assert torch.isfinite(views).all()


def test_a_narrow_picture_is_padded_with_its_border_colour_not_stretched():
    image = Image.new("RGB", (8, 16), (10, 200, 10))
    image.paste((255, 0, 0), (2, 2, 6, 14))
    whole = five_views(image, PLAIN)[0]
    assert torch.allclose(whole[:, 4, 0] * 255, torch.tensor([10.0, 200, 10]), atol=2)


def test_normalised_by_mean_and_deviation():
    how = Preprocessing(4, (0.5, 0.5, 0.5), (0.25, 0.25, 0.25))
    assert np.allclose(five_views(Image.new("RGB", (9, 9), (255,) * 3), how), 2.0)


def test_a_batch_is_its_pictures_one_by_one(pictures):
    together = batch_views(pictures, PLAIN)
    assert torch.equal(together, torch.stack([five_views(p, PLAIN) for p in pictures]))
    assert batch_views([], PLAIN).shape == (0, 5, 3, 8, 8)


def test_impossible_preprocessing_is_refused():
    with pytest.raises(ValueError, match="positive"):
        Preprocessing(0, (0, 0, 0), (1, 1, 1))
