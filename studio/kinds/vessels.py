"""Vases, bowls and other things that hold something."""

from __future__ import annotations

import math
import random
from typing import TYPE_CHECKING

from studio.kind import Kind, Stuff
from studio.shapes import Point2, Point3, rectangle, smooth
from studio.spec import Spec, Surface

if TYPE_CHECKING:
    from studio.workshop import Workshop

Profile = list[Point2]
SOIL = Surface("concrete", "dark wood", "matte")
WICK = Surface("cotton", "charcoal", "soft")

# a point given twice is a corner (`shapes.smooth`)
VASES: dict[str, Profile] = {
    "bottle": [(0, 0), (0.055, 0), (0.055, 0), (0.078, 0.06), (0.072, 0.13), (0.025, 0.19), (0.02, 0.25), (0.028, 0.29)],
    "round": [(0, 0), (0.05, 0), (0.05, 0), (0.105, 0.08), (0.095, 0.15), (0.045, 0.19), (0.048, 0.205)],
    "cylinder": [(0, 0), (0.058, 0), (0.062, 0.004), (0.062, 0.15), (0.062, 0.26)],
    "tapered": [(0, 0), (0.035, 0), (0.035, 0), (0.06, 0.12), (0.085, 0.24), (0.095, 0.30)],
    "hourglass": [(0, 0), (0.07, 0), (0.07, 0), (0.066, 0.05), (0.042, 0.13), (0.06, 0.22), (0.075, 0.26)],
}  # fmt: skip
BOWLS: dict[str, Profile] = {
    "shallow": [(0, 0), (0.06, 0), (0.06, 0), (0.11, 0.018), (0.16, 0.055)],
    "deep": [(0, 0), (0.045, 0), (0.045, 0), (0.095, 0.035), (0.118, 0.085), (0.122, 0.115)],
    "footed": [(0, 0.046), (0.03, 0.046), (0.085, 0.058), (0.13, 0.09), (0.14, 0.118)],
    "wavy": [(0, 0), (0.055, 0), (0.055, 0), (0.105, 0.025), (0.145, 0.075)],
}  # fmt: skip
MUGS: dict[str, Profile] = {
    "straight": [(0, 0), (0.039, 0), (0.042, 0.003), (0.042, 0.05), (0.042, 0.093)],
    "rounded": [(0, 0), (0.03, 0), (0.03, 0), (0.049, 0.03), (0.05, 0.06), (0.043, 0.085)],
    "tapered": [(0, 0), (0.029, 0), (0.029, 0), (0.037, 0.045), (0.045, 0.095)],
    "tall": [(0, 0), (0.034, 0), (0.036, 0.003), (0.037, 0.06), (0.038, 0.13)],
}
PITCHERS: dict[str, Profile] = {
    "round": [(0, 0), (0.05, 0), (0.05, 0), (0.085, 0.05), (0.083, 0.1), (0.05, 0.15), (0.052, 0.185)],
    "straight": [(0, 0), (0.056, 0), (0.06, 0.004), (0.056, 0.1), (0.052, 0.215)],
    "pear-shaped": [(0, 0), (0.058, 0), (0.058, 0), (0.075, 0.045), (0.06, 0.12), (0.042, 0.18), (0.047, 0.235)],
}
PLANTERS: dict[str, Profile] = {
    "cylinder": [(0, 0), (0.086, 0), (0.09, 0.004), (0.092, 0.08), (0.092, 0.17)],
    "tapered": [(0, 0), (0.062, 0), (0.062, 0), (0.08, 0.08), (0.1, 0.165)],
    "bowl": [(0, 0), (0.06, 0), (0.06, 0), (0.115, 0.04), (0.125, 0.09), (0.115, 0.125)],
}
GLAZES = ("white", "cream", "charcoal", "sage green", "terracotta", "cobalt blue", "mustard", "navy", "teal", "sky blue", "blush pink", "forest green", "olive", "black", "lavender", "red")  # fmt: skip


def _turned(profile: Profile, rng: random.Random) -> Profile:
    wide, high = rng.uniform(0.92, 1.12), rng.uniform(0.9, 1.1)
    return smooth([(r * wide, z * high) for r, z in profile], 10)


def _vase(work: Workshop, spec: Spec, rng: random.Random) -> None:
    work.lathe(_turned(VASES[spec.silhouette], rng), spec.main, thickness=0.005)


