"""Models of a real size with random weights, where no weights are at hand: for timing, never for answers.

The shapes of `tiny` and of llava-v1.6-mistral-7b are written here, so that neither a package nor a hub is asked; a
folder with a config.json gives any other. What a pass costs does not depend on what the weights say. A tokenizer comes
with the weights too; its place is taken by one that is learnt in a second from the sample shop's own words, and gives
up to a sixth more tokens than SmolLM2's on what `lavic.bench` says. Leaves out: adapters.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import psutil
import torch
from torch import nn

from catalog.store import SAMPLE
from lavic.config import LLAVA_NEXT, TINY, fingerprint
from lavic.errors import ModelError
from lavic.modeling import Loaded, config_of, keep_unpacked, nf4_settings, placement
from lavic.scoring.prior import add_prior_gate

MISTRAL_7B = "llava-hf/llava-v1.6-mistral-7b-hf"
VOCABULARY = 2000
"""Of the stand-in tokenizer: with as many, listings of the sample shop come out as long as SmolLM2 makes them."""
NF4_BITS = 4 + 8 / 64 + 32 / (64 * 256)
"""Of a weight: a scale of 8 bits per 64 weights, and one of 32 bits per 256 scales (bitsandbytes, double quantised)."""


def random_model(name: str, quantize: str = "auto", *, device: str | None = None, seed: int = 0) -> Loaded:
    """The shape of `tiny`, of llava-v1.6-mistral-7b or of a folder with a config.json, placed as `load_model` would.

    Weights are drawn layer by layer, each where it will stand, and quantised at once: no more memory is needed than the
    weights take in the end. Raises ModelError for a shape that is not known, or larger than the memory that is free.
    """
    from accelerate import init_empty_weights
    from transformers import LlavaNextForConditionalGeneration
    from transformers.integrations import replace_with_bnb_linear

    shape = shape_of(name)
    device, nf4, dtype = placement(name == "tiny", quantize, device)
    with init_empty_weights():
        model: Any = LlavaNextForConditionalGeneration(shape)
    if nf4:
        settings = nf4_settings()
        replace_with_bnb_linear(model, settings.llm_int8_skip_modules, settings)
    model.tie_weights()
    _require_room(name, weight_bytes(model, dtype), device)
    torch.manual_seed(seed)
    for module in model.modules():
        _fill(module, device, dtype)
    model.tie_weights()  # each of a tied pair was drawn by itself
    add_prior_gate(model)
    model.to(device)  # buffers, which were never empty
    model.eval().requires_grad_(False)
    keep_unpacked(model)
    model.is_loaded_in_4bit = nf4  # PEFT asks, where adapters are put on
    tokenizer = _own_tokenizer(name) or stand_in_tokenizer(shape.image_token_index)
    return Loaded(model, tokenizer, config_of(name, model), fingerprint("random", name, seed), None)


def shape_of(name: str) -> Any:
    """A LlavaNextConfig. Raises ModelError."""
    from transformers import AutoConfig

    if name == "tiny":
        return _tiny()
    if name == MISTRAL_7B:
        return _mistral_7b()
    if not (Path(name) / "config.json").is_file():
        raise ModelError(
            f"no shape is known of {name!r}; expected tiny, {MISTRAL_7B} or a folder with a config.json, "
            "or leave --random-weights out to load it"
        )
    try:
        shape = AutoConfig.from_pretrained(name)
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(f"config.json of {Path(name).name}/ cannot be read: {error}") from error
    if shape.model_type != "llava_next":
        raise ModelError(f"{Path(name).name}/ is a {shape.model_type} model; expected LLaVA-NeXT (llava_next)")
    return shape


def _mistral_7b() -> Any:
    """Of llava-hf/llava-v1.6-mistral-7b-hf, as its config.json has it: CLIP ViT-L/14 at 336 px, Mistral-7B-v0.2."""
    from transformers import CLIPVisionConfig, LlavaNextConfig, MistralConfig

    vision = CLIPVisionConfig(
        hidden_size=1024,
        intermediate_size=4096,
        num_hidden_layers=24,
        num_attention_heads=16,
        image_size=336,
        patch_size=14,
        projection_dim=768,
    )
    text = MistralConfig(
        vocab_size=32064,
        hidden_size=4096,
        intermediate_size=14336,
        num_hidden_layers=32,
        num_attention_heads=32,
        num_key_value_heads=8,
        max_position_embeddings=32768,
        rms_norm_eps=1e-5,
        rope_parameters={"rope_type": "default", "rope_theta": 1e6},
        sliding_window=None,
    )
    grids = [[336, 672], [672, 336], [672, 672], [1008, 336], [336, 1008]]
    return LlavaNextConfig(vision_config=vision, text_config=text, image_token_index=32000, image_grid_pinpoints=grids)


def _tiny() -> Any:
    """Of what `lavic.weights` puts together: DINOv2-small and SmolLM2-135M."""
    from transformers import Dinov2Config, LlamaConfig, LlavaNextConfig

    vision = Dinov2Config(hidden_size=384, num_hidden_layers=12, num_attention_heads=6, image_size=518, patch_size=14)
    text = LlamaConfig(
        vocab_size=49152,
        hidden_size=576,
        intermediate_size=1536,
        num_hidden_layers=30,
        num_attention_heads=9,
        num_key_value_heads=3,
        max_position_embeddings=8192,
        rms_norm_eps=1e-5,
        rope_parameters={"rope_type": "default", "rope_theta": 1e5},
        tie_word_embeddings=True,
    )
    return LlavaNextConfig(
        vision_config=vision,
        text_config=text,
        image_token_index=16,
        vision_feature_layer=-1,
        image_grid_pinpoints=[[336, 336]],
        tie_word_embeddings=True,
    )


def weight_bytes(model: Any, dtype: torch.dtype) -> int:
    """Bytes that the weights of an empty model take: NF4 where its layers are bitsandbytes', else `dtype`."""
    quantised = {id(module.weight) for module in model.modules() if type(module).__name__ == "Linear4bit"}
    return sum(
        round(value.numel() * (NF4_BITS / 8 if id(value) in quantised else dtype.itemsize))
        for value in model.parameters()
    )


