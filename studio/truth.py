"""What the picture of a specification shows, in plain traits and in the words for them.

Ground truths are decided from here (`traits`, the colour families, `is_shiny` ...), and descriptions and
conversations name surfaces through `surface_phrase`, so that brass is never "gold brass". The prose that the
small model learns to write from a picture is in `describe`.
"""

from __future__ import annotations

import random
import re

from studio.grammar import article, is_plural, one
from studio.plan import all_kinds, lightness
from studio.spec import MATERIALS, Spec, Surface

FAMILIES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    # family -> (colours that anybody would call so, colours that one might)
    "blue": (("sky blue", "cobalt blue", "navy"), ("teal",)),
    "green": (("olive", "sage green", "forest green"), ("teal",)),
    "red": (("red",), ("burgundy", "terracotta", "hot pink", "plum")),
    "pink": (("blush pink", "hot pink"), ("rose gold", "lavender")),
    "purple": (("lavender", "plum"), ("burgundy",)),
    "orange": (("orange",), ("terracotta", "mustard", "copper")),
    "yellow": (("yellow", "mustard"), ("gold", "cream")),
    "brown": (("brown", "dark wood"), ("tan", "beige", "terracotta", "light wood", "copper", "burgundy")),
    "grey": (("grey", "charcoal"), ("silver",)),
    "white": (("white",), ("cream", "beige", "clear")),
    "black": (("black",), ("charcoal", "navy")),
}
NEAR: dict[str, tuple[str, ...]] = {
    # colours that a shopper asking for the first could well mean or accept
    "white": ("cream", "clear"), "cream": ("white", "beige"), "beige": ("cream", "tan", "light wood"),
    "tan": ("beige", "light wood", "brown"), "brown": ("dark wood", "tan"), "black": ("charcoal", "navy"),
    "charcoal": ("black", "grey"), "grey": ("charcoal", "silver"), "red": ("burgundy",),
    "burgundy": ("plum", "red", "brown"), "terracotta": ("orange", "copper", "brown"), "orange": ("terracotta",),
    "mustard": ("yellow", "gold"), "yellow": ("mustard",), "olive": ("sage green", "forest green"),
    "sage green": ("olive",), "forest green": ("olive", "teal"), "teal": ("forest green",),
    "sky blue": ("lavender",), "cobalt blue": ("navy",), "navy": ("cobalt blue", "black"),
    "lavender": ("sky blue", "blush pink"), "plum": ("burgundy",), "blush pink": ("rose gold", "lavender"),
    "hot pink": ("red",), "gold": ("mustard", "rose gold"), "silver": ("grey",),
    "copper": ("rose gold", "terracotta"), "rose gold": ("blush pink", "copper", "gold"),
    "light wood": ("tan", "beige"), "dark wood": ("brown",), "clear": ("white",),
}  # fmt: skip

WARM_METALS = ("brass", "copper", "gold")
COOL_METALS = ("chrome", "steel", "silver")
WOODS = ("oak", "walnut")
CLOTHS = ("linen", "cotton", "wool", "velvet", "silk")
_SELF_COLOURED = ("brass", "chrome", "copper", "gold", "silver", "oak", "walnut", "rattan")
"""Materials whose name says the colour."""
_SAID_FINISHES = {name for name, material in MATERIALS.items() if len(material.finishes) > 1}


def color_family(color: str) -> str:
    """ "navy" -> "blue". Metals, woods and clear glass keep their own name, and so does teal."""
    return next((family for family, (sure, _) in FAMILIES.items() if color in sure), color)


def is_dark(color: str) -> bool:
    return color != "clear" and lightness(color) < 40


def is_light(color: str) -> bool:
    return color != "clear" and lightness(color) > 72


def is_shiny(surface: Surface) -> bool:
    return surface.finish in MATERIALS[surface.material].shiny or _is_polished_metal(surface)


def _is_polished_metal(surface: Surface) -> bool:
    return surface.material in (*WARM_METALS, *COOL_METALS) and surface.finish == "polished"


def is_metal(surface: Surface) -> bool:
    return surface.material in (*WARM_METALS, *COOL_METALS, "painted metal")


def traits(spec: Spec) -> dict[str, str]:
    """Everything visible by name; "" where the product has no second part."""
    second = spec.second
    return {
        "kind": spec.kind,
        "silhouette": spec.silhouette,
        "color": spec.main.color,
        "material": spec.main.material,
        "finish": spec.main.finish,
        "pattern": spec.main.pattern,
        "pattern_color": spec.main.pattern_color,
        "second_color": second.color if second else "",
        "second_material": second.material if second else "",
        "second_finish": second.finish if second else "",
    }


# Words


def material_word(surface: Surface) -> str:
    """ "rose gold" for gold of that colour, "tortoiseshell acetate"; else the material's name."""
    if surface.material == "gold" and surface.color == "rose gold":
        return "rose gold"
    return surface.material


def color_word(surface: Surface) -> str:
    """The colour where it has to be said: "" for brass, silvery steel or clear glass, which say it themselves."""
    if surface.material in _SELF_COLOURED or (surface.material, surface.color) == ("steel", "silver"):
        return ""
    if surface.color == "clear" and surface.material == "glass":
        return ""
    return surface.color


def finish_word(surface: Surface, *, always: bool = False) -> str:
    """The finish where it tells something: velvet is always plush, so that need not be said."""
    if surface.finish == "patent":
        return ""
    return surface.finish if always or surface.material in _SAID_FINISHES else ""


