"""The one model class for small and large: assembled or fetched, quantised, its adapters put on.

Both are `LlavaNextForConditionalGeneration`, with the prior's gate as one more module (`lavic.scoring.prior`). Only
`language_model`, `multi_modal_projector` and `vision_tower` are used; the class's own patch packing is not, since LaViC
keeps [CLS] states only. Leaves out a subclass of its own: to transformers that is custom code, whose older names of
weights it does not translate, so that a head would be drawn at random.
"""

from __future__ import annotations

import hashlib
import json
import logging
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file

from lavic.config import LLAVA_NEXT, TINY, ModelConfig, fingerprint
from lavic.errors import ModelError
from lavic.prompt import Prompter
from lavic.scoring import Language
from lavic.scoring.prior import PRIOR_GATE, add_prior_gate
from lavic.views import VIEWS_VERSION
from lavic.weights import DINOV2, tiny_base

log = logging.getLogger(__name__)
# It warns at import of a kernel for 4-bit weights on a CPU, where nothing here is quantised.
logging.getLogger("bitsandbytes.backends.cpu.ops").setLevel(logging.ERROR)

TINY_CHECKPOINT = Path(__file__).parent / "checkpoints" / "tiny"
VISION, LANGUAGE = "vision", "language"
"""Sub-folders of an adapters folder: what stage 1 and stage 2 of the training gave."""
WEIGHTS = "adapter_model.safetensors"
"""In each of them, as PEFT names it."""
# FACTS of bitsandbytes: these are the names that it honours; "vision_tower" alone is silently quantised.
NOT_QUANTIZED = ["model.vision_tower", "model.multi_modal_projector", "lm_head"]
_OLDER_NAMES = {"balance": PRIOR_GATE}
"""Of modules in adapters that were saved before they were renamed, and what they are called now."""


@dataclass(frozen=True)
class Loaded:
    """A model ready to use, and what it is."""

    model: Any
    """`LlavaNextForConditionalGeneration` with a gate (`add_prior_gate`), in eval mode."""
    tokenizer: Any
    config: ModelConfig
    encoder_fingerprint: str
    """Fingerprint of tower, vision adapter and preprocessing: whatever changes a stored state."""
    adapters: Path | None

    def language(self) -> Language:
        """Its language half, with the prompts that it reads."""
        return Language(self.model, Prompter(self.tokenizer, self.config, self.model.config.image_token_index))

    @property
    def device(self) -> torch.device:
        return self.model.model.multi_modal_projector.linear_1.weight.device


def public_name(model: str) -> str:
    """What a file that leaves this machine may say of a model: of a folder its last part."""
    return Path(model).name if Path(model).is_dir() else model


def adapters_folder(model: str, adapters: str | Path | None) -> Path | None:
    """Those that were asked for, else those that ship, which `tiny` alone has."""
    return Path(adapters) if adapters else (TINY_CHECKPOINT if model == "tiny" else None)


def load_model(
    name: str = "tiny",
    adapters: str | Path | None = None,
    quantize: str = "auto",
    *,
    device: str | None = None,
    parts: tuple[str, ...] = (VISION, LANGUAGE),
) -> Loaded:
    """Loads `tiny`, a hub id or a folder. `parts` says which adapters are wanted.

    Raises ModelError for an unknown model, an unusable adapter or missing weights.
    """
    tiny = name == "tiny"
    device, nf4, dtype = placement(tiny, quantize, device)
    folder = adapters_folder(name, adapters)
    wanted = _adapters_in(folder, parts, name) if parts else ()
    model, tokenizer = _from_pretrained(tiny_base() if tiny else name, nf4, device, dtype)
    config = config_of(name, model)
    add_prior_gate(model)
    for part in wanted:
        assert folder is not None  # where there is none, nothing is wanted
        put_adapter(model, folder / part, merge=not (nf4 and part == LANGUAGE))
    model.eval().requires_grad_(False)
    return Loaded(model, tokenizer, config, _encoder_fingerprint(config, model, folder if parts else None), folder)


