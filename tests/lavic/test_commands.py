"""The commands of this room from end to end, on a tiny model: stage 1, a catalog, stage 2, evaluation."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import MISSING, fields
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import load_file

from catalog.build import build
from catalog.store import SAMPLE, Catalog
from lavic.__main__ import main
from lavic.modeling import LANGUAGE, TINY_CHECKPOINT, load_model
from lavic.training.adapters import attach, save, trainable
from lavic.training.distillation.distill import DistillConfig
from lavic.training.schedule import LORA_PAPER, PAPER, TINY, Lora
from lavic.training.tuning.rows import TuneConfig, read_rows
from lavic.vision import load_vision_encoder

COLORS = {"red": (200, 30, 30), "blue": (30, 60, 200), "gold": (220, 180, 60), "grey": (128, 128, 128)}


def write_rows(path: Path, rows) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


@pytest.fixture(scope="module")
def trained(llava, tmp_path_factory) -> SimpleNamespace:
    """Eight products of four colours whose listings do not say the colour, and what both stages make of them."""
    root = tmp_path_factory.mktemp("shop")
    (root / "pictures").mkdir()
    ids, rows = [], []
    for number, (name, color) in enumerate([*COLORS.items()] * 2):
        Image.new("RGB", (40, 40), color).save(root / "pictures" / f"{number}.png")
        ids.append((f"P{number}", name))
        rows.append({"id": f"P{number}", "title": f"Vase {number}", "image": f"{number}.png", "price": 10 + number})
    feed = write_rows(root / "feed.jsonl", rows)
    told = [{"id": i, "image": f"{i[1:]}.png", "description": f"A {color} vase."} for i, color in ids]
    write_rows(root / "descriptions.jsonl", told)
    talks = [
        {
            "context": f"<shopper>a {color} vase</shopper>",
            "gt_items": [i for i, c in ids if c == color],
            "candidates_live": [i for i, _ in ids],
            "tags": ["visual"],
        }
        for color in COLORS
    ]
    rows = talks[:2]
    talks.append({"context": "<shopper>a plum vase</shopper>", "gt_items": ["gone"], "candidates_live": []})
    talks = write_rows(root / "talks.jsonl", talks)
    out = root / "out"
    quick = ["--tower-batch", "4", "--tower-micro-batch", "2", "--tower-lr", "0.01", "--held", "0.3"]
    (root / "more").mkdir()
    (root / "more" / "pictures").mkdir()
    Image.new("RGB", (40, 40), (20, 120, 60)).save(root / "more" / "pictures" / "8.png")
    write_rows(root / "more" / "descriptions.jsonl", [{"id": "P8", "image": "8.png", "description": "A green vase."}])
    stage1 = [
        "distill",
        str(root),
        str(root / "more"),
        "--out",
        str(out),
        "--model",
        str(llava),
        "--tower-epochs",
        "2",
        *quick,
    ]
    assert main(stage1) == 0
    indexer = SimpleNamespace(
        name="none",
        dimension=4,
        embed=lambda texts: np.zeros((len(texts), 4), np.float32),
        write=lambda vectors, path: path.write_bytes(b"index") and None,
    )
    build(
        feed, root / "built", images=root / "pictures", indexer=indexer, eye=load_vision_encoder(str(llava), str(out))
    )
    further = write_rows(root / "further.jsonl", [{**talk, "context": "<shopper>any vase</shopper>"} for talk in rows])
    stage2 = ["tune", str(talks), str(further), *["--catalog", str(root / "built")] * 2, "--adapters", str(out)]
    stage2 += ["--out", str(root / "both")]
    stage2 += [
        "--model",
        str(llava),
        "--scoring",
        "late_interaction",
        "--candidates",
        "4",
        "--lr",
        "0.01",
        "--held",
        "0.13",
    ]
    stage2 += ["--tag", "visual", "--noise", "0.5", "--mask-images", "0.5", "--gradient-checkpointing"]
    assert main(stage2) == 0
    return SimpleNamespace(root=root, talks=talks, built=root / "built", both=root / "both", model=str(llava))


def test_stage_2_keeps_stage_1_beside_and_records_both(trained):
    assert (trained.both / "vision" / "adapter_model.safetensors").is_file()
    assert (trained.both / "language" / "adapter_model.safetensors").is_file()
    manifest = json.loads((trained.both / "manifest.json").read_text())
    tune = manifest["stages"]["tune"]
    assert tune["figures"]["steps"] >= 1
    assert tune["config"]["conversations"] == ["talks.jsonl", "further.jsonl"]
    assert {name.split("/")[-1] for name in tune["data"]} == {"talks.jsonl", "further.jsonl"}
    assert str(trained.root) not in json.dumps(manifest) and trained.model not in json.dumps(manifest)
    assert manifest["model"] == tune["config"]["model"] == Path(trained.model).name


def test_lists_that_retrieval_gave_are_learnt_from_with_its_scores(trained, tmp_path, capsys):
    ids = [f"P{number}" for number in range(8)]
    rows = [
        {"context": f"<shopper>vase {i[1:]}</shopper>", "gt_items": [i], "tags": [tag]}
        | {"candidates_kind": ids, "candidates_live": ids[:7], "scores": {"candidates_live": [1, 0.5, *[0.1] * 5]}}
        for i in ids
        for tag in ("textual", "visual")
    ]
    said = write_rows(tmp_path / "said.jsonl", rows)
    command = ["tune", str(said), "--catalog", str(trained.built), "--adapters", str(trained.both), "--held", "0.13"]
    command += [
        "--model",
        trained.model,
        "--scoring",
        "late_interaction",
        "--key",
        "candidates_kind",
        "--tag",
        "visual",
    ]
    without, both = (tmp_path / name for name in ("without", "both"))
    assert main([*command, "--candidates", "0", "--out", str(without)]) == 0
    assert main([*command, "--candidates", "0", "--served", "candidates_live", "--out", str(both)]) == 0
    few, many = (
        json.loads((out / "manifest.json").read_text())["stages"]["tune"]["figures"] for out in (without, both)
    )
    counts = [figures["rows"] + figures["validation_rows"] for figures in (few, many)]
    assert counts == [8, 15], "the visual rows; then those of any tag by retrieval's lists, and the one that it missed"
    assert main([*command, "--served", "candidates_st", "--out", str(tmp_path / "none")]) == 2
    assert "'candidates_st' with retrieval's scores" in capsys.readouterr().err


def test_no_answer_of_a_validation_row_is_an_answer_in_training(trained):
    """Each colour has two products: one of them kept out is asked for together with the other."""
    settings = {"held": 0.13, "tag": "visual", "candidates": 0}
    config = TuneConfig(
        (trained.talks,),
        (trained.built,),
        Path("out"),
        trained.both,
        TINY.tune,
        TINY.projector_ranking,
        Lora(),
        **settings,
    )
    rows = read_rows(config, Catalog.open(trained.built).manifest.eye)
    validated, trained_on = ({i for row in part for i in row.answers()} for part in (rows.held, rows.training))
    assert len(validated) == 1 and trained_on and not validated & trained_on
    assert all(any(row.fits) and not all(row.fits) for row in rows.held)


def tune_config(trained, talks: Path, **settings) -> TuneConfig:
    plain = {"held": 0.25, "candidates": 0}
    return TuneConfig(
        (talks,),
        (trained.built,),
        Path("out"),
        trained.both,
        TINY.tune,
        TINY.projector_ranking,
        Lora(),
        **plain | settings,
    )


def talks_of_eight(path: Path, **more) -> Path:
    """A row for each product, all eight as candidates; `more` are keys by the product's number."""
    rows = [
        {"context": f"<shopper>vase {number}</shopper>", "gt_items": [f"P{number}"]}
        | {"candidates_live": [f"P{other}" for other in range(8)]}
        | {key: value(number) for key, value in more.items()}
        for number in range(8)
    ]
    return write_rows(path, rows)


