"""A conversation with its candidates: what stage 2 learns from and what evaluation measures on."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from catalog.conversations import Conversation, Turn, leaks, parse_turns, read
from catalog.store import Catalog
from lavic.errors import ModelError

LIVE = "candidates_live"
"""Key under which retrieval writes lists of its own."""


@dataclass(frozen=True)
class RankingExample:
    turns: tuple[Turn, ...]
    ids: tuple[str, ...]
    listings: tuple[str, ...]
    states: np.ndarray
    """(K, 5, D) float16."""
    fits: tuple[bool, ...]
    """Which candidates are ground truth."""
    tags: tuple[str, ...] = ()
    truths: int = 0
    """Ground truths in the catalog, among the candidates or not."""
    truth_ids: tuple[str, ...] = ()
    leaks: bool = False
    """Whether the conversation itself names a ground truth."""
    prior: tuple[float, ...] = ()
    """Retrieval's score of each candidate, 0 to 1; none where the file has none."""
    refused: tuple[str, ...] = ()
    """Products, candidates or not, that have what the shopper does not want (`candidates_refused`)."""
    group: str = ""
    """Rows of one group (a person, a family of products) are all trained on or all kept out; "" for none."""

    def take(self, rows: Sequence[int]) -> RankingExample:
        """The same conversation with these candidates, in this order."""
        return replace(
            self,
            ids=tuple(self.ids[i] for i in rows),
            listings=tuple(self.listings[i] for i in rows),
            states=self.states[list(rows)],
            fits=tuple(self.fits[i] for i in rows),
            prior=tuple(self.prior[i] for i in rows) if self.prior else (),
        )

    def unwanted(self) -> tuple[bool, ...]:
        """Which candidates have what the shopper does not want."""
        return tuple(i in self.refused for i in self.ids)

    def answers(self) -> tuple[str, ...]:
        """The candidates that fit."""
        return tuple(i for i, fit in zip(self.ids, self.fits, strict=True) if fit)

    def draw(self, size: int, rng: random.Random) -> RankingExample:
        """One ground truth and up to `size` - 1 candidates that do not fit, shuffled."""
        right = [i for i, fit in enumerate(self.fits) if fit]
        wrong = [i for i, fit in enumerate(self.fits) if not fit]
        chosen = [rng.choice(right), *rng.sample(wrong, min(size - 1, len(wrong)))]
        rng.shuffle(chosen)
        return self.take(chosen)


def read_examples(
    path: Path, catalog: Catalog, key: str, *, training: bool = False, added: bool = True
) -> list[RankingExample]:
    """Conversations of a file with their candidates' listings (`Product.summary`) and states.

    For training, ground truths that retrieval missed are `added`, which leaves such a row without retrieval's scores,
    and rows that teach nothing are left out: those where all candidates fit, or none does. An evaluation keeps every
    row: what retrieval missed is a miss.
    Raises ModelError where no row has candidates of this catalog under `key`.
    """
    examples = list(iter_examples(path, catalog, key, training=training, added=added))
    if not any(example.ids for example in examples):
        raise ModelError(f"no row of {path.name} has candidates of this catalog under {key!r}{_instead(path, key)}")
    return examples


def _instead(path: Path, key: str) -> str:
    """What to do about it. The file's own lists are named first: retrieval's must not take a released key's place."""
    keys = Counter(name for row in read(path) for name in row.candidates if name != "candidates_refused")
    make = f"run: python -m retrieval candidates {path.name} --catalog DIR --key {LIVE} --out FILE"
    if not keys or key in keys:
        return f"{', which are products of another one' if key in keys else ''}; {make}"
    return f"; it has {', '.join(f'--key {name} ({count} rows)' for name, count in keys.most_common())}; or {make}"


def iter_examples(
    path: Path, catalog: Catalog, key: str, *, training: bool = False, added: bool = True
) -> Iterator[RankingExample]:
    """The same one by one: the states of long lists are gigabytes together. Nothing where no row has candidates."""
    shelf = _Shelf(catalog)
    for conversation in read(path):
        candidates = conversation.candidates.get(key, ())
        answers = conversation.gt_items if training and added else ()
        known = [i for i in dict.fromkeys((*candidates, *answers)) if i in shelf.rows]
        scores = dict(zip(candidates, conversation.scores.get(key, ()), strict=False))
        prior = tuple(scores[i] for i in known) if set(known) <= set(scores) else ()
        example = _choice(conversation, known, prior, shelf)
        if not training or (any(example.fits) and not all(example.fits)):
            yield example


class _Shelf:
    """A catalog whose products come again and again."""

    def __init__(self, catalog: Catalog) -> None:
        self.rows = {name: row for row, name in enumerate(catalog.ids)}
        self._catalog = catalog
        self._listings: dict[int, str] = {}

    def listings(self, rows: Sequence[int]) -> tuple[str, ...]:
        new = [row for row in rows if row not in self._listings]
        summaries = (product.summary() for product in self._catalog.products(new))
        self._listings |= dict(zip(new, summaries, strict=True))
        return tuple(self._listings[row] for row in rows)

    def states(self, rows: Sequence[int]) -> np.ndarray:
        return np.asarray(self._catalog.states(rows))


def _choice(conversation: Conversation, ids: Sequence[str], prior: tuple[float, ...], shelf: _Shelf) -> RankingExample:
    rows = [shelf.rows[i] for i in ids]
    fitting = set(conversation.gt_items)
    return RankingExample(
        tuple(parse_turns(conversation.context)),
        tuple(ids),
        shelf.listings(rows),
        shelf.states(rows),
        tuple(i in fitting for i in ids),
        conversation.tags,
        len(shelf.rows.keys() & fitting),
        conversation.gt_items,
        leaks(conversation),
        prior,
        conversation.candidates.get("candidates_refused", ()),
        conversation.group,
    )
