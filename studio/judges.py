"""Whether a product looks a certain way: yes, no, or a matter of taste.

Cream may pass for white, and a grey lamp on a navy base is not plainly "not blue". Where people would disagree the
answer is None, and no conversation is built on it (`studio.wishes`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from catalog.schema import Product
from studio import truth
from studio.plan import lightness
from studio.spec import Spec, Surface

Judge = Callable[[Spec, Product], bool | None]
"""True, False, or None where people would disagree."""


def _three(sure: bool, maybe: bool) -> bool | None:
    return True if sure else None if maybe else False


def _other_colors(spec: Spec) -> set[str]:
    """Colours that a product shows besides its main one."""
    second = {spec.second.color, spec.second.pattern_color} if spec.second else set()
    return {spec.main.pattern_color, *second} - {""}


def color_is(color: str) -> Judge:
    near = {color, *truth.NEAR.get(color, ())} | {c for c, others in truth.NEAR.items() if color in others}
    return lambda s, p: _three(s.main.color == color, s.main.color in near or color in _other_colors(s))


def color_among(sure: Sequence[str], maybe: Sequence[str] = ()) -> Judge:
    either = {*sure, *maybe}
    return lambda s, p: _three(s.main.color in sure, s.main.color in maybe or bool(either & _other_colors(s)))


def is_dark(spec: Spec, product: Product) -> bool | None:
    shade = 100.0 if spec.main.color == "clear" else lightness(spec.main.color)
    return _three(shade < 38, shade < 54)


def is_light(spec: Spec, product: Product) -> bool | None:
    shade = lightness(spec.main.color)
    return _three(shade > 74 and spec.main.color != "clear", shade > 60)


def is_shiny(spec: Spec, product: Product) -> bool | None:
    soft_sheen = spec.main.finish in ("satin", "lustrous", "shimmering")
    second = spec.second is not None and (truth.is_shiny(spec.second) or spec.second.finish in ("satin", "brushed"))
    return _three(truth.is_shiny(spec.main) and not soft_sheen, soft_sheen or second or spec.main.finish == "brushed")


LIKE_FINISHES = {
    "matte": ("satin", "soft", "plush", "frosted", "brushed"),
    "glossy": ("patent", "polished", "lustrous", "shimmering", "clear", "tinted", "satin"),
    "polished": ("glossy", "satin", "lustrous"),
    "brushed": ("satin", "matte"),
    "frosted": ("matte",),
    "tinted": ("frosted", "clear"),
}


def finish_is(finish: str) -> Judge:
    like = LIKE_FINISHES.get(finish, ())

    def judge(spec: Spec, product: Product) -> bool | None:
        second = spec.second is not None and spec.second.finish == finish
        return _three(spec.main.finish == finish, spec.main.finish in like or second)

    return judge


_ALIKE = (
    {"ceramic", "porcelain", "concrete", "terrazzo"}, {"glass", "acrylic", "gemstone"}, {"brass", "gold"},
    {"silver", "chrome", "steel"}, {"linen", "cotton"}, {"rattan", "straw"}, {"oak", "walnut", "painted wood"},
    {"acetate", "acrylic", "lacquer", "painted metal"}, {"wax", "soap"}, {"steel", "painted metal"}, {"copper", "gold"},
)  # fmt: skip
"""Materials that a picture hardly tells apart."""


def _alike(material: str) -> set[str]:
    return {material}.union(*(group for group in _ALIKE if material in group))


def material_is(material: str) -> Judge:
    def judge(spec: Spec, product: Product) -> bool | None:
        second = spec.second is not None and spec.second.material in _alike(material)
        return _three(spec.main.material == material, spec.main.material in _alike(material) or second)

    return judge


def is_wooden(spec: Spec, product: Product) -> bool | None:
    second = spec.second is not None and spec.second.material in (*truth.WOODS, "painted wood")
    return _three(spec.main.material in truth.WOODS, spec.main.material == "painted wood" or second)


def has_metal(metals: Sequence[str]) -> Judge:
    """Anywhere on it, as in "something with warm metal"."""

    def judge(spec: Spec, product: Product) -> bool | None:
        surfaces = [s for s in (spec.main, spec.second) if s]
        return _three(any(s.material in metals for s in surfaces), False)

    return judge


RELIEF = ("ribbed", "hammered", "woven", "veined", "tortoiseshell", "marbled")


def pattern_is(pattern: str) -> Judge:
    def judge(spec: Spec, product: Product) -> bool | None:
        second = spec.second.pattern if spec.second else "plain"
        if pattern == "plain":
            return _three(spec.main.pattern == second == "plain", {spec.main.pattern, second} <= {"plain", *RELIEF})
        like = {"speckled", "dotted"} if pattern in ("speckled", "dotted") else {pattern}
        return _three(spec.main.pattern == pattern, spec.main.pattern in like or second == pattern)

    return judge


def silhouette_is(shape: str) -> Judge:
    return lambda s, p: s.silhouette == shape


def second_color_is(color: str) -> Judge:
    near = {color, *truth.NEAR.get(color, ())}
    return lambda s, p: s.second is not None and _three(s.second.color == color, s.second.color in near)


def second_material_is(material: str) -> Judge:
    alike = _alike(material)
    return lambda s, p: s.second is not None and _three(s.second.material == material, s.second.material in alike)


def is_see_through(spec: Spec, product: Product) -> bool | None:
    surface: Surface = spec.main
    through = surface.finish in ("clear", "tinted") or (surface.material, surface.color) == ("acrylic", "clear")
    glassy = [s for s in (spec.main, spec.second) if s and s.material in ("glass", "acrylic", "gemstone")]
    return _three(through and surface.finish != "frosted", bool(glassy))


MOODS: dict[str, Judge] = {
    # a feeling -> looks that anybody would grant it; doubtful ones are doubtful
    "sea": color_among(("teal", "sky blue", "cobalt blue", "navy"), ("sage green", "lavender", "forest green")),
    "forest": color_among(("forest green", "olive", "sage green"), ("teal", "brown", "dark wood")),
    "autumn": color_among(("terracotta", "mustard", "burgundy", "orange"), ("brown", "olive", "copper", "red", "tan")),
    "sunny": color_among(("yellow", "mustard", "orange"), ("gold", "terracotta", "cream")),
    "romantic": color_among(("blush pink", "hot pink", "red", "burgundy"), ("rose gold", "lavender", "plum")),
    "pastel": color_among(("blush pink", "lavender", "sky blue", "sage green"), ("cream", "yellow", "beige")),
    "bold": color_among(
        ("red", "orange", "yellow", "hot pink", "cobalt blue"), ("mustard", "teal", "terracotta", "plum", "burgundy")
    ),
    "neutral": color_among(
        ("white", "cream", "beige", "grey", "tan"), ("charcoal", "black", "clear", "brown", "silver")
    ),
    "night": color_among(("black", "navy", "charcoal"), ("plum", "forest green", "dark wood")),
    "wine": color_among(("burgundy", "plum"), ("red",)),
}