def placement(tiny: bool, quantize: str, device: str | None) -> tuple[str, bool, torch.dtype]:
    """Device, whether the language model is held in NF4, and the type of all other weights. Raises ModelError."""
    if quantize not in ("auto", "nf4", "none"):
        raise ModelError(f'--quantize is "auto", "nf4" or "none", found {quantize!r}')
    device = device or ("cuda" if torch.cuda.is_available() else "cpu")
    large = device.startswith("cuda") and not tiny
    # `tiny` was measured in float32, and needs no less anywhere.
    return device, quantize == "nf4" or (quantize == "auto" and large), torch.bfloat16 if large else torch.float32


def config_of(name: str, model: Any) -> ModelConfig:
    """The view size follows the tower; the constants are CLIP's."""
    if name == "tiny":
        return TINY
    size = model.config.vision_config.image_size
    return replace(LLAVA_NEXT, name=name, preprocessing=replace(LLAVA_NEXT.preprocessing, view_size=size))


def nf4_settings() -> Any:
    """For bitsandbytes: the linear layers of the language model alone, computed in bf16."""
    from transformers import BitsAndBytesConfig

    return BitsAndBytesConfig(
        load_in_4bit=True,
        bnb_4bit_quant_type="nf4",
        bnb_4bit_use_double_quant=True,
        bnb_4bit_compute_dtype=torch.bfloat16,
        llm_int8_skip_modules=NOT_QUANTIZED,
    )


def keep_unpacked(model: Any) -> None:
    """On some CPUs bitsandbytes 0.50 packs 4-bit weights anew at the first pass in eval mode, and no gradient passes
    through packed ones: a training that validates first would learn nothing below them, with a warning at most."""
    for module in model.modules():
        if hasattr(module, "support_avx512bf16_for_cpu"):
            module.support_avx512bf16_for_cpu = False


def _adapters_in(folder: Path | None, parts: tuple[str, ...], name: str) -> tuple[str, ...]:
    """Those of `parts` that `folder` has. A folder without any, or a `tiny` without stage 1's, is an error."""
    found = tuple(part for part in parts if folder and (folder / part).is_dir())
    if folder and not found:
        raise ModelError(f"no adapters at {folder}: expected a folder that holds {VISION}/ or {LANGUAGE}/")
    if name == "tiny" and VISION in parts and VISION not in found:
        raise ModelError(f"no {VISION}/ at {folder}: tiny has no projector without it; run: python -m lavic distill")
    if VISION in parts and VISION not in found:
        log.warning("%s without a stage-1 adapter: its projector was not trained on [CLS] states", name)
    return found


def _from_pretrained(source: str | Path, nf4: bool, device: str, dtype: torch.dtype) -> tuple[Any, Any]:
    from transformers import AutoConfig, AutoTokenizer, LlavaNextForConditionalGeneration

    options: dict[str, Any] = {"dtype": dtype, "device_map": {"": device}}
    if nf4:
        options["quantization_config"] = nf4_settings()
    if not Path(source).is_dir():
        _require_on_hub(str(source))
    try:
        kind = AutoConfig.from_pretrained(source).model_type
        if kind != "llava_next":  # transformers would load it all the same, with random weights where names differ
            raise ModelError(f"{str(source)!r} is a {kind} model; expected LLaVA-NeXT (llava_next)")
        # safetensors only: a pickled checkpoint runs code when it is opened
        options |= {"use_safetensors": True, "output_loading_info": True}
        loading: Any = LlavaNextForConditionalGeneration.from_pretrained(source, **options)
        model, report = loading
        tokenizer = AutoTokenizer.from_pretrained(source)
    except ModelError:
        raise
    except torch.OutOfMemoryError as error:
        raise ModelError(f"out of memory while loading {str(source)!r} on {device}; see --quantize nf4") from error
    except (OSError, ValueError, RuntimeError, KeyError) as error:
        raise _no_model(source, error) from error
    keep_unpacked(model)
    tied = {"lm_head.weight"} if model.config.tie_word_embeddings else set()
    if missing := sorted(set(report["missing_keys"]) - tied):
        raise ModelError(f"{str(source)!r} lacks {len(missing)} weights, e.g. {missing[0]}")
    return model, tokenizer


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


