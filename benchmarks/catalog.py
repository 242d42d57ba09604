"""From a feed to a shop and its search, at any size: `python -m benchmarks.catalog --products N --seed S`.

The feed is made up and text only (`benchmarks.synthetic`); the tokens of products without a picture are zeros, written
and read in full. With `--encoder synthetic` (the default) the vectors are made up too, since MiniLM would take hours
for a million; all else is what `python -m catalog build` and `python app.py` run. Each stage has its own process.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from benchmarks.figures import Seconds, Spent, alone, emit, emit_setting, spending, spread
from benchmarks.opening import measure_app, measure_opening
from benchmarks.retrieval import measure_search
from benchmarks.synthetic import CHANGED_EVERY, NoEye, Shop, SyntheticEncoder
from catalog.build import build
from catalog.command_line import add_options, made, option
from catalog.feed import read_feed
from catalog.fields import product_of
from catalog.manifest import HASHED, TEXT_INDEX, read_manifest
from catalog.pictures import to_stored
from retrieval.encoder import Encoder, TextEncoder
from retrieval.index import TextIndexer

ENCODERS: dict[str, Callable[[], Encoder]] = {"synthetic": SyntheticEncoder, "minilm": TextEncoder}
PARSED, EMBEDDED, PICTURES = 5_000, 128, 4
"""Products at most that paces are measured with."""
REPEATS = 3


class Timed:
    """An encoder that counts what it takes: what another one would take in its place can then be told."""

    def __init__(self, encoder: Encoder) -> None:
        self.encoder, self.name, self.dimension = encoder, encoder.name, encoder.dimension
        self.took = Seconds(0, 0)

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        took, vectors = Seconds.of(lambda: self.encoder.encode(texts))
        self.took += took
        return vectors


@dataclass(frozen=True)
class Built:
    spent: Spent
    embedded: int
    embedding: Seconds
    """Of `spent`."""

    def embedding_by(self, per_text: Seconds) -> Seconds:
        """What the build would have taken with an encoder that takes so long for a text."""
        return self.spent.took + self.embedding * -1 + per_text * self.embedded


@dataclass(frozen=True, kw_only=True)
class Measured:
    products: int = option(20_000, metavar="N")
    seed: int = option(0, metavar="S")
    encoder: str = option("synthetic", choices=ENCODERS)
    no_models: bool = option(False, "without the text encoder, the vision encoder and the page")
    scratch: Path | None = option(None, "for feeds and catalogs, some 14 GB a million (the system's own)")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.catalog", description=__doc__)
    add_options(parser, Measured)
    options = made(Measured, parser.parse_args(arguments))
    command = f"python -m benchmarks.catalog --products {options.products} --seed {options.seed}"
    command += f" --encoder {options.encoder}" + (" --no-models" if options.no_models else "")
    emit_setting(command, products=options.products, seed=options.seed, encoder=options.encoder)
    with tempfile.TemporaryDirectory(dir=options.scratch) as scratch:
        measure(options.products, options.seed, options.encoder, not options.no_models, Path(scratch))
    return 0


def measure(products: int, seed: int, encoder: str, models: bool, scratch: Path) -> None:
    """Prints all figures."""
    alone(_parsing, min(products, PARSED), seed, scratch)
    per_text, eye = alone(_models, seed) if models else (None, "")
    shop, feed, out = Shop(products, seed), scratch / "feed.jsonl", scratch / "shop"
    first = alone(build_once, shop.write(feed), out, encoder)
    emit_build("first build", first, products, out)
    again = alone(build_once, shop.write(feed, edition=2), out, encoder)
    emit_build("rebuild, 1 % changed", again, products, out)
    emit_ratio(first, again, Seconds(0, 0), "all but the encoder")
    if encoder == "minilm":
        emit_ratio(first, again, first.embedding * (1 / first.embedded), "minilm")
    elif per_text is not None:
        emit_ratio(first, again, per_text, "as with minilm, calculated from its pace here")
    alone(partial(measure_search, out, ENCODERS[encoder]), shop)
    alone(partial(measure_opening, out, ENCODERS[encoder]), shop)
    if eye:
        measure_app(out, eye)


def build_once(feed: Path, out: Path, encoder: str) -> Built:
    """`feed` to the catalog `out`, in this process."""
    made = ENCODERS[encoder]()
    made.encode(["a text"])  # loads what there is to load
    timed = Timed(made)
    with spending() as spent:
        report = build(feed, out, indexer=TextIndexer(timed), eye=NoEye())
    return Built(spent, report.embedded, timed.took)


def emit_ratio(first: Built, again: Built, per_text: Seconds, encoding: str) -> None:
    """How many times as long the first build takes as the second."""
    one, two = first.embedding_by(per_text), again.embedding_by(per_text)
    about = {"by_cpu": round(one.cpu / two.cpu, 2), "first_s": round(one.clock, 1), "rebuild_s": round(two.clock, 1)}
    changed = {"changed": again.embedded, "changed_every": CHANGED_EVERY}
    emit("first build over rebuild", round(one.clock / two.clock, 2), "times", encoding=encoding, **about, **changed)


def emit_build(figure: str, built: Built, products: int, out: Path) -> None:
    spent, facts = built.spent, read_manifest(out).text_index
    sizes = {name: (out / name).stat().st_size // 2**20 for name in HASHED}
    beside = None if spent.own_mb is None else spent.own_mb - sizes[TEXT_INDEX]
    emit(
        figure,
        round(spent.took.clock, 2),
        "s",
        products=products,
        per_s=round(products / spent.took.clock),
        cpu_s=round(spent.took.cpu, 1),
        embedded=built.embedded,
        embedding_s=round(built.embedding.clock, 1),
        embedding_cpu_s=round(built.embedding.cpu, 1),
        own_mb=spent.own_mb,
        beside_the_index_mb=beside,
        peak_mb=spent.peak_mb,
        files_mb=sizes,
        index=None if facts is None else vars(facts),
    )


def _parsing(count: int, seed: int, scratch: Path) -> None:
    """Products a second, by kind of feed: read, normalised, ids compared; nothing is written."""
    import pyarrow as pa
    import pyarrow.csv
    import pyarrow.parquet

    rows = pa.Table.from_pylist(list(Shop(count, seed).rows()))
    feeds = {kind: scratch / f"feed.{kind}" for kind in ("jsonl", "csv", "parquet")}
    Shop(count, seed).write(feeds["jsonl"])
    pyarrow.csv.write_csv(rows, feeds["csv"])
    pyarrow.parquet.write_table(rows, feeds["parquet"])
    for kind, feed in feeds.items():
        emit_pace("parsing", partial(_read, feed), count, "products/s", feed=kind)


def _read(feed: Path) -> int:
    return sum(1 for _ in read_feed(feed))


def _models(seed: int) -> tuple[Seconds, str]:
    """Paces of the models that ship. Returns what a text takes, and the eye's fingerprint."""
    from lavic.vision import load_vision_encoder

    texts = [product_of(row).text() for row in Shop(EMBEDDED, seed).rows()]
    eye = load_vision_encoder("tiny", None)
    return paces(TextEncoder().load(), eye, texts, seed), eye.fingerprint


