"""Lamps."""

from __future__ import annotations

import math
import random
from typing import TYPE_CHECKING

from studio.kind import Kind, Stuff
from studio.shapes import Point2, smooth
from studio.spec import Spec, Surface

if TYPE_CHECKING:
    from studio.workshop import Workshop

CABLE = Surface("painted metal", "black", "matte")
GLOWING = {"linen", "paper", "cotton"}

METAL_SHADES = (
    Stuff("painted metal", colors=("white", "black", "sage green", "terracotta", "mustard", "navy", "forest green", "red", "sky blue", "cream")),
    Stuff("brass"),
    Stuff("chrome"),
    Stuff("copper"),
)  # fmt: skip
SOFT_SHADES = (
    Stuff("linen", colors=("white", "cream", "beige", "terracotta", "sage green", "navy", "mustard", "blush pink", "charcoal", "olive"), patterns=("plain", "striped", "checked")),
    Stuff("paper"),
    Stuff("rattan"),
    Stuff("glass", finishes=("tinted", "frosted"), colors=("white", "cream", "teal", "sky blue", "mustard", "forest green", "blush pink", "plum", "orange")),
)  # fmt: skip
BASES = (
    Stuff("brass"), Stuff("chrome"), Stuff("oak"), Stuff("walnut"), Stuff("marble"), Stuff("concrete"),
    Stuff("painted metal", colors=("black", "white", "sage green", "terracotta")),
    Stuff("ceramic", colors=("white", "cream", "charcoal", "sage green", "terracotta", "cobalt blue", "mustard"), patterns=("plain", "ribbed")),
)  # fmt: skip
CARE = (
    "Dust with a dry, soft cloth.",
    "Switch off and let it cool before cleaning.",
    "Use a warm LED bulb, E27, up to 8 W.",
)

# shade outlines as shares of the shade's width, rim first
SHADES: dict[str, list[Point2]] = {
    "drum": [(0.5, 0.0), (0.44, 0.56)],
    "cone": [(0.5, 0.0), (0.14, 0.58)],
    "dome": [(0.5, 0.0), (0.5, 0.05), (0.44, 0.24), (0.29, 0.39), (0.1, 0.455), (0.03, 0.46)],
    "mushroom": [(0.43, 0.0), (0.49, 0.045), (0.5, 0.12), (0.42, 0.26), (0.24, 0.36), (0.04, 0.395)],
    "bell": [(0.5, 0.0), (0.42, 0.1), (0.29, 0.27), (0.24, 0.45), (0.15, 0.55), (0.04, 0.57)],
    "globe": [(0.22, 0.0), (0.36, 0.06), (0.47, 0.22), (0.5, 0.38), (0.46, 0.56), (0.34, 0.71), (0.18, 0.79), (0.04, 0.81)],
    "saucer": [(0.5, 0.0), (0.49, 0.02), (0.36, 0.09), (0.2, 0.15), (0.12, 0.22), (0.06, 0.25)],
}  # fmt: skip


def _shade(work: Workshop, spec: Spec, width: float, z: float) -> float:
    """A shade whose rim is at height z, with its bulb. Returns the height of its top."""
    shares = SHADES[spec.silhouette]
    outline = shares if len(shares) == 2 else smooth(shares, 8)
    if len(shares) == 2:
        (r0, _), (r1, top) = shares
        outline = [(r0 + (r1 - r0) * i / 8, top * i / 8) for i in range(9)]
    shade = work.lathe([(r * width, h * width) for r, h in outline], spec.main, thickness=0.0035, at=(0, 0, z))
    if spec.main.material in GLOWING:
        work.light_up(shade, 0.22)
    up = {"saucer": 0.06, "drum": 0.26, "cone": 0.24}.get(spec.silhouette, 0.2)
    work.bulb(width * (0.05 if up < 0.1 else 0.085), glow=4.0, at=(0, 0, z + width * up))
    return z + shares[-1][1] * width


