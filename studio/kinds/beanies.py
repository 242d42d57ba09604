"""Knitted beanies."""

from __future__ import annotations

import math
from random import Random
from typing import TYPE_CHECKING

from studio import forms
from studio.forms import Mesh, Point
from studio.kind import Kind, Stuff
from studio.kinds.hats import LONGER, skin
from studio.spec import Spec

if TYPE_CHECKING:
    from studio.workshop import Workshop


def build_beanie(workshop: Workshop, spec: Spec, rng: Random) -> None:
    """Knitted in ribs; the second surface is its turn-up, and its pompom where it has one."""
    radius, ribs = 0.098, rng.choice((28, 34, 40))
    tall = {"cuffed": 0.165, "pompom": 0.16, "slouchy": 0.20}[spec.silhouette] * rng.uniform(0.95, 1.08)
    cuff = {"cuffed": 0.062, "pompom": 0.055, "slouchy": 0.030}[spec.silhouette] * rng.uniform(0.9, 1.15)
    lean = 0.055 if spec.silhouette == "slouchy" else 0.0
    swell = 1.10 if spec.silhouette == "slouchy" else 1.0
    dome = [
        (0.96, 0.004),
        (1.0, cuff * 0.9),
        (1.0 * swell, tall * 0.55),
        (0.86 * swell, tall * 0.78),
        (0.55 * swell, tall * 0.94),
        (0.2, tall),
        (0, tall),
    ]
    crown = [(max(x, 0.0004), z) for x, z, _ in forms.curve([(radius * r, z, 0) for r, z in dome], 72)]
    fold = [
        (0.9, 0),
        (1.03, 0),
        (1.075, 0.004),
        (1.09, cuff * 0.5),
        (1.075, cuff - 0.005),
        (1.045, cuff),
        (0.96, cuff - 0.002),
    ]

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
    skin(workshop, [(radius * r, z) for r, z in fold], spec.second or spec.main, knit, turn, 14, 40, ribs * 8)
    if spec.silhouette == "pompom":
        size = rng.uniform(0.036, 0.044)
        workshop.mesh(*_fluffy(size, rng), spec.second or spec.main, at=(0, 0, tall + size * 0.72))


def _fluffy(size: float, rng: Random) -> Mesh:
    """A ball of yarn ends: tufts all over a sphere."""
    tufts = [forms.ball(size * 0.8, count=20)]
    count = 260
    for i in range(count):
        z = 1 - 2 * (i + 0.5) / count
        turn = 180 * (3 - math.sqrt(5)) * i
        tuft = forms.revolve(
            [
                (size * 0.03, size * 0.6),
                (size * 0.09, size * 0.86),
                (size * 0.02, size * rng.uniform(0.98, 1.1)),
            ],
            6,
        )
        tufts.append(forms.moved(tuft, rotate=(0, math.degrees(math.acos(z)), turn)))
    return forms.joined(tufts)


KINDS = (
    Kind(
        name="beanie",
        department="fashion",
        silhouettes=("cuffed", "pompom", "slouchy"),
        main=(
            Stuff("wool", patterns=("plain", "striped", "checked")),
            Stuff("wool", patterns=("plain",)),
            Stuff("cotton", patterns=("plain", "striped")),
        ),
        second=(Stuff("wool", patterns=("plain",)),),
        second_part="cuff",
        build=build_beanie,
        nouns=("knit hat", "woolly hat", "winter hat", "bobble hat"),
        price=(16, 68),
        sizes=("one size", "fits 54 to 60 cm", "22 cm tall"),
        uses=("the first frost", "ski weekends", "the school run", "a stocking filler", "winter walks"),
        care=("Wash by hand, dry flat.", "Wool cycle at 30 degrees.", "Do not tumble dry."),
        elevation=(8, 18),
    ),
)