def test_validation_rivals_come_from_where_the_answers_come_from(trained, tmp_path):
    eye = Catalog.open(trained.built).manifest.eye
    rows = read_rows(tune_config(trained, talks_of_eight(tmp_path / "talks.jsonl")), eye)
    held = {name for row in rows.held for name in row.answers()}
    assert len(held) == 2 and rows.rivals == "held"
    assert all(set(row.ids) == held for row in rows.held)
    assert all(not held & set(row.ids) for row in rows.training)
    alone = read_rows(tune_config(trained, tmp_path / "talks.jsonl", held=0.13), eye)
    assert alone.rivals == "all" and len(alone.held[0].ids) == 8, "there would be no rival"


def test_the_seed_of_stage_2_moves_no_row(trained, tmp_path):
    eye, talks = Catalog.open(trained.built).manifest.eye, talks_of_eight(tmp_path / "talks.jsonl")

    def held(**how) -> list:
        return [row.turns for row in read_rows(tune_config(trained, talks, **how), eye).held]

    assert held() == held(seed=5) != held(split_seed=5)


def test_rows_of_a_group_stay_together(trained, tmp_path):
    """Two people ask for every product: all that one of them says is kept out, and what they ask for answers nobody."""
    eye = Catalog.open(trained.built).manifest.eye
    talks = talks_of_eight(tmp_path / "talks.jsonl", group=lambda number: f"person {number // 2}")
    rows = read_rows(tune_config(trained, talks), eye)
    people = [{row.group for row in part} for part in (rows.training, rows.held)]
    assert [len(some) for some in people] == [3, 1] and not people[0] & people[1]
    asked = {name for row in rows.held for name in row.answers()}
    assert rows.kept_out == asked and all(not asked & set(row.ids) for row in rows.training)


