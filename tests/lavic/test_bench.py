"""What a turn costs, on models of random weights; and that those have the shape that they stand for."""

from __future__ import annotations

import json
import shutil

import numpy as np
import pytest
import torch
from accelerate import init_empty_weights
from transformers import AutoConfig, AutoTokenizer, LlavaNextForConditionalGeneration

from lavic import shapes
from lavic.__main__ import main
from lavic.bench import TURNS, BenchConfig, bench, some_listings
from lavic.errors import ModelError
from lavic.modeling import load_model
from lavic.rank import Ranker
from lavic.shapes import MISTRAL_7B, random_model, shape_of, stand_in_tokenizer, weight_bytes
from lavic.weights import tiny_base


def test_the_report_has_the_keys_of_the_design(llava, tmp_path, capsys):
    out = tmp_path / "bench.json"
    command = ["bench", "--model", str(llava), "--random-weights", "--candidates", "2,30", "--repeats", "3"]
    assert main([*command, "--json", str(out)]) == 0
    report = json.loads(out.read_text())
    assert (report["weights"], report["dtype"], report["scoring"]) == ("random", "float32", "listwise")
    rows = {(row["procedure"], row["candidates"]): row for row in report["rows"]}
    assert set(rows) == {(name, 2) for name in ("lavic", "text", "paper", "full_tokens")} | {("paper", 30)}
    for row in rows.values():
        assert 0 < row["p50_ms"] <= row["p95_ms"]
        assert row["peak_mb"] > 0
    tokens = {name: rows[name, 2]["prompt_tokens"] for name in ("lavic", "text", "full_tokens")}
    assert tokens["lavic"] - tokens["text"] == 2 * 5
    # 2 x 2 patches of the whole, and four rows of four patches of the quarters with their line ends
    assert tokens["full_tokens"] - tokens["text"] == 2 * (4 + 4 * (4 + 1))
    reasons = {row["procedure"]: row["reason"] for row in report["left_out"]}
    assert set(reasons) == {"lavic", "text", "full_tokens"}
    assert all("30 candidates, but 26 labels" in reason for reason in reasons.values())
    printed = capsys.readouterr().out
    assert "random weights" in printed and "left out: 30 candidates" in printed


def test_more_tokens_than_the_model_reads_are_left_out(llava, tmp_path):
    shutil.copytree(llava, tmp_path / "short")
    path = tmp_path / "short" / "config.json"
    shape = json.loads(path.read_text())
    shape["text_config"]["max_position_embeddings"] = 300
    path.write_text(json.dumps(shape))
    only = {"procedures": ("full_tokens",), "candidates": (2,), "repeats": 1}
    report = bench(BenchConfig(str(tmp_path / "short"), random_weights=True, **only))
    assert not report["rows"]
    assert "the model reads at most 300" in report["left_out"][0]["reason"]


def test_tiny_of_random_weights_needs_no_package_and_sees_by_five(monkeypatch):
    monkeypatch.setattr("lavic.modeling.tiny_base", None)
    some = {"procedures": ("lavic", "full_tokens"), "candidates": (1,), "repeats": 1}
    report = bench(BenchConfig(random_weights=True, **some))
    assert [row["procedure"] for row in report["rows"]] == ["lavic"]
    assert "tiny has no projector for all patch tokens" in report["left_out"][0]["reason"]


def test_the_shape_of_tiny_is_the_one_that_is_served():
    def flat(config):
        told = config.to_dict()
        return {(part, name): value for part in ("text_config", "vision_config") for name, value in told[part].items()}

    real, written = flat(AutoConfig.from_pretrained(tiny_base())), flat(shape_of("tiny"))
    about_the_file = {"pad_token_id", "unk_token_id", "quantization_config", "dtype", "rms_norm_eps"}
    for key in real.keys() & written.keys():
        assert real[key] == written[key] or key[1] in about_the_file or key[1].startswith("_"), key
    assert real["text_config", "rms_norm_eps"] == pytest.approx(written["text_config", "rms_norm_eps"])


def test_the_shape_of_the_7b():
    """CLIP ViT-L/14 has 0.3 billion weights, Mistral-7B 7.24."""
    with init_empty_weights():
        model = LlavaNextForConditionalGeneration(shape_of(MISTRAL_7B))
    parts = [model.model.vision_tower, model.model.multi_modal_projector, model.model.language_model, model.lm_head]
    counts = [sum(value.numel() for value in part.parameters()) for part in parts]
    assert [round(count / 1e6) for count in counts] == [304, 21, 7111, 131]
    assert weight_bytes(model, torch.bfloat16) == 2 * (sum(counts) + 4096), "and the vector that ends a line"


