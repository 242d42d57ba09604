"""Chairs, stools and side tables."""

from __future__ import annotations

import math
import random
from typing import TYPE_CHECKING

from studio.kind import Kind, Stuff
from studio.kinds.chairs import build_chair, four_legs, is_soft
from studio.shapes import rectangle, smooth
from studio.spec import Spec

if TYPE_CHECKING:
    from studio.workshop import Workshop

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


def _stool(work: Workshop, spec: Spec, rng: random.Random) -> None:
    legs = spec.second or spec.main
    soft = is_soft(spec.main)
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
        four_legs(work, legs, (side / 2 - 0.04, side / 2 - 0.04, high + 0.004), splay=0.015, bar=0.017, taper=0.8)
        reach = (side / 2 - 0.04 + 0.015 * (1 - 0.16 / high)) * math.sqrt(2)
        for turn in (45, 135):
            work.tube([(-reach, 0, 0.16), (reach, 0, 0.16)], 0.009, legs, rotate=(0, 0, turn))
        return
    radius = rng.uniform(0.165, 0.19)
    work.cylinder(radius, pad, spec.main, bevel=edge, flat=soft, at=(0, 0, high))
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
        main=(*SOFT, *HARD), build=build_chair, main_part="seat", second=LEGS, second_part="legs",
        nouns=("dining chair", "accent chair", "side chair"), price=(90, 640),
        sizes=("46 cm wide, 82 cm tall", "seat height 45 cm", "70 cm wide, 76 cm tall"),
        sizes_of={"dining": ("46 cm wide, 82 cm tall", "seat height 45 cm"), "shell": ("46 cm wide, 82 cm tall", "seat height 45 cm"), "spindle-back": ("46 cm wide, 82 cm tall", "seat height 45 cm"), "armchair": ("70 cm wide, 76 cm tall",)},
        uses=("a small dining table", "a desk", "a reading corner", "the bedroom"), care=CARE, elevation=(8, 18),
    ),
    Kind(
        name="stool", department="home", silhouettes=("round", "square", "bar", "ottoman"),
        main=(*SOFT, *HARD), build=_stool, main_part="seat", second=LEGS, second_part="legs",
        nouns=("footstool", "counter stool", "low stool"), price=(45, 260),
        sizes=("45 cm tall, 36 cm across", "66 cm tall", "38 x 38 cm"),
        sizes_of={"round": ("45 cm tall, 36 cm across",), "ottoman": ("45 cm tall, 36 cm across",), "square": ("38 x 38 cm",), "bar": ("66 cm tall",)},
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
        sizes_of={"pedestal": ("50 cm tall, 45 cm across", "48 cm tall"), "three-legged": ("50 cm tall, 45 cm across", "48 cm tall"), "tray": ("50 cm tall, 45 cm across", "48 cm tall"), "square": ("42 x 42 cm, 52 cm tall", "48 cm tall")},
        uses=("beside the sofa", "the bedside", "a lamp and a book", "a morning coffee"), care=CARE, elevation=(14, 24),
    ),
)  # fmt: skip
