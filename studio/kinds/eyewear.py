"""Sunglasses, open and standing on their rims and temple tips."""

from __future__ import annotations

import math
from random import Random
from typing import TYPE_CHECKING

from studio import forms
from studio.forms import Flat, Mesh
from studio.kind import Kind, Stuff
from studio.spec import Spec

if TYPE_CHECKING:
    from studio.workshop import Workshop

BARS = {"round": 0.004, "square": 0.009, "cat-eye": 0.009, "aviator": 0.012}
"""Height of the bridge over the middle of the lens, in metres."""


def lens(silhouette: str, scale: float) -> list[Flat]:
    """The right-hand lens (+x outwards), counter-clockwise about its middle."""
    if silhouette == "round":
        return forms.oval(0.049 * scale, 0.048 * scale, 2, 72)
    corners = {
        "square": [
            (-0.025, 0.019),
            (-0.023, -0.017),
            (-0.008, -0.022),
            (0.016, -0.022),
            (0.025, -0.016),
            (0.028, 0.018),
            (0, 0.021),
        ],
        "cat-eye": [
            (-0.026, 0.010),
            (-0.024, -0.008),
            (-0.010, -0.023),
            (0.012, -0.022),
            (0.028, -0.006),
            (0.041, 0.029),
            (0.016, 0.018),
        ],
        "aviator": [
            (-0.024, 0.018),
            (-0.022, -0.003),
            (-0.010, -0.021),
            (0.010, -0.028),
            (0.026, -0.016),
            (0.030, 0.010),
            (0.022, 0.022),
            (0, 0.022),
        ],
    }[silhouette]
    if silhouette == "aviator":
        rounded = [(x, y) for x, y, _ in forms.curve([(x, y, 0.0) for x, y in corners], 72, closed=True)]
    else:
        rounded = forms.polygon(corners, 0.009, 7)
    return [(x * scale, y * scale) for x, y in rounded]


def build_sunglasses(workshop: Workshop, spec: Spec, rng: Random) -> None:
    """Drawn flat in x and y, then stood up so that y is height and z faces the viewer."""
    scale = rng.uniform(0.97, 1.12)
    wire = (
        rng.uniform(0.0024, 0.0030)
        if spec.main.material in ("gold", "silver", "steel", "painted metal")
        else rng.uniform(0.0040, 0.0062)
    )
    deep = max(wire, 0.0034 if wire > 0.0035 else 0.002)
    right = lens(spec.silhouette, scale)
    apart = -min(x for x, _ in right) + rng.uniform(0.0075, 0.0095) + wire / 2
    right = [(x + apart, y) for x, y in right]
    left = [(-x, y) for x, y in reversed(right)]
    floor = -min(y for _, y in right) + wire / 2
    frame: list[Mesh] = []
    glasses: list[Mesh] = []
    for shape in (left, right):
        rim = forms.oval(wire, deep, 3.5 if wire > 0.0035 else 2, 14)
        frame.append(forms.sweep([(x, y, 0) for x, y in shape], rim, closed=True))
        # two panes: tinted glass is made so that four walls give its colour
        glasses += [forms.moved(forms.slab(shape, 0.0004, 0.0001), (0, 0, z)) for z in (-0.0006, 0.0002)]
    frame += _bridge(spec.silhouette, right, wire, deep)
    upright = {"at": (0, 0, floor), "rotate": (90, 0, 0)}
    standing = [forms.moved(forms.joined(part), **upright) for part in (frame, glasses)]
    temples = _temples(right, floor, wire, spec.silhouette)
    turn = (0, 0, rng.uniform(-24, 24))
    middle = (0, -0.06, 0)
    body = forms.moved(forms.moved(forms.joined([standing[0], *temples]), middle), rotate=turn)
    workshop.mesh(*body, spec.main)
    workshop.mesh(*forms.moved(forms.moved(standing[1], middle), rotate=turn), spec.second or spec.main)


