"""Stage 2, recommendation tuning (LaViC section 3.2).

The vision side is frozen, so products are their stored states; LoRA on the language model learns to give a
fitting candidate the highest score. The score is the one that serving uses (`lavic.scoring`): `labels`, the paper's
listwise prompt with one-token answers; `fit`, a softmax over candidates scored one by one.
"""

from __future__ import annotations

import logging
import math
import random
import shutil
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from catalog.store import Catalog
from lavic.choices import Choice, read_choices
from lavic.config import fingerprint
from lavic.errors import ModelError
from lavic.modeling import LANGUAGE, VISION, load_model
from lavic.prompt import Prompter
from lavic.scoring import SCORERS, FitScorer, Language
from lavic.training.adapters import attach, recompute, save, trainable
from lavic.training.data import split
from lavic.training.distill import answer_loss
from lavic.training.loop import Run, fit
from lavic.training.parallel import this_device
from lavic.training.record import record, sha256_of
from lavic.training.schedule import Lora, Schedule

log = logging.getLogger(__name__)

VALIDATED = 96
"""Conversations that a validation reads at most: on a CPU each takes half a second."""


@dataclass(frozen=True)
class TuneConfig:
    conversations: Path
    catalog: Path
    """Built with the stage-1 adapter that is tuned upon."""
    out: Path
    adapters: Path
    """Folder with stage 1's `vision/`."""
    schedule: Schedule
    """Of the choice among candidates."""
    likelihood: Schedule
    """Of the pass before it, for `fit`: what shoppers say of a picture."""
    lora: Lora
    model: str = "tiny"
    quantize: str = "none"
    key: str = "candidates_live"
    tag: str = ""
    """Rows with this tag only. `fit` never reads the listing of a product that it sees, so that a conversation about
    what listings say teaches it nothing: `tiny` is tuned on "visual"."""
    scoring: str = ""
    """ "" for the model's default."""
    candidates: int = 10
    """Candidates of a training row: one that fits and the rest that do not."""
    withhold: float = 0.1
    """Share of the rows read without image tokens, so that the text arm is no stranger to such prompts; 1 trains a
    text-only baseline."""
    held: float = 0.06
    """Share of the products kept out of training; a conversation that one of them answers is for validation."""
    bf16: bool = True
    gradient_checkpointing: bool = False
    limit: int = 0
    choice_limit: int = 0
    """First rows only in the choice, which costs a prompt per candidate; 0 for all."""


def choice_loss(scores: Tensor, fits: Sequence[bool]) -> Tensor:
    """Negative log of the probability mass on the candidates that fit, under a softmax over scores (K,)."""
    right = torch.tensor(fits, device=scores.device)
    return scores.logsumexp(0) - scores[right].logsumexp(0)


def words_loss(language: Language, choices: Sequence[Choice], withhold: bool) -> Tensor:
    """Mean over rows of the mean negative log-likelihood of a shopper's words, given the first candidate. Scalar."""
    seen, vectors = language.look(torch.from_numpy(np.concatenate([choice.states[:1] for choice in choices])), withhold)
    prompts = [
        language.prompter.product(choice.listings[0], seen=looked) + language.prompter.conversation(choice.turns)
        for choice, looked in zip(choices, seen, strict=True)
    ]
    return answer_loss(language, prompts, vectors)


