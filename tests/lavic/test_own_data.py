"""The examples of "Your own data" and of a plugin (docs/TRAINING.md), read by the readers of the commands."""

from __future__ import annotations

import json
import re
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from catalog.build import build
from catalog.conversations import read, write
from catalog.store import SAMPLE, Catalog
from lavic.__main__ import main
from lavic.examples import read_examples
from lavic.training.distillation.data import read_descriptions
from lavic.vision import load_vision_encoder

TRAINING = Path(__file__).parents[2] / "docs" / "TRAINING.md"


@pytest.fixture(scope="module")
def mine(llava, tmp_path_factory) -> Path:
    """The files of the document, by the names above them, with a picture for each, and the shop of the feed."""
    root = tmp_path_factory.mktemp("own")
    section = TRAINING.read_text("utf-8").partition("## Your own data")[2].partition("\n## ")[0]
    blocks = re.findall(r"\*\*`(mine/\w+\.jsonl)`\*\*.*?```json\n(.*?)```", section, re.DOTALL)
    assert [name for name, _ in blocks] == ["mine/descriptions.jsonl", "mine/feed.jsonl", "mine/talks.jsonl"]
    (root / "mine" / "pictures").mkdir(parents=True)
    for name, text in blocks:
        (root / name).write_text(text, "utf-8")
        for row in map(json.loads, text.splitlines()):
            if "image" in row:
                Image.new("RGB", (40, 40), "teal").save(root / "mine" / "pictures" / row["image"])
    indexer = SimpleNamespace(
        name="none",
        dimension=4,
        embed=lambda texts: np.zeros((len(texts), 4), np.float32),
        write=lambda vectors, path: path.write_bytes(b"index") and None,
    )
    folder = root / "mine"
    eye = load_vision_encoder(str(llava))
    report = build(folder / "feed.jsonl", folder / "shop", images=folder / "pictures", indexer=indexer, eye=eye)
    assert (report.products, report.pictures) == (2, 2)
    return folder


def test_the_descriptions_are_read(mine):
    rows = read_descriptions(mine)
    assert [row.id for row in rows] == ["v1-front", "v1-back"]
    assert {row.product for row in rows} == {"group v1"}
    assert rows[1].traits == {"color": "teal", "kind": "vase"} and rows[1].short == "A vase in teal."


def test_the_conversations_are_read(mine):
    with Catalog.open(mine / "shop") as shop:
        first, second = read_examples(mine / "talks.jsonl", shop, "candidates_live")
    assert [turn.role for turn in first.turns] == ["shopper", "assistant", "shopper"]
    assert (first.ids, first.fits, first.prior, first.group) == (("v2", "v1"), (False, True), (0.8, 0.7), "anna")
    assert (second.tags, second.fits, second.prior) == (("textual",), (False, True), ())


def python_of(word: str) -> str:
    """The document's one block of Python that has the word."""
    (code,) = (
        code for code in re.findall(r"```python\n(.*?)```", TRAINING.read_text("utf-8"), re.DOTALL) if word in code
    )
    return code


def test_the_lines_of_python_score_candidates(capsys):
    """With the model that ships, as they stand: the vases of the sample shop, best first."""
    exec(compile(python_of("lavic.load()"), str(TRAINING), "exec"), {})
    lines = capsys.readouterr().out.splitlines()
    with Catalog.open(SAMPLE) as shop:
        vases = [product.title for product in shop.products(range(len(shop))) if product.kind == "vase"]
    scores = [float(line.split()[0]) for line in lines]
    assert scores == sorted(scores, reverse=True) and len(set(scores)) > 1
    assert sorted(line.split(maxsplit=1)[1] for line in lines) == sorted(vases)


def test_a_conversation_keeps_its_group(mine):
    rows = list(read(mine / "talks.jsonl"))
    assert write(mine / "again.jsonl", rows) == 2 and list(read(mine / "again.jsonl")) == rows
    assert [row.group for row in rows] == ["anna", "ben"]


def test_the_plugin_of_the_document_answers(mine, tmp_path):
    code = python_of("register_arm")
    (plugin := tmp_path / "own_arm.py").write_text(code)
    command = ["evaluate", str(mine / "talks.jsonl"), "--catalog", str(mine / "shop"), "--arms", "order,cheapest"]
    assert main([*command, "--plugin", str(plugin), "--json", str(tmp_path / "report.json")]) == 0
    arms = json.loads((tmp_path / "report.json").read_text())["arms"]
    assert arms["cheapest"]["HitRatio@1"] == 0.5, "v2 costs less, and answers the second row"


def test_every_option_of_the_document_is_one_of_its_command(capsys):
    section = TRAINING.read_text("utf-8").partition("## Your own data")[2].partition("\n## ")[0]
    commands = re.findall(r"python -m lavic (\w+) ((?:[^\\\n]|\\\n)*)", section)
    assert {name for name, _ in commands} >= {"distill", "tune", "evaluate"}
    for name, said in commands:
        with pytest.raises(SystemExit):
            main([name, "--help"])
        assert set(re.findall(r"--[a-z-]+", said)) <= set(re.findall(r"--[a-z-]+", capsys.readouterr().out)), name
