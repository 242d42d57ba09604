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
def generate(language: Language, embeddings: Tensor, mask: Tensor, limit: int, beams: int = 1) -> list[list[int]]:
    """Continuations of embedded prompts (B, T, H): at most `limit` token ids each, without the end mark.

    mask: (B, T); unequal prompts are padded on the left. One beam is greedy; of N, the likeliest that N find, whatever
    its length.
    """
    end = language.prompter.end_id
    written = language.model.generate(
        inputs_embeds=embeddings,
        attention_mask=mask.to(embeddings.device),
        max_new_tokens=limit,
        num_beams=beams,
        length_penalty=0.0,
        do_sample=False,  # whatever the model's own settings say
        eos_token_id=end,
        pad_token_id=end,
    )
    return [row[: row.index(end)] if end in row else row for row in written.tolist()]


@torch.inference_mode()
def generate_surely(language: Language, embeddings: Tensor, mask: Tensor, limit: int) -> list[tuple[list[int], float]]:
    """Greedy continuations as of `generate`, each with the logarithm of its probability, the end mark's included."""
    end = language.prompter.end_id
    found = language.model.generate(
        inputs_embeds=embeddings,
        attention_mask=mask.to(embeddings.device),
        max_new_tokens=limit,
        do_sample=False,
        eos_token_id=end,
        pad_token_id=end,
        return_dict_in_generate=True,
        output_logits=True,
    )
    steps = zip(found.logits, found.sequences.T, strict=True)
    nats = [step.float().log_softmax(-1).gather(1, tokens[:, None])[:, 0] for step, tokens in steps]
    written = []
    for row, sure in zip(found.sequences.tolist(), torch.stack(nats, 1).tolist(), strict=True):
        length = row.index(end) if end in row else len(row)
        written.append((row[:length], sum(sure[: length + 1])))
    return written
