"""The seeing half: pictures to the [CLS] states of their five views, computed once per product and stored.

The state is `vision_tower(pixels).last_hidden_state[:, 0]` before the projector (LaViC section 3.1; in the
released code too), so a stored state outlives any change of projector or language model.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from PIL import Image

from lavic.config import VIEWS, Preprocessing
from lavic.modeling import VISION, Loaded, load_model
from lavic.views import batch_views


def cls_states(tower: Any, views: torch.Tensor) -> torch.Tensor:
    """(B, 5, 3, S, S) pixels to (B, 5, D) states, on the tower's device and in its dtype."""
    parameter = next(tower.parameters())
    flat = views.flatten(0, 1).to(parameter.device, parameter.dtype)
    options = {"interpolate_pos_encoding": True} if _interpolates(tower, flat.shape[-1]) else {}
    return tower(flat, **options).last_hidden_state[:, 0].unflatten(0, (len(views), VIEWS))


def _interpolates(tower: Any, size: int) -> bool:
    """CLIP and SigLIP want to be asked; DINOv2 does it by itself."""
    return tower.config.model_type != "dinov2" and size != tower.config.image_size


class VisionEncoder:
    """What `catalog.build` calls. `fingerprint` names everything that a state depends on."""

    def __init__(self, tower: Any, preprocessing: Preprocessing, fingerprint: str) -> None:
        self._tower = tower
        self._preprocessing = preprocessing
        self.fingerprint = fingerprint
        self.dimension: int = tower.config.hidden_size
        self.views = VIEWS

    @torch.inference_mode()
    def states(self, images: Sequence[Image.Image]) -> np.ndarray:
        """RGB pictures to (B, 5, D) float16."""
        if not images:
            return np.zeros((0, VIEWS, self.dimension), np.float16)
        return cls_states(self._tower, batch_views(images, self._preprocessing)).half().cpu().numpy()


def vision_encoder(loaded: Loaded) -> VisionEncoder:
    return VisionEncoder(loaded.model.model.vision_tower, loaded.config.preprocessing, loaded.encoder_fingerprint)


def load_vision_encoder(
    model: str = "tiny", adapters: str | None = None, *, device: str | None = None
) -> VisionEncoder:
    """The tower of a model with its stage-1 adapter; the language model is dropped."""
    loaded = load_model(model, adapters, "auto", device=device, parts=(VISION,))
    loaded.model.model.language_model = loaded.model.lm_head = None
    return vision_encoder(loaded)