def _bowl(work: Workshop, spec: Spec, rng: random.Random) -> None:
    profile = _turned(BOWLS[spec.silhouette], rng)
    part = work.lathe(profile, spec.main, thickness=0.005)
    if spec.silhouette == "footed":
        low = profile[0][1]
        foot = [(0, 0), (0.056, 0), (0.056, 0), (0.05, low * 0.18), (0.03, low * 0.6), (0.036, low * 1.05)]
        work.lathe(smooth(foot, 8), spec.main)
    elif spec.silhouette == "wavy":
        rim, lobes = max(z for _, z in profile), rng.choice((6, 7, 8))

        def wave(point: Point3) -> Point3:
            x, y, z = point
            share = (z / rim) ** 1.5
            swing = 1 + 0.07 * share * math.cos(lobes * math.atan2(y, x))
            return (x * swing, y * swing, z)

        work.bend(part, wave)


def _handle(work: Workshop, surface: Surface, low: Point2, high: Point2, reach: float, bar: float) -> None:
    """A C from the wall at `high` to the wall at `low`, (radius, height) both, on the right."""
    (r0, z0), (r1, z1) = low, high
    middle = (z0 + z1) / 2
    out = max(r0, r1) + reach
    path = [
        (r1 - bar * 0.6, 0, z1), (r1 + reach * 0.55, 0, z1 + bar * 0.4), (out, 0, z1 - (z1 - z0) * 0.22),
        (out, 0, middle - (z1 - z0) * 0.12), (r0 + reach * 0.5, 0, z0 + (z1 - z0) * 0.06), (r0 - bar * 0.6, 0, z0),
    ]  # fmt: skip
    plain = Surface(surface.material, surface.color, surface.finish)
    work.tube(path, bar, plain, smooth=10, rotate=(0, 0, -12))


def _at(profile: Profile, z: float) -> Point2:
    """The wall's radius at height z, and z."""
    wall = [p for p in profile if p[0] > 0.01]
    return (min(wall, key=lambda p: abs(p[1] - z))[0], z)


def _mug(work: Workshop, spec: Spec, rng: random.Random) -> None:
    profile = _turned(MUGS[spec.silhouette], rng)
    work.lathe(profile, spec.main, thickness=0.0035)
    rim = profile[-1][1]
    _handle(work, spec.main, _at(profile, rim * 0.22), _at(profile, rim * 0.8), 0.026, 0.0052)


def _pitcher(work: Workshop, spec: Spec, rng: random.Random) -> None:
    profile = _turned(PITCHERS[spec.silhouette], rng)
    part = work.lathe(profile, spec.main, thickness=0.0042)
    rim = profile[-1][1]

    def spout(point: Point3) -> Point3:
        """Draws the rim out to the left, and a little up."""
        x, y, z = point
        near = max(0.0, (z - rim * 0.72) / (rim * 0.28)) ** 2
        aim = max(0.0, -x / max(1e-6, math.hypot(x, y))) ** 7
        return (x * (1 + 0.6 * near * aim), y * (1 - 0.25 * near * aim), z + 0.012 * near * aim)

    work.bend(part, spout)
    _handle(work, spec.main, _at(profile, rim * 0.28), _at(profile, rim * 0.86), 0.045, 0.0075)


def _planter(work: Workshop, spec: Spec, rng: random.Random) -> None:
    if spec.silhouette == "square":
        side, high = rng.uniform(0.15, 0.17), rng.uniform(0.14, 0.17)
        outer, inner = rectangle(side, side, 0.012), rectangle(side - 0.018, side - 0.018, 0.006)
        work.prism(outer, high, spec.main, holes=(inner,), bevel=0.003)
        work.box((side - 0.012, side - 0.012, high - 0.02), SOIL, bevel=0.001, at=(0, 0, 0.003))
        soil = side * 0.4
    else:
        profile = _turned(PLANTERS[spec.silhouette], rng)
        work.lathe(profile, spec.main, thickness=0.007)
        high = profile[-1][1]
        soil = _at(profile, high - 0.016)[0] - 0.004
        work.cylinder(soil, 0.006, SOIL, bevel=0.001, at=(0, 0, high - 0.022))
    if spec.second:
        foot, wide = 0.05, (0.055 if spec.silhouette != "cylinder" else 0.07)
        for part in list(work.parts):
            part.location.z += foot
        leg = work.tube([(wide + 0.012, 0, 0), (wide - 0.004, 0, foot + 0.012)], 0.0085, spec.second, taper=(0.7, 1.0))
        count = 4 if spec.silhouette == "square" else 3
        leg.rotation_euler[2] = -math.pi / 2 - math.pi / count  # two in front: one alone looks like a peg
        work.ring_of(leg, count)