MASS = ("", "metal", "fabric", "hardware", "piping", "upholstery", "glass", "wood", "yarn")
"""Parts that take no article."""
_BEFORE = ("ribbed", "hammered", "woven", "veined", "tortoiseshell", "brushed")
_AFTER = {
    "striped": ("with {} stripes", "striped in {}"),
    "checked": ("with {a} check", "checked in {}"),
    "dotted": ("with {} dots", "dotted in {}"),
    "floral": ("with {a} floral print", "printed with {} flowers"),
    "speckled": ("with {} speckles", "speckled in {}"),
    "marbled": ("with {} marbling", "marbled in {}"),
}


def pattern_words(surface: Surface, rng: random.Random | None = None) -> tuple[str, str]:
    """What is said of the pattern before and after the material: ("ribbed", "") or ("", "with cream stripes")."""
    if surface.pattern == "plain":
        return "", ""
    if surface.pattern in _BEFORE or not surface.pattern_color:
        return ("" if surface.material == "rattan" else surface.pattern), ""
    forms = _AFTER.get(surface.pattern, (surface.pattern + " in {}",))
    form = rng.choice(forms) if rng else forms[0]
    return "", form.format(surface.pattern_color, a=article(surface.pattern_color))


def surface_words(surface: Surface, *, finish: bool = True) -> str:
    """Without the pattern's second colour: "glossy ribbed teal ceramic", "brushed brass", "black patent leather"."""
    patent = "patent" if surface.finish == "patent" else ""
    before, _ = pattern_words(surface)
    words = (
        finish_word(surface) if finish else "",
        before,
        color_word(surface),
        patent,
        material_word(surface),
    )
    return " ".join(word for word in words if word)


def surface_phrase(surface: Surface, part: str = "", rng: random.Random | None = None) -> str:
    """ "a glossy teal ceramic shade with cream stripes", "brushed brass legs"; without a part, no article."""
    _, after = pattern_words(surface, None if part else rng)
    if part and after.startswith("with "):  # "a lamp with a shade with stripes" has one "with" too many
        after = _AFTER[surface.pattern][1].format(surface.pattern_color)
    words = surface_words(surface)
    if surface.material == "pearl" and part in ("stone", "stones"):
        part = words.split()[-1] if part == "stone" else "pearls"
        words = words.rsplit(" ", 1)[0]
    elif surface.material == "gemstone" and part in ("stone", "stones"):
        words = words.rsplit(" ", 1)[0]
    if part:
        part = "" if part == "metal" and is_metal(surface) else part
        words = f"{words} {part}".strip()
        words = words if is_plural(part) or part in MASS else article(words)
    return f"{words} {after}".strip()


SIZES_AND_SHAPES = frozenset(
    (
        "tall", "short", "low", "long", "wide", "narrow", "slim", "small", "large", "round", "square", "oval", "flat",
        "deep", "shallow", "curved", "oversized", "rectangular", "octagonal", "rounded", "tapered", "straight", "wavy",
        "slouchy",
    )
)  # fmt: skip
"""Silhouettes that English puts before the colour: "a tall teal vase", but "a teal bottle vase"."""


def shape_word(spec: Spec) -> str:
    """The silhouette as an adjective: "hoop" for the hoops among earrings."""
    shape = {"heart": "heart-shaped"}.get(spec.silhouette, spec.silhouette)
    return shape[:-1] if is_plural(shape) and is_plural(spec.kind) else shape


def shape_noun(spec: Spec, noun: str = "", *, words: str = "") -> str:
    """ "dome table lamp", with words of colour or material "teal dome table lamp" but "tall teal vase"."""
    noun, shape = noun or spec.kind, shape_word(spec)
    if shape in noun.split():
        shape = ""
    if shape.endswith(noun):  # an armchair is not an "armchair chair"
        shape, noun = "", shape
    order = (shape, words, noun) if shape in SIZES_AND_SHAPES else (words, shape, noun)
    return " ".join(word for word in order if word)


def describe(spec: Spec, rng: random.Random) -> str:
    """One to three sentences of a careful observer. Always says what `short` says, in other words."""
    from studio.describe import prose  # which needs the words above

    return prose(spec, rng)


def short(spec: Spec) -> str:
    """The canonical sentence: "A dome table lamp with a glossy teal ceramic shade and a brushed brass base." """
    kind = all_kinds()[spec.kind]
    if kind.main_part:
        text = f"{one(shape_noun(spec))} with {surface_phrase(spec.main, kind.main_part)}"
        joint = ", and " if pattern_words(spec.main)[1] else " and "
    else:
        text = f"{one(shape_noun(spec))} in {surface_phrase(spec.main)}"
        joint = ", with "
    if spec.second:
        text += joint + surface_phrase(spec.second, kind.second_part or "trim")
    return without_echo(text[0].upper() + text[1:] + ".", spec)


def without_echo(text: str, spec: Spec) -> str:
    """A soap bar is "in satin cream", not "made of satin cream soap"."""
    words = spec.kind.split()
    if spec.main.material not in words:
        return text
    after = " ".join(words[words.index(spec.main.material) + 1 :])
    bare = re.sub(rf" {spec.main.material}\b" + (rf"(?! {after})" if after else ""), "", text)
    return bare if bare == text else re.sub(r"\bmade of\b", "in", bare)
