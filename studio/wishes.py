"""What a shopper may wish for, and which products grant it.

A wish is judged from the specification (and, for price or brand, from the listing): it holds, it does not, or
people would disagree. Cream may pass for white, and a grey lamp on a navy base is not plainly "not blue". A
conversation is kept only if nobody would disagree about its answer (`fitting`).
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from catalog.schema import Product
from studio import truth
from studio.grammar import size_phrase, use_phrase
from studio.judges import (
    LIKE_FINISHES,
    MOODS,
    RELIEF,
    Judge,
    color_among,
    color_is,
    finish_is,
    has_metal,
    is_dark,
    is_light,
    is_see_through,
    is_shiny,
    is_wooden,
    material_is,
    pattern_is,
    second_color_is,
    second_material_is,
    silhouette_is,
)
from studio.kind import Kind
from studio.spec import Spec

Item = tuple[Spec, Product]


@dataclass(frozen=True)
class Wish:
    trait: str
    """color, material, finish, pattern, silhouette, second_color, second_material, price, brand ..."""
    value: str
    """The word for it, as `studio.asks` puts it into sentences."""
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


# Wishes that a product grants


_WHOLES = ("", "body", "holder", "metal", "strand", "bullet", "varnish")
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
    if kind.main_part not in ("bullet", "varnish"):  # nobody asks for a wax lipstick
        wishes.append(Wish("material", truth.material_word(main), material_is(main.material), on))
    wishes += [Wish("material", "wooden", is_wooden, on), Wish("finish", "shiny", is_shiny, on)]
    wishes += [Wish("metal", "warm metal", has_metal(truth.WARM_METALS), "", "metal")]
    wishes += [Wish("metal", "silvery metal", has_metal(truth.COOL_METALS), "", "metal")]
    wishes += [Wish("see-through", "see-through", is_see_through, on, "finish")]
    if main.finish in LIKE_FINISHES:
        wishes.append(Wish("finish", main.finish, finish_is(main.finish), on))
    if main.pattern not in RELIEF or main.pattern in ("ribbed", "hammered", "woven", "tortoiseshell"):
        wishes.append(Wish("pattern", main.pattern, pattern_is(main.pattern), on))
    if spec.second and kind.second_part:
        wishes.append(
            Wish(
                "second_material", truth.material_word(spec.second), second_material_is(spec.second.material), "second"
            )
        )
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
    product = item[1]
    cost, stars = product.price or 0.0, product.rating or 0.0
    limits = [n for n in (15, 20, 25, 30, 40, 50, 60, 75, 80, 100, 120, 150, 200, 250, 300) if n > cost]
    wishes = [Wish("brand", product.brand, lambda s, p: p.brand == product.brand, "")]
    if limits:
        limit = rng.choice(limits[:2])
        wishes += [Wish("price", str(limit), lambda s, p: (p.price or 0.0) <= limit, "")] * 2
    if stars >= 4.6:
        wishes.append(Wish("rating", "4.5", lambda s, p: (p.rating or 0.0) >= 4.5, ""))
    for text in kind.uses:
        if _says(product, text):
            wishes.append(Wish("use", use_phrase(text), _telling(text), ""))
    for text in kind.sizes:
        if (said := size_phrase(text)) and _says(product, text):
            same = [t for t in kind.sizes if size_phrase(t) == said]
            wishes.append(Wish("size", said, _telling(*same), ""))
    return wishes


def _telling(*texts: str) -> Judge:
    return lambda s, p: any(_says(p, text) for text in texts)


def _says(product: Product, text: str) -> bool:
    return re.search(rf"\b{re.escape(text.lower())}\b", product.description.lower()) is not None


def named(item: Item) -> Wish:
    """By the product's invented name, which its title holds."""
    from studio.phrases import NAMES

    title = re.findall(r"\w+", item[1].title)
    name = next(word for word in title if word in NAMES)
    return Wish("name", name, lambda s, p: name in re.findall(r"\w+", p.title), "")
