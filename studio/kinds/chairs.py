"""How chairs are built; `furniture` says what they may be made of."""

from __future__ import annotations

import math
import random
from typing import TYPE_CHECKING

from studio.shapes import Point3, rectangle, smooth
from studio.spec import Spec, Surface

if TYPE_CHECKING:
    from studio.workshop import Workshop


def four_legs(
    work: Workshop, surface: Surface, spread: Point3, *, splay: float = 0.05, bar: float = 0.015, taper: float = 0.65
) -> None:
    """Four legs to (half width, half depth, height), their feet splayed outwards."""
    wide, deep, high = spread
    for sx in (-1, 1):
        for sy in (-1, 1):
            foot = (sx * (wide + splay), sy * (deep + splay), 0.0)
            work.tube([foot, (sx * wide, sy * deep, high)], bar, surface, taper=(taper, 1.0))


def is_soft(surface: Surface) -> bool:
    return surface.material in ("velvet", "linen", "wool", "leather", "cotton")


def _seat(work: Workshop, surface: Surface, width: float, depth: float, z: float) -> float:
    """A board, or a padded one; returns the height that one sits at."""
    high = 0.06 if is_soft(surface) else 0.026
    work.prism(rectangle(width, depth, 0.07), high, surface, bevel=0.024 if high > 0.04 else 0.008, at=(0, 0, z))
    return z + high


def _back(work: Workshop, surface: Surface, size: Point3, at: Point3, *, curve: float = 0.06) -> None:
    """A rounded panel of width, thickness and height, bent around the sitter."""
    width, thick, high = size
    padded = is_soft(surface)
    panel = work.grid(
        lambda u, v: _bent(u, v, width, high, curve), (width, high), surface, cells=(40, 24),
        thickness=thick * (1.6 if padded else 1.0), at=at, rotate=(-9, 0, 0),
    )  # fmt: skip
    panel.modifiers["bevel"].width = thick * 0.45


def _bent(u: float, v: float, width: float, high: float, curve: float) -> Point3:
    """A superellipse in x and z whose sides come forward."""
    a, b = 2 * u - 1, 2 * v - 1
    # map the square onto a soft rectangle
    x = a * math.sqrt(max(0.0, 1 - 0.32 * b * b))
    z = b * math.sqrt(max(0.0, 1 - 0.32 * a * a))
    return (x * width / 2, -curve * x * x, z * high / 2 + high / 2)


def build_chair(work: Workshop, spec: Spec, rng: random.Random) -> None:
    legs = spec.second or spec.main
    {"armchair": _armchair, "shell": _shell, "spindle-back": _spindle, "dining": _dining}[spec.silhouette](
        work, spec.main, legs, rng
    )


def _dining(work: Workshop, main: Surface, legs: Surface, rng: random.Random) -> None:
    width, depth, z = rng.uniform(0.44, 0.48), 0.45, 0.43
    four_legs(work, legs, (width / 2 - 0.05, depth / 2 - 0.05, z + 0.005), splay=0.03, bar=0.017)
    _seat(work, main, width, depth, z)
    for side in (-1, 1):
        x = side * (width / 2 - 0.06)
        work.tube(
            [(x, depth / 2 - 0.05, z), (x, depth / 2 - 0.03, z + 0.2), (x, depth / 2 + 0.025, z + 0.4)],
            0.012,
            legs,
            smooth=6,
        )
    _back(work, main, (width * 0.98, 0.022, rng.uniform(0.19, 0.24)), (0, depth / 2 - 0.02, z + 0.23))


def _spindle(work: Workshop, main: Surface, legs: Surface, rng: random.Random) -> None:
    width, depth, z = 0.45, 0.43, 0.43
    four_legs(work, legs, (width / 2 - 0.08, depth / 2 - 0.07, z + 0.005), splay=0.07, bar=0.017)
    _seat(work, main, width, depth, z)
    top, reach, count = z + rng.uniform(0.38, 0.44), width / 2 + 0.005, rng.choice((6, 7, 8))
    rail = [
        (reach * math.sin(a), 0.02 + depth / 2 * math.cos(a) + 0.05, top) for a in [i * 0.25 - 1.25 for i in range(11)]
    ]
    work.tube(rail, 0.016, legs, smooth=4)
    for i in range(count):
        a = (i / (count - 1) - 0.5) * 2.1
        low = ((reach - 0.035) * math.sin(a), depth / 2 * math.cos(a) * 0.86, z + 0.01)
        high = (reach * math.sin(a), 0.02 + depth / 2 * math.cos(a) + 0.05, top)
        work.tube([low, high], 0.0085, legs, sides=12)


