"""Writes the folders. Each appears whole or not at all, and is laid out as the libraries of others read it.

The model's folder holds a card, the manifest of the training, `vision/` and `language/` as PEFT names them, and for
`tiny` the assembled base: transformers and PEFT load it without anything of this repository, as the card shows. A
shop's folder is a dataset without a script: `pictures/` with `metadata.jsonl`, which the hub shows as pictures with
their listings, and beside it feed and conversations as the commands here read them.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from safetensors.torch import save_file

from catalog.store import SAMPLE, SECONDHAND
from lavic.errors import ModelError
from lavic.modeling import LANGUAGE, VISION, WEIGHTS, adapters_folder, public_name, read_adapter
from lavic.publishing.cards import dataset_card, model_card
from lavic.publishing.config import PublishConfig
from lavic.weights import COMPLETE, tiny_base

MODEL = "model"
SHIPPED_SHOPS = (SAMPLE.parent, SECONDHAND.parent)
FEED, PICTURES, METADATA = "feed.jsonl", "pictures", "metadata.jsonl"


def publish(config: PublishConfig) -> dict[str, Any]:
    """Writes everything and returns what was written: bytes by folder. Raises ModelError before the first byte where
    a part is missing or FOLDER holds something already."""
    if config.to.exists() and (not config.to.is_dir() or any(config.to.iterdir())):
        raise ModelError(f"{config.to.name} holds something already; expected a new or empty folder: name another --to")
    adapters = adapters_folder(config.model, config.adapters)
    if adapters is None:
        raise ModelError(f"{config.model!r} ships without adapters; name those that were trained: --adapters DIR")
    manifest = _manifest(adapters)
    reports = [_read(path) for path in config.report]
    shops = config.shop or SHIPPED_SHOPS
    for shop in shops:
        _require_shop(shop)
    config.to.mkdir(parents=True, exist_ok=True)
    with _whole(config.to / MODEL) as folder:
        _write_model(folder, config, adapters, manifest)
        model_card(config, manifest, reports, [shop.name for shop in shops]).save(folder / "README.md")
    for shop in shops:
        with _whole(config.to / f"shop-{shop.name}") as folder:
            _write_shop(folder, shop)
    return {entry.name: _bytes(entry) for entry in sorted(config.to.iterdir())}


def _write_model(folder: Path, config: PublishConfig, adapters: Path, manifest: dict[str, Any]) -> None:
    if config.model == "tiny" and config.base:
        for file in tiny_base().iterdir():
            if file.name != COMPLETE:
                shutil.copyfile(file, folder / file.name)
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    for part in (VISION, LANGUAGE):
        if not (adapters / part).is_dir():
            continue
        settings, weights = read_adapter(adapters / part)
        settings["base_model_name_or_path"] = config.repo or public_name(config.model)
        (folder / part).mkdir()
        (folder / part / "adapter_config.json").write_text(json.dumps(settings, indent=2) + "\n", encoding="utf-8")
        save_file(weights, folder / part / WEIGHTS)


def _write_shop(folder: Path, shop: Path) -> None:
    for file in sorted(shop.glob("*.jsonl")):
        shutil.copyfile(file, folder / file.name)
    (folder / PICTURES).mkdir()
    rows = []
    for row in _rows(shop / FEED):
        image = str(row.get("image") or "")
        if image and (picture := shop / PICTURES / image).is_file():
            shutil.copyfile(picture, folder / PICTURES / picture.name)
            rows.append({"file_name": picture.name} | {key: value for key, value in row.items() if key != "image"})
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (folder / PICTURES / METADATA).write_text(text, encoding="utf-8")
    others = [file.stem for file in sorted(shop.glob("*.jsonl")) if file.name != FEED]
    dataset_card(shop.name, len(rows), others).save(folder / "README.md")


def _require_shop(shop: Path) -> None:
    for name in (FEED, PICTURES):
        if not (shop / name).exists():
            raise ModelError(f"no {name} in {shop}; expected a shop's folder, with {FEED} and {PICTURES}/")


def _rows(path: Path) -> list[dict[str, Any]]:
    try:
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    except ValueError as error:
        raise ModelError(f"{path.name} is not JSON lines ({error})") from None


def _manifest(adapters: Path) -> dict[str, Any]:
    path = adapters / "manifest.json"
    if not path.is_file():
        raise ModelError(f"no manifest.json at {adapters}; expected a folder that distill or tune wrote")
    return _read(path)


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"{path.name} cannot be read: {error}") from None
    if not isinstance(found, dict):
        raise ModelError(f"{path.name} holds a {type(found).__name__}; expected an object")
    return found


@contextmanager
def _whole(folder: Path) -> Iterator[Path]:
    """A folder that gets its name once everything is in it."""
    partial = folder.with_name(folder.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir()
    yield partial
    partial.rename(folder)


def _bytes(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
