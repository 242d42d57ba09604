"""What differs between the small and the large model. Everything else is shared code."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, is_dataclass

VIEWS = 5
"""The whole image and its 2 x 2 quarters; one [CLS] token each (LaViC, section 3.1)."""


@dataclass(frozen=True)
class Preprocessing:
    """From a picture to the five views. Part of the fingerprint of stored states."""

    view_size: int
    """Side of a view in pixels; a multiple of the tower's patch size."""
    mean: tuple[float, float, float]
    std: tuple[float, float, float]

    def __post_init__(self) -> None:
        if self.view_size <= 0 or min(self.std) <= 0:
            raise ValueError(f"view_size and std must be positive, found {self.view_size} and {self.std}")


@dataclass(frozen=True)
class ChatStyle:
    """The marks that the language model was trained with around a user's turn and its own."""

    user_open: str
    user_close: str
    end: str
    """Ends an answer; a special token of the tokenizer."""


@dataclass(frozen=True)
class ModelConfig:
    name: str
    preprocessing: Preprocessing
    style: ChatStyle
    scoring: str
    """Default of `lavic.scoring`. A small model learns to bind labels slowly; the paper lists."""
    max_tokens: int
    """Longest conversation in tokens; older turns are dropped first."""
    prior: float = 0.0
    """Nats that retrieval's score, 0 to 1, weighs beside the model's own where a ranking is given both. Above 0, the
    place in retrieval's order counts too (`lavic.scoring.prior.log_prior_of_places`)."""

    def __post_init__(self) -> None:
        if self.max_tokens < 1:
            raise ValueError(f"expected max_tokens of at least 1, found {self.max_tokens}")


TINY = ModelConfig(
    name="tiny",
    # 12 x 12 patches of 14 px. Larger views cost time on a CPU; the quarters already double the resolution.
    preprocessing=Preprocessing(168, (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)),
    style=ChatStyle("<|im_start|>user\n", "<|im_end|>\n<|im_start|>assistant\n", "<|im_end|>"),
    scoring="late_interaction",
    max_tokens=96,  # 19 in 20 conversations of the sample shop are shorter
    prior=4.0,
)

LLAVA_NEXT = ModelConfig(
    name="llava-next",
    # CLIP's own constants; one 336 px view and a fixed 2 x 2 grid of them (image_grid_pinpoints [[672, 672]]).
    preprocessing=Preprocessing(336, (0.48145466, 0.4578275, 0.40821073), (0.26862954, 0.26130258, 0.27577711)),
    style=ChatStyle("[INST] ", " [/INST]", "</s>"),
    scoring="listwise",
    max_tokens=1536,
)


def fingerprint(*parts: object) -> str:
    """A short, stable name for whatever made an artifact: configs, file hashes, versions."""
    plain = [asdict(part) if is_dataclass(part) and not isinstance(part, type) else part for part in parts]
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()[:16]
