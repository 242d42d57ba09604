"""The watch: strap closed in a loop, dial towards the viewer, as on a shop's cushion."""

from __future__ import annotations

import math
from random import Random
from typing import TYPE_CHECKING

from studio import forms
from studio.forms import Flat, Mesh, Point
from studio.kind import Kind, Stuff
from studio.spec import Spec, Surface

if TYPE_CHECKING:
    from studio.workshop import Workshop

HIGH = 0.0085
"""Of the case, in metres."""


def outline(silhouette: str) -> list[Flat]:
    if silhouette == "octagonal":
        return forms.regular(8, 0.042, 0.0012)
    width, height, power = {
        "round": (0.039, 0.039, 2),
        "square": (0.034, 0.034, 7),
        "rectangular": (0.026, 0.037, 7),
    }[silhouette]
    return forms.oval(width, height, power, 96)


def build_watch(workshop: Workshop, spec: Spec, rng: Random) -> None:
    """Built lying with the dial up, then tipped towards the viewer."""
    shape = outline(spec.silhouette)
    half = max(y for _, y in shape)
    width = min(max(x for x, _ in shape) * 1.25, 0.024) * rng.uniform(0.86, 1.0)
    deep, wide = rng.uniform(0.021, 0.024), rng.uniform(0.029, 0.033)
    bow, lug = _bow(half, wide, deep)
    strap = _bracelet(bow, width) if spec.main.material in ("steel", "gold", "chrome") else _strap(bow, width)
    case = forms.joined([forms.moved(_case(shape, rng), (0, 0, lug - 0.0045)), *_lugs(half, lug, width)])
    dark = rng.random() < 0.35
    dial, hands = _dial(shape, spec.silhouette, rng)
    face = lug - 0.0045 + HIGH - 0.0011
    tip = (rng.uniform(48, 60), 0, 0)
    turn = (0, 0, rng.uniform(-28, 28))
    lift = (0, 0, -forms.lowest(forms.moved(strap, rotate=tip)))

    def place(mesh: Mesh, at: Point, surface: Surface) -> None:
        workshop.mesh(*forms.moved(forms.moved(forms.moved(mesh, at), rotate=tip), lift, turn), surface)

    place(strap, (0, 0, 0), spec.main)
    place(case, (0, 0, 0), spec.second or spec.main)
    place(
        dial,
        (0, 0, face),
        Surface("painted metal", "black" if dark else rng.choice(("white", "cream")), "matte"),
    )
    place(hands, (0, 0, face + 0.0003), Surface("painted metal", "white" if dark else "black", "matte"))


def _bow(half: float, wide: float, deep: float) -> tuple[list[Point], float]:
    """The strap's way round the wrist in the yz plane, from lug to lug, and the lugs' height."""
    start = math.acos(min(half * 0.9 / wide, 0.95))
    angles = [start - (math.tau - math.pi + 2 * start) * i / 120 for i in range(121)]
    return [(0.0, wide * math.cos(a), deep * math.sin(a)) for a in angles], deep * math.sin(start)


def _strap(bow: list[Point], width: float) -> Mesh:
    """Padded at the case, narrower and thinner at the back."""

    def section(t: float) -> list[Flat]:
        back = math.sin(math.pi * t)
        return forms.oval(0.0040 - 0.0018 * back, width * (1 - 0.16 * back), 6, 28)

    return forms.sweep(bow, section, up=(1, 0, 0))


def _bracelet(bow: list[Point], width: float) -> Mesh:
    """Metal links in three columns."""
    links = []
    for i in range(0, 120, 5):
        piece = bow[i : i + 5]
        for share, offset in ((0.27, -0.355), (0.40, 0.0), (0.27, 0.355)):
            shifted = [(offset * width, y, z) for _, y, z in piece]
            links.append(forms.sweep(shifted, forms.oval(0.0030, width * share, 5, 16), up=(1, 0, 0)))
    core = forms.sweep(bow, forms.oval(0.0014, width * 0.9, 6, 16), up=(1, 0, 0))
    return forms.joined([core, *links])


