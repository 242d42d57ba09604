"""Where the projector of `tiny` starts: by regression on the words of the descriptions, in closed form."""

from __future__ import annotations

import collections
import math
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from lavic.prompt import Prompter
from lavic.training.distillation.data import Described


@torch.no_grad()
def word_targets(prompter: Prompter, words: Tensor, rows: Sequence[Described]) -> Tensor:
    """(N, H): for each picture, the mean embedding of the words of its descriptions, rare ones weighing more (idf).

    words: (V, H), the language model's input embeddings.
    """
    counts = [collections.Counter(t for text in row.descriptions for t in prompter.plain(text)) for row in rows]
    rows_with = collections.Counter(token for count in counts for token in count)
    targets = []
    for row, count in zip(rows, counts, strict=True):
        often = torch.tensor([min(1.0, n / len(row.descriptions)) for n in count.values()])
        weights = often * torch.tensor([math.log(len(rows) / rows_with[token]) for token in count])
        targets.append((words[list(count)].float().cpu() * weights[:, None]).sum(0) / weights.sum().clamp(min=1e-6))
    return torch.stack(targets)


@torch.no_grad()
def calibrate(projector: Any, states: Tensor, targets: Tensor, spread: float, ridge: float = 0.1) -> None:
    """Starts an untrained projector where words are: its vectors regress on `targets`, in closed form.

    states: (N, 5, D) float32; targets: (N, H). The first layer standardises its inputs, since a tower's states share
    a mean much longer than their differences; the second is the ridge solution, scaled so that the vectors spread
    by `spread`, as word embeddings do. Trained from a random start instead, the language model learns the descriptions'
    wording and ignores the vectors (docs/EXPERIMENTS.md).
    """
    first, second = projector.linear_1, projector.linear_2
    inputs = states.flatten(0, 1)
    weight = torch.randn(first.weight.shape, generator=torch.Generator().manual_seed(0)) / inputs.shape[-1] ** 0.5
    weight = weight / inputs.std(0).clamp(min=1e-3)
    first.weight.copy_(weight)
    first.bias.copy_(-weight @ inputs.mean(0))
    hidden = torch.cat([projector.act(inputs @ weight.T - weight @ inputs.mean(0)), torch.ones(len(inputs), 1)], dim=1)
    wanted = (targets - targets.mean(0)).repeat_interleave(states.shape[1], dim=0)
    gram = hidden.T @ hidden
    solution = torch.linalg.solve(gram + ridge * gram.diag().mean() * torch.eye(len(gram)), hidden.T @ wanted)
    solution *= spread / (hidden @ solution).std()
    second.weight.copy_(solution[:-1].T)
    second.bias.copy_(solution[-1])
