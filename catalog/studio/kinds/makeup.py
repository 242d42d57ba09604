"""Lipstick, compact, makeup brush and soap bar."""

from __future__ import annotations

import math
from random import Random
from typing import TYPE_CHECKING

from catalog.studio import forms
from catalog.studio.forms import Flat, Mesh, Point
from catalog.studio.kind import Kind, Stuff
from catalog.studio.spec import Spec, Surface

if TYPE_CHECKING:
    from catalog.studio.workshop import Workshop


def build_lipstick(workshop: Workshop, spec: Spec, rng: Random) -> None:
    """Turned up, its cap beside it."""
    wide = rng.uniform(0.0200, 0.0225) * (0.78 if spec.silhouette == "slim" else 1)
    case, collar, shown = rng.uniform(0.022, 0.027), rng.uniform(0.008, 0.012), rng.uniform(0.026, 0.032)
    outline = {"square": forms.rectangle(wide, wide, 0.0018), "faceted": forms.regular(8, wide * 1.06, 0.0003)}.get(
        spec.silhouette, forms.oval(wide, wide)
    )  # fmt: skip
    inner = [(x, y) for x, y, _ in forms.level(outline, 0, wide * 0.09)]
    bullet = forms.rectangle(wide * 0.66, wide * 0.66, 0.0016) if spec.silhouette == "square" else forms.oval(wide * 0.72, wide * 0.72)
    tube = forms.joined([forms.slab(outline, case, 0.0006), forms.moved(forms.slab(inner, collar, 0.0005), (0, 0, case))])
    lid = forms.moved(forms.slab(outline, rng.uniform(0.042, 0.048), 0.0009), rotate=(0, 0, rng.uniform(-15, 15)))
    side, turn = rng.choice((-1, 1)), rng.uniform(-18, 18)
    beside = (side * wide * rng.uniform(1.35, 1.55), wide * 0.4, 0)
    workshop.mesh(*forms.moved(_bullet(bullet, shown, rng), (0, 0, case + collar - 0.001), (0, 0, turn)), spec.main)
    workshop.mesh(*forms.joined([forms.moved(tube, rotate=(0, 0, turn)), forms.moved(lid, beside)]), spec.second)


def _bullet(outline: list[Flat], height: float, rng: Random) -> Mesh:
    """Cut off at a slant that faces the viewer, its rim softened."""
    slope, lean = rng.uniform(0.75, 1.25), rng.uniform(-0.4, 0.4)
    half = max(x for x, _ in outline)
    rings = [forms.level(outline, 0)]
    for inset, drop in ((0, 0.0016), (0.0003, 0.0007), (0.0009, 0.0002), (0.0018, 0)):
        rings.append([(x, y, height - half * slope - drop + slope * y + lean * x) for x, y, _ in forms.level(outline, 0, inset)])
    return forms.loft(rings)


def build_compact(workshop: Workshop, spec: Spec, rng: Random) -> None:
    """Open: the colour in its pan below, the mirror in the lid."""
    across, high = rng.uniform(0.068, 0.076), rng.uniform(0.010, 0.014)
    outline = {
        "round": forms.oval(across, across, 2, 96), "square": forms.rectangle(across * 0.94, across * 0.94, 0.007, 8),
        "oval": forms.oval(across * 1.16, across * 0.82, 2, 96), "scalloped": _scallops(across, rng.choice((10, 12, 14))),
    }[spec.silhouette]  # fmt: skip
    back, rim = max(y for _, y in outline), rng.uniform(0.0045, 0.007)
    base = forms.block(outline, [*forms.rounding(high, 0.003, 0.0008), (rim, high), (rim + 0.0004, high - 0.002)])
    pan = forms.moved(forms.block([(x, y) for x, y, _ in forms.level(outline, 0, rim + 0.0006)], [(0, 0), (0, 0.002), (0.0012, 0.0028), (0.006, 0.0028)]),
                      (0, 0, high - 0.003))  # fmt: skip
    lid = forms.block(outline, forms.rounding(0.007, 0.0008, 0.003))
    mirror = forms.block([(x, y) for x, y, _ in forms.level(outline, 0, rim * 0.8)], [(0, -0.0005), (0, 0.001)])
    opened = rng.uniform(-118, -104)
    turn = (0, 0, rng.uniform(-26, 26))

    def open_lid(mesh: Mesh) -> Mesh:
        return forms.moved(forms.moved(forms.moved(mesh, (0, -back, 0.0004)), (0, back - 0.001, high + 0.0006), (opened, 0, 0)), rotate=turn)

    hinge = forms.moved(forms.revolve([(0.0003, -0.011), (0.0022, -0.011), (0.0022, 0.011), (0.0003, 0.011)], 20), (0, back - 0.001, high), (0, 90, 0))
    workshop.mesh(*forms.joined([forms.moved(forms.joined([base, hinge]), rotate=turn), open_lid(lid)]), spec.main)
    workshop.mesh(*forms.moved(pan, rotate=turn), spec.second)
    workshop.mesh(*open_lid(mirror), Surface("chrome", "silver", "polished"))


