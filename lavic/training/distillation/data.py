"""Rows of stage 1, read from files that anybody can write."""

from __future__ import annotations

import json
import logging
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from PIL import Image

from catalog.pictures import PictureError, open_picture
from lavic.captioning.describe import picture_folder
from lavic.errors import ModelError

log = logging.getLogger(__name__)

T = TypeVar("T")
_AMAZON_PICTURE = re.compile(r"([A-Z0-9]{10})_\d+")


@dataclass(frozen=True)
class Described:
    """One picture and what a teacher wrote of it. Several descriptions are used in turn."""

    id: str
    picture: Path
    descriptions: tuple[str, ...]
    traits: Mapping[str, str] = field(default_factory=dict)
    """What is to be seen, by name ("color": "navy"), where the teacher knows it; "" where it does not apply."""
    short: str = ""
    """All of it in one sentence, always in the same form, where the teacher has that."""
    group: str = ""
    """Whatever should be in one part with it: the person who took the picture, a family of products."""

    @property
    def product(self) -> str:
        """What is never parted: the `group`, where a row has one. Else several pictures of one product are known by
        their names, {ASIN}_{k}, and each other picture is its own product."""
        if self.group:
            return f"group {self.group}"
        named = _AMAZON_PICTURE.fullmatch(self.id)
        return named[1] if named else self.id

    def open(self) -> Image.Image:
        """Raises ModelError, naming the picture, where it cannot be decoded."""
        try:
            return open_picture(self.picture)
        except PictureError as error:
            raise ModelError(f"{self.picture.name} {error}; mend it, or take its row out") from None


def described_file(data: Path) -> Path:
    """The file of descriptions that `data` is or holds. Raises ModelError."""
    path = data / "descriptions.jsonl" if data.is_dir() else data
    if not path.is_file():
        raise ModelError(
            f"no descriptions at {data}; expected a folder with descriptions.jsonl, or a released item2meta file; run: "
            "python -m studio render, then stock; or python -m lavic describe"
        )
    return path


def read_descriptions(data: Path, images: Path | None = None) -> list[Described]:
    """The rows of `data/descriptions.jsonl`, or of a file that `data` is, with the pictures in the folder beside it.

    JSON lines of {"id", "image", "description"}, "traits", "short" and "group" if they are known, where an id may come
    again; or a file released with LaViC, item2meta_train.json or item2meta_valid.jsonl, whose descriptions are the
    paper's teacher's, with the folders train_images/ and valid_images/ of its crawler. `images` is a folder where each
    picture is looked for first. Pictures that are missing are left out. Raises ModelError where none is there.
    """
    path = described_file(data)
    texts: dict[str, list[str]] = {}
    names: dict[str, str] = {}
    traits: dict[str, dict[str, str]] = {}
    short: dict[str, str] = {}
    group: dict[str, str] = {}
    for row in _released(path) if path.suffix == ".json" else _lines(path):
        texts.setdefault(row["id"], []).append(row["description"])
        names[row["id"]] = Path(row["image"]).name
        traits[row["id"]] = dict(row.get("traits") or {})
        short[row["id"]] = str(row.get("short") or "")
        group[row["id"]] = str(row.get("group") or "")
    folders = _folders(path, images)
    rows = [Described(i, _found(names[i], folders), tuple(texts[i]), traits[i], short[i], group[i]) for i in texts]
    present = [row for row in rows if row.picture.is_file()]
    if not present:
        places = " or ".join(map(str, folders))
        raise ModelError(f"none of the {len(rows)} described pictures is in {places}; name their folder: --images DIR")
    if len(present) < len(rows):
        log.warning("%d of %d described pictures are missing and left out", len(rows) - len(present), len(rows))
    return present


def _folders(path: Path, images: Path | None) -> list[Path]:
    """Where the pictures of a file of descriptions may be, in the order in which they are looked for."""
    if images is not None and not images.is_dir():
        raise ModelError(f"no folder at {images}; --images is where the pictures are, by the names in {path.name}")
    crawled = path.parent / ("valid_images" if "valid" in path.name else "train_images")
    beside = crawled if path.name.startswith("item2meta") and crawled.is_dir() else picture_folder(path.parent)
    return [folder for folder in (images, beside) if folder is not None]


def _found(name: str, folders: Sequence[Path]) -> Path:
    """The picture in the first folder that has it, else where it would be in the last."""
    return next((path for folder in folders if (path := folder / name).is_file()), folders[-1] / name)


def in_short(rows: Sequence[Described]) -> list[Described]:
    """The rows with their short sentence as the one description, where they have one."""
    return [replace(row, descriptions=(row.short,)) if row.short else row for row in rows]


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    # Lines of the file, not str.splitlines: that also breaks at separators that JSON may hold.
    with open(path, encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
                if "image_description_llava_cleaned" in row:  # item2meta_valid.jsonl
                    row = _picture(row["image_name"], row["image_description_llava_cleaned"])
                yield {name: row[name] for name in ("id", "image", "description")} | {
                    name: row.get(name) for name in ("traits", "short", "group")
                }
            except KeyError as error:
                raise ModelError(
                    f"{path.name}, line {number}: expected id, image and description, found no {error.args[0]!r} among "
                    f"the keys {', '.join(sorted(row))}"
                ) from None
            except (ValueError, TypeError) as error:
                raise ModelError(
                    f"{path.name}, line {number}: expected id, image and description, found {error!r}"
                ) from None


def _released(path: Path) -> Iterator[dict[str, Any]]:
    """item2meta_train.json: ASIN -> {"image_descriptions_llava_cleaned": {picture: description}, ...}."""
    try:
        for meta in json.loads(path.read_text(encoding="utf-8")).values():
            for name, text in (meta.get("image_descriptions_llava_cleaned") or {}).items():
                yield _picture(name, text)
    except (ValueError, AttributeError) as error:
        raise ModelError(f"{path.name}: expected an object of products as in item2meta_train.json ({error})") from None


def _picture(name: str, description: str) -> dict[str, Any]:
    return {"id": Path(name).stem, "image": name, "description": description}


def split_by_product(rows: Sequence[Described], share: float, seed: int) -> tuple[list[Described], list[Described]]:
    """As `split`, but all pictures of a product are in one part."""
    products = list(dict.fromkeys(row.product for row in rows))
    kept_out = set(split(products, share, seed)[1])
    return [row for row in rows if row.product not in kept_out], [row for row in rows if row.product in kept_out]


def split(rows: Sequence[T], share: float, seed: int) -> tuple[list[T], list[T]]:
    """Training and validation rows, drawn by seed; validation has at least one row where there are two."""
    order = list(range(len(rows)))
    random.Random(f"{seed} split").shuffle(order)
    held = max(1, round(share * len(rows))) if len(rows) > 1 else 0
    return [rows[i] for i in sorted(order[held:])], [rows[i] for i in sorted(order[:held])]
