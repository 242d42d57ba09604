"""Before stage 1 of `tiny`: its tower learns to tell apart what descriptions speak of.

The paper's CLIP tower was made to agree with words; the small tower was not, and the task that its package was made
for spoiled its [CLS] state (docs/EXPERIMENTS.md). Here LoRA on the tower, and one linear head per attribute ("color",
"material", ...), learn to name the attributes of a picture from the [CLS] state of a single view. The heads are thrown
away: what stays is a state from which the projector can read. Leaves out rows whose attributes nobody knows, so that a
teacher that only writes prose (`lavic describe`) skips this pass.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from typing import Any

import torch
from PIL import Image, ImageOps
from torch import Tensor, nn
from torch.nn import functional as F

from lavic.config import VIEWS, Preprocessing
from lavic.training.distillation.data import Described
from lavic.training.loop import Run, fit
from lavic.views import side_by_side, square, stacked, view

WHOLE = 0.6
"""Share of the pictures that are shown whole; of the others, one quarter."""
CROP = 0.7
"""Least side of a random crop. Colours are never changed: they are what is learnt."""
SMOOTHING = 0.1
"""Of the labels: names of colours and materials shade into one another."""
WEIGHTS = {"color": 3.0, "garment": 3.0, "garment_color": 2.0}
"""Of an attribute in the loss, where it is not 1: what people ask for most, and what a tower of renders tells worst.
Those of garments are not measured yet."""


class Heads(nn.Module):
    """One linear classifier per attribute over a normalised state (B, D)."""

    def __init__(self, dimension: int, rows: Sequence[Described]) -> None:
        super().__init__()
        names = sorted({name for row in rows for name, value in row.traits.items() if value})
        self.values = {name: sorted({row.traits.get(name, "") for row in rows} - {""}) for name in names}
        self.norm = nn.LayerNorm(dimension, elementwise_affine=False)
        self.heads = nn.ModuleDict({name: nn.Linear(dimension, len(values)) for name, values in self.values.items()})

    def forward(self, states: Tensor) -> dict[str, Tensor]:
        """(B, D) to logits (B, values) by attribute."""
        normalised = self.norm(states.float())
        return {name: head(normalised) for name, head in self.heads.items()}

    def targets(self, rows: Sequence[Described]) -> dict[str, Tensor]:
        """(B,) int64 by attribute; -100 where a row does not have it, or has a value that training never showed."""
        places = {name: {value: i for i, value in enumerate(values)} for name, values in self.values.items()}
        return {
            name: torch.tensor([places[name].get(row.traits.get(name, ""), -100) for row in rows]) for name in places
        }


def attribute_loss(logits: dict[str, Tensor], targets: dict[str, Tensor]) -> Tensor:
    """Mean over the attributes, by WEIGHTS, of the mean cross-entropy over the rows that have them."""
    present = [name for name, target in targets.items() if (target >= 0).any()]
    weights = [WEIGHTS.get(name, 1.0) for name in present]
    losses = [
        weight * F.cross_entropy(logits[name], targets[name].to(logits[name].device), label_smoothing=SMOOTHING)
        for name, weight in zip(present, weights, strict=True)
    ]
    return torch.stack(losses).sum() / sum(weights)


class Pictures:
    """Training pictures, decoded once; about 340 kB each for `tiny`."""

    def __init__(self, rows: Sequence[Described], how: Preprocessing) -> None:
        self._how = how
        squares = side_by_side(lambda row: square(row.open(), how), rows)
        self._squares = {row.id: picture for row, picture in zip(rows, squares, strict=True)}

    def jittered(self, row: Described, seed: int) -> Tensor:
        """(3, S, S): one view of a random crop, mirrored half of the time."""
        rng = random.Random(seed)
        picture = self._squares[row.id]
        side = picture.width
        crop = round(side * rng.uniform(CROP, 1.0))
        left, top = rng.randint(0, side - crop), rng.randint(0, side - crop)
        picture = picture.resize((side, side), Image.Resampling.BILINEAR, box=(left, top, left + crop, top + crop))
        if rng.random() < 0.5:
            picture = ImageOps.mirror(picture)
        number = 0 if rng.random() < WHOLE else rng.randrange(1, VIEWS)
        return view(picture, number, self._how)

    def whole(self, row: Described) -> Tensor:
        """(3, S, S): the first view, as it is."""
        return view(self._squares[row.id], 0, self._how)


def pretrain_attributes(
    tower: Any,
    parameters: dict[str, nn.Parameter],
    rows: Sequence[Described],
    held: Sequence[Described],
    how: Preprocessing,
    make_run: Callable[[dict[str, nn.Parameter], int], Run],
) -> dict[str, Any]:
    """Trains `parameters` (of `tower`) and throw-away heads on rows that have attributes; returns the run's figures.

    `accuracy` is that of the heads on the whole view of the held-out pictures, by attribute.
    """
    rows = [row for row in rows if row.traits]
    known = [row for row in held if row.traits]
    first = next(iter(tower.parameters()))
    heads = Heads(tower.config.hidden_size, rows).to(first.device)
    pictures = Pictures([*rows, *known], how)

    def state(views: Tensor) -> Tensor:
        return tower(views.to(first.device, first.dtype)).last_hidden_state[:, 0]

    def loss(chosen: Sequence[int], rng: random.Random) -> Tensor:
        part = [rows[i] for i in chosen]
        seeds = [rng.getrandbits(32) for _ in part]
        logits = heads(state(stacked(lambda drawn: pictures.jittered(*drawn), zip(part, seeds, strict=True))))
        return attribute_loss(logits, heads.targets(part))

    @torch.inference_mode()
    def validate() -> float:
        if not known:
            return math.nan
        logits = heads(state(stacked(pictures.whole, known)))
        return float(attribute_loss(logits, heads.targets(known)))

    own = {f"heads.{name}": value for name, value in heads.named_parameters()}
    figures: dict[str, Any] = fit(make_run({**parameters, **own}, len(rows)), loss, validate, lambda _: None)
    with torch.inference_mode():
        logits = heads(state(stacked(pictures.whole, known)))
    return {**figures, "accuracy": accuracy(logits, heads.targets(known))}


def accuracy(logits: dict[str, Tensor], targets: dict[str, Tensor]) -> dict[str, float]:
    """Share of rows named rightly, by attribute, among those that have it."""
    found = {}
    for name, target in targets.items():
        has = target >= 0
        if has.any():
            right = logits[name].argmax(-1).cpu()[has] == target[has]
            found[name] = round(float(right.float().mean()), 3)
    return found