def test_a_file_of_its_own_validates_stage_2(trained, tmp_path):
    eye = Catalog.open(trained.built).manifest.eye
    talks = talks_of_eight(tmp_path / "talks.jsonl")
    valid = write_rows(tmp_path / "valid.jsonl", [json.loads(trained.talks.read_text().splitlines()[0])])
    rows = read_rows(tune_config(trained, talks, validation=valid), eye)
    assert len(rows.training) == 8 and rows.rivals == "validation"
    assert [row.turns[0].text for row in rows.held] == ["a red vase"] and len(rows.held[0].ids) == 8


def test_a_training_starts_from_the_adapters_of_another(trained, tmp_path, capsys):
    torch.manual_seed(3)
    wrapped = attach(load_model(trained.model, quantize="none").model, LANGUAGE, LORA_PAPER)
    for value in trainable(wrapped).values():
        torch.nn.init.normal_(value, std=0.1)
    save(wrapped, tmp_path / "start" / LANGUAGE, "tiny llava")
    talks = talks_of_eight(tmp_path / "talks.jsonl")
    command = ["tune", str(talks), "--catalog", str(trained.built), "--adapters", str(trained.both), "--held", "0.5"]
    command += ["--model", trained.model, "--candidates", "0", "--scoring", "late_interaction", "--lr", "1e-9"]

    def loss_before(name: str, *extra: str) -> float:
        assert main([*command, "--out", str(tmp_path / name), *extra]) == 0
        manifest = json.loads((tmp_path / name / "manifest.json").read_text())
        return manifest["stages"]["tune"]["figures"]["validation_loss_before"]

    from_start = ["--init-from", str(tmp_path / "start")]
    assert abs(loss_before("fresh") - loss_before("again", *from_start)) > 1e-3
    files = [tmp_path / name / LANGUAGE / "adapter_model.safetensors" for name in ("start", "again")]
    start, again = map(load_file, files)
    assert all(torch.allclose(start[name].float(), again[name].float(), atol=1e-3) for name in start)
    assert main([*command, "--out", str(tmp_path / "wide"), *from_start, "--lora-r", "4"]) == 2
    assert "has r 8 and alpha 32, this training 4 and 32; expected the same: --lora-r 8" in capsys.readouterr().err


