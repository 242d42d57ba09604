"""Which products to make: draws specifications, balanced over kinds, silhouettes and colours.

Two plans exist. `sample_plan` is the shop that ships; its products are never trained on. `plan` is for
training: it leaves out every look of the shop and every *unseen combination* of kind, material and colour.
About one combination in twenty is unseen, chosen by a hash of its three words, so that the choice is stable
as kinds are added. The shop contains unseen combinations on purpose: evaluation can then tell recall from
understanding.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Mapping, Sequence
from functools import cache

from studio import lab
from studio.kind import Kind, Stuff
from studio.spec import COLORS, MATERIALS, PAINTS, Spec, Surface

SHOP_SEED = 20_250
"""Draws the shop that ships. `plan` refuses it."""
PER_KIND = 10
"""Products of each kind in that shop."""
UNSEEN_SHARE = 20
"""One combination of kind, material and colour in this many is never trained on."""

ONE_COLOUR_PATTERNS = ("plain", "ribbed", "hammered", "woven", "veined", "brushed")
"""Patterns of relief or of the material itself, which have no second colour."""
_NEUTRALS = ("white", "cream", "beige", "tan", "brown", "black", "charcoal", "grey", "navy")
_TORTOISESHELL = ("tan", "mustard", "orange", "terracotta", "olive", "blush pink", "teal", "grey", "cream")
_CLEARLY_DIFFERENT = 32.0
"""Distance in CIELAB (delta E 1976) at which two colours of a pattern read as two at a glance."""
_APART = 18.0
"""The same distance for two parts of a product, which an edge divides."""
_TRIES = 60


def all_kinds() -> Mapping[str, Kind]:
    from studio.kinds import KINDS  # here, so that a plan of other kinds does not import them

    return KINDS


def combination(spec: Spec) -> tuple[str, str, str]:
    return spec.kind, spec.main.material, spec.main.color


def is_unseen(spec: Spec) -> bool:
    """Whether training never shows this kind in this material and colour."""
    return _held_out(*combination(spec))


def unseen_combinations(kinds: Mapping[str, Kind] | None = None) -> frozenset[tuple[str, str, str]]:
    """Every held-out (kind, material, colour) that the kinds could be drawn in."""
    return frozenset(
        (kind.name, stuff.material, color)
        for kind in (all_kinds() if kinds is None else kinds).values()
        for stuff in kind.main
        for color in _allowed(stuff.colors, MATERIALS[stuff.material].colors, stuff.material)
        if _held_out(kind.name, stuff.material, color)
    )


def _held_out(kind: str, material: str, color: str) -> bool:
    digest = hashlib.sha256(f"{kind}|{material}|{color}".encode()).digest()
    return int.from_bytes(digest[:4], "big") % UNSEEN_SHARE == 0


# Surfaces


def draw_surface(stuffs: Sequence[Stuff], rng: random.Random) -> Surface:
    """One surface that both its `Stuff` and its material allow."""
    # The root keeps ceramic, which comes in every paint, from crowding out brass, and brass from being every
    # second product.
    weights = [len(_allowed(s.colors, MATERIALS[s.material].colors, s.material)) ** 0.5 for s in stuffs]
    for _ in range(_TRIES):
        stuff = rng.choices(stuffs, weights)[0]
        material = MATERIALS[stuff.material]
        color = rng.choice(_allowed(stuff.colors, material.colors, stuff.material))
        finishes = _fitting_finishes(stuff.material, color, _allowed(stuff.finishes, material.finishes, stuff.material))
        if finishes:
            break
    else:
        raise ValueError(f"glass of no colour that {' or '.join(stuff.finishes)} glass comes in: widen its Stuff")
    finish = rng.choice(finishes)
    pattern = _draw_pattern(_allowed(stuff.patterns, material.patterns, stuff.material), color, rng)
    second = "" if pattern in ONE_COLOUR_PATTERNS else _draw_pattern_color(pattern, color, rng)
    return Surface(stuff.material, color, finish, pattern, second)


def _allowed(wanted: Sequence[str], possible: Sequence[str], material: str) -> tuple[str, ...]:
    allowed = tuple(w for w in wanted if w in possible) if wanted else tuple(possible)
    if not allowed:
        raise ValueError(f"{material} is never {' or '.join(wanted)}: expected some of {', '.join(possible)}")
    return allowed


def _fitting_finishes(material: str, color: str, finishes: tuple[str, ...]) -> tuple[str, ...]:
    """Glass without colour is not tinted, coloured glass is not clear, white and cream glass is milky."""
    if material != "glass":
        return finishes
    fitting: tuple[str, ...]
    if color == "clear":
        fitting = ("clear", "frosted")
    elif color in ("white", "cream"):
        fitting = ("frosted",)
    else:
        fitting = ("tinted", "frosted")
    return tuple(f for f in finishes if f in fitting)


def _draw_pattern(patterns: Sequence[str], color: str, rng: random.Random) -> str:
    others = [p for p in patterns if p != "plain" and (p != "tortoiseshell" or color in _TORTOISESHELL)]
    if "plain" in patterns and (not others or rng.random() < 0.5):
        return "plain"
    return rng.choice(others or list(patterns))


def _draw_pattern_color(pattern: str, color: str, rng: random.Random) -> str:
    if pattern == "tortoiseshell":
        return "brown" if color_distance(color, "brown") >= _CLEARLY_DIFFERENT else "black"
    pool = ("white", "cream", "black", "navy", "charcoal") if rng.random() < 0.6 else PAINTS
    different = [c for c in pool if color_distance(c, color) >= _CLEARLY_DIFFERENT]
    return rng.choice(different)


@cache
def color_distance(one: str, other: str) -> float:
    """CIELAB distance (delta E 1976) of two named colours; 2 is just noticeable, 100 is black to white."""
    return sum((a - b) ** 2 for a, b in zip(_lab(one), _lab(other), strict=True)) ** 0.5


def lightness(color: str) -> float:
    """CIELAB L*, 0 black to 100 white."""
    return _lab(color)[0]


@cache
def _lab(color: str) -> tuple[float, ...]:
    return tuple(map(float, lab.from_srgb(lab.channels(COLORS[color]))))


# Products


def look(spec: Spec) -> tuple[str, str, Surface, Surface | None]:
    """What two products must not share to be told apart by their pictures."""
    return spec.kind, spec.silhouette, spec.main, spec.second


def differences(one: Spec, other: Spec) -> int:
    """How many visible traits two products of a kind differ in."""
    pairs = [(one.silhouette, other.silhouette)]
    for a, b in ((one.main, other.main), (one.second, other.second)):
        if a is None or b is None:
            pairs.append((str(a), str(b)))
        else:
            pairs += [(a.color, b.color), (a.material, b.material), (a.finish, b.finish)]
            pairs += [(a.pattern, b.pattern), (a.pattern_color, b.pattern_color)]
    return sum(a != b for a, b in pairs)


def plan(count: int, seed: int, *, kinds: Mapping[str, Kind] | None = None, prefix: str = "") -> list[Spec]:
    """Products to train on: kinds in turn, silhouettes in turn, looks distinct for as long as they last.

    Ids are "T{seed}-00042" ("{prefix}00042" where there is one). A longer plan begins with the shorter one.
    """
    if seed == SHOP_SEED:
        raise ValueError(f"seed {SHOP_SEED} is the sample shop's, which is never trained on: choose another")
    kinds = all_kinds() if kinds is None else kinds
    shop = {look(spec) for spec in sample_plan(kinds=kinds)}
    names = list(kinds)
    rngs = {name: random.Random(f"{seed}/{name}") for name in names}
    specs: list[Spec] = []
    taken: set = set()
    for index in range(count):
        kind = kinds[names[index % len(names)]]
        name = f"{prefix or f'T{seed}-'}{index:05d}"
        silhouette = kind.silhouettes[index // len(names) % len(kind.silhouettes)]
        never = [lambda s: not is_unseen(s), lambda s: look(s) not in shop]
        wishes = [*never, lambda s: look(s) not in taken]
        spec = _draw_until(kind, silhouette, name, rngs[kind.name], never, wishes)
        taken.add(look(spec))
        specs.append(spec)
    return specs


def sample_plan(per_kind: int = PER_KIND, *, kinds: Mapping[str, Kind] | None = None) -> list[Spec]:
    """The shop that ships: ids "P0001" on, kind after kind, two of a kind differing in two visible traits.

    The first of each kind is an unseen combination, where the kind has one.
    """
    kinds = all_kinds() if kinds is None else kinds
    specs: list[Spec] = []
    for kind in kinds.values():
        rng = random.Random(f"{SHOP_SEED}/{kind.name}")
        own: list[Spec] = []
        for index in range(per_kind):
            silhouette = kind.silhouettes[index % len(kind.silhouettes)]
            apart = [lambda s, own=own: all(differences(s, other) >= 2 for other in own)]
            fresh = [lambda s, own=own: s.main.color not in [o.main.color for o in own[-5:]]]
            wishes = [*apart, is_unseen] if index == 0 else [*apart, *fresh]
            own.append(_draw_until(kind, silhouette, f"P{len(specs) + 1:04d}", rng, apart, wishes))
            specs.append(own[-1])
    return specs


_Wish = Callable[[Spec], bool]


def _draw_until(
    kind: Kind, silhouette: str, name: str, rng: random.Random, must: Sequence[_Wish], wishes: Sequence[_Wish]
) -> Spec:
    """The first draw that grants every wish, else the last that meets what it must."""
    found = None
    for attempt in range(_TRIES * 20):
        if attempt >= _TRIES * 4 and found:
            return found
        spec = _draw(kind, silhouette, name, rng)
        if all(wish(spec) for wish in wishes):
            return spec
        if all(condition(spec) for condition in must):
            found = spec
    if found is None:
        raise ValueError(f"{kind.name} has too few looks: give it more materials, colours or silhouettes")
    return found


def _draw(kind: Kind, silhouette: str, name: str, rng: random.Random) -> Spec:
    main = draw_surface(kind.main, rng)
    second = _draw_second(kind.second, main, rng) if kind.second else None
    return Spec(name, kind.name, kind.department, silhouette, main, second, rng.randrange(2**31))


def _draw_second(stuffs: Sequence[Stuff], main: Surface, rng: random.Random) -> Surface:
    """A part that can be told from the main one. Painted parts are mostly neutral, as designers like them."""
    bold = rng.random() < 0.3
    for _ in range(_TRIES):
        second = draw_surface(stuffs, rng)
        bound = second.color not in PAINTS
        if color_distance(second.color, main.color) >= _APART and (bold or bound or second.color in _NEUTRALS):
            return second
    return second
