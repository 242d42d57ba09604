"""How well descriptions are predicted: by none, five and all tokens, in training and of a finished adapter."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import pytest
import torch
from PIL import Image
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from lavic.__main__ import main
from lavic.config import TINY
from lavic.errors import ModelError
from lavic.training.distillation.data import Described
from lavic.training.distillation.distill import DistillConfig, distill, validate
from lavic.training.distillation.fidelity import description_loss, fidelity, full_loss, measured
from lavic.training.distillation.parts import read_parts
from lavic.training.distillation.stage import Stage
from lavic.training.schedule import Lora, Schedule

COLORS = {"red": (200, 30, 30), "blue": (30, 60, 200), "gold": (220, 180, 60), "grey": (128, 128, 128)}
QUICK = Schedule(epochs=12, batch=8, micro_batch=4, lr=1e-2, patience=12)
STILL = replace(QUICK, epochs=0)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Sixteen pictures of four colours; three of a kind are wide, so that they have another number of patches."""
    root = tmp_path_factory.mktemp("described")
    (root / "pictures").mkdir()
    rows = []
    for number, (name, color) in enumerate([*COLORS.items()] * 4):
        size = (90, 30) if number < 3 else (40, 40)
        Image.new("RGB", size, color).save(root / "pictures" / f"{number}.png")
        rows.append({"id": str(number), "image": f"{number}.png", "description": f"A {name} vase."})
    (root / "descriptions.jsonl").write_text("\n".join(map(json.dumps, rows)))
    return root


@pytest.fixture
def rows(folder) -> list[Described]:
    return [
        Described(str(number), folder / "pictures" / f"{number}.png", (f"A {name} vase.",))
        for number, name in [(0, "red"), (3, "grey"), (1, "blue")]
    ]


def config(folder, out, llava, **changed) -> DistillConfig:
    plain = DistillConfig(
        (folder,), out, STILL, STILL, STILL, QUICK, Lora(r=8, dropout=0.0), str(llava), held=0.25, bf16=False
    )
    return replace(plain, **changed)


@pytest.fixture(scope="module")
def trained(folder, llava, tmp_path_factory):
    out = tmp_path_factory.mktemp("out")
    return out, distill(config(folder, out, llava))


def loss_of_the_class(model, ids: list[int], answer: int, **seen) -> float:
    """The class's own loss, of the last `answer` tokens."""
    labels = torch.tensor([[-100] * (len(ids) - answer) + ids[-answer:]])
    ids = torch.tensor([ids])
    with torch.inference_mode():
        return float(model(input_ids=ids, attention_mask=torch.ones_like(ids), labels=labels, **seen).loss)


def test_the_loss_by_all_tokens_is_that_of_the_class_itself(loaded, rows):
    from transformers.models.llava_next.image_processing_pil_llava_next import LlavaNextImageProcessorPil

    stage = Stage(loaded, loaded.model)
    prompter = stage.language.prompter
    processor = LlavaNextImageProcessorPil(
        size={"shortest_edge": 28}, crop_size={"height": 28, "width": 28}, image_grid_pinpoints=[[56, 56]]
    )
    losses, counts = [], []
    for row in rows:
        seen = processor([row.open()], return_tensors="pt")
        with torch.inference_mode():
            features = loaded.model.model.get_image_features(seen["pixel_values"], seen["image_sizes"]).pooler_output
        counts.append(len(features[0]))
        tokens = prompter.description(row.descriptions[0], images=counts[-1])
        losses.append(loss_of_the_class(loaded.model, list(tokens.ids), int(sum(tokens.scored)), **seen))
    assert len(set(counts)) == 2
    assert full_loss(loaded, stage.language, rows) == pytest.approx(sum(losses) / 3, rel=1e-4)
    assert full_loss(replace(loaded, config=TINY), stage.language, rows) is None


def test_the_loss_by_none_is_that_of_the_class_without_a_picture(loaded, rows):
    language = Stage(loaded, loaded.model).language
    prompts = [language.prompter.description(row.descriptions[0], images=0) for row in rows]
    alone = [loss_of_the_class(loaded.model, list(p.ids), int(sum(p.scored))) for p in prompts]
    assert description_loss(language, rows, None) == pytest.approx(sum(alone) / 3, rel=1e-4)
    assert math.isnan(description_loss(language, [], None))


