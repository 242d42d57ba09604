"""The wallet and its cousins: bifold, long, card holder, coin purse."""

from __future__ import annotations

import math
from random import Random
from typing import TYPE_CHECKING

from studio import forms
from studio.kind import Kind, Stuff
from studio.kinds.bags import HARDWARE, Bag, handle
from studio.spec import Spec, Surface

if TYPE_CHECKING:
    from studio.workshop import Workshop


def build_wallet(workshop: Workshop, spec: Spec, rng: Random) -> None:
    make = {"bifold": _bifold, "long": _long, "card holder": _card_holder, "coin purse": _coin_purse}[spec.silhouette]
    body, trim = make(workshop, spec, rng)
    turn = (0, 0, rng.uniform(-24, 24))
    workshop.mesh(*forms.moved(body, rotate=turn), spec.main)
    workshop.mesh(*forms.moved(trim, rotate=turn), spec.second or spec.main)


def _bifold(workshop: Workshop, spec: Spec, rng: Random) -> Bag:
    """Stands half open like a book, a metal snap and corners on its front."""
    wide, high = rng.uniform(0.105, 0.115), rng.uniform(0.085, 0.092)
    open_by = rng.uniform(24, 34)
    leaf = forms.slab(forms.rectangle(wide, high, 0.007), 0.0055, 0.002)
    upright = forms.moved(forms.moved(leaf, (wide / 2, 0, 0)), (0, 0, high / 2), (90, 0, 0))
    spine = forms.revolve([(0.001, 0.003), (0.0055, 0.004), (0.0055, high - 0.004), (0.001, high - 0.003)], 20)
    leaves = [forms.moved(upright, rotate=(0, 0, a)) for a in (-open_by, open_by)]
    snap = forms.moved(
        forms.revolve([(0.001, 0), (0.0078, 0), (0.0078, 0.001), (0.004, 0.0026), (0.0005, 0.003)]),
        (wide - 0.016, -0.0055, high / 2),
        (90, 0, 0),
    )
    tips = [
        forms.moved(forms.slab(forms.polygon(c, 0.003), 0.0064, 0.001), (0, 0.0004, 0), (90, 0, 0))
        for c in (
            [(wide - 0.018, 0), (wide + 0.0006, -0.0006), (wide + 0.0006, 0.018)],
            [(wide - 0.018, high), (wide + 0.0006, high - 0.018), (wide + 0.0006, high + 0.0006)],
        )
    ]
    trim = forms.moved(forms.joined([snap, *tips]), rotate=(0, 0, -open_by))
    centre = (-wide * 0.45, 0, 0)
    return forms.moved(forms.joined([*leaves, spine]), centre), forms.moved(trim, centre)


def _long(workshop: Workshop, spec: Spec, rng: Random) -> Bag:
    """A long flat one with a zip round three sides and a puller."""
    wide, deep, high = 0.192, rng.uniform(0.098, 0.106), rng.uniform(0.020, 0.026)
    halves = [
        forms.moved(forms.slab(forms.rectangle(wide, deep, 0.016), high * 0.46, 0.004), (0, 0, z))
        for z in (0, high * 0.54)
    ]
    teeth = forms.moved(
        forms.slab(forms.rectangle(wide - 0.003, deep - 0.003, 0.014), high * 0.12, 0.0005),
        (0, 0, high * 0.44),
    )
    puller = forms.slab(forms.rectangle(0.009, 0.036, 0.004), 0.003, 0.001)
    pull = forms.moved(puller, (wide * 0.36, -deep / 2 - 0.0015, high * 0.30), (78, 0, 14))
    slider = forms.moved(
        forms.slab(forms.rectangle(0.013, 0.010, 0.002), high * 0.34, 0.001),
        (wide * 0.36, -deep / 2 + 0.001, high * 0.33),
    )
    plate = forms.moved(
        forms.slab(forms.rectangle(0.034, 0.014, 0.003), 0.0018, 0.0006), (0, -deep * 0.28, high - 0.0002)
    )
    return forms.joined(halves), forms.joined([teeth, pull, slider, plate])


