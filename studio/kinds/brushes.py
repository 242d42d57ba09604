"""Makeup brushes: handle, ferrule and a tuft of hair, whose colour is left to chance."""

from __future__ import annotations

import math
from random import Random
from typing import TYPE_CHECKING

from studio import forms
from studio.forms import Mesh
from studio.kind import Kind, Stuff
from studio.spec import Spec, Surface

if TYPE_CHECKING:
    from studio.workshop import Workshop


Brush = tuple[Mesh, Mesh, Mesh]


def build_brush(workshop: Workshop, spec: Spec, rng: Random) -> None:
    """A kabuki stands on its handle; the others lie across the picture, head up."""
    hair = Surface("velvet", rng.choice(("black", "brown", "cream", "charcoal", "tan")), "plush")
    if spec.silhouette == "kabuki":
        handle, ferrule, head = _stub(rng)
        for mesh, surface in ((handle, spec.main), (ferrule, spec.second or spec.main), (head, hair)):
            workshop.mesh(*mesh, surface)
        return
    handle, ferrule, head, reach = _long_brush(spec.silhouette, rng)
    # lying, it touches the floor with the handle's belly and the head
    lying = {"rotate": (90, 0, 0)}
    tip = math.degrees(math.asin(max(-0.3, min(0.3, (_depth(head) - _depth(handle)) / reach))))
    turn = (tip, 0, 0), (0, 0, rng.choice((-1, 1)) * rng.uniform(35, 50) + 180)
    placed = [
        forms.moved(forms.moved(forms.moved(mesh, **lying), rotate=turn[0]), rotate=turn[1])
        for mesh in (handle, ferrule, head)
    ]
    lift = (0, 0, -forms.lowest(*placed))
    for mesh, surface in zip(placed, (spec.main, spec.second or spec.main, hair), strict=True):
        workshop.mesh(*forms.moved(mesh, lift), surface)


def _depth(mesh: Mesh) -> float:
    return max(y for _, y, _ in mesh[0])


def _stub(rng: Random) -> Brush:
    radius, high = rng.uniform(0.017, 0.021), rng.uniform(0.032, 0.042)
    waist = rng.uniform(0.72, 0.9)
    line = forms.curve(
        [
            (0.96 * radius, 0.0015, 0),
            (radius, 0.005, 0),
            (waist * radius, high * 0.6, 0),
            (radius * 0.92, high, 0),
        ],
        40,
    )
    handle = forms.revolve([(radius * 0.9, 0), *((r, z) for r, z, _ in line)], 64)
    ferrule = forms.revolve(
        [
            (radius * 0.9, high - 0.001),
            (radius * 0.96, high),
            (radius, high + 0.008),
            (radius * 0.9, high + 0.0085),
        ],
        64,
    )
    head = bristles(radius * 0.97, radius * 0.97, rng.uniform(1.35, 1.6), 1.0, rng.uniform(0.036, 0.044), 0.55, 0, rng)
    return handle, ferrule, forms.moved(head, (0, 0, high + 0.007))


def _long_brush(silhouette: str, rng: Random) -> tuple[Mesh, Mesh, Mesh, float]:
    """Along z from the handle's end to the head's tip; and how far the belly is from the head's middle."""
    long, belly = rng.uniform(0.070, 0.085), rng.uniform(0.0078, 0.0095)
    points = [
        (0.0006, 0),
        (belly * 0.55, 0.002),
        (belly, long * 0.38),
        (belly * 0.82, long * 0.8),
        (belly * 0.9, long),
    ]
    handle = forms.revolve([(max(r, 0.0004), z) for r, z, _ in forms.curve([(r, z, 0) for r, z in points], 44)], 48)
    wide, deep, spread, fan, high, dome, slant = {
        "round": (1.12, 1.12, 1.75, 1.75, 0.040, 0.5, 0.0),
        "flat": (1.45, 0.75, 1.25, 0.95, 0.034, 0.12, 0.0),
        "angled": (1.35, 0.8, 1.35, 1.1, 0.040, 0.14, 0.62),
        "fan": (1.0, 0.6, 4.4, 0.5, 0.034, 0.2, 0.0),
    }[silhouette]
    wide, deep, metal = belly * wide, belly * deep, rng.uniform(0.022, 0.030)
    rings = []
    for t in (i / 12 for i in range(13)):
        bend = t * t * (3 - 2 * t)
        a, b = (belly * 1.02 + (r * 1.04 - belly * 1.02) * bend for r in (wide, deep))
        rings.append(forms.level(forms.oval(2 * a, 2 * b, 2.2, 48), long - 0.001 + metal * t))
    head = bristles(wide, deep, spread, fan, high * rng.uniform(0.9, 1.12), dome, slant, rng)
    return (
        handle,
        forms.loft(rings),
        forms.moved(head, (0, 0, long + metal - 0.003)),
        metal + high + long * 0.4,
    )


def bristles(
    wide: float, deep: float, spread: float, swell: float, high: float, dome: float, slant: float, rng: Random
) -> Mesh:
    """A tuft on z = 0: its foot's half-axes, how much they grow, and how much of it the tip's dome takes."""
    count, rings = 400, []
    ridge = [1 + rng.uniform(-0.022, 0.014) for _ in range(count)]
    end = [1 + rng.uniform(-0.03, 0.03) for _ in range(count)]
    for i in range(31):
        t = i / 30
        open_to = math.sin(math.pi / 2 * min(1.0, t * 1.15))
        shrink = math.sqrt(max(0.0004, 1 - max(0.0, (t - (1 - dome)) / dome) ** 2))
        a = wide * (1 + (spread - 1) * open_to) * shrink
        b = deep * (1 + (swell - 1) * open_to) * shrink
        ring = []
        for k, (x, y) in enumerate(forms.oval(2 * a, 2 * b, 2.2, count)):
            # strands part at the sides; at the top one sees their ends, which a moulded ridge would draw together
            rough = 1 + (ridge[k] - 1) * min(1.0, 4 * t) * min(1.0, 4 * (1 - t)) + rng.uniform(-0.012, 0.012) * t**4
            arched = 1 - (0.24 * (x / (wide * spread)) ** 2 if spread > 3 else 0)
            ring.append((x * rough, y * rough, high * t * arched * (1 + (end[k] - 1) * t * shrink) + slant * x * t))
        rings.append(ring)
    return forms.loft(rings)


KINDS = (
    Kind(
        name="makeup brush",
        department="beauty",
        silhouettes=("round", "flat", "angled", "fan", "kabuki"),
        main=(
            Stuff("painted wood"),
            Stuff("oak"),
            Stuff("walnut"),
            Stuff("lacquer", ("glossy",)),
            Stuff("acrylic", ("glossy",)),
            Stuff("marble"),
        ),
        main_part="handle",
        second=(
            Stuff("gold", patterns=("plain",)),
            Stuff("silver", patterns=("plain",)),
            Stuff("copper", patterns=("plain",)),
            Stuff("painted metal", ("matte",), ("black", "white")),
        ),
        second_part="ferrule",
        build=build_brush,
        nouns=("powder brush", "blush brush", "foundation brush", "face brush"),
        plural="makeup brushes",
        price=(8, 54),
        sizes=("14 cm long", "travel length, 11 cm", "head 3.5 cm across", "16 cm long"),
        sizes_of={"kabuki": ("head 3.5 cm across",)},
        uses=("loose powder", "blush and bronzer", "contouring", "highlighter", "a beginner's kit"),
        care=("Wash monthly with mild soap.", "Dry lying flat.", "Vegan bristles."),
        elevation=(38, 52),
    ),
)
