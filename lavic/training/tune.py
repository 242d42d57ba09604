"""Stage 2, recommendation tuning (LaViC section 3.2).

The vision side is frozen, so products are their stored states; LoRA on the language model learns to give a
fitting candidate the highest score. The score is the one that serving uses (`lavic.scoring`): `fit`, a softmax
over candidates scored one by one, or `labels`, the paper's listwise prompt with one-token answers.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from catalog.store import Catalog
from lavic.choices import Choice, read_choices
from lavic.errors import ModelError
from lavic.modeling import LANGUAGE, VISION, load_model
from lavic.prompt import Prompter
from lavic.scoring import SCORERS, Language
from lavic.training.adapters import DEFAULT, Lora, attach, save, trainable
from lavic.training.data import split
from lavic.training.loop import fit
from lavic.training.schedule import TUNE, Schedule

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class TuneConfig:
    conversations: Path
    catalog: Path
    """Built with the stage-1 adapter that is tuned upon."""
    out: Path
    adapters: Path | None = None
    """Folder with stage 1's `vision/`."""
    model: str = "tiny"
    quantize: str = "none"
    key: str = "candidates_live"
    scoring: str = ""
    """ "" for the model's default."""
    candidates: int = 8
    """Candidates of a training row: one that fits and the rest that do not."""
    withhold: float = 0.1
    """Share of the rows read without image tokens, so that the text arm is a tuned model too."""
    schedule: Schedule = TUNE
    lora: Lora = DEFAULT
    held: float = 0.06
    bf16: bool = True
    limit: int = 0


def choice_loss(scores: Tensor, fits: Sequence[bool]) -> Tensor:
    """Negative log of the probability mass on the candidates that fit, under a softmax over scores (K,)."""
    right = torch.tensor(fits, device=scores.device)
    return scores.logsumexp(0) - scores[right].logsumexp(0)


def tune(config: TuneConfig) -> dict[str, Any]:
    """Runs stage 2 and returns its figures. Resumes where a killed run stood."""
    loaded = load_model(
        config.model, str(config.adapters) if config.adapters else None, config.quantize, parts=(VISION,)
    )
    catalog = Catalog.open(config.catalog)
    if catalog.stale_eye(loaded.eye):
        raise ModelError(f"the catalog's tokens were made by another eye; rebuild it with --adapters {config.adapters}")
    choices = [c for c in read_choices(config.conversations, catalog, config.key, add_truth=True) if _teaches(c)]
    training, held = split(choices[: config.limit or None], config.held, config.schedule.seed)
    log.info("stage 2: %d conversations to train on, %d to validate", len(training), len(held))
    if config.bf16 and config.quantize == "none":
        loaded.model.to(torch.bfloat16)
    wrapped = attach(loaded.model, LANGUAGE, config.lora, full_projector=False)
    language = Language(loaded.model, Prompter(loaded.tokenizer, loaded.config, loaded.model.config.image_token_index))
    scorer = SCORERS[config.scoring or loaded.config.scoring](language)

    def loss(chosen: Sequence[int], rng: random.Random) -> Tensor:
        wrapped.train()
        return torch.stack(
            [_loss(scorer, training[i].draw(config.candidates, rng), rng, config) for i in chosen]
        ).mean()

    def validate() -> float:
        wrapped.eval()
        rng = random.Random(0)
        with torch.inference_mode():
            drawn = [choice.draw(config.candidates, rng) for choice in held]
            return sum(float(choice_loss(_score(scorer, c), c.fits)) for c in drawn) / max(1, len(drawn))

    before = validate()
    log.info("validation loss before training: %.4f", before)
    figures = fit(
        trainable(wrapped),
        len(training),
        loss,
        validate,
        config.schedule,
        config.out / "language-run",
        lambda _: save(wrapped, config.out / LANGUAGE, config.model),
    )
    return {"rows": len(training), "validation_rows": len(held), "validation_loss_before": before, **figures}


def _teaches(choice: Choice) -> bool:
    """Nothing is learnt where all candidates fit, or none does."""
    return any(choice.fits) and not all(choice.fits)


def _score(scorer: Any, choice: Choice, *, withhold: bool = False) -> Tensor:
    return scorer.score(choice.turns, choice.listings, torch.from_numpy(choice.states), withhold=withhold)


def _loss(scorer: Any, choice: Choice, rng: random.Random, config: TuneConfig) -> Tensor:
    return choice_loss(_score(scorer, choice, withhold=rng.random() < config.withhold), choice.fits)
