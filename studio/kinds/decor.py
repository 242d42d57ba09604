"""Mirrors, clocks, trays and shelves."""

from __future__ import annotations

import math
import random
from typing import TYPE_CHECKING

from studio.kind import Kind, Stuff
from studio.shapes import Point2, circle, rectangle
from studio.spec import COLORS, Spec, Surface

if TYPE_CHECKING:
    from studio.workshop import Workshop

GLASS = Surface("chrome", "silver", "polished")
HANG = (90, 0, 0)
"""A prism turned to hang on the wall: its outline upright, its height towards the room."""
FRAMES = (
    Stuff("brass"), Stuff("oak"), Stuff("walnut"), Stuff("rattan"), Stuff("steel", ("matte",), ("black", "white")),
    Stuff("painted wood", colors=("white", "black", "sage green", "terracotta", "navy", "mustard", "red", "sky blue", "blush pink")),
    Stuff("copper"), Stuff("velvet", patterns=("plain",), colors=("forest green", "burgundy", "navy", "mustard")),
)  # fmt: skip


def _arch(width: float, height: float) -> list[Point2]:
    """Round above, straight below, about the origin."""
    r = width / 2
    top = [(r * math.cos(math.pi * i / 40), height / 2 - r + r * math.sin(math.pi * i / 40)) for i in range(41)]
    return [(-r, -height / 2), (r, -height / 2), *top]


def _pebble(width: float, height: float, wave: float, lobes: int) -> list[Point2]:
    angles = [math.tau * i / 120 for i in range(120)]
    sway = [1 + wave * math.sin(lobes * a + 0.6) for a in angles]
    return [(width / 2 * s * math.cos(a), height / 2 * s * math.sin(a)) for a, s in zip(angles, sway, strict=True)]


def _mirror(work: Workshop, spec: Spec, rng: random.Random) -> None:
    work.wall = 0.003
    rim, deep = rng.uniform(0.022, 0.045), 0.03
    size = rng.uniform(0.55, 0.65)
    if spec.main.material == "velvet":
        rim = 0.06
    shapes = {
        "round": lambda cut: circle(size / 2 - cut, 96),
        "arched": lambda cut: _arch(size * 0.82 - 2 * cut, size * 1.35 - 2 * cut),
        "rectangular": lambda cut: rectangle(size * 0.8 - 2 * cut, size * 1.25 - 2 * cut, 0.03),
        "oval": lambda cut: circle(size / 2 * 0.78 - cut, 96, squeeze=(size * 0.6 - cut) / (size * 0.39 - cut)),
        "wavy": lambda cut: _pebble(size - 2 * cut, size * 1.2 - 2 * cut, 0.045, 7),
    }
    outline = shapes[spec.silhouette]
    work.prism(outline(0.0), deep, spec.main, holes=(outline(rim),), bevel=0.008, rotate=HANG)
    glass = work.prism(outline(rim * 0.6), 0.006, GLASS, bevel=0.0005, at=(0, -0.006, 0), rotate=HANG)
    # the studio behind the camera is dark, and a shop's mirror looks bright
    work.light_up(glass, 0.34, (0.95, 1.0, 1.04))


def _wall_clock(work: Workshop, spec: Spec, rng: random.Random) -> None:
    work.wall = 0.003
    size, deep = rng.uniform(0.28, 0.34), 0.035
    face = spec.second or Surface("painted metal", "white", "matte")
    rim = rng.uniform(0.012, 0.022)
    half = size / 2
    outline = {
        "round": lambda cut: circle(half - cut, 96),
        "square": lambda cut: rectangle(size - 2 * cut, size - 2 * cut, 0.05 - cut * 0.5),
        "octagonal": lambda cut: [((half - cut) / 0.924 * math.cos(math.tau * (i + 0.5) / 8), (half - cut) / 0.924 * math.sin(math.tau * (i + 0.5) / 8)) for i in range(8)],
        "scalloped": lambda cut: [((half - cut) * (0.97 + 0.03 * math.cos(12 * a)) * math.cos(a), (half - cut) * (0.97 + 0.03 * math.cos(12 * a)) * math.sin(a)) for a in (math.tau * i / 144 for i in range(144))],
    }[spec.silhouette]  # fmt: skip
    work.prism(outline(0.0), deep, spec.main, holes=(outline(rim),), bevel=0.005, rotate=HANG)
    work.prism(outline(rim * 0.5), 0.012, face, bevel=0.001, rotate=HANG)
    ink = Surface("painted metal", _contrast(face), "matte")
    _dial(work, ink, half - rim - 0.012, -0.0125, rng)


