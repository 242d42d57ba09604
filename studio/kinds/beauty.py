"""Perfume and nail polish: small bottles with caps."""

from __future__ import annotations

import math
from random import Random
from typing import TYPE_CHECKING

from studio import forms
from studio.forms import Flat, Mesh
from studio.kind import Kind, Stuff
from studio.spec import Spec, Surface

if TYPE_CHECKING:
    from studio.workshop import Workshop


CAPS = (
    Stuff("gold", patterns=("plain",)),
    Stuff("silver", patterns=("plain",)),
    Stuff("painted metal", colors=("black", "white", "cream", "navy", "forest green")),
    Stuff("oak"),
    Stuff("walnut"),
    Stuff("marble"),
    Stuff("acrylic", ("glossy",), ("black", "white", "red", "blush pink", "teal")),
)


_TINTS = (
    "clear",
    "blush pink",
    "sky blue",
    "lavender",
    "orange",
    "mustard",
    "forest green",
    "teal",
    "brown",
    "plum",
    "cobalt blue",
    "red",
    "black",
)


Bottle = tuple[Mesh, float, Mesh | None]
"""The body, the height of its top, and a label or None."""


def shouldered(outline: list[Flat], height: float, round_by: float, neck: float, rise: float = 0.0) -> Mesh:
    """A bottle's body: an outline carried up, its edges rounded, drawn in to a round neck `rise` tall."""
    rings = [forms.level(outline, z, inset) for inset, z in forms.rounding(height, round_by * 0.5, round_by, 7)]
    if rise:
        # the neck's points follow the outline's own angles, so that the loft does not twist
        angles = [math.atan2(y, x) for x, y in outline]
        rings += [
            [(r * math.cos(a), r * math.sin(a), z) for a in angles]
            for r, z in ((neck * 1.12, height + 0.0003), (neck, height + 0.001), (neck, height + rise))
        ]
    return forms.loft(rings)


def cavity(body: Mesh) -> Mesh:
    """The hollow of a thick-walled glass body, facing inwards: walls that refract, and a heavy foot."""
    top = max(z for _, _, z in body[0])
    return [(x * 0.82, y * 0.70, top * 0.11 + z * 0.80) for x, y, z in body[0]], [
        tuple(reversed(face)) for face in body[1]
    ]


def label(width: float, height: float, at: tuple[float, float, float], lean: float = 0.0) -> Mesh:
    """A flat plate on a bottle's front."""
    plate = forms.slab(forms.rectangle(width, height, 0.0012), 0.0006, 0.0001)
    return forms.moved(plate, at, (90 + lean, 0, 0))


def build_perfume(workshop: Workshop, spec: Spec, rng: Random) -> None:
    body, top, front = {
        "rectangular": _rectangular,
        "round": _round,
        "tall": _tall,
        "faceted": _faceted,
        "dome": _dome,
    }[spec.silhouette](rng)
    turn = (0, 0, rng.uniform(-24, 24))
    neck = rng.uniform(0.0065, 0.0085)
    collar = forms.revolve(
        [
            (neck * 1.25, top - 0.001),
            (neck * 1.25, top + 0.003),
            (neck * 1.0, top + 0.0034),
            (0.0005, top + 0.0036),
        ],
        48,
    )
    cap = forms.moved(_stopper(rng), (0, 0, top + 0.0034))
    if spec.main.material == "glass":
        body = forms.joined([body, cavity(body)])
    workshop.mesh(*forms.moved(body, rotate=turn), spec.main)
    workshop.mesh(*forms.moved(forms.joined([collar, cap]), rotate=turn), spec.second or spec.main)
    if front is not None:
        tone = "beige" if spec.main.color in ("white", "cream") else "white"
        workshop.mesh(*forms.moved(front, rotate=turn), Surface("paper", tone, "matte"))


def _stopper(rng: Random) -> Mesh:
    """A cap that stands on z = 0: drum, cube or ball."""
    wide, high = rng.uniform(0.020, 0.026), rng.uniform(0.018, 0.028)
    shape = rng.choice(("drum", "cube", "ball"))
    if shape == "ball":
        return forms.moved(forms.ball(wide * 0.58, count=48), (0, 0, wide * 0.55))
    if shape == "cube":
        return forms.slab(forms.rectangle(wide, wide, 0.002), high, 0.0012)
    return forms.slab(forms.oval(wide, wide), high, 0.0014)


def _rectangular(rng: Random) -> Bottle:
    width, deep, high = rng.uniform(0.058, 0.072), rng.uniform(0.026, 0.032), rng.uniform(0.07, 0.085)
    body = shouldered(forms.rectangle(width, deep, 0.005, 6), high, 0.003, 0.01)
    plate = label(width * rng.uniform(0.36, 0.5), high * rng.uniform(0.16, 0.28), (0, -deep / 2, high * 0.45))
    return body, high, plate


def _round(rng: Random) -> Bottle:
    """A disc on edge, its foot cut flat."""
    size, deep = rng.uniform(0.075, 0.085), rng.uniform(0.026, 0.032)
    circle = forms.oval(size, size, 2.0, 128)
    outline = [(x, max(y, -size * 0.46)) for x, y in circle]
    body = forms.moved(forms.slab(outline, deep, 0.004), (0, deep / 2, size * 0.46), (90, 0, 0))
    return body, size * 0.955, None


