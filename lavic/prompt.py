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
    """1 for each token that is predicted from those before it; 0 where it is only read."""

    @classmethod
    def read(cls, ids: Sequence[int]) -> Tokens:
        """Tokens that are only read."""
        return cls(tuple(ids), (0.0,) * len(ids))

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
        asked = (*self.plain(f"\n{DESCRIBE}"), *self._mark(self._style.user_close))
        prompt = Tokens.read((*self._open(), *self._images(images), *asked))
        if text is None:
            return prompt
        return prompt + self.answer(text)

    def answer(self, text: str) -> Tokens:
        """What the model is to say, all of it predicted, and the mark that ends it."""
        ids = (*self.plain(text), self.end_id)
        return Tokens(ids, (1.0,) * len(ids))

    def _listing(self, listing: str, limit: int) -> tuple[int, ...]:
        """On one line: a listing must not be able to look like another candidate or turn."""
        return self.plain(" ".join(listing.split()))[:limit]

    def listing(self, listing: str) -> tuple[int, ...]:
        """Ids of a candidate's listing, where it is judged by that alone."""
        return self._listing(listing, _LISTING_TOKENS)

    def conversation(self, turns: Sequence[Turn]) -> Tokens:
        """The talk after which a product was chosen, a line per turn; the oldest turns are the first to go."""
        ids: tuple[int, ...] = ()
        for turn in reversed(turns):
            name = self.plain("Assistant:" if turn.role == ASSISTANT else "Shopper:")
            room = self._max_tokens - len(ids) - len(name)
            if room < 8:
                break
            ids = (*name, *self.plain(f" {' '.join(turn.text.split())}\n")[-room:], *ids)
        return Tokens.read(ids)

    def late_interaction(self, turns: Sequence[Turn]) -> Tokens:
        """The conversation, then five query tokens: the places that a product's five tokens would fill."""
        query = self.plain(" ?")[-1:]
        return Tokens.read((*self._open(), *self.conversation(turns).ids, *self.plain("Product:"), *query * VIEWS))

    def listwise(
        self, turns: Sequence[Turn], listings: Sequence[str], names: Sequence[str], has_image: Sequence[bool]
    ) -> Tokens:
        """The paper's prompt (section 3.2): the conversation, then "ID: title" and five tokens per candidate."""
        ids: tuple[int, ...] = (*self._open(), *self.plain("Conversation:\n"), *self.conversation(turns).ids)
        ids += self.plain("\nCandidates:\n")
        for name, listing, image in zip(names, listings, has_image, strict=True):
            ids += (*self.plain(f"{name}: "), *self._listing(listing, _LISTWISE_TOKENS))
            ids += self._images() if image else ()
            ids += self.plain("\n")
        ids += (*self.plain("Answer with the ID of the best candidate."), *self._mark(self._style.user_close))
        return Tokens.read(ids)

    def decode(self, ids: Sequence[int]) -> str:
        return self._tokenizer.decode(list(ids), skip_special_tokens=True).strip()


def collate(
    sequences: Sequence[Tokens], pad_id: int, *, left: bool = False
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Unequal sequences to ids (B, T) int64, attention mask (B, T) int64 and weights (B, T) float32.

    Padded right; `left` pads left, so that something can follow them.
    """
    longest = max(len(s) for s in sequences)
    ids = torch.full((len(sequences), longest), pad_id)
    mask = torch.zeros_like(ids)
    weights = torch.zeros(ids.shape, dtype=torch.float32)
    for row, sequence in enumerate(sequences):
        place = slice(longest - len(sequence), longest) if left else slice(len(sequence))
        ids[row, place] = torch.tensor(sequence.ids)
        mask[row, place] = 1
        weights[row, place] = torch.tensor(sequence.scored)
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
