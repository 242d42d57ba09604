"""What titles call a kind, and that no look or brand is taken for a name."""

from __future__ import annotations

import sqlite3

import pytest

from understanding.dialogue_state import track
from understanding.kinds.title_synonyms import MAX_TITLES, forms, names_in_titles
from understanding.kinds.vocabulary import Vocabulary

TITLES = [
    ("pitcher", "Demijohn Greta by Oro", "Oro", "A demijohn that holds a litre."),
    ("pitcher", "Una Demijohn", "Fjell", "Of blue glass."),
    ("pitcher", "Nils, claret jug", "Fjell", "Of blue glass."),
    ("pitcher", "Claret jug Una", "Hald", ""),
    ("table lamp", "Linnea, buffet lamp", "Oro", "Goes with a rustic room."),
    ("table lamp", "Buffet Lamp Otto", "Hald", ""),
    ("table lamp", "Brass Lamp", "Oro", ""),
    ("table lamp", "The brass lamp", "Hald", ""),
    ("floor lamp", "Brass torchiere lamp", "Oro", ""),
    ("floor lamp", "Iver torchiere lamp", "Fjell", ""),
    ("pendant lamp", "Maud Dome Light", "Oro", "A dome light for a kitchen."),
    ("pendant lamp", "Dome light “Sven”", "Hald", ""),
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
    assert names == {
        **{"demijohn": "pitcher", "jug": "pitcher", "claret jug": "pitcher", "buffet lamp": "table lamp"},
        **{"torchiere lamp": "floor lamp", "dome light": "pendant lamp"},
    }
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
        ("a demijohn please", ("pitcher",)),
        ("Demijohns?", ("pitcher",)),
        ("i'm looking for a demijohn that holds a litre", ("pitcher",)),
        ("buffet lamps in brass", ("table lamp",)),
        ("a lamp", ("floor lamp", "pendant lamp", "table lamp")),
        ("a mug to go with my demijohn", ("mug",)),
        ("something with a demijohn", ()),
        ("a demijohn stand", ()),
        ("something rustic", ()),
    ],
)
def test_asked_for_by_such_a_name(words, message: str, kinds: tuple[str, ...]) -> None:
    assert words.named(message).kinds == kinds


def test_a_word_before_a_kinds_own_name_tells_no_look(base) -> None:
    def add(row: int, kind: str, title: str, brand: str, seen: str) -> None:
        base.execute("INSERT INTO products VALUES (?, ?, ?, ?, '', '', ?)", [row, kind, title, brand, seen])

    add(100, "table lamp", "Una, banker lamp", "Oro", "A lamp in tole.")
    add(101, "table lamp", "Iver, tole lamp", "Oro", "A lamp in oak.")
    add(102, "rug", "Banker rug", "", "")
    assert "banker lamp" not in dict(Vocabulary.of(base).titled), "one maker is too few"
    add(103, "table lamp", "Banker lamp Zoe", "Hald", "A lamp in tole.")
    add(104, "table lamp", "Tole lamp Zoe", "Hald", "A lamp in tole.")
    add(105, "rug", "Tole rug", "", "")
    names = dict(Vocabulary.of(base).titled)
    assert names["banker lamp"] == "table lamp"
    assert "tole lamp" not in names, "pictures show it: a look"
    assert Vocabulary.of(base).named("a banker lamp").kinds == ("table lamp",)


def test_a_bare_word_changes_no_kind(words) -> None:
    assert track(["demijohn"], words).kinds == ("pitcher",)
    assert track(["a buffet lamp", "demijohn"], words).kinds == ("table lamp",)
    assert track(["a buffet lamp", "now a demijohn"], words).kinds == ("pitcher",)


def test_rare_words_of_a_large_kind_are_no_names(base) -> None:
    for row in range(100, 150):
        base.execute("INSERT INTO products VALUES (?, 'pitcher', 'Pitcher', '', '', '', '')", [row])
    assert "demijohn" not in dict(Vocabulary.of(base).titled)


def test_a_large_shop_is_read_in_part(base, monkeypatch) -> None:
    assert len(TITLES) < MAX_TITLES
    monkeypatch.setattr("understanding.kinds.title_synonyms.MAX_TITLES", 2)
    assert {kind for _, kind in names_in_titles(base, frozenset())} == {"pitcher"}


def test_plurals() -> None:
    assert {"desk lamp", "desk lamps"} <= set(forms("desk lamp"))


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("demijohn blue", ("pitcher",)),
        ("demijohn matte green please", ("pitcher",)),
        ("claret jug, glass", ("pitcher",)),
        ("buffet lamp oak", ("table lamp",)),
        ("torchiere lamp brass for the hall", ("floor lamp",)),
        ("demijohn rack", ()),
    ],
)
def test_looks_may_stand_behind_a_name(base: sqlite3.Connection, text: str, kinds: tuple[str, ...]) -> None:
    assert Vocabulary.of(base).named(text).kinds == kinds
