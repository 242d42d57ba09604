"""Whole turns of shoppers who show a photo and say "this, but in COLOUR": what comes first, and what is among the ten.

The photos are of one shop that `studio` rendered, the products of another; right is a product of the photo's kind in
that colour, which the shop has. Beside the turn as it is served: without the kind that the photo shows
(`retrieval.kind_classifier`), in the search's order, and without the photo. Intervals are over clusters of questions
that share an answer (`lavic.evaluation.metrics.clusters`).

python -m benchmarks.photo --photos renders/valid/shop --photos-truth renders/valid/truth.jsonl
"""

from __future__ import annotations

import argparse
import collections
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.figures import emit, emit_setting
from catalog.command_line import add_options, made, option
from catalog.store import SAMPLE, Catalog
from chat.assistant import Assistant
from chat.events import Done
from chat.photo import Photo
from chat.state import State
from lavic.evaluation.metrics import bootstrap, clusters
from retrieval.search import Retriever
from studio.pool import read_truth
from studio.spec import Spec

FIRST = (1, 3, 10)
"""How far down a right product may be."""


class Asked(NamedTuple):
    photo: str
    """Identifier of the product whose picture it is."""
    color: str
    right: frozenset[str]
    kind: str


class Unrecognized(Retriever):
    """Searches as if no photo ever showed a kind."""

    def kinds_shown(self, photo: Any) -> tuple[str, ...]:
        return ()


class Known:
    """An eye for photos whose states are known."""

    def look(self, photo: Photo) -> Photo:
        return photo


def questions(photos: Sequence[Spec], shop: Sequence[Spec], seed: int) -> list[Asked]:
    """One of each photo, in random order, whose kind the shop has in another colour."""
    sold = collections.defaultdict(set)
    for spec in shop:
        sold[spec.kind, spec.main.color].add(spec.id)
    rng, asked = random.Random(seed), []
    for spec in rng.sample(photos, len(photos)):
        others = sorted({name for kind, name in sold if kind == spec.kind and name != spec.main.color})
        if others:
            name = rng.choice(others)
            asked.append(Asked(spec.id, name, frozenset(sold[spec.kind, name]), spec.kind))
    return asked


def measure(assistant: Assistant, photos: Catalog, asked: Sequence[Asked], *, shown: bool = True) -> list[int]:
    """The place of the first right product among ten, from 1; 11 where there is none."""
    places = []
    for row in asked:
        photo = Photo(row.photo, b"", b"", photos.states([photos.row(row.photo)])[0]) if shown else None
        *_, done = assistant.turn(State(), f"this, but in {row.color}", photo, k=10)
        assert isinstance(done, Done)
        found = [item["id"] in row.right for item in done.record["items"]]
        places.append(found.index(True) + 1 if True in found else 11)
    return places


@dataclass(frozen=True, kw_only=True)
class Measured:
    catalog: Path = SAMPLE
    truth: Path = SAMPLE.parent / "truth.jsonl"
    photos: Path = option(help="a catalog; its pictures are the photos")
    photos_truth: Path
    count: int = 300
    seed: int = 0
    model: str = "tiny"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add_options(parser, Measured)
    options = made(Measured, parser.parse_args())
    import lavic

    shop, photos = Catalog.open(options.catalog), Catalog.open(options.photos)
    if photos.stale_eye(shop.manifest.eye):
        parser.error(
            f"the catalogs {options.photos} and {options.catalog} were seen by different eyes; rebuild the first"
        )
    asked = questions(read_truth(options.photos_truth), read_truth(options.truth), options.seed)[: options.count]
    ranker, retriever = lavic.load(options.model), Retriever(shop)
    emit_setting("python -m benchmarks.photo", n=len(asked), seed=options.seed, products=len(shop), model=options.model)
    kinds = [retriever.kinds_shown(photos.states([photos.row(row.photo)])[0]) for row in asked]
    named = [row.kind in some for some, row in zip(kinds, asked, strict=True) if some]
    emit("photos whose kind is named", round(len(named) / len(asked), 3), n=len(asked))
    emit("the right one among those named", round(sum(named) / max(1, len(named)), 3), n=len(named))
    together = clusters([sorted(row.right) for row in asked])
    eye: Any = Known()
    arms = {
        "served": (Assistant(shop, retriever, ranker, ranker.candidates, eye=eye), True),
        "without the kind": (
            Assistant(shop, Unrecognized(shop, retriever.encoder), ranker, ranker.candidates, eye=eye),
            True,
        ),
        "without ranking": (Assistant(shop, retriever, None, eye=eye), True),
        "without the photo": (Assistant(shop, retriever, ranker, ranker.candidates), False),
    }
    for name, (assistant, shown) in arms.items():
        places = measure(assistant, photos, asked, shown=shown)
        for k in FIRST:
            hits = [float(place <= k) for place in places]
            interval = [round(bound, 3) for bound in bootstrap(hits, together)]
            emit(f"HitRatio@{k}", round(sum(hits) / len(hits), 3), arm=name, n=len(hits), ci95=interval)


if __name__ == "__main__":
    main()
