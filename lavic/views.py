"""A picture becomes five views: the whole, and its quarters (LaViC section 3.1, LLaVA-NeXT's 2 x 2 grid).

Always five, whatever the shape of the picture: the reference code gives 3 or 4 for some shapes and pads
with zeros, so that an embedding depends on what else is in the batch. Here the picture is fitted into a
square of its border's colour first.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar

import numpy as np
import torch
from PIL import Image, ImageOps

from lavic.config import VIEWS, Preprocessing

T = TypeVar("T")
R = TypeVar("R")
VIEWS_VERSION = 1
"""Raised whenever this file gives other pixels: stored states are then stale."""


def _border_color(image: Image.Image) -> tuple[int, int, int]:
    """Median of the outermost pixels: a padding that adds no edge to a product photo."""
    pixels = np.asarray(image)
    rim = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    red, green, blue = np.median(rim, axis=0)
    return int(red), int(green), int(blue)


def square(image: Image.Image, how: Preprocessing) -> Image.Image:
    """One picture fitted into an RGB square of 2S x 2S: what the five views are cut from."""
    image = image.convert("RGB")
    side, color = 2 * how.view_size, _border_color(image)
    return ImageOps.pad(_visible(image, side), (side, side), Image.Resampling.BICUBIC, color=color)


def _visible(image: Image.Image, side: int) -> Image.Image:
    """The picture; one so narrow that nothing of it would be left in the square, as a line one pixel wide."""
    if round(min(image.size) / max(image.size) * side) >= 1:
        return image
    return image.resize((1, side) if image.height > image.width else (side, 1), Image.Resampling.BICUBIC)


def view(square: Image.Image, number: int, how: Preprocessing) -> torch.Tensor:
    """(3, S, S) float32, normalised. 0 is the whole, then top left, top right, bottom left, bottom right."""
    size = how.view_size
    if number == 0:
        picture = square.resize((size, size), Image.Resampling.BICUBIC, reducing_gap=2.0)
    else:
        down, right = divmod(number - 1, 2)
        picture = square.crop((right * size, down * size, (right + 1) * size, (down + 1) * size))
    pixels = np.asarray(picture, dtype=np.float32) / 255.0
    pixels = (pixels - np.asarray(how.mean, np.float32)) / np.asarray(how.std, np.float32)
    return torch.from_numpy(np.ascontiguousarray(pixels.transpose(2, 0, 1)))


def five_views(image: Image.Image, how: Preprocessing) -> torch.Tensor:
    """One picture to (5, 3, S, S) float32."""
    fitted = square(image, how)
    return torch.stack([view(fitted, number, how) for number in range(VIEWS)])


def batch_views(images: Sequence[Image.Image], how: Preprocessing) -> torch.Tensor:
    """Pictures to (B, 5, 3, S, S) float32."""
    if not images:
        return torch.empty(0, VIEWS, 3, how.view_size, how.view_size)
    return stacked(lambda image: five_views(image, how), images)


def stacked(make: Callable[[T], torch.Tensor], items: Iterable[T]) -> torch.Tensor:
    """What `make` gives for each, in their order, as one tensor."""
    return torch.stack(side_by_side(make, items))


def side_by_side(make: Callable[[T], R], items: Iterable[T]) -> list[R]:
    """What `make` gives for each, in their order, computed in threads: Pillow works outside Python's lock, and a GPU
    would wait for one core's views."""
    return list(_threads().map(make, items))


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(os.cpu_count(), thread_name_prefix="views")
