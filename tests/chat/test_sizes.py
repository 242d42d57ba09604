"""Sizes in whole turns: what fits, then what says no size, never what says another."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pytest

from catalog.build import build
from catalog.conversations import Turn
from catalog.store import Catalog
from chat.assistant import Assistant, Done
from chat.state import State
from retrieval.filters import Filters
from retrieval.index import TextIndexer
from retrieval.query import WeightedTurn
from retrieval.search import Retriever
from tests.conftest import ColorEye, WordEncoder
from understanding.sizes.requested import find_sizes

SHOP = {
    "rug": [
        ("R1", "Wool rug Alma", "150 x 240 cm."),
        ("R2", "Wool rug Bera", "A soft rug."),
        ("R3", "Wool rug Cora", "75 x 240 cm."),
        ("R4", "Wool rug Dora", "Width: 300 cm."),
        ("R5", "Wool rug Ella", "For any floor."),
    ],
    "sofa": [
        ("S1", "Sofa Malmo", "Three seats, 6'4\" long."),
        ("S2", "Sofa Turku", "Two seats, 5 ft 2 in long."),
        ("S3", "Sofa Visby", "A corner sofa, 290 cm long."),
    ],
    "bookcase": [
        ("B1", "One bookcase", "H 180 x W 80 x D 30 cm."),
        ("B2", "Two bookcase", "Dimensions: 80 x 30 x 180 cm (WxDxH)."),
        ("B3", "Three bookcase", '70.9"H x 31.5"W x 11.8"D'),
        ("B4", "Four bookcase", "1,80 m hoch, 80 cm breit"),
        ("B5", "Five bookcase", "5 ft 11 in tall."),
        ("B6", "Six bookcase", "Size (cm): 80W x 30D x 180H"),
        ("B7", "Seven bookcase", "Height 60 cm, width 120 cm."),
    ],
    "mug": [("M1", "Blue mug", "To drink from."), ("M2", "Red mug", "With a handle.")],
    "coat": [
        ("C1", "Long coat", "Model is 185 cm tall and wears size M."),
        ("C2", "Short coat", "Sizes S, M, L. Model wears size S."),
    ],
}


class Backwards:
    """Scores the last candidate highest: against all that retrieval says."""

    name, fingerprint = "backwards", ColorEye.fingerprint

    def score(
        self, turns: Sequence[Turn], listings: Sequence[str], states: np.ndarray, prior: Sequence[float] = ()
    ) -> np.ndarray:
        return np.arange(len(listings), dtype=np.float32)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalog]:
    folder = tmp_path_factory.mktemp("sizes")
    rows = [
        {"id": id, "title": title, "description": text, "kind": kind, "price": 50}
        for kind, products in SHOP.items()
        for id, title, text in products
    ]
    feed = folder / "feed.jsonl"
    feed.write_text("".join(json.dumps(row) + "\n" for row in rows))
    build(feed, folder / "shop", indexer=TextIndexer(WordEncoder()), eye=ColorEye())
    with Catalog.open(folder / "shop") as catalog:
        yield catalog


def ask(shop: Catalog, *messages: str, ranker: Any = None) -> list[dict[str, Any]]:
    assistant, state, records = Assistant(shop, Retriever(shop, WordEncoder()), ranker), State(), []
    for message in messages:
        *_, done = assistant.turn(state, message, k=10)
        assert isinstance(done, Done)
        state = done.state
        records.append(done.record)
    return records


def ids(record: dict[str, Any]) -> list[str]:
    return [item["id"] for item in record["items"]]


@pytest.mark.parametrize("ranker", [None, Backwards()])
def test_what_says_no_size_comes_behind_what_fits_whatever_the_ranker_says(shop: Catalog, ranker: Any) -> None:
    (record,) = ask(shop, "a rug about 150 cm wide", ranker=ranker)
    assert ids(record)[0] == "R1"
    assert set(ids(record)[1:]) == {"R2", "R5"}
    reasons = {item["id"]: item["reason"] for item in record["items"]}
    assert "listed as about 150 cm wide" in reasons["R1"]
    assert "no size listed" in reasons["R2"]
    assert record["relaxed"] == []


def test_a_ranker_orders_within_what_fits_and_within_the_rest(shop: Catalog) -> None:
    (plain,), (ranked,) = ask(shop, "a rug under 200 cm wide"), ask(shop, "a rug under 200 cm wide", ranker=Backwards())
    assert ids(ranked) == [*reversed(ids(plain)[:2]), *reversed(ids(plain)[2:])]


@pytest.mark.parametrize(
    ("message", "fitting"),
    [
        ("a rug smaller than 150 cm wide", {"R1", "R3"}),
        ("a rug narrower than 100 cm", {"R3"}),
        ("sofa 193 cm long", {"S1"}),
        ("sofa at most 200 cm long", {"S1", "S2"}),
        ("sofa 6 ft 4 in long", {"S1"}),
        ("sofa 6'4\" long", {"S1"}),
        ("a sofa no longer than 6 ft 4 in", {"S1", "S2"}),
        ("sofa at least 150 cm long", {"S1", "S2", "S3"}),
        ("bookcase 180 cm high", {"B1", "B2", "B3", "B4", "B5", "B6"}),
        ("bookcase at most 85 cm wide", {"B1", "B2", "B3", "B4", "B6"}),
        ("a bookcase for an alcove 85 cm wide", {"B1", "B2", "B3", "B4", "B6"}),
        ("a bookcase that goes under a sill of 70 cm", {"B7"}),
        ("a coat in size M", {"C2"}),
    ],
)
def test_what_fits(shop: Catalog, message: str, fitting: set[str]) -> None:
    (record,) = ask(shop, message)
    assert set(ids(record)[: len(fitting)]) == fitting
    silent = {item["id"] for item in record["items"] if item["reason"].endswith("listed")}
    assert silent == set(ids(record)) - fitting
    assert record["relaxed"] == []


def test_what_says_another_size_is_out(shop: Catalog) -> None:
    assert "R4" not in ids(ask(shop, "a rug about 150 cm wide")[0])
    assert "S3" not in ids(ask(shop, "sofa at most 200 cm long")[0])


def test_a_kind_without_sizes_is_said_to_be_one(shop: Catalog) -> None:
    (record,) = ask(shop, "a mug 9 cm tall")
    assert record["relaxed"] == ["no listing of a mug says its size"]
    assert set(ids(record)) == {"M1", "M2"}
    assert all("no size listed" in item["reason"] for item in record["items"])


def test_where_nothing_fits_those_that_say_nothing_are_shown_as_such(shop: Catalog) -> None:
    (record,) = ask(shop, "a rug 20 cm wide")
    assert set(ids(record)) == {"R2", "R5"}
    assert record["relaxed"] == [
        "nothing that fits is listed as 20 cm wide; these are listed without a word on its width"
    ]


def test_where_all_say_another_size_all_sizes_are_looked_at(shop: Catalog) -> None:
    (record,) = ask(shop, "a sofa 50 cm long")
    assert record["relaxed"] == ["nothing that fits is listed as 50 cm long, so I looked at all sizes"]
    assert set(ids(record)) == {"S1", "S2", "S3"}


def test_a_model_is_not_the_coat(shop: Catalog) -> None:
    (record,) = ask(shop, "a coat 185 cm long")
    assert not any("listed as 185" in item["reason"] for item in record["items"])


def test_a_comparison_keeps_what_says_no_size_behind(shop: Catalog) -> None:
    _, record = ask(shop, "a sofa 5 ft 2 in long", "something longer")
    assert set(ids(record)) <= {"S1", "S3"}
    assert record["constraints"]["sizes"] == ["longer than 157.5 cm"]


def test_filters_take_only_what_says_the_size(shop: Catalog) -> None:
    found = Retriever(shop, WordEncoder()).search(
        [WeightedTurn("rug", 1.0)], 10, Filters(kind="rug", sizes=find_sizes("150 cm wide"))
    )
    assert [one.id for one in found] == ["R1"]


def test_without_a_kind_silence_is_no_fit(shop: Catalog) -> None:
    (record,) = ask(shop, "something 4 cm wide")
    assert "so I looked at all sizes" in record["reply"]
