"""`python -m lavic evaluate` with the baselines, end to end on a tiny model and a server on 127.0.0.1."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
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


def rows_of(path) -> dict[str, list[dict]]:
    """The lines of --rows by arm."""
    found: dict[str, list[dict]] = {}
    for line in path.read_text().splitlines():
        row = json.loads(line)
        found.setdefault(row["arm"], []).append(row)
    return found


def test_hit_ratios_recompute_from_the_rows_to_the_digit(shop, tmp_path):
    assert run(shop, "--arms", "order,random,text,lavic", "--rows", str(tmp_path / "rows.jsonl")) == 0
    report, rows = json.loads(shop.out.read_text()), rows_of(tmp_path / "rows.jsonl")
    assert list(rows) == list(report["arms"]) == ["order", "random", "text", "lavic"]
    for name, found in rows.items():
        assert [row["row"] for row in found] == [0, 1, 2]
        hits = [row["answer"] in row["gt_items"] for row in found]
        assert sum(hits) / len(hits) == report["arms"][name]["HitRatio@1"]
    for row in (*rows["text"], *rows["lavic"]):
        by_score = sorted(zip(row["scores"], row["candidates"], strict=True), reverse=True)
        assert [name for _, name in by_score] == row["order"] and row["answer"] == row["order"][0]
    assert all(row["scores"] is None and row["order"] == row["candidates"] for row in rows["order"])


def test_a_report_says_what_it_stands_on(shop):
    assert run(shop, "--arms", "order,lavic", "--seed", "5", "--scoring", "labels", "--prior", "0.5") == 0
    report = json.loads(shop.out.read_text())
    assert (report["model"], report["seed"], report["scoring"]) == (Path(shop.model).name, 5, "listwise")
    assert (report["prior"], report["adapters"], report["quantize"]) == (0.5, {}, "none")
    assert report["conversations"] == {"name": "talks.jsonl", "sha256": sha256(shop.talks.read_bytes()).hexdigest()}
    manifest = (shop.built / "manifest.json").read_bytes()
    assert report["catalog"]["manifest_sha256"] == sha256(manifest).hexdigest()
    assert report["encoder_fingerprint"] == json.loads(manifest)["eye"]
    lists = json.dumps([[f"P-{name}" for name in COLORS]] * 3).encode()
    assert report["lists"] == {"key": "candidates_live", "sha256": sha256(lists).hexdigest()}
    assert str(shop.built.parent) not in shop.out.read_text()
    assert run(shop, "--arms", "order") == 0
    assert json.loads(shop.out.read_text())["model"] is None, "none was asked"
    assert run(shop, "--config", str(shop.out.with_suffix(".options.yaml")), "--arms", "zero") == 0
    again = json.loads(shop.out.read_text())
    assert list(again["arms"]) == ["zero"] and again["model"] == Path(shop.model).name


def test_seeds_give_the_spread_of_what_is_drawn(shop):
    assert run(shop, "--arms", "order,random,lavic", "--seeds", "4") == 0
    report = json.loads(shop.out.read_text())
    alone = []
    for seed in range(4):
        assert run(shop, "--arms", "random", "--seed", str(seed)) == 0
        alone.append(json.loads(shop.out.read_text())["arms"]["random"]["HitRatio@1"])
    assert len(set(alone)) > 1
    found = report["seeds"]["arms"]["random"]["HitRatio@1"]
    expected = {"mean": np.mean(alone), "sd": np.std(alone, ddof=1), "min": min(alone), "max": max(alone)}
    assert report["seeds"]["seeds"] == [0, 1, 2, 3] and found == pytest.approx(expected)
    assert report["arms"]["random"]["HitRatio@1"] == alone[0]
    assert report["seeds"]["arms"]["order"]["MRR@10"]["sd"] == 0
    assert run(shop, "--arms", "order", "--seeds", "0") == 2


def test_the_model_without_retrieval_stands_beside_every_headline(shop, tmp_path):
    scored = [json.loads(line) for line in shop.talks.read_text().splitlines()]
    talks = write_rows(
        tmp_path / "scored.jsonl", [{**row, "scores": {"candidates_live": [1, 0.5, 0]}} for row in scored]
    )
    other, lines = shop.__class__(**{**vars(shop), "talks": talks}), tmp_path / "rows.jsonl"
    assert run(other, "--arms", "order,lavic", "--prior", "4", "--rows", str(lines)) == 0
    assert list(json.loads(shop.out.read_text())["arms"]) == ["order", "lavic", "lavic_no_prior"]
    beside = rows_of(lines)
    assert run(other, "--arms", "lavic", "--prior", "0", "--rows", str(lines)) == 0
    assert list(json.loads(shop.out.read_text())["arms"]) == ["lavic"], "it would be the same arm twice"
    alone = rows_of(lines)["lavic"]
    for without, itself, row in zip(beside["lavic_no_prior"], alone, beside["lavic"], strict=True):
        assert without["scores"] == pytest.approx(itself["scores"], abs=1e-4) != pytest.approx(row["scores"], abs=0.1)


def test_the_untuned_arm_ranks_as_the_command_says(shop, tmp_path):
    lines, scores = tmp_path / "rows.jsonl", {}
    for scoring in ("late_interaction", "listwise"):
        assert run(shop, "--arms", "lavic,zero", "--scoring", scoring, "--rows", str(lines)) == 0
        found = rows_of(lines)
        scores[scoring] = [row["scores"] for row in found["zero"]]
        assert scores[scoring] == [pytest.approx(row["scores"], abs=1e-4) for row in found["lavic"]], (
            "nothing was tuned"
        )
    assert np.exp(scores["listwise"]).sum(1) == pytest.approx([1, 1, 1], abs=1e-4)
    assert np.exp(scores["late_interaction"]).sum(1) != pytest.approx([1, 1, 1], abs=1e-4)


PLUGIN = """
import torch
from lavic.evaluation.arms import Arm, Answer
from lavic.evaluation.registry import register_arm
from lavic.scoring import register_scorer