def _shell(work: Workshop, main: Surface, legs: Surface, rng: random.Random) -> None:
    """One moulded piece for seat and back."""
    width, z, high = rng.uniform(0.46, 0.5), 0.42, rng.uniform(0.36, 0.42)
    four_legs(work, legs, (0.13, 0.12, z + 0.01), splay=0.1, bar=0.013)
    spine = smooth(
        [
            (-0.24, -0.02),
            (-0.21, 0.008),
            (-0.1, 0.0),
            (0.05, -0.012),
            (0.15, 0.02),
            (0.2, 0.12),
            (0.23, high * 0.7),
            (0.26, high),
        ],
        8,
    )

    def point(u: float, v: float) -> Point3:
        y, rise = spine[min(len(spine) - 1, round(v * (len(spine) - 1)))]
        a = 2 * u - 1
        end = 0.72 + 0.28 * math.sqrt(max(0.0, 1 - abs(2 * v - 1) ** 5))
        half = width / 2 * end
        hug = a * a * a * a * 0.1 * math.sin(math.pi * v) ** 0.7
        return (a * half, y - hug * min(1.0, max(0.0, v * 2 - 0.7)), z + 0.02 + rise + hug * max(0.0, 1.0 - v))

    part = work.grid(point, (width, 0.75), main, cells=(36, len(spine) - 1), thickness=0.03 if is_soft(main) else 0.012)
    work.smooth_out(part)


def _armchair(work: Workshop, main: Surface, legs: Surface, rng: random.Random) -> None:
    """Low and upholstered, on short legs; of wood, a frame with boards."""
    width, z = rng.uniform(0.66, 0.74), 0.15
    if main.material in ("oak", "walnut", "painted wood"):
        _wooden_armchair(work, main, legs, width * 0.86)
        return
    four_legs(work, legs, (width / 2 - 0.09, 0.25, z + 0.03), splay=0.02, bar=0.019)
    work.prism(rectangle(width - 0.04, 0.64, 0.06), 0.13, main, bevel=0.03, at=(0, 0, z))
    work.prism(rectangle(width - 0.26, 0.58, 0.06), 0.13, main, bevel=0.045, at=(0, -0.045, z + 0.12))
    for side in (-1, 1):
        work.prism(rectangle(0.13, 0.66, 0.06), 0.42, main, bevel=0.045, at=(side * (width / 2 - 0.065), 0, z))
    work.prism(
        rectangle(width, 0.15, 0.07), rng.uniform(0.58, 0.64), main, bevel=0.05, at=(0, 0.27, z), rotate=(-8, 0, 0)
    )


def _wooden_armchair(work: Workshop, main: Surface, legs: Surface, width: float) -> None:
    """Legs that rise to the arms, a deep seat board and a bent back."""
    depth, z, arm = 0.54, 0.36, 0.59
    for side in (-1, 1):
        x = side * (width / 2 - 0.02)
        for y in (-depth / 2 + 0.04, depth / 2 - 0.05):
            work.tube([(x + side * 0.02, y * 1.06, 0), (x, y, arm + 0.004)], 0.019, legs, taper=(0.7, 1.0))
        work.prism(rectangle(0.065, depth + 0.05, 0.03), 0.026, main, bevel=0.009, at=(x, -0.01, arm))
    work.prism(rectangle(width - 0.02, depth, 0.05), 0.034, main, bevel=0.011, at=(0, -0.01, z), rotate=(4, 0, 0))
    _back(work, main, (width - 0.06, 0.024, 0.4), (0, depth / 2 - 0.04, z + 0.07), curve=0.05)