def _harp(work: Workshop, spec: Spec, width: float, z: float, top: float) -> None:
    """Three spokes that carry an open shade on its stem."""
    if spec.silhouette not in ("drum", "cone"):
        return
    reach = SHADES[spec.silhouette][1][0] * width
    at = top - 0.012
    for i in range(3):
        angle = math.tau * i / 3 + 0.4
        end = (reach * math.cos(angle), reach * math.sin(angle), at)
        work.tube([(0, 0, at), end], 0.0018, spec.second or spec.main, sides=10)
    work.tube([(0, 0, z), (0, 0, at + 0.006)], 0.004, spec.second or spec.main, sides=12)


def _table_base(spec: Spec, rng: random.Random, high: float) -> list[Point2]:
    """The base's outline up to the shade's rim."""
    style = {"mushroom": 1, "dome": 0, "bell": 0}.get(spec.silhouette, rng.choice((1, 2, 3)))
    if style == 0:  # a disc and a thin stem
        return [(0, 0), (0.085, 0), (0.088, 0.004), (0.088, 0.014), (0.084, 0.018), (0.009, 0.02), (0.008, high)]
    if style == 1:  # a trumpet
        return smooth([(0, 0), (0.085, 0), (0.085, 0), (0.08, 0.012), (0.034, 0.07), (0.024, 0.15), (0.022, high)], 10)
    if style == 2:  # a gourd
        gourd = [
            (0, 0),
            (0.05, 0),
            (0.05, 0),
            (0.085, 0.07),
            (0.075, 0.15),
            (0.03, 0.215),
            (0.02, high - 0.01),
            (0.012, high),
        ]
        return smooth(gourd, 10)
    body = high * 0.84  # a column
    return [
        (0, 0),
        (0.048, 0),
        (0.052, 0.004),
        (0.052, body - 0.004),
        (0.048, body),
        (0.01, body + 0.002),
        (0.009, high),
    ]


def _table_lamp(work: Workshop, spec: Spec, rng: random.Random) -> None:
    width = {"drum": 0.27, "cone": 0.29, "dome": 0.25, "mushroom": 0.31, "bell": 0.26}[spec.silhouette]
    width *= rng.uniform(0.92, 1.1)
    rim = {"mushroom": 0.22}.get(spec.silhouette, 0.27) * rng.uniform(0.93, 1.12)
    stem_top = rim + 0.03
    work.lathe(_table_base(spec, rng, stem_top), spec.second or spec.main)
    top = _shade(work, spec, width, rim)
    if spec.silhouette in ("drum", "cone"):
        _harp(work, spec, width, stem_top, top)
    else:
        work.tube([(0, 0, stem_top - 0.01), (0, 0, top - 0.004)], 0.008, spec.second or spec.main)
        work.sphere(0.012, spec.second or spec.main, at=(0, 0, top + 0.004))


def _floor_lamp(work: Workshop, spec: Spec, rng: random.Random) -> None:
    metal = spec.second or spec.main
    width = {"drum": 0.5, "cone": 0.52, "dome": 0.5, "arched": 0.5}[spec.silhouette] * rng.uniform(0.95, 1.1)
    if spec.silhouette == "arched":
        return _arc_lamp(work, spec, metal, width)
    rim = rng.uniform(0.98, 1.1)
    if spec.silhouette == "cone":  # a tripod
        for i in range(3):
            angle = math.tau * i / 3 + 0.35
            foot = (0.27 * math.cos(angle), 0.27 * math.sin(angle), 0.0)
            work.tube([foot, (0, 0, 0.86)], 0.017, metal, taper=(0.75, 1.1))
        work.cylinder(0.035, 0.07, metal, at=(0, 0, 0.82))
        work.tube([(0, 0, 0.84), (0, 0, rim + 0.05)], 0.012, metal)
    else:
        work.cylinder(0.15, 0.024, metal, bevel=0.005)
        work.tube([(0, 0, 0.02), (0, 0, rim + 0.05)], 0.014, metal)
    top = _shade(work, spec, width, rim)
    if spec.silhouette == "dome":
        work.tube([(0, 0, rim), (0, 0, top - 0.004)], 0.012, metal)
        work.sphere(0.018, metal, at=(0, 0, top + 0.005))
    else:
        _harp(work, spec, width, rim + 0.03, top)
    return None