@register_arm("shortest_listing")
def shortest(context):
    assert len(context.catalog.ids) == 3
    return Arm(lambda row: Answer(sorted(range(len(row.ids)), key=lambda i: len(row.listings[i]))))

@register_scorer("by_length")
class ByLength:
    candidates = 10

    def __init__(self, language):
        self.language = language

    def score(self, turns, listings, states, log_prior=None, *, mask_images=False):
        return torch.tensor([float(len(text)) for text in listings])
"""


def test_a_file_outside_the_repository_brings_an_arm_and_a_scorer(shop, tmp_path, capsys):
    plugin, lines = tmp_path / "mine.py", tmp_path / "rows.jsonl"
    plugin.write_text(PLUGIN)
    asked = ["--arms", "shortest_listing,lavic", "--scoring", "by_length", "--rows", str(lines)]
    assert run(shop, *asked) == 2
    assert "unknown arms ['shortest_listing']" in (said := capsys.readouterr().err) and "--plugin FILE" in said
    assert run(shop, *asked, "--plugin", str(plugin)) == 0
    report, rows = json.loads(shop.out.read_text()), rows_of(lines)
    assert report["scoring"] == "by_length" and report["arms"]["shortest_listing"]["ValidRatio"] == 1
    assert {row["answer"] for row in rows["shortest_listing"]} == {"P-red"}
    assert {row["answer"] for row in rows["lavic"]} <= {"P-blue", "P-gold"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1 / 0", "plugin broken.py cannot be run: ZeroDivisionError: division by zero"),
        ("from lavic.evaluation.registry import register_arm\nregister_arm('order')(print)", "registered as 'order'"),
        (
            "from lavic.scoring import register_scorer\nregister_scorer('labels')(object)",
            "'labels' is registered already",
        ),
        (None, "no plugin at"),
    ],
)
def test_a_plugin_that_cannot_be_used_says_why(shop, tmp_path, text, words, capsys):
    plugin = tmp_path / "broken.py"
    if text is not None:
        plugin.write_text(text)
    assert run(shop, "--arms", "order", "--plugin", str(plugin)) == 2
    assert words in capsys.readouterr().err


def test_lists_under_another_key_are_named(shop, tmp_path, capsys):
    rows = [json.loads(line) for line in shop.talks.read_text().splitlines()]
    for row in rows:
        row["candidates_st"] = row.pop("candidates_live")
    other = shop.__class__(**{**vars(shop), "talks": write_rows(tmp_path / "released.jsonl", rows)})
    assert run(other, "--arms", "order") == 2
    said = capsys.readouterr().err
    assert "under 'candidates_live'; it has --key candidates_st (3 rows); or run: " in said
    assert run(other, "--arms", "order", "--key", "candidates_gpt_large") == 2
    assert "--key candidates_live --out FILE" in capsys.readouterr().err, "a released key is not for lists of one's own"
