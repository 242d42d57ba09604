"""What the passes of stage 1 share: pictures to vectors, stored or fresh, and the training of a pass over them."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from PIL import ImageOps
from torch import Tensor

from lavic.config import Preprocessing
from lavic.modeling import Loaded
from lavic.prompt import Tokens
from lavic.training.distillation.data import Described
from lavic.training.distillation.fidelity import Vectors, answer_loss, description_loss, fidelity
from lavic.training.loop import Run, fit, plain_attention, write
from lavic.training.parallel import Share
from lavic.views import five_views, stacked
from lavic.vision import cls_states

log = logging.getLogger(__name__)


@torch.inference_mode()
def compute_states(tower: Any, rows: Sequence[Described], how: Preprocessing) -> dict[str, Tensor]:
    """(5, D) states of each picture by id, on the CPU."""
    states: dict[str, Tensor] = {}
    for start in range(0, len(rows), 16):
        part = rows[start : start + 16]
        views = stacked(lambda row: five_views(row.open(), how), part)
        states |= dict(zip([row.id for row in part], cls_states(tower, views).cpu(), strict=True))
    return states


def frozen_states(tower: Any, rows: Sequence[Described], how: Preprocessing, path: Path) -> dict[str, Tensor]:
    """(5, D) states of each picture by id, computed once and kept at `path`."""
    if path.is_file():
        return torch.load(path, weights_only=True)
    states = {name: state.clone() for name, state in compute_states(tower, rows, how).items()}
    log.info("computed the states of %d pictures", len(states))
    if Share().first:
        write(path, states)
    return states


class Stage:
    """The parts that both passes of stage 1 use."""

    def __init__(self, loaded: Loaded, wrapped: Any) -> None:
        self.wrapped = wrapped
        self.tower = loaded.model.model.vision_tower
        self.preprocessing = loaded.config.preprocessing
        self.language = loaded.language()

    def _answers(self, rows: Sequence[Described], rng: random.Random) -> list[Tokens]:
        return [self.language.prompter.description(rng.choice(row.descriptions)) for row in rows]

    def _views(self, rows: Sequence[Described], rng: random.Random | None) -> Tensor:
        """(B, 5, 3, S, S); mirrored at random in training, which changes no trait that a person would name."""
        mirrored = [rng is not None and rng.random() < 0.5 for _ in rows]

        def views(row: Described, mirror: bool) -> Tensor:
            picture = row.open()
            return five_views(ImageOps.mirror(picture) if mirror else picture, self.preprocessing)

        return stacked(lambda pair: views(*pair), zip(rows, mirrored, strict=True))

    def _projected(self, states: Mapping[str, Tensor]) -> Vectors:
        return lambda rows: self.language.project(torch.stack([states[row.id] for row in rows]))

    def _validation(self, held: Sequence[Described], vectors_of: Vectors) -> float:
        """Mean loss over the held-out rows, one fixed description each; NaN where there is none."""
        self.wrapped.eval()
        return description_loss(self.language, held, vectors_of)

    def fidelity(self, rows: Sequence[Described], states: Mapping[str, Tensor], full: float | None) -> dict[str, Any]:
        """See `lavic.training.distillation.fidelity`. Without `states` of this tower, they are computed."""
        return fidelity(self.language, rows, states or compute_states(self.tower, rows, self.preprocessing), full)

    def fit_projector(
        self,
        run: Run,
        rows: list[Described],
        held: list[Described],
        states: dict[str, Tensor],
        keep: Callable[[float], None],
        noise: float = 0.0,
    ) -> dict[str, int | float]:
        """All but the tower, over its stored states, blurred by `noise` of their own spread."""
        spread = noise * torch.stack([states[row.id] for row in rows]).float().std((0, 1)) if noise else None

        def loss(chosen: Sequence[int], rng: random.Random) -> Tensor:
            self.wrapped.train()
            part = [rows[i] for i in chosen]
            stored = torch.stack([states[row.id] for row in part]).float()
            if spread is not None:
                stored += spread * torch.randn(
                    stored.shape, generator=torch.Generator().manual_seed(rng.getrandbits(63))
                )
            with plain_attention(self.language.model.device):
                return answer_loss(self.language, self._answers(part, rng), self.language.project(stored))

        return fit(run, loss, lambda: self._validation(held, self._projected(states)), keep)

    def fit_tower(
        self, run: Run, rows: list[Described], held: list[Described], keep: Callable[[float], None]
    ) -> dict[str, int | float]:
        """The paper's stage 1: tower and projector, end to end."""

        def vectors_of(part: Sequence[Described], rng: random.Random | None = None) -> Tensor:
            return self.language.project(cls_states(self.tower, self._views(part, rng)))

        def loss(chosen: Sequence[int], rng: random.Random) -> Tensor:
            self.wrapped.train()
            part = [rows[i] for i in chosen]
            vectors = vectors_of(part, rng)
            return answer_loss(self.language, self._answers(part, rng), vectors)

        return fit(run, loss, lambda: self._validation(held, vectors_of), keep)
