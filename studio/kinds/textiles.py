"""Cushions and rugs."""

from __future__ import annotations

import math
import random
from typing import TYPE_CHECKING

from studio.kind import Kind, Stuff
from studio.shapes import circle, rectangle, smooth
from studio.spec import Spec, Surface

if TYPE_CHECKING:
    from studio.workshop import Workshop

CLOTHS = (Stuff("linen"), Stuff("cotton"), Stuff("wool"), Stuff("velvet"), Stuff("silk"))


def _cushion(work: Workshop, spec: Spec, rng: random.Random) -> None:
    lean = rng.uniform(70, 76)
    if spec.silhouette == "bolster":
        length, radius = rng.uniform(0.46, 0.54), rng.uniform(0.095, 0.11)
        r, half = radius, length / 2
        profile = [(0, -half), (r * 0.3, -half), (r * 0.8, -half + 0.006), (r, -half + 0.035), (r * 1.02, 0)]
        profile = [*profile, *((a, -b) for a, b in reversed(profile[:-1]))]
        work.lathe(smooth(profile, 6), spec.main, at=(0, 0, radius), rotate=(0, 90, 0))
        for side in (-1, 1):
            work.sphere(0.014, spec.main, scale=(1, 1, 0.4), at=(side * half, 0, radius), rotate=(0, 90, 0))
        return
    if spec.silhouette == "round":
        radius = rng.uniform(0.2, 0.23)
        angles = [math.pi * i / 28 - math.pi / 2 for i in range(29)]
        disc = [(radius * max(0.0, math.cos(a)) ** 0.42 if abs(a) < 1.57 else 0.0, 0.075 * math.sin(a)) for a in angles]
        work.lathe(disc, spec.main, flat=True, at=(0, 0, radius * math.sin(math.radians(lean))), rotate=(lean, 0, 0))
        edge = _plain(spec.main)
        work.torus(radius * 1.0, 0.005, edge, at=(0, 0, radius * math.sin(math.radians(lean))), rotate=(lean, 0, 0))
        return
    width, height = (0.46, 0.46) if spec.silhouette == "square" else (0.56, 0.34)
    size = (width * rng.uniform(0.95, 1.05), height * rng.uniform(0.95, 1.05), rng.uniform(0.2, 0.25))
    up = size[1] / 2 * math.sin(math.radians(lean))
    work.pillow(size, spec.main, puff=rng.uniform(0.7, 1.0), at=(0, 0, up), rotate=(lean, 0, 0))


def _plain(surface: Surface) -> Surface:
    return Surface(surface.material, surface.color, surface.finish)


def _rug(work: Workshop, spec: Spec, rng: random.Random) -> None:
    thick = 0.014
    edge = spec.second or spec.main
    if spec.silhouette in ("round", "oval"):
        radius = rng.uniform(0.7, 0.85)
        squeeze = 1.0 if spec.silhouette == "round" else 0.62
        work.prism(circle(radius, 96, squeeze=squeeze), thick, spec.main, bevel=0.005)
        ring = [(x, y, thick * 0.55) for x, y in circle(radius, 96, squeeze=squeeze)]
        work.tube(ring, 0.017, edge, closed=True, sides=16)
        return
    width, depth = {"rectangular": (1.7, 1.15), "runner": (2.1, 0.72)}[spec.silhouette]
    width, depth = width * rng.uniform(0.95, 1.05), depth * rng.uniform(0.95, 1.05)
    work.prism(rectangle(width, depth, 0.012), thick, spec.main, bevel=0.005)
    for side in (-1, 1):
        work.box((0.035, depth, thick * 1.15), edge, bevel=0.005, at=(side * width / 2, 0, 0))
        _fringe(work, edge, side, width / 2 + 0.012, depth, rng)


def _fringe(work: Workshop, surface: Surface, side: int, x: float, depth: float, rng: random.Random) -> None:
    count = int(depth / 0.024)
    for i in range(count):
        y = (i + 0.5) / count * depth - depth / 2
        end = (side * (x + rng.uniform(0.05, 0.07)), y + rng.uniform(-0.012, 0.012), 0.004)
        work.tube([(side * x, y, 0.008), end], 0.0055, _plain(surface), sides=6, taper=(1.0, 0.75))


KINDS = (
    Kind(
        name="cushion", department="home", silhouettes=("square", "rectangular", "round", "bolster"),
        main=CLOTHS, build=_cushion, nouns=("throw pillow", "sofa cushion", "scatter cushion", "pillow"), price=(18, 85),
        sizes=("45 x 45 cm", "55 x 35 cm", "42 cm across", "50 cm long"),
        sizes_of={"square": ("45 x 45 cm",), "rectangular": ("55 x 35 cm",), "round": ("42 cm across",), "bolster": ("50 cm long",)},
        uses=("the sofa", "a reading chair", "a window seat", "the bed"),
        care=("Cover removes; wash at 30 degrees.", "Spot clean only.", "Plump it by hand."), elevation=(8, 18),
    ),
    Kind(
        name="rug", department="home", silhouettes=("rectangular", "round", "runner", "oval"),
        main=(
            Stuff("wool"), Stuff("cotton", patterns=("plain", "striped", "checked")), Stuff("straw"),
            Stuff("wool", patterns=("striped", "checked")),
        ),
        build=_rug, second=(Stuff("cotton", colors=("white", "cream", "beige", "charcoal", "navy", "terracotta", "forest green", "mustard"), patterns=("plain",)),),
        second_part="border", nouns=("carpet", "floor rug", "area rug"), price=(60, 480),
        sizes=("170 x 115 cm", "160 cm across", "210 x 75 cm", "200 x 140 cm"),
        sizes_of={"rectangular": ("170 x 115 cm", "200 x 140 cm"), "round": ("160 cm across",), "runner": ("210 x 75 cm",), "oval": ("200 x 140 cm",)},
        uses=("the living room", "a hallway", "beside the bed", "under a dining table"),
        care=("Vacuum without a beater.", "Turn it twice a year.", "Blot spills at once."), elevation=(36, 50),
    ),
)  # fmt: skip