def _candle(work: Workshop, wax: Surface, radius: float, height: float, z: float) -> None:
    work.cylinder(radius, height, wax, bevel=radius * 0.15, at=(0, 0, z))
    work.tube([(0, 0, z + height - 0.002), (0.0008, 0, z + height + 0.008)], 0.0009, WICK, sides=8)


def _candle_holder(work: Workshop, spec: Spec, rng: random.Random) -> None:
    wax = spec.second or Surface("wax", "cream", "matte")
    grow = rng.uniform(0.92, 1.1)
    if spec.silhouette == "candlestick":
        high = 0.13 * grow
        stick = [
            (0, 0), (0.045, 0), (0.045, 0), (0.042, 0.006), (0.014, 0.018), (0.0075, 0.04), (0.0075, high * 0.55),
            (0.013, high * 0.66), (0.0075, high * 0.77), (0.015, high - 0.012), (0.0165, high), (0.0165, high), (0, high),
        ]  # fmt: skip
        work.lathe(smooth(stick, 8), spec.main)
        _candle(work, wax, 0.0105, 0.17 * grow, high - 0.002)
    elif spec.silhouette == "saucer":
        dish = [(0, 0), (0.05, 0), (0.05, 0), (0.064, 0.006), (0.07, 0.018)]
        work.lathe(smooth(dish, 8), spec.main, thickness=0.003)
        work.lathe([(0.017, 0.002), (0.015, 0.012), (0.0155, 0.034)], spec.main, thickness=0.003)
        ring = [
            (0.09 + 0.019 * math.cos(a / 8 * math.tau), 0, 0.018 + 0.016 * math.sin(a / 8 * math.tau)) for a in range(8)
        ]
        work.tube(ring, 0.0033, spec.main, closed=True, smooth=6, rotate=(0, 0, -20))
        _candle(work, wax, 0.0112, 0.11 * grow, 0.005)
    elif spec.silhouette == "cup":
        cup = [(0, 0), (0.034, 0), (0.034, 0), (0.046, 0.02), (0.046, 0.045 * grow)]
        work.lathe(smooth(cup, 8), spec.main, thickness=0.004)
        _candle(work, wax, 0.0375, 0.075 * grow, 0.0045)
    else:  # pedestal
        high = 0.07 * grow
        foot = [(0, 0), (0.042, 0), (0.042, 0), (0.036, 0.008), (0.014, 0.028), (0.014, high * 0.6), (0.046, high * 0.92), (0.058, high * 0.95), (0.058, high * 0.95), (0.058, high), (0.058, high), (0, high)]  # fmt: skip
        work.lathe(smooth(foot, 8), spec.main)
        _candle(work, wax, 0.034, 0.095 * grow, high - 0.001)


