"""Every text that a model of this project reads, as token ids; and the splice of a product's five vectors.

Words of shoppers and shops are tokenised as plain text (`split_special_tokens`), so that neither a
placeholder nor a chat mark can be typed. Only the templates here hold special tokens.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch

from catalog.conversations import ASSISTANT, Turn
from lavic.config import VIEWS, ModelConfig

DESCRIBE = "Describe this product."
IGNORED = -100
"""Label of a token that bears no loss (PyTorch's convention)."""
LABELS = tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_LISTING_TOKENS = 64
"""Of a candidate's listing, where it is judged by itself."""
_LISTWISE_TOKENS = 24
"""Where all candidates stand in one prompt: little more than the title, as in the paper."""


@dataclass(frozen=True)
class Tokens:
    """Token ids, and which of them are predicted."""

    ids: tuple[int, ...]
    scored: tuple[float, ...]
    """Weight of each token as a prediction from those before it; 0 where it is only read."""

    def __add__(self, other: Tokens) -> Tokens:
        return Tokens(self.ids + other.ids, self.scored + other.scored)

    def __len__(self) -> int:
        return len(self.ids)


class Prompter:
    """Builds the prompts of one model. `image_id` marks the places where vectors go."""

    def __init__(self, tokenizer: Any, config: ModelConfig, image_id: int) -> None:
        self._tokenizer = tokenizer
        self.config = config
        self._style = config.style
        self._max_tokens = config.max_tokens
        # Some models' marks are ordinary text ("[INST]"), which split_special_tokens would let through.
        self._marks = [m for m in (config.style.user_open.strip(), config.style.user_close.strip()) if len(m) > 1]
        self.image_id = image_id
        self.end_id: int = tokenizer.convert_tokens_to_ids(config.style.end)
        self.pad_id: int = tokenizer.pad_token_id if tokenizer.pad_token_id is not None else self.end_id
        self.yes_id, self.no_id = self.plain(" yes")[-1], self.plain(" no")[-1]
        self.label_ids = [self.plain(f" {label}")[-1] for label in LABELS]

    def plain(self, text: str) -> tuple[int, ...]:
        """Ids of words that somebody else wrote: no special token, no chat mark."""
        text = text.encode("utf-8", "replace").decode()  # a lone surrogate would raise in the tokenizer
        for mark in self._marks:
            text = text.replace(mark, f"{mark[0]} {mark[1:]}")
        return tuple(self._tokenizer(text, add_special_tokens=False, split_special_tokens=True).input_ids)

    def _mark(self, text: str) -> tuple[int, ...]:
        return tuple(self._tokenizer(text, add_special_tokens=False).input_ids)

    def _open(self) -> tuple[int, ...]:
        bos = self._tokenizer.bos_token_id
        mark = self._mark(self._style.user_open)
        return mark if bos is None or mark[:1] == (bos,) else (bos, *mark)

    def _images(self, count: int = VIEWS) -> tuple[int, ...]:
        return (self.image_id,) * count

    def description(self, text: str | None = None, *, images: int = VIEWS) -> Tokens:
        """Stage 1: the product's tokens, the instruction, and the description as the answer, if one is given."""
        prompt = self._asked(self._images(images))
        if text is None:
            return prompt
        answer = (*self.plain(text), self.end_id)
        return prompt + Tokens(answer, (1.0,) * len(answer))

    def _asked(self, product: tuple[int, ...]) -> Tokens:
        ids = (*self._open(), *product, *self.plain(f"\n{DESCRIBE}"), *self._mark(self._style.user_close))
        return Tokens(ids, (0.0,) * len(ids))

    def _listing(self, listing: str, limit: int) -> tuple[int, ...]:
        """On one line: a listing must not be able to look like another candidate or turn."""
        return self.plain(" ".join(listing.split()))[:limit]

    def product(self, listing: str, *, seen: bool = True) -> Tokens:
        """A candidate that is judged by itself, in the words of stage 1: its five tokens or, unseen, its listing.

        Not both: beside a listing the small model loses sight of the tokens (docs/EXPERIMENTS.md).
        """
        return self._asked(self._images() if seen else self._listing(listing, _LISTING_TOKENS))

    def conversation(self, turns: Sequence[Turn], *, decay: float = 1.0) -> Tokens:
        """The talk after which a product was chosen. A shopper's words are scored, the newest with weight 1 and
        each older turn with `decay` times the next one's; the assistant's are only read."""
        whole, weight = Tokens((), ()), 1.0
        for turn in reversed(turns):
            spoken = turn.role != ASSISTANT
            words = self.plain(f" {' '.join(turn.text.split())}\n")
            name = self.plain("Shopper:" if spoken else "Assistant:")
            room = self._max_tokens - len(whole) - len(name)
            if room < 8:
                break  # oldest turns are the first to go
            words = words[-room:]
            scored = (weight if spoken else 0.0,) * len(words)
            whole = Tokens((*name, *words), (*(0.0,) * len(name), *scored)) + whole
            weight *= decay if spoken else 1.0
        return whole

    def question(self) -> Tokens:
        """Asked after the conversation; the answer is read from the logits of " yes" and " no"."""
        ids = self.plain("Fits:")
        return Tokens(ids, (0.0,) * len(ids))

    def listwise(
        self, turns: Sequence[Turn], listings: Sequence[str], names: Sequence[str], seen: Sequence[bool]
    ) -> Tokens:
        """The paper's prompt (section 3.2): the conversation, then "ID: title" and five tokens per candidate."""
        ids: tuple[int, ...] = (*self._open(), *self.plain("Conversation:\n"), *self.conversation(turns).ids)
        ids += self.plain("\nCandidates:\n")
        for name, listing, looked in zip(names, listings, seen, strict=True):
            ids += (*self.plain(f"{name}: "), *self._listing(listing, _LISTWISE_TOKENS))
            ids += self._images() if looked else ()
            ids += self.plain("\n")
        ids += (*self.plain("Answer with the ID of the best candidate."), *self._mark(self._style.user_close))
        return Tokens(ids, (0.0,) * len(ids))

    def decode(self, ids: Sequence[int]) -> str:
        return self._tokenizer.decode(list(ids), skip_special_tokens=True).strip()


def collate(sequences: Sequence[Tokens], pad_id: int) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Unequal sequences to ids (B, T) int64, attention mask (B, T) int64 and weights (B, T) float32, padded right."""
    longest = max(len(s) for s in sequences)
    ids = torch.full((len(sequences), longest), pad_id)
    mask = torch.zeros_like(ids)
    weights = torch.zeros(ids.shape, dtype=torch.float32)
    for row, sequence in enumerate(sequences):
        ids[row, : len(sequence)] = torch.tensor(sequence.ids)
        mask[row, : len(sequence)] = 1
        weights[row, : len(sequence)] = torch.tensor(sequence.scored)
    return ids, mask, weights


def splice(embeddings: torch.Tensor, ids: torch.Tensor, vectors: torch.Tensor, image_id: int) -> torch.Tensor:
    """Puts `vectors` (products, n, H) on the placeholders of ids (B, T), in reading order.

    embeddings: (B, T, H) of the ids. Raises ValueError where the counts differ.
    """
    places = ids == image_id
    flat = vectors.flatten(0, -2)
    if int(places.sum()) != len(flat):
        raise ValueError(f"{int(places.sum())} placeholders for {len(flat)} vectors; expected as many")
    return embeddings.masked_scatter(places.unsqueeze(-1).to(embeddings.device), flat.to(embeddings.dtype))
