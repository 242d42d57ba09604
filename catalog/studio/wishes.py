"""What a shopper may wish for, and which products grant it.

A wish is judged from the specification (and, for price or brand, from the listing): it holds, it does not, or
people would disagree. Cream may pass for white, and a grey lamp on a navy base is not plainly "not blue". A
conversation is kept only if nobody would disagree about its answer (`fitting`).
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from catalog.schema import Product
from catalog.studio import truth
from catalog.studio.kind import Kind
from catalog.studio.plan import lightness
from catalog.studio.spec import Spec, Surface

Item = tuple[Spec, Product]
Judge = Callable[[Spec, Product], bool | None]


@dataclass(frozen=True)
class Wish:
    trait: str
    """color, material, finish, pattern, silhouette, second_color, second_material, price, brand ..."""
    value: str
    """The word for it, as `catalog.studio.asks` puts it into sentences."""
    judge: Judge = field(compare=False)
    """True, False, or None where people would disagree."""
    on: str = "whole"
    """What the word is said of: the whole, the "main" or "second" part, or "" where it is no adjective."""
    form: str = ""
    """Which phrases of `asks` say it; the trait's own where empty."""
    negative: bool = False

    @property
    def visual(self) -> bool:
        return self.trait not in TEXTUAL

    def told_by(self, mentioned: set[str]) -> bool:
        """Whether a text that mentions these traits gives the wish's answer away."""
        return bool(mentioned & GIVEN_AWAY_BY.get(self.trait, {self.trait}))


TEXTUAL = ("price", "brand", "size", "use", "rating", "name")
GIVEN_AWAY_BY: dict[str, set[str]] = {
    "color": {"color", "second_color"},
    "material": {"material", "second_material"},
    "metal": {"material", "second_material"},
    "second_color": {"second_color", "color"},
    "second_material": {"second_material", "material"},
    "see-through": {"material", "finish"},
}


def verdict(wishes: Iterable[Wish], spec: Spec, product: Product) -> bool | None:
    """All wishes together: one that is not granted decides; else one that is doubtful does."""
    answers = [wish.judge(spec, product) for wish in wishes]
    return False if False in answers else None if None in answers else True


def fitting(wishes: Sequence[Wish], pool: Iterable[Item], kind: str) -> list[Item] | None:
    """The products of the kind that grant all wishes; None where a product is doubtful."""
    found = []
    for spec, product in pool:
        if spec.kind == kind:
            answer = verdict(wishes, spec, product)
            if answer is None:
                return None
            if answer:
                found.append((spec, product))
    return found


def negated(wish: Wish) -> Wish:
    def judge(spec: Spec, product: Product) -> bool | None:
        answer = wish.judge(spec, product)
        return None if answer is None else not answer

    return Wish(wish.trait, wish.value, judge, wish.on, wish.form, negative=True)


# Judges of looks


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


_LIKE_FINISHES = {
    "matte": ("satin", "soft", "plush", "frosted", "brushed"),
    "glossy": ("patent", "polished", "lustrous", "shimmering", "clear", "tinted", "satin"),
    "polished": ("glossy", "satin", "lustrous"),
    "brushed": ("satin", "matte"),
    "frosted": ("matte",),
    "tinted": ("frosted", "clear"),
}


def finish_is(finish: str) -> Judge:
    like = _LIKE_FINISHES.get(finish, ())

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


_RELIEF = ("ribbed", "hammered", "woven", "veined", "tortoiseshell", "marbled")


def pattern_is(pattern: str) -> Judge:
    def judge(spec: Spec, product: Product) -> bool | None:
        second = spec.second.pattern if spec.second else "plain"
        if pattern == "plain":
            return _three(spec.main.pattern == second == "plain", {spec.main.pattern, second} <= {"plain", *_RELIEF})
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
    "neutral": color_among(("white", "cream", "beige", "grey", "tan"), ("charcoal", "black", "clear", "brown", "silver")),
    "night": color_among(("black", "navy", "charcoal"), ("plum", "forest green", "dark wood")),
    "wine": color_among(("burgundy", "plum"), ("red",)),
}


# Wishes that a product grants


_WHOLES = ("", "body", "holder", "metal", "strand")
"""Main parts that people do not speak of apart from the whole."""


