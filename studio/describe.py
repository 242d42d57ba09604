"""Prose about a picture, as a careful observer would write it: what stage 1 teaches the small model to say.

Every description names kind, silhouette, main colour, material, finish where it can vary, pattern and second
part; the forms differ in what comes first and in how much is said on the side. Nothing is invented.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from studio.grammar import article, is_plural, one
from studio.kind import Kind
from studio.plan import all_kinds
from studio.spec import Spec, Surface
from studio.truth import (
    FAMILIES,
    color_family,
    color_word,
    finish_word,
    is_dark,
    is_light,
    pattern_words,
    shape_noun,
    short,
    surface_phrase,
    surface_words,
    traits,
    without_echo,
)

FINISHES: dict[str, tuple[str, ...]] = {
    "glossy": ("The finish is glossy and picks up highlights.", "Glossy, with a bright reflection.", "It shines: the finish is glossy."),
    "matte": ("The finish is matte, with no shine.", "It is matte and reflects almost nothing.", "A matte, chalky finish."),
    "satin": ("A satin finish, with only a low sheen.", "The sheen is low and satin."),
    "polished": ("It is polished and mirrors the light.", "Polished to a bright shine.", "The polished surface reflects what is around it."),
    "brushed": ("Brushed, so that it glows rather than shines.", "The finish is brushed, with a dull gleam."),
    "clear": ("It is clear: one sees straight through it.", "Clear and see-through."),
    "tinted": ("It is tinted and see-through.", "The tinted body lets the light through."),
    "frosted": ("It is frosted, so that light passes but nothing shows through.", "Frosted, with a milky look."),
    "shimmering": ("A fine shimmer runs through it.", "The finish is shimmering, almost pearly."),
    "patent": ("Patent leather, with a hard shine.", "The patent finish shines."),
    "lustrous": ("It has a lustrous sheen.", "The sheen is soft and lustrous."),
    "plush": ("The pile is plush and soft.",),
    "soft": ("It looks soft to the touch.", "The cloth is soft and has no shine."),
}  # fmt: skip

PATTERNS: dict[str, tuple[str, ...]] = {
    "plain": ("There is no pattern.", "It is plain.", "The surface is plain and even.", "No pattern at all."),
    "ribbed": ("Fine ribs run over the surface, so it is ribbed.", "The surface is ribbed."),
    "hammered": ("The metal is hammered, with small dents all over.", "The surface is hammered."),
    "woven": ("The weave is easy to see: it is woven.", "It is woven, with a visible texture."),
    "veined": ("The stone is veined.", "Veins run through the stone; it is clearly veined."),
    "tortoiseshell": ("A tortoiseshell pattern in {}.", "It has {} tortoiseshell mottling."),
    "striped": ("It has {} stripes.", "Stripes in {} run over it.", "A striped pattern, the stripes {}."),
    "checked": ("It has {a} check.", "Checked, with lines in {}."),
    "dotted": ("It is covered in {} dots.", "A pattern of {} dots.", "Dotted in {}."),
    "floral": ("A floral pattern in {}.", "It is printed with {} flowers.", "Flowers in {} cover it."),
    "speckled": ("It is speckled with {}.", "{A} speckle is scattered over it.", "Speckles in {}."),
    "marbled": ("It is marbled with {}.", "Marbling in {} runs through it."),
}


def description_rows(specs: Iterable[Spec], seed: int, variants: int = 1) -> Iterator[dict[str, Any]]:
    """Rows of descriptions.jsonl: id, image, description, the canonical short sentence, and the traits behind them.

    More variants say the same in other words, so that training hears more than one wording of a picture.
    """
    for spec in specs:
        for variant in range(variants):
            text = prose(spec, random.Random(f"describe/{seed}/{spec.id}" + f"/{variant}" * bool(variant)))
            yield {
                "id": spec.id,
                "image": f"{spec.id}.webp",
                "description": text,
                "short": short(spec),
                "traits": traits(spec),
            }


def prose(spec: Spec, rng: random.Random) -> str:
    kind = all_kinds()[spec.kind]
    form = rng.choices([_in_one, _shape_first, _made_of, _colour_first, _inventory], [30, 20, 18, 17, 15])[0]
    sentences = form(spec, kind, rng)
    if len(sentences) < 3 and not spec.second and rng.random() < 0.35:
        sentences.append(_agreeing(_aside(spec, " ".join(sentences), rng), is_plural(spec.kind)))
    return without_echo(" ".join(_sentence(s) for s in sentences if s), spec)


def _sentence(text: str) -> str:
    text = text.strip()
    return text[0].upper() + text[1:] + ("" if text.endswith(".") else ".")


def _in_one(spec: Spec, kind: Kind, rng: random.Random) -> list[str]:
    if kind.main_part or rng.random() < 0.4:
        return [short(spec)]
    text = shape_noun(spec, words=surface_words(spec.main))
    _, after = pattern_words(spec.main, rng)
    parts = [after, f"with {surface_phrase(spec.second, kind.second_part, rng)}" if spec.second else ""]
    return [", ".join(p for p in (f"{one(text)} {after}".strip(), parts[1]) if p)]


def _shape_first(spec: Spec, kind: Kind, rng: random.Random) -> list[str]:
    """The shape, then part by part."""
    head = rng.choice(("{}.", "this is {}.", "the picture shows {}.", "{}, seen on its own."))
    main = surface_phrase(spec.main, rng=rng)
    subject = f"the {kind.main_part}" if kind.main_part else "it"
    verb = "are" if is_plural(kind.main_part or "") or (not kind.main_part and is_plural(spec.kind)) else "is"
    if not kind.main_part and is_plural(spec.kind):
        subject = "they"
    body = f"{subject} {verb} {rng.choice(('made of ', 'in ', ''))}{main}"
    second = f"; {_second(spec, kind, rng)}" if spec.second else ""
    return [head.format(one(shape_noun(spec))), body + second]


def _made_of(spec: Spec, kind: Kind, rng: random.Random) -> list[str]:
    """Colour and material in the first sentence, finish and pattern in the second."""
    bare = " ".join(w for w in (color_word(spec.main), _patent(spec.main), _material(spec.main)) if w)
    if kind.main_part:
        part = f"{bare} {kind.main_part}"
        head = f"{one(shape_noun(spec))} with {part if is_plural(part) else article(part)}"
    else:
        head = f"{one(shape_noun(spec))} {rng.choice(('in', 'made of', 'of'))} {bare}"
    many = is_plural(kind.main_part or spec.kind)
    return [head, _agreeing(_look(spec.main, rng), many), _second(spec, kind, rng)]


def _colour_first(spec: Spec, kind: Kind, rng: random.Random) -> list[str]:
    """The impression of colour first, as one sees it."""
    color = color_word(spec.main)
    if not color:
        return _inventory(spec, kind, rng)
    material = surface_words(spec.main).replace(color, "").replace("  ", " ").strip()
    _, after = pattern_words(spec.main, rng)
    it = "they are" if is_plural(spec.kind) else "it is"
    body = rng.choice(
        (
            f"{color} is the main colour of this {shape_noun(spec)}; {it} made of {material} {after}",
            f"{one(shape_noun(spec, words=color))}, made of {material} {after}",
        )
        if not kind.main_part
        else (
            f"the {kind.main_part} of this {shape_noun(spec)} {_is(kind.main_part)} {color}, "
            f"{rng.choice(('made of', 'in'))} {material} {after}",
            f"{one(shape_noun(spec))}, the {kind.main_part} {color}, in {material} {after}",
        )
    )
    return [body, _second(spec, kind, rng)]


def _inventory(spec: Spec, kind: Kind, rng: random.Random) -> list[str]:
    """As a shop's picture editor would note it."""
    part = f"{kind.main_part} in " if kind.main_part else ""
    text = f"{shape_noun(spec)}, {part}{surface_phrase(spec.main, rng=rng)}"
    if spec.second is not None:
        part, gem = kind.second_part or "trim", spec.second.material == "gemstone"
        text += (
            f", with {surface_phrase(spec.second, part)}"
            if gem
            else f", {part} in {surface_phrase(spec.second, rng=rng)}"
        )
    return [text]


