"""python -m studio render | preview | stock | converse | photos | secondhand | grade | inspect | sheet"""

from __future__ import annotations

import argparse
import logging
import random
import sys
from itertools import chain
from pathlib import Path


def _render(options: argparse.Namespace) -> int:
    from studio.plan import plan, sample_plan
    from studio.render import render_plan

    specs = sample_plan() if options.sample_shop else plan(options.count, options.seed)
    render_plan(specs, options.out, options.size, options.samples, options.resume)
    return 0


def _preview(options: argparse.Namespace) -> int:
    from studio.kinds import KINDS
    from studio.plan import draw_surface
    from studio.render import contact_sheet
    from studio.spec import Spec

    kind = KINDS.get(options.kind)
    if kind is None:
        print(f"no kind {options.kind!r}; there are: {', '.join(sorted(KINDS))}", file=sys.stderr)
        return 2
    specs = []
    for i in range(options.count):
        rng = random.Random(options.seed * 1000 + i)
        second = draw_surface(kind.second, rng) if kind.second else None
        silhouette = kind.silhouettes[i % len(kind.silhouettes)]
        main = draw_surface(kind.main, rng)
        specs.append(Spec(f"p{i}", kind.name, kind.department, silhouette, main, second, rng.randrange(10**6)))
    contact_sheet(specs, options.out or Path(f"{kind.name.replace(' ', '-')}.png"), options.size, options.samples)
    return 0


def _stock(options: argparse.Namespace) -> int:
    """Writes what a shop and its trainer need beside the pictures: feed.jsonl and descriptions.jsonl."""
    from studio.describe import description_rows
    from studio.listing import stock
    from studio.pool import read_truth, write_rows

    specs = read_truth(options.out / "truth.jsonl")
    products = stock(specs, options.seed)
    write_rows(options.out / "feed.jsonl", (product.as_dict() for product in products))
    write_rows(options.out / "descriptions.jsonl", description_rows(specs, options.seed, options.variants))
    logging.info("%d products in %s", len(products), options.out)
    return 0


def _converse(options: argparse.Namespace) -> int:
    from catalog.conversations import write
    from studio.converse import converse, described, exercises
    from studio.pool import read_pool

    pool = read_pool(options.truth, options.feed)
    rows = converse(pool, options.count, options.seed, options.shop, options.refusals)
    drills = exercises(pool, options.exercises, options.seed, options.refusals)
    count = write(options.out, chain(rows, described(pool, options.seed, options.described), drills))
    logging.info("%d conversations in %s", count, options.out)
    return 0


def _photos(options: argparse.Namespace) -> int:
    from catalog.conversations import write
    from studio.photos import descriptions, listings, read_photos, requests, shrink
    from studio.pool import write_rows

    photos = read_photos(options.folder, options.each, options.after)
    shrink(photos, options.folder, options.out / "pictures")
    write_rows(options.out / "feed.jsonl", (product.as_dict() for product in listings(photos)))
    write_rows(options.out / "descriptions.jsonl", descriptions(photos, options.seed, options.variants))
    count = write(options.out / "conversations.jsonl", requests(photos, options.seed, options.count))
    if options.exercises:  # of the same sorts, about the same photographs in other company
        count += write(options.out / "exercises.jsonl", requests(photos, options.seed + 1, options.exercises))
    logging.info("%d requests for %d photographs in %s", count, len(photos), options.out)
    return 0


def _secondhand(options: argparse.Namespace) -> int:
    from catalog.conversations import write
    from studio.pool import write_rows
    from studio.secondhand import listings, pieces, shrink
    from studio.secondhand_asks import requests

    sold = pieces(options.folder)
    shrink(sold, options.folder, options.out / "pictures")
    write_rows(options.out / "feed.jsonl", (product.as_dict() for product in listings(sold, options.seed)))
    write_rows(options.out / "truth.jsonl", (piece.truth() for piece in sold))
    count = write(options.out / "heldout.jsonl", requests(sold, options.seed))
    logging.info("%d requests for %d garments in %s", count, len(sold), options.out)
    return 0


def _grade(options: argparse.Namespace) -> int:
    from catalog.store import Catalog
    from studio.grade import grade
    from studio.pool import read_sentences, read_truth

    if options.sentences.is_dir():
        with Catalog.open(options.sentences) as catalog:
            sentences = dict(zip(catalog.ids, catalog.seen(range(len(catalog))), strict=True))
    else:
        sentences = read_sentences(options.sentences)
    report = grade(read_truth(options.truth), sentences)
    for name, value in report.items():
        print(f"{name:32} {value if name == 'n' else format(value, '.3f')}")
    return 0


def _inspect(options: argparse.Namespace) -> int:
    from studio.inspect import CHECKS, inspect

    findings = inspect(options.folder)
    for finding in findings:
        print(f"{finding.check:8} {finding.id}  {finding.detail}")
    print(", ".join(f"{check} {sum(f.check == check for f in findings)}" for check in CHECKS))
    return 1 if findings else 0


