"""The paper's listwise prompt (LaViC section 3.2), answered by a one-token label read from the logits."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from catalog.conversations import Turn
from lavic.errors import ModelError
from lavic.prompt import LABELS, collate
from lavic.scoring.blanks import Asked
from lavic.scoring.language import Language


class LabelScorer:
    """The paper's listwise prompt, answered by a one-token label read from the logits."""

    name = "labels"
    candidates = 10
    """Of a served turn, as in the paper: each is read, and there are no more labels than letters."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def score(
        self,
        turns: Sequence[Turn],
        listings: Sequence[str],
        states: Tensor,
        told: Tensor | None = None,
        *,
        withhold: bool = False,
    ) -> Tensor:
        """(K,) float32 log-probabilities over the labels, and `told` added; at most 26 candidates. Differentiable."""
        if len(listings) > len(LABELS):
            raise ModelError(
                f"{len(listings)} candidates, but {len(LABELS)} labels; score fewer, or by --scoring blanks"
            )
        prompter = self.language.prompter
        seen, vectors = self.language.look(states, withhold)
        prompt = prompter.listwise(turns, listings, LABELS[: len(listings)], seen)
        ids, mask, _ = collate([prompt], prompter.pad_id)
        hidden = self.language.hidden(self.language.embed(ids, vectors), mask, use_cache=False).last_hidden_state
        labels = torch.tensor(prompter.label_ids[: len(listings)])
        own = self.language.logits(hidden[0, -1], labels).log_softmax(-1)
        return own if told is None else own + told.to(own.device)

    def score_rows(self, rows: Sequence[Asked], *, withhold: bool = False) -> list[Tensor]:
        """The same of several conversations, one after another: each is a long prompt of its own."""
        return [self.score(*row, withhold=withhold) for row in rows]

    def tokens_read(self, turns: Sequence[Turn], listings: Sequence[str], *, withhold: bool = False) -> int:
        """Of one turn."""
        names = LABELS[: len(listings)]
        return len(self.language.prompter.listwise(turns, listings, names, [not withhold] * len(listings)))
