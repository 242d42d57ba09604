"""Hats with a brim and a band, and knitted beanies."""

from __future__ import annotations

import math
from collections.abc import Callable
from random import Random
from typing import TYPE_CHECKING

from catalog.studio import forms
from catalog.studio.forms import Flat, Mesh, Point
from catalog.studio.kind import Kind, Stuff
from catalog.studio.spec import Spec, Surface

if TYPE_CHECKING:
    from catalog.studio.workshop import Workshop

LONGER = 1.14
"""A head is longer than wide."""
BRIM = 0.005
"""Thickness."""
Bend = Callable[[Point], Point]
Parts = tuple[list[Flat], list[Flat], Bend]
"""A crown and a brim as profiles, and how both are bent."""


def build_hat(workshop: Workshop, spec: Spec, rng: Random) -> None:
    """Brim and crown turned as one, then bent; the band follows the crown's foot and is bent with it."""
    make = {"wide brim": _wide_brim, "fedora": _fedora, "bucket": _bucket, "boater": _boater, "cloche": _cloche}
    crown, brim, bend = make[spec.silhouette](rng)
    high = rng.uniform(0.028, 0.042) * (0.75 if spec.silhouette in ("bucket", "cloche") else 1)
    turn = rng.uniform(-35, 35)
    skin(workshop, [*brim, *crown], spec.main, bend, turn, rng.choice((20, 26, 32)))
    skin(workshop, _band(crown, high), spec.second, bend, turn, 40)


def skin(workshop: Workshop, profile: list[Flat], surface: Surface, bend: Bend, turn: float = 0, units: int = 24, cells: int = 150, sides: int = 144) -> None:
    """A profile turned about z and then bent, with the pattern running round it, `units` of it at the widest."""
    even = forms.resampled(profile, cells)
    around = math.tau * max(r for r, _ in profile)
    workshop.pattern = around / units

    def at(u: float, v: float) -> Point:
        r, z = even[round(v * cells)]
        angle = math.tau * u
        return bend((r * math.cos(angle), r * math.sin(angle) * LONGER, z))

    length = sum(math.dist(a, b) for a, b in zip(even, even[1:]))
    workshop.grid(at, (around, length), surface, cells=(sides, cells), merge=True, rotate=(0, 0, turn))


def _band(crown: list[Flat], high: float) -> list[Flat]:
    """The crown's own wall from its foot up, a little outside it."""
    start = crown[0][1]
    wall = [(r, z) for r, z in crown if z <= start + high]
    outside = [(r + 0.0028, z + 0.0006) for r, z in wall]
    return [(wall[0][0] - 0.002, wall[0][1]), *outside, (wall[-1][0] - 0.002, wall[-1][1] + 0.001)]


def _wall(points: list[Flat], count: int = 64) -> list[Flat]:
    """A smooth crown from its foot to its middle."""
    return [(max(x, 0.0005), z) for x, z, _ in forms.curve([(r, z, 0) for r, z in points], count)]


def _flat_brim(inner: float, outer: float, foot: float, drop: float) -> list[Flat]:
    """Under side out, edge, upper side in to the crown; its edge `drop` lower than the foot."""
    under, over = [], []
    for i in range(15):
        t = i / 14
        r, z = inner + (outer - inner) * t, foot - drop * t**1.3
        under.append((r, z - BRIM))
        over.append((r, z))
    return [*under, (outer + 0.0018, foot - drop - BRIM / 2), *reversed(over[1:])]


def _wide_brim(rng: Random) -> Parts:
    outer, wave, phase = rng.uniform(0.19, 0.23), rng.uniform(0.006, 0.014), rng.uniform(0, 6)
    crown = _wall([(0.086, 0.05), (0.085, 0.08), (0.080, 0.12), (0.058, 0.145), (0.025, 0.152), (0, 0.153)])

    def bend(p: Point) -> Point:
        out = max(0.0, math.hypot(p[0], p[1] / LONGER) - 0.09) / 0.12
        return p[0], p[1], p[2] + wave * out**1.5 * math.sin(3 * math.atan2(p[1], p[0]) + phase)

    return crown, _flat_brim(0.086, outer, 0.05, rng.uniform(0.015, 0.04)), bend