def _contrast(surface: Surface) -> str:
    code = COLORS[surface.color]
    light = sum(int(code[i : i + 2], 16) * w for i, w in ((1, 0.3), (3, 0.59), (5, 0.11)))
    return "black" if light > 110 else "white"


def _dial(work: Workshop, ink: Surface, radius: float, y: float, rng: random.Random) -> None:
    dots = rng.random() < 0.4
    for hour in range(12):
        a = math.tau * hour / 12
        reach = radius * (0.9 if dots or hour % 3 else 0.87)
        at = (reach * math.sin(a), y, reach * math.cos(a))
        if dots:
            work.cylinder(radius * (0.036 if hour % 3 else 0.055), 0.002, ink, bevel=0.0003, at=at, rotate=HANG)
        else:
            long = radius * (0.09 if hour % 3 else 0.16)
            mark = work.box((radius * 0.03, 0.002, long), ink, bevel=0.0003, at=(0, y, radius * 0.95 - long))
            mark.rotation_euler[1] = a
            mark.location = ((radius * 0.95 - long) * math.sin(a), y - 0.001, (radius * 0.95 - long) * math.cos(a))
    # ten past ten, as in every clock's picture
    for angle, share, wide in ((305, 0.52, 0.05), (60, 0.78, 0.034)):
        work.box((radius * wide, 0.002, radius * share), ink, bevel=0.0004, at=(0, y - 0.004, 0), rotate=(0, angle, 0))
    work.cylinder(radius * 0.055, 0.008, ink, bevel=0.001, at=(0, y, 0), rotate=HANG)


def _tray(work: Workshop, spec: Spec, rng: random.Random) -> None:
    width, depth = {"round": (0.36, 0.36), "rectangular": (0.46, 0.3), "oval": (0.46, 0.29)}[spec.silhouette]
    grow = rng.uniform(0.94, 1.06)
    width, depth, wall, high = width * grow, depth * grow, 0.009, rng.uniform(0.03, 0.045)

    def outline(cut: float) -> list[Point2]:
        if spec.silhouette == "rectangular":
            return rectangle(width - 2 * cut, depth - 2 * cut, 0.04 - cut)
        return circle(width / 2 - cut, 96, squeeze=(depth / 2 - cut) / (width / 2 - cut))

    work.prism(outline(0.001), 0.01, spec.main, bevel=0.002)
    work.prism(outline(0.0), high, spec.main, holes=(outline(wall),), bevel=0.0025)
    grip = spec.second or spec.main
    for side in (-1, 1):
        x, span = side * (width / 2 - wall / 2), 0.055 if spec.silhouette != "rectangular" else 0.07
        path = [(x, -span, high - 0.006), (x, -span, high + 0.016), (x, -span + 0.012, high + 0.028)]
        path = [*path, *((px, -py, pz) for px, py, pz in reversed(path))]
        if spec.silhouette != "rectangular":
            path = [
                (side * (width / 2 - wall / 2 - (1 - math.sqrt(1 - (py / depth * 2) ** 2)) * width / 2), py, pz)
                for _, py, pz in path
            ]
        work.tube(path, 0.006, grip, smooth=6)


def _shelf(work: Workshop, spec: Spec, rng: random.Random) -> None:
    work.wall = 0.001
    metal = spec.second or spec.main
    width, deep = rng.uniform(0.56, 0.68), 0.18
    levels = {"single": (0.0,), "two-tier": (0.0, 0.24), "ladder": (0.0, 0.21, 0.42)}[spec.silhouette]
    for z in levels:
        work.box((width, deep, 0.022), spec.main, bevel=0.004, at=(0, -deep / 2, z))
    for side in (-1, 1):
        x = side * (width / 2 - 0.07)
        if spec.silhouette == "single":
            arm = [(x, -0.006, -0.13), (x, -0.006, -0.012), (x, -0.016, -0.006), (x, -deep + 0.02, -0.006)]
            work.tube(arm, 0.006, metal)
            work.tube([(x, -0.006, -0.12), (x, -deep + 0.04, -0.006)], 0.005, metal)
        else:
            top = levels[-1] + 0.1
            for y in (-0.012, -deep + 0.012):
                work.tube([(x, y, -0.05), (x, y, top)], 0.0075, metal)
            work.tube([(x, -0.012, top), (x, -deep + 0.012, top)], 0.0075, metal)


