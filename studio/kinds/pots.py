"""Cream jar and pump bottle."""

from __future__ import annotations

import math
from random import Random
from typing import TYPE_CHECKING

from studio import forms
from studio.forms import Mesh
from studio.kind import Kind, Stuff
from studio.kinds.beauty import CAPS, shouldered
from studio.spec import Spec, Surface

if TYPE_CHECKING:
    from studio.workshop import Workshop


def build_jar(workshop: Workshop, spec: Spec, rng: Random) -> None:
    """A wide pot with a screw lid."""
    wide, high = {
        "low": (0.078, 0.030),
        "tall": (0.058, 0.062),
        "square": (0.062, 0.044),
        "rounded": (0.070, 0.048),
    }[spec.silhouette]
    wide, high = wide * rng.uniform(0.94, 1.06), high * rng.uniform(0.94, 1.06)
    lid_high = rng.uniform(0.013, 0.02)
    if spec.silhouette == "square":
        outline = forms.rectangle(wide, wide, 0.010, 8)
        body, lid = forms.slab(outline, high, 0.004), forms.slab(outline, lid_high, 0.0025)
    elif spec.silhouette == "rounded":
        turns = [math.radians(-58 + 116 * i / 24) for i in range(25)]
        body = forms.revolve(
            [(wide / 2 * math.cos(a) ** 0.7, high / 2 * (1 + math.sin(a) / math.sin(math.radians(58)))) for a in turns],
            96,
        )
        rim = wide / 2 * math.cos(turns[0]) ** 0.7 + 0.001
        lid = forms.block(forms.oval(2 * rim, 2 * rim, 2, 96), forms.rounding(lid_high, 0.001, lid_high * 0.6, 8))
    else:
        body = forms.slab(forms.oval(wide, wide, 2, 96), high, 0.004)
        lid = forms.slab(forms.oval(wide + 0.001, wide + 0.001, 2, 96), lid_high, 0.002)
    turn = (0, 0, rng.uniform(-30, 30))
    workshop.mesh(*forms.moved(body, rotate=turn), spec.main)
    workshop.mesh(*forms.moved(lid, (0, 0, high + 0.0012), turn), spec.second or spec.main)
    gap = forms.slab(forms.oval(wide * 0.86, wide * 0.86), 0.004, 0.0002)
    if spec.silhouette != "rounded":
        workshop.mesh(*forms.moved(gap, (0, 0, high - 0.001)), Surface("painted metal", "white", "matte"))


def build_pump(workshop: Workshop, spec: Spec, rng: Random) -> None:
    """A bottle with a pump: collar, stem, head and spout."""
    wide, high = {
        "cylinder": (0.064, 0.135),
        "square": (0.060, 0.125),
        "rounded": (0.084, 0.115),
        "tapered": (0.080, 0.130),
    }[spec.silhouette]
    wide, high = wide * rng.uniform(0.92, 1.08), high * rng.uniform(0.92, 1.08)
    neck = 0.0125
    if spec.silhouette == "square":
        body = shouldered(forms.rectangle(wide, wide, 0.008, 6), high, 0.008, neck, 0.006)
    elif spec.silhouette == "cylinder":
        body = shouldered(forms.oval(wide, wide, 2, 96), high, rng.uniform(0.005, 0.016), neck, 0.006)
    else:
        points = (
            [(0, 0), (0.43, 0), (0.47, 0.02), (0.5, 0.3), (0.47, 0.62), (0.33, 0.88), (0.17, 1.0)]
            if spec.silhouette == "rounded"
            else [(0, 0), (0.48, 0), (0.5, 0.02), (0.42, 0.4), (0.31, 0.75), (0.2, 0.95), (0.16, 1.0)]
        )
        line = forms.curve([(r * wide, z * high, 0) for r, z in points], 72)
        body = forms.revolve([*((max(r, 0.001), max(z, 0)) for r, z, _ in line), (neck, high + 0.006)], 96)
    turn = (0, 0, rng.choice((-1, 1)) * rng.uniform(20, 75))
    workshop.mesh(*forms.moved(body, rotate=turn), spec.main)
    workshop.mesh(*forms.moved(_pump(neck, rng), (0, 0, high), turn), spec.second or spec.main)


