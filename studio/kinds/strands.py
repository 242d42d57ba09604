"""Necklace and bracelet: chains, beads and rigid hoops, laid on the floor as loops."""

from __future__ import annotations

import math
from random import Random
from typing import TYPE_CHECKING

from studio import forms
from studio.forms import Mesh, Point
from studio.kind import Kind, Stuff
from studio.kinds.jewellery import CARE, METALS, STONES, set_stones, stone
from studio.spec import Spec, Surface

if TYPE_CHECKING:
    from studio.workshop import Workshop

Spot = tuple[Point, float]
"""A place on a strand and its heading in degrees."""


def every(path: list[Point], gap: float) -> list[Spot]:
    """Places evenly along a flat path, about `gap` apart, the ends included."""
    length = forms.length_of(path)
    points = forms.resampled(path, max(2, round(length / gap)))
    ahead = [*points[1:], points[-1]]
    behind = [points[0], *points[:-1]]
    return [
        (p, math.degrees(math.atan2(b[1] - a[1], b[0] - a[0]))) for p, a, b in zip(points, behind, ahead, strict=True)
    ]


def chain(path: list[Point], link: float, wire: float) -> Mesh:
    """Oval links of length about 2 `link`, every other one nearly on edge, resting on the floor."""
    links = []
    for i, (point, heading) in enumerate(every(path, link * 1.35)):
        piece = forms.ring(link * 0.6, wire, 16, 1.5)
        leaning = forms.moved(piece, rotate=(62 if i % 2 else 6, 0, 0))
        links.append(forms.moved(leaning, point, (0, 0, heading)))
    whole = forms.joined(links)
    return forms.moved(whole, (0, 0, -forms.lowest(whole)))


def beads(path: list[Point], radius: float) -> Mesh:
    """A close string of beads on the floor."""
    count = 16 if radius < 0.003 else 24
    return forms.joined(
        forms.moved(forms.ball(radius, count=count), (x, y, radius)) for (x, y, _), _ in every(path, radius * 2.02)
    )


def strand(path: list[Point], surface: Surface, size: float) -> Mesh:
    """What a necklace of this material is made of: metal is chain, anything else is strung."""
    return chain(path, size, size * 0.2) if surface.material in ("gold", "silver") else beads(path, size)


def loop(width: float, depth: float, dip: float = 0.0) -> list[Point]:
    """A necklace's open loop from its clasp round to the clasp, its front (-y) drawn to a V by `dip`."""
    path = []
    for x, y, z in forms.arc(width / 2, 93, 447, 240, depth / 2):
        point = math.exp(-((x / (width * 0.17)) ** 2)) if y < 0 else 0.0
        path.append((x, y - dip * point, z))
    return path


def build_necklace(workshop: Workshop, spec: Spec, rng: Random) -> None:
    """Laid out as it hangs, the front towards the viewer."""
    size = rng.uniform(0.0032, 0.0044) * (0.72 if spec.main.material == "pearl" else 1)
    strands, stones = {"pendant": _pendant, "graduated": _graduated, "layered": _layered, "bar": _bar}[spec.silhouette](
        spec, size, rng
    )
    workshop.mesh(*strands, spec.main)
    set_stones(workshop, stones, spec.second or spec.main)


Necklace = tuple[Mesh, Mesh]


def _pendant(spec: Spec, size: float, rng: Random) -> Necklace:
    """One large stone in a rim, at the tip of a V."""
    path = loop(rng.uniform(0.11, 0.125), rng.uniform(0.115, 0.13), 0.016)
    tip, radius = min(p[1] for p in path), rng.uniform(0.0105, 0.0135)
    centre = (0, tip - radius - size * 1.6, 0)
    rim = forms.block(forms.oval(2.5 * radius, 2.5 * radius), [(0.001, 0), (0, 0.001), (0, 0.003), (0.002, 0.0042)])
    bail = forms.moved(forms.ring(size * 0.95, 0.0008), (0, tip - size * 0.4, 0.0022), (60, 0, 90))
    lift = 0.004 + radius * (0.15 if (spec.second or spec.main).material == "pearl" else 0.35)
    gem = forms.moved(stone(radius, spec.second or spec.main, 12), (centre[0], centre[1], lift))
    metal = forms.joined([strand(path, spec.main, size), forms.moved(rim, centre), bail])
    return metal, gem


