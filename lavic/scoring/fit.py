"""How likely the shopper's words are once a product was seen, and what the model says when it has read all of it.

The sum of the words' log-probabilities, the newest turn weighing most, plus log p(yes) - log p(no) to "does it fit?".
A product that is seen is its five tokens alone, in the prompt of stage 1, so that the words follow where descriptions
did; what its listing says is retrieval's to weigh (`ModelConfig.prior`). The product comes first, so that its keys and
values are cached. Strong after stage 1 alone; costs one pass over the conversation per candidate.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

from catalog.conversations import Turn
from lavic.prompt import Tokens, collate
from lavic.scoring.language import Language, product_name

TURN_DECAY = 0.5
"""Weight of a turn's words relative to those of the next one. Not measured yet."""
_CACHED_PRODUCTS = 64
"""About 0.8 MB each for `tiny` (30 layers x 3 heads x 64 x 2 x 4 bytes a token, 17 tokens), 3 MB where unseen."""


def weighted_log_likelihood(language: Language, hidden: Tensor, ids: Tensor, weights: Tensor) -> Tensor:
    """Sum per row of weight x log p(token | before). hidden (B, T, H), ids and weights (B, T); returns (B,) float32.

    The head runs on the scored positions alone: over the whole vocabulary it costs as much as several layers.
    """
    targets, weights = ids[:, 1:].to(hidden.device), weights[:, 1:].to(hidden.device)
    places = weights != 0
    logits = language.model.lm_head(hidden[:, :-1][places]).float()
    gained = -F.cross_entropy(logits, targets[places], reduction="none") * weights[places]
    rows = places.nonzero()[:, 0]
    return torch.zeros(len(ids), device=hidden.device).index_add(0, rows, gained)


class FitScorer:
    """Log-likelihood of the request given the product, plus the model's own verdict."""

    name = "fit"

    def __init__(self, language: Language, *, decay: float = TURN_DECAY, verdict: float = 1.0) -> None:
        self.language = language
        self._decay = decay
        self._verdict = verdict
        prompter = language.prompter
        self._question = prompter.question()
        self._yes_no = torch.tensor([prompter.yes_id, prompter.no_id])
        self._cache: OrderedDict[bytes, Any] = OrderedDict()

    def continuation(self, turns: Sequence[Turn]) -> Tokens:
        return self.language.prompter.conversation(turns, decay=self._decay) + self._question

    def score(
        self, turns: Sequence[Turn], listings: Sequence[str], states: Tensor, *, withhold: bool = False
    ) -> Tensor:
        """(K,) float32 in nats, one whole prompt per candidate. states: (K, 5, D). Differentiable."""
        tail = self.continuation(turns)
        seen, vectors = self.language.look(states, withhold)
        product = self.language.prompter.product
        prompts = [product(words, seen=looked) + tail for words, looked in zip(listings, seen, strict=True)]
        ids, mask, weights = collate(prompts, self.language.prompter.pad_id)
        hidden = self.language.hidden(self.language.embed(ids, vectors), mask, use_cache=False).last_hidden_state
        last = hidden[torch.arange(len(prompts)), mask.sum(-1) - 1]
        return self._combine(weighted_log_likelihood(self.language, hidden, ids, weights), last)

    def _combine(self, likelihood: Tensor, last: Tensor) -> Tensor:
        if not self._verdict:
            return likelihood
        yes, no = self.language.logits(last, self._yes_no).unbind(-1)
        return likelihood + self._verdict * (yes - no)

    @torch.inference_mode()
    def score_cached(
        self, turns: Sequence[Turn], listings: Sequence[str], states: Tensor, *, withhold: bool = False
    ) -> Tensor:
        """As `score`, with each product's keys and values kept for the next turn."""
        keys, values, prefix_mask = self._prefixes(listings, states, withhold)
        tail = self.continuation(turns)
        ids = torch.tensor([tail.ids] * len(listings))
        # The first token is predicted by the prefix's last position, which the cache does not hold: its
        # label is never scored (a speaker's name comes first), so nothing is lost.
        weights = torch.tensor([tail.scored] * len(listings))
        mask = torch.cat([prefix_mask, torch.ones_like(ids)], dim=1)
        cache = _cache_of(self.language.model, keys, values)
        hidden = self.language.hidden(
            self.language.embed(ids, None), mask, past_key_values=cache, use_cache=True
        ).last_hidden_state
        return self._combine(weighted_log_likelihood(self.language, hidden, ids, weights), hidden[:, -1])

    def forget(self) -> None:
        self._cache.clear()

    def tokens_read(self, turns: Sequence[Turn], listings: Sequence[str], *, withhold: bool = False) -> int:
        """Of one turn, with nothing kept."""
        product, tail = self.language.prompter.product, len(self.continuation(turns))
        return sum(len(product(listing, seen=not withhold)) + tail for listing in listings)

    def _prefixes(self, listings: Sequence[str], states: Tensor, withhold: bool) -> tuple[Tensor, Tensor, Tensor]:
        """Keys and values (layers, K, heads, P, d), padded left, and their mask (K, P)."""
        names = [product_name(*product, withhold) for product in zip(listings, states, strict=True)]
        known = {name: self._cache[name] for name in names if name in self._cache}
        absent = [row for row, name in enumerate(names) if name not in known]
        if absent:
            fresh = self._encode([listings[row] for row in absent], states[absent], withhold)
            known |= {names[row]: pair for row, pair in zip(absent, fresh, strict=True)}
        for name in names:
            self._cache[name] = known[name]
            self._cache.move_to_end(name)
        while len(self._cache) > _CACHED_PRODUCTS:
            self._cache.popitem(last=False)
        pairs = [known[name] for name in names]
        longest = max(keys.shape[-2] for keys, _ in pairs)
        mask = torch.zeros(len(pairs), longest, dtype=torch.int64)
        for row, (keys, _) in enumerate(pairs):
            mask[row, longest - keys.shape[-2] :] = 1
        left = [
            torch.stack([F.pad(pair[i], (0, 0, longest - pair[i].shape[-2], 0)) for pair in pairs], 1) for i in (0, 1)
        ]
        return left[0], left[1], mask

    def _encode(self, listings: Sequence[str], states: Tensor, withhold: bool) -> list[tuple[Tensor, Tensor]]:
        """Keys and values of each product's prefix, (layers, heads, P, d) each."""
        seen, vectors = self.language.look(states, withhold)
        product = self.language.prompter.product
        prompts = [product(words, seen=looked) for words, looked in zip(listings, seen, strict=True)]
        ids, mask, _ = collate(prompts, self.language.prompter.pad_id)
        cache = self.language.hidden(self.language.embed(ids, vectors), mask, use_cache=True).past_key_values
        keys = torch.stack([layer.keys for layer in cache.layers])
        values = torch.stack([layer.values for layer in cache.layers])
        return [
            (keys[:, row, :, : len(p)].clone(), values[:, row, :, : len(p)].clone()) for row, p in enumerate(prompts)
        ]


def _cache_of(model: Any, keys: Tensor, values: Tensor) -> Any:
    from transformers import DynamicCache

    cache = DynamicCache(config=model.model.language_model.config)
    for layer in range(len(keys)):
        cache.update(keys[layer], values[layer], layer)
    return cache