def _fedora(rng: Random) -> Parts:
    outer, dent = rng.uniform(0.135, 0.15), rng.uniform(0.020, 0.028)
    crown = _wall([(0.085, 0.03), (0.083, 0.07), (0.077, 0.12), (0.066, 0.142), (0.04, 0.150), (0.02, 0.151), (0, 0.151)])

    def bend(p: Point) -> Point:
        """A crease along the top, two pinches at the front, the brim up behind and at the sides."""
        x, y, z = p
        up = max(0.0, (z - 0.085) / 0.066)
        z -= dent * up**2 * math.exp(-((x / 0.022) ** 2)) * (0.75 + 3.0 * max(-0.08, min(0.08, y)))
        pinch = 0.34 * up * math.exp(-(((y + 0.062) / 0.04) ** 2))
        out = max(0.0, math.hypot(x, y / LONGER) - 0.09) / 0.055
        z += 0.016 * min(out, 1.2) ** 1.6 * (x / 0.14) ** 2 + (0.012 * min(out, 1.2) if y > 0.06 else 0) * min(1, (y - 0.06) / 0.06)
        return x * (1 - pinch), y, z

    return crown, _flat_brim(0.085, outer, 0.03, rng.uniform(0.004, 0.01)), bend


def _bucket(rng: Random) -> Parts:
    outer = rng.uniform(0.125, 0.145)
    crown = _wall([(0.090, 0.055), (0.086, 0.10), (0.081, 0.137), (0.076, 0.143), (0.05, 0.146), (0.02, 0.147), (0, 0.147)])
    return crown, _flat_brim(0.090, outer, 0.055, rng.uniform(0.042, 0.05)), lambda p: p


def _boater(rng: Random) -> Parts:
    outer, high = rng.uniform(0.135, 0.155), rng.uniform(0.075, 0.095)
    crown = [(0.085, 0.006), (0.085, 0.02), (0.085, 0.03), (0.085, 0.036), (0.085, 0.042), (0.0845, high - 0.004), (0.0825, high - 0.001), (0.079, high),
             (0.04, high + 0.001), (0.0005, high + 0.001)]  # fmt: skip
    return crown, _flat_brim(0.085, outer, 0.006, 0.0), lambda p: p


def _cloche(rng: Random) -> Parts:
    """Close and bell-shaped, the brim turned down, lower at one side."""
    crown = _wall([(0.092, 0.035), (0.091, 0.07), (0.086, 0.11), (0.066, 0.143), (0.03, 0.156), (0, 0.158)])
    flare = rng.uniform(0.108, 0.118)

    def bend(p: Point) -> Point:
        out = max(0.0, 0.045 - p[2]) / 0.045
        return p[0], p[1], p[2] + 0.014 * out * math.cos(math.atan2(p[1], p[0]) + 2.4)

    return crown, _flat_brim(0.092, flare, 0.035, rng.uniform(0.026, 0.03)), bend