def _graduated(spec: Spec, size: float, rng: Random) -> Necklace:
    """Large beads at the front, growing towards the middle."""
    width = rng.uniform(0.115, 0.13)
    path = loop(width, width * rng.uniform(0.98, 1.12))
    cut = int(len(path) * rng.uniform(0.27, 0.32))
    largest, centre = rng.uniform(0.0070, 0.0088), len(path) // 2
    side: list[Mesh] = []
    radius, last = largest, path[centre]
    balls = [forms.moved(forms.ball(largest), (path[centre][0], path[centre][1], largest))]
    distance = 0.0
    for point in path[centre : len(path) - cut]:
        distance += math.dist(point, last)
        last = point
        smaller = max(radius * 0.94, size)
        if distance >= radius + smaller:
            distance, radius = 0.0, smaller
            side.append(forms.moved(forms.ball(radius), (point[0], point[1], radius)))
    mirrored = [([(-x, y, z) for x, y, z in points], [tuple(reversed(f)) for f in faces]) for points, faces in side]
    strands = [strand(part, spec.main, size) for part in (path[:cut], path[len(path) - cut :])]
    return forms.joined(strands), forms.joined([*balls, *side, *mirrored])


def _layered(spec: Spec, size: float, rng: Random) -> Necklace:
    """Two strands, one inside the other, both with stones along the front."""
    width = rng.uniform(0.12, 0.13)
    outer = loop(width, width * 1.15, 0.012)
    inner = [(0.74 * x, 0.66 * y + width * 0.12, z) for x, y, z in outer]
    stones = []
    for path, spread, radius in ((outer, (-50, -25, 0, 25, 50), size * 1.25), (inner, (0,), size * 2.0)):
        for step in spread:
            x, y, _ = path[len(path) // 2 + step]
            stones.append(forms.moved(forms.ball(radius), (x, y - radius * 0.7, radius)))
    return forms.joined([strand(outer, spec.main, size), strand(inner, spec.main, size)]), forms.joined(stones)


def _bar(spec: Spec, size: float, rng: Random) -> Necklace:
    """A slim horizontal bar of metal, stones along it."""
    width = rng.uniform(0.105, 0.12)
    long, high, count = rng.uniform(0.044, 0.054), rng.uniform(0.0085, 0.011), rng.choice((3, 5))
    path = [(x, max(y, -width * 0.5), z) for x, y, z in loop(width, width * 1.16)]
    clear = [p for p in path if not (p[1] < 0 and abs(p[0]) < long / 2)]
    half = next(i for i, p in enumerate(clear) if p[0] > 0 and p[1] < 0 and i > 5)
    plate = forms.slab(forms.rectangle(long, high, high * 0.49), 0.003, 0.0008)
    y = -width * 0.5
    stones = [
        forms.moved(
            stone(high * 0.45, spec.second or spec.main, 12),
            (long * (i / (count - 1) - 0.5) * 0.72, y, 0.0036),
        )
        for i in range(count)
    ]
    sides = [strand(part, spec.main, size) for part in (clear[:half], clear[half:])]
    return forms.joined([*sides, forms.moved(plate, (0, y, 0))]), forms.joined(stones)


def build_bracelet(workshop: Workshop, spec: Spec, rng: Random) -> None:
    radius = rng.uniform(0.029, 0.033)
    make = {"bangle": _bangle, "cuff": _cuff, "chain": _linked, "beaded": _beaded}[spec.silhouette]
    body, accents = make(spec, radius, rng)
    turn = (0, 0, rng.uniform(-25, 25))
    workshop.mesh(*forms.moved(body, rotate=turn), spec.main)
    set_stones(workshop, forms.moved(accents, rotate=turn), spec.second or spec.main)


def _bangle(spec: Spec, radius: float, rng: Random) -> Necklace:
    """A closed hoop with stones around its outside."""
    high, thick, count = rng.uniform(0.009, 0.015), rng.uniform(0.0038, 0.0055), rng.choice((8, 12, 16))
    hoop = forms.sweep(forms.arc(radius, 0, 357, 120), forms.oval(thick, high, rng.choice((2, 3.5)), 28), closed=True)
    facing = forms.moved(stone(high * 0.28, spec.second or spec.main, 12), (0, -radius - thick / 2, 0), (90, 0, 0))
    stones = [forms.moved(facing, rotate=(0, 0, 360 * i / count)) for i in range(count)]
    lift = (0, 0, high / 2)
    return forms.moved(hoop, lift), forms.moved(forms.joined(stones), lift)


def _cuff(spec: Spec, radius: float, rng: Random) -> Necklace:
    """Open at the front, a stone at each end."""
    high, thick, gap = rng.uniform(0.007, 0.022), rng.uniform(0.0028, 0.0042), rng.uniform(24, 34)
    bow = forms.arc(radius, -90 + gap, 270 - gap, 110, radius * 0.84)
    body = forms.sweep(bow, lambda t: forms.oval(thick, high * (0.5 + 0.5 * math.sin(math.pi * t) ** 0.5), 4, 28))
    size = max(high * 0.36, 0.0052)
    ends = [forms.moved(forms.ball(size), (bow[i][0], bow[i][1], 0)) for i in (0, -1)]
    lift = max(high / 2, size)
    return forms.moved(body, (0, 0, lift)), forms.moved(forms.joined(ends), (0, 0, lift))


def _linked(spec: Spec, radius: float, rng: Random) -> Necklace:
    """A chunky chain with one drop."""
    size = rng.uniform(0.0056, 0.0078)
    path = forms.arc(radius, -88, 260, 120, radius * 0.92)
    drop = size * 1.05
    at = (0, -radius * 0.92 - size * 0.75 - drop, drop)
    return chain(path, size, size * 0.24), forms.moved(forms.ball(drop), at)


def _beaded(spec: Spec, radius: float, rng: Random) -> Necklace:
    """Round beads, every third or so of the second material."""
    size, each = rng.uniform(0.0042, 0.0058), rng.choice((3, 4, 6))
    count = each * round(math.tau * radius / (2.02 * size) / each)
    apart = size / math.sin(math.pi / count)
    spots = [(apart * math.cos(a), apart * math.sin(a), size) for a in (math.tau * i / count for i in range(count))]
    made = [forms.moved(forms.ball(size), at) for at in spots]
    main = [bead for i, bead in enumerate(made) if i % each]
    return forms.joined(main), forms.joined(made[::each])


KINDS = (
    Kind(
        name="necklace",
        department="fashion",
        silhouettes=("pendant", "graduated", "layered", "bar"),
        main=(*METALS, Stuff("pearl"), Stuff("acetate", ("glossy",), patterns=("plain",))),
        second=STONES,
        second_part="stones",
        build=build_necklace,
        nouns=("chain", "pendant", "collar", "strand"),
        price=(32, 340),
        sizes=("42 cm, with a 5 cm extender", "45 cm long", "40 cm, sits at the collarbone", "50 cm long"),
        uses=("an open neckline", "a wedding", "every day", "a plain black dress", "a milestone birthday"),
        care=CARE,
        elevation=(48, 62),
    ),
    Kind(
        name="bracelet",
        department="fashion",
        silhouettes=("bangle", "cuff", "chain", "beaded"),
        main=(*METALS, Stuff("acetate"), Stuff("painted wood"), Stuff("copper")),
        second=STONES,
        second_part="stones",
        build=build_bracelet,
        nouns=("bangle", "wristband", "cuff", "arm candy"),
        price=(22, 280),
        sizes=("6 cm inside", "fits wrists of 15 to 18 cm", "17 cm around", "one size"),
        uses=("stacking", "bare summer arms", "a best friend's birthday", "the office", "evenings"),
        care=CARE,
        elevation=(30, 46),
    ),
)