def _scallops(across: float, lobes: int) -> list[Flat]:
    points = []
    for i in range(lobes * 12):
        angle = math.tau * i / (lobes * 12) - math.pi / 2
        reach = across / 2 * (0.93 + 0.09 * abs(math.cos(lobes / 2 * (angle + math.pi / 2))))
        points.append((reach * math.cos(angle), reach * math.sin(angle)))
    return points


def build_brush(workshop: Workshop, spec: Spec, rng: Random) -> None:
    """A kabuki stands on its handle; the others lie across the picture, head up."""
    hair = Surface("velvet", rng.choice(("black", "brown", "cream", "charcoal", "tan")), "plush")
    if spec.silhouette == "kabuki":
        handle, ferrule, head = _stub(rng)
        for mesh, surface in ((handle, spec.main), (ferrule, spec.second), (head, hair)):
            workshop.mesh(*mesh, surface)
        return
    handle, ferrule, head, reach = _long_brush(spec.silhouette, rng)
    # lying, it touches the floor with the handle's belly and the head
    lying = {"rotate": (90, 0, 0)}
    tip = math.degrees(math.asin(max(-0.3, min(0.3, (_depth(head) - _depth(handle)) / reach))))
    turn = (tip, 0, 0), (0, 0, rng.choice((-1, 1)) * rng.uniform(35, 50) + 180)
    placed = [forms.moved(forms.moved(forms.moved(mesh, **lying), rotate=turn[0]), rotate=turn[1]) for mesh in (handle, ferrule, head)]
    lift = (0, 0, -forms.lowest(*placed))
    for mesh, surface in zip(placed, (spec.main, spec.second, hair)):
        workshop.mesh(*forms.moved(mesh, lift), surface)


def _depth(mesh: Mesh) -> float:
    return max(y for _, y, _ in mesh[0])


Brush = tuple[Mesh, Mesh, Mesh]


def _stub(rng: Random) -> Brush:
    radius, high = rng.uniform(0.017, 0.021), rng.uniform(0.032, 0.042)
    waist = rng.uniform(0.72, 0.9)
    line = forms.curve([(0.96 * radius, 0.0015, 0), (radius, 0.005, 0), (waist * radius, high * 0.6, 0), (radius * 0.92, high, 0)], 40)
    handle = forms.revolve([(radius * 0.9, 0), *((r, z) for r, z, _ in line)], 64)
    ferrule = forms.revolve([(radius * 0.9, high - 0.001), (radius * 0.96, high), (radius, high + 0.008), (radius * 0.9, high + 0.0085)], 64)
    head = bristles(radius * 0.97, radius * 0.97, rng.uniform(1.35, 1.6), 1.0, rng.uniform(0.036, 0.044), 0.55, 0, rng)
    return handle, ferrule, forms.moved(head, (0, 0, high + 0.007))


