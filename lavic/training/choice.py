"""The loss of stage 2: a fitting candidate is to score higher than all that do not fit."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F


def choice_loss(scores: Tensor, fits: Tensor, there: Tensor | None = None) -> Tensor:
    """Mean over rows, and in each over the candidates that fit, of the negative log of the probability of that one
    under a softmax over it and all that do not fit.

    scores (..., K) in nats; fits, there (..., K) bool: which fit, and which are candidates rather than padding (all).
    With one that fits it is the cross-entropy of LaViC, section 3.2.
    """
    absent = torch.zeros_like(fits) if there is None else ~there
    against = scores.masked_fill(fits | absent, -torch.inf).logsumexp(-1, keepdim=True)
    losses = F.softplus(against - scores).masked_fill(~fits, 0.0)
    return (losses.sum(-1) / fits.sum(-1)).mean()
