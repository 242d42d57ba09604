"""Stage 2, recommendation tuning (LaViC section 3.2).

The tower is frozen, so products are their stored states; LoRA on the language model, and of `tiny` the projector itself
and the prior's gate, learn to give a fitting candidate the highest score, under a softmax over the candidates. The
score is the one that serving uses (`lavic.scoring`): `listwise`, the paper's listwise prompt with one-token answers, or
`late_interaction`; beside it stands retrieval's, where a list has that. The paper's own objective, the right ID written
after the list, is there too (`lavic.training.objectives`).
"""

from __future__ import annotations

import logging
import random
import shutil
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from catalog.conversations import read
from catalog.store import Catalog
from lavic.config import fingerprint
from lavic.errors import ModelError
from lavic.examples import RankingExample, iter_examples, read_examples
from lavic.modeling import LANGUAGE, VISION, WEIGHTS, load_model
from lavic.scoring import SCORERS, ScoringRow, scorer_name
from lavic.scoring.late_interaction import LateInteractionScorer
from lavic.training.adapters import PRIOR_GATE, PROJECTOR, attach, cast, recompute, save, trainable
from lavic.training.data import split
from lavic.training.loop import Run, fit
from lavic.training.objectives import IdObjective, Objective, ScoreObjective
from lavic.training.parallel import this_device
from lavic.training.projector_ranking import Lists, rank_by_projector
from lavic.training.record import record, sha256_of
from lavic.training.schedule import Lora, Schedule

log = logging.getLogger(__name__)

ANSWERED_BY_LISTING = frozenset({"textual", "both"})
"""Tags of the rows whose answer stands in the listings, in whole or in part."""
SPREAD = 500
"""Conversations whose candidates tell how far states spread."""
_AT_ONCE = 500
"""Synthetic queries in memory."""
VALIDATED = 96
"""Conversations that a validation reads at most: on a CPU each takes a tenth of a second."""


@dataclass(frozen=True)
class TuneConfig:
    conversations: tuple[Path, ...]
    catalog: tuple[Path, ...]
    """That of each file, the synthetic queries' last, in the same order; built with the stage-1 adapter that is tuned
    upon."""
    out: Path
    adapters: Path
    """Folder with stage 1's `vision/`."""
    schedule: Schedule
    projector_ranking: Schedule
    """Of the projector alone, afterwards; 0 epochs to leave it out."""
    lora: Lora
    model: str = "tiny"
    quantize: str = "none"
    key: str = "candidates_live"
    tag: str = ""
    """Rows with this tag only, of the lists under `key`. `late_interaction` never reads the listing of a product that
    has a picture, so that a conversation about what listings say teaches it nothing unless retrieval's score stands
    beside."""
    served: str = ""
    """Key of lists that retrieval gave with its scores. A row of any tag that has one with a right answer in it learns
    from that in place of the other, with the score as it counts in serving ("": none)."""
    scoring: str = ""
    """ "" for the model's default."""
    objective: str = "score"
    """ "score" trains that score; "id", the paper's, the ID that `lavic.paper` writes."""
    candidates: int = 10
    """Candidates of a training row: one that fits and the rest that do not; 0 for all. Shuffled each time."""
    mask_images: float = 0.1
    """Share of the passes without image tokens, over rows whose answer stands in the listings (their tags say so;
    without any, no pass is), so that the text arm is no stranger to them; 1 trains a text-only baseline on all rows."""
    noise: float = 0.0
    """Standard deviation of what is added to each view's state in training, relative to the state's own: a product is
    then known by what lookalikes share, and not by heart."""
    projector_ranking_noise: float = 0.5
    """The same in the last pass."""
    held: float = 0.06
    """Share of the products kept out of training; a conversation that one of them answers is for validation."""
    synthetic_queries: tuple[Path, ...] = ()
    """Files of further conversations, lists under `key`, for the last pass alone; their catalogs come last in
    `catalog`. A list there costs the candidates' vectors, so that it can be long and there can be many."""
    drop_leaks: bool = False
    """Leave out rows whose conversation names its answer."""
    bf16: bool = True
    gradient_checkpointing: bool = False
    limit: int = 0
    """First rows only; 0 for all."""


