"""Handbags: a body of the main surface, handles and clasps of the second."""

from __future__ import annotations

import math
from random import Random
from typing import TYPE_CHECKING

from studio import forms
from studio.forms import Flat, Mesh, Point
from studio.kind import Kind, Stuff
from studio.spec import Spec

if TYPE_CHECKING:
    from studio.workshop import Workshop


HARDWARE = (
    Stuff("gold", ("polished",), patterns=("plain",)),
    Stuff("silver", ("polished",)),
    Stuff("brass", ("brushed",), patterns=("plain",)),
    Stuff("painted metal", ("matte",), ("black", "white")),
)


Bag = tuple[Mesh, Mesh]


def build_handbag(workshop: Workshop, spec: Spec, rng: Random) -> None:
    make = {"tote": _tote, "bucket": _bucket, "round": _round, "box": _box, "baguette": _baguette}[spec.silhouette]
    body, trim = make(rng)
    workshop.mesh(*body, spec.main)
    workshop.mesh(*trim, spec.second or spec.main)


def _tote(rng: Random) -> Bag:
    """Open at the top, wider there, two long handles."""
    width, high, deep = rng.uniform(0.28, 0.36), rng.uniform(0.24, 0.30), rng.uniform(0.09, 0.13)
    body = tapering((width * 0.84, deep), (width, deep * 0.8), high, 0.06, 7)
    arches, rivets = [], []
    rise, spread = rng.uniform(0.13, 0.19), width * 0.42
    for side in (-1, 1):
        y = side * (deep * 0.4 + 0.003)
        arches.append(handle(spread, rise + 0.05, (0, y, high - 0.05), 0.011))
        for x in (-spread / 2, spread / 2):
            tab = forms.slab(forms.rectangle(0.022, 0.05, 0.008), 0.004, 0.001)
            rivets.append(
                forms.moved(forms.moved(tab, rotate=(90, 0, 0)), (x, y + (0.004 if side > 0 else -0.001), high - 0.05))
            )
    return body, forms.joined([*arches, *rivets])


def _bucket(rng: Random) -> Bag:
    """Round, drawn in below its mouth by a cord, one arched strap."""
    radius, high = rng.uniform(0.095, 0.12), rng.uniform(0.22, 0.26)
    profile = [
        (0.001, 0),
        (radius * 0.86, 0),
        (radius * 0.92, 0.006),
        (radius, high * 0.35),
        (radius * 0.98, high * 0.7),
        (radius * 0.8, high * 0.84),
        (radius * 0.86, high * 0.93),
        (radius * 1.0, high),
        (radius * 0.98, high + 0.002),
        (radius * 0.76, high * 0.86),
        (radius * 0.3, high * 0.8),
    ]
    smooth = [(max(x, 0.001), z) for x, z, _ in forms.curve([(r, z, 0) for r, z in profile], 60)]
    body = forms.revolve(smooth, 96)
    # the gathered mouth falls into pleats
    pleated = []
    for x, y, z in body[0]:
        depth = 0.05 * max(0.0, z / high - 0.55)
        wave = 1 + depth * 2.2 * math.cos(18 * math.atan2(y, x))
        pleated.append((x * wave, y * wave, z))
    cord = forms.moved(forms.ring(radius * 0.83, 0.0045, 64), (0, 0, high * 0.845))
    tails = []
    for x, long in ((-0.012, 0.075), (0.014, 0.06)):
        path = [
            (x * 0.3, -radius * 0.86, high * 0.845),
            (x, -radius * 1.04, high * 0.78),
            (x * 1.4, -radius * 1.06, high * 0.78 - long),
        ]
        tails += [
            forms.sweep(forms.curve(path, 16), forms.oval(0.006, 0.006, count=12), up=(1, 0, 0)),
            forms.moved(forms.ball(0.0075), path[-1]),
        ]
    strap = handle(radius * 1.86, rng.uniform(0.2, 0.26), (0, 0, high * 0.72), 0.013, 0.68)
    return (pleated, body[1]), forms.joined([cord, strap, *tails])


def _round(rng: Random) -> Bag:
    """A disc on edge with a ring handle and a seam of metal round its face."""
    radius, deep = rng.uniform(0.105, 0.125), rng.uniform(0.065, 0.085)
    disc = forms.slab(forms.oval(2 * radius, 2 * radius, 2.0, 96), deep, 0.016)
    body = forms.moved(disc, (0, deep / 2, radius), (90, 0, 0))
    seam = forms.moved(forms.ring(radius * 0.86, 0.0035, 72), (0, -deep / 2, radius), (90, 0, 0))
    arch = handle(radius * 1.0, rng.uniform(0.07, 0.1), (0, 0, radius * 1.82), 0.011)
    clasp = forms.moved(forms.ball(0.010), (0, 0, 2 * radius + 0.005))
    return body, forms.joined([seam, arch, clasp])


