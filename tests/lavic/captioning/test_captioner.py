"""What is said of a picture: within what the listing says the thing is, and only as far as the model is sure."""

from types import SimpleNamespace

import numpy as np
import pytest
import torch

import lavic.captioning.captioner
from catalog.store import SAMPLE, Catalog
from lavic.captioning.captioner import LEARNT, Captioner, names, within
from lavic.captioning.subject import opening, subject_of
from lavic.captioning.surface import COLORS, MATERIALS, Grammar, Surface, surfaces
from lavic.modeling import VISION, load_model

NONE = {slot: {"": 1.0} for slot in ("finish", "relief", "color", "patent", "material", "pattern")}


def surface(**words):
    return Surface(NONE | words, 1.0)


@pytest.mark.parametrize(
    ("sentence", "kind", "same"),
    [
        ("A dome table lamp with a glossy teal ceramic shade.", "table lamp", True),
        ("A pair of round sunglasses with a matte teal acetate frame.", "sunglasses", True),
        ("A burgundy folded scarf, made of burgundy wool.", "scarf", True),
        ("An armchair with a navy velvet seat.", "chair", True),
        ("A square soap bar in satin cream.", "soap bar", True),
        ("A tall glossy black lacquer perfume bottle, with a glossy cream cap.", "table lamp", False),
        ("A square lipstick with a white wax bullet.", "cabinet", False),
        ("A square wall shelf with a white marble top.", "wardrobe", False),
        ("A dome table lamp with a black shade.", "floor lamp", False),
        ("A mug with a bowl in white.", "bowl", False),
        ("A necklace in silver.", "lace", False),
        ("A cup holder, vase.", "vase", False),
        ("A photo of a hat in grey.", "hat", False),
        ("A hat in black, photographed at home.", "hat", False),
        ("Black hat.", "hat", False),
        ("A hat.", "hat", False),
        ("This is a vase in teal.", "vase", False),
        ("", "vase", False),
    ],
)
def test_whether_a_sentence_is_about_that_kind(sentence, kind, same):
    assert names(sentence, kind) is same


@pytest.mark.parametrize(
    ("subject", "taught", "words", "sentence"),
    [
        ("A wardrobe", False, {"color": {"white": 0.96}}, "A wardrobe in white."),
        ("A wardrobe", False, {"color": {"white": 0.94}}, ""),
        ("A wardrobe", False, {"color": {"white": 0.7}, "material": {"marble": 0.9}}, "A wardrobe in white."),
        ("A wardrobe", False, {"color": {"grey": 0.99}, "material": {"wool": 0.9}}, ""),
        ("An armchair", False, {"color": {"green": 0.98}, "material": {"velvet": 0.9}}, "An armchair in green."),
        ("", False, {"color": {"navy": 0.98}}, "In navy."),
        ("Trousers", False, {"color": {"black": 0.6, "navy": 0.4}}, ""),
        (
            "A vase",
            True,
            {"finish": {"glossy": 0.95}, "color": {"teal": 0.99}, "material": {"ceramic": 0.9}},
            "A vase in glossy teal ceramic.",
        ),
        (
            "A vase",
            True,
            {"relief": {"ribbed": 0.5}, "color": {"teal": 0.5}, "material": {"glass": 0.9}, "pattern": {"dotted": 0.4}},
            "A vase in ribbed glass, dotted.",
        ),
        ("A vase", True, {"color": {"grey": 0.99}}, ""),
        ("A vase", True, {"color": {"grey": 0.99}, "material": {"concrete": 0.9}}, "A vase in grey concrete."),
        ("A vase", True, {"color": {"teal": 0.9}, "material": {"glass": 0.2}}, ""),
        ("A table", True, {"color": {"": 0.99}, "material": {"walnut": 0.9}}, "A table in walnut."),
        ("A table", True, {"finish": {"satin": 0.99}, "material": {"oak": 0.5}}, ""),
        ("A table", True, {slot: {} for slot in NONE}, ""),
    ],
)
def test_only_what_is_sure_is_said(subject, taught, words, sentence):
    assert within(subject, surface(**words), taught) == sentence