def test_stage_2_by_the_papers_objective(trained, tmp_path):
    out = tmp_path / "out"
    command = ["tune", str(trained.talks), "--catalog", str(trained.built), "--adapters", str(trained.both)]
    command += ["--model", trained.model, "--held", "0.13", "--objective", "id", "--out", str(out)]
    command += ["--lr", "0.01", "--epochs", "3", "--patience", "3"]
    assert main(command) == 0
    tune = json.loads((out / "manifest.json").read_text())["stages"]["tune"]
    assert tune["config"]["objective"] == "id" and "projector_ranking" not in tune["figures"]
    assert 0 < tune["figures"]["best_validation_loss"] < tune["figures"]["validation_loss_before"]


def test_the_last_pass_of_the_small_model_learns_from_synthetic_queries_too(tmp_path, capsys):
    lines = (SAMPLE.parent / "heldout.jsonl").read_text("utf-8").splitlines(keepends=True)
    talks, exercises, out = tmp_path / "talks.jsonl", tmp_path / "exercises.jsonl", tmp_path / "out"
    talks.write_text("".join(lines[:20]), "utf-8")
    exercises.write_text("".join(lines[30:50]), "utf-8")
    command = [
        "tune",
        str(talks),
        "--synthetic-queries",
        str(exercises),
        "--catalog",
        str(SAMPLE),
        "--adapters",
        str(TINY_CHECKPOINT),
    ]
    command += ["--key", "candidates_kind", "--candidates", "3", "--batch", "7", "--micro-batch", "7"]
    command += ["--projector-ranking-epochs", "1", "--held", "0.2", "--out", str(out)]
    assert main([*command, "--catalog", str(SAMPLE)]) == 0
    tune = json.loads((out / "manifest.json").read_text())["stages"]["tune"]
    figures = tune["figures"]
    assert 0 < figures["projector_ranking"]["rows"] - figures["rows"] <= 20
    assert {name.split("/")[-1] for name in tune["data"]} == {"talks.jsonl", "exercises.jsonl"}
    assert main([*command, "--catalog", str(SAMPLE), "--objective", "id"]) == 2
    assert "no last pass that would learn from them" in capsys.readouterr().err
    renamed = exercises.read_text("utf-8").replace('"candidates_kind"', '"candidates_else"')
    exercises.write_text(renamed.replace('"gt_items": ["', '"gt_items": ["another '), "utf-8")
    assert main([*command, "--catalog", str(SAMPLE), "--out", str(tmp_path / "again")]) == 2
    assert "no row of exercises.jsonl has candidates of" in capsys.readouterr().err