def tune(config: TuneConfig) -> dict[str, Any]:
    """Runs stage 2 and returns its figures. Resumes where a killed run stood. Stage 1's adapter is copied beside."""
    loaded = load_model(config.model, str(config.adapters), config.quantize, device=this_device(), parts=(VISION,))
    training, held = _rows(config, loaded.eye)
    log.info("stage 2: %d conversations to train on, %d to validate", len(training), len(held))
    if config.bf16 and config.quantize == "none":
        loaded.model.to(torch.bfloat16)
    scoring = config.scoring or loaded.config.scoring
    wrapped = attach(loaded.model, LANGUAGE, config.lora)
    if config.gradient_checkpointing:
        recompute(loaded.model)
    language = Language(loaded.model, Prompter(loaded.tokenizer, loaded.config, loaded.model.config.image_token_index))
    scorer = SCORERS[scoring](language)
    blind = config.withhold == 1

    def loss(chosen: Sequence[int], rng: random.Random) -> Tensor:
        wrapped.train()
        drawn = [training[i].draw(config.candidates, rng) for i in chosen]
        return torch.stack([_loss(scorer, choice, rng, config) for choice in drawn]).mean()

    def validate() -> float:
        wrapped.eval()
        scorer.forget()
        rng, losses, hits = random.Random(0), [], []
        for choice in (choice.draw(config.candidates, rng) for choice in held):
            states = torch.from_numpy(choice.states)
            with torch.inference_mode():
                scores = scorer.score_cached(choice.turns, choice.listings, states, withhold=blind)
            losses.append(float(choice_loss(scores, choice.fits)))
            hits.append(choice.fits[int(scores.argmax())])
        scorer.forget()
        log.info("validation: HitRatio@1 %.3f of %d", sum(hits) / max(1, len(hits)), len(hits))
        return sum(losses) / len(losses) if losses else math.nan

    def likelihood(chosen: Sequence[int], rng: random.Random) -> Tensor:
        wrapped.train()
        return words_loss(language, [training[i].draw(1, rng) for i in chosen], blind)

    def validate_likelihood() -> float:
        wrapped.eval()
        rows = [choice.draw(1, random.Random(0)) for choice in held]
        with torch.inference_mode():
            batches = [rows[at : at + 16] for at in range(0, len(rows), 16)]
            total = sum(float(words_loss(language, batch, blind)) * len(batch) for batch in batches)
        return total / len(rows) if rows else math.nan

    before = validate()
    log.info("validation loss before training: %.4f", before)
    settings = (scorer.name, config.candidates, config.withhold, config.quantize, config.bf16)
    rows = [choice.ids for choice in training]
    identity = fingerprint(loaded.eye, sha256_of(config.conversations), rows, config.lora, *settings)
    figures: dict[str, Any] = {"rows": len(training), "validation_rows": len(held), "validation_loss_before": before}

    def keep(_: float) -> None:
        save(wrapped, config.out / LANGUAGE, config.model)

    if config.likelihood.epochs and isinstance(scorer, FitScorer):
        run = Run(trainable(wrapped), len(training), config.likelihood, config.out / "likelihood", identity)
        figures["likelihood"] = fit(run, likelihood, validate_likelihood, keep)
        identity = fingerprint(identity, config.likelihood)
        log.info("validation loss after it: %.4f", validate())
    if config.schedule.epochs:
        rows_chosen = min(len(training), config.choice_limit or len(training))
        run = Run(trainable(wrapped), rows_chosen, config.schedule, config.out / "tuning", identity)
        figures |= fit(run, loss, validate, keep)
    if config.out.resolve() != config.adapters.resolve():
        shutil.copytree(config.adapters / VISION, config.out / VISION, dirs_exist_ok=True)
    figures["eye"] = loaded.eye
    record(config.out, config.model, "tune", config, [config.conversations], figures)
    return figures


def _rows(config: TuneConfig, eye: str) -> tuple[list[Choice], list[Choice]]:
    """Conversations to train on and to validate with: no product answers in both."""
    catalog = Catalog.open(config.catalog)
    if catalog.stale_eye(eye):
        raise ModelError(f"the catalog's tokens were made by another eye; rebuild it with --adapters {config.adapters}")
    choices = read_choices(config.conversations, catalog, config.key, training=True)
    choices = [choice for choice in choices if not config.tag or config.tag in choice.tags][: config.limit or None]
    if not choices:
        raise ModelError(f"no row of {config.conversations.name} to train on is tagged {config.tag!r}; leave --tag out")
    _, kept_out = split(sorted(catalog.ids), config.held, config.schedule.seed)
    held_ids = set(kept_out)
    held = [choice for choice in choices if held_ids & set(choice.answers())][:VALIDATED]
    training = [choice for choice in choices if not held_ids & set(choice.answers())]
    return [without(choice, held_ids) for choice in training], held


def without(choice: Choice, ids: Collection[str]) -> Choice:
    """The same conversation with none of these candidates. A product that training only ever shows as a wrong answer
    is learnt to be one, and a validation that asks for it then falls below chance."""
    return choice.take([row for row, name in enumerate(choice.ids) if name not in ids])


def _loss(scorer: Any, choice: Choice, rng: random.Random, config: TuneConfig) -> Tensor:
    withhold = rng.random() < config.withhold
    scores = scorer.score(choice.turns, choice.listings, torch.from_numpy(choice.states), withhold=withhold)
    return choice_loss(scores, choice.fits)
