"""The whole reading of a message by the shipped encoder and classifier, on the sample shop."""

from __future__ import annotations

import pytest

from catalog.store import Catalog
from retrieval.encoder import TextEncoder
from understanding import intent
from understanding.kinds.vocabulary import Vocabulary
from understanding.reading import LearntReader


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("my parcel still hasn't shown up", intent.SERVICE),
        ("can I send the vase back if my wife hates it", intent.SERVICE),
        ("none of this is any use to me", intent.COMPLAINT),
        ("how many mugs have you got", intent.COUNT),
        ("show me some different ones", intent.MORE),
        ("let's begin from scratch", intent.RESTART),
        ("who won the cup final", intent.OUTSIDE),
        ("oh that's kind of you", intent.SMALLTALK),
        ("which would you go for", intent.CHOICE),
        ("what's the difference between the two", intent.COMPARE),
    ],
)
def test_what_is_no_request_is_known(reader: LearntReader, message: str, kind: str) -> None:
    assert reader.read(message).kind == kind


@pytest.mark.parametrize(
    "message",
    [
        "a blue vase",
        "got anything in brass?",
        "is there a rug that goes with grey?",
        "could I see some scarves please",
        "hi, my sister is turning thirty and loves green, ideas?",
        "what have you got under 20 dollars",
        "which lamps are good for reading",
        "something less shiny",
        "not leather",
        "thanks, now a mirror",
        "i hate my old lamp, it's so ugly, need a new one",
        "any round ones",
        "mug",
        "he drinks coffee all day tho",
        "she collects owls",
        "my dad hates anything shiny",
        "it should stand on its own",
        "has to be under 2 kilos, we're cycling",
        "they must be easy to clean",
        "needs to survive a toddler",
        "something to drink my tea from",
        "somewhere to put my keys",
    ],
)
def test_requests_stay_requests(reader: LearntReader, message: str) -> None:
    assert reader.read(message).kind == intent.REQUEST


def test_spelling_is_mended_and_told(reader: LearntReader) -> None:
    said = reader.read("a necklase with perls under 80")
    assert said.named.kinds == ("necklace",) and said.budget.price_max == 80
    assert said.corrected == (("necklase", "necklace"), ("perls", "pearls"))


@pytest.mark.parametrize(
    ("message", "language", "kind", "most"),
    [
        ("Ich suche eine Tischlampe aus Messing, höchstens 80 Euro", "de", "table lamp", 80),
        ("je cherche un tapis bleu, moins de 200 euros", "fr", "rug", 200),
        ("busco un espejo redondo por menos de 90 euros", "es", "mirror", 90),
        ("vorrei una collana, massimo 60 euro", "it", "necklace", 60),
    ],
)
def test_four_languages(reader: LearntReader, message: str, language: str, kind: str, most: float) -> None:
    said = reader.read(message)
    assert (said.language, said.named.kinds, said.budget.price_max) == (language, (kind,), most)


def test_an_identifier_and_a_title_are_read_as_they_are(reader: LearntReader) -> None:
    with Catalog.open() as catalog:
        product = catalog.products([0])[0]
    for text in (product.id, product.title, product.title.upper()):
        said = reader.read(text)
        assert (said.text, said.kind, said.corrected, said.language) == (text, intent.REQUEST, (), "en")


def test_what_is_not_sold_is_known(reader: LearntReader) -> None:
    assert reader.read("do you sell sofas?").unsold == "sofa"
    assert reader.read("a sofa cushion").unsold == ""


@pytest.mark.parametrize("message", ["", "🙂", "\ud800", "何か", "x" * 20_000, "a" + "\u0301" * 5_000])
def test_it_never_raises(reader: LearntReader, message: str) -> None:
    assert reader.read(message).text is not None


def test_a_classifier_of_another_encoder_is_left_out() -> None:
    encoder = TextEncoder()
    with Catalog.open() as catalog:
        reader = LearntReader(Vocabulary.of(catalog.connect()), catalog.connect, encoder.encode, "another-encoder")
        assert reader.read("none of this is any use to me").kind == intent.REQUEST
