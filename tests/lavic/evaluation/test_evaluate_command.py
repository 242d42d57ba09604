"""`python -m lavic evaluate` with the baselines, end to end on a tiny model and a server on 127.0.0.1."""

from __future__ import annotations

import json
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from catalog.build import build
from lavic.__main__ import main
from lavic.vision import load_vision_encoder
from tests.lavic.evaluation.test_endpoint import KEY, answers, said, standing_in

COLORS = {"red": (200, 30, 30), "blue": (30, 60, 200), "gold": (220, 180, 60)}


def write_rows(path, rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


@pytest.fixture(scope="module")
def shop(llava, tmp_path_factory) -> SimpleNamespace:
    """Three vases, seen by an untrained eye, and a conversation about each."""
    root = tmp_path_factory.mktemp("shop")
    (root / "pictures").mkdir()
    products = []
    for name, color in COLORS.items():
        Image.new("RGB", (40, 40), color).save(root / "pictures" / f"{name}.png")
        products.append({"id": f"P-{name}", "title": f"{name.title()} vase", "image": f"{name}.png", "price": 10})
    feed = write_rows(root / "feed.jsonl", products)
    talks = [
        {
            "context": f"<shopper>a {color} vase please</shopper>",
            "gt_items": [f"P-{color}"],
            "candidates_live": [f"P-{name}" for name in COLORS],
            "tags": ["textual", "turns:1"],
        }
        for color in COLORS
    ]
    indexer = SimpleNamespace(
        name="none",
        dimension=4,
        embed=lambda texts: np.zeros((len(texts), 4), np.float32),
        write=lambda vectors, path: path.write_bytes(b"index") and None,
    )
    build(feed, root / "built", images=root / "pictures", indexer=indexer, eye=load_vision_encoder(str(llava)))
    return SimpleNamespace(
        talks=write_rows(root / "talks.jsonl", talks), built=root / "built", out=root / "report.json", model=str(llava)
    )


def run(shop, *extra: str) -> int:
    command = ["evaluate", str(shop.talks), "--catalog", str(shop.built), "--model", shop.model, "--quantize", "none"]
    return main([*command, "--json", str(shop.out), *extra])


def test_all_arms_are_asked_about_the_same_rows(shop, capsys, caplog, monkeypatch):
    monkeypatch.setenv("STAND_IN_KEY", f" {KEY}\n")
    with standing_in(answers(said("P-red"))) as server:
        arms = ["--arms", "order,text,lavic,zero,encoder:minilm,random", "--shuffles", "2"]
        endpoint = ["--endpoint", server.url, "--endpoint-model", "m", "--endpoint-key-env", "STAND_IN_KEY"]
        assert run(shop, *arms, *endpoint) == 0
    report = json.loads(shop.out.read_text())
    assert list(report["arms"]) == ["order", "text", "lavic", "zero", "encoder:minilm", "random", "endpoint"]
    hits = {name: arm["HitRatio@1"] for name, arm in report["arms"].items()}
    assert hits["encoder:minilm"] == 1, "the titles say it all"
    assert hits["order"] == hits["endpoint"] == pytest.approx(1 / 3)
    assert report["arms"]["zero"]["MRR@10"] == report["arms"]["lavic"]["MRR@10"], "nothing was tuned"
    assert {"lavic-text", "lavic-order", "lavic-zero", "lavic-endpoint", "endpoint-zero"} <= set(report["paired"])
    assert len(report["paired"]) == 7 * 6 / 2
    assert 0 <= report["arms"]["lavic"]["same_top"] <= 1
    assert len(server.asked) == 4, "once to see that it is there, then each row"
    assert all(asked["authorization"] == f"Bearer {KEY}" for asked in server.headers)
    printed = capsys.readouterr()
    for text in (printed.out, printed.err, caplog.text, shop.out.read_text()):
        assert KEY not in text
    assert "encoder:minilm  1.000 [1.000, 1.000]" in printed.out
    assert "ceiling 1.000 with up to 3 candidates" in printed.out
    assert "textual" in printed.out and "turns:1" not in printed.out


def test_tags_of_the_table_can_be_chosen(shop, capsys):
    assert run(shop, "--arms", "order", "--tags", "turns:1") == 0
    printed = capsys.readouterr().out
    assert "turns:1" in printed and "textual" not in printed


@pytest.mark.parametrize(
    ("extra", "words"),
    [
        (["--arms", "order,lavix"], "lavix"),
        (["--arms", "order", "--tags", "visuel"], "no row is tagged visuel"),
        (["--arms", "endpoint"], "--endpoint URL --endpoint-model NAME"),
        (["--arms", "order", "--endpoint", "http://127.0.0.1:9/v1"], "--endpoint-model NAME"),
        (
            ["--endpoint", "http://127.0.0.1:9/v1", "--endpoint-model", "m", "--endpoint-key-env", "NO_SUCH_KEY"],
            "NO_SUCH_KEY, which is not set",
        ),
        (["--arms", "order,encoder:nowhere/to/be/found"], "no text encoder"),
    ],
)
def test_what_cannot_be_asked_is_one_line(shop, extra, words, capsys):
    assert run(shop, *extra) == 2
    error = capsys.readouterr().err
    assert words in error
    assert "Traceback" not in error


def test_zero_refuses_states_of_another_eye(shop, capsys):
    assert main(["evaluate", str(shop.talks), "--catalog", str(shop.built), "--arms", "zero"]) == 2
    assert "another vision encoder" in capsys.readouterr().err