def _is(part: str) -> str:
    return "are" if is_plural(part) else "is"


def _second(spec: Spec, kind: Kind, rng: random.Random) -> str:
    """The sentence about the second part; "" where there is none."""
    if spec.second is None:
        return ""
    part = kind.second_part or "trim"
    if spec.second.material == "gemstone":
        return f"the {part} {_is(part)} {spec.second.color}"
    phrase = surface_phrase(spec.second, rng=rng)
    return rng.choice((f"the {part} {_is(part)} {phrase}", f"the {part} {_is(part)} made of {phrase}"))


def _patent(surface: Surface) -> str:
    return "patent" if surface.finish == "patent" else ""


def _material(surface: Surface) -> str:
    return "rose gold" if (surface.material, surface.color) == ("gold", "rose gold") else surface.material


def _look(surface: Surface, rng: random.Random) -> str:
    """Finish and pattern as one sentence or two."""
    said = []
    if finish_word(surface) or rng.random() < 0.4:
        said.append(rng.choice(FINISHES[surface.finish]))
    if surface.pattern != "plain" or rng.random() < 0.3 or not said:
        said.append(_pattern(surface, rng))
    return " ".join(_sentence(s) for s in said)


_PLURAL = {
    "It is": "They are",
    "it is": "they are",
    "It has": "They have",
    "It looks": "They look",
    "It shines": "They shine",
}


def _agreeing(text: str, many: bool) -> str:
    for single, several in _PLURAL.items() if many else ():
        text = text.replace(single, several)
    return text


def _pattern(surface: Surface, rng: random.Random) -> str:
    forms: tuple[str, ...] = PATTERNS[surface.pattern]
    if not surface.pattern_color:
        forms = tuple(f for f in forms if "{" not in f) or (f"the surface is {surface.pattern}",)
    color = surface.pattern_color
    return rng.choice(forms).format(color, a=article(color or "x"), A=article(color or "x"))


def _aside(spec: Spec, said: str, rng: random.Random) -> str:
    """Something true that another observer might add, or "" where all is said."""
    family = color_family(spec.main.color)
    asides: list[Callable[[], str]] = []
    if spec.main.finish not in said.lower():
        asides.append(lambda: rng.choice(FINISHES[spec.main.finish]))
    if spec.main.pattern == "plain" and "plain" not in said and "pattern" not in said:
        asides.append(lambda: rng.choice(PATTERNS["plain"]))
    if family in FAMILIES and family != spec.main.color and family not in spec.main.color:
        depth = "dark " if is_dark(spec.main.color) else "pale " if is_light(spec.main.color) else ""
        if family != "white":
            asides.append(lambda: f"The colour is {article(f'{depth}shade of {family}')}.")
    return rng.choice(asides)() if asides else ""
