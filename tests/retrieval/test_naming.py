"""What titles call a kind, and that no look or brand is taken for a name."""

from __future__ import annotations

import sqlite3

import pytest

from retrieval.naming import MAX_TITLES, forms, names_in_titles
from retrieval.vocabulary import Vocabulary
from retrieval.wanted import wanted

TITLES = [
    ("pitcher", "Carafe Greta by Oro", "Oro", "Holds a litre."),
    ("pitcher", "Nils, water jug", "", "Of blue glass."),
    ("table lamp", "Linnea, desk lamp", "", "Goes with a rustic room."),
    ("table lamp", "Brass Lamp", "", ""),
    ("floor lamp", "Brass standing lamp", "", ""),
    ("pendant lamp", "Maud Ceiling Light", "", "In a kitchen."),
    ("scarf", "Wrap in wool", "Oro", ""),
    ("mug", "Greta mug - gift set", "", "Comes in a wrap of paper."),
    ("rug", "Rustic carpet", "", ""),
    ("", "A thing", "", "A carpet beater."),
]


@pytest.fixture
def base() -> sqlite3.Connection:
    base = sqlite3.connect(":memory:")
    base.execute("CREATE TABLE products(row INTEGER PRIMARY KEY, kind, title, brand, description, department, seen)")
    base.execute("CREATE VIRTUAL TABLE products_fts USING fts5(title, kind, brand, description)")
    for row, (kind, title, brand, description) in enumerate(TITLES):
        base.execute("INSERT INTO products VALUES (?, ?, ?, ?, ?, '', '')", [row, kind, title, brand, description])
        insert = "INSERT INTO products_fts(rowid, title, kind, brand, description) VALUES (?, ?, ?, ?, ?)"
        base.execute(insert, [row, title, kind, brand, description])
    return base


@pytest.fixture
def words(base) -> Vocabulary:
    return Vocabulary.of(base)


def test_names_of_one_kind_alone(words) -> None:
    names = dict(words.titled)
    expected = {"carafe": "pitcher", "water jug": "pitcher", "desk lamp": "table lamp", "standing lamp": "floor lamp"}
    assert expected.items() <= names.items()
    assert names["ceiling light"] == "pendant lamp"
    assert "greta" not in names, "a pitcher and a mug"
    assert "wrap" not in names, "another kind's text says it"
    assert "carpet" not in names, "the text of one without a kind says it"
    assert "brass lamp" not in names, "brass is a look: two kinds have it"
    assert "oro" not in names, "a brand"
    assert "gift set" not in names
    assert "lamp" not in names, "a kind's own name"


@pytest.mark.parametrize(
    ("message", "kinds"),
    [
        ("a carafe please", ("pitcher",)),
        ("Carafes?", ("pitcher",)),
        ("i'm looking for a carafe that holds a litre", ("pitcher",)),
        ("desk lamps in brass", ("table lamp",)),
        ("a lamp", ("floor lamp", "pendant lamp", "table lamp")),
        ("a mug to go with my carafe", ("mug",)),
        ("something with a carafe", ()),
        ("a carafe stand", ()),
        ("something rustic", ()),
    ],
)
def test_asked_for_by_such_a_name(words, message: str, kinds: tuple[str, ...]) -> None:
    assert words.named(message).kinds == kinds


def test_a_word_before_a_kinds_own_name_tells_no_look(base) -> None:
    def add(row: int, kind: str, title: str, seen: str) -> None:
        base.execute("INSERT INTO products VALUES (?, ?, ?, '', '', '', ?)", [row, kind, title, seen])

    add(100, "table lamp", "Una, bedside lamp", "A lamp in brass.")
    add(101, "table lamp", "Iver, brass lamp", "A lamp in oak.")
    add(102, "rug", "Bedside rug", "")
    assert "bedside lamp" not in dict(Vocabulary.of(base).titled), "a title is too few where another kind has the word"
    add(103, "table lamp", "Bedside lamp Zoe", "A lamp in brass.")
    add(104, "table lamp", "Brass lamp Zoe", "A lamp in brass.")
    names = dict(Vocabulary.of(base).titled)
    assert names["bedside lamp"] == "table lamp"
    assert "brass lamp" not in names
    assert Vocabulary.of(base).named("a bedside lamp").kinds == ("table lamp",)


def test_a_bare_word_changes_no_kind(words) -> None:
    assert wanted(["carafe"], words).kinds == ("pitcher",)
    assert wanted(["a desk lamp", "carafe"], words).kinds == ("table lamp",)
    assert wanted(["a desk lamp", "now a carafe"], words).kinds == ("pitcher",)


def test_rare_words_of_a_large_kind_are_no_names(base) -> None:
    for row in range(100, 150):
        base.execute("INSERT INTO products VALUES (?, 'pitcher', 'Pitcher', '', '', '', '')", [row])
    assert "carafe" not in dict(Vocabulary.of(base).titled)


def test_a_large_shop_is_read_in_part(base, monkeypatch) -> None:
    assert len(TITLES) < MAX_TITLES
    monkeypatch.setattr("retrieval.naming.MAX_TITLES", 1)
    assert {kind for _, kind in names_in_titles(base, frozenset())} == {"pitcher"}


def test_plurals() -> None:
    assert {"desk lamp", "desk lamps"} <= set(forms("desk lamp"))
