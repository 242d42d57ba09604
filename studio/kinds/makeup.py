"""Lipstick and compact."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from studio import forms
from studio.forms import Flat, Mesh
from studio.kind import Kind, Stuff
from studio.spec import Spec, Surface

if TYPE_CHECKING:
    from studio.workshop import Workshop


_LIPS = (
    "red",
    "burgundy",
    "terracotta",
    "orange",
    "hot pink",
    "blush pink",
    "plum",
    "brown",
    "lavender",
    "beige",
    "black",
)


_CHEEKS = (
    "blush pink",
    "hot pink",
    "terracotta",
    "orange",
    "red",
    "beige",
    "tan",
    "plum",
    "lavender",
    "brown",
    "cream",
)


def build_lipstick(workshop: Workshop, spec: Spec, rng: Random) -> None:
    """Turned up, its cap beside it."""
    wide = rng.uniform(0.0200, 0.0225) * (0.78 if spec.silhouette == "slim" else 1)
    case, collar, shown = rng.uniform(0.022, 0.027), rng.uniform(0.008, 0.012), rng.uniform(0.026, 0.032)
    outline = {
        "square": forms.rectangle(wide, wide, 0.0018),
        "faceted": forms.regular(8, wide * 1.06, 0.0003),
    }.get(spec.silhouette, forms.oval(wide, wide))
    inner = [(x, y) for x, y, _ in forms.level(outline, 0, wide * 0.09)]
    bullet = (
        forms.rectangle(wide * 0.66, wide * 0.66, 0.0016)
        if spec.silhouette == "square"
        else forms.oval(wide * 0.72, wide * 0.72)
    )
    tube = forms.joined(
        [forms.slab(outline, case, 0.0006), forms.moved(forms.slab(inner, collar, 0.0005), (0, 0, case))]
    )
    lid = forms.moved(forms.slab(outline, rng.uniform(0.042, 0.048), 0.0009), rotate=(0, 0, rng.uniform(-15, 15)))
    side, turn = rng.choice((-1, 1)), rng.uniform(-18, 18)
    beside = (side * wide * rng.uniform(1.35, 1.55), wide * 0.4, 0)
    workshop.mesh(*forms.moved(_bullet(bullet, shown, rng), (0, 0, case + collar - 0.001), (0, 0, turn)), spec.main)
    workshop.mesh(
        *forms.joined([forms.moved(tube, rotate=(0, 0, turn)), forms.moved(lid, beside)]),
        spec.second or spec.main,
    )


def _bullet(outline: list[Flat], height: float, rng: Random) -> Mesh:
    """Cut off at a slant that faces the viewer, its rim softened."""
    slope, lean = rng.uniform(0.75, 1.25), rng.uniform(-0.4, 0.4)
    half = max(x for x, _ in outline)
    rings = [forms.level(outline, 0)]
    for inset, drop in ((0, 0.0016), (0.0003, 0.0007), (0.0009, 0.0002), (0.0018, 0)):
        rings.append(
            [(x, y, height - half * slope - drop + slope * y + lean * x) for x, y, _ in forms.level(outline, 0, inset)]
        )
    return forms.loft(rings)


def build_compact(workshop: Workshop, spec: Spec, rng: Random) -> None:
    """Open: the colour in its pan below, the mirror in the lid."""
    across, high = rng.uniform(0.068, 0.076), rng.uniform(0.010, 0.014)
    outline = {
        "round": forms.oval(across, across, 2, 96),
        "square": forms.rectangle(across * 0.94, across * 0.94, 0.007, 8),
        "oval": forms.oval(across * 1.16, across * 0.82, 2, 96),
        "scalloped": forms.scallops(across, rng.choice((10, 12, 14))),
    }[spec.silhouette]
    back, rim = max(y for _, y in outline), rng.uniform(0.0045, 0.007)
    base = forms.block(outline, [*forms.rounding(high, 0.003, 0.0008), (rim, high), (rim + 0.0004, high - 0.002)])
    pan = forms.moved(
        forms.block(
            [(x, y) for x, y, _ in forms.level(outline, 0, rim + 0.0006)],
            [(0, 0), (0, 0.002), (0.0012, 0.0028), (0.006, 0.0028)],
        ),
        (0, 0, high - 0.003),
    )
    lid = forms.block(outline, forms.rounding(0.007, 0.0008, 0.003))
    mirror = forms.block([(x, y) for x, y, _ in forms.level(outline, 0, rim * 0.8)], [(0, -0.0005), (0, 0.001)])
    opened = rng.uniform(-118, -104)
    turn = (0, 0, rng.uniform(-26, 26))

    def open_lid(mesh: Mesh) -> Mesh:
        return forms.moved(
            forms.moved(forms.moved(mesh, (0, -back, 0.0004)), (0, back - 0.001, high + 0.0006), (opened, 0, 0)),
            rotate=turn,
        )

    hinge = forms.moved(
        forms.revolve([(0.0003, -0.011), (0.0022, -0.011), (0.0022, 0.011), (0.0003, 0.011)], 20),
        (0, back - 0.001, high),
        (0, 90, 0),
    )
    workshop.mesh(*forms.joined([forms.moved(forms.joined([base, hinge]), rotate=turn), open_lid(lid)]), spec.main)
    workshop.mesh(*forms.moved(pan, rotate=turn), spec.second or spec.main)
    glass = workshop.mesh(*open_lid(mirror), Surface("chrome", "silver", "polished"))
    workshop.light_up(glass, 0.3, (0.97, 1.0, 1.03))  # it faces the dark behind the camera, and would look dead


KINDS = (
    Kind(
        name="lipstick",
        department="beauty",
        silhouettes=("round", "square", "faceted", "slim"),
        main=(
            Stuff("wax", colors=_LIPS, patterns=("plain",)),
            Stuff("lacquer", ("glossy", "shimmering"), _LIPS),
        ),
        main_part="bullet",
        second=(
            Stuff("gold", ("polished", "brushed"), patterns=("plain",)),
            Stuff("silver", patterns=("plain",)),
            Stuff(
                "painted metal",
                colors=("black", "white", "navy", "cream", "forest green", "burgundy", "blush pink"),
            ),
            Stuff("acetate", ("glossy",), ("tan", "black", "cream")),
        ),
        second_part="case",
        build=build_lipstick,
        nouns=("lip colour", "lip balm", "lip tint"),
        price=(9, 48),
        sizes=("3.5 g", "4 g", "2 g, fits any pocket"),
        uses=("every day", "evenings out", "a wedding", "the office", "a little gift"),
        care=("Keep below 25 degrees.", "Refillable case.", "Use within 18 months."),
        elevation=(10, 22),
    ),
    Kind(
        name="compact",
        department="beauty",
        silhouettes=("round", "square", "oval", "scalloped"),
        main=(
            Stuff("gold"),
            Stuff("silver"),
            Stuff("lacquer", ("glossy", "matte")),
            Stuff("acetate"),
            Stuff("painted metal"),
        ),
        main_part="case",
        second=(Stuff("wax", colors=_CHEEKS, patterns=("plain",)),),
        second_part="blush",
        build=build_compact,
        nouns=("blush compact", "cream blush", "mirror compact", "rouge"),
        price=(14, 72),
        sizes=("8 g", "7 cm across", "6 g, with mirror"),
        uses=("touch-ups", "a handbag", "a healthy glow", "travel", "a bridesmaid gift"),
        care=("Wipe the mirror with a dry cloth.", "Refill pans available.", "Keep closed and cool."),
        elevation=(20, 32),
    ),
)
