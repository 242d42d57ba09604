"""One handsome picture of a whole collection: a few products of every kind, by department, on much white."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from studio.pool import PoolError, read_truth
from studio.spec import Spec

DEPARTMENTS = ("home", "fashion", "beauty")
TITLES = {"home": "Home", "fashion": "Fashion accessories", "beauty": "Beauty"}
COLUMNS = 12
CELL, GAP, BORDER = 150, 10, 90
"""Pixels: of a picture's side, between two pictures, and around it all."""
_HEAD = 70
PAPER, INK, FAINT = "#FFFFFF", "#26241F", "#8C887F"


def sheet(folder: Path, out: Path, *, per_kind: int = 3) -> None:
    """Writes a PNG of the first `per_kind` products of each kind of folder/truth.jsonl.

    Raises PoolError where the folder has no truth or a picture of it is missing.
    """
    specs = read_truth(folder / "truth.jsonl")
    departments = {d: chosen for d in DEPARTMENTS if (chosen := choose(specs, d, per_kind))}
    width = 2 * BORDER + COLUMNS * CELL + (COLUMNS - 1) * GAP
    rows = {d: -(-len(chosen) // COLUMNS) for d, chosen in departments.items()}
    height = 2 * BORDER + sum(_block(count) for count in rows.values()) - BORDER
    page = Image.new("RGB", (width, height), PAPER)
    top = BORDER
    for department, chosen in departments.items():
        _heading(page, top, department, len({s.kind for s in chosen}), sum(s.department == department for s in specs))
        for i, spec in enumerate(chosen):
            left = BORDER + i % COLUMNS * (CELL + GAP)
            page.paste(_picture(folder, spec), (left, top + _HEAD + i // COLUMNS * (CELL + GAP)))
        top += _block(rows[department])
    out.parent.mkdir(parents=True, exist_ok=True)
    page.save(out, optimize=True, quality=80, method=6)  # as the ending of its name says; PNG takes the first alone


def _block(rows: int) -> int:
    """Pixels that a department takes, with the space below it."""
    return _HEAD + rows * (CELL + GAP) - GAP + BORDER


def choose(specs: Sequence[Spec], department: str, per_kind: int) -> list[Spec]:
    """The first of each kind, then the second of each ..., so that no two of a kind are side by side; whole rows."""
    kinds: dict[str, list[Spec]] = {}
    for spec in specs:
        if spec.department == department:
            kinds.setdefault(spec.kind, []).append(spec)
    chosen = [own[i] for i in range(per_kind) for own in kinds.values() if i < len(own)]
    return chosen[: len(chosen) // COLUMNS * COLUMNS] or chosen


def _heading(page: Image.Image, top: int, department: str, kinds: int, products: int) -> None:
    draw = ImageDraw.Draw(page)
    large, small = ImageFont.load_default(32), ImageFont.load_default(17)
    draw.text((BORDER, top), TITLES[department], INK, large)
    draw.text((page.width - BORDER, top + 15), f"{products} products of {kinds} kinds", FAINT, small, anchor="ra")


def _picture(folder: Path, spec: Spec) -> Image.Image:
    path = folder / "pictures" / f"{spec.id}.webp"
    try:
        with Image.open(path) as image:
            small = image.convert("RGB").resize((CELL, CELL), Image.Resampling.LANCZOS)
    except OSError as error:
        raise PoolError(f"no picture {path} ({error}): run python -m studio render --resume") from None
    mask = Image.new("L", (4 * CELL, 4 * CELL), 0)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, 4 * CELL - 1, 4 * CELL - 1), 4 * 8, fill=255)
    card = Image.new("RGB", small.size, PAPER)
    card.paste(small, mask=mask.resize(small.size, Image.Resampling.LANCZOS))
    return card
