"""Stage 2, recommendation tuning (LaViC section 3.2).

The tower is frozen, so products are their stored states; LoRA on the language model, and of `tiny` the projector itself
and the prior's gate, learn to give a fitting candidate the highest score, under a softmax over the candidates. The
score is the one that serving uses (`lavic.scoring`): `listwise`, the paper's listwise prompt with one-token answers, or
`late_interaction`; beside it stands retrieval's, where a list has that. The paper's own objective, the right ID written
after the list, is there too (`lavic.training.tuning.objectives`).
"""

from __future__ import annotations

import logging
import random
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from catalog.store import Catalog
from lavic.config import fingerprint
from lavic.errors import ModelError
from lavic.modeling import LANGUAGE, VISION, WEIGHTS, load_model
from lavic.scoring import SCORERS, Language, Scorer, scorer_name
from lavic.scoring.late_interaction import LateInteractionScorer
from lavic.scoring.prior import PRIOR_GATE
from lavic.training.adapters import PROJECTOR, attach, cast, recompute, save, start_from, trainable
from lavic.training.loop import Run, fit
from lavic.training.parallel import Share, this_device
from lavic.training.record import record, sha256_of
from lavic.training.tuning.objectives import IdObjective, Objective, ScoreObjective
from lavic.training.tuning.projector_ranking import Lists, rank_by_projector
from lavic.training.tuning.rows import Rows, TuneConfig, drawn_row, queries, query_shops, read_rows, scoring_row

log = logging.getLogger(__name__)

VALIDATED = 96
"""Conversations that a validation reads at most: on a CPU each takes a tenth of a second."""


def tune(config: TuneConfig) -> dict[str, Any]:
    """Runs stage 2 and returns its figures. Resumes where a killed run stood. Stage 1's adapter is copied beside."""
    _require_counts(config)
    loaded = load_model(config.model, str(config.adapters), config.quantize, device=this_device(), parts=(VISION,))
    rows, shops = read_rows(config, loaded.encoder_fingerprint), query_shops(config, loaded.encoder_fingerprint)
    log.info("stage 2: %d conversations to train on, %d to validate", len(rows.training), len(rows.held))
    if config.bf16 and config.quantize == "none":
        cast(loaded.model, torch.bfloat16)
    scoring = scorer_name(config.scoring or loaded.config.scoring)
    last_pass = _has_last_pass(config, scoring)
    torch.manual_seed(config.seed)  # where LoRA starts
    wrapped = attach(loaded.model, LANGUAGE, config.lora, from_nothing=config.model == "tiny")
    if config.init_from:
        start_from(wrapped, config.init_from / LANGUAGE, config.lora)
    if config.gradient_checkpointing:
        recompute(loaded.model)
    language, prior = loaded.language(), loaded.config.prior
    scorer = SCORERS[scoring](language)
    identity = _identity(config, rows, loaded.encoder_fingerprint, scoring, prior)
    figures: dict[str, Any] = {
        "rows": len(rows.training),
        "rows_answered_by_listing": len(rows.answered_by_listing),
        "validation_rows": len(rows.held),
        "validation_rivals": rows.rivals,
        **_language_pass(config, rows, wrapped, language, scorer, prior, identity),
    }
    if last_pass and isinstance(scorer, LateInteractionScorer):
        figures["projector_ranking"] = _projector_pass(config, rows, shops, wrapped, scorer, prior, identity)
    if config.out.resolve() != config.adapters.resolve():
        shutil.copytree(config.adapters / VISION, config.out / VISION, dirs_exist_ok=True)
    figures["encoder_fingerprint"] = loaded.encoder_fingerprint
    files = (*config.conversations, *config.synthetic_queries, *([config.validation] if config.validation else []))
    record(config.out, config.model, "tune", config, files, figures)
    return figures


