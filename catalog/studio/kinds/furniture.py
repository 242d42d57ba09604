"""Chairs, stools and side tables."""

from __future__ import annotations

import math
import random
from typing import TYPE_CHECKING

from catalog.studio.kind import Kind, Stuff
from catalog.studio.shapes import Point3, rectangle, smooth
from catalog.studio.spec import Spec, Surface

if TYPE_CHECKING:
    from catalog.studio.workshop import Workshop

SOFT = (
    Stuff("velvet", patterns=("plain",)), Stuff("linen", patterns=("plain", "striped", "checked")),
    Stuff("wool", patterns=("plain", "checked")), Stuff("leather", ("satin",), patterns=("plain",)),
)  # fmt: skip
HARD = (
    Stuff("oak"), Stuff("walnut"), Stuff("rattan"),
    Stuff("painted wood", colors=("white", "black", "sage green", "navy", "mustard", "red", "terracotta", "sky blue", "forest green")),
)  # fmt: skip
LEGS = (Stuff("oak"), Stuff("walnut"), Stuff("brass"), Stuff("chrome"), Stuff("steel", ("matte",), ("black", "white")))
CARE = ("Wipe with a slightly damp cloth.", "Tighten the screws once a year.", "Keep out of direct sun.")


def _legs(
    work: Workshop, surface: Surface, spread: Point3, *, splay: float = 0.05, bar: float = 0.015, taper: float = 0.65
) -> None:
    """Four legs to (half width, half depth, height), their feet splayed outwards."""
    wide, deep, high = spread
    for sx in (-1, 1):
        for sy in (-1, 1):
            foot = (sx * (wide + splay), sy * (deep + splay), 0.0)
            work.tube([foot, (sx * wide, sy * deep, high)], bar, surface, taper=(taper, 1.0))


def _is_soft(surface: Surface) -> bool:
    return surface.material in ("velvet", "linen", "wool", "leather", "cotton")


def _seat(work: Workshop, surface: Surface, width: float, depth: float, z: float) -> float:
    """A board, or a padded one; returns the height that one sits at."""
    high = 0.06 if _is_soft(surface) else 0.026
    work.prism(rectangle(width, depth, 0.07), high, surface, bevel=0.024 if high > 0.04 else 0.008, at=(0, 0, z))
    return z + high


def _back(work: Workshop, surface: Surface, size: Point3, at: Point3, *, curve: float = 0.06) -> None:
    """A rounded panel of width, thickness and height, bent around the sitter."""
    width, thick, high = size
    padded = _is_soft(surface)
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


def _chair(work: Workshop, spec: Spec, rng: random.Random) -> None:
    legs = spec.second or spec.main
    {"armchair": _armchair, "shell": _shell, "spindle-back": _spindle, "dining": _dining}[spec.silhouette](
        work, spec.main, legs, rng
    )


def _dining(work: Workshop, main: Surface, legs: Surface, rng: random.Random) -> None:
    width, depth, z = rng.uniform(0.44, 0.48), 0.45, 0.43
    _legs(work, legs, (width / 2 - 0.05, depth / 2 - 0.05, z + 0.005), splay=0.03, bar=0.017)
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
    _legs(work, legs, (width / 2 - 0.08, depth / 2 - 0.07, z + 0.005), splay=0.07, bar=0.017)
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
    _legs(work, legs, (0.13, 0.12, z + 0.01), splay=0.1, bar=0.013)
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

    part = work.grid(
        point, (width, 0.75), main, cells=(36, len(spine) - 1), thickness=0.03 if _is_soft(main) else 0.012
    )
    work.smooth_out(part)


def _armchair(work: Workshop, main: Surface, legs: Surface, rng: random.Random) -> None:
    """Low and upholstered, on short legs."""
    width, z = rng.uniform(0.66, 0.74), 0.15
    _legs(work, legs, (width / 2 - 0.09, 0.25, z + 0.03), splay=0.02, bar=0.019)
    work.prism(rectangle(width - 0.04, 0.64, 0.06), 0.13, main, bevel=0.03, at=(0, 0, z))
    work.prism(rectangle(width - 0.26, 0.58, 0.06), 0.13, main, bevel=0.045, at=(0, -0.045, z + 0.12))
    for side in (-1, 1):
        work.prism(rectangle(0.13, 0.66, 0.06), 0.42, main, bevel=0.045, at=(side * (width / 2 - 0.065), 0, z))
    work.prism(
        rectangle(width, 0.15, 0.07), rng.uniform(0.58, 0.64), main, bevel=0.05, at=(0, 0.27, z), rotate=(-8, 0, 0)
    )


