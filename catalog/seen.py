"""What the model sees in each picture: a sentence, written from the five tokens that a build has just stored.

Leaves out the model (`lavic.sees`). A sentence is the model's word, never the shop's: it stands in a column of its own
and is shown as what it is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

from catalog.errors import CatalogError
from catalog.fields import RowError, text_of
from catalog.schema import Product

BATCH = 32
"""Pictures per call of the describer."""


class Describer(Protocol):
    name: str
    """Of model, adapter and prompt: what makes a sentence come out as it does."""

    def describe(self, states: np.ndarray) -> list[str]:
        """(B, views, D) float16 [CLS] states to B sentences of one line."""


def describe_pictures(
    tokens: Path, products: Sequence[Product], describer: Describer, progress: Callable[[int, int], None]
) -> list[str]:
    """A sentence for each product, "" without a picture. Each picture is described once, however many share it.

    `tokens`: the .npy of the products' states. `progress`: (pictures described, of how many). Raises CatalogError.
    """
    states = np.load(tokens, mmap_mode="r", allow_pickle=False)
    row_of: dict[str, int] = {}  # name of a picture -> the first product that has it
    for row, product in enumerate(products):
        if product.image:
            row_of.setdefault(product.image, row)
    names, sentences = list(row_of), {"": ""}
    for start in range(0, len(names), BATCH):
        part = names[start : start + BATCH]
        progress(start, len(names))
        texts = _one_line_each(describer.describe(np.array(states[[row_of[name] for name in part]])), len(part))
        sentences |= dict(zip(part, texts, strict=True))
    progress(len(names), len(names))
    return [sentences[product.image] for product in products]


def _one_line_each(texts: Sequence[str], expected: int) -> list[str]:
    if len(texts) != expected:
        raise CatalogError(f"the describer gave {len(texts)} sentences for {expected} pictures")
    try:
        return [text_of(text, "sentence") for text in texts]
    except RowError as error:
        raise CatalogError(f"the describer gave no line of text: {error}") from None
