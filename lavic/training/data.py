"""Rows of stage 1, read from files that anybody can write."""

from __future__ import annotations

import json
import logging
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from PIL import Image

from catalog.pictures import PictureError, open_picture
from lavic.errors import ModelError

log = logging.getLogger(__name__)

T = TypeVar("T")


@dataclass(frozen=True)
class Described:
    """One picture and what a teacher wrote of it. Several descriptions are used in turn."""

    id: str
    picture: Path
    descriptions: tuple[str, ...]
    traits: Mapping[str, str] = field(default_factory=dict)
    """What is to be seen, by name ("color": "navy"), where the teacher knows it; "" where it does not apply."""

    def open(self) -> Image.Image:
        """Raises ModelError, naming the picture, where it cannot be decoded."""
        try:
            return open_picture(self.picture)
        except PictureError as error:
            raise ModelError(f"{self.picture.name} {error}; mend it, or take its row out") from None


def read_descriptions(folder: Path) -> list[Described]:
    """`folder/descriptions.jsonl` ({"id", "image", "description"} a line, "traits" if they are known; an id may come
    again) and `folder/pictures/`. Pictures that are missing are left out; none at all is an error."""
    path = folder / "descriptions.jsonl"
    if not path.is_file():
        raise ModelError(
            f"no {path.name} in {folder}; run: python -m catalog.studio render, then stock; or python -m lavic describe"
        )
    texts: dict[str, list[str]] = {}
    images: dict[str, str] = {}
    traits: dict[str, dict[str, str]] = {}
    # Lines of the file, not str.splitlines: that also breaks at separators that JSON may hold.
    for number, line in enumerate(path.open(encoding="utf-8"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            texts.setdefault(row["id"], []).append(row["description"])
            images[row["id"]] = Path(row["image"]).name
            traits[row["id"]] = dict(row.get("traits") or {})
        except (ValueError, KeyError, TypeError) as error:
            raise ModelError(
                f"{path.name}, line {number}: expected id, image and description, found {error!r}"
            ) from None
    rows = [Described(i, folder / "pictures" / images[i], tuple(texts[i]), traits[i]) for i in texts]
    present = [row for row in rows if row.picture.is_file()]
    if not present:
        raise ModelError(f"none of the {len(rows)} described pictures is in {folder / 'pictures'}")
    if len(present) < len(rows):
        log.warning("%d of %d described pictures are missing and left out", len(rows) - len(present), len(rows))
    return present


def split(rows: Sequence[T], share: float, seed: int) -> tuple[list[T], list[T]]:
    """Training and validation rows, drawn by seed; validation has at least one row where there are two."""
    order = list(range(len(rows)))
    random.Random(f"{seed} split").shuffle(order)
    held = max(1, round(share * len(rows))) if len(rows) > 1 else 0
    return [rows[i] for i in sorted(order[held:])], [rows[i] for i in sorted(order[:held])]
