"""Which pixels of a picture are the product: whatever the smooth backdrop does not explain.

The backdrop is fitted to the picture's rim as a low polynomial in each channel of CIELAB. White china on a pale
ground differs from it by little but has an edge all around, so what edges enclose counts as product, too.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from studio import lab

SIDE = 192
"""Pixels that a picture is measured at, each way: the frame of a pair of spectacles is then two wide."""
RIM = 0.055
"""Of the side. Every product keeps a greater distance from the frame (`scene.MARGIN`)."""
_STANDS_OUT, _EDGE, _HARDLY = 7.0, 2.4, 2.0
"""Delta E from the backdrop; per pixel, across an edge; and the least inside of one."""
_SHADOW, _SHADOW_TINT = 30.0, 5.0
"""A soft shadow is darker than the backdrop by at most this L*, and differs in a* and b* by no more than this."""


@dataclass(frozen=True)
class Seen:
    lab: np.ndarray
    """(SIDE, SIDE, 3) L*, a*, b*."""
    product: np.ndarray
    """(SIDE, SIDE) bool."""
    margin: float
    """Of the side: how far the nearest edge is from the frame. A backdrop has none, a clipped product several."""

    @property
    def pixels(self) -> np.ndarray:
        """(n, 3) L*, a*, b* of the product."""
        return self.lab[self.product]


def look_at(path: Path) -> Seen:
    """Raises OSError where the picture does not decode."""
    with Image.open(path) as image:
        small = image.convert("RGB").resize((SIDE, SIDE), Image.Resampling.BOX)
    picture = lab.from_srgb(np.asarray(small, float) / 255)
    away = picture - _backdrop(picture)
    edges = _edges(picture)
    far = np.linalg.norm(away, axis=-1)
    darker, tint = -away[..., 0], np.linalg.norm(away[..., 1:], axis=-1)
    solid = (far > _STANDS_OUT) & ~((darker > 0) & (darker < _SHADOW) & (tint < _SHADOW_TINT))
    product = solid | (_between(edges | solid) & (far > _HARDLY))
    return Seen(picture, product, _margin(edges))


def _backdrop(picture: np.ndarray) -> np.ndarray:
    """The picture as it would be without a product."""
    y, x = np.mgrid[0:SIDE, 0:SIDE] / (SIDE - 1) * 2 - 1
    terms = [x**i * y**j for i in range(4) for j in range(5) if i + j < 4 or (i, j) == (0, 4)]
    basis = np.stack(terms, axis=-1)
    rim = np.ones((SIDE, SIDE), bool)
    width = round(RIM * SIDE)
    rim[width:-width, width:-width] = False
    known, wanted = basis[rim], picture[rim]
    kept = np.ones(len(wanted), bool)
    for _ in range(4):  # what touches the rim is no part of the backdrop: leave it out and fit again
        weights = np.linalg.lstsq(known[kept], wanted[kept], rcond=None)[0]
        error = np.linalg.norm(known @ weights - wanted, axis=-1)
        kept = error < max(2.0, 2.5 * float(np.median(error)))
    return basis @ weights


def _edges(picture: np.ndarray) -> np.ndarray:
    """(SIDE, SIDE) bool: where the picture changes at once, as no shadow of a soft light does."""
    slopes = np.gradient(picture, axis=(0, 1))
    edges = np.maximum(*(np.linalg.norm(slope, axis=-1) for slope in slopes)) > _EDGE
    edges[[0, -1]] = edges[:, [0, -1]] = False  # the denoiser darkens a corner by a pixel
    return edges


def _margin(edges: np.ndarray) -> float:
    rows, columns = np.nonzero(edges)
    if not len(rows):
        return 0.5
    return float(min(rows.min(), columns.min(), SIDE - 1 - rows.max(), SIDE - 1 - columns.max())) / SIDE


def _between(marks: np.ndarray) -> np.ndarray:
    """Pixels with a mark on each of their four sides."""
    run = np.logical_or.accumulate
    sides = run(marks, 0), run(marks[::-1], 0)[::-1], run(marks, 1), run(marks[:, ::-1], 1)[:, ::-1]
    return np.logical_and.reduce(sides)
