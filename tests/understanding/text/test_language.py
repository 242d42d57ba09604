from __future__ import annotations

import pytest

from understanding.text.language import GLOSSARY, NAMES, translate


@pytest.mark.parametrize(
    ("said", "language", "parts"),
    [
        ("Ich suche eine schwarze Ledertasche unter 80 Euro", "de", ["black", "leather handbag", "under 80 euros"]),
        ("Haben Sie grüne Vasen aus Glas?", "de", ["do you have", "green", "vase", "glass"]),
        ("eine Stehlampe, nicht über 200 Euro", "de", ["floor lamp", "up to 200"]),
        ("je cherche un vase bleu en verre", "fr", ["vase", "blue", "glass"]),
        ("une lampe de table, moins de 60 euros", "fr", ["table lamp", "under 60"]),
        ("c'est trop cher, moins brillant s'il vous plaît", "fr", ["too expensive", "less shiny"]),
        ("busco una lámpara de pie negra por menos de 100 euros", "es", ["floor lamp", "black", "under 100"]),
        ("quisiera unos pendientes dorados", "es", ["earrings", "gold"]),
        ("no me gusta, algo más barato", "es", ["i do not like", "cheaper"]),
        ("cerco una collana di perle per mia madre", "it", ["necklace", "pearls", "for my mother"]),
        ("avete tappeti rossi di lana?", "it", ["do you have", "rug", "red", "wool"]),
        ("vorrei uno specchio rotondo, massimo 90 euro", "it", ["mirror", "round", "max 90"]),
    ],
)
def test_it_is_put_into_english(said: str, language: str, parts: list[str]) -> None:
    translated = translate(said)
    assert translated.language == language
    for part in parts:
        assert part in translated.text, translated.text


@pytest.mark.parametrize(
    "text",
    [
        "a lamp under 50",
        "a table lamp in warm metal for a dark corner",
        "no lamp, im allergic",
        "my oder hasnt arived",
        "a gold ring with a modern look",
        "something in taupe or ecru, very chic",
        "the Otto, or the Greta",
        "rattan pouf",
        "un-dimmable?",
        "café chairs",
        "2 x 3",
        "🙂",
        "",
    ],
)
def test_english_stays_as_it_is(text: str) -> None:
    assert translate(text).language == "en"
    assert translate(text).text == text


def test_other_languages_are_left_alone() -> None:
    for text in ("Szukam czerwonej lampy do salonu", "赤いランプを探しています", "Jag letar efter en röd lampa"):
        assert translate(text).text == text


def test_every_line_of_the_glossary_has_its_columns() -> None:
    lines = [line for line in GLOSSARY.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    assert len(lines) > 250
    for line in lines:
        kind, english, *columns = line.split("\t")
        assert kind in set("fokcml") and english and len(columns) == len(NAMES) and all(columns), line
