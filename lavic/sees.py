"""What the model sees in a product, as one sentence from its five tokens: what `catalog.build` stores beside a listing.

The projector learned in stage 1 that tokens mean descriptions (LaViC section 3.1), so only the vision adapter is on:
what stage 2 does to the language model is for ranking. Leaves out the listing, which must not colour what is seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from catalog.manifest import file_entry
from lavic.config import fingerprint
from lavic.describe import SENTENCE_END, describe_states
from lavic.eye import Eye, eye_of, load_eye
from lavic.modeling import VISION, Loaded, load_model
from lavic.prompt import DESCRIBE
from lavic.weights import SMOLLM2

LENGTH = 40
"""Longest sentence in tokens, about 30 words."""
BEAMS = 4
"""Of the search for the likeliest sentence. Kind, colour and material or finish are right in 0.83 of the validation
shop's 380 sentences, of greedy ones in 0.79 (docs/EXPERIMENTS.md, fourteenth round)."""


class Describer:
    """What `catalog.build` calls. `name` names everything that a sentence depends on beside the states."""

    def __init__(self, loaded: Loaded) -> None:
        """`loaded` with the vision adapter alone."""
        self._loaded = loaded
        self.name = _name(loaded)

    def describe(self, states: np.ndarray) -> list[str]:
        """(B, 5, D) float16 to B sentences."""
        texts = describe_states(self._loaded, torch.from_numpy(states), LENGTH, BEAMS)
        return [first_sentence(text) for text in texts]


@dataclass(frozen=True)
class Sight:
    """One model's two uses when a catalog is built."""

    eye: Eye
    describer: Describer | None
    """None where nobody wants one, or stage 1 has not taught the model to describe by five tokens."""


def load_sight(
    model: str = "tiny", adapters: str | None = None, *, describe: bool = True, device: str | None = None
) -> Sight:
    """Loads the model once for both. Raises ModelError."""
    if not describe:
        return Sight(load_eye(model, adapters, device=device), None)
    loaded = load_model(model, adapters, "auto", device=device, parts=(VISION,))
    return Sight(eye_of(loaded), Describer(loaded) if _adapter(loaded) else None)


def first_sentence(text: str) -> str:
    """The first sentence of a text, on one line and printable; with an ellipsis where it has no end."""
    line = "".join(letter for letter in " ".join(text.split()) if letter.isprintable())
    if end := SENTENCE_END.search(line):
        return line[: end.end()]
    return line.rstrip(" ,;:-") + "…" if line else ""


def _adapter(loaded: Loaded) -> list[Path]:
    """The files of stage 1's adapter, none where the model has none."""
    folder = loaded.adapters / VISION if loaded.adapters else None
    return sorted(folder.glob("adapter_*")) if folder and folder.is_dir() else []


def _name(loaded: Loaded) -> str:
    """Model, and a hash of weights, adapter and prompt. Never a path of this machine."""
    name = Path(loaded.config.name).name
    base = SMOLLM2.sha256 if name == "tiny" else ""  # another model's own is part of its eye's fingerprint
    adapter = [(file.name, file_entry(file).sha256) for file in _adapter(loaded)]
    return f"{name}-{fingerprint(loaded.eye, base, adapter, loaded.config.style, DESCRIBE, LENGTH, BEAMS)}"