@pytest.mark.parametrize("quantize", ["none", "nf4"])
def test_a_random_model_is_built_as_a_loaded_one(llava, states, quantize):
    drawn, real = random_model(str(llava), quantize), load_model(str(llava), quantize=quantize)

    def built(model):
        return {name: (value.shape, value.dtype, type(value)) for name, value in model.named_parameters()}

    assert built(drawn.model) == built(real.model)
    assert drawn.config == real.config
    assert drawn.model.is_loaded_in_4bit == getattr(real.model, "is_loaded_in_4bit", False) == (quantize == "nf4")
    buffers = dict(real.model.named_buffers())
    assert all(torch.equal(value, buffers[name]) for name, value in drawn.model.named_buffers())
    scores = Ranker(drawn).score(TURNS, ["a", "b", "c", "d"], states)
    assert np.isfinite(scores).all() and len(set(scores)) > 1
    again = Ranker(random_model(str(llava), quantize)).score(TURNS, ["a", "b", "c", "d"], states)
    assert np.array_equal(scores, again), "the seed decides"


def test_a_folder_without_a_tokenizer_gets_the_stand_in(llava, tmp_path):
    (tmp_path / "config.json").write_bytes((llava / "config.json").read_bytes())
    loaded = random_model(str(tmp_path))
    assert loaded.tokenizer.convert_tokens_to_ids("<image>") == loaded.model.config.image_token_index == 3
    assert loaded.tokenizer.convert_tokens_to_ids("</s>") != 3


@pytest.mark.parametrize("image_id", [3, 16, 32000])
def test_the_stand_in_reads_any_text_and_never_writes_an_image(image_id):
    tokenizer = stand_in_tokenizer(image_id)
    text = "A <image> of </s> [INST] “Halden” 38 cm, größe \u65e5\u672c"
    ids = tokenizer(text, add_special_tokens=False, split_special_tokens=True).input_ids
    assert tokenizer.decode(ids) == text
    assert image_id not in ids and tokenizer.eos_token_id not in ids
    assert tokenizer.decode([*ids, 31_999, 32_063]) == text, "a random model writes tokens that nobody learnt"


def test_the_stand_in_counts_as_a_real_tokenizer_does():
    ours, real = stand_in_tokenizer(32000), AutoTokenizer.from_pretrained(tiny_base())
    texts = [*some_listings(1), *(turn.text for turn in TURNS)]
    counts = [sum(len(t(text, add_special_tokens=False).input_ids) for text in texts) for t in (ours, real)]
    assert 0.85 < counts[0] / counts[1] < 1.18


def test_a_machine_that_is_too_small_is_told_so_before_anything_is_drawn(monkeypatch):
    class Memory:
        available, total = 3 * 2**30, 8 * 2**30

    monkeypatch.setattr(shapes.psutil, "virtual_memory", Memory)
    monkeypatch.setattr(shapes, "_fill", None)
    words = r"need 28\.2 GiB; cpu has 8\.0 GiB, of which 3\.0 are free; try --quantize nf4"
    with pytest.raises(ModelError, match=words):
        random_model(MISTRAL_7B, "none", device="cpu")
    with pytest.raises(ModelError, match=r"need 5\.[0-9] GiB"):
        random_model(MISTRAL_7B, "nf4", device="cpu")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (
            ["--random-weights", "--model", "some/other-7b"],
            "expected tiny, llava-hf/llava-v1.6-mistral-7b-hf or a folder",
        ),
        (["--procedures", "lavic,full"], "unknown procedures ['full']"),
        (["--candidates", "0"], "at least 1"),
    ],
)
def test_what_cannot_be_timed_is_one_line(options, words, capsys):
    assert main(["bench", *options]) == 2
    error = capsys.readouterr().err
    assert words in error
    assert "Traceback" not in error


def test_candidates_that_are_no_numbers_are_refused_as_any_option(capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["bench", "--candidates", "ten"])
    assert stopped.value.code == 2
    assert """expected numbers such as "10,50", found 'ten'""" in capsys.readouterr().err