def test_a_training_that_was_killed_outright_ends_as_one_that_was_not(trained, tmp_path):
    command = [sys.executable, "-m", "lavic", "tune", str(trained.talks), "--catalog", str(trained.built)]
    command += [
        "--adapters",
        str(trained.both),
        "--model",
        trained.model,
        "--held",
        "0.13",
        "--scoring",
        "late_interaction",
    ]
    command += ["--epochs", "12", "--patience", "12", "--batch", "1", "--micro-batch", "1", "--checkpoint-every", "1"]
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    subprocess.run([*command, "--out", str(whole)], check=True, capture_output=True)
    running = subprocess.Popen([*command, "--out", str(killed)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while not (killed / "tuning" / "checkpoint.pt").is_file() and running.poll() is None:
        time.sleep(0.01)
    running.kill()
    assert running.wait() == -signal.SIGKILL and not (killed / "manifest.json").exists(), "it had come to its end"
    again = subprocess.run([*command, "--out", str(killed)], check=True, capture_output=True, text=True)
    assert "resumed at epoch" in again.stderr
    one, other = (load_file(out / "language" / "adapter_model.safetensors") for out in (whole, killed))
    assert one.keys() == other.keys() and all(torch.equal(one[name], other[name]) for name in one)
    assert (whole / "tuning" / "log.jsonl").read_text() == (killed / "tuning" / "log.jsonl").read_text()


def test_the_language_model_reads_what_the_tower_did_not_learn_from(trained, tmp_path):
    copied = shutil.copytree(trained.root / "more", tmp_path / "more")
    twice = [{"id": name, "image": "8.png", "description": "A green vase."} for name in ("P8", "P9")]
    write_rows(copied / "descriptions.jsonl", twice)
    command = ["distill", str(copied), "--out", str(tmp_path / "out"), "--model", trained.model]
    command += ["--read", str(trained.root), "--noise", "0.5", "--projector-epochs", "2", "--projector-batch", "2"]
    command += [
        "--projector-micro-batch",
        "2",
        "--projector-finetuning-epochs",
        "3",
        "--projector-finetuning-batch",
        "1",
        "--tower-epochs",
        "0",
    ]
    assert main([*command, "--projector-finetuning-micro-batch", "1"]) == 0
    figures = json.loads((tmp_path / "out" / "manifest.json").read_text())["stages"]["distill"]["figures"]
    assert (figures["rows"], figures["validation_rows"]) == (1, 1)
    assert figures["projector"]["steps"] == 2 * 5, "the other nine rows, two at a time"
    assert figures["projector_finetuning"]["steps"] == 3 * 9


def test_vectors_that_nobody_reads_are_not_sharpened(trained, tmp_path, capsys):
    command = ["distill", str(trained.root), "--out", str(tmp_path / "out"), "--model", trained.model]
    assert main([*command, "--projector-finetuning-epochs", "1"]) == 2
    assert "found --projector-finetuning-epochs 1 after --projector-epochs 0" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_picture_that_two_folders_describe_is_refused(trained, tmp_path, capsys):
    command = ["distill", str(trained.root), str(trained.root), "--out", str(tmp_path), "--model", trained.model]
    assert main(command) == 2
    assert "8 pictures are described in two of the files, e.g. P0" in capsys.readouterr().err


def test_rows_that_cannot_be_trained_and_validated_on_are_said_before_an_epoch(trained, tmp_path, capsys):
    command = ["tune", str(trained.talks), "--catalog", str(trained.built), "--adapters", str(trained.both)]
    command += ["--model", trained.model, "--out", str(tmp_path / "out"), "--tag", "textual"]
    assert main(command) == 2
    assert "0 rows to train on and 0 to validate" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def evaluated(trained, *extra: str) -> dict:
    out = trained.root / "report.json"
    command = ["evaluate", str(trained.talks), "--catalog", str(trained.built), "--model", trained.model]
    command += ["--adapters", str(trained.both), "--quantize", "none", "--json", str(out), *extra]
    assert main(command) == 0
    return json.loads(out.read_text())


def test_the_report_has_the_keys_of_the_design(trained):
    report = evaluated(trained, "--arms", "order,text,lavic")
    assert report["n"] == 5
    assert report["ceiling"] == 0.8
    assert list(report["arms"]) == ["order", "text", "lavic"]
    names = {"HitRatio@1", "HitRatio@3", "HitRatio@5", "MRR@10", "NDCG@10", "ValidRatio", "ci95"}
    for arm in report["arms"].values():
        assert names <= set(arm)
        low, high = arm["ci95"]["HitRatio@1"]
        assert low <= arm["HitRatio@1"] <= high
        assert arm["ValidRatio"] == 0.8, "nobody can answer the row without candidates"
    assert set(report["paired"]) == {"lavic-order", "lavic-text", "text-order"}


def test_the_papers_procedure_may_be_invalid(trained):
    report = evaluated(trained, "--arms", "lavic", "--procedure", "paper")
    assert "MRR@10" not in report["arms"]["lavic"]
    assert 0 <= report["arms"]["lavic"]["ValidRatio"] <= 1


def test_rows_that_leak_are_reported_and_left_out_when_asked(trained):
    rows = [json.loads(line) for line in trained.talks.read_text().splitlines()]
    rows[0]["context"] += f"<comment>get https://example.com/dp/{rows[0]['gt_items'][0]}?x=1</comment>"
    talks = write_rows(trained.root / "leaking.jsonl", rows)
    for extra, n, kept in (([], 5, False), (["--drop-leaks"], 4, True)):
        out = trained.root / "leaks.json"
        command = ["evaluate", str(talks), "--catalog", str(trained.built), "--arms", "order", "--json", str(out)]
        assert main([*command, *extra]) == 0
        report = json.loads(out.read_text())
        assert (report["n"], report["leaking_rows"], report["leaks_dropped"]) == (n, 1, kept)


def test_another_vision_encoder_is_stale(trained, capsys):
    command = ["evaluate", str(trained.talks), "--catalog", str(trained.built), "--model", trained.model]
    assert main([*command, "--quantize", "none"]) == 2
    assert "another vision encoder" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("command", "config", "required"),
    [("distill", DistillConfig, ["data"]), ("tune", TuneConfig, ["conversations", "--catalog=c", "--adapters=a"])],
)
def test_a_training_command_is_its_config(command, config, required, monkeypatch):
    """Every field can be said on the command line; what is not said is the config's own default, or the recipe's."""
    made = []
    room = {"distill": "distillation", "tune": "tuning"}[command]
    monkeypatch.setattr(f"lavic.training.{room}.{command}.{command}", lambda given: made.append(given) or {})
    assert main([command, *required, "--out", "o"]) == 0
    recipes = {"attribute_pretraining", "projector", "projector_finetuning", "projector_ranking", "tower"}
    recipes |= {"schedule", "lora"}
    defaults = {f.name: f.default for f in fields(config) if f.default is not MISSING and f.name not in recipes}
    assert {name: getattr(made[0], name) for name in defaults} == defaults
    said = {
        "drop_leaks": True,
        "limit": 7,
        "held": 0.5,
        "bf16": False,
        "gradient_checkpointing": True,
        "candidates": 3,
        "mask_images": 1.0,
    }
    said |= {"projector_ranking_noise": 0.1, "served": "s", "objective": "id", "read": (Path("r"), Path("s"))}
    said |= {"synthetic_queries": (Path("e"), Path("f")), "images": Path("i"), "validation": Path("v")}
    said |= {"init_from": Path("a"), "seed": 3, "split_seed": 4}
    said |= {"noise": 2.0, "tag": "t", "key": "k", "scoring": "labels", "quantize": "nf4", "model": "m"}
    said = {name: value for name, value in said.items() if name in defaults}
    assert set(said) == set(defaults)
    words = [
        f"--{name.replace('_', '-')}={value}" for name, value in said.items() if not isinstance(value, bool | tuple)
    ]
    words += [
        f"--{name.replace('_', '-')}={path}" for name in ("read", "synthetic_queries") for path in said.get(name, ())
    ]
    switches = ["--drop-leaks"] * ("drop_leaks" in said)
    assert main([command, *required, "--out", "o", *words, "--no-bf16", "--gradient-checkpointing", *switches]) == 0
    assert {name: getattr(made[1], name) for name in said} == said
    nested = "tower" if command == "distill" else "schedule"
    assert getattr(made[1], nested) == getattr(PAPER, nested if command == "distill" else "tune")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["evaluate", "nowhere.jsonl"], "nowhere.jsonl"),
        (["distill", "nowhere", "--out", "x"], "descriptions.jsonl"),
        (
            ["tune", "x", "--catalog", "y", "--adapters", "z", "--out", "o", "--batch", "3", "--micro-batch", "2"],
            "multiple",
        ),
        (["tune", "x", "--catalog", "y", "--adapters", "z", "--out", "o", "--epochs", "0"], "--epochs of at least 1"),
        (
            [
                "tune",
                "x",
                "--catalog",
                "y",
                "--adapters",
                "z",
                "--out",
                "o",
                "--model",
                "m",
                "--projector-ranking-epochs",
                "2",
            ],
            "--projector-ranking-epochs 2, but stage 2 of m has no projector",
        ),
        (["distill", "x", "--out", "o", "--tower-patience", "0"], "patience"),
        (["distill", "x", "--out", "o", "--tower-checkpoint-every", "0"], "checkpoint_every"),
        (["distill", "x", "--out", "o", "--lora-r", "0"], "r of at least 1"),
        (["tune", "x", "w", "--catalog", "y", "--adapters", "z", "--out", "o"], "--catalog 1 times"),
        (
            ["tune", "x", "--synthetic-queries", "w", "--catalog", "y", "--adapters", "z", "--out", "o"],
            "--catalog 1 times",
        ),
    ],
)
def test_bad_input_is_one_line(arguments, words, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 2
    error = capsys.readouterr().err
    assert words in error
    assert "Traceback" not in error
