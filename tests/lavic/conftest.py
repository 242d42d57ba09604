"""A real LLaVA-NeXT of the 7B model's shape (CLIP tower, Mistral), made tiny with random weights."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from catalog.conversations import Turn
from lavic.modeling import Loaded, load_model
from lavic.rank import Ranker

HIDDEN = 64


def save_tiny_llava(folder: Path) -> Path:
    """Writes model and tokenizer as the hub would hold them."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import (
        CLIPVisionConfig,
        LlavaNextConfig,
        LlavaNextForConditionalGeneration,
        MistralConfig,
        PreTrainedTokenizerFast,
    )

    marks = ["<unk>", "<s>", "</s>", "<image>"]
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    vocabulary = {token: number for number, token in enumerate([*marks, *letters])}
    raw = Tokenizer(models.BPE(vocab=vocabulary, merges=[], unk_token="<unk>"))
    raw.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    raw.decoder = decoders.ByteLevel()
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=raw,
        unk_token="<unk>",
        bos_token="<s>",
        eos_token="</s>",
        additional_special_tokens=["<image>"],
    )
    tokenizer.save_pretrained(folder)
    torch.manual_seed(0)
    vision = CLIPVisionConfig(
        hidden_size=24, intermediate_size=48, num_hidden_layers=2, num_attention_heads=2, image_size=28, patch_size=14
    )
    text = MistralConfig(
        vocab_size=len(vocabulary),
        hidden_size=HIDDEN,
        intermediate_size=128,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=4096,
        initializer_range=0.2,  # the default leaves all logits alike, so that nothing could fail
    )
    config = LlavaNextConfig(
        vision_config=vision, text_config=text, image_token_index=3, image_grid_pinpoints=[[56, 56]]
    )
    LlavaNextForConditionalGeneration(config).save_pretrained(folder)
    return folder


@pytest.fixture(scope="session")
def llava(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_tiny_llava(tmp_path_factory.mktemp("llava"))


@pytest.fixture
def loaded(llava: Path) -> Loaded:
    return load_model(str(llava), quantize="none")


@pytest.fixture(params=["late_interaction", "listwise"])
def ranker(request: pytest.FixtureRequest, llava: Path) -> Ranker:
    return Ranker(load_model(str(llava), quantize="none"), scoring=request.param)


LISTINGS = ["Halden Lamp", "A", "Mirelle stoneware table lamp with a long name", "Oro"]
TURNS = [
    Turn("shopper", "a lamp for a dark corner"),
    Turn("assistant", "Here are four."),
    Turn("shopper", "something less shiny"),
]


@pytest.fixture
def states() -> np.ndarray:
    return np.random.default_rng(0).normal(size=(len(LISTINGS), 5, 24)).astype(np.float16)


@pytest.fixture
def pictures() -> list[Image.Image]:
    noise = np.random.default_rng(1)
    sizes = [(40, 40), (90, 30), (20, 77)]
    return [Image.fromarray(noise.integers(0, 255, (h, w, 3), dtype=np.uint8)) for w, h in sizes]