KINDS = (
    Kind(
        name="mirror", department="home", silhouettes=("round", "arched", "rectangular", "oval", "wavy"),
        main=FRAMES, build=_mirror, main_part="frame", nouns=("wall mirror", "looking glass", "vanity mirror"), price=(45, 360),
        sizes=("60 cm across", "50 x 80 cm", "48 x 75 cm"),
        sizes_of={"round": ("60 cm across",), "arched": ("50 x 80 cm", "48 x 75 cm"), "rectangular": ("50 x 80 cm", "48 x 75 cm"), "oval": ("50 x 80 cm", "48 x 75 cm")},
        uses=("a narrow hallway", "above the dresser", "the bathroom", "making a small room lighter"),
        care=("Clean the glass with a dry microfibre cloth.", "Hang it on two fixings."), elevation=(-2, 6),
    ),
    Kind(
        name="wall clock", department="home", silhouettes=("round", "square", "octagonal", "scalloped"),
        main=FRAMES[:-1], build=_wall_clock, main_part="frame",
        second=(Stuff("painted metal", ("matte",), ("white", "cream", "black", "navy", "sage green", "terracotta", "mustard", "blush pink", "forest green", "charcoal")), Stuff("oak"), Stuff("marble", colors=("white", "forest green"))),
        second_part="face", nouns=("clock", "kitchen clock"), price=(28, 160),
        sizes=("30 cm across", "34 cm across", "28 x 28 cm"),
        sizes_of={"round": ("30 cm across", "34 cm across"), "octagonal": ("30 cm across", "34 cm across"), "scalloped": ("30 cm across", "34 cm across"), "square": ("28 x 28 cm",)},
        uses=("the kitchen wall", "a home office", "above a doorway", "the living room"),
        care=("Takes one AA cell.", "Dust with a dry cloth."), elevation=(-2, 6),
    ),
    Kind(
        name="tray", department="home", silhouettes=("round", "rectangular", "oval"),
        main=(
            Stuff("oak"), Stuff("walnut"), Stuff("rattan"), Stuff("marble"), Stuff("terrazzo"), Stuff("brass"), Stuff("silver"),
            Stuff("lacquer", ("glossy", "matte"), ("red", "black", "white", "navy", "teal", "mustard", "blush pink", "forest green", "cobalt blue", "orange", "sage green", "plum")),
        ),
        build=_tray, second=(Stuff("brass"), Stuff("leather", ("satin",), ("tan", "black", "brown"), ("plain",)), Stuff("steel", ("matte",), ("black",)), Stuff("chrome")),
        second_part="handles", nouns=("serving tray", "butler's tray", "catchall"), price=(22, 140),
        sizes=("46 x 30 cm", "36 cm across", "44 cm long"),
        sizes_of={"round": ("36 cm across",), "rectangular": ("46 x 30 cm", "44 cm long"), "oval": ("46 x 30 cm", "44 cm long")},
        uses=("breakfast in bed", "an ottoman", "perfume and keys", "drinks on the terrace"),
        care=("Wipe clean; do not soak.", "Dry at once."), elevation=(28, 40),
    ),
    Kind(
        name="wall shelf", department="home", silhouettes=("single", "two-tier", "ladder"),
        main=(Stuff("oak"), Stuff("walnut"), Stuff("marble", colors=("white", "forest green")), Stuff("painted wood", colors=("white", "black", "sage green", "terracotta", "navy", "mustard", "red", "sky blue"))),
        build=_shelf, main_part="boards", second=(Stuff("brass"), Stuff("steel", ("matte",), ("black", "white")), Stuff("copper")),
        second_part="brackets", nouns=("shelf", "bookshelf", "display shelf"), plural="wall shelves", price=(40, 220),
        sizes=("60 cm wide, 18 cm deep", "65 cm wide", "56 cm wide, holds 12 kg"),
        uses=("paperbacks and plants", "the kitchen's spices", "above a desk", "a small bathroom"),
        care=("Wipe with a damp cloth.", "Use the wall plugs that suit the wall."), elevation=(8, 16),
    ),
)  # fmt: skip