def _card_holder(workshop: Workshop, spec: Spec, rng: Random) -> Bag:
    """Leans back like a card on a stand: pockets in steps, cards showing."""
    wide, high = 0.102, rng.uniform(0.074, 0.08)
    parts = [forms.slab(forms.rectangle(wide, high, 0.005), 0.003, 0.0008)]
    for i, share in enumerate((0.8, 0.62)):
        pocket = forms.slab(forms.rectangle(wide, high * share, 0.005), 0.0026, 0.0008)
        parts.append(forms.moved(pocket, (0, -high * (1 - share) / 2, 0.0028 + 0.0025 * i)))
    bar = forms.moved(forms.slab(forms.rectangle(0.03, 0.007, 0.002), 0.0018, 0.0005), (0, -high * 0.28, 0.0076))
    for i, tone in enumerate(rng.sample(("cream", "charcoal", "grey", "white"), 2)):
        card = forms.moved(
            forms.slab(forms.rectangle(0.086, 0.05, 0.003), 0.0008, 0.0002),
            (0.002 * i, high * (0.26 - 0.13 * i), 0.0029 + 0.0025 * i),
        )
        workshop.mesh(*forms.moved(card, (0, 0, 0)), Surface("painted metal", tone, "matte"))
    return forms.joined(parts), bar


def _coin_purse(workshop: Workshop, spec: Spec, rng: Random) -> Bag:
    """A plump half-round pouch with a metal frame and two kissing balls."""
    wide, high = rng.uniform(0.10, 0.115), rng.uniform(0.078, 0.09)
    rings = []
    for i in range(29):
        t = i / 28
        across = wide * (0.5 + 0.5 * math.sin(math.pi * min(1, 0.16 + 0.5 * t)))
        deep = 0.042 * math.sin(math.pi * (0.12 + 0.86 * t)) ** 0.7
        shrink = min(1.0, math.sqrt(max(1e-4, 1 - (1 - min(1, t * 3)) ** 2)) + 0.02)
        rings.append(
            forms.level(
                forms.oval(across * (0.8 + 0.2 * shrink) * (1 - 0.18 * t), max(deep * shrink, 0.006), 2.6, 64),
                high * t,
            )
        )
    frame = handle(wide * 0.86, high * 0.30, (0, 0, high * 0.74), 0.0065, 0.94)
    balls = [forms.moved(forms.ball(0.0062), (x, 0, high * 1.04 + 0.010)) for x in (-0.0055, 0.0055)]
    return forms.loft(rings), forms.joined([frame, *balls])


KINDS = (
    Kind(
        name="wallet",
        department="fashion",
        silhouettes=("bifold", "long", "card holder", "coin purse"),
        main=(
            Stuff("leather"),
            Stuff("leather"),
            Stuff("velvet", patterns=("plain",)),
            Stuff("cotton", patterns=("checked", "striped", "floral")),
            Stuff("wool", patterns=("plain", "checked")),
        ),
        second=HARDWARE,
        second_part="hardware",
        build=build_wallet,
        nouns=("purse", "billfold", "card case", "coin pouch"),
        price=(18, 140),
        sizes=(
            "11 x 9 cm, 6 cards",
            "19 x 10 cm, 12 cards and a coin pocket",
            "10 x 8 cm",
            "slim enough for a front pocket",
        ),
        sizes_of={
            "bifold": ("11 x 9 cm, 6 cards", "10 x 8 cm", "slim enough for a front pocket"),
            "long": ("19 x 10 cm, 12 cards and a coin pocket",),
            "card holder": ("10 x 8 cm", "slim enough for a front pocket"),
            "coin purse": ("10 x 8 cm",),
        },
        uses=("a front pocket", "a first job", "travelling light", "a Father's Day gift", "cards and coins"),
        care=("Condition the leather twice a year.", "Keep dry.", "Wipe with a soft cloth."),
        elevation=(34, 48),
    ),
)
