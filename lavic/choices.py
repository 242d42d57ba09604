"""A conversation with its candidates: what stage 2 learns from and what evaluation measures on."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from catalog.conversations import Conversation, Turn, parse_turns, read
from catalog.store import Catalog
from lavic.errors import ModelError


@dataclass(frozen=True)
class Choice:
    turns: tuple[Turn, ...]
    ids: tuple[str, ...]
    listings: tuple[str, ...]
    states: np.ndarray
    """(K, 5, D) float16."""
    fits: tuple[bool, ...]
    """Which candidates are ground truth."""
    tags: tuple[str, ...] = ()
    truths: int = 0
    """Ground truths in all, among the candidates or not."""

    def take(self, rows: Sequence[int]) -> Choice:
        """The same conversation with these candidates, in this order."""
        return Choice(
            self.turns,
            tuple(self.ids[i] for i in rows),
            tuple(self.listings[i] for i in rows),
            self.states[list(rows)],
            tuple(self.fits[i] for i in rows),
            self.tags,
            self.truths,
        )

    def draw(self, size: int, rng: random.Random) -> Choice:
        """One ground truth and up to `size` - 1 candidates that do not fit, shuffled."""
        right = [i for i, fit in enumerate(self.fits) if fit]
        wrong = [i for i, fit in enumerate(self.fits) if not fit]
        chosen = [rng.choice(right), *rng.sample(wrong, min(size - 1, len(wrong)))]
        rng.shuffle(chosen)
        return self.take(chosen)


def read_choices(path: Path, catalog: Catalog, key: str, *, add_truth: bool = False) -> list[Choice]:
    """Conversations of a file with their candidates' listings (`Product.summary`) and states.

    `add_truth` adds ground truths that retrieval missed (training only: an evaluation must not).
    Raises ModelError where no row has candidates under `key`.
    """
    choices = []
    for conversation in read(path):
        ids = [i for i in conversation.candidates.get(key, ()) if i in catalog.ids]
        if add_truth:
            ids += [i for i in conversation.gt_items if i in catalog.ids and i not in ids]
        if ids:
            choices.append(choice_of(conversation, ids, catalog))
    if not choices:
        raise ModelError(
            f"no row of {path.name} has candidates of this catalog under {key!r}; "
            f"run: python -m retrieval candidates {path.name} --catalog DIR --key {key} --out FILE"
        )
    return choices


def choice_of(conversation: Conversation, ids: Sequence[str], catalog: Catalog) -> Choice:
    rows = [catalog.row(i) for i in ids]
    truth = set(conversation.gt_items)
    return Choice(
        tuple(parse_turns(conversation.context)),
        tuple(ids),
        tuple(product.summary() for product in catalog.products(rows)),
        np.asarray(catalog.states(rows)),
        tuple(i in truth for i in ids),
        conversation.tags,
        len(truth),
    )
