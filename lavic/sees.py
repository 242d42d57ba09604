"""What the model sees in a product, as one sentence from its five tokens: what `catalog.build` stores beside a listing.

What the thing is, the listing says; the model says what it looks like, and only as far as it is sure. Of the kinds that
stage 1 taught it writes a sentence freely, which stands where it is about that very kind and likely enough; all else is
"A wardrobe in white.", of words that clear a threshold each, or nothing. Only the vision adapter is on: what stage 2
does to the language model is for ranking. Leaves out the rest of the listing, which must not colour what is seen.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from catalog.manifest import file_entry
from lavic.config import fingerprint
from lavic.describe import SENTENCE_END, describe_surely
from lavic.eye import Eye, eye_of, load_eye
from lavic.modeling import VISION, Loaded, load_model
from lavic.prompt import DESCRIBE
from lavic.subject import opening, subject_of
from lavic.surface import GRAMMAR, Grammar, Surface, surfaces
from lavic.weights import SMOLLM2

LENGTH = 40
"""Longest sentence in tokens, about 30 words."""
LEARNT = frozenset(
    (
        "handbag", "beanie", "perfume bottle", "nail polish", "makeup brush", "mirror", "wall clock", "tray",
        "wall shelf", "earrings", "sunglasses", "chair", "stool", "side table", "hat", "ring", "table lamp",
        "floor lamp", "pendant lamp", "lipstick", "compact", "cream jar", "pump bottle", "scarf", "soap bar",
        "necklace", "bracelet", "cushion", "rug", "vase", "bowl", "mug", "pitcher", "planter", "candle holder",
        "wallet", "watch", "belt",
    )
)  # fmt: skip
"""Kinds that stage 1 taught the model to describe."""
FREELY = -4.0
"""Nats that a free sentence must have."""
COLOR, MATERIAL, FINISH, PATTERN = 0.97, 0.8, 0.9, 0.8
"""Probabilities that a word must have."""
UNSURE = frozenset(("grey", "beige"))
"""Colours that are not said by themselves: of photographs the model says so of whatever is pale or in shade."""
_HEAD_ENDS = re.compile(r" (?:with|in|made of)\b|[,.:;]")


class Describer:
    """What `catalog.build` calls. `name` names everything that a sentence depends on beside states and kind."""

    def __init__(self, loaded: Loaded) -> None:
        """`loaded` with the vision adapter alone."""
        self._loaded = loaded
        self._grammar = Grammar(loaded.language().prompter)
        self.name = _name(loaded)

    def describe(self, states: np.ndarray, kinds: Sequence[str]) -> list[str]:
        """(B, 5, D) float16, and what the listings say the things are, to B sentences; "" where nothing is sure."""
        subjects = [subject_of(kind) for kind in kinds]
        looks = torch.from_numpy(states)
        texts = self._freely(looks, subjects)
        rest = [row for row in range(len(subjects)) if row not in texts]
        if rest:
            begun = [f"{start} in" if (start := opening(subjects[row])) else "In" for row in rest]
            found = surfaces(self._loaded.language(), self._grammar, looks[rest], begun)
            texts |= {row: within(start, surface) for row, start, surface in zip(rest, begun, found, strict=True)}
        return [texts[row] for row in range(len(subjects))]

    def _freely(self, looks: torch.Tensor, subjects: Sequence[str]) -> dict[int, str]:
        """Row and sentence of those of a learnt kind that the model, asked what it sees, names by itself."""
        rows = [row for row, subject in enumerate(subjects) if subject in LEARNT]
        written = describe_surely(self._loaded, looks[rows], LENGTH)
        sure = {row: first_sentence(text) for row, (text, nats) in zip(rows, written, strict=True) if nats >= FREELY}
        return {row: text for row, text in sure.items() if names(text, subjects[row])}


def names(sentence: str, kind: str) -> bool:
    """Whether a sentence that stage 1 taught is about that kind of thing: "A dome table lamp with ..." """
    head = _HEAD_ENDS.split(sentence.lower(), maxsplit=1)[0]
    return head.endswith(f" {kind}") or (kind == "chair" and head.endswith(" armchair"))


def within(begun: str, surface: Surface) -> str:
    """ "A wardrobe in" and what is thought of it to "A wardrobe in white."; "" where nothing is sure enough."""
    material = _sure(surface, "material", MATERIAL)
    color = _sure(surface, "color", COLOR)
    if not material and color in UNSURE:
        color = ""
    if not (color or material):
        return ""
    finish = _sure(surface, "finish", FINISH) if material else ""
    pattern = _sure(surface, "pattern", PATTERN)
    words = " ".join(word for word in (finish, color, material) if word)
    return f"{begun} {words}{f', {pattern}' if pattern else ''}."


def _sure(surface: Surface, slot: str, least: float) -> str:
    """The likeliest word of a slot; "" where it is none, or less likely than that."""
    word, probability = max(surface.words[slot].items(), key=lambda item: item[1], default=("", 0.0))
    return word if probability >= least else ""


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


_RULES = (1, sorted(LEARNT), FREELY, COLOR, MATERIAL, FINISH, PATTERN, sorted(UNSURE))
"""What the words of a sentence are chosen by. The number counts changes of code that change sentences."""


def _name(loaded: Loaded) -> str:
    """Model, and a hash of weights, adapter and prompt. Never a path of this machine."""
    name = Path(loaded.config.name).name
    base = SMOLLM2.sha256 if name == "tiny" else ""  # another model's own is part of its eye's fingerprint
    adapter = [(file.name, file_entry(file).sha256) for file in _adapter(loaded)]
    return f"{name}-{fingerprint(loaded.eye, base, adapter, loaded.config.style, DESCRIBE, LENGTH, GRAMMAR, _RULES)}"
