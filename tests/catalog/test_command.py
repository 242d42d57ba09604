"""`python -m catalog`: what it prints, how it exits, what it does not import."""

import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

import catalog.__main__ as command
from catalog.store import Catalog

ROOT = Path(__file__).parents[2]


def test_dry_run(feed, capsys):
    with open(feed, "a", encoding="utf-8") as file:
        file.write('{"id": "x", "title": "t", "price": -1}\n{"id": "y", "title": "t", "price": -2}\n')
    assert command.main(["build", str(feed), "--dry-run"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith(f"{feed}: jsonl, 22 products, 1 rows rejected; pictures from")
    assert [json.loads(line)["id"] for line in lines[1:11]] == [f"p{n}" for n in range(10)]
    assert "  2 x the price is left out, no price such as 15.00 USD; the first is '-1' (line 22)" in lines
    assert "  1 x no title" in lines
    assert sorted(entry.name for entry in feed.parent.parent.iterdir()) == ["old"]


def test_show(shop, capsys):
    assert command.main(["show", str(shop), "p7"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["title"] == "lamp 7" and shown["row"] == 7 and Path(shown["picture"]).is_file()
    assert shown["what the model sees"].startswith("Red 0.") and "seen" not in shown
    assert command.main(["show", str(shop), "p5"]) == 0
    assert json.loads(capsys.readouterr().out)["what the model sees"] is None


def test_show_names_what_looks_alike(shop, capsys):
    """The 3rd and the 4th product share a picture; the 6th has none."""
    assert command.main(["show", str(shop), "p2"]) == 0
    seen = capsys.readouterr()
    near = json.loads(seen.out)["neighbours by sight"]
    assert (near[0]["id"], near[0]["score"]) == ("p3", 1.0) and len(near) == command.NEIGHBOURS
    assert [row["score"] for row in near] == sorted((row["score"] for row in near), reverse=True)
    assert "p2" not in [row["id"] for row in near] and not {"p4", "p5"} & {row["id"] for row in near}
    assert "no neighbours by text" in seen.err  # its text index is a stand-in's
    assert command.main(["show", str(shop), "p5"]) == 0
    assert json.loads(capsys.readouterr().out)["neighbours by sight"] == []


def test_show_names_what_reads_alike(capsys):
    with Catalog.open() as catalog:
        product = catalog.products([0])[0]
        assert command.main(["show", str(catalog.folder), product.id]) == 0
    near = json.loads(capsys.readouterr().out)["neighbours by text"]
    assert len(near) == command.NEIGHBOURS and product.id not in [row["id"] for row in near]
    assert 0.999 > near[0]["score"] >= near[-1]["score"] > 0


def test_check(shop, capsys, monkeypatch, builder):
    monkeypatch.setattr(
        command,
        "_load_image_models",
        lambda options: SimpleNamespace(encoder=builder.MeanEye(), captioner=builder.MeanDescriber()),
    )
    monkeypatch.setattr(command, "_audit", lambda catalog: [])  # its text index is a stand-in's
    assert command.main(["check", str(shop)]) == 0
    assert "20 products, 18 with a picture, 18 described: good" in capsys.readouterr().out
    with monkeypatch.context() as other:
        other.setattr(builder.MeanDescriber, "name", "another")
        assert command.main(["check", str(shop)]) == 1
    assert "what the model sees was written by mean-colour-in-words, tiny is another" in capsys.readouterr().out
    monkeypatch.setattr(builder.MeanEye, "fingerprint", "retrained")
    assert command.main(["check", str(shop)]) == 1
    out = capsys.readouterr().out
    assert "stale: the tokens were made by mean-colour, tiny is retrained" in out
    assert f"rebuild: python -m catalog build FEED --out {shop}" in out
    (shop / "tokens.npy").write_bytes(b"")
    assert command.main(["check", str(shop)]) == 1
    assert "tokens.npy is damaged: 0 bytes" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["show", "no/where", "p1"], "no catalog at no/where; build one"),
        (["build", "no/feed.jsonl", "--out", "x"], "cannot read the feed no/feed.jsonl"),
        (["build", "no/feed.jsonl", "--dry-run"], "cannot read the feed no/feed.jsonl"),
        (["build", "no/feed.jsonl"], "no --out DIR given"),
    ],
)
def test_errors_are_one_line(arguments, message, capsys):
    assert command.main(arguments) == 2
    seen = capsys.readouterr()
    assert seen.err.startswith("error: ") and message in seen.err and seen.err.count("\n") == 1 and not seen.out


def test_wrong_usage(capsys):
    for arguments in ([], ["build", "f", "--limit", "0"], ["build", "f", "--colour", "red"]):
        with pytest.raises(SystemExit) as stop:
            command.main(arguments)
        assert stop.value.code == 2
    capsys.readouterr()


def test_help_imports_neither_models_nor_rooms():
    program = (
        "import sys, catalog.__main__, catalog.store, catalog.build\n"
        "bad = {'torch', 'faiss', 'transformers', 'sentence_transformers', 'gradio', 'retrieval', 'lavic'}\n"
        "print(sorted(bad & set(sys.modules)))"
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "[]", done.stderr
