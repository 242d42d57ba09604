"""CIELAB (D65): numbers for colours that are as far apart as the colours look. sRGB after IEC 61966-2-1."""

from __future__ import annotations

import numpy as np

_TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
_WHITE = np.array([0.9505, 1.0, 1.0890])


def channels(code: str) -> np.ndarray:
    """ "#1F7A7C" -> (3,) sRGB, 0..1."""
    return np.array([int(code[i : i + 2], 16) for i in (1, 3, 5)]) / 255


def to_linear(srgb: np.ndarray) -> np.ndarray:
    """sRGB of any shape -> as much light, both 0..1."""
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)


def from_linear(light: np.ndarray) -> np.ndarray:
    """(..., 3) light, 0..1 -> (..., 3): L* black 0 to white 100, a* green to red, b* blue to yellow."""
    xyz = light @ _TO_XYZ.T / _WHITE
    root = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    x, y, z = np.moveaxis(root, -1, 0)
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def from_srgb(srgb: np.ndarray) -> np.ndarray:
    """(..., 3) sRGB, 0..1 -> (..., 3) L*, a*, b*."""
    return from_linear(to_linear(srgb))
