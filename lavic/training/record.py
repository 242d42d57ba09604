"""The manifest of a checkpoint: what it stands on, what it was trained with, and how well it did."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from lavic.modeling import public_name
from lavic.training.parallel import Share
from lavic.weights import DINOV2, SMOLLM2

BASES = {
    "tiny": [
        {"name": "SmolLM2-135M-Instruct, Q4_1", "licence": "Apache-2.0", "package": SMOLLM2.package, "sha256": SMOLLM2.sha256},  # noqa: E501
        {"name": "DINOv2-small", "licence": "Apache-2.0", "package": DINOV2.package, "sha256": DINOV2.sha256},
    ]
}  # fmt: skip
LIBRARIES = ("torch", "transformers", "peft")


def record(folder: Path, model: str, stage: str, config: Any, data: Sequence[Path], figures: dict[str, Any]) -> Path:
    """Adds one stage to `folder/manifest.json` and returns its path. `data` are the files that were trained on.

    Of several processes the first writes.
    """
    path = folder / "manifest.json"
    if not Share().first:
        return path
    manifest = json.loads(path.read_text()) if path.is_file() else {}
    name = public_name(model)
    manifest |= {"model": name, "bases": BASES.get(model, [{"name": name}])}
    manifest["libraries"] = {name: importlib.metadata.version(name) for name in LIBRARIES}
    manifest.setdefault("stages", {})[stage] = {
        "config": _plain(asdict(config)) | {"model": name},
        "data": {"/".join(file.parts[-2:]): sha256_of(file) for file in data},
        "figures": figures,
    }
    partial = path.with_name(path.name + ".partial")
    partial.write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    partial.replace(path)
    return path


def sha256_of(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _plain(value: Any) -> Any:
    """Paths become their last part: a manifest names no folder of a machine."""
    if isinstance(value, Path):
        return value.name
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return {key: _plain(item) for key, item in value.items()} if isinstance(value, dict) else value