def _language_pass(
    config: TuneConfig, rows: Rows, wrapped: Any, language: Language, scorer: Scorer, prior: float, identity: str
) -> dict[str, Any]:
    """All that stage 2 tunes, by the objective. Ends with the best of it in place and in `out`."""
    objective: Objective = IdObjective(language) if config.objective == "id" else ScoreObjective(scorer)
    blind = config.mask_images == 1

    def loss(chosen: Sequence[int], rng: random.Random) -> Tensor:
        wrapped.train()
        mask_images = blind or (bool(rows.answered_by_listing) and rng.random() < config.mask_images)
        pool = rows.answered_by_listing if mask_images and not blind else rows.training
        drawn = [drawn_row(pool[i % len(pool)], config.candidates, rng) for i in chosen]
        scoring = [scoring_row(example, prior, config.noise * rows.spread, rng) for example in drawn]
        return objective.loss(drawn, scoring, mask_images=mask_images)

    def validate() -> float:
        wrapped.eval()
        rng = random.Random(0)
        drawn = [drawn_row(example, config.candidates, rng) for example in rows.held[:VALIDATED]]
        judged = [objective.judged(example, scoring_row(example, prior), mask_images=blind) for example in drawn]
        losses, hits = zip(*judged, strict=True)
        log.info("validation: HitRatio@1 %.3f of %d", sum(hits) / len(hits), len(hits))
        return sum(losses) / len(losses)

    def keep(_: float) -> None:
        save(wrapped, config.out / LANGUAGE, config.model)

    remedy = "lower --micro-batch or --candidates, or add --gradient-checkpointing or --quantize nf4"
    folder = config.out / "tuning"
    run = Run(
        trainable(wrapped), len(rows.training), config.schedule, folder, identity, seed=config.seed, remedy=remedy
    )
    figures = fit(run, loss, validate, keep)
    if not figures["improved"] and Share().first:
        keep(0)  # what the training started from, so that the folder is whole
    return dict(figures)


def _projector_pass(
    config: TuneConfig,
    rows: Rows,
    shops: Sequence[tuple[Path, Catalog]],
    wrapped: Any,
    scorer: LateInteractionScorer,
    prior: float,
    identity: str,
) -> dict[str, Any]:
    """Projector and prior's gate alone (`lavic.training.tuning.projector_ranking`)."""
    wrapped.eval()
    if config.quantize == "none":  # nothing but the projector and the prior's gate is tuned from here on
        wrapped.merge_adapter()
    tuned = {name: value for name, value in trainable(wrapped).items() if PROJECTOR in name or PRIOR_GATE in name}
    training, held = Lists(scorer, prior), Lists(scorer, prior)
    training.add(rows.training)
    held.add(rows.held)
    for part in queries(shops, config, rows.kept_out):
        training.add(part)
    hashes = [sha256_of(path) for path in config.synthetic_queries]
    identity = fingerprint(identity, config.schedule, config.projector_ranking_noise, hashes)
    folder = config.out / "projector_ranking"
    remedy = "lower --projector-ranking-micro-batch"
    run = Run(tuned, len(training), config.projector_ranking, folder, identity, seed=config.seed, remedy=remedy)
    spread = torch.from_numpy(config.projector_ranking_noise * rows.spread)
    figures = rank_by_projector(training, held, spread, run, lambda: save(wrapped, config.out / LANGUAGE, config.model))
    return {"rows": len(training)} | figures


def _identity(config: TuneConfig, rows: Rows, encoder_fingerprint: str, scoring: str, prior: float) -> str:
    """Names all that makes the passes what they are, but for their schedules."""
    how = (scoring, config.objective, config.candidates, config.mask_images, config.noise, prior, config.seed)
    ids = [[example.ids for example in part] for part in (rows.training, rows.answered_by_listing, rows.held)]
    hashes = [sha256_of(path) for path in config.conversations]
    starts = [sha256_of(config.adapters / VISION / WEIGHTS)]
    starts += [sha256_of(config.init_from / LANGUAGE / WEIGHTS)] if config.init_from else []
    return fingerprint(encoder_fingerprint, starts, hashes, ids, config.lora, how, config.quantize, config.bf16)


def _require_counts(config: TuneConfig) -> None:
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


def _has_last_pass(config: TuneConfig, scoring: str) -> bool:
    """Whether projector and gate are trained once more. Raises ModelError for conversations that only it would read."""
    found = bool(config.projector_ranking.epochs) and scoring == LateInteractionScorer.name
    found = found and config.objective == "score"
    if config.synthetic_queries and not found:
        raise ModelError(
            f"found --synthetic-queries {config.synthetic_queries[0]}, but no last pass that would learn from them: "
            f"expected --projector-ranking-epochs of at least 1, --scoring {LateInteractionScorer.name} and "
            "--objective score"
        )
    return found
