"""A feed and its pictures to a catalog on disk, beside the old version, switched in one step.

The text encoder, the eye and who describes what it sees are arguments (`catalog.protocols`), so this room
needs no torch and no FAISS. So is the fetcher of pictures (`catalog.fetch`): without one nothing is fetched. The feed
streams through a journal on disk (`catalog.build.journal`), which takes over what the replaced version knows.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from catalog import atomic_swap
from catalog import manifest as files
from catalog.build.coverage import Coverage, require_whole
from catalog.build.describe_images import describe_images
from catalog.build.embed_texts import embed_texts
from catalog.build.encode_images import encode_images, gathered
from catalog.build.journal import Journal
from catalog.build.previous import Previous
from catalog.build.remarks import Remarks
from catalog.build.report import LISTED, BuildReport
from catalog.build.version import write_version
from catalog.database import SEEN
from catalog.errors import CatalogError
from catalog.feed import Rejected, format_of, pictures_folder, problem_kind, read_feed
from catalog.feeds.caps import CAPS, Caps
from catalog.pictures import is_web_address, picture_path
from catalog.protocols import Describer, Eye, Models, TextIndexer

if TYPE_CHECKING:
    from catalog.fetch.fetcher import Fetcher, FetchReport

Progress = Callable[[str, int, int], None]
"""(step, done, of how many); steps: feed, fetch, pictures, seen, text, seal, switch."""


def build(
    feed: Path,
    out: Path,
    *,
    images: Path | None = None,
    columns: Mapping[str, str] | None = None,
    indexer: TextIndexer,
    eye: Eye,
    describer: Describer | None = None,
    index_seen: bool = True,
    fetcher: Fetcher | None = None,
    limit: int | None = None,
    currency: str = "",
    anyway: bool = False,
    caps: Caps = CAPS,
    progress: Progress = lambda step, done, total: None,
) -> BuildReport:
    """Builds the catalog `out` from `feed`. Raises CatalogError; the version that was there then stays.

    `images` is the folder that the feed's pictures are relative to (default: `pictures_folder(feed)`). `columns`: field
    -> column, of a table with names of its own. Without a `describer` no product says what the model sees;
    `index_seen`: whether the text index and BM25 find products by it. Without a `fetcher` a picture on the web is left
    out. `limit` stops after that many products. `currency`: of prices that name none.
    `anyway`: also where the feed holds a field that was read for none.

    What the version at `out`, or a build of it that was killed, knows of a picture or a text is not done again.
    """
    out = out.resolve()  # a link to a catalog stays a link; what it points to is replaced
    images = images or pictures_folder(feed, columns, caps)
    _refuse_foreign(out, feed, images)
    models = Models(indexer, eye, describer, index_seen and describer is not None)
    switched = False
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with atomic_swap.locked(out):
            atomic_swap.put_back(out)
            atomic_swap.clean(out)
            try:
                staging = atomic_swap.staging(out)
                staging.mkdir()
                with Journal(atomic_swap.journal(out)) as journal, closing(Previous.open(out)) as previous:
                    report = _read(journal, feed, columns, limit, currency, caps)
                    if not anyway:
                        require_whole(format_of(feed, columns, caps), report.coverage)
                    progress("feed", report.products, report.products)
                    previous.take_over(journal, eye, describer, indexer)
                    report = replace(report, fetch=_fetch(journal, fetcher, progress))
                    report = _make(journal, previous, partial(_locate, images, fetcher), models, report, progress)
                    write_version(staging, journal, previous, models, report, progress)
                atomic_swap.flush(staging)
                progress("switch", 0, 1)
                atomic_swap.replace(staging, out)
                switched = True
                atomic_swap.flush_folder(out.parent)
                progress("switch", 1, 1)
                atomic_swap.forget(out)
            except (CatalogError, OSError, sqlite3.Error):
                atomic_swap.forget(out)  # it may be what filled the disk
                raise
            finally:
                atomic_swap.put_back(out)
                atomic_swap.clean(out)
    except (OSError, sqlite3.Error) as error:
        reason = getattr(error, "strerror", None) or error
        state = "the old version is untouched" if out.exists() else "nothing was left behind"
        if switched:
            state = "the new version is in place, but a power cut might undo that"
        raise CatalogError(f"cannot write the catalog {out}: {reason}; {state}; free space or choose --out") from error
    return replace(report, folder=out)


def require_product(feed: Path, columns: Mapping[str, str] | None = None, caps: Caps = CAPS) -> None:
    """Raises CatalogError where a feed cannot be read, or has no product."""
    count, first = 0, ""
    for row in read_feed(feed, columns, caps=caps):
        if not isinstance(row, Rejected):
            return
        first = first or f"; line {row.line}: {row.reason}"
        count += 1
    raise CatalogError(
        f"{feed} has 0 usable rows and {count} rejected ones{first}; expected at least an id and a title"
    )


def _refuse_foreign(out: Path, feed: Path, images: Path) -> None:
    """A build replaces its whole target: that must be a catalog, an empty folder or nothing, and not its own source."""
    why = ""
    if out.is_dir():
        present = {entry.name for entry in out.iterdir()} - {files.FINDER}
        if foreign := sorted(present - files.KNOWN):
            why = f"also holds {', '.join(foreign[:5])}"
        elif present and files.MANIFEST not in present:
            why = f"holds {', '.join(sorted(present))} and no {files.MANIFEST}, so it is no catalog"
    elif out.exists():
        why = "is a file"
    for source in (feed, images):
        if source.resolve().is_relative_to(out):
            why = f"holds {source.name}, which the catalog is built from"
    if why:
        raise CatalogError(f"{out} {why}; a build would replace it all: choose a new folder for --out")


def _read(
    journal: Journal, feed: Path, columns: Mapping[str, str] | None, limit: int | None, currency: str, caps: Caps
) -> BuildReport:
    """The feed's rows into `journal`. A build that was killed reads them anew: it is quick, and the feed may differ."""
    remarks, kinds, coverage, count = Remarks(), Counter[str](), Coverage(), 0
    rejected: list[Rejected] = []
    with journal.transaction():
        for row in read_feed(feed, columns, remarks, currency, caps):
            if isinstance(row, Rejected):
                journal.reject(row)
                kinds[problem_kind(row.reason)] += 1
                rejected += [row][: LISTED - len(rejected)]
                continue
            journal.add(count, row)
            coverage.add(row)
            count += 1
            if count == limit:
                break
    if not count:
        require_product(feed, columns)
    found = {"rejected_kinds": kinds, "remarks": remarks, "coverage": coverage}
    return BuildReport(journal.folder, count, 0, 0, tuple(rejected), {}, **found)  # type: ignore[arg-type]


