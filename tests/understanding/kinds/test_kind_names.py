"""What shoppers call a kind: however they write it, by its other names in English, and by no invented product name."""

from __future__ import annotations

import sqlite3
import time

import pytest

from catalog.store import Catalog
from understanding.kinds.english_synonyms import BROADER, SYNONYMS
from understanding.kinds.vocabulary import Vocabulary
from understanding.message import parse_message


def shop_of(*rows: tuple[str, ...]) -> Vocabulary:
    """Rows of (kind, title, brand, description); the last three may be left out."""
    base = sqlite3.connect(":memory:")
    base.execute("CREATE TABLE products(row INTEGER PRIMARY KEY, kind, title, brand, description, department, seen)")
    base.execute("CREATE VIRTUAL TABLE products_fts USING fts5(title, kind, brand, description)")
    for row, given in enumerate(rows):
        kind, title, brand, description = (*given, *("", "", "", "")[len(given) :])
        base.execute("INSERT INTO products VALUES (?, ?, ?, ?, ?, '', '')", [row, kind, title, brand, description])
        insert = "INSERT INTO products_fts(rowid, title, kind, brand, description) VALUES (?, ?, ?, ?, ?)"
        base.execute(insert, [row, title, kind, brand, description])
    return Vocabulary.of(base)


@pytest.fixture(scope="module")
def sample() -> Vocabulary:
    with Catalog.open() as catalog:
        return Vocabulary.of(catalog.connect())


@pytest.mark.parametrize(
    "message",
    [
        "something for a quiet area",
        "a quiet area of the house, what would suit it?",
        "I live in a rural area",
        "flora",
        "I love flora and fauna",
        "I want a flora print dress",
        "something to go with my vanity",
        "I'd like some foundation",
        "my friend Ada would like it",
        "I need some soap opera merch",
        "a present for Delphine",
        "a candle",
        "do you have lotions?",
        "something footed",
        "for my nail salon",
        "nothing for Gisela, she has everything",
    ],
)
def test_an_invented_name_or_half_of_a_name_limits_nothing(sample: Vocabulary, message: str) -> None:
    assert sample.named(message).kinds == ()


@pytest.mark.parametrize(
    ("message", "kinds"),
    [
        ("a quiet area rug", ("rug",)),
        ("a carafe", ("pitcher",)),
        ("a water jug, please", ("pitcher",)),
        ("got any ceiling lights?", ("pendant lamp",)),
        ("a bedside lamp", ("table lamp",)),
        ("reading lamps", ("floor lamp", "table lamp")),
        ("some sunnies", ("sunglasses",)),
        ("a timepiece for my dad", ("watch",)),
        ("nail varnish in coral", ("nail polish",)),
        ("an end table", ("side table",)),
        ("a purse", ("handbag", "wallet")),
        ("a cachepot", ("planter",)),
        ("a bobble hat for winter", ("beanie",)),
        ("a coffee cup", ("mug",)),
    ],
)
def test_good_names_of_the_sample_shop(sample: Vocabulary, message: str, kinds: tuple[str, ...]) -> None:
    assert sample.named(message).kinds == kinds


def test_no_name_of_the_sample_shop_comes_from_one_title_or_holds_an_invented_word(sample: Vocabulary) -> None:
    invented = {"ada", "alba", "basil", "corin", "flora", "junia", "otis", "nils", "wilmot", "ysolde", "maud", "greta"}
    names = dict(sample.titled)
    assert invented.isdisjoint(word for name in names for word in name.split())
    with Catalog.open() as catalog:
        titles = catalog.connect().execute("SELECT kind, title, brand FROM products").fetchall()
    for name, kind in sample.titled:
        makers = {brand for of, title, brand in titles if of == kind and name in title.lower()}
        assert len(makers) > 1, name


def test_a_name_needs_several_makers() -> None:
    told = "A decanter of glass."
    one = [("pitcher", "Greta Decanter", "Oro", told), ("pitcher", "Nils Decanter", "Oro", told)]
    rest = [("pitcher", "Una Pitcher", "Fjell", ""), ("pitcher", "Maud Pitcher", "Hald", "")]
    assert dict(shop_of(*one, *rest).titled) == {}
    assert dict(shop_of(*one, ("pitcher", "Una Decanter", "Fjell", ""), *rest).titled) == {"decanter": "pitcher"}


