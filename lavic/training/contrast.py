"""Stage 2 for `match`: every conversation of a pass against every product of it.

Conversations about the same candidates are bundled, so that those are read once for all of them, and the candidates
of other bundles are further wrong answers for free. A product of a kind that a conversation asks for may fit it
without anybody having said so: it counts only where it is one of that conversation's own candidates.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from lavic.choices import Choice
from lavic.scoring.match import TEMPERATURE, MatchScorer

Bundle = tuple[Choice, ...]


def bundled(choices: Sequence[Choice], size: int, seed: int) -> list[Bundle]:
    """Parts the choices into bundles of at most `size` over the same candidates (in whatever order)."""
    groups: dict[frozenset[str], list[Choice]] = defaultdict(list)
    for choice in choices:
        groups[frozenset(choice.ids)].append(choice)
    bundles: list[Bundle] = []
    for number, group in enumerate(groups.values()):
        random.Random(f"{seed} bundle {number}").shuffle(group)
        bundles += [tuple(group[at : at + size]) for at in range(0, len(group), size)]
    return bundles


@dataclass(frozen=True)
class Pass:
    """The distinct products of some bundles, and what is known of each conversation and each product."""

    talks: list[Choice]
    listings: list[str]
    states: np.ndarray
    """(P, 5, D) float16; zeros where the picture is withheld."""
    fits: Tensor
    """(B, P) bool."""
    known: Tensor
    """(B, P) bool: whether the product is plainly right or plainly wrong."""


def gather(bundles: Sequence[Bundle], candidates: int, withhold: float, rng: random.Random) -> Pass:
    """Draws at most `candidates` of each bundle: all that fit one of its conversations, and rivals.

    `withhold` is the chance that a bundle's pictures are left out.
    """
    places: dict[str, int] = {}
    listings: list[str] = []
    kinds: list[str] = []
    states: list[np.ndarray] = []
    for bundle in bundles:
        first, blind = bundle[0], rng.random() < withhold
        answers = {i for choice in bundle for i in choice.answers()}
        wrong = [i for i in first.ids if i not in answers]
        drawn = {*answers, *rng.sample(wrong, max(0, min(candidates - len(answers), len(wrong))))}
        for at, name in enumerate(first.ids):
            if name in drawn and name not in places:
                places[name] = len(listings)
                listings.append(first.listings[at])
                kinds.append(first.kinds[at] if first.kinds else "")
                states.append(np.zeros_like(first.states[at]) if blind else first.states[at])
    talks = [choice for bundle in bundles for choice in bundle]
    fits = torch.zeros(len(talks), len(listings), dtype=torch.bool)
    known = torch.zeros_like(fits)
    for row, choice in enumerate(talks):
        own = set(choice.ids)
        wanted = {kind for kind, fit in zip(choice.kinds, choice.fits, strict=False) if fit and kind}
        for name, at in places.items():
            fits[row, at] = name in choice.truth_ids
            known[row, at] = name in own or fits[row, at] or kinds[at] not in wanted
    return Pass(talks, listings, np.stack(states), fits, known)


def contrastive_loss(
    scorer: MatchScorer, bundles: Sequence[Bundle], candidates: int, withhold: float, rng: random.Random
) -> Tensor:
    """Mean over conversations of -log of the softmax mass, over the known products, on those that fit."""
    given = gather(bundles, candidates, withhold, rng)
    products = scorer.products(given.listings, torch.from_numpy(given.states))
    talks = scorer.conversations([choice.turns for choice in given.talks])
    return masked_choice_loss(talks @ products.T / TEMPERATURE, given.fits, given.known)


def masked_choice_loss(scores: Tensor, fits: Tensor, known: Tensor) -> Tensor:
    """scores, fits, known: (B, P); every row has a product that fits. Scalar."""
    known, fits = known.to(scores.device), fits.to(scores.device)
    every = scores.masked_fill(~known, -torch.inf).logsumexp(-1)
    right = scores.masked_fill(~fits, -torch.inf).logsumexp(-1)
    return (every - right).mean()
