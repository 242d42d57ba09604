"""What the model makes of a product against what it makes of the conversation: a cosine of two states.

The product (its five tokens and its listing) and the conversation are read apart, each as a user's turn; the hidden
state of the last position, where the model is about to answer, stands for what was read (as in VLM2Vec, arXiv
2410.05160, which does this with LLaVA-NeXT). A product is read once, whoever asks: its state is kept, so that a turn
costs one pass over the conversation, however many candidates there are. Means nothing before stage 2 has trained it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional as F

from catalog.conversations import Turn
from lavic.prompt import Tokens, collate
from lavic.scoring.language import Language, product_name

TEMPERATURE = 0.05
"""Divides the cosines, so that a softmax over candidates can be sure of itself (VLM2Vec: 0.02)."""
_CACHED_PRODUCTS = 20_000
"""2.3 kB each for `tiny` (576 float32 values)."""
_PASS = 16
"""Products read in one pass: larger ones gain nothing on a CPU and take memory."""


class MatchScorer:
    """Cosine of the product's state and the conversation's, over TEMPERATURE."""

    name = "match"

    def __init__(self, language: Language) -> None:
        self.language = language
        self._cache: OrderedDict[bytes, Tensor] = OrderedDict()

    def products(self, listings: Sequence[str], states: Tensor, *, withhold: bool = False) -> Tensor:
        """(K, H) float32 of unit length. states: (K, 5, D). Differentiable."""
        seen, vectors = self.language.look(states, withhold)
        product = self.language.prompter.product
        return self._read([product(words, seen=looked) for words, looked in zip(listings, seen, strict=True)], vectors)

    def conversations(self, talks: Sequence[Sequence[Turn]]) -> Tensor:
        """(B, H) float32 of unit length. Differentiable."""
        return self._read([self.language.prompter.request(turns) for turns in talks], None)

    def _read(self, prompts: Sequence[Tokens], vectors: Tensor | None) -> Tensor:
        ids, mask, _ = collate(prompts, self.language.prompter.pad_id)
        embeddings, depth = self.language.embed(ids, vectors), self.language.prompter.config.match_depth
        hidden = self.language.hidden(embeddings, mask, depth=depth, use_cache=False).last_hidden_state
        last = hidden[torch.arange(len(prompts)), mask.sum(-1) - 1]
        return F.normalize(last.float(), dim=-1)

    def score(
        self, turns: Sequence[Turn], listings: Sequence[str], states: Tensor, *, withhold: bool = False
    ) -> Tensor:
        """(K,) float32. states: (K, 5, D). Differentiable."""
        products = self.products(listings, states, withhold=withhold)
        return products @ self.conversations([turns])[0] / TEMPERATURE

    @torch.inference_mode()
    def score_cached(
        self, turns: Sequence[Turn], listings: Sequence[str], states: Tensor, *, withhold: bool = False
    ) -> Tensor:
        """As `score`, reading only the products that were not read before."""
        products = self._kept(listings, states, withhold)
        return products @ self.conversations([turns])[0] / TEMPERATURE

    def forget(self) -> None:
        self._cache.clear()

    def tokens_read(self, turns: Sequence[Turn], listings: Sequence[str], *, withhold: bool = False) -> int:
        """Of one turn, with nothing kept."""
        prompter = self.language.prompter
        return len(prompter.request(turns)) + sum(len(prompter.product(w, seen=not withhold)) for w in listings)

    def _kept(self, listings: Sequence[str], states: Tensor, withhold: bool) -> Tensor:
        """(K, H), from the cache as far as it goes."""
        names = [product_name(*product, withhold) for product in zip(listings, states, strict=True)]
        absent = [row for row, name in enumerate(names) if name not in self._cache]
        fresh: dict[bytes, Tensor] = {}
        for start in range(0, len(absent), _PASS):
            rows = absent[start : start + _PASS]
            read = self.products([listings[row] for row in rows], states[rows], withhold=withhold)
            fresh |= dict(zip([names[row] for row in rows], read, strict=True))
        kept = [fresh[name] if name in fresh else self._cache[name] for name in names]
        for name, state in zip(names, kept, strict=True):
            self._cache[name] = state
            self._cache.move_to_end(name)
        while len(self._cache) > _CACHED_PRODUCTS:
            self._cache.popitem(last=False)
        return torch.stack(kept)
