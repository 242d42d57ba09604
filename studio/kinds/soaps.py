"""Bars of soap, moulded with a sprig."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from studio import forms
from studio.forms import Flat, Mesh
from studio.kind import Kind, Stuff
from studio.spec import Spec

if TYPE_CHECKING:
    from studio.workshop import Workshop


def build_soap(workshop: Workshop, spec: Spec, rng: Random) -> None:
    """A bar with soft edges, a shallow sunk panel and a raised mark in it."""
    long, high = rng.uniform(0.078, 0.09), rng.uniform(0.024, 0.030)
    outline = {
        "rectangular": forms.rectangle(long, long * rng.uniform(0.6, 0.7), 0.010, 8),
        "round": forms.oval(long * 0.85, long * 0.85, 2, 96),
        "oval": forms.oval(long, long * 0.64, 2.3, 96),
        "heart": _heart(long * 0.92),
        "flower": forms.scallops(long * 0.9, rng.choice((6, 8))),
    }[spec.silhouette]
    edge, rim = rng.uniform(0.007, 0.010), rng.uniform(0.012, 0.014)
    steps = forms.rounding(high, edge * 0.8, edge, 8)
    sunk = [
        (rim, high),
        (rim + 0.0010, high - 0.0006),
        (rim + 0.0016, high - 0.0028),
        (rim + 0.003, high - 0.0032),
    ]
    bar = forms.block(outline, [*steps, *sunk])
    across = max(x for x, _ in outline) - rim
    mark = forms.moved(_mark(across * rng.uniform(0.62, 0.72), rng), (0, -across * 0.06, high - 0.0034))
    workshop.mesh(*forms.moved(forms.joined([bar, mark]), rotate=(0, 0, rng.uniform(-22, 22))), spec.main)


def _heart(across: float) -> list[Flat]:
    """Its cleft and its point are soft, as a mould's are; the point is in front."""
    half = [(0.0, 0.27), (0.26, 0.42), (0.47, 0.28), (0.46, -0.02), (0.24, -0.30), (0.0, -0.46)]
    corners = [*reversed([(-x, y, 0.0) for x, y in half[1:-1]]), *((x, y, 0.0) for x, y in half)]
    return [(x * across, y * across) for x, y, _ in reversed(forms.curve(corners, 120, closed=True))]


def _mark(size: float, rng: Random) -> Mesh:
    """A sprig: leaves along a stem."""
    leaf = forms.block(forms.oval(size * 0.62, size * 0.26, 1.6, 32), [(0, 0), (0.0003, 0.0010), (size * 0.06, 0.0022)])
    parts: list[Mesh] = [
        forms.moved(forms.slab(forms.rectangle(0.0016, size * 1.5, 0.0006), 0.0018, 0.0004), (0, -size * 0.08, 0))
    ]
    for k in range(3):
        for side in (-1, 1):
            y = size * (-0.5 + 0.42 * k)
            parts.append(forms.moved(leaf, (side * size * 0.29, y + size * 0.16, 0), (0, 0, 90 - side * 58)))
    return forms.joined([*parts, forms.moved(leaf, (0, size * 0.84, 0), (0, 0, 90))])


KINDS = (
    Kind(
        name="soap bar",
        department="beauty",
        silhouettes=("rectangular", "round", "oval", "heart", "flower"),
        main=(Stuff("soap"), Stuff("soap", ("satin",))),
        build=build_soap,
        nouns=("bar of soap", "hand soap", "bath soap", "guest soap"),
        price=(5, 24),
        sizes=("100 g", "150 g", "85 g", "9 x 6 x 3 cm"),
        sizes_of={
            "round": ("100 g", "150 g", "85 g"),
            "oval": ("100 g", "150 g", "85 g"),
            "heart": ("100 g", "150 g", "85 g"),
            "flower": ("100 g", "150 g", "85 g"),
        },
        uses=("the guest bathroom", "the shower", "a hostess gift", "sensitive hands", "the kitchen sink"),
        care=("Let it dry between uses.", "Keep on a draining dish.", "Vegan and free of palm oil."),
        elevation=(42, 56),
    ),
)
