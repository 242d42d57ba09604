"""Scarves, folded, rolled, looped or knotted, so that they fill a picture."""

from __future__ import annotations

import math
from random import Random
from typing import TYPE_CHECKING

from studio import forms
from studio.forms import Point
from studio.kind import Kind, Stuff
from studio.spec import Spec

if TYPE_CHECKING:
    from studio.workshop import Workshop


def build_scarf(workshop: Workshop, spec: Spec, rng: Random) -> None:
    {"folded": _folded, "rolled": _rolled, "infinity": _infinity, "knotted": _knotted}[spec.silhouette](
        workshop, spec, rng
    )


def _carried(workshop: Workshop, spec: Spec, path: list[Point], width: float, thick: float, turn: float) -> None:
    """A strip of cloth `width` wide along x, its length following a path in the yz plane."""
    cells = min(400, len(path) * 2)
    even = forms.resampled(path, cells)
    length = forms.length_of(even)

    def at(u: float, v: float) -> Point:
        x, y, z = even[round(v * cells)]
        return (x + (u - 0.5) * width, y, z)

    workshop.pattern = width / units(spec)
    workshop.grid(at, (width, length), spec.main, cells=(36, cells), thickness=thick, rotate=(0, 0, turn))


def _fringe(workshop: Workshop, spec: Spec, end: Point, width: float, turn: float, rng: Random) -> None:
    """Twisted threads from the cloth's end on the floor towards -y."""
    strands, (_, y, z) = [], end
    for i in range(34):
        x = (i / 33 - 0.5) * width * 0.98
        points = [
            (x, y + 0.004, z),
            (x + rng.uniform(-0.003, 0.003), y - 0.02, 0.003),
            (x + rng.uniform(-0.006, 0.006), y - 0.042, 0.0016),
        ]
        strands.append(forms.sweep(forms.curve(points, 10), forms.oval(0.0032, 0.0032, count=8)))
    workshop.mesh(*forms.joined(strands), spec.main, rotate=(0, 0, turn))


def units(spec: Spec) -> int:
    """Stripes or checks across the width: bold on wool, finer on silk."""
    return {"wool": 6, "silk": 9}.get(spec.main.material, 8)


def _folded(workshop: Workshop, spec: Spec, rng: Random) -> None:
    """A pile of folds; the upper layer hangs over the front and ends in a fringe on the floor."""
    width, deep, layers = rng.uniform(0.18, 0.22), rng.uniform(0.20, 0.24), rng.choice((4, 5))
    thick = {"wool": 0.011, "silk": 0.0055}.get(spec.main.material, 0.008)
    gap = thick * 1.5
    path: list[Point] = []
    for k in range(layers):
        z, way = thick / 2 + gap * k, 1 if (layers - k) % 2 else -1  # the uppermost runs towards the viewer
        ends = [(-way) * -deep / 2, (-way) * deep / 2]
        path += [
            (0, ends[0] + (ends[1] - ends[0]) * t, z + 0.0015 * math.sin(9 * t + k))
            for t in (i / 16 for i in range(17))
        ]
        if k < layers - 1:
            path += [
                (0, ends[1] + (-way) * gap / 2 * math.sin(a), z + gap / 2 * (1 - math.cos(a)))
                for a in (math.pi * i / 8 for i in range(1, 8))
            ]
    y, top = path[-1][1], path[-1][2]
    drape = [
        (0, y - 0.008, top - 0.001),
        (0, y - 0.016, top - 0.008),
        (0, y - 0.020, top * 0.5),
        (0, y - 0.024, thick),
        (0, y - 0.036, thick * 0.7),
        (0, y - 0.06, thick * 0.6),
    ]
    path += forms.curve([path[-1], *drape], 40)[1:]
    turn = rng.uniform(-28, 28)
    _carried(workshop, spec, path, width, thick * 0.8, turn)
    _fringe(workshop, spec, path[-1], width, turn, rng)


def _rolled(workshop: Workshop, spec: Spec, rng: Random) -> None:
    """A roll on its side, the loose end on the floor in front."""
    width, thick = rng.uniform(0.15, 0.18), {"wool": 0.0075, "silk": 0.0035}.get(spec.main.material, 0.0055)
    turns, pitch = rng.uniform(4.4, 5.4), thick * 1.3
    outer = pitch * (turns + 0.7)
    path: list[Point] = []
    steps = int(turns * 40)
    for i in range(steps + 1):
        angle = math.tau * turns * (i / steps - 1) - math.pi / 2
        radius = outer - pitch * turns * (1 - i / steps)
        # soft cloth sags: wider than high
        path.append((0, -1.14 * radius * math.cos(angle), 0.86 * (outer + radius * math.sin(angle)) + thick / 2))
    last = path[-1]
    path += [(0, last[1] - 0.010 * k, thick / 2) for k in range(1, 5)]
    turn = rng.choice((-1, 1)) * rng.uniform(22, 38)
    _carried(workshop, spec, path, width, thick * 0.8, turn)
    _fringe(workshop, spec, path[-1], width, turn, rng)


