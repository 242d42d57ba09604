"""Which kinds, brands and departments of a catalog a message asks for."""

from __future__ import annotations

import re
import sqlite3
import time

import pytest

from understanding.kinds.vocabulary import NO_VOCABULARY, Vocabulary, _Finder, called_for_short
from understanding.message import parse_message
from understanding.negation import refused
from understanding.references import LAST, find_pointer

SHOP = Vocabulary(
    ("home", "beauty"),
    ("beanie", "candle holder", "floor lamp", "handbag", "hat", "mug", "table lamp", "wall shelf"),
    ("Casa Ondina", "Gold", "Hollis & Wren", "Maison Sève"),
    (("hat", "beanie"),),
)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("lamps", ("floor lamp", "table lamp")),
        ("a table-lamp", ("table lamp",)),
        ("shelves", ("wall shelf",)),
        ("a bag", ("handbag",)),
        ("a hat", ("beanie", "hat")),
        ("a set of mugs", ("mug",)),
        ("a pair of candle holders for the shelf", ("candle holder",)),
        ("something for my mugs", ()),
        ("a lamp shade", ()),
        ("I can hat", ()),
        ("a mugshot", ()),
    ],
)
def test_kinds(text: str, kinds: tuple[str, ...]) -> None:
    assert SHOP.named(text).kinds == kinds


@pytest.mark.parametrize(
    ("text", "brands"),
    [
        ("a mug by casa ondina", ("Casa Ondina",)),
        ("MAISON SEVE", ("Maison Sève",)),
        ("hollis and wren", ("Hollis & Wren",)),
        ("Hollis &Wren", ("Hollis & Wren",)),
        ("a mug by casa-ondina", ("Casa Ondina",)),
        ("a casa ondina mug, or maison seve", ("Casa Ondina", "Maison Sève")),
        ("a mug by casa ondına", ()),
        ("a gold ring", ()),
        ("a ring by gold", ("Gold",)),
        ("a ring from Gold", ("Gold",)),
    ],
)
def test_brands(text: str, brands: tuple[str, ...]) -> None:
    assert SHOP.named(text).brands == brands


def test_of_a_catalog() -> None:
    base = sqlite3.connect(":memory:")
    base.execute("CREATE TABLE products(row INTEGER PRIMARY KEY, kind, title, department, brand, description, seen)")
    base.execute("CREATE VIRTUAL TABLE products_fts USING fts5(title)")
    for kind, department in (("table lamp", "home"), ("scarf", "fashion"), ("vase", "home")):
        row = [kind, f"blue {kind}", department, "", "", ""]
        base.execute(
            "INSERT INTO products(kind, title, department, brand, description, seen) VALUES (?, ?, ?, ?, ?, ?)", row
        )
    words = Vocabulary.of(base)
    assert words.departments == ("fashion", "home")
    assert "table lamp" in words.kinds and {"lamp", "lamps"} <= words.kind_words
    assert words.called("lamps") == ("table lamp",)
    assert NO_VOCABULARY.named("a lamp by Gold in home").kinds == ()


def test_a_title_that_ends_in_another_kind() -> None:
    base = sqlite3.connect(":memory:")
    base.execute("CREATE TABLE products(row INTEGER PRIMARY KEY, kind, title, department, brand, description, seen)")
    base.execute("CREATE VIRTUAL TABLE products_fts USING fts5(title)")
    titles = (("beanie", "Winter Hat."), ("beanie", "A hat in wool"), ("hat", "Felt hat"), ("", "A nameless hat"))
    base.executemany("INSERT INTO products(kind, title, department, brand, seen) VALUES (?, ?, '', '', '')", titles)
    assert Vocabulary.of(base).also == (("hat", "beanie"),)


@pytest.mark.parametrize("text", ["a maker 77 lamp", "Maker 77's", "MAKER-77", "nothing of theirs", "", "the maker"])
def test_a_name_among_many_is_found_as_if_all_were_tried(text: str) -> None:
    """By a pattern of all names, whatever the first words."""
    names = [f"maker {n}" for n in range(300)] + ["maker", "'t maker", "7", "ma"]
    pattern = "|".join(re.escape(name).replace(r"\ ", r"[\s-]+") for name in sorted(names, key=len, reverse=True))
    tried = re.finditer(rf"(?<![\w'-])(?:{pattern})(?![\w'])", text, re.IGNORECASE)
    assert [m.span() for m in _Finder(names).matches(text)] == [m.span() for m in tried]


def test_called_for_short() -> None:
    assert called_for_short(("floor lamp", "table lamp")) == "lamp"
    assert called_for_short(("table lamp",)) == "table lamp"
    assert called_for_short(("mug", "table lamp")) == "mug or table lamp"


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("not leather", ("leather",)),
        ("no stripes or checks", ("stripes", "checks")),
        ("I'm not a big fan of velvet", ("velvet",)),
        ("no more glass", ("glass",)),
        ("no more than 50", ()),
        ("not too dark", ()),
        ("less shiny", ()),
        ("nothing shiny things", ("shiny",)),
        ("nothing expensive", ()),
        ("not only brass", ()),
        ("", ()),
    ],
)
def test_what_no_answer_may_have(text: str, terms: tuple[str, ...]) -> None:
    assert refused(text) == terms


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("the second one", 2, ""),
        ("the 3rd, but darker", 3, ""),
        ("number four", 4, ""),
        ("#2 please", 2, ""),
        ("the last one", LAST, ""),
        ("the brass one", 0, "brass"),
        ("the dark blue one", 0, "dark blue"),
        ("for the first time", 0, ""),
        ("the other one", 0, ""),
        ("a brass one", 0, ""),
    ],
)
def test_pointing(text: str, place: int, words: str) -> None:
    pointer = find_pointer(text)
    assert (pointer.place, pointer.words) == (place, words)


@pytest.mark.parametrize(
    "part", ["lamp ", "for my lamp ", "the ", "how is ", "not a big fan of ", "no more ", "ok, ", "a "]
)
def test_hostile_lengths_cost_no_time(part: str) -> None:
    began = time.perf_counter()
    parse_message(part * (18_000 // len(part)), SHOP)
    assert time.perf_counter() - began < 3


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("she already has loads of mugs", ("mugs",)),
        ("he's got enough hats, tbh", ("hats",)),
        ("my sister already owns a floor lamp", ("floor lamp",)),
        ("something nice for mum, she has a million candle holders", ("candle holders",)),
        ("we have plenty of lamps already", ("lamps",)),
        ("a mug is boring, anything else?", ("mug",)),
        ("I think hats are a bit predictable", ("hats",)),
        ("table lamps would be pretty dull", ("table lamps",)),
        ("sick of beanies", ("beanies",)),
        ("a handbag, she's bored of black", ("black",)),
    ],
)
def test_a_kind_that_is_named_to_be_left_out_is_refused(text: str, terms: tuple[str, ...]) -> None:
    understood = parse_message(text, SHOP)
    assert understood.refused == terms and not set(understood.named.kinds) & {"mug", "hat", "floor lamp", "beanie"}


@pytest.mark.parametrize(
    "text",
    [
        "do you have lots of mugs?",
        "a bag that has lots of pockets",
        "i already have a hat like it, need another",
        "we already own oak shelves",
        "these mugs are boring",
        "he has a lot of energy, so a big mug",
        "I have two kids and need a lamp",
    ],
)
def test_what_is_had_or_dull_besides_is_no_refusal(text: str) -> None:
    assert parse_message(text, SHOP).refused == ()
