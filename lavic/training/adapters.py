"""Which weights a stage tunes: LoRA on every linear layer of its part, as in the paper (section 3)."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file

from lavic.errors import ModelError
from lavic.modeling import LANGUAGE, VISION, WEIGHTS, fill_adapter, public_name, read_adapter
from lavic.scoring.prior import PRIOR_GATE
from lavic.training.schedule import Lora

TOWER, PROJECTOR, LANGUAGE_MODEL = "model.vision_tower", "model.multi_modal_projector", "model.language_model"


def attach(model: Any, part: str, lora: Lora, *, from_nothing: bool = False) -> Any:
    """Wraps `model` in PEFT for stage 1 (`vision`) or stage 2 (`language`) and returns the wrapper.

    `from_nothing` is for a base that never saw a picture (`tiny`): its projector is trained itself, in both stages, the
    prior's gate in stage 2, and its language model gets LoRA in stage 1 too. The paper can freeze
    that, since the descriptions are its own words; these are not.
    """
    from peft import LoraConfig, get_peft_model

    if part == VISION:
        roots: tuple[str, ...] = (TOWER, LANGUAGE_MODEL) if from_nothing else (TOWER, PROJECTOR)
        whole = ["multi_modal_projector"] if from_nothing else None
    elif part == LANGUAGE:
        roots, whole = (LANGUAGE_MODEL,), ["multi_modal_projector", PRIOR_GATE] if from_nothing else None
    else:
        raise ValueError(f"part is {VISION!r} or {LANGUAGE!r}, found {part!r}")
    settings = LoraConfig(
        r=lora.r,
        lora_alpha=lora.alpha,
        lora_dropout=lora.dropout,
        target_modules="|".join(linear_layers(model, root) for root in roots),
        modules_to_save=whole,
    )
    wrapped = get_peft_model(model, settings)
    for value in trainable(wrapped).values():
        value.data = value.data.float()  # the frozen part may be bf16; what is tuned never is
    return wrapped


def start_from(wrapped: Any, folder: Path, lora: Lora) -> None:
    """Another adapter's weights as the start of a training. Raises ModelError where it is of another shape."""
    settings, weights = read_adapter(folder)
    if (settings.get("r"), settings.get("lora_alpha")) != (lora.r, lora.alpha):
        raise ModelError(
            f"the adapter {folder.name}/ to start from has r {settings.get('r')} and alpha "
            f"{settings.get('lora_alpha')}, this training {lora.r} and {lora.alpha}; expected the same: "
            f"--lora-r {settings.get('r')} --lora-alpha {settings.get('lora_alpha')}"
        )
    fill_adapter(wrapped, weights, folder.name)
    for value in trainable(wrapped).values():
        value.data = value.data.float()


def cast(model: Any, dtype: torch.dtype) -> None:
    """Weights to `dtype`, in place. Not the buffers: rounded to bf16, the angles of positions are off by 0.4 %."""
    for value in model.parameters():
        value.data = value.data.to(dtype)


def recompute(model: Any) -> None:
    """Activations are computed again in the backward pass rather than kept: less memory, more time."""
    model.gradient_checkpointing_enable(gradient_checkpointing_kwargs={"use_reentrant": False})


def linear_layers(model: Any, root: str) -> str:
    """A pattern that matches every linear layer below `root`, which may itself hold alternatives."""
    below = root.replace(".", r"\.") + r"\."
    leaves = {
        name.rsplit(".", 1)[-1]
        for name, module in model.named_modules()
        if isinstance(module, torch.nn.Linear) and re.match(below, name)
    }
    return rf"{below}(?:.*\.)?(?:{'|'.join(sorted(leaves))})"


def trainable(model: Any) -> dict[str, torch.nn.Parameter]:
    return {name: value for name, value in model.named_parameters() if value.requires_grad}


def save(wrapped: Any, folder: Path, base: str) -> None:
    """Writes the adapter as PEFT does, whole or not at all, naming the base rather than a path of this machine."""
    for settings in wrapped.peft_config.values():
        settings.base_model_name_or_path = public_name(base)
    partial = folder.with_name(folder.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    # Embeddings are never tuned; without the last word PEFT asks the hub whether they were resized.
    wrapped.save_pretrained(partial, safe_serialization=True, save_embedding_layers=False)
    (partial / "README.md").unlink(missing_ok=True)
    weights = partial / WEIGHTS
    save_file({name: value.half() for name, value in load_file(weights).items()}, weights)  # half the bytes to ship
    shutil.rmtree(folder, ignore_errors=True)
    partial.rename(folder)