def paces(encoder: Encoder, eye: Any, texts: Sequence[str], seed: int) -> Seconds:
    """Texts and pictures a second. Returns what a text takes."""
    per_text = emit_pace("text embedding", lambda: encoder.encode(texts), len(texts), "texts/s", encoder=encoder.name)
    noise = np.random.default_rng(seed)
    pictures = [
        Image.fromarray(noise.integers(0, 255, (16, 16, 3), np.uint8)).resize((512, 512)) for _ in range(PICTURES)
    ]
    files = [_jpeg(picture) for picture in pictures]
    emit_pace("pictures, stored", lambda: [to_stored(file) for file in files], len(files), "pictures/s", pixels=512)
    emit_pace("pictures, looked at", lambda: eye.states(pictures), len(pictures), "pictures/s", views=eye.views)
    return per_text


def _jpeg(picture: Image.Image) -> bytes:
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=90)
    return file.getvalue()


def emit_pace(figure: str, run: Callable[[], Any], count: int, unit: str, **about: Any) -> Seconds:
    """`count` over the median time of `REPEATS` runs, after a warm one. Returns what one of them takes."""
    run()
    took = [Seconds.of(run)[0] for _ in range(REPEATS)]
    one = Seconds(*(float(np.median(times)) / count for times in ([t.clock for t in took], [t.cpu for t in took])))
    rates = spread([count / t.clock for t in took], 1)
    emit(figure, round(1 / one.clock, 1), unit, per_cpu_s=round(1 / one.cpu, 1), count=count, **rates, **about)
    return one


if __name__ == "__main__":
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    sys.exit(main())
