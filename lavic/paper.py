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
    (written,) = generate(language, language.embed(tokens, vectors), mask, NEW_TOKENS)
    return first_match(prompter.decode(written), ids)


def first_match(text: str, ids: Sequence[str]) -> str | None:
    pattern = "|".join(re.escape(i) for i in sorted(ids, key=len, reverse=True))
    found = re.search(rf"(?<!\w)(?:{pattern})(?!\w)", text)
    return found[0] if found else None


@torch.inference_mode()
def generate(language: Language, embeddings: Tensor, mask: Tensor, limit: int) -> list[list[int]]:
    """Greedy continuations of embedded prompts (B, T, H): at most `limit` token ids each, without the end mark.

    mask: (B, T); unequal prompts are padded on the left. A row that has ended runs along and is ignored.
    """
    written: list[list[int]] = [[] for _ in embeddings]
    going = torch.ones(len(embeddings), dtype=torch.bool)
    out = language.hidden(embeddings, mask, use_cache=True)
    for _ in range(limit):
        tokens = language.model.lm_head(out.last_hidden_state[:, -1]).argmax(-1).cpu()
        going &= tokens != language.prompter.end_id
        if not going.any():
            break
        for row in going.nonzero()[:, 0].tolist():
            written[row].append(int(tokens[row]))
        mask = torch.cat([mask, mask.new_ones(len(mask), 1)], dim=1)
        step = language.embed(tokens[:, None], None)
        out = language.hidden(step, mask, past_key_values=out.past_key_values, use_cache=True)
    return written
