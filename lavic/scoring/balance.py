"""How much a conversation asks of looks, and how much of what listings tell."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from lavic.config import VIEWS

_PACE = 3.0
"""What is learnt is multiplied by this: the weights must move before the projector, at its rate, has fitted
itself to others."""
_MOST = 2.0
"""Nats of a weight's logarithm, either way: no conversation may make one score seven times as loud."""


class Balance(nn.Module):
    """Two weights of a conversation, by one linear layer over its blanks: of the score of looks, and of retrieval's.

    Of "under 50 dollars, by Halden" a picture tells nothing, and any score of looks is noise beside retrieval's; of
    "something teal" the listing tells nothing. Untrained it gives both 1.
    """

    def __init__(self, hidden_size: int) -> None:
        super().__init__()
        self.linear = nn.Linear(VIEWS * hidden_size, 2)
        nn.init.zeros_(self.linear.weight)
        nn.init.zeros_(self.linear.bias)

    def forward(self, blanks: Tensor) -> Tensor:
        """(B, 5, H) or (B, 5 H) hidden states to (B, 2) positive weights, float32."""
        flat = blanks.float().flatten(1)
        normed = F.layer_norm(flat, flat.shape[1:])
        learnt = _PACE * F.linear(normed, self.linear.weight.float(), self.linear.bias.float())
        return (_MOST * (learnt / _MOST).tanh()).exp()


def weights(model: torch.nn.Module, blanks: Tensor) -> Tensor:
    """(B, 2) by the model's own `Balance`; ones where it has none."""
    balance = getattr(model, "balance", None)
    return torch.ones(len(blanks), 2, device=blanks.device) if balance is None else balance(blanks)
