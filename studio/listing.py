"""A product's row in the shop's feed, written as a real design shop would write it.

Two listings in three leave out everything that the picture shows, as real ones often do; the third says exactly
one visible thing, and it is true. `visual_words` finds such words in a text: it keeps the listings to that, and
`mentioned` tells which of a product's traits its text gives away.
"""

from __future__ import annotations

import random
import re
from collections.abc import Collection, Iterable
from functools import cache

from catalog.schema import Product
from studio.grammar import is_plural, use_phrase
from studio.kind import Kind
from studio.phrases import (
    BRANDS,
    DETAILS,
    LOADED_NOUNS,
    MENTIONS,
    NAMES,
    SIZES,
    STORIES,
    TITLE_MENTIONS,
    USES,
    Brand,
)
from studio.plan import all_kinds
from studio.spec import COLORS, MATERIALS, Spec
from studio.truth import FAMILIES, color_word, material_word

MENTIONING = 1 / 3
"""Share of listings whose text says a visible trait."""
_NOT_TRAITS = ("soft", "clear", "satin", "gemstone")
"""Words that shops use without meaning a look ("a soft cloth"), or that are no trait by themselves."""

_SINGULAR = re.compile(r"\b(it|its|this|one|comes|does|packs|works)\b", re.IGNORECASE)


def stock(specs: Iterable[Spec], seed: int) -> list[Product]:
    """Listings with titles unique in the shop. A product's listing depends on its id, not on its neighbours."""
    products: list[Product] = []
    titles: set[str] = set()
    for spec in specs:
        rng = random.Random(f"{seed}/{spec.id}")
        products.append(listing(spec, rng, taken=titles))
        titles.add(products[-1].title.lower())
    return products


def listing(spec: Spec, rng: random.Random, *, taken: Collection[str] = ()) -> Product:
    """One product; its title is none of the `taken` ones (lower case)."""
    kind = all_kinds()[spec.kind]
    brand = rng.choice([b for b in BRANDS if b.department == spec.department])
    trait = _mentionable(spec, rng) if rng.random() < MENTIONING else ""
    whole = trait != "material" or not kind.main_part
    in_title = trait in TITLE_MENTIONS and whole and rng.random() < 0.4
    for _ in range(500):
        name = rng.choice(NAMES)
        title = _title(brand, name, rng.choice(_nouns(kind)))
        blurb = _blurb(spec, kind, brand, name, rng)
        if trait and in_title:
            title = rng.choice(TITLE_MENTIONS[trait]).format(title=title, value=_value(spec, trait))
        elif trait:
            blurb.insert(rng.randrange(len(blurb) + 1), _mention(spec, kind, trait, rng))
        product = Product(
            spec.id, title, " ".join(blurb), spec.department, spec.kind, brand.name, image=f"{spec.id}.webp"
        )
        if title.lower() not in taken and mentioned(product, spec) <= _told(spec, trait) and not lies(product, spec):
            return _with_numbers(product, kind, rng)
    raise ValueError(f"no free title for {spec.id}, a {spec.kind}: give studio.phrases more names")


# What the text gives away


def visual_words(text: str, kind: Kind) -> set[tuple[str, str]]:
    """Pairs of trait and value named in a text, the kind's own names left out ("straw hat" names no straw)."""
    text = text.lower()
    for noun in sorted((kind.name, kind.plural, *kind.nouns), key=len, reverse=True):
        text = text.replace(noun.lower(), " ") if noun else text
    found = set()
    for trait, value, pattern in _vocabulary(kind.silhouettes):
        text_left = pattern.sub(" ", text)
        if text_left != text:
            found.add((trait, value))
            # "rose gold" is not also gold; but brass may be asked for as a material and as nothing else
            text = text_left if trait == "color" and " " in value else text
    return found


