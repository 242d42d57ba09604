"""The ring, and what all jewellery shares: metals and stones."""

from __future__ import annotations

import math
from collections.abc import Callable
from random import Random
from typing import TYPE_CHECKING

from studio import forms
from studio.forms import Mesh
from studio.kind import Kind, Stuff
from studio.spec import Spec, Surface

if TYPE_CHECKING:
    from studio.workshop import Workshop


METALS = (
    Stuff("gold", colors=("gold",)),
    Stuff("silver"),
    Stuff("gold", colors=("rose gold",)),
)


STONES = (
    Stuff("gemstone"),
    Stuff("gemstone"),
    Stuff("pearl", colors=("white", "cream", "blush pink", "grey")),
)


CARE = ("Store it flat in its pouch.", "Polish with a soft dry cloth.", "Take it off before swimming.")


Setting = tuple[list[Mesh], list[Mesh]]


def stone(radius: float, surface: Surface, sides: int = 8) -> Mesh:
    """A pearl, or a brilliant-cut gem whose girdle lies on z = 0."""
    if surface.material == "pearl":
        return forms.moved(forms.ball(radius), (0, 0, radius * 0.3))
    cut = [(0.02, -0.62), (0.55, -0.3), (1.0, -0.04), (1.0, 0.05), (0.78, 0.3), (0.55, 0.4), (0.02, 0.4)]
    return forms.revolve([(radius * r, radius * z) for r, z in cut], sides)


def set_stones(workshop: Workshop, mesh: Mesh, surface: Surface) -> None:
    """Gems keep their facets, pearls are round."""
    workshop.mesh(*mesh, surface, smooth=surface.material != "gemstone")


def build_ring(workshop: Workshop, spec: Spec, rng: Random) -> None:
    """Stands on its shank, turned a little, stones on top."""
    inner = rng.uniform(0.0080, 0.0090)
    shapes: dict[str, tuple[float, float, float, float]] = {
        # width at the bottom and top, thickness at the bottom and top
        "band": (0.0062, 0.0062, 0.0019, 0.0019),
        "signet": (0.0034, 0.0115, 0.0018, 0.0036),
        "solitaire": (0.0024, 0.0021, 0.0019, 0.0019),
        "flower": (0.0028, 0.0028, 0.0018, 0.0018),
    }
    wide, wide_top, thick, thick_top = (value * rng.uniform(0.92, 1.12) for value in shapes[spec.silhouette])
    outer = inner + thick

    def section(t: float) -> list[forms.Flat]:
        top = (0.5 + 0.5 * math.sin(math.tau * t)) ** 4
        deep, width = thick + (thick_top - thick) * top, wide + (wide_top - wide) * top
        return [(u - deep / 2, v) for u, v in forms.oval(deep, width, 3.2, 20)]

    shank = forms.sweep(forms.arc(inner, 0, 356.25, 96), section, closed=True)
    metal, gems = SETTINGS[spec.silhouette](spec.second or spec.main, inner, inner + thick_top, rng)
    upright = (0, 0, outer)
    turn = rng.uniform(-32, 32)
    standing = forms.joined([forms.moved(shank, rotate=(90, 0, 0)), *metal])
    workshop.mesh(*forms.moved(standing, upright, (0, 0, turn)), spec.main)
    set_stones(workshop, forms.moved(forms.joined(gems), upright, (0, 0, turn)), spec.second or spec.main)


def _band(gem: Surface, inner: float, top: float, rng: Random) -> Setting:
    """A row of small stones set into the upper half."""
    radius, stones = rng.uniform(0.0013, 0.0017), []
    step = math.degrees(2.25 * radius / top)
    for k in range(-5, 6):
        angle = math.radians(k * step)
        at = (top * math.sin(angle), 0, top * math.cos(angle))
        stones.append(forms.moved(stone(radius, gem), at, (0, math.degrees(angle), 0)))
    return [], stones


def _signet(gem: Surface, inner: float, top: float, rng: Random) -> Setting:
    """A flat metal face with a polished stone inlaid."""
    power, long = rng.choice((2.0, 4.5)), rng.uniform(0.0125, 0.0145)
    plate = forms.slab(forms.oval(long, 0.0125, power), 0.0026, 0.0007)
    inlay = forms.block(
        forms.oval(long - 0.0034, 0.0091, power), [(0, 0), (0, 0.0006), (0.0009, 0.0012), (0.002, 0.0014)]
    )
    return [forms.moved(plate, (0, 0, top - 0.0015))], [forms.moved(inlay, (0, 0, top + 0.0009))]


def _solitaire(gem: Surface, inner: float, top: float, rng: Random) -> Setting:
    """One large stone, held up by four claws."""
    radius = rng.uniform(0.0040, 0.0054)
    girdle = top + radius * 0.6
    claws = []
    for quarter in (45, 135, 225, 315):
        foot, tip = (0.0008, 0, top - 0.0008), (radius * 0.98, 0, girdle + radius * 0.24)
        path = forms.curve([foot, (radius * 0.75, 0, girdle - radius * 0.3), tip], 10)
        claw = forms.sweep(path, forms.oval(0.0010, 0.0010, count=10), up=(0, 1, 0))
        claws.append(forms.moved(claw, rotate=(0, 0, quarter)))
    return claws, [forms.moved(stone(radius, gem, 12), (0, 0, girdle))]


def _flower(gem: Surface, inner: float, top: float, rng: Random) -> Setting:
    """Petals of stones around a metal bead."""
    petals, radius = rng.choice((5, 6)), rng.uniform(0.0026, 0.0031)
    away = radius * 1.05 / math.sin(math.pi / petals)
    height = top + radius * 0.7
    petal = forms.moved(stone(radius, gem, 12), (away, 0, height), (0, 12, 0))
    stones = [forms.moved(petal, rotate=(0, 0, 360 * i / petals)) for i in range(petals)]
    heart = forms.moved(forms.ball(max(away - radius, 0.0016), 0.8), (0, 0, height))
    stem = forms.revolve(
        [(0.0012, top - 0.001), (0.002, top - 0.0006), (away * 0.8, height - radius * 0.35), (0.001, height)]
    )
    return [heart, stem], stones


SETTINGS: dict[str, Callable[[Surface, float, float, Random], Setting]] = {
    "band": _band,
    "signet": _signet,
    "solitaire": _solitaire,
    "flower": _flower,
}


KINDS = (
    Kind(
        name="ring",
        department="fashion",
        silhouettes=("band", "signet", "solitaire", "flower"),
        main=METALS,
        second=STONES,
        second_part="stone",
        build=build_ring,
        nouns=("dress ring", "statement ring", "stacking ring", "cocktail ring"),
        price=(38, 420),
        sizes=("US size 6", "US size 7, can be resized", "adjustable, sizes 5 to 8", "UK size N"),
        uses=(
            "an anniversary",
            "every day",
            "stacking with others",
            "a dressed-up dinner",
            "a birthday gift",
        ),
        care=CARE,
        elevation=(26, 40),
    ),
)