KINDS = (
    Kind(
        name="vase", department="home", silhouettes=tuple(VASES),
        main=(
            Stuff("ceramic", colors=GLAZES), Stuff("porcelain"), Stuff("glass"), Stuff("brass"), Stuff("concrete"),
            Stuff("marble"),
        ),
        build=_vase, nouns=("flower vase", "bud vase"), price=(18, 140),
        sizes=("20 cm tall", "26 cm tall, 12 cm across", "31 cm tall"),
        uses=("fresh stems", "a mantelpiece", "the dining table", "dried grasses"),
        care=("Rinse with warm water and dry.", "Change the water every two days."),
    ),
    Kind(
        name="bowl", department="home", silhouettes=tuple(BOWLS),
        main=(
            Stuff("ceramic", colors=GLAZES), Stuff("porcelain"), Stuff("glass"), Stuff("oak"), Stuff("walnut"),
            Stuff("brass"), Stuff("marble"), Stuff("terrazzo"),
        ),
        build=_bowl, nouns=("serving bowl", "fruit bowl", "salad bowl"), price=(16, 120),
        sizes=("24 cm across, 11 cm high", "30 cm across", "28 cm across, 6 cm high"),
        sizes_of={"shallow": ("28 cm across, 6 cm high", "30 cm across"), "deep": ("24 cm across, 11 cm high",), "footed": ("24 cm across, 11 cm high", "30 cm across"), "wavy": ("28 cm across, 6 cm high", "30 cm across")},
        uses=("serving salad", "fruit on the counter", "keys by the door", "a centrepiece"),
        care=("Hand wash in warm water.", "Dry at once with a soft cloth."), elevation=(22, 34),
    ),
    Kind(
        name="mug", department="home", silhouettes=tuple(MUGS),
        main=(Stuff("ceramic", colors=GLAZES), Stuff("porcelain"), Stuff("glass", ("clear", "tinted")), Stuff("painted metal", colors=("white", "cream", "navy", "red", "forest green", "sky blue", "black"))),
        build=_mug, nouns=("coffee mug", "coffee cup", "tea mug"), price=(10, 42),
        sizes=("holds 300 ml", "holds 350 ml, 9 cm tall", "holds 420 ml"),
        uses=("morning coffee", "tea at a desk", "hot chocolate", "a housewarming gift"),
        care=("Dishwasher safe.", "Do not heat empty."), elevation=(16, 28),
    ),
    Kind(
        name="pitcher", department="home", silhouettes=tuple(PITCHERS),
        main=(Stuff("ceramic", colors=GLAZES), Stuff("porcelain"), Stuff("glass", ("clear", "tinted")), Stuff("copper"), Stuff("steel", ("brushed",), ("silver",))),
        build=_pitcher, nouns=("jug", "water jug", "carafe"), price=(22, 95),
        sizes=("holds 1.2 litres", "21 cm tall, holds 1 litre", "holds 1.5 litres"),
        uses=("water at the table", "lemonade outdoors", "wildflowers", "a Sunday brunch"),
        care=("Hand wash; let it dry upside down.", "Not for hot liquids."), elevation=(12, 24),
    ),
    Kind(
        name="planter", department="home", silhouettes=(*PLANTERS, "square"),
        main=(
            Stuff("ceramic", colors=GLAZES), Stuff("ceramic", ("matte",), ("terracotta",), ("plain",)), Stuff("concrete"),
            Stuff("terrazzo"), Stuff("painted metal", colors=("white", "black", "sage green", "mustard", "navy")),
            Stuff("rattan"), Stuff("brass"),
        ),
        build=_planter, second=(Stuff("oak"), Stuff("walnut"), Stuff("brass"), Stuff("steel", ("matte",), ("black", "white"))),
        second_part="feet", nouns=("plant pot", "flowerpot", "cachepot"), price=(18, 110),
        sizes=("18 cm across, 22 cm tall", "for pots up to 15 cm", "20 cm across"),
        uses=("a windowsill fern", "a balcony", "a leafy corner", "herbs in the kitchen"),
        care=("Wipe with a damp cloth.", "Bring indoors before frost."), elevation=(18, 30),
    ),
    Kind(
        name="candle holder", department="home", silhouettes=("candlestick", "saucer", "cup", "pedestal"),
        main=(
            Stuff("brass"), Stuff("ceramic", colors=GLAZES, patterns=("plain", "speckled", "ribbed")), Stuff("glass", ("tinted", "clear")),
            Stuff("marble"), Stuff("steel", ("matte",), ("black", "white")), Stuff("walnut"), Stuff("concrete"), Stuff("silver"),
        ),
        build=_candle_holder, main_part="holder",
        second=(Stuff("wax", colors=("white", "cream", "terracotta", "sage green", "navy", "mustard", "blush pink", "black", "lavender", "burgundy"), patterns=("plain",)),),
        second_part="candle", nouns=("candlestick", "candle stand", "taper holder"), price=(14, 90),
        sizes=("13 cm tall", "for tapers of 2.2 cm", "10 cm across"),
        sizes_of={"candlestick": ("13 cm tall", "for tapers of 2.2 cm"), "saucer": ("for tapers of 2.2 cm", "10 cm across"), "cup": ("10 cm across",), "pedestal": ("10 cm across",)},
        uses=("a dinner table", "a windowsill in winter", "a mantelpiece", "the bath's edge"),
        care=("Lift wax off once it is cold.", "Never leave a lit candle alone."), elevation=(8, 20),
    ),
)  # fmt: skip