def _sheet(options: argparse.Namespace) -> int:
    from studio.sheet import sheet

    sheet(options.folder, options.out, per_kind=options.per_kind)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m studio", description="Renders products of known truth.")
    commands = parser.add_subparsers(required=True)

    render = commands.add_parser("render", help="pictures and truth.jsonl of many products")
    render.add_argument("--out", type=Path, required=True, metavar="DIR")
    render.add_argument("--count", type=int, default=1000)
    render.add_argument("--size", type=int, default=512, help="pixels (512)")
    render.add_argument("--samples", type=int, default=48, help="per pixel (48)")
    render.add_argument("--seed", type=int, default=0)
    render.add_argument(
        "--sample-shop", action="store_true", help="the products that ship, whatever --count and --seed"
    )
    render.add_argument("--resume", action="store_true", help="keep pictures that are already whole")
    render.set_defaults(run=_render)

    preview = commands.add_parser("preview", help="a contact sheet of one kind, for its author")
    preview.add_argument("kind")
    preview.add_argument("--out", type=Path, metavar="FILE.png")
    preview.add_argument("--count", type=int, default=6)
    preview.add_argument("--size", type=int, default=192)
    preview.add_argument("--samples", type=int, default=6)
    preview.add_argument("--seed", type=int, default=0)
    preview.set_defaults(run=_preview)

    stock = commands.add_parser("stock", help="listings and descriptions for a folder that render wrote")
    stock.add_argument("--out", type=Path, required=True, metavar="DIR", help="holds truth.jsonl")
    stock.add_argument("--seed", type=int, default=0)
    stock.add_argument("--variants", type=int, default=1, metavar="N", help="wordings of each description (1)")
    stock.set_defaults(run=_stock)

    converse = commands.add_parser("converse", help="shopping conversations with known answers")
    converse.add_argument("--truth", type=Path, required=True, metavar="FILE")
    converse.add_argument("--feed", type=Path, required=True, metavar="FILE")
    converse.add_argument("--out", type=Path, required=True, metavar="FILE")
    converse.add_argument("--count", type=int, default=1000)
    converse.add_argument("--seed", type=int, default=0)
    converse.add_argument("--shop", type=int, default=0, metavar="N", help="part the pool into shops of N (one shop)")
    converse.add_argument("--refusals", type=float, default=0.18, metavar="SHARE", help="that refuse something (0.18)")
    converse.add_argument(
        "--described", type=int, default=0, metavar="N", help="for training: also each product as N descriptions (0)"
    )
    converse.add_argument(
        "--exercises", type=int, default=0, metavar="N", help="for training: also N that any number of products fit (0)"
    )
    converse.set_defaults(run=_converse)

    photos = commands.add_parser("photos", help="a shop and requests from photographs sorted into folders")
    photos.add_argument("folder", type=Path, metavar="DIR", help="holds a folder of pictures for each sort of thing")
    photos.add_argument("--out", type=Path, required=True, metavar="DIR")
    photos.add_argument("--each", type=int, default=0, metavar="N", help="photographs of a sort at most (all)")
    photos.add_argument("--after", type=int, default=0, metavar="N", help="but not the first N of a sort (0)")
    photos.add_argument("--count", type=int, default=1000, help="requests (1000)")
    photos.add_argument("--exercises", type=int, default=0, metavar="N", help="and N others, in exercises.jsonl (0)")
    photos.add_argument("--variants", type=int, default=1, help="descriptions of each (1)")
    photos.add_argument("--seed", type=int, default=0)
    photos.set_defaults(run=_photos)

    secondhand = commands.add_parser("secondhand", help="the second-hand shop, from photographs annotated by eye")
    secondhand.add_argument("folder", type=Path, metavar="DIR", help="holds annotations.jsonl and photos/")
    secondhand.add_argument("--out", type=Path, required=True, metavar="DIR")
    secondhand.add_argument("--seed", type=int, default=20_261_130)
    secondhand.set_defaults(run=_secondhand)

    grade = commands.add_parser("grade", help="how often sentences about pictures name what is there")
    grade.add_argument("sentences", type=Path, metavar="FILE", help="of python -m lavic describe, or a catalog")
    grade.add_argument("--truth", type=Path, required=True, metavar="FILE")
    grade.set_defaults(run=_grade)

    inspect = commands.add_parser("inspect", help="check a collection: whole, framed, no two alike, colours as named")
    inspect.add_argument("folder", type=Path, metavar="DIR", help="holds truth.jsonl and pictures/")
    inspect.set_defaults(run=_inspect)

    sheet = commands.add_parser("sheet", help="a contact sheet of a collection, by department")
    sheet.add_argument("folder", type=Path, metavar="DIR", help="holds truth.jsonl and pictures/")
    sheet.add_argument("--out", type=Path, default=Path("docs/shop.webp"), metavar="FILE.webp")
    sheet.add_argument("--per-kind", type=int, default=3, metavar="N", help="products of each kind (3)")
    sheet.set_defaults(run=_sheet)
    return parser


def main() -> int:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    options = _parser().parse_args()
    from studio.pool import PoolError

    try:
        return options.run(options)
    except PoolError as error:
        print(error, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
