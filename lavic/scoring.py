"""Candidates ranked from logits: no text is parsed, so the answer is one of the candidates by construction.

`FitScorer` asks, per candidate, how likely the shopper's words are once this product was seen (the sum of
their log-probabilities, newest turn weighing most) and adds what the model says when it has read all of it:
log p(yes) - log p(no) to "does it fit?". The product comes first, so its keys and values are cached.
`LabelScorer` is the paper's listwise prompt with one-token labels in place of the decoded ID.
Both are differentiable where gradients are on: stage 2 trains what serving runs.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

from catalog.conversations import Turn
from lavic.errors import ModelError
from lavic.prompt import LABELS, Prompter, Tokens, collate, splice

TURN_DECAY = 0.5
"""Weight of a turn's words relative to those of the next one. Not measured yet."""
_CACHED_PRODUCTS = 32
"""About 3 MB each for `tiny` (30 layers x 3 heads x 64 x 2 x 4 bytes a token, 60 to 80 tokens): three turns' worth."""


@dataclass(frozen=True)
class Language:
    """The language half of a loaded model, as the scorers use it."""

    model: Any
    prompter: Prompter

    @property
    def device(self) -> torch.device:
        return self.model.lm_head.weight.device

    def project(self, states: Tensor) -> Tensor:
        """(K, 5, D) [CLS] states to (K, 5, H) vectors of the language model."""
        projector = self.model.model.multi_modal_projector
        weight = projector.linear_1.weight
        return projector(states.to(weight.device, weight.dtype))

    def look(self, states: Tensor, withhold: bool) -> tuple[list[bool], Tensor | None]:
        """Which of K products are seen, and the vectors (S, 5, H) of those S; None where there is none.

        A product without a picture has states of zeros: it is judged by its words, not by five vectors of nothing.
        """
        seen = [not withhold and bool(state.any()) for state in states]
        return seen, self.project(states[seen]) if any(seen) else None

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
        """One pass of the language model; `mask` covers cached positions too. Positions follow the mask."""
        mask = mask.to(self.device)
        positions = (mask.cumsum(-1) - 1).clamp(min=0)[:, -embeddings.shape[1] :]
        return self.model.model.language_model(
            inputs_embeds=embeddings, attention_mask=mask, position_ids=positions, **cache
        )


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

    def _prefixes(self, listings: Sequence[str], states: Tensor, withhold: bool) -> tuple[Tensor, Tensor, Tensor]:
        """Keys and values (layers, K, heads, P, d), padded left, and their mask (K, P)."""
        names = [
            hashlib.sha256(
                f"{withhold}\0{listing}\0".encode("utf-8", "replace") + state.cpu().numpy().tobytes()
            ).digest()
            for listing, state in zip(listings, states, strict=True)
        ]
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


class LabelScorer:
    """The paper's listwise prompt, answered by a one-token label read from the logits."""

    name = "labels"

    def __init__(self, language: Language) -> None:
        self.language = language

    def score(
        self, turns: Sequence[Turn], listings: Sequence[str], states: Tensor, *, withhold: bool = False
    ) -> Tensor:
        """(K,) float32 log-probabilities over the labels; at most 26 candidates. Differentiable."""
        if len(listings) > len(LABELS):
            raise ModelError(f"{len(listings)} candidates, but {len(LABELS)} labels; score fewer, or by --scoring fit")
        prompter = self.language.prompter
        seen, vectors = self.language.look(states, withhold)
        prompt = prompter.listwise(turns, listings, LABELS[: len(listings)], seen)
        ids, mask, _ = collate([prompt], prompter.pad_id)
        hidden = self.language.hidden(self.language.embed(ids, vectors), mask, use_cache=False).last_hidden_state
        labels = torch.tensor(prompter.label_ids[: len(listings)])
        return self.language.logits(hidden[0, -1], labels).log_softmax(-1)

    score_cached = score

    def forget(self) -> None:
        """Nothing is kept between calls."""


SCORERS = {scorer.name: scorer for scorer in (FitScorer, LabelScorer)}