def _bridge(silhouette: str, right: list[Flat], wire: float, deep: float) -> list[Mesh]:
    """From rim to rim; aviators have a second bar above it."""

    def inner(height: float) -> float:
        return min(right, key=lambda p: abs(p[1] - height) + (0.1 if p[0] > _middle(right) else 0))[0]

    def bar(height: float, bow: float) -> Mesh:
        x = inner(height)
        path = forms.curve(
            [(-x, height, 0), (-x * 0.5, height + bow, 0), (x * 0.5, height + bow, 0), (x, height, 0)], 18
        )
        return forms.sweep(path, forms.oval(wire * 0.95, deep * 0.95, 2.6, 14))

    bars = [bar(BARS[silhouette] - (0.006 if silhouette == "aviator" else 0), 0.003)]
    return [*bars, bar(0.0165, 0.0)] if silhouette == "aviator" else bars


def _middle(points: list[Flat]) -> float:
    return (min(p[0] for p in points) + max(p[0] for p in points)) / 2


def _temples(right: list[Flat], floor: float, wire: float, silhouette: str) -> list[Mesh]:
    """Both arms, from the outer upper corner back and down behind the ear to the floor."""
    level = {"round": 0.006, "square": 0.012, "cat-eye": 0.020, "aviator": 0.013}[silhouette]
    x = max(p[0] for p in right if abs(p[1] - level) < 0.006) - wire * 0.1
    high, thin = level + floor, max(wire, 0.0018)
    broad = 0.0032 if wire < 0.0035 else wire * 1.6

    def section(t: float) -> list[Flat]:
        swell = 0.75 + 0.35 * (1 - math.sin(math.pi * min(1, t * 1.3))) if wire > 0.0035 else 1
        return forms.oval(broad * swell, thin * 0.75, 4, 14)

    arms = []
    for side in (-1, 1):
        points = [
            (x, -0.001, high),
            (x + 0.001, 0.03, high),
            (x, 0.085, high * 0.96),
            (x - 0.003, 0.108, high * 0.72),
            (x - 0.007, 0.137, broad * 0.55),
        ]
        path = forms.curve([(side * a, b, c) for a, b, c in points], 40)
        arms.append(forms.sweep(path, section, up=(1, 0, 0)))
        hinge = forms.slab(forms.rectangle(0.0045, 0.006, 0.001), broad * 1.05, 0.0006)
        arms.append(forms.moved(hinge, (side * (x - 0.0012), 0.0005, high - broad / 2)))
    return arms


KINDS = (
    Kind(
        name="sunglasses",
        department="fashion",
        silhouettes=("round", "square", "cat-eye", "aviator"),
        main=(
            Stuff("acetate"),
            Stuff("acetate", ("glossy",), ("tan", "orange", "olive", "cream", "grey"), ("tortoiseshell",)),
            Stuff("gold", ("polished",), patterns=("plain",)),
            Stuff("silver", ("polished",), patterns=("plain",)),
            Stuff("painted metal", colors=("black", "white", "red", "teal", "hot pink", "cobalt blue")),
            Stuff("walnut"),
        ),
        main_part="frame",
        second=(
            Stuff(
                "glass",
                ("tinted",),
                (
                    "black",
                    "charcoal",
                    "brown",
                    "olive",
                    "forest green",
                    "navy",
                    "orange",
                    "mustard",
                    "blush pink",
                    "sky blue",
                    "plum",
                ),
                ("plain",),
            ),
        ),
        second_part="lenses",
        build=build_sunglasses,
        nouns=("shades", "pair of sunglasses", "sunnies", "eyewear"),
        plural="sunglasses",
        price=(29, 240),
        sizes=("52 mm lens, 145 mm temple", "wide fit", "small to medium faces", "one size"),
        uses=("the beach", "driving", "a city break", "festival days", "a sunny terrace"),
        care=(
            "Clean with the cloth supplied.",
            "Keep in the case.",
            "Rinse off salt and sand with fresh water.",
        ),
        elevation=(14, 26),
    ),
)
