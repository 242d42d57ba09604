"""The language half of a loaded model: embeddings with products' vectors in them, and one pass over them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

from lavic.prompt import Prompter, splice
from lavic.scoring.prior import PriorGate


@dataclass(frozen=True)
class Language:
    """The language half of a loaded model, as the scorers use it."""

    model: Any
    prompter: Prompter

    @property
    def device(self) -> torch.device:
        return self.model.lm_head.weight.device

    @property
    def prior_gate(self) -> PriorGate:
        return self.model.prior_gate

    def project(self, states: Tensor) -> Tensor:
        """(K, 5, D) [CLS] states to (K, 5, H) vectors of the language model."""
        projector = self.model.model.multi_modal_projector
        weight = projector.linear_1.weight
        return projector(states.to(weight.device, weight.dtype))

    def image_vectors(self, states: Tensor, mask_images: bool) -> tuple[list[bool], Tensor | None]:
        """Which of K products have a picture to read, and the vectors (S, 5, H) of those S; None where there is none.

        A product without a picture has states of zeros: it is judged by its words, not by five vectors of nothing.
        """
        has_image = [not mask_images and bool(state.any()) for state in states]
        return has_image, self.project(states[has_image]) if any(has_image) else None

    def embed(self, ids: Tensor, vectors: Tensor | None) -> Tensor:
        """(B, T) ids to (B, T, H), with the products' vectors on their placeholders."""
        embeddings = self.model.model.language_model.get_input_embeddings()(ids.to(self.device))
        if vectors is None:
            return embeddings
        return splice(embeddings, ids.to(self.device), vectors, self.prompter.image_id)

    def logits(self, hidden: Tensor, tokens: Tensor) -> Tensor:
        """(..., H) to (..., T) logits of a few tokens, multiplied in float32: in bf16 they step by 0.1 and tie."""
        return F.linear(hidden.float(), self.model.lm_head.weight[tokens.to(hidden.device)].float())

    def hidden(self, embeddings: Tensor, mask: Tensor, **cache: Any) -> Any:
        """One pass of the language model. `mask` covers cached positions too. Positions follow the mask."""
        mask = mask.to(self.device)
        positions = (mask.cumsum(-1) - 1).clamp(min=0)[:, -embeddings.shape[1] :]
        return self.model.model.language_model(
            inputs_embeds=embeddings, attention_mask=mask, position_ids=positions, **cache
        )