def tune(config: TuneConfig) -> dict[str, Any]:
    """Runs stage 2 and returns its figures. Resumes where a killed run stood. Stage 1's adapter is copied beside."""
    if config.schedule.epochs < 1:
        raise ModelError(f"expected --epochs of at least 1, found {config.schedule.epochs}: there is no other pass")
    if config.projector_ranking.epochs and config.model != "tiny":
        raise ModelError(
            f"found --projector-ranking-epochs {config.projector_ranking.epochs}, but stage 2 of {config.model} has no "
            "projector or gate of its own to train; expected 0"
        )
    files, catalogs = len(config.conversations) + len(config.synthetic_queries), len(config.catalog)
    if files != catalogs:
        raise ModelError(
            f"{files} files of conversations and synthetic queries, --catalog {catalogs} times: "
            "expected one for each, in order"
        )
    loaded = load_model(config.model, str(config.adapters), config.quantize, device=this_device(), parts=(VISION,))
    rows, shops = _rows(config, loaded.encoder_fingerprint), _query_shops(config, loaded.encoder_fingerprint)
    log.info("stage 2: %d conversations to train on, %d to validate", len(rows.training), len(rows.held))
    if config.bf16 and config.quantize == "none":
        cast(loaded.model, torch.bfloat16)
    scoring = scorer_name(config.scoring or loaded.config.scoring)
    ranks_by_projector = (
        bool(config.projector_ranking.epochs) and scoring == LateInteractionScorer.name and config.objective == "score"
    )
    if config.synthetic_queries and not ranks_by_projector:
        raise ModelError(
            f"found --synthetic-queries {config.synthetic_queries[0]}, but no last pass that would learn from them: "
            f"expected --projector-ranking-epochs of at least 1, --scoring {LateInteractionScorer.name} and "
            "--objective score"
        )
    torch.manual_seed(config.schedule.seed)  # where LoRA starts
    wrapped = attach(loaded.model, LANGUAGE, config.lora, from_nothing=config.model == "tiny")
    if config.gradient_checkpointing:
        recompute(loaded.model)
    language = loaded.language()
    scorer = SCORERS[scoring](language)
    blind, prior = config.mask_images == 1, loaded.config.prior
    written = config.objective == "id"
    objective: Objective = IdObjective(language) if written else ScoreObjective(scorer)

    def loss(chosen: Sequence[int], rng: random.Random) -> Tensor:
        wrapped.train()
        mask_images = blind or (bool(rows.answered_by_listing) and rng.random() < config.mask_images)
        pool = rows.answered_by_listing if mask_images and not blind else rows.training
        drawn = [_drawn(pool[i % len(pool)], config.candidates, rng) for i in chosen]
        scoring = [_scoring_row(example, prior, config.noise * rows.spread, rng) for example in drawn]
        return objective.loss(drawn, scoring, mask_images=mask_images)

    def validate() -> float:
        wrapped.eval()
        rng = random.Random(0)
        drawn = [_drawn(example, config.candidates, rng) for example in rows.held[:VALIDATED]]
        judged = [objective.judged(example, _scoring_row(example, prior), mask_images=blind) for example in drawn]
        losses, hits = zip(*judged, strict=True)
        log.info("validation: HitRatio@1 %.3f of %d", sum(hits) / len(hits), len(hits))
        return sum(losses) / len(losses)

    before = validate()
    log.info("validation loss before training: %.4f", before)
    how = (scorer.name, config.objective, config.candidates, config.mask_images, config.noise, prior)
    ids = [[example.ids for example in part] for part in (rows.training, rows.answered_by_listing)]
    hashes = [sha256_of(path) for path in config.conversations]
    base = sha256_of(config.adapters / VISION / WEIGHTS)
    identity = fingerprint(
        loaded.encoder_fingerprint, base, hashes, ids, config.lora, how, config.quantize, config.bf16
    )
    figures: dict[str, Any] = {
        "rows": len(rows.training),
        "rows_answered_by_listing": len(rows.answered_by_listing),
        "validation_rows": len(rows.held),
        "validation_loss_before": before,
    }
    remedy = "lower --micro-batch or --candidates, or add --gradient-checkpointing or --quantize nf4"
    run = Run(trainable(wrapped), len(rows.training), config.schedule, config.out / "tuning", identity, remedy=remedy)
    figures |= fit(run, loss, validate, lambda _: save(wrapped, config.out / LANGUAGE, config.model))
    if ranks_by_projector and isinstance(scorer, LateInteractionScorer):
        wrapped.eval()
        if config.quantize == "none":  # nothing but the projector and the prior's gate is tuned from here on
            wrapped.merge_adapter()
        mine = {name: value for name, value in trainable(wrapped).items() if PROJECTOR in name or PRIOR_GATE in name}
        training, held = Lists(scorer, prior), Lists(scorer, prior)
        training.add(rows.training)
        held.add(rows.held)
        for part in _queries(shops, config):
            training.add(part)
        ranked = fingerprint(
            run.name, config.projector_ranking_noise, [sha256_of(path) for path in config.synthetic_queries]
        )
        remedy = "lower --projector-ranking-micro-batch"
        figures["projector_ranking"] = {"rows": len(training)} | rank_by_projector(
            training,
            held,
            torch.from_numpy(config.projector_ranking_noise * rows.spread),
            Run(mine, len(training), config.projector_ranking, config.out / "projector_ranking", ranked, remedy=remedy),
            lambda: save(wrapped, config.out / LANGUAGE, config.model),
        )
    if config.out.resolve() != config.adapters.resolve():
        shutil.copytree(config.adapters / VISION, config.out / VISION, dirs_exist_ok=True)
    figures["encoder_fingerprint"] = loaded.encoder_fingerprint
    record(config.out, config.model, "tune", config, (*config.conversations, *config.synthetic_queries), figures)
    return figures


