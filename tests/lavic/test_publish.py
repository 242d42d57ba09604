"""What `lavic publish` writes is read back by the libraries that others will read it with."""

from __future__ import annotations

import json

import pytest
import torch
from huggingface_hub import DatasetCard, ModelCard

from lavic.__main__ import main
from lavic.modeling import load_model
from lavic.publishing.publish import MODEL

REPORT = {
    "n": 400,
    "seed": 0,
    "conversations": {"name": "heldout.jsonl"},
    "arms": {"lavic": {"HitRatio@1": 0.85, "ci95": {"HitRatio@1": [0.81, 0.89]}}},
}


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shops") / "corner"
    (folder / "pictures").mkdir(parents=True)
    (folder / "pictures" / "a.webp").write_bytes(b"picture")
    feed = [{"id": "a", "title": "Lamp", "image": "a.webp"}, {"id": "b", "title": "Rug", "image": ""}]
    (folder / "feed.jsonl").write_text("".join(json.dumps(row) + "\n" for row in feed))
    (folder / "heldout.jsonl").write_text("{}\n")
    return folder


@pytest.fixture(scope="module")
def published(shop, tmp_path_factory):
    folder = tmp_path_factory.mktemp("hub")
    (folder / "report.json").write_text(json.dumps(REPORT))
    command = ["publish", "--to", str(folder / "out"), "--repo", "someone/lavic-tiny", "--shop", str(shop)]
    assert main([*command, "--report", str(folder / "report.json")]) == 0
    return folder / "out"


def test_the_card_s_lines_give_the_model_that_is_served(published, monkeypatch):
    """Base and both adapters by transformers and PEFT alone: the same weights as `load_model` has."""
    from peft import PeftModel
    from transformers import LlavaNextForConditionalGeneration

    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    folder = str(published / MODEL)
    model = LlavaNextForConditionalGeneration.from_pretrained(folder, dtype="float32")
    for part in ("vision", "language"):
        model = PeftModel.from_pretrained(model, folder, subfolder=part).merge_and_unload()
    ours, theirs = load_model("tiny").model.state_dict(), model.state_dict()
    names = set(ours) & set(theirs)
    assert len(names) == len(theirs) > 400
    assert not [name for name in names if not torch.allclose(ours[name].float(), theirs[name].float(), atol=1e-6)]


def test_the_model_s_card_has_bases_figures_and_how_to_load_it(published):
    card = ModelCard.load(published / MODEL / "README.md")
    assert card.data.library_name == "peft" and card.data.license == "apache-2.0"
    assert card.data.base_model == ["HuggingFaceTB/SmolLM2-135M-Instruct", "facebook/dinov2-small"]
    [result] = card.data.eval_results
    assert (result.metric_value, result.metric_args["ci95"]) == (0.85, [0.81, 0.89])
    assert "0.850 [0.810, 0.890]" in card.text and '"someone/lavic-tiny", subfolder=part' in card.text


def test_no_file_names_a_folder_of_this_machine(published):
    for file in published.rglob("*.json*"):
        assert str(published.parents[1]) not in file.read_text(encoding="utf-8")
    for part in ("vision", "language"):
        settings = json.loads((published / MODEL / part / "adapter_config.json").read_text())
        assert settings["base_model_name_or_path"] == "someone/lavic-tiny"


def test_a_shop_is_a_dataset_of_pictures_with_their_listings(published, shop):
    folder = published / "shop-corner"
    rows = [json.loads(line) for line in (folder / "pictures" / "metadata.jsonl").read_text().splitlines()]
    assert rows == [{"file_name": "a.webp", "id": "a", "title": "Lamp"}]
    assert (folder / "feed.jsonl").read_bytes() == (shop / "feed.jsonl").read_bytes()
    configs = DatasetCard.load(folder / "README.md").data.configs
    assert [config["config_name"] for config in configs] == ["products", "heldout"]


@pytest.mark.parametrize(
    ("extra", "said"),
    [
        (["--model", "someone/else"], "ships without adapters"),
        (["--adapters", "nowhere"], "no manifest.json"),
        (["--shop", "nowhere"], "no feed.jsonl"),
        (["--report", "nowhere.json"], "nowhere.json cannot be read"),
    ],
)
def test_what_is_missing_is_said_before_anything_is_written(tmp_path, capsys, extra, said):
    assert main(["publish", "--to", str(tmp_path / "out"), *extra]) == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_folder_that_holds_something_is_left_alone(tmp_path, capsys):
    (tmp_path / "mine").write_text("mine")
    assert main(["publish", "--to", str(tmp_path)]) == 2
    assert "holds something already" in capsys.readouterr().err and [*tmp_path.iterdir()] == [tmp_path / "mine"]
