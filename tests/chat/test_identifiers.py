"""A product whose identifier or whole title is typed comes first, whatever the search and the model think of it."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from catalog.build import build
from catalog.store import Catalog
from chat.assistant import Assistant, Done
from chat.state import State
from retrieval.index import TextIndexer
from retrieval.search import Retriever
from understanding.identifiers import rows_named

ROWS = [
    ("AB-1014", "Wool jumper", "Jumper", "Warm jumper."),
    ("AB-1015", "Cotton jumper", "Jumper", "A jumper for summer."),
    ("9780000000002", "The lamp makers", "Book", "A history of lamps."),
    ("A4", "Paper of A4 size", "Paper", "Five hundred sheets."),
    ("2", "Oslo nightstand", "Nightstand", "Two drawers."),
    ("XL", "Big hat", "Hat", "A hat in XL."),
    ("100", "Linen cushion", "Cushion", "100 % linen."),
    ("SKU4711", "Cologne", "Perfume", "Fresh."),
    ("brass-lamp", "Brass lamp", "Lamp", "Polished."),
    ("L7/22", "Lucerne Table Lamp, oak", "Lamp", "A lamp in oak."),
    ("t1", "Table", "Table", "A table."),
    ("n1", "Basic tee", "T-shirt", "Cotton."),
]


class WordEncoder:
    """Bags of hashed words as unit vectors."""

    name, dimension = "words", 96

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        vectors = np.full((len(texts), self.dimension), 1e-3, np.float32)
        for vector, text in zip(vectors, texts, strict=True):
            for word in re.findall(r"\w+", text.lower()):
                vector[zlib.crc32(word.encode()) % self.dimension] += 1
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


class BlindEye:
    fingerprint, dimension, views = "blind", 2, 5

    def states(self, images: Sequence[Any]) -> np.ndarray:
        return np.ones((len(images), 5, 2), np.float16)


class LastFirst:
    """A ranker that turns the search's order round."""

    name = "backwards"

    def score(self, turns: Any, titles: Sequence[str], states: Any, prior: Any = ()) -> np.ndarray:
        return np.arange(len(titles), dtype=np.float32)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    folder = tmp_path_factory.mktemp("ids")
    feed = folder / "feed.jsonl"
    names = ("id", "title", "kind", "description")
    feed.write_text("".join(json.dumps(dict(zip(names, row, strict=True))) + "\n" for row in ROWS))
    build(feed, folder / "shop", indexer=TextIndexer(WordEncoder()), eye=BlindEye())  # type: ignore[arg-type]
    return Catalog.open(folder / "shop")


def ids(shop: Catalog, message: str) -> list[str]:
    return [product.id for product in shop.products(rows_named(shop.connect(), message))]


@pytest.mark.parametrize(
    ("message", "found"),
    [
        ("AB-1014", "AB-1014"),
        ("ab-1014", "AB-1014"),
        ("do you have AB-1014?", "AB-1014"),
        ("hi, is ab-1014 still in stock?", "AB-1014"),
        ("AB 1014", "AB-1014"),
        ("ab1014", "AB-1014"),
        ("#AB-1014 please", "AB-1014"),
        ("article number AB-1014", "AB-1014"),
        ("9780000000002", "9780000000002"),
        ("looking for 9780000000002", "9780000000002"),
        ("ISBN 9780000000002", "9780000000002"),
        ("sku 100", "100"),
        ("item no. 2", "2"),
        ("product code: XL", "XL"),
        ("sku4711", "SKU4711"),
        ("l7/22", "L7/22"),
        ("the lamp makers", "9780000000002"),
        ("The Lamp Makers!", "9780000000002"),
        ("do you sell the Oslo nightstand?", "2"),
        ("Lucerne table lamp oak", "L7/22"),
        ("I'm looking for “Wool jumper”", "AB-1014"),
    ],
)
def test_what_is_typed_whole_is_found(shop: Catalog, message: str, found: str) -> None:
    assert ids(shop, message) == [found]


@pytest.mark.parametrize(
    "message",
    [
        *("A4", "paper in A4", "XL", "a hat in XL", "2", "number 2", "the 2 of us", "100", "under 100", "100 % linen"),
        *("a lamp", "table", "a table", "AB-1016", "AB", "1014", "wool", "a jumper in wool for the lamp makers", ""),
        *("size 100", "for 2 people", "a brass lamp with a shade", "item", "sku", "n1", "t1", "' OR 1=1 --"),
        *("%", "\ud800"),
    ],
)
def test_what_is_none_finds_none(shop: Catalog, message: str) -> None:
    assert ids(shop, message) == []


@pytest.mark.parametrize(
    ("messages", "first"),
    [
        (["AB-1014"], "AB-1014"),
        (["9780000000002"], "9780000000002"),
        (["a hat under 5", "do you have AB-1015?"], "AB-1015"),
        (["a nightstand", "The lamp makers"], "9780000000002"),
    ],
)
def test_it_comes_first_whatever_was_asked_before(shop: Catalog, messages: list[str], first: str) -> None:
    for ranker in (None, LastFirst()):
        assistant, state = Assistant(shop, Retriever(shop, WordEncoder()), ranker), State()
        for message in messages:
            *_, done = assistant.turn(state, message)
            assert isinstance(done, Done)
            state = done.state
        items = done.record["items"]
        assert items[0]["id"] == first
        assert len({item["id"] for item in items}) == len(items)
        assert state.last[0].product.id == first, "what is asked next is asked about it"


def test_hostile_lengths_cost_no_time(shop: Catalog) -> None:
    for part in ("AB-", "sku ", "9", "a1 ", "“", "item no "):
        assert rows_named(shop.connect(), part * (18_000 // len(part))) == ()


@pytest.mark.parametrize("message", ["a sweater", "AB-1014", "a hat", "a bed side table"])
def test_a_name_that_no_listing_uses_is_not_called_unheard(shop: Catalog, message: str) -> None:
    *_, done = Assistant(shop, Retriever(shop, WordEncoder()), None).turn(State(), message)
    assert isinstance(done, Done)
    assert "uses your words" not in done.record["reply"]
