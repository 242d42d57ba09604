"""`python -m catalog build | check | show`: where the rooms are put together.

The vision encoder and the captioner (`lavic`) and the text index (`retrieval`) are imported by the commands that need
them, not before.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from catalog.build import build, require_product
from catalog.build.preview import preview
from catalog.build.progress import ProgressBar
from catalog.check import check_catalog
from catalog.command_line import add_command, argument, option, positive
from catalog.errors import CatalogError
from catalog.feeds.caps import CAPS, Caps
from catalog.feeds.table import parse_map
from catalog.neighbours import by_sight
from catalog.store import SAMPLE, Catalog
from catalog.values.prices import currency_code

NEIGHBOURS = 5
"""That `show` lists, by text and by sight."""

if TYPE_CHECKING:
    from catalog.fetch.fetcher import Fetcher
    from lavic.captioning.captioner import ImageModels


@dataclass(frozen=True, kw_only=True)
class Whose:
    model: str = option("tiny", "whose vision encoder: tiny, a hub name or a folder", metavar="M")
    adapters: str | None = option(None, "the model's trained adapters, where it has any", metavar="DIR")


@dataclass(frozen=True, kw_only=True)
class Build(Whose):
    feed: Path = argument(
        "CSV, TSV, XLSX, JSON, JSON lines, Parquet or XML, gzipped or not, or a folder with a metadata file: a table "
        "of products, or the export of a shop system (docs/CATALOG.md lists them)",
        metavar="FEED",
    )
    map: tuple[str, ...] = option(
        (),
        "the columns of a table with names of its own, as in title=NAME,price=COST",
        metavar="FIELD=COLUMN,...",
    )
    currency: str | None = option(None, "of prices that name none (default: USD)", read=currency_code, metavar="EUR")
    out: Path | None = option(None, "the catalog; replaced in one step where it exists", metavar="DIR")
    images: Path | None = option(None, "pictures (default: beside the feed)", metavar="DIR")
    fetch: Path | None = option(
        None,
        "fetch the pictures that are addresses on the web, and keep them in this folder for the next time",
        metavar="DIR",
    )
    limit: int | None = option(None, "stop after N products", read=positive, metavar="N")
    max_rows: int = option(CAPS.rows, "refuse a feed of more rows (default: %(default)s)", read=positive, metavar="N")
    max_unpacked: int = option(
        CAPS.unpacked_gib,
        "refuse a compressed feed that unpacks to more gibibytes (default: %(default)s)",
        read=positive,
        metavar="N",
    )
    max_attributes: int = option(
        CAPS.attributes,
        "refuse XML with more attributes in one element (default: %(default)s)",
        read=positive,
        metavar="N",
    )
    no_describe: bool = option(False, "do not write, from each product's five tokens, what the model sees in it")
    index_seen: bool = option(True, "let the text search find products by what the model sees")
    anyway: bool = option(
        False, "build also where a column holds prices, pictures, kinds or descriptions and none was read"
    )
    dry_run: bool = option(False, "read the feed and say what was understood")

    @property
    def caps(self) -> Caps:
        return Caps(self.max_rows, self.max_unpacked, self.max_attributes)


@dataclass(frozen=True, kw_only=True)
class Check(Whose):
    dir: Path = argument(default=SAMPLE, metavar="DIR")


@dataclass(frozen=True, kw_only=True)
class Show:
    dir: Path = argument(default=SAMPLE, metavar="DIR")
    id: str = argument(metavar="ID")


def main(arguments: Sequence[str] | None = None) -> int:
    """0: done; 1: `check` found something; 2: could not be done."""
    parser = argparse.ArgumentParser(prog="python -m catalog", description="Build, verify and look at a catalog.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    add_command(commands, "build", "a product feed to a catalog", Build, _build)
    verify = "verify hashes, counts, pictures, the text search and what made it all"
    add_command(commands, "check", verify, Check, _check)
    add_command(commands, "show", "one product and its neighbours as JSON", Show, _show)
    options = parser.parse_args(arguments)
    try:
        return options.run(options)
    except BrokenPipeError:
        return 1
    except KeyboardInterrupt:
        print(
            "interrupted; the catalog that was there is untouched; the same command goes on where it was",
            file=sys.stderr,
        )
        return 130
    except Exception as error:
        if not _is_for_people(error):
            raise
        print("error: " + " ".join(str(error).split()), file=sys.stderr)
        return 2


def _is_for_people(error: Exception) -> bool:
    """Whether an error's message says what to do. The other rooms' errors are looked up without importing them."""
    kinds: list[type[Exception]] = [CatalogError]
    for module, name in (("retrieval.errors", "RetrievalError"), ("lavic.errors", "ModelError")):
        if module in sys.modules:
            kinds.append(getattr(sys.modules[module], name))
    return isinstance(error, tuple(kinds))


def _load_image_models(options: Whose, describe: bool = True) -> ImageModels:
    from lavic.captioning.captioner import load_image_models

    return load_image_models(options.model, options.adapters, describe=describe)


def _build(options: Build) -> int:
    columns = parse_map(options.map)
    if options.dry_run:
        for line in preview(
            options.feed,
            images=options.images,
            columns=columns,
            limit=options.limit,
            currency=options.currency or "",
            anyway=options.anyway,
            caps=options.caps,
        ):
            print(line)
        return 0
    if options.out is None:
        raise CatalogError("build: no --out DIR given; expected the folder of the catalog")
    require_product(
        options.feed, columns, options.caps
    )  # a feed that cannot be read should not cost a model's loading time
    from retrieval.encoder import TextEncoder
    from retrieval.index import TextIndexer

    models = _load_image_models(options, not options.no_describe)
    if not options.no_describe and models.captioner is None:
        print(f"{options.model} has no stage-1 adapter: what it sees is left out", file=sys.stderr)
    with ExitStack() as stack:
        report = build(
            options.feed,
            options.out,
            images=options.images,
            columns=columns,
            indexer=TextIndexer(TextEncoder().load()),
            eye=models.encoder,
            describer=models.captioner,
            index_seen=options.index_seen,
            fetcher=stack.enter_context(_fetcher(options.fetch)) if options.fetch else None,
            limit=options.limit,
            currency=options.currency or "",
            anyway=options.anyway,
            caps=options.caps,
            progress=stack.enter_context(closing(ProgressBar())),
        )
    for line in report.lines():
        print(line)
    return 0


def _fetcher(folder: Path) -> closing[Fetcher]:
    from catalog.fetch.fetcher import Fetcher

    return closing(Fetcher(folder))


def _check(options: Check) -> int:
    problems = check_catalog(options.dir)
    if not problems:
        with Catalog.open(options.dir) as catalog:
            problems = [*_stale(catalog, options), *_audit(catalog)]
            if not problems:
                counts = f"{len(catalog)} products, {catalog.manifest.pictures} with a picture"
                print(f"{options.dir}: {counts}, {catalog.manifest.seen} described: good")
    for problem in problems:
        print(problem)
    if problems:
        flags = "" if options.model == "tiny" else f" --model {options.model}"
        print(f"rebuild: python -m catalog build FEED --out {options.dir}{flags}")
    return 1 if problems else 0


def _audit(catalog: Catalog) -> list[str]:
    from retrieval.audit import audit
    from retrieval.encoder import TextEncoder

    return audit(catalog, TextEncoder().load())


def _stale(catalog: Catalog, options: Check) -> list[str]:
    """What the model of the command line would write otherwise than the catalog has it."""
    models, manifest = _load_image_models(options), catalog.manifest
    if catalog.stale_eye(models.encoder.fingerprint):
        made, own = manifest.eye, models.encoder.fingerprint
        return [f"stale: the tokens were made by {made[:16]}, {options.model} is {own[:16]}"]
    if manifest.describer and models.captioner is not None and manifest.describer != models.captioner.name:
        by, own = manifest.describer, models.captioner.name
        return [f"stale: what the model sees was written by {by}, {options.model} is {own}"]
    return []


def _show(options: Show) -> int:
    with Catalog.open(options.dir) as catalog:
        product = catalog.product(options.id)
        row = catalog.row(options.id)
        picture = catalog.picture(product)
        shown: dict[str, Any] = product.as_dict() | {"row": row, "picture": str(picture) if picture else None}
        shown["what the model sees"] = catalog.seen([row])[0] or None
        shown["neighbours by text"] = _listed(catalog, _by_text(catalog, row))
        shown["neighbours by sight"] = _listed(catalog, by_sight(catalog, row, NEIGHBOURS))
        print(json.dumps(shown, ensure_ascii=False, indent=1))
    return 0


def _by_text(catalog: Catalog, row: int) -> list[tuple[int, float]]:
    """(row, cosine) of the nearest others; none, and a warning, where the index is not one that this program reads."""
    from retrieval.errors import RetrievalError
    from retrieval.index import TextIndex

    try:
        index = TextIndex.read(catalog.text_index_path, len(catalog), catalog.manifest.text_dimension)
    except RetrievalError as error:
        print(f"no neighbours by text: {error}", file=sys.stderr)
        return []
    scores, rows = index.search(index.take(np.array([row])), NEIGHBOURS + 1)
    found = zip(rows[0].tolist(), np.round(scores[0], 6).tolist(), strict=True)
    return [(other, score) for other, score in found if other != row][:NEIGHBOURS]


def _listed(catalog: Catalog, near: list[tuple[int, float]]) -> list[dict[str, Any]]:
    products = catalog.products(row for row, _ in near)
    return [
        {"id": product.id, "title": product.title, "score": score}
        for product, (_, score) in zip(products, near, strict=True)
    ]


if __name__ == "__main__":
    sys.exit(main())