def _fetch(journal: Journal, fetcher: Fetcher | None, progress: Progress) -> FetchReport | None:
    web = "FROM products WHERE image LIKE 'http://%' OR image LIKE 'https://%'"
    total = journal.one(f"SELECT count(DISTINCT image) {web}")
    if fetcher is None or not total:
        return None
    urls = (url for (url,) in journal.stream(f"SELECT DISTINCT image {web}"))
    return fetcher.fetch(urls, lambda done: progress("fetch", done, total))


def _locate(images: Path, fetcher: Fetcher | None, name: str) -> Path:
    """Where a feed's picture lies. Raises PictureError."""
    if fetcher is not None and is_web_address(name):
        return fetcher.path(name)
    return picture_path(images, name)


def _make(
    journal: Journal,
    previous: Previous,
    locate: Callable[[str], Path],
    models: Models,
    report: BuildReport,
    progress: Progress,
) -> BuildReport:
    """Looks, describes and embeds, all of it into `journal`."""
    eye, described = models.eye, 0
    looked_at = encode_images(journal, locate, eye, partial(progress, "pictures"))
    if models.describer is not None:
        states = partial(gathered, previous=previous, eye=eye)
        described = describe_images(journal, states, models.describer, partial(progress, "seen"))
    embedded = embed_texts(journal, models.indexer, models.index_seen, partial(progress, "text"))
    problems = journal.stream("SELECT id, why FROM products WHERE image = '' ORDER BY row LIMIT ?", LISTED)
    kinds: Counter[str] = Counter()
    for why, count in journal.stream("SELECT why, count(*) FROM products WHERE image = '' GROUP BY why"):
        kinds[problem_kind(why)] += count
    return replace(
        report,
        pictures=journal.one("SELECT count(*) FROM products WHERE image != ''"),
        seen=journal.one(f"SELECT count(*) FROM products WHERE {SEEN} != ''"),
        pictureless=dict(problems),  # type: ignore[arg-type]
        pictureless_kinds=kinds,
        looked_at=looked_at,
        described=described,
        embedded=embedded,
    )