@cache
def _vocabulary(silhouettes: tuple[str, ...]) -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    colors = sorted({*COLORS, *FAMILIES}, key=lambda c: (" " not in c, c))
    finishes = {f for m in MATERIALS.values() for f in m.finishes}
    patterns = {p for m in MATERIALS.values() for p in m.patterns}
    words = [("material", w) for w in ("painted metal", "painted wood")]
    words += [("color", w) for w in colors] + [("silhouette", w) for w in silhouettes]
    words += [("material", w) for w in sorted(MATERIALS) if not w.startswith("painted")]
    words += [("finish", w) for w in sorted(finishes)] + [("pattern", w) for w in sorted(patterns)]
    return tuple(
        (t, w, re.compile(rf"\b{re.escape(w)}(?:s|es)?\b|\b{re.escape(w.removesuffix('s'))}\b"))
        for t, w in words
        if w not in _NOT_TRAITS
    )


def _true_words(spec: Spec) -> set[tuple[str, str]]:
    """What may be said of a product without lying."""
    true = {("silhouette", spec.silhouette)}
    for surface in (spec.main, spec.second):
        if surface:
            families = [f for f, (sure, _) in FAMILIES.items() if surface.color in sure]
            true |= {("material", surface.material), ("finish", surface.finish), ("pattern", surface.pattern)}
            true |= {("color", surface.color), *(("color", f) for f in families)}
            if surface.material in COLORS:  # copper and silver are colours too
                true.add(("color", surface.material))
    return true


def _words(product: Product, spec: Spec) -> set[tuple[str, str]]:
    return visual_words(f"{product.title}. {product.description}", all_kinds()[spec.kind])


def lies(product: Product, spec: Spec) -> set[tuple[str, str]]:
    """Visible traits that the text claims and the product has not."""
    return _words(product, spec) - _true_words(spec)


def mentioned(product: Product, spec: Spec) -> set[str]:
    """The names of the traits that the text gives away, as in `truth.traits`."""
    words, told = _words(product, spec), set()
    if ("silhouette", spec.silhouette) in words:
        told.add("silhouette")
    for surface, prefix in ((spec.main, ""), (spec.second, "second_")):
        if surface is None:
            continue
        for trait in ("color", "material", "finish", "pattern"):
            if (trait, getattr(surface, trait)) in words:
                told.add(prefix + trait)
        families = [f for f, (sure, _) in FAMILIES.items() if surface.color in sure]
        if any(("color", f) in words for f in families):
            told.add(f"{prefix}color")
        if f"{prefix}material" in told and not color_word(surface):
            told.add(f"{prefix}color")
    return told


def _mentionable(spec: Spec, rng: random.Random) -> str:
    traits = ["silhouette", "material"]
    traits += ["color", "color"] if color_word(spec.main) else []
    traits += ["pattern"] if spec.main.pattern != "plain" else []
    traits += ["finish"] if len(MATERIALS[spec.main.material].finishes) > 1 else []
    traits += ["second_material"] if spec.second and spec.second.material != spec.main.material else []
    return rng.choice([t for t in traits if _value(spec, t) not in _NOT_TRAITS])


def _told(spec: Spec, trait: str) -> set[str]:
    """What a mention gives away: brass tells its colour too, and the same word may fit both parts."""
    if not trait:
        return set()
    bare = trait.removeprefix("second_")
    return {bare, f"second_{bare}", "color", "second_color"} if bare == "material" else {bare, f"second_{bare}"}


def _value(spec: Spec, trait: str) -> str:
    if trait == "second_material":
        return material_word(spec.second) if spec.second else ""
    if trait == "material":
        return material_word(spec.main)
    return spec.silhouette if trait == "silhouette" else getattr(spec.main, trait)


# Title, blurb, numbers


def _nouns(kind: Kind) -> list[str]:
    """The kind's name, mostly, and those of its other nouns that do not name one of its silhouettes."""
    return [kind.name] * 4 + usable_nouns(kind)