def _require_room(name: str, needed: int, device: str) -> None:
    if device.startswith("cuda"):
        free, total = torch.cuda.mem_get_info(device)
    else:
        memory = psutil.virtual_memory()
        free, total = memory.available, memory.total
    if needed > free:
        raise ModelError(
            f"the weights of {name} need {needed / 2**30:.1f} GiB; {device} has {total / 2**30:.1f} GiB, of which "
            f"{free / 2**30:.1f} are free; try --quantize nf4, a smaller --model, or another machine"
        )


def _fill(module: nn.Module, device: str, dtype: torch.dtype) -> None:
    """Draws the weights that a module holds itself, so spread that a pass neither fades nor overflows at any size."""
    norm = "norm" in type(module).__name__.lower()
    for name, empty in list(module.named_parameters(recurse=False)):
        value = torch.empty(empty.shape, dtype=dtype, device=device)
        if name == "bias":
            value.zero_()
        elif norm:
            value.fill_(1.0)
        else:
            value.normal_(std=empty[0].numel() ** -0.5 if empty.dim() > 1 else 0.02)
        if type(module).__name__ == "Linear4bit" and name == "weight":
            make: Any = type(empty)  # quantised when it is moved to a device, by the settings that the empty one has
            module.weight = make(value, requires_grad=False, **vars(empty)).to(device)
        else:
            setattr(module, name, nn.Parameter(value, requires_grad=False))


def _own_tokenizer(name: str) -> Any:
    """Of a folder that brings one, else None."""
    from transformers import AutoTokenizer

    return AutoTokenizer.from_pretrained(name) if (Path(name) / "tokenizer_config.json").is_file() else None


def stand_in_tokenizer(image_id: int) -> Any:
    """A byte-level BPE learnt from the sample shop's listings and conversations; no text becomes `image_id`."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    marks = ["<unk>", "<s>", LLAVA_NEXT.style.end, "<|im_start|>", TINY.style.end]
    if image_id < VOCABULARY:
        marks += [f"<reserved {number}>" for number in range(len(marks), image_id)]
        marks.insert(image_id, "<image>")
    raw = Tokenizer(models.BPE(unk_token="<unk>"))
    digits = pre_tokenizers.Digits(individual_digits=True)
    raw.pre_tokenizer = pre_tokenizers.Sequence([digits, pre_tokenizers.ByteLevel(add_prefix_space=False)])
    raw.decoder = decoders.ByteLevel()
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    how = trainers.BpeTrainer(
        vocab_size=VOCABULARY, special_tokens=marks, initial_alphabet=letters, show_progress=False
    )
    raw.train_from_iterator(_words_of_the_shop(), how)
    return PreTrainedTokenizerFast(
        tokenizer_object=raw,
        unk_token="<unk>",
        bos_token="<s>",
        eos_token=LLAVA_NEXT.style.end,
        additional_special_tokens=marks,
    )


def _words_of_the_shop() -> list[str]:
    texts = []
    for file, fields in (("feed.jsonl", ("title", "description")), ("heldout.jsonl", ("context",))):
        for line in (SAMPLE.parent / file).open(encoding="utf-8"):
            row = json.loads(line)
            texts += [row[field] for field in fields]
    return texts
