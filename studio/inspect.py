"""Checks of a collection: a folder with pictures/, truth.jsonl and, where it has listings, feed and descriptions.

What `render` and `stock` wrote is looked at as a buyer would: is everything there, is each picture whole, framed
and unlike the others, and does it show the colour that the product is called.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from studio.pixels import SIDE, Seen, look_at
from studio.pool import ids, read_truth
from studio.spec import Spec
from studio.tones import TOLERANCES, distance, manner

CHECKS = ("missing", "words", "blank", "clipped", "alike", "colour")
ALIKE = 1.2
"""Mean delta E of two pictures' thumbnails below which they pass for the same product; the nearest two of the shop are 1.9 apart."""
BLANK = 0.02
"""Share of the picture below which there is no product to speak of; a floor lamp covers 0.055."""
CLIPPED = 0.02
"""Of the side: products keep 0.09 (`scene.MARGIN`); the edge of a hard shadow came as near as 0.031."""
_THUMBNAIL = 12


@dataclass(frozen=True)
class Finding:
    check: str
    """One of CHECKS."""
    id: str
    detail: str


def inspect(folder: Path) -> list[Finding]:
    """Everything that is wrong with a collection; raises PoolError where truth.jsonl cannot be read."""
    specs = read_truth(folder / "truth.jsonl")
    findings = list(_words(folder, specs))
    seen: dict[str, Seen] = {}
    for spec in specs:
        try:
            seen[spec.id] = look_at(folder / "pictures" / f"{spec.id}.webp")
        except OSError as error:
            findings.append(Finding("missing", spec.id, f"no picture that decodes ({error})"))
        else:
            findings += _picture(spec, seen[spec.id])
    return findings + list(_alike(seen))


def _words(folder: Path, specs: Sequence[Spec]) -> Iterator[Finding]:
    for name in ("feed.jsonl", "descriptions.jsonl"):
        if (folder / name).exists():
            known = ids(folder / name)
            for spec in specs:
                if spec.id not in known:
                    yield Finding("words", spec.id, f"not in {name}")


def _picture(spec: Spec, seen: Seen) -> Iterator[Finding]:
    share = float(seen.product.mean())
    if share < BLANK:
        yield Finding("blank", spec.id, f"the product covers {share:.1%}, expected {BLANK:.0%} or more")
        return
    if seen.margin < CLIPPED:
        yield Finding("clipped", spec.id, f"an edge at {seen.margin:.1%} of the side from the frame")
    away, allowed = distance(spec, seen), TOLERANCES[manner(spec.main)]
    if away > allowed:
        called = " ".join(dict.fromkeys((spec.main.finish, spec.main.color, spec.main.material)))
        yield Finding("colour", spec.id, f"{called} {spec.kind}: delta E {away:.1f}, allowed {allowed:.0f}")


def _alike(seen: dict[str, Seen]) -> Iterator[Finding]:
    """A hash of shape alone would call a navy mug and a red one the same; these thumbnails keep the colours."""
    names, size = list(seen), SIDE // _THUMBNAIL
    small = [
        s.lab.reshape(_THUMBNAIL, size, _THUMBNAIL, size, 3).mean(axis=(1, 3)).reshape(-1, 3) for s in seen.values()
    ]
    thumbnails = np.array(small, np.float32)
    for i, name in enumerate(names[1:], 1):
        apart = np.linalg.norm(thumbnails[:i] - thumbnails[i], axis=-1).mean(axis=1)
        nearest = int(apart.argmin())
        if apart[nearest] < ALIKE:
            yield Finding("alike", name, f"{apart[nearest]:.1f} from {names[nearest]}")