def usable_nouns(kind: Kind) -> list[str]:
    """Other words for the kind that say nothing of its looks: no "cuff" where a cuff is one of the shapes."""
    bare = Kind(kind.name, kind.department, kind.silhouettes, (), kind.build)
    return [n for n in kind.nouns if n not in LOADED_NOUNS and not visual_words(n, bare)]


def _title(brand: Brand, name: str, noun: str) -> str:
    cased = " ".join(w if w in ("and", "of", "with", "for") else w[0].upper() + w[1:] for w in noun.split())
    return brand.title.format(name=name, noun=noun, Noun=cased)


def _blurb(spec: Spec, kind: Kind, brand: Brand, name: str, rng: random.Random) -> list[str]:
    """Two to four sentences, what it is for before how big it is and how to keep it."""
    many = is_plural(kind.name)
    words = {
        "name": name,
        "brand": brand.name,
        "it2": "them" if many else "it",
    }
    fitting = kind.sizes_of.get(spec.silhouette, kind.sizes)
    uses, sizes, care = ([t for t in texts if not visual_words(t, kind)] for texts in (kind.uses, fitting, kind.care))
    stories, frames = STORIES[kind.department] + brand.lines, USES
    if many:  # earrings are not "it"
        stories, frames = (tuple(t for t in texts if not _SINGULAR.search(t)) for texts in (stories, frames))
    story = rng.choice(stories)
    first = rng.choice(frames).format(use=use_phrase(rng.choice(uses)), **words) if uses and rng.random() < 0.75 else ""
    size = rng.choice(sizes) if sizes and rng.random() < 0.7 else ""
    shown = (
        rng.choice(SIZES if size[:1].isdigit() else SIZES[:1]).format(size=size, Size=size[:1].upper() + size[1:])
        if size
        else ""
    )
    kept = rng.choice(care) if care and rng.random() < 0.45 else ""
    extra = rng.choice(DETAILS) if rng.random() < 0.25 or not (first or shown) else ""
    opening = [first, story] if rng.random() < 0.65 else [story, first]
    sentences = [s.format(**words) if "{" in s else s for s in (*opening, shown, kept, extra) if s]
    return (sentences if len(sentences) > 1 else [*sentences, rng.choice(DETAILS).format(**words)])[:4]


def _mention(spec: Spec, kind: Kind, trait: str, rng: random.Random) -> str:
    value, part = _value(spec, trait), kind.second_part or "trim"
    are, main_are = ("are" if is_plural(p) else "is" for p in (part, kind.main_part))
    forms = MENTIONS["part_material" if trait == "material" and kind.main_part else trait]
    return rng.choice(forms).format(
        value=value, Value=value[0].upper() + value[1:], part=part, part_is=are,
        main_part=kind.main_part, main_is=main_are,
        part_in=f"{part} in" if is_plural(part) else f"the {part} in",
    )  # fmt: skip


def _with_numbers(product: Product, kind: Kind, rng: random.Random) -> Product:
    rating = min(4.9, max(3.6, round(rng.gauss(4.4, 0.28), 1)))
    count = max(1, int(rng.lognormvariate(3.8, 1.2)))
    numbers = {"price": price(kind.price, rng), "rating": rating, "rating_count": count, "in_stock": True}
    return Product(**{**product.as_dict(), **numbers})


def price(span: tuple[int, int], rng: random.Random) -> float:
    """Within the span, and as shops write it: 12.50, 34.90, 149.00."""
    low, high = span
    raw = low * (high / low) ** rng.random()
    if raw < 30:
        shown = int(raw) + rng.choice((0.0, 0.5, 0.5, 0.9))
    elif raw < 100:
        shown = int(raw) + rng.choice((0.0, 0.0, 0.5))
    else:
        shown = 5 * int(raw / 5) + rng.choice((0, 0, 4))
    return float(min(high, max(low, round(shown, 2))))
