"""Hats with a brim and a band."""

from __future__ import annotations

import math
from collections.abc import Callable
from random import Random
from typing import TYPE_CHECKING

from studio import forms
from studio.forms import Flat, Point
from studio.kind import Kind, Stuff
from studio.spec import Spec, Surface

if TYPE_CHECKING:
    from studio.workshop import Workshop


LONGER = 1.14
"""A head is longer than wide."""


BRIM = 0.005
"""Thickness."""


Bend = Callable[[Point], Point]


Parts = tuple[list[Flat], list[Flat], Bend]
"""A crown and a brim as profiles, and how both are bent."""


_SUMMER = (
    "navy",
    "black",
    "white",
    "red",
    "terracotta",
    "forest green",
    "sky blue",
    "mustard",
    "blush pink",
    "brown",
)


def build_hat(workshop: Workshop, spec: Spec, rng: Random) -> None:
    """Brim and crown turned as one, then bent; the band follows the crown's foot and is bent with it."""
    make = {
        "wide brim": _wide_brim,
        "fedora": _fedora,
        "bucket": _bucket,
        "boater": _boater,
        "cloche": _cloche,
    }
    crown, brim, bend = make[spec.silhouette](rng)
    high = rng.uniform(0.028, 0.042) * (0.75 if spec.silhouette in ("bucket", "cloche") else 1)
    turn = rng.uniform(-35, 35)
    skin(workshop, [*brim, *crown], spec.main, bend, turn, rng.choice((20, 26, 32)))
    skin(workshop, _band(crown, high), spec.second or spec.main, bend, turn, 40)


def skin(
    workshop: Workshop,
    profile: list[Flat],
    surface: Surface,
    bend: Bend,
    turn: float = 0,
    units: int = 24,
    cells: int = 150,
    sides: int = 144,
) -> None:
    """A profile turned about z and then bent, the pattern running round it, `units` of it at the widest."""
    even = forms.resampled(profile, cells)
    around = math.tau * max(r for r, _ in profile)
    workshop.pattern = around / units

    def at(u: float, v: float) -> Point:
        r, z = even[round(v * cells)]
        angle = math.tau * u
        return bend((r * math.cos(angle), r * math.sin(angle) * LONGER, z))

    workshop.grid(at, (around, forms.length_of(even)), surface, cells=(sides, cells), merge=True, rotate=(0, 0, turn))


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
    crown = _wall(
        [
            (0.085, 0.03),
            (0.083, 0.07),
            (0.077, 0.12),
            (0.066, 0.142),
            (0.04, 0.150),
            (0.02, 0.151),
            (0, 0.151),
        ]
    )

    def bend(p: Point) -> Point:
        """A crease along the top, two pinches at the front, the brim up behind and at the sides."""
        x, y, z = p
        up = max(0.0, (z - 0.085) / 0.066)
        z -= dent * up**2 * math.exp(-((x / 0.022) ** 2)) * (0.75 + 3.0 * max(-0.08, min(0.08, y)))
        pinch = 0.34 * up * math.exp(-(((y + 0.062) / 0.04) ** 2))
        out = max(0.0, math.hypot(x, y / LONGER) - 0.09) / 0.055
        z += 0.016 * min(out, 1.2) ** 1.6 * (x / 0.14) ** 2 + (0.012 * min(out, 1.2) if y > 0.06 else 0) * min(
            1, (y - 0.06) / 0.06
        )
        return x * (1 - pinch), y, z

    return crown, _flat_brim(0.085, outer, 0.03, rng.uniform(0.004, 0.01)), bend


def _bucket(rng: Random) -> Parts:
    outer = rng.uniform(0.125, 0.145)
    crown = _wall(
        [
            (0.090, 0.055),
            (0.086, 0.10),
            (0.081, 0.137),
            (0.076, 0.143),
            (0.05, 0.146),
            (0.02, 0.147),
            (0, 0.147),
        ]
    )
    return crown, _flat_brim(0.090, outer, 0.055, rng.uniform(0.042, 0.05)), lambda p: p


def _boater(rng: Random) -> Parts:
    outer, high = rng.uniform(0.135, 0.155), rng.uniform(0.075, 0.095)
    crown = [
        (0.085, 0.006),
        (0.085, 0.02),
        (0.085, 0.03),
        (0.085, 0.036),
        (0.085, 0.042),
        (0.0845, high - 0.004),
        (0.0825, high - 0.001),
        (0.079, high),
        (0.04, high + 0.001),
        (0.0005, high + 0.001),
    ]
    return crown, _flat_brim(0.085, outer, 0.006, 0.0), lambda p: p


def _cloche(rng: Random) -> Parts:
    """Close and bell-shaped, the brim turned down, lower at one side."""
    crown = _wall([(0.092, 0.035), (0.091, 0.07), (0.086, 0.11), (0.066, 0.143), (0.03, 0.156), (0, 0.158)])
    flare = rng.uniform(0.108, 0.118)

    def bend(p: Point) -> Point:
        out = max(0.0, 0.045 - p[2]) / 0.045
        return p[0], p[1], p[2] + 0.014 * out * math.cos(math.atan2(p[1], p[0]) + 2.4)

    return crown, _flat_brim(0.092, flare, 0.035, rng.uniform(0.026, 0.03)), bend


KINDS = (
    Kind(
        name="hat",
        department="fashion",
        silhouettes=("wide brim", "fedora", "bucket", "boater", "cloche"),
        main=(
            Stuff("straw"),
            Stuff("straw"),
            Stuff("wool", patterns=("plain",)),
            Stuff("cotton", patterns=("plain", "striped", "checked", "floral")),
            Stuff("linen", patterns=("plain", "striped")),
            Stuff("velvet", patterns=("plain",)),
        ),
        second=(
            Stuff("silk", colors=_SUMMER, patterns=("plain", "dotted", "striped")),
            Stuff("cotton", colors=_SUMMER, patterns=("plain",)),
            Stuff("leather", ("satin",), ("black", "brown", "tan", "burgundy"), ("plain",)),
        ),
        second_part="band",
        build=build_hat,
        nouns=("sun hat", "brimmed hat", "summer hat", "felt hat"),
        price=(24, 130),
        sizes=("56 to 58 cm", "one size, with an inner tie", "S/M, 55 to 57 cm", "brim 8 cm"),
        uses=("the beach", "garden parties", "long walks in the sun", "the races", "travel"),
        care=("Do not wash.", "Brush dust off softly.", "Store it on its crown."),
        elevation=(14, 28),
    ),
)