def test_without_brands_a_name_needs_three_titles_that_differ() -> None:
    told = "A decanter of glass."
    two = [("pitcher", "Greta Decanter", "", told), ("pitcher", "Nils Decanter", "", told)]
    same = ("pitcher", "Nils Decanter", "", told)
    assert dict(shop_of(*two, same, same).titled) == {}
    assert dict(shop_of(*two, ("pitcher", "Una Decanter", "", told)).titled) == {"decanter": "pitcher"}


def test_a_line_of_products_is_no_name() -> None:
    """One maker's wardrobes of one line, which no text writes in small letters."""
    rows = [("wardrobe", f"Tyssedal wardrobe {look}", "IDEA", "A wardrobe.") for look in ("white", "grey", "oak")]
    line = [("wardrobe", f"Vedbo {look}", "IDEA", "Vedbo is a wardrobe.") for look in ("white", "grey", "oak")]
    assert dict(shop_of(*rows, *line).titled) == {}
    several = [("wardrobe", "Vedbo wardrobe", brand, "A wardrobe.") for brand in ("Oro", "Fjell", "Hald")]
    assert dict(shop_of(*several).titled) == {}, "three makers sell it, and it is a product's name still"


CLOTHES = Vocabulary((), ("Dress", "Jumper", "T-shirt", "Flip-flops"), ())
HOME = Vocabulary((), ("Bedside table", "Bookcase", "Lampshade", "Night stand", "Earbuds", "Armchair", "Tea-light"), ())


@pytest.mark.parametrize(
    ("message", "kinds"),
    [
        ("t-shirt size M", ("T-shirt",)),
        ("tshirt", ("T-shirt",)),
        ("tee shirt size M", ("T-shirt",)),
        ("T shirts in white", ("T-shirt",)),
        ("a plain black tee", ("T-shirt",)),
        ("two t-shirts and a hat", ("T-shirt",)),
        ("tshirts for a stag do", ("T-shirt",)),
        ("flip flops", ("Flip-flops",)),
        ("a pair of flipflops", ("Flip-flops",)),
        ("a sweater", ("Jumper",)),
        ("pullovers?", ("Jumper",)),
        ("a dress shirt", ("T-shirt",)),
        ("a tie-dye t-shirt", ("T-shirt",)),
        ("something t-shirt-like", ()),
        ("I flip houses and everything flops", ()),
        ("a T", ()),
        ("a jump suit", ()),
    ],
)
def test_clothes_however_they_are_written(message: str, kinds: tuple[str, ...]) -> None:
    assert CLOTHES.named(message).kinds == kinds


@pytest.mark.parametrize(
    ("message", "kinds"),
    [
        ("ear buds", ("Earbuds",)),
        ("earbuds with a long battery", ("Earbuds",)),
        ("ear-buds", ("Earbuds",)),
        ("a nightstand", ("Night stand",)),
        ("night-stands in oak", ("Night stand",)),
        ("a bed side table", ("Bedside table",)),
        ("a bed-side table", ("Bedside table",)),
        ("a lamp shade", ("Lampshade",)),
        ("lamp shades in linen", ("Lampshade",)),
        ("a book case", ("Bookcase",)),
        ("an arm chair", ("Armchair",)),
        ("tealights", ("Tea-light",)),
        ("tea lights", ("Tea-light",)),
        ("I could do with a book case", ("Bookcase",)),
        ("can I have a look at lampshades?", ("Lampshade",)),
        ("let's look through your armchairs", ("Armchair",)),
        ("my ear hurts", ()),
        ("it stands at night", ()),
        ("a case for my book", ()),
        ("the light at tea time", ()),
        ("I stand by my bed", ()),
    ],
)
def test_home_however_it_is_written(message: str, kinds: tuple[str, ...]) -> None:
    assert HOME.named(message).kinds == kinds


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        *(("Sofa", "a couch"), ("Couch", "a sofa"), ("Sofas", "a settee"), ("Corner sofa", "a couch")),
        *(("Sneakers", "trainers"), ("Trainers", "a pair of sneakers"), ("Sweater", "a jumper")),
        *(("Wardrobe", "an armoire"), ("Drapes", "curtains"), ("Curtain", "drapes for the den")),
        *(("Nightstand", "a bedside table"), ("Bedside table", "a nightstand"), ("Vacuum cleaner", "a hoover")),
        *(("Frying pan", "a skillet"), ("Trash can", "a bin"), ("Duvet cover", "a quilt cover")),
        *(("Headphones", "a headset"), ("Television", "a TV"), ("Phone case", "a mobile case")),
        *(("Torch", "a flashlight"), ("Spanner", "a wrench"), ("Pacifier", "a dummy"), ("Stroller", "a pushchair")),
        *(("Nappies", "diapers"), ("Swimsuit", "a bathing suit"), ("Pants", "trousers"), ("Pyjamas", "pajamas")),
        *(("Jewellery box", "a jewelry box"), ("Aubergine", "an eggplant"), ("Rucksack", "a backpack")),
    ],
)
def test_other_names_in_english(kind: str, said: str) -> None:
    assert Vocabulary((), (kind, "Vase"), ()).named(said).kinds == (kind,)


