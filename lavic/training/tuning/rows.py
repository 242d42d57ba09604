"""The conversations of stage 2 by use: to train on, with and without pictures, and to validate."""

from __future__ import annotations

import logging
import random
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

import numpy as np
import torch

from catalog.conversations import read
from catalog.store import Catalog
from lavic.errors import ModelError
from lavic.examples import RankingExample, iter_examples, read_examples
from lavic.scoring import ScoringRow
from lavic.training.config import TuneConfig
from lavic.training.distillation.data import split

log = logging.getLogger(__name__)

ANSWERED_BY_LISTING = frozenset({"textual", "both"})
"""Tags of the rows whose answer stands in the listings, in whole or in part."""
SPREAD = 500
"""Conversations whose candidates tell how far states spread."""
_AT_ONCE = 500
"""Synthetic queries in memory."""


@dataclass(frozen=True)
class Rows:
    """Conversations by use: no product that `held` asks for is shown in the others."""

    training: list[RankingExample]
    answered_by_listing: list[RankingExample]
    """To train on without pictures: the listings tell the answer."""
    held: list[RankingExample]
    spread: np.ndarray
    """(D,) float32: the standard deviation of the states that training sees."""
    rivals: str
    """Where the wrong candidates of `held` come from: "held", products kept out as its answers are; "all" of the
    catalog, where no such list would have any; "validation", the file's own."""
    kept_out: frozenset[str] | None
    """Products that further conversations must not show; None where the split of products says which."""


def read_rows(config: TuneConfig, encoder_fingerprint: str) -> Rows:
    """Raises ModelError, now rather than after an epoch, where there is nothing to train on or to validate."""
    files = config.conversations
    catalogs = [opened(folder, config, encoder_fingerprint) for folder in config.catalog[: len(files)]]
    parts = [_parts(file, catalog, config) for file, catalog in zip(files, catalogs, strict=True)]
    training, by_listing, held = (list(chain.from_iterable(getattr(part, use) for part in parts)) for use in _USES)
    rivals = "held"
    if config.validation:
        held, rivals = _examples(config.validation, catalogs[0], config.key, config, added=False), "validation"
    elif among_held := [row for part in parts for row in part.rivals_held()]:
        held = among_held
    elif held:
        rivals = "all"
        log.warning("no list has two products that are kept out: validation rows are held against trained products")
    names = ", ".join(file.name for file in files)
    if not training or not held:
        raise ModelError(
            f"{len(training)} rows to train on and {len(held)} to validate in {names}, by --held {config.held} of the "
            f"products and --tag {config.tag!r}; expected some of both"
        )
    if config.served and not any(example.prior for example in training):
        raise ModelError(
            f"no row of {names} has {config.served!r} with retrieval's scores; run: "
            f"python -m retrieval candidates FILE --catalog DIR --key {config.served} --out FILE"
        )
    sample = random.Random(config.split_seed).sample(training, min(SPREAD, len(training)))
    states = np.concatenate([example.states for example in sample]).astype(np.float32)
    spread = np.nan_to_num(states[states.any((1, 2))].std((0, 1)))
    random.Random(0).shuffle(held)
    own = config.validation is not None or any(part.grouped for part in parts)
    kept_out = frozenset(chain.from_iterable(part.kept_out for part in parts)) if own else None
    return Rows(training, by_listing, held, spread, rivals, kept_out)


def opened(folder: Path, config: TuneConfig, encoder_fingerprint: str) -> Catalog:
    catalog = Catalog.open(folder)
    if catalog.stale_eye(encoder_fingerprint):
        raise ModelError(
            f"the catalog's tokens were made by another vision encoder; rebuild it with --adapters {config.adapters}"
        )
    return catalog


@dataclass(frozen=True)
class _Parts:
    """One file's conversations by use."""

    training: list[RankingExample]
    answered_by_listing: list[RankingExample]
    held: list[RankingExample]
    kept_out: set[str]
    """Products that answer nothing in training, and are no candidates there."""
    grouped: bool

    def rivals_held(self) -> list[RankingExample]:
        """The rows of `held` with products that were kept out alone: their wrong candidates come from where their
        answers come from, so that being unknown tells nothing. Rows that then have no rival are left out."""
        rows = (row.take([i for i, name in enumerate(row.ids) if name in self.kept_out]) for row in self.held)
        return [row for row in rows if any(row.fits) and not all(row.fits)]


_USES = ("training", "answered_by_listing", "held")


