"""The loss of stage 2: what fits is to score higher than all that does not, and what was refused must not be on top."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F


def ranking_loss(scores: Tensor, fits: Tensor, there: Tensor | None = None, refused: Tensor | None = None) -> Tensor:
    """Mean over rows, and in each over the candidates that fit, of the negative log of the probability of that one
    under a softmax over it and all that do not fit.

    scores (..., K) in nats; fits, there, refused (..., K) bool: which fit, which are candidates rather than padding
    (all), and which have what the shopper does not want (none). With one that fits and nothing refused it is the
    cross-entropy of LaViC, section 3.2. Refusals add the unlikelihood of what is refused, -log(1 - p(any of it))
    (Welleck et al. 2020): the first term alone minds it no more than any other miss.
    """
    absent = torch.zeros_like(fits) if there is None else ~there
    against = scores.masked_fill(fits | absent, -torch.inf).logsumexp(-1, keepdim=True)
    losses = F.softplus(against - scores).masked_fill(~fits, 0.0).sum(-1) / fits.sum(-1)
    if refused is not None:
        refused = refused & ~fits
        unwanted, wanted = (scores.masked_fill(out | absent, -torch.inf).logsumexp(-1) for out in (~refused, refused))
        losses = losses + F.softplus(unwanted - wanted)
    return losses.mean()