@pytest.mark.parametrize(
    ("kinds", "said", "expected"),
    [
        (("Sofa", "Couch"), "a couch", ("Couch",)),
        (("Sofa", "Couch"), "a settee", ("Couch", "Sofa")),
        (("Handbag", "Purse"), "a purse", ("Purse",)),
        (("Vase",), "a sofa", ()),
        (("Pants",), "a shirt with trousers", ()),
        (("Torch",), "a light", ()),
    ],
)
def test_another_name_counts_only_where_the_catalog_lacks_it(kinds, said: str, expected) -> None:
    assert Vocabulary((), kinds, ()).named(said).kinds == expected


CHAIRS = Vocabulary((), ("Armchair", "Dining chair", "Office chair", "Bookshelf", "Shelf", "Ring", "Earring"), ())


@pytest.mark.parametrize(
    ("message", "kinds"),
    [
        ("a chair", ("Armchair", "Dining chair", "Office chair")),
        ("chairs for the kitchen", ("Armchair", "Dining chair", "Office chair")),
        ("an office chair", ("Office chair",)),
        ("dining chairs", ("Dining chair",)),
        ("an armchair", ("Armchair",)),
        ("a shelf", ("Bookshelf", "Shelf")),
        ("a bookshelf", ("Bookshelf",)),
        ("a ring", ("Ring",)),
        ("earrings", ("Earring",)),
    ],
)
def test_the_head_word_means_all_and_the_full_name_one(message: str, kinds: tuple[str, ...]) -> None:
    assert CHAIRS.named(message).kinds == kinds


FILED = Vocabulary(
    (),
    (
        "Home > Lighting > Table lamps",
        "Home > Lighting > Floor lamps",
        "Chairs, dining",
        "Cups & Mugs",
        "Kitchen & dining stools",
        "Women/Shoes",
        "Women's Boots",
        "Home > Other",
    ),
    (),
)


@pytest.mark.parametrize(
    ("message", "kinds"),
    [
        ("a table lamp", ("Home > Lighting > Table lamps",)),
        ("lamps", ("Home > Lighting > Floor lamps", "Home > Lighting > Table lamps")),
        ("a dining chair", ("Chairs, dining",)),
        ("chairs", ("Chairs, dining",)),
        ("a mug", ("Cups & Mugs",)),
        ("cups", ("Cups & Mugs",)),
        ("dining stools", ("Kitchen & dining stools",)),
        ("womens boots", ("Women's Boots",)),
        ("women's boots", ("Women's Boots",)),
        ("something for my home", ()),
        ("the other day I saw one", ()),
        ("a present for women", ()),
        ("for the kitchen", ()),
        ("a dining room", ()),
    ],
)
def test_kinds_as_feeds_file_them(message: str, kinds: tuple[str, ...]) -> None:
    assert FILED.named(message).kinds == kinds


def test_the_table_of_other_names_is_in_order() -> None:
    names = [name for group in SYNONYMS for name in group]
    assert len(SYNONYMS) >= 100 and all(len(group) > 1 for group in SYNONYMS)
    assert sorted({name for name in names if names.count(name) > 1}) == [], "a name is in one group"
    assert all(name == name.lower() for name in (*names, *BROADER))


@pytest.mark.parametrize("part", ["ear ", "t-", "tea-light ", "bed side ", "- ", "x"])
def test_hostile_lengths_cost_no_time(part: str) -> None:
    began = time.perf_counter()
    parse_message(part * (18_000 // len(part)), HOME)
    assert time.perf_counter() - began < 1
