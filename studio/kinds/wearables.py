"""The belt, coiled on its edge with the buckle in front."""

from __future__ import annotations

import math
from random import Random
from typing import TYPE_CHECKING

from studio import forms
from studio.forms import Mesh
from studio.kind import Kind, Stuff
from studio.spec import Spec

if TYPE_CHECKING:
    from studio.workshop import Workshop


def build_belt(workshop: Workshop, spec: Spec, rng: Random) -> None:
    """Coiled on its edge, the buckle outside and towards the viewer."""
    high, thick = rng.uniform(0.028, 0.042), 0.0034
    turns, outer = rng.uniform(2.2, 3.1), rng.uniform(0.048, 0.054)
    pitch = rng.uniform(0.0058, 0.0075)
    path = []
    steps = 220
    for i in range(steps + 1):
        t = i / steps
        angle = math.radians(-90 + 40) - math.tau * turns * (1 - t)
        radius = outer - pitch * turns * (1 - t)
        path.append((radius * math.cos(angle), radius * math.sin(angle), high / 2))
    strap = forms.sweep(path, forms.oval(thick, high, 8, 24))
    buckle, eyelets = _buckle(spec.silhouette, high, rng), []
    for k in (-2, -1, 0, 1):
        # along the outermost turn, to the buckle's left, where the tongue would go in
        angle = -90 - 34 + k * 11
        eye = forms.moved(forms.ring(0.0026, 0.0009, 16), rotate=(90, 0, 0))
        reach = outer - pitch * (50 - k * 11 + 24) / 360 + thick / 2
        x, y = reach * math.cos(math.radians(angle)), reach * math.sin(math.radians(angle))
        eyelets.append(forms.moved(eye, (x, y, high / 2), (0, 0, angle + 90)))
    front = outer + thick / 2 - pitch * 40 / 360
    metal = forms.joined([forms.moved(buckle, (0, -front, high / 2), (90, 0, 0)), *eyelets])
    # a buckle taller than the strap tips the coil back: it rests on the buckle and on its own back
    tip = (-math.degrees(math.atan2(max(0.0, -forms.lowest(metal)), 2 * outer)), 0, 0)
    strap, metal = forms.moved(strap, rotate=tip), forms.moved(metal, rotate=tip)
    lift = (0, 0, -forms.lowest(strap, metal))
    workshop.mesh(*forms.moved(strap, lift), spec.main)
    workshop.mesh(*forms.moved(metal, lift), spec.second or spec.main)


def _buckle(silhouette: str, high: float, rng: Random) -> Mesh:
    """Drawn in x and y: a frame round the strap and the prong across it, bowed to the coil."""
    wire = rng.uniform(0.0042, 0.0056)
    if silhouette == "plaque buckle":
        plate = forms.slab(forms.rectangle(high * 1.75, high * 1.08, 0.005), 0.006, 0.0018)
        rim = forms.sweep(
            [(x, y, 0.006) for x, y in forms.rectangle(high * 1.55, high * 0.88, 0.004)],
            forms.oval(0.0014, 0.0014, count=10),
            closed=True,
        )
        return forms.joined([plate, rim])
    outline = {
        "round buckle": forms.oval(high * 1.42, high * 1.42, 2, 72),
        "square buckle": forms.rectangle(high * 1.3, high * 1.32, 0.004, 6),
        "oval buckle": forms.oval(high * 1.9, high * 1.3, 2, 72),
    }[silhouette]
    frame = forms.sweep([(x, y, wire * 0.5) for x, y in outline], forms.oval(wire, wire * 0.9, 2.6, 16), closed=True)
    reach = max(x for x, _ in outline)
    path = [
        (-reach, 0, wire * 0.9),
        (-reach * 0.4, 0, wire * 0.8),
        (reach * 0.6, 0, wire * 0.9),
        (reach * 1.04, 0, wire * 1.25),
    ]
    prong = forms.sweep(forms.curve(path, 16), forms.oval(wire * 0.8, wire * 0.7, 2.4, 12))
    root = forms.moved(forms.slab(forms.rectangle(wire * 1.6, high * 0.34, 0.001), wire * 1.3, 0.001), (-reach, 0, 0))
    return forms.joined([frame, prong, root])


KINDS = (
    Kind(
        name="belt",
        department="fashion",
        silhouettes=("round buckle", "square buckle", "oval buckle", "plaque buckle"),
        main=(
            Stuff("leather"),
            Stuff("leather", ("satin",)),
            Stuff("cotton", patterns=("plain", "striped")),
            Stuff("velvet", patterns=("plain",)),
            Stuff("rattan"),
        ),
        main_part="strap",
        second=(
            Stuff("gold", patterns=("plain",)),
            Stuff("silver", patterns=("plain", "hammered")),
            Stuff("brass"),
            Stuff("painted metal", ("matte",), ("black", "white")),
            Stuff("acetate", ("glossy",), ("tan", "black", "cream", "orange")),
        ),
        second_part="buckle",
        build=build_belt,
        nouns=("waist belt", "leather belt", "trouser belt", "waistband"),
        price=(19, 120),
        sizes=("S, 75 to 85 cm", "M, 85 to 95 cm", "3.5 cm wide", "one size, five holes"),
        uses=("high-waisted jeans", "a shirt dress", "the office", "cinching a blazer", "every day"),
        care=("Wipe with a dry cloth.", "Hang it by the buckle.", "Feed the leather once a year."),
        elevation=(18, 32),
    ),
)
