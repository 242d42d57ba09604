"""A picture becomes five views: the whole, and its quarters (LaViC section 3.1, LLaVA-NeXT's 2 x 2 grid).

Always five, whatever the shape of the picture: the reference code gives 3 or 4 for some shapes and pads
with zeros, so that an embedding depends on what else is in the batch. Here the picture is fitted into a
square of its border's colour first.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from PIL import Image, ImageOps

from lavic.config import VIEWS, Preprocessing

VIEWS_VERSION = 1
"""Raised whenever this file gives other pixels: stored states are then stale."""


def _border_color(image: Image.Image) -> tuple[int, int, int]:
    """Median of the outermost pixels: a padding that adds no edge to a product photo."""
    pixels = np.asarray(image)
    rim = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    red, green, blue = np.median(rim, axis=0)
    return int(red), int(green), int(blue)


def five_views(image: Image.Image, how: Preprocessing) -> torch.Tensor:
    """One RGB picture to (5, 3, S, S) float32, normalised: whole, top left, top right, bottom left, bottom right."""
    image = image.convert("RGB")
    size = how.view_size
    square = ImageOps.pad(image, (2 * size, 2 * size), Image.Resampling.BICUBIC, color=_border_color(image))
    whole = square.resize((size, size), Image.Resampling.BICUBIC, reducing_gap=2.0)
    corners = ((0, 0), (size, 0), (0, size), (size, size))
    quarters = [square.crop((x, y, x + size, y + size)) for x, y in corners]
    pixels = np.stack([np.asarray(view, dtype=np.float32) for view in (whole, *quarters)]) / 255.0
    pixels = (pixels - np.asarray(how.mean, np.float32)) / np.asarray(how.std, np.float32)
    return torch.from_numpy(np.ascontiguousarray(pixels.transpose(0, 3, 1, 2)))


def batch_views(images: Sequence[Image.Image], how: Preprocessing) -> torch.Tensor:
    """Pictures to (B, 5, 3, S, S) float32."""
    if not images:
        return torch.empty(0, VIEWS, 3, how.view_size, how.view_size)
    return torch.stack([five_views(image, how) for image in images])
