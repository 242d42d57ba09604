"""The paper's listwise prompt (LaViC section 3.2), answered by a one-token label read from the logits."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from catalog.conversations import Turn
from lavic.errors import ModelError
from lavic.prompt import LABELS, collate
from lavic.scoring.language import Language
from lavic.scoring.registry import ScoringRow, register_scorer


@register_scorer("listwise")
class ListwiseScorer:
    """The paper's listwise prompt, answered by a one-token label read from the logits."""

    name: str
    candidates = 10
    """Of a served turn, as in the paper: each is read, and there are no more labels than letters."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def score(
        self,
        turns: Sequence[Turn],
        listings: Sequence[str],
        states: Tensor,
        log_prior: Tensor | None = None,
        *,
        mask_images: bool = False,
    ) -> Tensor:
        """(K,) float32 log-probabilities over the labels, and `log_prior` added; at most 26 candidates.

        Differentiable. Raises ModelError for more candidates than labels.
        """
        if len(listings) > len(LABELS):
            raise ModelError(
                f"{len(listings)} candidates, but {len(LABELS)} labels; score fewer, or by --scoring late_interaction"
            )
        prompter = self.language.prompter
        has_image, vectors = self.language.image_vectors(states, mask_images)
        prompt = prompter.listwise(turns, listings, LABELS[: len(listings)], has_image)
        ids, mask, _ = collate([prompt], prompter.pad_id)
        hidden = self.language.hidden(self.language.embed(ids, vectors), mask, use_cache=False).last_hidden_state
        labels = torch.tensor(prompter.label_ids[: len(listings)])
        own = self.language.logits(hidden[0, -1], labels).log_softmax(-1)
        return own if log_prior is None else own + log_prior.to(own.device)

    def score_rows(self, rows: Sequence[ScoringRow], *, mask_images: bool = False) -> list[Tensor]:
        """The same of several conversations, one after another: each is a long prompt of its own."""
        return [self.score(*row, mask_images=mask_images) for row in rows]

    def tokens_read(self, turns: Sequence[Turn], listings: Sequence[str], *, mask_images: bool = False) -> int:
        """Of one turn."""
        names = LABELS[: len(listings)]
        return len(self.language.prompter.listwise(turns, listings, names, [not mask_images] * len(listings)))