def _pump(neck: float, rng: Random) -> Mesh:
    """On a neck that ends 6 mm above z = 0; the spout points to -y."""
    collar = forms.revolve(
        [
            (neck * 1.15, 0.001),
            (neck * 1.2, 0.002),
            (neck * 1.2, 0.015),
            (neck * 1.1, 0.017),
            (neck * 0.5, 0.0175),
            (0.0005, 0.0178),
        ],
        56,
    )
    lift = rng.uniform(0.032, 0.042)
    stem = forms.revolve([(0.0042, 0.016), (0.0042, lift)], 28)
    head = forms.moved(forms.slab(forms.oval(0.021, 0.021), 0.010, 0.0025), (0, 0, lift - 0.001))
    reach, drop = rng.uniform(0.034, 0.046), rng.uniform(0.004, 0.010)
    path = [
        (0, 0, lift + 0.004),
        (0, -reach * 0.7, lift + 0.005),
        (0, -reach * 0.95, lift + 0.0035),
        (0, -reach, lift - drop),
    ]
    spout = forms.sweep(
        forms.curve(path, 30),
        lambda t: forms.oval(0.0085 - 0.002 * t, 0.0085 - 0.0025 * t, 2.4, 20),
        up=(1, 0, 0),
    )
    return forms.joined([collar, stem, head, spout])


KINDS = (
    Kind(
        name="cream jar",
        department="beauty",
        silhouettes=("low", "tall", "square", "rounded"),
        main=(
            Stuff("glass", ("frosted",), patterns=("plain",)),
            Stuff("glass", ("tinted",), ("brown", "forest green", "cobalt blue", "black", "plum"), ("plain",)),
            Stuff("ceramic", patterns=("plain", "speckled")),
            Stuff("porcelain"),
            Stuff("acrylic", ("glossy",), ("white", "blush pink", "sage green", "black", "lavender")),
        ),
        main_part="pot",
        second=CAPS,
        second_part="lid",
        build=build_jar,
        nouns=("face cream", "moisturiser", "cream pot", "balm jar", "night cream"),
        price=(14, 95),
        sizes=("50 ml", "30 ml", "100 ml", "200 ml body butter"),
        uses=("dry winter skin", "a morning routine", "overnight", "sensitive skin", "travel"),
        care=("Use within 6 months of opening.", "Keep cool.", "Refill pods available."),
        elevation=(16, 30),
    ),
    Kind(
        name="pump bottle",
        department="beauty",
        silhouettes=("cylinder", "square", "rounded", "tapered"),
        main=(
            Stuff("glass", ("tinted", "frosted")),
            Stuff("ceramic"),
            Stuff("marble"),
            Stuff("terrazzo"),
            Stuff("concrete"),
            Stuff("acrylic", ("glossy",), ("white", "black", "blush pink", "sage green", "lavender", "mustard")),
        ),
        main_part="bottle",
        second=(
            Stuff("brass", patterns=("plain",)),
            Stuff("chrome"),
            Stuff("copper", patterns=("plain",)),
            Stuff("steel", colors=("black", "silver")),
            Stuff("painted metal", ("matte",), ("black", "white", "cream")),
        ),
        second_part="pump",
        build=build_pump,
        nouns=("soap dispenser", "lotion bottle", "hand wash", "body lotion", "dispenser"),
        price=(12, 78),
        sizes=("300 ml", "500 ml", "250 ml, 18 cm tall", "400 ml"),
        uses=("the bathroom basin", "the kitchen sink", "a guest bathroom", "hand cream by the bed"),
        care=("Rinse the pump with warm water when refilling.", "Wipe clean.", "Refill, do not replace."),
        elevation=(10, 22),
    ),
)
