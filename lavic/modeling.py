"""The one model class for small and large: assembled or fetched, quantised, its adapters put on.

Both are `LlavaNextForConditionalGeneration`. Only `language_model`, `multi_modal_projector` and
`vision_tower` are used; the class's own patch packing is not, since LaViC keeps [CLS] states only.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch

from lavic.config import LLAVA_NEXT, TINY, ModelConfig, fingerprint
from lavic.errors import ModelError
from lavic.weights import DINOV2, REMEDY, SMOLLM2, tiny_base

TINY_CHECKPOINT = Path(__file__).parent / "checkpoints" / "tiny"
VISION, LANGUAGE = "vision", "language"
"""Sub-folders of an adapters folder: what stage 1 and stage 2 of the training gave."""
# FACTS of bitsandbytes: these are the names that it honours; "vision_tower" alone is silently quantised.
NOT_QUANTIZED = ["model.vision_tower", "model.multi_modal_projector", "lm_head"]


@dataclass(frozen=True)
class Loaded:
    """A model ready to use, and what it is."""

    model: Any
    """`LlavaNextForConditionalGeneration`, in eval mode."""
    tokenizer: Any
    config: ModelConfig
    eye: str
    """Fingerprint of tower, vision adapter and preprocessing: whatever changes a stored state."""
    adapters: Path | None

    @property
    def device(self) -> torch.device:
        return self.model.model.multi_modal_projector.linear_1.weight.device


def load_model(
    name: str = "tiny",
    adapters: str | Path | None = None,
    quantize: str = "auto",
    *,
    device: str | None = None,
    parts: tuple[str, ...] = (VISION, LANGUAGE),
    tower_only: bool = False,
) -> Loaded:
    """Loads `tiny`, a hub id or a folder. `parts` says which adapters are wanted; `tower_only` drops the rest.

    Raises ModelError for an unknown model, an unusable adapter or missing weights.
    """
    if quantize not in ("auto", "nf4", "none"):
        raise ModelError(f'--quantize is "auto", "nf4" or "none", found {quantize!r}')
    device = device or ("cuda" if torch.cuda.is_available() else "cpu")
    tiny = name == "tiny"
    source = tiny_base() if tiny else name
    folder = Path(adapters) if adapters else (TINY_CHECKPOINT if tiny else None)
    if adapters and not Path(adapters).is_dir():
        raise ModelError(f"no adapters at {adapters}: expected a folder with {VISION}/ and {LANGUAGE}/")
    nf4 = quantize == "nf4" or (quantize == "auto" and not tiny and device == "cuda")
    model, tokenizer = _from_pretrained(source, nf4, device)
    config = TINY if tiny else replace(LLAVA_NEXT, name=name, preprocessing=_preprocessing(model))
    for part in parts:
        if folder and (folder / part).is_dir():
            put_adapter(model, folder / part, merge=not (nf4 and part == LANGUAGE))
    if tower_only:
        model.model.language_model = None
        model.lm_head = None
    model.eval().requires_grad_(False)
    return Loaded(model, tokenizer, config, _eye(config, model, folder), folder)


def _from_pretrained(source: str | Path, nf4: bool, device: str) -> tuple[Any, Any]:
    from transformers import AutoTokenizer, BitsAndBytesConfig, LlavaNextForConditionalGeneration

    options: dict[str, Any] = {"dtype": torch.float32 if device == "cpu" else torch.bfloat16}
    if nf4:
        options["quantization_config"] = BitsAndBytesConfig(
            load_in_4bit=True,
            bnb_4bit_quant_type="nf4",
            bnb_4bit_use_double_quant=True,
            bnb_4bit_compute_dtype=torch.bfloat16,
            llm_int8_skip_modules=NOT_QUANTIZED,
        )
        options["device_map"] = {"": device}
    if not Path(source).is_dir():
        _require_on_hub(str(source))
    try:
        # safetensors only: a pickled checkpoint runs code when it is opened
        model = LlavaNextForConditionalGeneration.from_pretrained(source, use_safetensors=True, **options)
        tokenizer = AutoTokenizer.from_pretrained(source)
    except (OSError, ValueError) as error:
        raise _no_model(source, error) from error
    return (model if nf4 else model.to(device)), tokenizer


def _no_model(source: str | Path, error: Exception) -> ModelError:
    reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    return ModelError(
        f"no LLaVA-NeXT model at {str(source)!r} ({reason}); expected tiny, a folder, or a hub id such as "
        "llava-hf/llava-v1.6-mistral-7b-hf"
    )


def _require_on_hub(name: str) -> None:
    """One short question to the hub, or to its cache: `from_pretrained` alone retries for most of a minute."""
    from huggingface_hub import HfApi, try_to_load_from_cache

    try:
        if isinstance(try_to_load_from_cache(name, "config.json"), str):
            return
        HfApi().model_info(name, timeout=5)
    except Exception as error:  # the HTTP library's own errors, whichever it is
        raise _no_model(name, error) from error


def _preprocessing(model: Any) -> Any:
    """The view size follows the tower; the constants are CLIP's."""
    return replace(LLAVA_NEXT.preprocessing, view_size=model.config.vision_config.image_size)


def _eye(config: ModelConfig, model: Any, folder: Path | None) -> str:
    revision = DINOV2.sha256 if config.name == "tiny" else getattr(model.config, "_commit_hash", None)
    return fingerprint(config.name, revision, config.preprocessing, _adapter_hash(folder, VISION))


def _adapter_hash(folder: Path | None, part: str) -> str:
    path = folder / part / "adapter_model.safetensors" if folder else None
    return hashlib.sha256(path.read_bytes()).hexdigest() if path and path.is_file() else ""


def put_adapter(model: Any, folder: Path, *, merge: bool = True) -> None:
    """Puts one PEFT adapter on, in place. Missing or unexpected keys are fatal, pickled weights are refused.

    Merged into full-precision weights; never into NF4, where the rounding swallows the update.
    """
    from peft import LoraConfig, get_peft_model, set_peft_model_state_dict
    from peft.utils import get_peft_model_state_dict
    from safetensors.torch import load_file

    path = folder / "adapter_model.safetensors"
    if not path.is_file():
        pickled = " (a pickled adapter_model.bin is never loaded)" if (folder / "adapter_model.bin").exists() else ""
        raise ModelError(f"no adapter_model.safetensors in {folder.name}/{pickled}; run: python -m lavic distill")
    settings = json.loads((folder / "adapter_config.json").read_text())
    known = LoraConfig.__dataclass_fields__
    peft_model = get_peft_model(model, LoraConfig(**{k: v for k, v in settings.items() if k in known}))
    weights = load_file(path)
    expected = get_peft_model_state_dict(peft_model)
    missing, unexpected = sorted(set(expected) - set(weights)), sorted(set(weights) - set(expected))
    shapes = [k for k in set(expected) & set(weights) if expected[k].shape != weights[k].shape]
    if missing or unexpected or shapes:
        raise ModelError(
            f"the adapter {folder.name}/ does not fit this model: {len(missing)} keys missing, {len(unexpected)} "
            f"unexpected, {len(shapes)} of another shape, e.g. {(missing + unexpected + shapes)[0]}; "
            "it was made for another base or another version"
        )
    set_peft_model_state_dict(peft_model, weights)
    if merge:
        peft_model.merge_and_unload()


__all__ = ["LANGUAGE", "NOT_QUANTIZED", "REMEDY", "SMOLLM2", "VISION", "Loaded", "load_model", "put_adapter"]