def _long_brush(silhouette: str, rng: Random) -> tuple[Mesh, Mesh, Mesh, float]:
    """Along z from the handle's end to the tip of the head; and the distance from the belly to the head's middle."""
    long, belly = rng.uniform(0.070, 0.085), rng.uniform(0.0078, 0.0095)
    points = [(0.0006, 0), (belly * 0.55, 0.002), (belly, long * 0.38), (belly * 0.82, long * 0.8), (belly * 0.9, long)]
    handle = forms.revolve([(max(r, 0.0004), z) for r, z, _ in forms.curve([(r, z, 0) for r, z in points], 44)], 48)
    wide, deep, spread, fan, high, dome, slant = {
        "round": (1.12, 1.12, 1.75, 1.75, 0.040, 0.5, 0.0), "flat": (1.45, 0.75, 1.25, 0.95, 0.034, 0.12, 0.0),
        "angled": (1.35, 0.8, 1.35, 1.1, 0.040, 0.14, 0.62), "fan": (1.0, 0.6, 4.4, 0.5, 0.034, 0.2, 0.0),
    }[silhouette]  # fmt: skip
    wide, deep, metal = belly * wide, belly * deep, rng.uniform(0.022, 0.030)
    rings = []
    for t in (i / 12 for i in range(13)):
        bend = t * t * (3 - 2 * t)
        a, b = (belly * 1.02 + (r * 1.04 - belly * 1.02) * bend for r in (wide, deep))
        rings.append(forms.level(forms.oval(2 * a, 2 * b, 2.2, 48), long - 0.001 + metal * t))
    head = bristles(wide, deep, spread, fan, high * rng.uniform(0.9, 1.12), dome, slant, rng)
    return handle, forms.loft(rings), forms.moved(head, (0, 0, long + metal - 0.003)), metal + high + long * 0.4


def bristles(wide: float, deep: float, spread: float, swell: float, high: float, dome: float, slant: float, rng: Random) -> Mesh:
    """A tuft that stands on z = 0: its foot's half-axes, how much they grow, and how much of it the tip's dome takes."""
    count, rings = 180, []
    ridge = [1 + rng.uniform(-0.035, 0.02) for _ in range(count)]
    end = [1 + rng.uniform(-0.03, 0.03) for _ in range(count)]
    for i in range(31):
        t = i / 30
        open_to = math.sin(math.pi / 2 * min(1.0, t * 1.15))
        shrink = math.sqrt(max(0.0004, 1 - max(0.0, (t - (1 - dome)) / dome) ** 2))
        a = wide * (1 + (spread - 1) * open_to) * shrink
        b = deep * (1 + (swell - 1) * open_to) * shrink
        ring = []
        for k, (x, y) in enumerate(forms.oval(2 * a, 2 * b, 2.2, count)):
            rough = 1 + (ridge[k] - 1) * min(1.0, 4 * t)
            arched = 1 - (0.24 * (x / (wide * spread)) ** 2 if spread > 3 else 0)
            ring.append((x * rough, y * rough, high * t * arched * (1 + (end[k] - 1) * t) + slant * x * t))
        rings.append(ring)
    return forms.loft(rings)


def build_soap(workshop: Workshop, spec: Spec, rng: Random) -> None:
    """A bar with soft edges, a shallow sunk panel and a raised mark in it."""
    long, high = rng.uniform(0.078, 0.09), rng.uniform(0.024, 0.030)
    outline = {
        "rectangular": forms.rectangle(long, long * rng.uniform(0.6, 0.7), 0.010, 8), "round": forms.oval(long * 0.85, long * 0.85, 2, 96),
        "oval": forms.oval(long, long * 0.64, 2.3, 96), "heart": _heart(long * 0.92), "flower": _scallops(long * 0.9, rng.choice((6, 8))),
    }[spec.silhouette]  # fmt: skip
    edge, rim = rng.uniform(0.007, 0.010), rng.uniform(0.012, 0.014)
    steps = forms.rounding(high, edge * 0.8, edge, 8)
    sunk = [(rim, high), (rim + 0.0010, high - 0.0006), (rim + 0.0016, high - 0.0028), (rim + 0.003, high - 0.0032)]
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
    parts: list[Mesh] = [forms.moved(forms.slab(forms.rectangle(0.0016, size * 1.5, 0.0006), 0.0018, 0.0004), (0, -size * 0.08, 0))]
    for k in range(3):
        for side in (-1, 1):
            y = size * (-0.5 + 0.42 * k)
            parts.append(forms.moved(leaf, (side * size * 0.29, y + size * 0.16, 0), (0, 0, 90 - side * 58)))
    return forms.joined([*parts, forms.moved(leaf, (0, size * 0.84, 0), (0, 0, 90))])


