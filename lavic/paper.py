"""The reference's answering, kept so that the difference can be measured: write an ID, then look for it.

Greedy, at most 10 new tokens (the released code's setting). The reference matches Amazon's `\\bB[A-Z0-9]{9}\\b`; any
catalog's identifiers are matched here as whole words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import torch
from torch import Tensor

from catalog.conversations import Turn
from lavic.prompt import collate
from lavic.scoring import Language

NEW_TOKENS = 10


def generated_id(
    language: Language,
    turns: Sequence[Turn],
    ids: Sequence[str],
    listings: Sequence[str],
    states: Tensor,
    *,
    withhold: bool = False,
) -> str | None:
    """The first candidate's ID in the model's answer, or None: an invalid answer. states: (K, 5, D)."""
    prompter = language.prompter
    seen, vectors = language.look(states, withhold)
    prompt = prompter.listwise(turns, listings, ids, seen)
    tokens, mask, _ = collate([prompt], prompter.pad_id)
    written = generate(language, language.embed(tokens, vectors), mask, NEW_TOKENS)
    return first_match(prompter.decode(written), ids)


def first_match(text: str, ids: Sequence[str]) -> str | None:
    pattern = "|".join(re.escape(i) for i in sorted(ids, key=len, reverse=True))
    found = re.search(rf"(?<!\w)(?:{pattern})(?!\w)", text)
    return found[0] if found else None


def generate(language: Language, embeddings: Tensor, mask: Tensor, limit: int) -> list[int]:
    """Greedy continuation of one embedded prompt (1, T, H): at most `limit` token ids, without the end mark."""
    written: list[int] = []
    out = language.hidden(embeddings, mask, use_cache=True)
    for _ in range(limit):
        token = int(language.model.lm_head(out.last_hidden_state[:, -1]).argmax(-1))
        if token == language.prompter.end_id:
            break
        written.append(token)
        mask = torch.cat([mask, mask.new_ones(1, 1)], dim=1)
        step = language.embed(torch.tensor([[token]]), None)
        out = language.hidden(step, mask, past_key_values=out.past_key_values, use_cache=True)
    return written
