"""What a build would make of a feed, in lines to print: `python -m catalog build FEED --dry-run`.

Reads the whole feed and keeps of it ten products, ten rejected rows and counts. Of pictures it looks at names only, not
into files. Builds nothing, loads no model.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from catalog.build.coverage import Coverage, require_whole
from catalog.build.remarks import Remarks
from catalog.errors import CatalogError
from catalog.feed import Format, Rejected, format_of, pictures_folder, problem_kind, read_feed
from catalog.feeds.caps import CAPS, Caps
from catalog.feeds.table import READ_BESIDE
from catalog.fields import plain_name
from catalog.pictures import PictureError, picture_path
from catalog.schema import Product

SHOWN = 10
"""Products, rejected rows, and kinds of problem in a build's report."""


def preview(
    feed: Path,
    *,
    images: Path | None = None,
    columns: Mapping[str, str] | None = None,
    limit: int | None = None,
    currency: str = "",
    anyway: bool = False,
    caps: Caps = CAPS,
) -> Iterator[str]:
    """Raises CatalogError where the feed cannot be read, and, after the problems, where it has no product or, unless
    `anyway`, holds a field that was read for none."""
    form = format_of(feed, columns, caps)
    images = images or pictures_folder(feed, columns, caps)
    rejected, pictureless, remarks, coverage = Counter[str](), Counter[str](), Remarks(), Coverage()
    products: list[Product] = []
    rows: list[Rejected] = []
    count = 0
    for row in read_feed(feed, columns, remarks, currency, caps):
        if isinstance(row, Rejected):
            rejected[problem_kind(row.reason)] += 1
            rows += [row][: SHOWN - len(rows)]
            continue
        count += 1
        coverage.add(row)
        products += [row][: SHOWN - len(products)]
        if why := _why_no_picture(images, row.image):
            pictureless[why] += 1
        if count == limit:
            break
    yield f"{feed}: {form.name}, {count} products, {rejected.total()} rows rejected; pictures from {images}"
    yield from (json.dumps(product.as_dict(), ensure_ascii=False) for product in products)
    yield from _columns(form)
    if count:
        yield coverage.line()
    yield from problem_lines(rejected, "rows rejected", None)
    yield from (f"  line {row.line}: {row.reason}" for row in rows)
    yield from remarks.lines()
    yield from problem_lines(pictureless, "products without a picture", None)
    if not count:
        raise CatalogError(f"{feed} has 0 usable rows and {rejected.total()} rejected ones; expected an id and a title")
    if not anyway:
        require_whole(form, coverage)


def problem_lines(kinds: Counter[str], what: str, most: int | None = SHOWN) -> Iterator[str]:
    """How many problems, then each kind with its count, the most frequent first; at most `most` kinds."""
    if kinds:
        yield f"{kinds.total()} {what}:"
        yield from (f"  {count} x {reason}" for reason, count in kinds.most_common(most))


def _columns(form: Format) -> Iterator[str]:
    """Which column of a table gives which field, and which give none."""
    if sources := form.sources():
        yield "columns: " + ", ".join(f"{field} from {column!r}" for field, column in sources.items())
        used = {*sources.values(), *(name for name in form.header if plain_name(name) in READ_BESIDE)}
        if unused := [name for name in form.header if name not in used]:
            yield "columns that are not used: " + ", ".join(map(repr, unused))[:1000]


def _why_no_picture(images: Path, name: str) -> str:
    """The kind of problem in a build's words, as far as the name tells it; "" where the file is there."""
    if not name:
        return "the feed names no picture"
    try:
        path = picture_path(images, name)
    except PictureError as error:
        return problem_kind(f"the picture {error}")
    try:
        there = path.is_file()
    except OSError:  # a name of more bytes than a file can have
        there = False
    return "" if there else "the picture cannot be opened"
