"""The reference's answering, kept so that the difference can be measured: write an ID, then look for it.

Greedy, at most 10 new tokens (the released code's setting). The reference matches Amazon's `\\bB[A-Z0-9]{9}\\b`; any
catalog's identifiers are matched here as whole words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

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
    mask_images: bool = False,
) -> str | None:
    """The first candidate's ID in the model's answer, or None: an invalid answer. states: (K, 5, D)."""
    prompter = language.prompter
    has_image, vectors = language.image_vectors(states, mask_images)
    prompt = prompter.listwise(turns, listings, ids, has_image)
    tokens, mask, _ = collate([prompt], prompter.pad_id)
    (written,) = generate(language, language.embed(tokens, vectors), mask, NEW_TOKENS)
    return first_match(prompter.decode(written), ids)


def first_match(text: str, ids: Sequence[str]) -> str | None:
    pattern = "|".join(re.escape(i) for i in sorted(ids, key=len, reverse=True))
    found = re.search(rf"(?<!\w)(?:{pattern})(?!\w)", text)
    return found[0] if found else None


def generate(language: Language, embeddings: Tensor, mask: Tensor, limit: int) -> list[list[int]]:
    """Greedy continuations of embedded prompts (B, T, H): at most `limit` token ids each, without the end mark.

    mask: (B, T); unequal prompts are padded on the left.
    """
    return _until_end(language, _generated(language, embeddings, mask, limit).tolist())


def generate_surely(language: Language, embeddings: Tensor, mask: Tensor, limit: int) -> list[tuple[list[int], float]]:
    """The same, each with the logarithm of its probability, the end mark's included."""
    found = _generated(language, embeddings, mask, limit, return_dict_in_generate=True, output_logits=True)
    steps = zip(found.logits, found.sequences.T, strict=True)
    nats = [step.float().log_softmax(-1).gather(1, tokens[:, None])[:, 0] for step, tokens in steps]
    rows = _until_end(language, found.sequences.tolist())
    return [(row, sum(sure[: len(row) + 1])) for row, sure in zip(rows, torch.stack(nats, 1).tolist(), strict=True)]


@torch.inference_mode()
def _generated(language: Language, embeddings: Tensor, mask: Tensor, limit: int, **how: bool) -> Any:
    end = language.prompter.end_id
    return language.model.generate(
        inputs_embeds=embeddings,
        attention_mask=mask.to(embeddings.device),
        max_new_tokens=limit,
        num_beams=1,
        do_sample=False,  # whatever the model's own settings say
        eos_token_id=end,
        pad_token_id=end,
        **how,
    )


def _until_end(language: Language, rows: list[list[int]]) -> list[list[int]]:
    end = language.prompter.end_id
    return [row[: row.index(end)] if end in row else row for row in rows]
