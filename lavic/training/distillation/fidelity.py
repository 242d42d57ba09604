"""What five tokens keep of a picture: how well its description is predicted from them, beside all tokens and none.

Four ways of reading a picture (LaViC section 3.1): `none`, no image token at all; `other`, the five tokens of another
picture, which a model that ignores pictures reads as well as the right ones; `five`; and `all`, every patch token by
the model without its adapter, which is the teacher. `loss_recovered` is the share of the gap between none and all that
five close.
"""

from __future__ import annotations

import logging
import math
import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

from lavic.captioning.describe import patch_vectors
from lavic.modeling import Loaded
from lavic.prompt import Tokens, collate
from lavic.scoring import Language
from lavic.training.distillation.data import Described

log = logging.getLogger(__name__)

MEASURED = 512
"""Pictures that are read at most; the released validation file has as many."""
_BATCH = 8
Vectors = Callable[[Sequence[Described]], Tensor]
"""B rows to the vectors (B, n, H) that stand for their pictures."""


def answer_loss(language: Language, sequences: Sequence[Tokens], vectors: Tensor | None) -> Tensor:
    """Mean over rows of the mean negative log-likelihood of the tokens that are scored.

    vectors: (B, n, H). Averaging within a row first makes one batch of 4 equal 4 batches of 1.
    """
    ids, mask, weights = collate(sequences, language.prompter.pad_id)
    hidden = language.hidden(language.embed(ids, vectors), mask, use_cache=False).last_hidden_state
    targets, places = ids[:, 1:].to(hidden.device), weights[:, 1:].to(hidden.device) > 0
    logits = language.model.lm_head(hidden[:, :-1][places]).float()
    losses = F.cross_entropy(logits, targets[places], reduction="none")
    rows = places.nonzero()[:, 0]
    sums = torch.zeros(len(ids), device=hidden.device).index_add(0, rows, losses)
    return (sums / places.sum(-1)).mean()


@torch.inference_mode()
def description_loss(
    language: Language, rows: Sequence[Described], vectors_of: Vectors | None, batch: int = _BATCH
) -> float:
    """`answer_loss` of each row's first description, in nats a token; NaN of no rows. Without `vectors_of`, by words
    alone."""
    total = 0.0
    for start in range(0, len(rows), batch):
        part = rows[start : start + batch]
        vectors = vectors_of(part) if vectors_of else None
        images = 0 if vectors is None else vectors.shape[1]
        answers = [language.prompter.description(row.descriptions[0], images=images) for row in part]
        total += float(answer_loss(language, answers, vectors)) * len(part)
    return total / len(rows) if rows else math.nan


def measured(rows: Sequence[Described]) -> list[Described]:
    """Up to MEASURED of the rows, shuffled: neighbours in a file may show one product."""
    return random.Random(0).sample(rows, min(len(rows), MEASURED))


def full_loss(bare: Loaded, language: Language, rows: Sequence[Described]) -> float | None:
    """Loss by all patch tokens. `bare` has no adapter, or one that is switched off; `language` is its own.

    None for `tiny`, whose projector was never trained on patches: what it made of them would be no teacher's reading.
    """
    if bare.config.name == "tiny":
        return None
    # One at a time: pictures of another shape have another number of tokens, up to 2,928.
    return description_loss(language, rows, lambda part: patch_vectors(bare, [row.open() for row in part])[0][None], 1)


def fidelity(
    language: Language, rows: Sequence[Described], states: Mapping[str, Tensor], full: float | None
) -> dict[str, Any]:
    """Losses (nats a token), perplexities (their exponentials) and `loss_recovered` over rows that were not trained on.

    states: (5, D) by id. `full` is the loss by all tokens, where there is one. `loss_recovered` is left out without it,
    and where all tokens do not help.
    """

    def vectors(part: Sequence[Described]) -> Tensor:
        return language.project(torch.stack([states[row.id] for row in part]))

    another = {row.id: rows[number - 1].id for number, row in enumerate(rows)}

    def other_vectors(part: Sequence[Described]) -> Tensor:
        return language.project(torch.stack([states[another[row.id]] for row in part]))

    loss = {"none": description_loss(language, rows, None)}
    if len(rows) > 1:
        loss["other"] = description_loss(language, rows, other_vectors)
    loss["five"] = description_loss(language, rows, vectors)
    if full is not None:
        loss["all"] = full
    found: dict[str, Any] = {"rows": len(rows), "loss": loss}
    found["perplexity"] = {way: math.exp(value) for way, value in loss.items()}
    if full is not None and full < loss["none"]:
        found["loss_recovered"] = (loss["none"] - loss["five"]) / (loss["none"] - full)
    summary = ", ".join(f"{way} {value:.2f}" for way, value in found["perplexity"].items())
    log.info("perplexity of %d held-out descriptions, by what the model reads: %s", len(rows), summary)
    return found