def _tall(rng: Random) -> Bottle:
    width, high = rng.uniform(0.036, 0.043), rng.uniform(0.100, 0.118)
    outline = rng.choice((forms.oval(width, width, 2, 72), forms.rectangle(width, width, 0.004, 6)))
    return shouldered(outline, high, 0.004, 0.01), high, None


def _faceted(rng: Random) -> Bottle:
    """Cut like a gem: eight sides, narrow foot, broad shoulder."""
    size, high = rng.uniform(0.068, 0.078), rng.uniform(0.062, 0.075)
    ring = forms.regular(8, size, 0.0004)
    steps = [
        (size * 0.15, 0),
        (size * 0.15, 0.001),
        (0.0, high * 0.55),
        (size * 0.03, high * 0.72),
        (size * 0.22, high),
    ]
    squeezed = [(x, y * 0.72) for x, y in ring]
    return forms.block(squeezed, steps), high, None


def _dome(rng: Random) -> Bottle:
    """A half-round like a bell."""
    radius, high = rng.uniform(0.034, 0.040), rng.uniform(0.062, 0.075)
    arc = [
        (max(radius * math.cos(a) ** 0.72, 0.004), 0.006 + (high - 0.006) * math.sin(a))
        for a in (math.pi / 2 * i / 24 for i in range(25))
    ]
    return forms.revolve([(radius * 0.92, 0), (radius * 0.98, 0.0015), *arc], 96), high - 0.001, None


def build_polish(workshop: Workshop, spec: Spec, rng: Random) -> None:
    """The bottle shows its varnish; a long cap hides the brush."""
    shape = spec.silhouette
    wide, high = {
        "round": (0.044, 0.042),
        "square": (0.037, 0.041),
        "tall": (0.029, 0.058),
        "domed": (0.046, 0.041),
    }[shape]
    wide, high = wide * rng.uniform(0.93, 1.08), high * rng.uniform(0.93, 1.08)
    if shape == "square":
        body = shouldered(forms.rectangle(wide, wide, 0.0032, 6), high, 0.003, 0.0072, 0.003)
    elif shape == "domed":
        arc = [
            (max(wide / 2 * math.cos(a) ** 0.8, 0.0072), 0.004 + (high - 0.004) * math.sin(a))
            for a in (math.pi / 2 * i / 20 for i in range(21))
        ]
        body = forms.revolve([(wide * 0.46, 0), (wide * 0.49, 0.001), *arc, (0.0072, high + 0.003)], 80)
    elif shape == "round":
        body = forms.moved(forms.ball(wide / 2, high / wide, 72), (0, 0, high * 0.48))
        body = [(x, y, max(z, 0.0)) for x, y, z in body[0]], body[1]
    else:
        body = shouldered(forms.oval(wide, wide, 2, 72), high, 0.004, 0.0072, 0.003)
    foot, long = high + (0.003 if shape != "round" else -0.002), rng.uniform(0.026, 0.038)
    slim = rng.uniform(0.0066, 0.0080)
    profile = [
        (slim * 1.12, 0),
        (slim * 1.15, 0.001),
        (slim * rng.uniform(0.8, 1.05), long - 0.001),
        (slim * 0.75, long),
        (0.0005, long),
    ]
    cap = forms.moved(forms.revolve(profile, 56), (0, 0, foot - 0.001))
    turn = (0, 0, rng.uniform(-30, 30))
    workshop.mesh(*forms.moved(body, rotate=turn), spec.main)
    workshop.mesh(*forms.moved(cap, rotate=turn), spec.second or spec.main)


KINDS = (
    Kind(
        name="perfume bottle",
        department="beauty",
        silhouettes=("rectangular", "round", "tall", "faceted", "dome"),
        main=(
            Stuff("glass", ("clear", "tinted"), _TINTS, ("plain",)),
            Stuff(
                "glass",
                ("frosted",),
                ("clear", "white", "blush pink", "sky blue", "sage green", "lavender", "grey", "orange"),
                ("plain",),
            ),
            Stuff("porcelain", colors=("white", "sky blue"), patterns=("plain",)),
            Stuff("lacquer", ("glossy",), ("black", "red", "hot pink", "teal", "mustard", "plum")),
        ),
        second=CAPS,
        second_part="cap",
        build=build_perfume,
        nouns=("perfume", "eau de parfum", "fragrance", "scent"),
        price=(35, 190),
        sizes=("50 ml", "100 ml", "30 ml travel size", "75 ml spray"),
        uses=("evenings", "a dressing table", "a wedding day", "every day", "a gift"),
        care=("Keep out of direct sun.", "Flammable until dry.", "Refillable."),
        elevation=(8, 20),
    ),
    Kind(
        name="nail polish",
        department="beauty",
        silhouettes=("round", "square", "tall", "domed"),
        main=(Stuff("lacquer"),),
        main_part="varnish",
        second=(
            Stuff("painted metal", colors=("black", "white", "cream")),
            Stuff("gold", patterns=("plain",)),
            Stuff("silver", patterns=("plain",)),
            Stuff("oak"),
            Stuff("walnut"),
        ),
        second_part="cap",
        build=build_polish,
        nouns=("nail varnish", "nail lacquer", "nail colour"),
        plural="nail polishes",
        price=(6, 32),
        sizes=("10 ml", "12 ml", "15 ml", "a set of one"),
        uses=("a manicure at home", "holiday toes", "a party", "a stocking filler", "the office"),
        care=("Shake before use.", "Two thin coats.", "Close tightly."),
        elevation=(8, 20),
    ),
)