def _box(rng: Random) -> Bag:
    """Structured, with a flap over the front, a clasp and a short top handle."""
    width, high, deep = rng.uniform(0.23, 0.28), rng.uniform(0.17, 0.21), rng.uniform(0.08, 0.1)
    body = tapering((width, deep), (width * 0.88, deep * 0.72), high, 0, 9)
    drop = high * rng.uniform(0.48, 0.6)
    corners = [(-width * 0.455, 0), (-width * 0.36, -drop), (width * 0.36, -drop), (width * 0.455, 0)]
    front = forms.slab(forms.polygon(corners, 0.03, 8), 0.006, 0.002)
    lean = math.degrees(math.atan2(deep * 0.14, high))
    front = forms.moved(front, (0, -deep * 0.36 + 0.002, high + 0.001), (90 - lean, 0, 0))
    lid = forms.moved(
        forms.slab(forms.rectangle(width * 0.91, deep * 0.72 + 0.008, 0.012), 0.006, 0.002),
        (0, 0, high - 0.002),
    )
    y = -deep * 0.36 - deep * 0.14 * drop / high
    clasp = forms.moved(
        forms.slab(forms.rectangle(0.034, 0.026, 0.006), 0.008, 0.002),
        (0, y - 0.001, high - drop + 0.012),
        (90 - lean, 0, 0),
    )
    arch = handle(width * 0.42, rng.uniform(0.07, 0.1), (0, 0, high), 0.012, 0.85)
    return forms.joined([body, front, lid]), forms.joined([clasp, arch])


def _baguette(rng: Random) -> Bag:
    """Long, low and soft, with a short shoulder strap."""
    width, high, deep = rng.uniform(0.27, 0.31), rng.uniform(0.12, 0.14), rng.uniform(0.055, 0.07)
    rings = []
    for i in range(25):
        a = math.pi * (i / 24 - 0.5)
        z = high * (0.5 + 0.5 * math.sin(a))
        full = max(math.cos(a), 0.0) ** 0.45
        sag = 1 - 0.10 * (z / high)
        rings.append(forms.level(forms.oval(width * sag * (0.86 + 0.14 * full), max(deep * full, 0.004), 4, 72), z))
    strap = handle(width * 0.86, rng.uniform(0.14, 0.18), (0, 0, high * 0.9), 0.012, 0.7)
    rings_ = [
        forms.moved(forms.ring(0.011, 0.0028), (x, 0, high * 0.93), (90, 0, 0)) for x in (-width * 0.43, width * 0.43)
    ]
    plate = forms.moved(forms.slab(forms.oval(0.032, 0.024), 0.010, 0.002), (0, -deep * 0.46, high * 0.72), (90, 0, 0))
    return forms.loft(rings), forms.joined([strap, plate, *rings_])


def tapering(bottom: Flat, top: Flat, height: float, mouth: float = 0.0, power: float = 5.0) -> Mesh:
    """A bag's body from a footprint (width, depth) to a rim; `mouth` metres of it stand open."""
    rings = []
    for inset, z in forms.rounding(height, 0.012, 0.003):
        t = z / height
        width, depth = (a + (b - a) * t for a, b in zip(bottom, top, strict=True))
        rings.append(forms.level(forms.oval(width, depth, power, 72), z, inset))
    if mouth:
        rings += [
            forms.level(forms.oval(*top, power, 72), z, inset)
            for inset, z in ((0.006, height - 0.002), (0.010, height - mouth))
        ]
    return forms.loft(rings)


def handle(spread: float, rise: float, at: Point, thick: float, squareness: float = 0.75) -> Mesh:
    """An arch in the xz plane, its feet at `at` and `spread` apart."""
    points = [
        (-spread / 2, 0, 0),
        (-spread / 2 * 0.98, 0, rise * squareness),
        (0, 0, rise),
        (spread / 2 * 0.98, 0, rise * squareness),
        (spread / 2, 0, 0),
    ]
    arch = forms.sweep(forms.curve(points, 56), forms.oval(thick, thick, count=16), up=(0, 1, 0))
    return forms.moved(arch, at)


KINDS = (
    Kind(
        name="handbag",
        department="fashion",
        silhouettes=("tote", "bucket", "round", "box", "baguette"),
        main=(
            Stuff("leather"),
            Stuff("leather"),
            Stuff("straw"),
            Stuff("rattan"),
            Stuff("velvet", patterns=("plain",)),
            Stuff("cotton", patterns=("plain", "striped", "checked", "floral")),
            Stuff("wool", patterns=("plain", "checked")),
        ),
        main_part="body",
        second=(
            *HARDWARE,
            Stuff("leather", ("satin",), ("black", "brown", "tan", "white"), ("plain",)),
            Stuff("acetate", ("glossy",)),
        ),
        second_part="handle",
        build=build_handbag,
        nouns=("bag", "purse", "shoulder bag", "day bag"),
        price=(45, 390),
        sizes=(
            "32 x 26 x 11 cm",
            "fits a 13-inch laptop",
            "24 x 19 x 9 cm",
            "small, for phone, keys and cards",
        ),
        sizes_of={
            "round": ("24 x 19 x 9 cm", "small, for phone, keys and cards"),
            "bucket": ("24 x 19 x 9 cm", "small, for phone, keys and cards"),
            "baguette": ("24 x 19 x 9 cm", "small, for phone, keys and cards"),
            "tote": ("32 x 26 x 11 cm", "fits a 13-inch laptop"),
            "box": ("24 x 19 x 9 cm", "32 x 26 x 11 cm"),
        },
        uses=("the commute", "a weekend market", "a wedding", "evenings out", "travel days"),
        care=("Keep it stuffed and out of the sun.", "Wipe with a soft damp cloth.", "Spot clean only."),
        elevation=(10, 22),
    ),
)
