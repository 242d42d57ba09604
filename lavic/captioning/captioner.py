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
from lavic.captioning.describe import SENTENCE_END, describe_surely
from lavic.captioning.subject import opening, subject_of
from lavic.captioning.surface import GRAMMAR, Grammar, Surface, surfaces
from lavic.config import fingerprint
from lavic.modeling import VISION, Loaded, load_model
from lavic.prompt import DESCRIBE
from lavic.vision import VisionEncoder, load_vision_encoder, vision_encoder
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
FREELY = -5.0
"""Nats that a free sentence must have: of the sample shop's, colour and material or finish are both right in 0.82 of
those, and in 0.64 of the others."""
SURFACE = 0.5
"""Share of what the model would say that names some material, from which on it is among looks like those it was taught
on. Of 811 photographs of clothes 8 have as much, of the sample shop's 380 pictures 323."""
COLOR, MATERIAL, FINISH, RELIEF, PATTERN = 0.6, 0.6, 0.7, 0.3, 0.3
"""Probabilities that a word must have there. In the sample shop 0.97, 0.91, 0.89, 0.92 and 0.96 are then right. Only
the colour is said of a kind that was never taught: of the photographs' 7 materials of 0.5, 3 are right."""
COLOR_ALONE = 0.95
"""What a colour must have where it is not. Of the photographs 0.87 and 0.91 are then right, by persons who chose it and
by others."""
UNSURE = frozenset(("grey", "beige"))
"""Colours that are not said beside no material: of photographs the model says so of whatever is pale or in shade."""
NO_SUBJECT = "A product"
"""What the model is asked about where the listing names no kind; the sentence then has no subject: "In white." """
_HEAD_ENDS = re.compile(r",? (?:with|in|made of) ")


class Captioner:
    """What `catalog.build` calls. `name` names everything that a sentence depends on beside states and kind."""

    def __init__(self, loaded: Loaded) -> None:
        """`loaded` with the vision adapter alone."""
        self._loaded = loaded
        self._grammar = Grammar(loaded.language().prompter)
        self.name = _name(loaded)

    def describe(self, states: np.ndarray, kinds: Sequence[str]) -> list[str]:
        """(B, 5, D) float16, and what the listings say the things are, to B sentences; "" where nothing is sure."""
        subjects = [subject_of(kind) for kind in kinds]
        vectors = torch.from_numpy(states)
        texts = self._freely(vectors, subjects)
        rest = [row for row in range(len(subjects)) if row not in texts]
        if rest:
            begun = [opening(subjects[row]) for row in rest]
            begun_sentences = [f"{start or NO_SUBJECT} in" for start in begun]
            found = surfaces(self._loaded.language(), self._grammar, vectors[rest], begun_sentences)
            for row, start, surface in zip(rest, begun, found, strict=True):
                texts[row] = within(start, surface, subjects[row] in LEARNT)
        return [texts[row] for row in range(len(subjects))]

    def _freely(self, states: torch.Tensor, subjects: Sequence[str]) -> dict[int, str]:
        """Row and sentence of those of a learnt kind that the model, asked what it sees, names by itself."""
        rows = [row for row, subject in enumerate(subjects) if subject in LEARNT]
        written = describe_surely(self._loaded, states[rows], LENGTH)
        sure = {row: first_sentence(text) for row, (text, nats) in zip(rows, written, strict=True) if nats >= FREELY}
        return {row: text for row, text in sure.items() if names(text, subjects[row])}


def names(sentence: str, kind: str) -> bool:
    """Whether a sentence of the form that renders taught is about that kind of thing: "A dome table lamp with ...".
    What photographs taught ("A photo of a hat in grey.") is not of that form."""
    head, *rest = _HEAD_ENDS.split(sentence.lower(), maxsplit=1)
    if not rest or not head.startswith(("a ", "an ")) or "photo" in sentence:
        return False
    return head.endswith(f" {kind}") or (kind == "chair" and head.endswith(" armchair"))


def within(subject: str, surface: Surface, taught: bool) -> str:
    """ "A wardrobe" and what is thought of it to "A wardrobe in white."; "" where nothing is sure enough. `taught`:
    whether stage 1 taught the kind, so that more than its colour may be said."""
    alike = surface.share("material") >= SURFACE
    color, pattern = _sure(surface, "color", COLOR if alike else COLOR_ALONE), ""
    words = ["" if color in UNSURE else color]
    if alike and taught:
        before = [_sure(surface, "finish", FINISH), _sure(surface, "relief", RELIEF)]
        words = [*before, color, _sure(surface, "material", MATERIAL)]
        pattern = _sure(surface, "pattern", PATTERN)
    if not any(words[-2:]):  # "in ribbed" is no English
        return ""
    begun = f"{subject} in" if subject else "In"
    return f"{begun} {' '.join(filter(None, words))}{f', {pattern}' if pattern else ''}."


def _sure(surface: Surface, slot: str, least: float) -> str:
    """The likeliest word of a slot; "" where it is none, or less likely than that."""
    word, probability = max(surface.words[slot].items(), key=lambda item: item[1], default=("", 0.0))
    return word if probability >= least else ""


@dataclass(frozen=True)
class ImageModels:
    """One model's two uses when a catalog is built."""

    encoder: VisionEncoder
    captioner: Captioner | None
    """None where nobody wants one, or stage 1 has not taught the model to describe by five tokens."""


def load_image_models(
    model: str = "tiny", adapters: str | None = None, *, describe: bool = True, device: str | None = None
) -> ImageModels:
    """Loads the model once for both. Raises ModelError."""
    if not describe:
        return ImageModels(load_vision_encoder(model, adapters, device=device), None)
    loaded = load_model(model, adapters, "auto", device=device, parts=(VISION,))
    return ImageModels(vision_encoder(loaded), Captioner(loaded) if _adapter(loaded) else None)


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


_RULES = (1, sorted(LEARNT), FREELY, SURFACE, COLOR, MATERIAL, FINISH, RELIEF, PATTERN, COLOR_ALONE, sorted(UNSURE))
"""What the words of a sentence are chosen by. The number counts changes of code that change sentences."""


def _name(loaded: Loaded) -> str:
    """Model, and a hash of weights, adapter and prompt. Never a path of this machine."""
    name = Path(loaded.config.name).name
    base = SMOLLM2.sha256 if name == "tiny" else ""  # another model's own is part of its encoder's fingerprint
    adapter = [(file.name, file_entry(file).sha256) for file in _adapter(loaded)]
    parts = loaded.encoder_fingerprint, base, adapter, loaded.config.style, DESCRIBE, LENGTH, GRAMMAR, _RULES
    return f"{name}-{fingerprint(*parts)}"