@dataclass(frozen=True)
class _Rows:
    """Conversations by use: no product that `held` asks for is shown in the others."""

    training: list[RankingExample]
    answered_by_listing: list[RankingExample]
    """To train on without pictures: the listings tell the answer."""
    held: list[RankingExample]
    spread: np.ndarray
    """(D,) float32: the standard deviation of the states that training sees."""


def _rows(config: TuneConfig, encoder_fingerprint: str) -> _Rows:
    files = config.conversations
    catalogs = config.catalog[: len(files)]
    parts = [
        _rows_of(file, _opened(folder, config, encoder_fingerprint), config)
        for file, folder in zip(files, catalogs, strict=True)
    ]
    training, by_listing, held = (list(chain.from_iterable(use)) for use in zip(*parts, strict=True))
    if not training or not held:  # said now, not after an epoch
        names = ", ".join(file.name for file in files)
        raise ModelError(
            f"{len(training)} rows to train on and {len(held)} to validate in {names}, by --held {config.held} of the "
            f"products and --tag {config.tag!r}; expected some of both"
        )
    if config.served and not any(example.prior for example in training):
        raise ModelError(
            f"no row of {', '.join(file.name for file in files)} has {config.served!r} with retrieval's scores; run: "
            f"python -m retrieval candidates FILE --catalog DIR --key {config.served} --out FILE"
        )
    sample = random.Random(config.schedule.seed).sample(training, min(SPREAD, len(training)))
    states = np.concatenate([example.states for example in sample]).astype(np.float32)
    spread = np.nan_to_num(states[states.any((1, 2))].std((0, 1)))
    random.Random(0).shuffle(held)
    return _Rows(training, by_listing, held, spread)