def _stool(work: Workshop, spec: Spec, rng: random.Random) -> None:
    legs = spec.second or spec.main
    soft = _is_soft(spec.main)
    pad = 0.07 if soft else 0.032
    edge = 0.028 if soft else 0.009
    if spec.silhouette == "ottoman":
        radius = rng.uniform(0.2, 0.24)
        work.cylinder(radius * 0.94, 0.045, legs, bevel=0.006)
        work.cylinder(radius, rng.uniform(0.32, 0.38), spec.main, bevel=0.045 if soft else 0.012, at=(0, 0, 0.04))
        return
    tall = spec.silhouette == "bar"
    high = rng.uniform(0.62, 0.68) if tall else rng.uniform(0.42, 0.46)
    if spec.silhouette == "square":
        side = rng.uniform(0.36, 0.4)
        work.prism(rectangle(side, side, 0.05), pad, spec.main, bevel=edge, at=(0, 0, high))
        _legs(work, legs, (side / 2 - 0.04, side / 2 - 0.04, high + 0.004), splay=0.015, bar=0.017, taper=0.8)
        reach = (side / 2 - 0.04 + 0.015 * (1 - 0.16 / high)) * math.sqrt(2)
        for turn in (45, 135):
            work.tube([(-reach, 0, 0.16), (reach, 0, 0.16)], 0.009, legs, rotate=(0, 0, turn))
        return
    radius = rng.uniform(0.165, 0.19)
    work.cylinder(radius, pad, spec.main, bevel=edge, at=(0, 0, high))
    inner, outer = radius * 0.62, radius * (1.12 if tall else 1.2)
    leg = work.tube([(outer, 0, 0), (inner, 0, high + 0.004)], 0.016, legs, taper=(0.7, 1.0), rotate=(0, 0, 30))
    work.ring_of(leg, 4 if tall else 3)
    if tall:
        z = 0.22
        work.torus(outer + (inner - outer) * z / high, 0.008, legs, at=(0, 0, z))


def _side_table(work: Workshop, spec: Spec, rng: random.Random) -> None:
    legs = spec.second or spec.main
    high, radius = rng.uniform(0.46, 0.54), rng.uniform(0.2, 0.25)
    if spec.silhouette == "pedestal":
        work.cylinder(radius, 0.022, spec.main, bevel=0.006, at=(0, 0, high))
        stem = [(0, 0), (radius * 0.66, 0), (radius * 0.66, 0), (radius * 0.62, 0.012), (0.07, 0.05), (0.024, 0.16), (0.02, high * 0.6), (0.026, high - 0.05), (0.07, high - 0.002), (0.07, high - 0.002), (0, high)]  # fmt: skip
        work.lathe(smooth(stem, 10), legs)
    elif spec.silhouette == "three-legged":
        work.cylinder(radius, 0.026, spec.main, bevel=0.007, at=(0, 0, high))
        leg = work.tube(
            [(radius * 0.98, 0, 0), (radius * 0.62, 0, high + 0.004)], 0.017, legs, taper=(0.6, 1.0), rotate=(0, 0, 20)
        )
        work.ring_of(leg, 3)
    elif spec.silhouette == "square":
        side, bar = radius * 1.75, 0.016
        for z in (0.0, high - bar):
            work.prism(
                rectangle(side, side, 0.004),
                bar,
                legs,
                holes=(rectangle(side - 2 * bar, side - 2 * bar),),
                bevel=0.002,
                at=(0, 0, z),
            )
        for sx in (-1, 1):
            for sy in (-1, 1):
                work.box((bar, bar, high), legs, bevel=0.002, at=(sx * (side - bar) / 2, sy * (side - bar) / 2, 0))
        work.prism(rectangle(side, side, 0.006), 0.022, spec.main, bevel=0.005, at=(0, 0, high))
    else:  # tray: a rimmed top on crossed legs
        rim = [(0, 0), (radius, 0), (radius, 0), (radius, 0.02), (radius * 1.01, 0.05)]
        work.lathe(smooth(rim, 6), spec.main, thickness=0.008, at=(0, 0, high))
        for angle in (35, 125):
            reach = radius * 0.8
            work.tube([(-reach, 0, 0), (reach, 0, high - 0.008)], 0.012, legs, rotate=(0, 0, angle))
            work.tube([(reach, 0, 0), (-reach, 0, high - 0.008)], 0.012, legs, rotate=(0, 0, angle))


KINDS = (
    Kind(
        name="chair", department="home", silhouettes=("dining", "shell", "spindle-back", "armchair"),
        main=(*SOFT, *HARD), build=_chair, main_part="seat", second=LEGS, second_part="legs",
        nouns=("dining chair", "accent chair", "side chair"), price=(90, 640),
        sizes=("46 cm wide, 82 cm tall", "seat height 45 cm", "70 cm wide, 76 cm tall"),
        uses=("a small dining table", "a desk", "a reading corner", "the bedroom"), care=CARE, elevation=(8, 18),
    ),
    Kind(
        name="stool", department="home", silhouettes=("round", "square", "bar", "ottoman"),
        main=(*SOFT, *HARD), build=_stool, main_part="seat", second=LEGS, second_part="legs",
        nouns=("footstool", "counter stool", "low stool"), price=(45, 260),
        sizes=("45 cm tall, 36 cm across", "66 cm tall", "38 x 38 cm"),
        uses=("the kitchen counter", "a dressing table", "an extra guest", "the end of the bed"), care=CARE, elevation=(12, 22),
    ),
    Kind(
        name="side table", department="home", silhouettes=("pedestal", "three-legged", "square", "tray"),
        main=(
            Stuff("oak"), Stuff("walnut"), Stuff("marble"), Stuff("terrazzo"), Stuff("concrete"), Stuff("rattan"),
            Stuff("painted wood", colors=("white", "black", "sage green", "mustard", "terracotta", "navy")),
            Stuff("painted metal", colors=("white", "black", "red", "teal", "cream", "blush pink", "cobalt blue")),
        ),
        build=_side_table, main_part="top", second=LEGS, second_part="legs",
        nouns=("end table", "bedside table", "coffee table", "occasional table"), price=(60, 390),
        sizes=("50 cm tall, 45 cm across", "48 cm tall", "42 x 42 cm, 52 cm tall"),
        uses=("beside the sofa", "the bedside", "a lamp and a book", "a morning coffee"), care=CARE, elevation=(14, 24),
    ),
)  # fmt: skip