class Words:
    """A tokenizer of letters, so that a word is many tokens."""

    pad_id, end_id = 0, 1

    def plain(self, text):
        return tuple(map(ord, text))


def test_the_grammar_holds_every_order_of_its_words_once():
    branch = Grammar(Words()).root
    for letter in " glossy teal ceramic with cream stripes":
        branch = branch.children[ord(letter)]
    assert branch.whole == ("glossy", "", "teal", "", "ceramic", "striped")
    assert Grammar(Words()).root.whole is None
    wrong = Grammar(Words()).root
    for letter in " teal":
        wrong = wrong.children[ord(letter)]
    assert wrong.whole == ("", "", "teal", "", "", "")
    beside = wrong.children[ord(" ")]
    assert ord("g") in beside.children, "glass and gold"
    assert ord("y") not in beside.children, "no second colour"


def test_the_words_are_those_of_the_renders():
    from studio.kinds import KINDS
    from studio.spec import MATERIALS as RENDERED
    from studio.spec import PAINTS

    assert set(KINDS) == LEARNT
    assert set(PAINTS) <= set(COLORS)
    assert set(RENDERED) <= {*MATERIALS, "gemstone"}


def describer(monkeypatch, free, seen):
    """One that writes `free` = (text, nats) of everything and thinks `seen` of every surface."""
    asked = []

    def surfaces(language, grammar, states, openings):
        asked.extend(openings)
        return [seen] * len(openings)

    monkeypatch.setattr(
        lavic.captioning.captioner, "describe_surely", lambda loaded, states, length: [free] * len(states)
    )
    monkeypatch.setattr(lavic.captioning.captioner, "surfaces", surfaces)
    monkeypatch.setattr(lavic.captioning.captioner, "Grammar", lambda prompter: None)
    monkeypatch.setattr(lavic.captioning.captioner, "_name", lambda loaded: "test")
    return Captioner(SimpleNamespace(language=lambda: SimpleNamespace(prompter=None))), asked


def test_the_listing_says_what_it_is(monkeypatch):
    free = ("A square lipstick with a white wax bullet.", -0.1)
    made, asked = describer(monkeypatch, free, surface(color={"white": 0.99}))
    kinds = ["Cabinets", "lipstick", "table lamp", "", "Sale"]
    said = made.describe(np.ones((5, 5, 3), np.float16), kinds)
    assert said == ["A cabinet in white.", free[0], "A table lamp in white.", "In white.", "In white."]
    assert asked == ["A cabinet in", "A table lamp in", "A product in", "A product in"]


def test_an_unlikely_free_sentence_does_not_stand(monkeypatch):
    free = ("A square lipstick with a white wax bullet.", -30.0)
    made, _ = describer(monkeypatch, free, surface(color={"red": 0.5}))
    assert made.describe(np.ones((1, 5, 3), np.float16), ["lipstick"]) == [""]


@pytest.fixture(scope="module")
def tiny():
    return load_model("tiny", parts=(VISION,))


@pytest.mark.parametrize("kinds", [["vase"], ["vase", "wardrobe", "ankle boots"]])
def test_the_model_that_ships_is_asked_alike_alone_and_in_company(tiny, kinds):
    language = tiny.language()
    grammar = Grammar(language.prompter)
    states = torch.randn(len(kinds), 5, 384, generator=torch.manual_seed(0))
    begun = [f"A {kind} in" for kind in kinds]
    together = surfaces(language, grammar, states, begun)
    for row, found in enumerate(together):
        (alone,) = surfaces(language, grammar, states[[row]], begun[row : row + 1])
        for slot, words in found.words.items():
            assert sum(words.values()) <= 1.001
            for word in {*words, *alone.words[slot]}:
                assert words.get(word, 0) == pytest.approx(alone.words[slot].get(word, 0), abs=0.03)


def test_no_sentence_of_the_sample_shop_is_about_another_thing():
    with Catalog.open(SAMPLE) as catalog:
        rows = range(len(catalog))
        for product, seen in zip(catalog.products(rows), catalog.seen(rows), strict=True):
            short = seen.startswith(f"{opening(subject_of(product.kind))} in ")
            assert not seen or short or names(seen, product.kind), (product.kind, seen)