_LIPS = ("red", "burgundy", "terracotta", "orange", "hot pink", "blush pink", "plum", "brown", "lavender", "beige", "black")
_CHEEKS = ("blush pink", "hot pink", "terracotta", "orange", "red", "beige", "tan", "plum", "lavender", "brown", "cream")
KINDS = (
    Kind(
        name="lipstick", department="beauty", silhouettes=("round", "square", "faceted", "slim"),
        main=(Stuff("wax", colors=_LIPS, patterns=("plain",)), Stuff("lacquer", ("glossy", "shimmering"), _LIPS)), main_part="bullet",
        second=(Stuff("gold", ("polished", "brushed"), patterns=("plain",)), Stuff("silver", patterns=("plain",)),
                Stuff("painted metal", colors=("black", "white", "navy", "cream", "forest green", "burgundy", "blush pink")),
                Stuff("acetate", ("glossy",), ("tan", "black", "cream"))),
        second_part="case", build=build_lipstick,
        nouns=("lip colour", "lip balm", "lip tint"), price=(9, 48),
        sizes=("3.5 g", "4 g", "2 g, fits any pocket"),
        uses=("every day", "evenings out", "a wedding", "the office", "a little gift"),
        care=("Keep below 25 degrees.", "Refillable case.", "Use within 18 months."),
        elevation=(10, 22),
    ),  # fmt: skip
    Kind(
        name="compact", department="beauty", silhouettes=("round", "square", "oval", "scalloped"),
        main=(Stuff("gold"), Stuff("silver"), Stuff("lacquer", ("glossy", "matte")), Stuff("acetate"), Stuff("painted metal")), main_part="case",
        second=(Stuff("wax", colors=_CHEEKS, patterns=("plain",)),), second_part="blush", build=build_compact,
        nouns=("blush compact", "cream blush", "mirror compact", "rouge"), price=(14, 72),
        sizes=("8 g", "7 cm across", "6 g, with mirror"),
        uses=("touch-ups", "a handbag", "a healthy glow", "travel", "a bridesmaid gift"),
        care=("Wipe the mirror with a dry cloth.", "Refill pans available.", "Keep closed and cool."),
        elevation=(20, 32),
    ),  # fmt: skip
    Kind(
        name="makeup brush", department="beauty", silhouettes=("round", "flat", "angled", "fan", "kabuki"),
        main=(Stuff("painted wood"), Stuff("oak"), Stuff("walnut"), Stuff("lacquer", ("glossy",)), Stuff("acrylic", ("glossy",)), Stuff("marble")),
        main_part="handle",
        second=(Stuff("gold", patterns=("plain",)), Stuff("silver", patterns=("plain",)), Stuff("copper", patterns=("plain",)), Stuff("painted metal", ("matte",), ("black", "white"))),
        second_part="ferrule", build=build_brush,
        nouns=("powder brush", "blush brush", "foundation brush", "face brush"), plural="makeup brushes", price=(8, 54),
        sizes=("14 cm long", "travel length, 11 cm", "head 3.5 cm across", "16 cm long"),
        uses=("loose powder", "blush and bronzer", "contouring", "highlighter", "a beginner's kit"),
        care=("Wash monthly with mild soap.", "Dry lying flat.", "Vegan bristles."),
        elevation=(38, 52),
    ),  # fmt: skip
    Kind(
        name="soap bar", department="beauty", silhouettes=("rectangular", "round", "oval", "heart", "flower"),
        main=(Stuff("soap"), Stuff("soap", ("satin",))), build=build_soap,
        nouns=("bar of soap", "hand soap", "bath soap", "guest soap"), price=(5, 24),
        sizes=("100 g", "150 g", "85 g", "9 x 6 x 3 cm"),
        uses=("the guest bathroom", "the shower", "a hostess gift", "sensitive hands", "the kitchen sink"),
        care=("Let it dry between uses.", "Keep on a draining dish.", "Vegan and free of palm oil."),
        elevation=(42, 56),
    ),  # fmt: skip
)