def _infinity(workshop: Workshop, spec: Spec, rng: Random) -> None:
    """One loop, laid in two rounds that cross: a slack bundle of folds that come and go along it."""
    folds, drift, phase = rng.choice((5, 6, 7)), rng.uniform(1.6, 2.4), rng.uniform(0, math.tau)
    major, minor = rng.uniform(0.118, 0.128), rng.uniform(0.040, 0.045)
    workshop.pattern = 0.05

    def at(u: float, v: float) -> Point:
        a, b = 2 * math.tau * u, math.tau * v
        over = math.cos(a / 2 + phase)  # 1 in the upper round, -1 in the lower: they change places where they cross
        gather = 1 + 0.14 * math.sin(3 * a / 2 + phase) + 0.06 * math.sin(5 * a / 2)
        crease = math.cos(folds * b + drift * math.sin(3 * a / 2) + 0.8 * math.sin(a))
        fold = 1 - 0.20 * abs(crease) ** 1.5 * (0.6 + 0.4 * math.sin(2.5 * a + 2 * b)) + 0.05 * math.sin(2 * a + 3 * b)
        r = minor * gather * fold
        out, up = 1.15 * r * math.cos(b), 0.72 * r * math.sin(b)
        ring = major * (1 - 0.15 * over) + 0.008 * math.sin(2.5 * a)
        x, y = ((side * ring + out) * way for side, way in ((1.06, math.cos(a)), (0.9, math.sin(a))))
        return (x + 0.012 * over, y, 0.036 + 0.024 * (1 + over) + up + 0.004 * math.sin(3.5 * a))

    workshop.grid(at, (2 * math.tau * major, math.tau * minor), spec.main, cells=(260, 110), merge=True)


def _knotted(workshop: Workshop, spec: Spec, rng: Random) -> None:
    """A small square tied as round a neck: a ring of folds, the knot and two pointed ends in front."""
    major, minor = rng.uniform(0.068, 0.078), rng.uniform(0.021, 0.025)
    workshop.pattern = 0.026 if spec.main.material == "silk" else 0.030
    phase, high = rng.uniform(0, 6), minor * 1.0

    def ring(u: float, v: float) -> Point:
        a, b = math.tau * u - math.pi / 2, math.tau * v
        # gathered towards the knot, in front
        gather = 0.72 + 0.28 * min(1.0, abs(u - 0.5) * -4 + 2)
        r = minor * gather * (1 + 0.10 * math.cos(6 * b + 3 * math.sin(a) + phase))
        out, up = r * math.cos(b), r * 1.0 * math.sin(b)
        return (
            (major + out) * math.cos(a),
            (major + out) * math.sin(a),
            high + up + 0.012 * (1 + math.sin(a)),
        )

    def knot(u: float, v: float) -> Point:
        a, b = math.tau * u, math.pi * v
        r = 0.024 * math.sin(b) ** 0.8 * (1 + 0.07 * math.cos(7 * a))
        return (1.05 * r * math.cos(a), -major + 0.024 * 1.05 * math.cos(b), 0.027 + r * math.sin(a))

    workshop.grid(ring, (math.tau * major, math.tau * minor), spec.main, cells=(120, 60), merge=True)
    workshop.grid(knot, (0.13, 0.07), spec.main, cells=(64, 32), merge=True)
    for side in (-1, 1):
        long, wide, splay = rng.uniform(0.085, 0.11), rng.uniform(0.075, 0.095), rng.uniform(0.45, 0.7)

        def tail(
            u: float, v: float, side: int = side, long: float = long, wide: float = wide, splay: float = splay
        ) -> Point:
            across = (2 * u - 1) * (0.012 + (wide / 2 - 0.012) * v**0.8)
            along = v * long * (1.25 - 0.5 * abs(2 * u - 1))
            pleat = 0.006 * (1 - 0.7 * v) * (1 + math.cos(3 * math.tau * u + phase))
            x = side * (0.012 + along * splay) + across * 0.9
            y = -major - 0.012 - along * 0.82 + side * across * splay
            return (x, y, 0.003 + pleat + 0.024 * (1 - v) ** 2.2)

        workshop.grid(tail, (wide, long), spec.main, cells=(48, 40), thickness=0.002)


KINDS = (
    Kind(
        name="scarf",
        department="fashion",
        silhouettes=("folded", "rolled", "infinity", "knotted"),
        main=(
            Stuff("wool", patterns=("plain", "striped", "checked")),
            Stuff("silk"),
            Stuff("cotton"),
            Stuff("linen"),
        ),
        build=build_scarf,
        nouns=("wrap", "shawl", "neck scarf", "neckerchief"),
        plural="scarves",
        price=(18, 160),
        sizes=("180 x 35 cm", "70 x 70 cm", "200 x 70 cm", "90 cm square"),
        sizes_of={
            "folded": ("180 x 35 cm", "200 x 70 cm"),
            "rolled": ("180 x 35 cm", "200 x 70 cm"),
            "infinity": ("180 x 35 cm",),
            "knotted": ("70 x 70 cm", "90 cm square"),
        },
        uses=("cold mornings", "a plain coat", "a long flight", "the handle of a bag", "a thank-you gift"),
        care=("Dry clean.", "Wash by hand in cool water.", "Iron on low, from the wrong side."),
        elevation=(26, 40),
    ),
)