def _arc_lamp(work: Workshop, spec: Spec, metal: Surface, width: float) -> None:
    work.cylinder(0.16, 0.05, metal, bevel=0.006, at=(-0.5, 0, 0))
    path = [
        (-0.5, 0, 0.03), (-0.5, 0, 0.6), (-0.44, 0, 0.98), (-0.2, 0, 1.28), (0.12, 0, 1.33), (0.34, 0, 1.18),
        (0.36, 0, 1.08),
    ]  # fmt: skip
    work.tube(path, 0.015, metal, smooth=10)
    dome = smooth(SHADES["dome"], 8)
    height = 1.1 - dome[-1][1] * width
    work.lathe([(r * width, h * width) for r, h in dome], spec.main, thickness=0.004, at=(0.36, 0, height))
    work.bulb(width * 0.09, glow=4.0, at=(0.36, 0, height + 0.06))


def _pendant_lamp(work: Workshop, spec: Spec, rng: random.Random) -> None:
    work.wall = 0.5
    width = {"dome": 0.42, "globe": 0.34, "cone": 0.36, "saucer": 0.5, "bell": 0.34}[spec.silhouette]
    width *= rng.uniform(0.94, 1.1)
    metal = spec.second or spec.main
    top = _shade(work, spec, width, 0.0)
    neck = SHADES[spec.silhouette][-1][0] * width
    work.cylinder(max(0.022, neck * 1.02), 0.012, metal, at=(0, 0, top - 0.006))
    work.cylinder(0.018, 0.06, metal, at=(0, 0, top))
    ceiling = top + rng.uniform(0.2, 0.3)
    work.tube([(0, 0, top + 0.05), (0, 0, ceiling)], 0.0032, CABLE, sides=12)
    work.cylinder(0.05, 0.022, metal, at=(0, 0, ceiling - 0.004))


KINDS = (
    Kind(
        name="table lamp",
        department="home",
        silhouettes=("drum", "dome", "cone", "mushroom", "bell"),
        main=(*SOFT_SHADES, *METAL_SHADES),
        build=_table_lamp,
        main_part="shade",
        second=BASES,
        second_part="base",
        nouns=("bedside lamp", "desk lamp", "accent lamp"),
        price=(35, 220),
        sizes=("38 cm tall, 26 cm across", "44 cm tall", "42 cm tall, shade 28 cm across"),
        uses=("a dark corner", "the bedside", "a reading nook", "a sideboard", "a desk"),
        care=CARE,
        elevation=(5, 14),
    ),
    Kind(
        name="floor lamp",
        department="home",
        silhouettes=("drum", "dome", "cone", "arched"),
        main=(*SOFT_SHADES[:3], *METAL_SHADES),
        build=_floor_lamp,
        main_part="shade",
        second=(Stuff("brass"), Stuff("oak"), Stuff("walnut"), Stuff("steel", ("matte",)), Stuff("chrome")),
        second_part="stand",
        nouns=("standing lamp", "reading lamp", "standard lamp"),
        price=(80, 420),
        sizes=("148 cm tall", "155 cm tall, shade 44 cm across", "140 cm tall"),
        uses=("beside the sofa", "a dark corner", "a reading chair", "the end of a hallway"),
        care=CARE,
        elevation=(4, 10),
    ),
    Kind(
        name="pendant lamp",
        department="home",
        silhouettes=("dome", "globe", "cone", "saucer", "bell"),
        main=(*METAL_SHADES, *SOFT_SHADES[1:], Stuff("ceramic", patterns=("plain", "ribbed"))),
        build=_pendant_lamp,
        main_part="shade",
        second=(Stuff("brass"), Stuff("steel", ("matte",), ("black", "white")), Stuff("oak"), Stuff("copper")),
        second_part="fitting",
        nouns=("hanging lamp", "ceiling light", "pendant light"),
        price=(45, 320),
        sizes=("42 cm across", "34 cm across, cord 150 cm", "48 cm across"),
        uses=("over the dining table", "a kitchen island", "the hallway", "a stairwell"),
        care=CARE,
        elevation=(-6, 4),
    ),
)
