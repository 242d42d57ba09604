"""The measurements for a GPU, on the toy: they run, and say what they should say."""

from __future__ import annotations

import json

import numpy as np
import pytest

from benchmarks.gpu import common, faults, numerics, ranking, training
from lavic.shapes import MISTRAL_7B, shape_of


def figures(capsys, tmp_path, name, measure) -> list[dict]:
    assert common.run(name, measure, ["--tiny", "--scratch", str(tmp_path)]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert lines[0]["figure"] == "setting"
    assert lines[0]["command"] == f"python -m benchmarks.gpu.{name} --tiny"
    assert set(lines[0]["versions"]) == set(common.LIBRARIES)
    assert not list(tmp_path.iterdir()), "what was written is gone"
    return lines[1:]


def test_ranking(capsys, tmp_path):
    lines = figures(capsys, tmp_path, "ranking", ranking.measure)
    rows = {
        (row["quantize"], row["scoring"], row["procedure"], row["candidates"]): row["value"]
        for row in lines
        if row["figure"] == "ranking"
    }
    by_list = [("listwise", name) for name in ("lavic", "text", "paper", "full_tokens")]
    ways = [*by_list, ("late_interaction", "lavic"), ("late_interaction", "text")]
    assert set(rows) == {(q, *way, count) for q in ("nf4", "none") for way in ways for count in (10, 50)}
    unanswered = {key[1:] for key, value in rows.items() if value is None}
    assert unanswered == {("listwise", name, 50) for name in ("lavic", "text", "full_tokens")}
    batches = [(row["quantize"], row["shoppers"]) for row in lines if row["figure"] == "batch"]
    assert batches == [(quantize, count) for quantize in ("nf4", "none") for count in (1, 4, 16)]


def test_the_weights_that_every_token_meets():
    """7.11 billion in the language model, less 0.13 of embeddings and the norms."""
    assert ranking.language_weights(shape_of(MISTRAL_7B)) == pytest.approx(6.98e9, rel=0.001)


def test_training(capsys, tmp_path):
    lines = figures(capsys, tmp_path, "training", training.measure)
    resumed = [row for row in lines if row["figure"].endswith("resumed")]
    assert [row["figure"] for row in resumed] == ["stage 1, resumed"] * 2 + ["stage 2, resumed"]
    assert all(row["value"] < 1e-4 for row in resumed), "a killed run ends with the losses of a whole one"
    assert all(row["value"] > 0 for row in lines if row["figure"].endswith(("a step", "pace", "peak memory")))


def test_numerics(capsys, tmp_path):
    lines = figures(capsys, tmp_path, "numerics", numerics.measure)
    exact = [row for row in lines if row["precision"] == "float32"]
    assert len(exact) == 2 + 1
    assert all(row["value"] < 1e-3 and row["same_top"] == 1 for row in exact)
    rounded = [row["value"] for row in lines if row["precision"] == "nf4" and row["figure"] == "against float32"]
    assert len(rounded) == 2 and all(value > 1e-4 for value in rounded)


def test_pairs_in_order_by_hand():
    scores = np.array([3.0, 1.0, 2.0])
    assert numerics.pair_agreement(scores, scores * 2) == 1
    assert numerics.pair_agreement(scores, -scores) == 0
    assert numerics.pair_agreement(scores, np.array([3.0, 2.0, 1.0])) == pytest.approx(2 / 3)


def test_faults(capsys, tmp_path):
    lines = figures(capsys, tmp_path, "faults", faults.measure)
    refused = {row["figure"].split(",")[0]: row.get("refused") for row in lines}
    assert refused == {
        "listwise": "OutOfMemoryError",
        "late_interaction": "OutOfMemoryError",
        "full_tokens": "ModelError",
        "training": None,
    }
    assert all(row["value"] is True for row in lines)
    assert "out of memory at 1 rows a pass" in lines[-1]["said"]
