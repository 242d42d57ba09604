"""Late interaction: five query tokens that end the conversation against the five tokens of a product.

The model reads the conversation once; what it would say next stands in the hidden states of five query tokens. The
projector puts a product's tokens where words are, so their dot products with those states are what its head computes
for words: logits, of products rather than of the vocabulary. Generative retrieval by a multimodal model ranks so
(FROMAGe, Koh et al. 2023, section 3.2); as in ColBERT, both sides have several vectors and meet last, but here the
i-th query token meets the i-th view alone. A candidate costs five dot products, however many there are, and its score
is its own.

Where retrieval's score stands beside, `lavic.scoring.prior` says how much it counts.

A product without a picture brings the words of its listing in place of its tokens, each as the vocabulary has it.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from catalog.conversations import Turn
from lavic.config import VIEWS
from lavic.prompt import collate
from lavic.scoring.language import Language
from lavic.scoring.registry import ScoringRow, register_scorer

SCALE = 0.05
"""Of the five dot products' sum. Before any training the candidates' scores then differ by about half a nat."""

_PASS, _PASS_GPU = 8, 64
"""Conversations that are read at once."""


@register_scorer("late_interaction")
class LateInteractionScorer:
    """Dot products of the query tokens' hidden states and the candidates' vectors."""

    name: str
    candidates = 50
    """Of a served turn: one more costs next to nothing, and in a shop of 760 products fifty have more right answers on
    top than ten have (docs/RESULTS.md)."""

    def __init__(self, language: Language) -> None:
        self.language = language
        words = language.model.model.language_model.get_input_embeddings().weight
        self._mean_word = words.detach().float().mean(0)

    def score(
        self,
        turns: Sequence[Turn],
        listings: Sequence[str],
        states: Tensor,
        log_prior: Tensor | None = None,
        *,
        mask_images: bool = False,
    ) -> Tensor:
        """(K,) float32 in nats, differentiable: of looks, and `log_prior` as much as the conversation asks for that.

        states: (K, 5, D). With `mask_images` the prior counts once: the words in the tokens' place say what listings
        tell.
        """
        return self.score_rows([ScoringRow(turns, listings, states, log_prior)], mask_images=mask_images)[0]

    def score_rows(self, rows: Sequence[ScoringRow], *, mask_images: bool = False) -> list[Tensor]:
        """The same of several conversations, each with candidates of its own."""
        query = torch.stack(self.query_tokens([row.turns for row in rows]))
        listings = [listing for row in rows for listing in row.listings]
        vectors = self._vectors(listings, torch.cat([row.states for row in rows]), mask_images)
        counts = [len(row.listings) for row in rows]
        each = torch.arange(len(rows)).repeat_interleave(torch.tensor(counts)).to(query.device)
        own = SCALE * (vectors * query[each]).sum((-1, -2))
        weight = torch.ones_like(query[:, 0, 0]) if mask_images else self.language.prior_gate(query)
        priors = [torch.zeros(len(row.listings)) if row.log_prior is None else row.log_prior for row in rows]
        return list((own + weight[each] * torch.cat(priors).to(own.device)).split(counts))

    def query_tokens(self, conversations: Sequence[Sequence[Turn]]) -> list[Tensor]:
        """(5, H) float32 for each: the hidden states of the query tokens that end it.

        Those of like length share a pass, so that little of it is padding.
        """
        prompts = [self.language.prompter.late_interaction(turns) for turns in conversations]
        order = sorted(range(len(prompts)), key=lambda row: len(prompts[row]))
        found: dict[int, Tensor] = {}
        size = _PASS_GPU if self.language.device.type == "cuda" else _PASS
        for start in range(0, len(order), size):
            part = order[start : start + size]
            ids, mask, _ = collate([prompts[row] for row in part], self.language.prompter.pad_id, left=True)
            hidden = self.language.hidden(self.language.embed(ids, None), mask, use_cache=False).last_hidden_state
            found |= dict(zip(part, hidden[:, -VIEWS:].float(), strict=True))
        return [found[row] for row in range(len(prompts))]

    def tokens_read(self, turns: Sequence[Turn], listings: Sequence[str], *, mask_images: bool = False) -> int:
        """Of one turn: candidates are not read."""
        return len(self.language.prompter.late_interaction(turns))

    def _vectors(self, listings: Sequence[str], states: Tensor, mask_images: bool) -> Tensor:
        """(K, 5, H) float32: what each candidate has for the five query tokens."""
        has_image, vectors = self.language.image_vectors(states, mask_images)
        if vectors is not None and all(has_image):
            return vectors.float()
        words = torch.stack([self._words(text) for text, image in zip(listings, has_image, strict=True) if not image])
        if vectors is None:
            return words
        order = torch.tensor(has_image).argsort(descending=True, stable=True).argsort().to(words.device)
        return torch.cat([vectors.float(), words])[order]

    def _words(self, listing: str) -> Tensor:
        """(5, H): the listing's words, the same for each view, as long as one word whatever their number."""
        ids = torch.tensor(self.language.prompter.listing(listing), dtype=torch.int64)
        words = self.language.embed(ids[None], None)[0].float() - self._mean_word
        return (words.sum(0) / max(1, len(ids)) ** 0.5).expand(VIEWS, -1)
