"""How well a product's five tokens fill five blanks that end the conversation.

The model reads the conversation once; what it would say next stands in the hidden states of the blanks. The projector
puts a product's tokens where words are, so their dot products with those states are what its head computes for words:
logits, of products rather than of the vocabulary. Generative retrieval by a multimodal model ranks so (FROMAGe, Koh et
al. 2023, section 3.2). A candidate costs five dot products, however many there are, and its score is its own.

Where retrieval's score stands beside, `lavic.scoring.balance` says how much it counts.

A product that is not seen fills the blanks with the words of its listing, each as the vocabulary has it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from catalog.conversations import Turn
from lavic.config import VIEWS
from lavic.prompt import collate
from lavic.scoring.balance import weight_of_told
from lavic.scoring.language import Language

SCALE = 0.05
"""Of the five dot products' sum. Before any training the candidates' scores then differ by about half a nat."""

_PASS, _PASS_GPU = 8, 64
"""Conversations that are read at once."""


class Asked(NamedTuple):
    """A conversation and its K candidates."""

    turns: Sequence[Turn]
    listings: Sequence[str]
    states: Tensor
    """(K, 5, D)"""
    told: Tensor | None = None
    """(K,) nats by which retrieval's score speaks for each; None where there is none."""


class BlankScorer:
    """Dot products of the blanks' hidden states and the candidates' vectors."""

    name = "blanks"
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
        told: Tensor | None = None,
        *,
        withhold: bool = False,
    ) -> Tensor:
        """(K,) float32 in nats, differentiable: of looks, and `told` as much as the conversation asks for that.

        states: (K, 5, D). With `withhold` it counts once: the words that fill the blanks say what listings tell.
        """
        return self.score_rows([Asked(turns, listings, states, told)], withhold=withhold)[0]

    def score_rows(self, rows: Sequence[Asked], *, withhold: bool = False) -> list[Tensor]:
        """The same of several conversations, each with candidates of its own."""
        blanks = torch.stack(self.blanks([row.turns for row in rows]))
        listings = [listing for row in rows for listing in row.listings]
        vectors = self._vectors(listings, torch.cat([row.states for row in rows]), withhold)
        counts = [len(row.listings) for row in rows]
        each = torch.arange(len(rows)).repeat_interleave(torch.tensor(counts)).to(blanks.device)
        own = SCALE * (vectors * blanks[each]).sum((-1, -2))
        weight = torch.ones_like(blanks[:, 0, 0]) if withhold else weight_of_told(self.language.model, blanks)
        told = torch.cat([torch.zeros(len(row.listings)) if row.told is None else row.told for row in rows])
        return list((own + weight[each] * told.to(own.device)).split(counts))

    def blanks(self, conversations: Sequence[Sequence[Turn]]) -> list[Tensor]:
        """(5, H) float32 for each: the hidden states of the blanks that end it.

        Those of like length share a pass, so that little of it is padding.
        """
        prompts = [self.language.prompter.blanks(turns) for turns in conversations]
        order = sorted(range(len(prompts)), key=lambda row: len(prompts[row]))
        found: dict[int, Tensor] = {}
        size = _PASS_GPU if self.language.device.type == "cuda" else _PASS
        for start in range(0, len(order), size):
            part = order[start : start + size]
            ids, mask, _ = collate([prompts[row] for row in part], self.language.prompter.pad_id, left=True)
            hidden = self.language.hidden(self.language.embed(ids, None), mask, use_cache=False).last_hidden_state
            found |= dict(zip(part, hidden[:, -VIEWS:].float(), strict=True))
        return [found[row] for row in range(len(prompts))]

    def tokens_read(self, turns: Sequence[Turn], listings: Sequence[str], *, withhold: bool = False) -> int:
        """Of one turn: candidates are not read."""
        return len(self.language.prompter.blanks(turns))

    def _vectors(self, listings: Sequence[str], states: Tensor, withhold: bool) -> Tensor:
        """(K, 5, H) float32: what each candidate has for the five blanks."""
        seen, vectors = self.language.look(states, withhold)
        if vectors is not None and all(seen):
            return vectors.float()
        words = torch.stack([self._words(text) for text, looked in zip(listings, seen, strict=True) if not looked])
        if vectors is None:
            return words
        order = torch.tensor(seen).argsort(descending=True, stable=True).argsort().to(words.device)
        return torch.cat([vectors.float(), words])[order]

    def _words(self, listing: str) -> Tensor:
        """(5, H): the listing's words, the same for each blank, as long as one word whatever their number."""
        ids = torch.tensor(self.language.prompter.listing(listing), dtype=torch.int64)
        words = self.language.embed(ids[None], None)[0].float() - self._mean_word
        return (words.sum(0) / max(1, len(ids)) ** 0.5).expand(VIEWS, -1)
