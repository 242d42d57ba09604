"""The tower's own pass: heads name traits, gradients reach the tower, what nobody knows costs nothing."""

from __future__ import annotations

import pytest
import torch
from PIL import Image

from lavic.modeling import VISION, load_model
from lavic.training.adapters import TOWER, attach, trainable
from lavic.training.distillation.attribute_pretraining import (
    WEIGHTS,
    Heads,
    Pictures,
    accuracy,
    attribute_loss,
    pretrain_attributes,
)
from lavic.training.distillation.data import Described
from lavic.training.loop import Run
from lavic.training.schedule import Lora, Schedule
from lavic.views import five_views

COLORS = {"red": (200, 30, 30), "blue": (30, 60, 200), "gold": (220, 180, 60), "grey": (128, 128, 128)}


@pytest.fixture
def rows(tmp_path) -> list[Described]:
    made = []
    for number, (name, color) in enumerate([*COLORS.items()] * 4):
        path = tmp_path / f"{number}.png"
        Image.new("RGB", (60, 60), color).save(path)
        made.append(Described(str(number), path, (name,), {"color": name, "pattern": ""}))
    return made


def test_a_trait_that_a_row_does_not_have_costs_nothing(rows):
    plain = Described("p", rows[0].picture, ("",), {"color": "red", "pattern": "striped"})
    heads = Heads(24, [*rows, plain])
    assert heads.values == {"color": sorted(COLORS), "pattern": ["striped"]}
    targets = heads.targets([rows[1], plain])
    assert targets["color"].tolist() == [0, 3]
    assert targets["pattern"].tolist() == [-100, 0]
    logits = {"color": torch.zeros(2, 4), "pattern": torch.zeros(2, 1)}
    share = WEIGHTS["color"] / (WEIGHTS["color"] + 1)
    assert attribute_loss(logits, targets).item() == pytest.approx(torch.tensor(4.0).log().item() * share)
    unknown = Described("u", rows[0].picture, ("",), {"color": "puce"})
    assert heads.targets([unknown])["color"].tolist() == [-100]
    assert accuracy({"color": torch.eye(4)[[0, 3]]}, {"color": torch.tensor([0, -100])}) == {"color": 1.0}


def test_the_whole_view_is_the_stored_states_first_view(rows, loaded):
    how = loaded.config.preprocessing
    assert torch.equal(Pictures(rows[:1], how).whole(rows[0]), five_views(rows[0].open(), how)[0])
    jittered = Pictures(rows[:1], how).jittered(rows[0], 0)
    assert torch.allclose(jittered, five_views(rows[0].open(), how)[0], atol=0.02), "one colour stays that colour"


def test_the_tower_learns_to_name_colours(llava, rows, tmp_path):
    loaded = load_model(str(llava), quantize="none")
    wrapped = attach(loaded.model, VISION, Lora(r=4, dropout=0.0))
    tower = loaded.model.model.vision_tower
    mine = {name: value for name, value in trainable(wrapped).items() if TOWER in name}
    schedule = Schedule(epochs=12, batch=4, micro_batch=4, lr=1e-2, patience=12)
    figures = pretrain_attributes(
        tower,
        mine,
        rows[:12],
        rows[12:],
        loaded.config.preprocessing,
        lambda tuned, count: Run(tuned, count, schedule, tmp_path / "run", "x"),
    )
    assert figures["accuracy"] == {"color": 1.0}
    assert any(value.any() for name, value in mine.items() if "lora_B" in name), "the tower itself moved"