def _parts(file: Path, catalog: Catalog, config: TuneConfig) -> _Parts:
    examples = _examples(file, catalog, config.key, config)
    tagged = [example for example in examples if not config.tag or config.tag in example.tags][: config.limit or None]
    if config.served and any(config.served in row.candidates for row in read(file)):
        served = _examples(file, catalog, config.served, config, added=False)[: config.limit or None]
        replaced = {example.turns for example in served}
        tagged, examples = (
            [*(example for example in part if example.turns not in replaced), *served] for part in (tagged, examples)
        )
    apart = _held_groups(examples, config)
    if config.validation:
        held, kept_out = [], set()
    elif apart:
        held = [example for example in tagged if example.group in apart]
        kept_out = {name for example in examples if example.group in apart for name in example.answers()}
    else:
        kept_out = _held(catalog, config)
        held = [example for example in tagged if kept_out & set(example.answers())]
    by_listing = [example for example in examples if ANSWERED_BY_LISTING & set(example.tags)]
    training, by_listing = (
        [
            without(example, kept_out)
            for example in part
            if example.group not in apart and not kept_out & set(example.answers())
        ]
        for part in (tagged, by_listing)
    )
    training = [example for example in training if any(example.fits) and not all(example.fits)]
    held = [without(example, set(example.answers()) - kept_out) for example in held]
    return _Parts(training, by_listing, held, kept_out, bool(apart))


def _held_groups(examples: Sequence[RankingExample], config: TuneConfig) -> set[str]:
    """Groups of rows that are kept out; none where no row names one. A row without a group is never among them."""
    names = sorted({example.group for example in examples} - {""})
    return set() if config.validation else set(split(names, config.held, config.split_seed)[1])


def _held(catalog: Catalog, config: TuneConfig) -> set[str]:
    _, kept_out = split(sorted(catalog.ids), config.held, config.split_seed)
    return set(kept_out)


def query_shops(config: TuneConfig, encoder_fingerprint: str) -> list[tuple[Path, Catalog]]:
    """Each file with its catalog. Raises ModelError now, not after an epoch, where they do not belong together."""
    folders = config.catalog[len(config.conversations) :]
    shops = [
        (file, opened(folder, config, encoder_fingerprint))
        for file, folder in zip(config.synthetic_queries, folders, strict=True)
    ]
    for (file, catalog), folder in zip(shops, folders, strict=True):
        if next(iter_examples(file, catalog, config.key, training=True), None) is None:
            raise ModelError(
                f"no row of {file.name} has candidates of {folder} under {config.key!r}, some of which fit; expected "
                "the --catalog of each of --synthetic-queries, in order, after those of the conversations"
            )
    return shops


def queries(
    shops: Sequence[tuple[Path, Catalog]], config: TuneConfig, kept_out: frozenset[str] | None
) -> Iterator[list[RankingExample]]:
    """A few at a time: all their states together would be gigabytes. No product that is kept out is among them."""
    for file, catalog in shops:
        held = _held(catalog, config) if kept_out is None else kept_out
        examples = (without(example, held) for example in iter_examples(file, catalog, config.key, training=True))
        while part := list(islice(examples, _AT_ONCE)):
            yield part


def _examples(
    file: Path, catalog: Catalog, key: str, config: TuneConfig, *, added: bool = True
) -> list[RankingExample]:
    rows = read_examples(file, catalog, key, training=True, added=added)
    return [row for row in rows if not (config.drop_leaks and row.leaks)]


def without(example: RankingExample, ids: Collection[str]) -> RankingExample:
    """The same conversation with none of these candidates. A product that training only ever shows as a wrong answer
    is learnt to be one, and a validation that asks for it then falls below chance."""
    return example.take([row for row, name in enumerate(example.ids) if name not in ids])


def drawn_row(example: RankingExample, size: int, rng: random.Random) -> RankingExample:
    """An answer that retrieval missed stands last in its list: no place in it may tell."""
    return example.draw(size, rng) if size else example.take(rng.sample(range(len(example.ids)), len(example.ids)))


def scoring_row(
    example: RankingExample, prior: float = 0.0, noise: np.ndarray | None = None, rng: random.Random | None = None
) -> ScoringRow:
    """As serving asks, with retrieval's score, weighed by `prior`, where the list has that.

    With `noise` (D,) on the states of what has a picture, drawn by `rng`.
    """
    states = example.states
    if rng is not None and noise is not None and noise.any():
        drawn = np.random.default_rng(rng.getrandbits(64)).standard_normal(states.shape, np.float32) * noise
        states = np.where(states.any((1, 2), keepdims=True), states + drawn, 0).astype(np.float32)
    log_prior = prior * torch.tensor(example.prior) if example.prior else None
    return ScoringRow(example.turns, example.listings, torch.from_numpy(states), log_prior)