def build_beanie(workshop: Workshop, spec: Spec, rng: Random) -> None:
    """Knitted in ribs; the second surface is its turn-up, and its pompom where it has one."""
    radius, ribs = 0.098, rng.choice((28, 34, 40))
    tall = {"cuffed": 0.165, "pompom": 0.16, "slouchy": 0.20}[spec.silhouette] * rng.uniform(0.95, 1.08)
    cuff = {"cuffed": 0.062, "pompom": 0.055, "slouchy": 0.030}[spec.silhouette] * rng.uniform(0.9, 1.15)
    lean = 0.055 if spec.silhouette == "slouchy" else 0.0
    swell = 1.10 if spec.silhouette == "slouchy" else 1.0
    dome = [(0.96, 0.004), (1.0, cuff * 0.9), (1.0 * swell, tall * 0.55), (0.86 * swell, tall * 0.78), (0.55 * swell, tall * 0.94), (0.2, tall), (0, tall)]
    crown = [(max(x, 0.0004), z) for x, z, _ in forms.curve([(radius * r, z, 0) for r, z in dome], 72)]
    fold = [(0.9, 0), (1.03, 0), (1.075, 0.004), (1.09, cuff * 0.5), (1.075, cuff - 0.005), (1.045, cuff), (0.96, cuff - 0.002)]

    def knit(p: Point) -> Point:
        x, y, z = p[0], p[1] / LONGER, p[2]
        grow = 1 + 0.03 * abs(math.cos(ribs / 2 * math.atan2(y, x)))
        return x * grow, y * grow, z

    def slouch(p: Point) -> Point:
        x, y, z = knit(p)
        fall = lean * 0.5 * max(0.0, z / tall - 0.5) * (1 + x / radius)
        return x + lean * max(0.0, z / tall - 0.35) ** 1.4, y, z - fall

    turn = rng.uniform(-40, 40)
    skin(workshop, crown, spec.main, slouch, turn, 14, 90, ribs * 8)
    skin(workshop, [(radius * r, z) for r, z in fold], spec.second, knit, turn, 14, 40, ribs * 8)
    if spec.silhouette == "pompom":
        size = rng.uniform(0.036, 0.044)
        workshop.mesh(*_fluffy(size, rng), spec.second, at=(0, 0, tall + size * 0.72))


def _fluffy(size: float, rng: Random) -> Mesh:
    """A ball of yarn ends: tufts all over a sphere."""
    tufts = [forms.ball(size * 0.8, count=20)]
    count = 260
    for i in range(count):
        z = 1 - 2 * (i + 0.5) / count
        turn = 180 * (3 - math.sqrt(5)) * i
        tuft = forms.revolve([(size * 0.03, size * 0.6), (size * 0.09, size * 0.86), (size * 0.02, size * rng.uniform(0.98, 1.1))], 6)
        tufts.append(forms.moved(tuft, rotate=(0, math.degrees(math.acos(z)), turn)))
    return forms.joined(tufts)


_SUMMER = ("navy", "black", "white", "red", "terracotta", "forest green", "sky blue", "mustard", "blush pink", "brown")
KINDS = (
    Kind(
        name="hat", department="fashion", silhouettes=("wide brim", "fedora", "bucket", "boater", "cloche"),
        main=(Stuff("straw"), Stuff("straw"), Stuff("wool", patterns=("plain",)), Stuff("cotton", patterns=("plain", "striped", "checked", "floral")),
              Stuff("linen", patterns=("plain", "striped")), Stuff("velvet", patterns=("plain",))),
        second=(Stuff("silk", colors=_SUMMER, patterns=("plain", "dotted", "striped")), Stuff("cotton", colors=_SUMMER, patterns=("plain",)),
                Stuff("leather", ("satin",), ("black", "brown", "tan", "burgundy"), ("plain",))),
        second_part="band", build=build_hat,
        nouns=("sun hat", "brimmed hat", "summer hat", "felt hat"), price=(24, 130),
        sizes=("56 to 58 cm", "one size, with an inner tie", "S/M, 55 to 57 cm", "brim 8 cm"),
        uses=("the beach", "garden parties", "long walks in the sun", "the races", "travel"),
        care=("Do not wash.", "Brush dust off softly.", "Store it on its crown."),
        elevation=(14, 28),
    ),  # fmt: skip
    Kind(
        name="beanie", department="fashion", silhouettes=("cuffed", "pompom", "slouchy"),
        main=(Stuff("wool", patterns=("plain", "striped", "checked")), Stuff("wool", patterns=("plain",)), Stuff("cotton", patterns=("plain", "striped"))),
        second=(Stuff("wool", patterns=("plain",)),), second_part="cuff", build=build_beanie,
        nouns=("knit hat", "woolly hat", "winter hat", "bobble hat"), price=(16, 68),
        sizes=("one size", "fits 54 to 60 cm", "22 cm tall"),
        uses=("the first frost", "ski weekends", "the school run", "a stocking filler", "winter walks"),
        care=("Wash by hand, dry flat.", "Wool cycle at 30 degrees.", "Do not tumble dry."),
        elevation=(8, 18),
    ),  # fmt: skip
)
