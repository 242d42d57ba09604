"""The benchmark of catalog and retrieval, on a few products: it runs, and says what it should say."""

from __future__ import annotations

import json
from types import SimpleNamespace

import numpy as np
import pytest

from benchmarks import catalog
from benchmarks.figures import Seconds, Spent, alone, spending, spread
from benchmarks.synthetic import Shop, SyntheticEncoder
from retrieval.search import MIN_POOL
from tests.catalog.builder import MeanEye

PRODUCTS = 300


def lines(captured) -> list[dict]:
    return [json.loads(line) for line in captured.readouterr().out.splitlines()]


def test_all_of_it(capfd, tmp_path):
    """Printed by processes of their own."""
    assert catalog.main(["--products", str(PRODUCTS), "--seed", "5", "--no-models", "--scratch", str(tmp_path)]) == 0
    setting, *rows = lines(capfd)
    asked = f"--products {PRODUCTS} --seed 5 --encoder synthetic --no-models"
    assert setting["command"] == f"python -m benchmarks.catalog {asked}"
    assert not list(tmp_path.iterdir()), "what was written is gone"
    by_name: dict[str, list[dict]] = {}
    for row in rows:
        by_name.setdefault(row["figure"], []).append(row)
    assert {row["feed"]: row["count"] for row in by_name["parsing"]} == dict.fromkeys(
        ("jsonl", "csv", "parquet"), PRODUCTS
    )
    (first,), (again,) = by_name["first build"], by_name["rebuild, 1 % changed"]
    assert (first["embedded"], again["embedded"]) == (PRODUCTS, PRODUCTS // 100)
    assert first["per_s"] == pytest.approx(PRODUCTS / first["value"], rel=0.1)
    assert first["index"]["kind"] == "flat" and first["files_mb"]["tokens.npy"] == PRODUCTS * 5 * 384 * 2 // 2**20
    (ratio,) = by_name["first build over rebuild"]
    assert ratio["first_s"] == pytest.approx(first["value"] - first["embedding_s"], abs=0.11)
    assert ratio["changed"] == again["embedded"]
    (recall,) = by_name["recall at 10 of shoppers' queries"]
    assert recall["value"] == 1 and recall["products"] == PRODUCTS, "a flat index is exact"
    assert [row["k"] for row in by_name["search by vector"]] == [10, MIN_POOL]
    assert {row["filter"] for row in by_name["search by words"]} == {"none", "a kind", "half the prices"}
    (opening,) = by_name["opening"]
    assert opening["value"] >= opening["opened_s"] + opening["retriever_s"]


def test_paces_of_models(capsys):
    encoder, calls = SyntheticEncoder(), []
    counting = SimpleNamespace(name="counting", encode=lambda texts: calls.append(len(texts)) or encoder.encode(texts))
    per_text = catalog.paces(counting, MeanEye(), ["a lamp", "a vase"], 0)
    rows = lines(capsys)
    assert [row["figure"] for row in rows] == ["text embedding", "pictures, stored", "pictures, looked at"]
    assert rows[0]["value"] == round(1 / per_text.clock, 1) and rows[0]["min"] <= rows[0]["value"] <= rows[0]["max"]
    assert calls == [2] * (1 + catalog.REPEATS) and rows[0]["n"] == catalog.REPEATS


def test_a_shop_follows_from_its_seed():
    rows = list(Shop(5000, 1).rows())
    assert rows == list(Shop(5000, 1).rows()) and rows != list(Shop(5000, 2).rows())
    assert len({row["id"] for row in rows}) == 5000
    newer = list(Shop(5000, 1).rows(edition=2))
    assert [n for n in range(5000) if rows[n] != newer[n]] == list(range(0, 5000, 100))
    assert Shop(5000, 1).queries(3) == Shop(5000, 1).queries(3)


def test_texts_that_share_words_are_near():
    encoder = SyntheticEncoder()
    lamp, other, vase = encoder.encode(["brass lamp kalo", "brass lamp meru", "silk vase"])
    assert lamp @ lamp == pytest.approx(1, abs=1e-6) and 0.3 < lamp @ other < 0.9 and abs(lamp @ vase) < 0.2
    assert np.array_equal(encoder.encode(["silk vase"])[0], SyntheticEncoder().encode(["silk vase"])[0])


def held(megabytes: int) -> int:
    with spending() as spent:
        kept = np.ones(megabytes * 2**17)
    assert kept.any()
    return spent.peak_mb if spent.own_mb is None else spent.own_mb


def test_memory_is_that_of_the_stage_alone():
    small, large = alone(held, 1), alone(held, 300)
    assert 290 <= large - small <= 310


def test_what_another_encoder_would_take_by_hand(capsys):
    """100 s of which 20 were for 1,000 texts, then 11 s of which 1 was for 10; another takes 2 s a text."""
    first = catalog.Built(Spent(Seconds(100, 50)), 1000, Seconds(20, 10))
    again = catalog.Built(Spent(Seconds(11, 6)), 10, Seconds(1, 1))
    catalog.emit_ratio(first, again, Seconds(2, 1), "other")
    (row,) = lines(capsys)
    assert (row["first_s"], row["rebuild_s"], row["value"]) == (2080, 30, pytest.approx(2080 / 30, abs=0.01))
    assert row["by_cpu"] == pytest.approx(1040 / 15, abs=0.01)


def test_a_spread_by_hand():
    assert spread([1.0, 3.0, 2.0]) == {"n": 3, "min": 1.0, "p95": 2.9, "max": 3.0}
