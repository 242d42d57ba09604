"""How often sentences about pictures name what is there: the words of a sentence against the specification.

A word counts where it is said at all: that it is said of the right part is not asked, so that these are upper bounds.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from studio import truth
from studio.spec import Spec

NAMED = ("kind", "color", "material", "finish", "material or finish", "kind, color, material or finish")
"""What is counted; the last is all that a glance should tell."""


def named(spec: Spec, sentence: str) -> dict[str, bool]:
    """By NAMED, whether the sentence says it. A material whose name is its colour ("brass") says both."""
    said = sentence.lower()

    def says(words: str) -> bool:
        return bool(words) and re.search(rf"\b{re.escape(words)}s?\b", said) is not None

    material = says(truth.material_word(spec.main))
    color = says(truth.color_word(spec.main)) if truth.color_word(spec.main) else material or says(spec.main.color)
    shape = truth.shape_word(spec)  # an armchair is a chair
    kind = says(spec.kind) or (shape.endswith(spec.kind) and says(shape))
    finish = says(spec.main.finish)
    surface = material or finish
    return dict(zip(NAMED, (kind, color, material, finish, surface, kind and color and surface), strict=True))


def grade(specs: Sequence[Spec], sentences: Mapping[str, str]) -> dict[str, float]:
    """Shares over the specifications, by NAMED; one without a sentence names nothing. `n` is their number."""
    rows = [named(spec, sentences.get(spec.id, "")) for spec in specs]
    return {"n": len(rows), **{name: sum(row[name] for row in rows) / max(1, len(rows)) for name in NAMED}}
