"""Earrings, a pair lying face up."""

from __future__ import annotations

import math
from random import Random
from typing import TYPE_CHECKING

from studio import forms
from studio.forms import Mesh
from studio.kind import Kind
from studio.kinds.jewellery import CARE, METALS, STONES, set_stones, stone
from studio.spec import Spec, Surface

if TYPE_CHECKING:
    from studio.workshop import Workshop


Earring = tuple[Mesh, Mesh, float]


def build_earrings(workshop: Workshop, spec: Spec, rng: Random) -> None:
    """The pair lies face up, one a little higher, which fills a square picture."""
    make = {"hoops": _hoop, "studs": _stud, "drops": _drop, "fans": _fan}[spec.silhouette]
    metal, gems, half = make(spec.second or spec.main, rng)
    gap, slope = half * rng.uniform(1.1, 1.2), rng.choice((-1, 1)) * rng.uniform(0.6, 0.75)
    for side in (-1, 1):
        turn, at = (0, 0, side * rng.uniform(2, 9)), (side * gap, side * slope * half, 0)
        workshop.mesh(*forms.moved(metal, at, turn), spec.main)
        set_stones(workshop, forms.moved(gems, at, turn), spec.second or spec.main)


def _hoop(gem: Surface, rng: Random) -> Earring:
    """A lying hoop that stones are threaded on."""
    radius, wire = rng.uniform(0.013, 0.017), rng.uniform(0.0013, 0.0022)
    hoop = forms.sweep(forms.arc(radius, 95, 440, 80), forms.oval(2 * wire, 2 * wire, count=16))
    size = wire * 1.3 + 0.0017
    beads = [forms.ball(size)] * 3
    angles = [math.radians(270 + k * math.degrees(2.15 * size / radius)) for k in (-1, 0, 1)]
    threaded = [
        forms.moved(bead, (radius * math.cos(a), radius * math.sin(a), size))
        for bead, a in zip(beads, angles, strict=True)
    ]
    return forms.moved(hoop, (0, 0, size)), forms.joined(threaded), radius + size


def _stud(gem: Surface, rng: Random) -> Earring:
    """A stone in a scalloped or a plain rim."""
    radius, lobes = rng.uniform(0.0050, 0.0065), rng.choice((0, 6, 8))
    wavy = [
        (
            x * (1 + 0.09 * math.cos(lobes * math.atan2(y, x))),
            y * (1 + 0.09 * math.cos(lobes * math.atan2(y, x))),
        )
        for x, y in forms.oval(2.9 * radius, 2.9 * radius, count=128)
    ]
    rim = forms.block(wavy, [(0.0006, 0), (0, 0.0006), (0, 0.0016), (0.0012, 0.0026), (0.003, 0.0028)])
    gem_at = (0, 0, 0.0024 + radius * (0.45 if gem.material == "pearl" else 0.62))
    return rim, forms.moved(stone(radius, gem, 12), gem_at), radius * 1.45


def _drop(gem: Surface, rng: Random) -> Earring:
    """An ear wire, a disc and a teardrop of stone, in a line."""
    long, wide = rng.uniform(0.020, 0.027), rng.uniform(0.0105, 0.0135)
    tear = forms.revolve(
        [
            (wide / 2 * 1.24 * math.sin(math.pi * t) ** 0.62 * (1 - 0.5 * t), long * t)
            for t in (i / 24 for i in range(25))
        ],
        10 if gem.material == "gemstone" else 32,
    )
    tear = forms.moved(tear, rotate=(-90, 0, 0))
    lift = -forms.lowest(tear)
    disc = forms.moved(forms.slab(forms.oval(wide * 0.8, wide * 0.8), 0.0018, 0.0005), (0, long + wide * 0.44, lift))
    links = [forms.moved(forms.ring(0.0020, 0.0006), (0, y, lift + 0.001)) for y in (long - 0.0002, long + wide * 0.86)]
    start = long + wide * 0.98
    wire = [
        (0, start, 0),
        (0, start + 0.009, 0),
        (0.004, start + 0.0145, 0),
        (0.0085, start + 0.010, 0),
        (0.0095, start, 0),
    ]
    hook = forms.moved(forms.sweep(forms.curve(wire), forms.oval(0.0012, 0.0012, count=12)), (0, 0, lift + 0.001))
    metal = forms.joined([disc, hook, *links])
    centre = (0, -(start + 0.0145) / 2, 0)
    return forms.moved(metal, centre), forms.moved(tear, centre), wide * 0.75


def _fan(gem: Surface, rng: Random) -> Earring:
    """A ribbed half-disc hanging from a round stone."""
    radius, ribs = rng.uniform(0.014, 0.018), 9
    spread = math.radians(rng.uniform(115, 165))
    edge = []
    for i in range(ribs * 8 + 1):
        angle = -math.pi / 2 - spread / 2 + spread * i / (ribs * 8)
        reach = radius * (1 + 0.05 * abs(math.sin(math.pi * i / 8)))
        edge.append((reach * math.cos(angle), reach * math.sin(angle)))
    sheet = forms.slab([*edge, (0.0015, -0.001), (-0.0015, -0.001)], 0.0016, 0.0003)
    spokes = []
    for i in range(ribs + 1):
        angle = -math.pi / 2 - spread / 2 + spread * i / ribs
        path = [(k * radius * math.cos(angle), k * radius * math.sin(angle), 0.0015) for k in (0.1, 0.5, 0.98)]
        spokes.append(forms.sweep(path, forms.oval(0.0011, 0.0011, count=10)))
    size = rng.uniform(0.0040, 0.0050)
    cup = forms.moved(
        forms.revolve([(size * 0.9, 0), (size * 1.15, 0.001), (size * 1.15, 0.0026), (size, 0.003)]),
        (0, size * 0.9, 0),
    )
    gem_at = (0, size * 0.9, 0.003 + size * (0.2 if gem.material == "pearl" else 0.4))
    shift = (0, radius * 0.3, 0)
    metal = forms.moved(forms.joined([sheet, *spokes, cup]), shift)
    return (
        metal,
        forms.moved(forms.moved(stone(size, gem, 12), gem_at), shift),
        radius * math.sin(spread / 2) * 1.05,
    )


KINDS = (
    Kind(
        name="earrings",
        department="fashion",
        silhouettes=("hoops", "studs", "drops", "fans"),
        main=METALS,
        second=STONES,
        second_part="stones",
        build=build_earrings,
        nouns=("pair of earrings", "ear jewellery", "statement earrings"),
        plural="earrings",
        price=(24, 260),
        sizes=("3 cm long, 4 g each", "2 cm across", "4.5 cm long", "light enough to forget"),
        uses=("a wedding guest", "the office", "evenings out", "a bridesmaid gift", "every day"),
        care=CARE,
        elevation=(62, 76),
    ),
)
