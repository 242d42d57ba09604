"""Stage 2, recommendation tuning (LaViC section 3.2).

The vision side is frozen, so products are their stored states; LoRA on the language model learns to give a
fitting candidate the highest score. The score is the one that serving uses (`lavic.scoring`): `fit`, a softmax
over candidates scored one by one, or `labels`, the paper's listwise prompt with one-token answers.
"""

from __future__ import annotations

import logging
import math
import random
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from catalog.store import Catalog
from lavic.choices import Choice, read_choices
from lavic.config import fingerprint
from lavic.errors import ModelError
from lavic.modeling import LANGUAGE, VISION, load_model
from lavic.prompt import Prompter
from lavic.scoring import SCORERS, Language
from lavic.training.adapters import attach, save, trainable
from lavic.training.data import split
from lavic.training.loop import Run, fit
from lavic.training.record import record, sha256_of
from lavic.training.schedule import Lora, Schedule

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class TuneConfig:
    conversations: Path
    catalog: Path
    """Built with the stage-1 adapter that is tuned upon."""
    out: Path
    adapters: Path
    """Folder with stage 1's `vision/`."""
    schedule: Schedule
    lora: Lora
    model: str = "tiny"
    quantize: str = "none"
    key: str = "candidates_live"
    scoring: str = ""
    """ "" for the model's default."""
    candidates: int = 8
    """Candidates of a training row: one that fits and the rest that do not."""
    withhold: float = 0.1
    """Share of the rows read without image tokens, so that the text arm is no stranger to such prompts; 1 trains a
    text-only baseline."""
    held: float = 0.06
    """Share of the products kept out of training; a conversation that one of them answers is for validation."""
    bf16: bool = True
    limit: int = 0


def choice_loss(scores: Tensor, fits: Sequence[bool]) -> Tensor:
    """Negative log of the probability mass on the candidates that fit, under a softmax over scores (K,)."""
    right = torch.tensor(fits, device=scores.device)
    return scores.logsumexp(0) - scores[right].logsumexp(0)


def tune(config: TuneConfig) -> dict[str, Any]:
    """Runs stage 2 and returns its figures. Resumes where a killed run stood. Stage 1's adapter is copied beside."""
    loaded = load_model(config.model, str(config.adapters), config.quantize, parts=(VISION,))
    training, held = _rows(config, loaded.eye)
    log.info("stage 2: %d conversations to train on, %d to validate", len(training), len(held))
    if config.bf16 and config.quantize == "none":
        loaded.model.to(torch.bfloat16)
    wrapped = attach(loaded.model, LANGUAGE, config.lora)
    language = Language(loaded.model, Prompter(loaded.tokenizer, loaded.config, loaded.model.config.image_token_index))
    scorer = SCORERS[config.scoring or loaded.config.scoring](language)

    def loss(chosen: Sequence[int], rng: random.Random) -> Tensor:
        wrapped.train()
        drawn = [training[i].draw(config.candidates, rng) for i in chosen]
        return torch.stack([_loss(scorer, choice, rng, config) for choice in drawn]).mean()

    def validate() -> float:
        wrapped.eval()
        rng = random.Random(0)
        with torch.inference_mode():
            drawn = [choice.draw(config.candidates, rng) for choice in held]
            losses = [float(choice_loss(_score(scorer, c, config.withhold == 1), c.fits)) for c in drawn]
        return sum(losses) / len(losses) if losses else math.nan

    before = validate()
    log.info("validation loss before training: %.4f", before)
    settings = (config.scoring, config.candidates, config.withhold, config.quantize, config.bf16, config.lora)
    identity = fingerprint(loaded.eye, sha256_of(config.conversations), [c.ids for c in training], *settings)
    run = Run(trainable(wrapped), len(training), config.schedule, config.out / "tuning", identity)
    trained = fit(run, loss, validate, lambda _: save(wrapped, config.out / LANGUAGE, config.model))
    if config.out.resolve() != config.adapters.resolve():
        shutil.copytree(config.adapters / VISION, config.out / VISION, dirs_exist_ok=True)
    figures = {
        "rows": len(training),
        "validation_rows": len(held),
        "validation_loss_before": before,
        **trained,
        "eye": loaded.eye,
    }
    record(config.out, config.model, "tune", config, [config.conversations], figures)
    return figures


def _rows(config: TuneConfig, eye: str) -> tuple[list[Choice], list[Choice]]:
    """Conversations to train on and to validate with: no product answers in both."""
    catalog = Catalog.open(config.catalog)
    if catalog.stale_eye(eye):
        raise ModelError(f"the catalog's tokens were made by another eye; rebuild it with --adapters {config.adapters}")
    choices = read_choices(config.conversations, catalog, config.key, training=True)[: config.limit or None]
    _, kept_out = split(sorted(catalog.ids), config.held, config.schedule.seed)
    held_ids = set(kept_out)
    held = [choice for choice in choices if held_ids & set(choice.answers())]
    return [choice for choice in choices if not held_ids & set(choice.answers())], held


def _score(scorer: Any, choice: Choice, withhold: bool) -> Tensor:
    return scorer.score(choice.turns, choice.listings, torch.from_numpy(choice.states), withhold=withhold)


def _loss(scorer: Any, choice: Choice, rng: random.Random, config: TuneConfig) -> Tensor:
    return choice_loss(_score(scorer, choice, rng.random() < config.withhold), choice.fits)