def _opened(folder: Path, config: TuneConfig, encoder_fingerprint: str) -> Catalog:
    catalog = Catalog.open(folder)
    if catalog.stale_eye(encoder_fingerprint):
        raise ModelError(
            f"the catalog's tokens were made by another vision encoder; rebuild it with --adapters {config.adapters}"
        )
    return catalog


def _rows_of(
    file: Path, catalog: Catalog, config: TuneConfig
) -> tuple[list[RankingExample], list[RankingExample], list[RankingExample]]:
    """To train on with pictures, without, and to validate."""
    examples = _choices(file, catalog, config.key, config)
    tagged = [example for example in examples if not config.tag or config.tag in example.tags][: config.limit or None]
    if config.served and any(config.served in row.candidates for row in read(file)):
        served = _choices(file, catalog, config.served, config, added=False)[: config.limit or None]
        replaced = {example.turns for example in served}
        tagged, examples = (
            [*(example for example in part if example.turns not in replaced), *served] for part in (tagged, examples)
        )
    held = _held(catalog, config)
    by_listing = [example for example in examples if ANSWERED_BY_LISTING & set(example.tags)]
    training, by_listing = (
        [without(example, held) for example in part if not held & set(example.answers())]
        for part in (tagged, by_listing)
    )
    training = [example for example in training if any(example.fits) and not all(example.fits)]
    validation = [
        without(example, set(example.answers()) - held) for example in tagged if held & set(example.answers())
    ]
    return training, by_listing, validation


def _held(catalog: Catalog, config: TuneConfig) -> set[str]:
    _, kept_out = split(sorted(catalog.ids), config.held, config.schedule.seed)
    return set(kept_out)


def _query_shops(config: TuneConfig, encoder_fingerprint: str) -> list[tuple[Path, Catalog]]:
    """Each file with its catalog. Raises ModelError now, not after an epoch, where they do not belong together."""
    folders = config.catalog[len(config.conversations) :]
    shops = [
        (file, _opened(folder, config, encoder_fingerprint))
        for file, folder in zip(config.synthetic_queries, folders, strict=True)
    ]
    for (file, catalog), folder in zip(shops, folders, strict=True):
        if next(iter_examples(file, catalog, config.key, training=True), None) is None:
            raise ModelError(
                f"no row of {file.name} has candidates of {folder} under {config.key!r}, some of which fit; expected "
                "the --catalog of each of --synthetic-queries, in order, after those of the conversations"
            )
    return shops


def _queries(shops: Sequence[tuple[Path, Catalog]], config: TuneConfig) -> Iterator[list[RankingExample]]:
    """A few at a time: all their states together would be gigabytes. No product that is kept out is among them."""
    for file, catalog in shops:
        held = _held(catalog, config)
        examples = (without(example, held) for example in iter_examples(file, catalog, config.key, training=True))
        while part := list(islice(examples, _AT_ONCE)):
            yield part


def _choices(file: Path, catalog: Catalog, key: str, config: TuneConfig, *, added: bool = True) -> list[RankingExample]:
    rows = read_examples(file, catalog, key, training=True, added=added)
    return [row for row in rows if not (config.drop_leaks and row.leaks)]


def without(example: RankingExample, ids: Collection[str]) -> RankingExample:
    """The same conversation with none of these candidates. A product that training only ever shows as a wrong answer
    is learnt to be one, and a validation that asks for it then falls below chance."""
    return example.take([row for row, name in enumerate(example.ids) if name not in ids])


def _drawn(example: RankingExample, size: int, rng: random.Random) -> RankingExample:
    """An answer that retrieval missed stands last in its list: no place in it may tell."""
    return example.draw(size, rng) if size else example.take(rng.sample(range(len(example.ids)), len(example.ids)))


def _scoring_row(
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