def _case(shape: list[Flat], rng: Random) -> Mesh:
    """With a raised bezel, the dial sunk into it, and a crown."""
    bezel = rng.uniform(0.0016, 0.0030)
    steps = [
        (0.003, 0),
        (0, 0.002),
        (0, HIGH - 0.002),
        (0.0009, HIGH),
        (bezel, HIGH),
        (bezel + 0.0006, HIGH - 0.0016),
    ]
    side = max(x for x, _ in shape)
    crown = forms.revolve([(0.0001, 0), (0.0024, 0), (0.0028, 0.0005), (0.0028, 0.0027), (0.0022, 0.0032)], 14)
    return forms.joined([forms.block(shape, steps), forms.moved(crown, (side - 0.0004, 0, HIGH / 2), (0, 90, 0))])


def _lugs(half: float, height: float, width: float) -> list[Mesh]:
    """Four horns that hold the strap."""
    horns = []
    for end in (-1, 1):
        for side in (-1, 1):
            x = side * (width / 2 + 0.0006)
            path = forms.curve(
                [
                    (x, end * half * 0.6, height),
                    (x, end * half * 0.95, height),
                    (x, end * (half + 0.004), height - 0.0035),
                ],
                12,
            )
            horns.append(forms.sweep(path, forms.oval(0.0026, 0.0040, 4, 14)))
    return horns


def _dial(shape: list[Flat], silhouette: str, rng: Random) -> tuple[Mesh, Mesh]:
    """The face, and its indices and hands at ten past ten or thereabouts."""
    flat = [(x, y) for x, y, _ in forms.level(shape, 0, 0.0021)]
    plate = forms.block(flat, [(0, -0.0006), (0, 0)])
    across, high = max(x for x, _ in flat), max(y for _, y in flat)
    marks, each = [], rng.choice((1, 1, 3))
    for hour in range(0, 12, each):
        angle = math.tau * hour / 12
        dx, dy = math.sin(angle), math.cos(angle)
        reach = 0.86 * across if silhouette in ("round", "octagonal") else 0.86 / max(abs(dx) / across, abs(dy) / high)
        long = 0.0034 if hour % 3 == 0 else 0.0022
        mark = forms.moved(forms.slab(forms.rectangle(0.0009, long, 0.0002), 0.0004, 0.0001), (0, reach - long / 2, 0))
        marks.append(forms.moved(mark, rotate=(0, 0, -math.degrees(angle))))
    reach = min(across, high)
    for angle, long, wide in ((-58, 0.58, 0.0016), (52, 0.82, 0.0012)):
        hand = forms.slab(forms.rectangle(wide, reach * long, 0.0004), 0.0005, 0.0001)
        marks.append(forms.moved(forms.moved(hand, (0, reach * long * 0.42, 0.0003)), rotate=(0, 0, -angle)))
    return plate, forms.joined([*marks, forms.revolve([(0.0014, 0), (0.0014, 0.0012), (0.0004, 0.0013)], 16)])


KINDS = (
    Kind(
        name="watch",
        department="fashion",
        silhouettes=("round", "square", "rectangular", "octagonal"),
        main=(
            Stuff("leather"),
            Stuff("leather"),
            Stuff("steel", colors=("silver", "black")),
            Stuff("gold"),
            Stuff(
                "cotton",
                colors=("navy", "olive", "black", "red", "cream", "grey"),
                patterns=("plain", "striped"),
            ),
            Stuff("velvet", colors=("plum", "forest green", "navy", "burgundy"), patterns=("plain",)),
        ),
        main_part="strap",
        second=(
            Stuff("gold", patterns=("plain",)),
            Stuff("silver", patterns=("plain",)),
            Stuff("steel", colors=("silver", "black")),
            Stuff("painted metal", ("matte",), ("black", "white", "navy")),
        ),
        second_part="case",
        build=build_watch,
        nouns=("wristwatch", "timepiece", "dress watch", "wrist watch"),
        plural="watches",
        price=(69, 480),
        sizes=(
            "36 mm case",
            "40 mm case, 20 mm strap",
            "34 mm case, for slim wrists",
            "strap fits 15 to 20 cm",
        ),
        uses=("the office", "a graduation gift", "every day", "under a shirt cuff", "an anniversary"),
        care=("Splash-proof to 3 bar.", "Wipe the case with a soft cloth.", "Keep the strap dry."),
        elevation=(16, 28),
    ),
)
