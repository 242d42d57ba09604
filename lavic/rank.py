"""What serving calls: a ranker that scores candidates for a conversation."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch

from catalog.conversations import Turn
from lavic.modeling import Loaded, load_model
from lavic.paper import generated_id
from lavic.scoring import SCORERS, scorer_name
from lavic.scoring.prior import log_prior_of_places


class Ranker:
    """Scores candidates by one model. Not thread-safe: callers hold a lock."""

    def __init__(self, loaded: Loaded, *, scoring: str | None = None) -> None:
        self.name = loaded.config.name
        self.prior = loaded.config.prior
        self.fingerprint = loaded.encoder_fingerprint
        """Of the vision encoder whose states this ranker understands; compare with the catalog's."""
        self.language = loaded.language()
        self.scorer = SCORERS[scorer_name(scoring or loaded.config.scoring)](self.language)
        self.candidates = self.scorer.candidates
        """How many are worth its while in a served turn."""

    def score(
        self,
        turns: Sequence[Turn],
        listings: Sequence[str],
        states: np.ndarray,
        prior: Sequence[float] = (),
        *,
        mask_images: bool = False,
    ) -> np.ndarray:
        """(K,) float32, higher is better, in the order given. states: (K, 5, D) float16.

        `prior` is retrieval's score of each, 0 to 1, where there is one: what the listings say for the product. Its
        place among them counts too (`lavic.scoring.prior.log_prior_of_places`).
        `mask_images` leaves the image tokens out: the text-only arm of the evaluation.
        """
        if len(listings) != len(states):
            raise ValueError(f"{len(listings)} listings for {len(states)} products' states")
        if prior and len(prior) != len(states):
            raise ValueError(f"{len(prior)} retrieval scores for {len(states)} products' states")
        if not len(listings):
            return np.zeros(0, np.float32)
        log_prior = self.prior * torch.tensor(prior, dtype=torch.float32) if prior else None
        shown = turns, listings, torch.from_numpy(np.asarray(states)), log_prior
        with torch.inference_mode():
            scores = self.scorer.score(*shown, mask_images=mask_images)
        ranked = scores.float().cpu().numpy()
        return ranked + log_prior_of_places(prior) if prior and self.prior else ranked

    @torch.inference_mode()
    def generate_id(
        self,
        turns: Sequence[Turn],
        ids: Sequence[str],
        listings: Sequence[str],
        states: np.ndarray,
        *,
        mask_images: bool = False,
    ) -> str | None:
        """The reference's procedure: the ID written greedily in up to 10 tokens, then matched; None if it is none."""
        return generated_id(
            self.language, turns, ids, listings, torch.from_numpy(np.asarray(states)), mask_images=mask_images
        )


def load(
    model: str = "tiny",
    adapters: str | None = None,
    quantize: str = "auto",
    *,
    scoring: str | None = None,
    device: str | None = None,
) -> Ranker:
    """Loads a model with its adapters and gives its ranker. Raises ModelError.

    The tower is dropped: serving reads stored states.
    """
    loaded = load_model(model, adapters, quantize, device=device)
    loaded.model.model.vision_tower = None
    return Ranker(loaded, scoring=scoring)