def looks(item: Item, kind: Kind, rng: random.Random) -> list[Wish]:
    """Visible things to ask for, all true of the product."""
    spec, product = item
    own = kind.main_part and kind.main_part not in (*_WHOLES, *kind.name.split())
    main, on = spec.main, "main" if own else "whole"
    wishes = [Wish("silhouette", truth.shape_word(spec), silhouette_is(spec.silhouette), form="silhouette")]
    if truth.color_word(main):
        wishes.append(Wish("color", main.color, color_is(main.color), on))
        family = truth.color_family(main.color)
        if family in truth.FAMILIES and family != main.color:
            wishes.append(Wish("color", family, color_among(*truth.FAMILIES[family]), on))
        wishes += [Wish("color", w, j, on, "shade") for w, j in (("dark", is_dark), ("light-coloured", is_light))]
        wishes += [Wish("color", mood, judge, "", "mood") for mood, judge in MOODS.items()]
    wishes.append(Wish("material", truth.material_word(main), material_is(main.material), on))
    wishes += [Wish("material", "wooden", is_wooden, on), Wish("finish", "shiny", is_shiny, on)]
    wishes += [Wish("metal", "warm metal", has_metal(truth.WARM_METALS), "", "metal")]
    wishes += [Wish("metal", "silvery metal", has_metal(truth.COOL_METALS), "", "metal")]
    wishes += [Wish("see-through", "see-through", is_see_through, on, "finish")]
    if main.finish in _LIKE_FINISHES:
        wishes.append(Wish("finish", main.finish, finish_is(main.finish), on))
    if main.pattern not in _RELIEF or main.pattern in ("ribbed", "hammered", "woven", "tortoiseshell"):
        wishes.append(Wish("pattern", main.pattern, pattern_is(main.pattern), on))
    if spec.second and kind.second_part:
        wishes.append(Wish("second_material", truth.material_word(spec.second), second_material_is(spec.second.material), "second"))
        if truth.color_word(spec.second):
            wishes.append(Wish("second_color", spec.second.color, second_color_is(spec.second.color), "second"))
    if main.material == "gold" and main.color == "rose gold":  # which is not what gold is asked for by
        wishes = [w for w in wishes if w.value != "rose gold"] + [Wish("color", "rose gold", color_is("rose gold"), on)]
    return [w for w in wishes if w.value != "gemstone" and w.judge(spec, product)]


def refusals(item: Item, others: Iterable[Item], kind: Kind, rng: random.Random) -> list[Wish]:
    """Things that the product is not but others of its kind are: "not shiny", "anything but blue"."""
    spec, product = item
    wishes = [w for other in others for w in looks(other, kind, rng) if w.form not in ("mood", "metal")]
    unique = {(w.trait, w.value): w for w in wishes if w.value not in ("plain", "wooden", "see-through", "tinted")}
    chosen = [negated(w) for w in unique.values() if w.on != "second"]
    return [w for w in chosen if w.judge(spec, product)]


def facts(item: Item, kind: Kind, rng: random.Random) -> list[Wish]:
    """Things to ask for that the text tells: price, brand, size, use, rating, name."""
    spec, product = item
    limits = [n for n in (15, 20, 25, 30, 40, 50, 60, 75, 80, 100, 120, 150, 200, 250, 300) if n > product.price]
    wishes = [Wish("brand", product.brand, lambda s, p: p.brand == product.brand, "")]
    if limits:
        limit = rng.choice(limits[:2])
        wishes += [Wish("price", str(limit), lambda s, p: p.price <= limit, "")] * 2
    if product.rating >= 4.6:
        wishes.append(Wish("rating", "4.5", lambda s, p: p.rating >= 4.5, ""))
    for trait, texts in (("size", kind.sizes), ("use", kind.uses)):
        for text in texts:
            if _says(product, text):
                wishes.append(Wish(trait, truth.use_phrase(text), lambda s, p, text=text: _says(p, text), ""))
    return wishes


def _says(product: Product, text: str) -> bool:
    return re.search(rf"\b{re.escape(text.lower())}\b", product.description.lower()) is not None


def named(item: Item) -> Wish:
    """By the product's invented name, which its title holds."""
    from catalog.studio.phrases import NAMES

    title = re.findall(r"\w+", item[1].title)
    name = next(word for word in title if word in NAMES)
    return Wish("name", name, lambda s, p: name in re.findall(r"\w+", p.title), "")