def _encoder_fingerprint(config: ModelConfig, model: Any, folder: Path | None) -> str:
    """Names what a stored state depends on: tower, its adapter, the views; not projector or language model."""
    if config.name == "tiny":
        base: object = DINOV2.sha256
    elif (source := Path(config.name)).is_dir():
        base = [(file.name, file.stat().st_size) for file in sorted(source.glob("*.safetensors"))]
    else:
        base = [config.name, getattr(model.config, "_commit_hash", None)]
    return fingerprint(base, VIEWS_VERSION, config.preprocessing, _tower_adapter(folder))


def _tower_adapter(folder: Path | None) -> list[str]:
    """Hashes of the tower's part of a vision adapter, and the settings that scale it."""
    path = folder / VISION / WEIGHTS if folder else None
    if path is None or not path.is_file():
        return []
    settings = json.loads((path.parent / "adapter_config.json").read_text())
    tensors = load_file(path)
    hashes = [
        f"{name} {hashlib.sha256(tensors[name].contiguous().numpy().tobytes()).hexdigest()}"
        for name in sorted(tensors)
        if "vision_tower" in name
    ]
    return [*hashes, *(f"{key} {settings.get(key)}" for key in ("r", "lora_alpha", "use_rslora"))]


_LORA_FIELDS = ("r", "lora_alpha", "lora_dropout", "target_modules", "modules_to_save", "bias", "use_rslora")
"""Of an adapter's settings; others can import modules or alter the base's weights."""


def read_adapter(folder: Path) -> tuple[dict[str, Any], dict[str, torch.Tensor]]:
    """Settings and weights of a PEFT adapter, by the names of today. Raises ModelError; pickled weights are refused."""
    path = folder / WEIGHTS
    if not path.is_file():
        pickled = " (a pickled adapter_model.bin is never loaded)" if (folder / "adapter_model.bin").exists() else ""
        raise ModelError(f"no {WEIGHTS} in {folder.name}/{pickled}; run: python -m lavic distill")
    try:
        settings = json.loads((folder / "adapter_config.json").read_text())
        return _with_names_of_today(settings, load_file(path))
    except (OSError, ValueError, AttributeError, SafetensorError) as error:
        raise ModelError(f"the adapter {folder.name}/ cannot be read: {error}; train it again") from error


def fill_adapter(peft_model: Any, weights: dict[str, torch.Tensor], name: str) -> None:
    """Weights of the adapter `name` into a model that is wrapped for one. Raises ModelError where any key is missing,
    unexpected or of another shape."""
    from peft import set_peft_model_state_dict
    from peft.utils import get_peft_model_state_dict

    expected = get_peft_model_state_dict(peft_model)
    missing, unexpected = sorted(set(expected) - set(weights)), sorted(set(weights) - set(expected))
    shapes = [k for k in set(expected) & set(weights) if expected[k].shape != weights[k].shape]
    if missing or unexpected or shapes:
        raise ModelError(
            f"the adapter {name}/ does not fit this model: {len(missing)} keys missing, {len(unexpected)} "
            f"unexpected, {len(shapes)} of another shape, e.g. {(missing + unexpected + shapes)[0]}; "
            "it was made for another base or another version"
        )
    set_peft_model_state_dict(peft_model, weights)


def put_adapter(model: Any, folder: Path, *, merge: bool = True) -> None:
    """Puts one PEFT adapter on, in place. Merged into full-precision weights; never into NF4, where the rounding
    swallows the update. Raises ModelError."""
    from peft import LoraConfig, get_peft_model

    settings, weights = read_adapter(folder)
    try:
        peft_model = get_peft_model(model, LoraConfig(**{k: settings[k] for k in _LORA_FIELDS if k in settings}))
    except (ValueError, TypeError) as error:
        raise ModelError(f"the adapter {folder.name}/ cannot be read: {error}; train it again") from error
    fill_adapter(peft_model, weights, folder.name)
    if merge:
        peft_model.merge_and_unload()


def _with_names_of_today(
    settings: dict[str, Any], weights: dict[str, torch.Tensor]
) -> tuple[dict[str, Any], dict[str, torch.Tensor]]:
    """Settings and weights of an adapter, older names of modules replaced."""
    if whole := settings.get("modules_to_save"):
        settings = settings | {"modules_to_save": [_OLDER_NAMES.get(name, name) for name in whole]}

    def today(key: str) -> str:
        return ".".join(_OLDER_NAMES.get(part, part) for part in key.split("."))

    return settings, {today(key): value for key, value in weights.items()}
