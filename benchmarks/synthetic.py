"""A made-up shop of any size, and an encoder that costs nothing: both follow from a seed.

Words are made of syllables and drawn by Zipf's law, as in real text; a shop of a million has 2,000 kinds and 20,000
brands. The encoder adds up a random direction for each word and each pair of neighbours, so that texts which share
words are near each other and vectors cluster by kind, brand and material, which is what an approximate index lives by.
Its neighbourhoods are not MiniLM's: speed and recall are those of such clusters.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

COLOURS = ("blue", "green", "ivory", "red", "black", "grey", "amber", "teal", "rose", "sand", "plum", "white")
MATERIALS = ("brass", "oak", "linen", "ceramic", "steel", "silk", "wool", "glass", "jute", "walnut", "marble", "paper")
WORDS, DESCRIPTION_WORDS = 30_000, 16
"""Different words of descriptions, and how many each has."""
CHANGED_EVERY = 100
"""One product in so many is another one in the feed's second edition."""
_CHUNK = 4096
_SYLLABLES = [consonant + vowel for consonant in "bdfgklmnprstvz" for vowel in "aeiou"]
_KIND_WORDS, _BRAND_WORDS = 1_000_000, 2_000_000
"""Where their words begin, so that they are no words of descriptions."""


def word(number: int) -> str:
    """Different for each number."""
    syllables = [_SYLLABLES[number % 70]]
    while number := number // 70:
        syllables.append(_SYLLABLES[number % 70])
    return "".join(syllables)


class Shop:
    """`count` products that follow from `seed`."""

    def __init__(self, count: int, seed: int) -> None:
        self.count, self.seed = count, seed
        kinds, brands = max(20, min(2000, count // 200)), max(10, count // 50)
        # 50 makes of each thing, as in "table lamp" and "floor lamp"
        self.kinds = [f"{word(_KIND_WORDS + n)} {word(_KIND_WORDS + 10_000 + n // 50)}" for n in range(kinds)]
        self.brands = [word(_BRAND_WORDS + n).title() for n in range(brands)]
        rank = np.arange(WORDS)
        self._share = np.cumsum(1 / (rank + 2.7))
        self._share /= self._share[-1]

    def rows(self, edition: int = 1) -> Iterator[dict[str, Any]]:
        """Rows of a feed. In the second edition one in `CHANGED_EVERY` has other words and another price."""
        for start in range(0, self.count, _CHUNK):
            rng = np.random.default_rng([self.seed, start])
            size = min(_CHUNK, self.count - start)
            kinds, brands = rng.integers(0, len(self.kinds), size), rng.integers(0, len(self.brands), size)
            colours, materials = rng.integers(0, len(COLOURS), size), rng.integers(0, len(MATERIALS), size)
            prices, ratings = rng.lognormal(3.5, 0.9, size).round(2), rng.uniform(2.5, 5, size).round(1)
            words = np.searchsorted(self._share, rng.random((size, DESCRIPTION_WORDS)))
            for at in range(size):
                number = start + at
                changed = edition > 1 and number % CHANGED_EVERY == 0
                kind = self.kinds[kinds[at]]
                yield {
                    "id": f"B{number * 2_654_435_761 % 2**32:010d}",  # no two alike, and in no order
                    "title": f"{COLOURS[colours[at]]} {MATERIALS[materials[at]]} {kind}{' anew' if changed else ''}",
                    "description": " ".join(word(int(n)) for n in words[at]) + ".",
                    "department": f"department {kinds[at] % 12}",
                    "kind": kind,
                    "brand": self.brands[brands[at]],
                    "price": float(prices[at]) + (1 if changed else 0),
                    "currency": "USD",
                    "rating": float(ratings[at]),
                    "rating_count": int(words[at, 0]),
                    "in_stock": bool(at % 10),
                }

    def write(self, path: Path, edition: int = 1) -> Path:
        """JSON lines."""
        with open(path, "w", encoding="utf-8") as file:
            file.writelines(json.dumps(row) + "\n" for row in self.rows(edition))
        return path

    def queries(self, count: int) -> list[str]:
        """What shoppers ask for, in words that products have."""
        rng = np.random.default_rng([self.seed, 1, count])
        words = np.searchsorted(self._share, rng.random((count, 2)))
        return [
            f"a {rng.choice(COLOURS)} {rng.choice(self.kinds)} in {rng.choice(MATERIALS)}, "
            f"{word(int(one))} {word(int(other))}"
            for one, other in words
        ]


class SyntheticEncoder:
    """In the place of `retrieval.encoder.TextEncoder`."""

    def __init__(self, name: str = "synthetic", dimension: int = 384) -> None:
        self.name, self.dimension = name, dimension

    @cached_property
    def _counter(self) -> Any:
        from sklearn.feature_extraction.text import HashingVectorizer

        return HashingVectorizer(n_features=2**15, ngram_range=(1, 2), alternate_sign=False, dtype=np.float32)

    @cached_property
    def _directions(self) -> np.ndarray:
        return np.random.default_rng(0).normal(size=(2**15, self.dimension)).astype(np.float32)

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """N texts to (N, dimension) float32, each of length 1."""
        vectors = self._counter.transform(texts) @ self._directions
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.ascontiguousarray(vectors / np.where(lengths > 0, lengths, 1), np.float32)


class NoEye:
    """Of a shop without pictures: is never asked, but says how large tokens are."""

    views = 5

    def __init__(self, fingerprint: str = "synthetic", dimension: int = 384) -> None:
        self.fingerprint, self.dimension = fingerprint, dimension

    def states(self, images: Sequence[Image.Image]) -> np.ndarray:
        raise AssertionError("there are no pictures")