def test_the_figures_follow_from_the_losses(loaded, rows):
    stage = Stage(loaded, loaded.model)
    states = {row.id: torch.randn(5, 24, generator=torch.Generator().manual_seed(int(row.id))) for row in rows}

    def loss(order):
        vectors = [stage.language.project(states[i][None]) for i in order]
        return sum(
            description_loss(stage.language, [row], lambda _, v=v: v) for row, v in zip(rows, vectors, strict=True)
        ) / len(rows)

    without = description_loss(stage.language, rows, None)
    found = fidelity(stage.language, rows, states, without - 2)
    assert found["loss"] == pytest.approx(
        {"none": without, "other": loss(["1", "0", "3"]), "five": loss(["0", "3", "1"]), "all": without - 2}, rel=1e-4
    )
    assert found["loss_recovered"] == pytest.approx((without - found["loss"]["five"]) / 2)
    assert found["perplexity"]["five"] == pytest.approx(math.exp(found["loss"]["five"]))
    unhelped = fidelity(stage.language, rows, states, without + 1)
    assert "loss_recovered" not in unhelped and unhelped["loss"]["all"] == without + 1
    assert set(fidelity(stage.language, rows[:1], states, None)["loss"]) == {"none", "five"}


def test_stage_1_reports_that_the_tokens_are_read(trained, folder, llava, loaded):
    out, figures = trained
    found = figures["fidelity"]
    assert found["rows"] == figures["fidelity_rows"] == figures["validation_rows"] == 2
    assert found["loss"]["five"] != pytest.approx(figures["tower"]["best_validation_loss"], rel=1e-6), "other rows"
    assert found["loss"]["five"] < found["loss"]["other"] - 0.02, "another picture's tokens tell less"
    # The teacher is the model as it came, whatever the adapter did.
    held = measured(read_parts(config(folder, out, llava)).measuring)
    bare = Stage(loaded, loaded.model).language
    assert found["loss"]["all"] == pytest.approx(full_loss(loaded, bare, held), rel=1e-4)
    assert found["loss"]["none"] == pytest.approx(description_loss(bare, held, None), rel=1e-4)
    manifest = json.loads((out / "manifest.json").read_text())
    assert manifest["stages"]["distill"]["figures"]["fidelity"] == found
    events = EventAccumulator(str(out / "curves")).Reload()
    drawn = {name: events.Scalars(name)[-1] for name in events.Tags()["scalars"]}
    assert {name: point.value for name, point in drawn.items()} == pytest.approx(
        {f"perplexity/{way}": value for way, value in found["perplexity"].items()}, rel=1e-5
    )
    assert {point.step for point in drawn.values()} == {figures["tower"]["steps"]}


def test_a_finished_adapter_is_measured_and_nothing_written(trained, folder, llava, capsys):
    out, figures = trained
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*")}
    command = ["distill", str(folder), "--out", str(out), "--model", str(llava), "--validate-only", "--no-bf16"]
    assert main([*command, "--held", "0.25"]) == 0
    found = json.loads(capsys.readouterr().out)
    # The adapter on disk is in half precision.
    assert found["loss"] == pytest.approx(figures["fidelity"]["loss"], abs=0.01)
    assert found["loss"]["five"] < found["loss"]["other"] - 0.02
    assert main([*command, "--held", "1"]) == 0
    assert json.loads(capsys.readouterr().out)["rows"] == 16
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*")} == before


def test_without_an_adapter_there_is_nothing_to_measure(folder, llava, tmp_path):
    with pytest.raises(ModelError, match="without --validate-only"):
        validate(config(folder, tmp_path, llava))


def test_a_stage_without_a_pass_is_an_error(folder, llava, tmp_path):
    with pytest.raises(ModelError, match="--tower-epochs"):
        distill(config(folder, tmp_path, llava, tower=STILL))
