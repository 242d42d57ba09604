"""Words for what a picture shows: true, complete, and English."""

from __future__ import annotations

import random
import re

import pytest

from studio import truth
from studio.describe import description_rows
from studio.grammar import article, one, plural
from studio.kinds import KINDS
from studio.plan import plan, sample_plan
from studio.spec import COLORS, Spec, Surface

LAMP = Spec(
    "x", "table lamp", "home", "dome",
    Surface("ceramic", "teal", "glossy"), Surface("brass", "gold", "brushed"), 1,
)  # fmt: skip
SPECS = [*sample_plan(), *plan(300, seed=5)]
BAD_ARTICLE = re.compile(r"\b(?:[Aa] (?:[aeio]\w+|u(?!ni|se)\w+)|[Aa]n [^aeiouh\W]\w*)")


def sentences(spec: Spec) -> list[str]:
    rng = random.Random(spec.seed)
    return [truth.short(spec), *(truth.describe(spec, rng) for _ in range(4))]


def test_the_canonical_sentence():
    assert truth.short(LAMP) == "A dome table lamp with a glossy teal ceramic shade and a brushed brass base."


@pytest.mark.parametrize(
    ("surface", "words"),
    [
        (Surface("oak", "light wood", "satin"), "oak"),
        (Surface("glass", "clear", "clear"), "clear glass"),
        (Surface("glass", "clear", "frosted"), "frosted glass"),
        (Surface("gold", "rose gold", "polished", "hammered"), "polished hammered rose gold"),
        (Surface("leather", "black", "patent"), "black patent leather"),
        (Surface("steel", "silver", "brushed"), "brushed steel"),
        (Surface("linen", "navy", "soft", "striped", "cream"), "navy linen with cream stripes"),
        (Surface("marble", "forest green", "polished", "veined"), "veined forest green marble"),
    ],
)
def test_surfaces_are_named_as_people_name_them(surface: Surface, words: str):
    assert truth.surface_phrase(surface) == words


def test_a_description_names_every_trait():
    for spec in SPECS[::3]:
        surfaces = [spec.main, *([spec.second] if spec.second else [])]
        for text in map(str.lower, sentences(spec)):
            # a silhouette may hold the kind ("armchair") or stand in the singular ("hoop earrings")
            assert spec.kind in text or spec.silhouette.endswith(spec.kind)
            assert truth.shape_word(spec) in text
            for surface in surfaces:
                assert truth.color_word(surface) in text
                assert surface.material in text or surface.material == "gemstone" or surface.material in spec.kind
            if spec.main.pattern != "tortoiseshell":  # the word says it
                assert spec.main.pattern_color in text


def test_a_description_names_no_other_colour():
    for spec in SPECS[1::3]:
        surfaces = [s for s in (spec.main, spec.second) if s]
        own = {c for s in surfaces for c in (s.color, s.pattern_color, s.material)} | {"clear"}  # a finish, too
        for text in map(str.lower, sentences(spec)):
            text = re.sub(r"shade of \w+", "", text.replace(spec.kind, ""))
            for color in sorted(COLORS, key=len, reverse=True):
                if re.search(rf"\b{color}\b", text):
                    assert color in own, text
                text = re.sub(rf"\b{color}\b", "", text)


def test_descriptions_are_grammatical():
    for spec in SPECS[2::3]:
        for text in sentences(spec):
            assert not BAD_ARTICLE.search(text), text
            assert not re.search(r"\b(\w+) \1\b|  |\.\.| [,.;]", text), text
            assert text[0].isupper() and text.endswith(".")


def test_descriptions_vary_and_do_not_depend_on_the_run():
    rows = list(description_rows(SPECS[:40], seed=1))
    assert rows == list(description_rows(SPECS[:40], seed=1))
    assert len({truth.describe(LAMP, random.Random(i)) for i in range(40)}) >= 10
    assert rows[0]["image"] == "P0001.webp"


def test_articles_and_plurals():
    said = [article(word) for word in ("oak base", "brass base", "unpatterned hat", "hourglass vase", "olive mug")]
    assert said == ["an oak base", "a brass base", "an unpatterned hat", "an hourglass vase", "an olive mug"]
    assert one("earrings") == "a pair of earrings"
    assert plural(KINDS["scarf"]) == "scarves"
    assert plural(KINDS["wall shelf"], "display shelf") == "display shelves"


def test_families_and_judgements():
    assert [truth.color_family(c) for c in ("navy", "sky blue", "plum", "teal", "gold")] == [
        "blue", "blue", "purple", "teal", "gold"
    ]  # fmt: skip
    assert truth.is_dark("navy") and truth.is_light("cream") and not truth.is_dark("clear")
    assert truth.is_shiny(Surface("ceramic", "teal", "glossy")) and not truth.is_shiny(
        Surface("ceramic", "teal", "matte")
    )
    assert truth.traits(LAMP)["second_material"] == "brass"
