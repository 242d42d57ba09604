"""A feed and its pictures to a catalog on disk, beside the old version, switched in one step.

The text encoder, the eye and who describes what it sees are arguments (`TextIndexer`, `Eye`, `Describer`), so this
room needs no torch and no FAISS. So is the fetcher of pictures (`catalog.fetch`): without one nothing is fetched.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol

import numpy as np
from PIL import Image

from catalog import manifest as files
from catalog import swap
from catalog.database import write_database
from catalog.errors import CatalogError
from catalog.feed import Rejected, Remark, pictures_folder, problem_kind, read_feed
from catalog.manifest import Manifest, file_entry, images_digest
from catalog.pictures import PictureError, is_web_address, open_picture, picture_path, to_stored
from catalog.schema import Product
from catalog.seen import Describer, describe_pictures

if TYPE_CHECKING:
    from catalog.fetch.fetcher import Fetcher, FetchReport

BATCH = 8
"""Pictures per call of the eye."""
Progress = Callable[[str, int, int], None]
"""(step, done, of how many); steps: feed, fetch, pictures, seen, text, seal, switch."""


class TextIndexer(Protocol):
    name: str
    dimension: int

    def write(self, texts: Sequence[str], path: Path) -> None:
        """Writes the index of `texts`, in their order, to `path`."""


class Eye(Protocol):
    fingerprint: str
    """Of model, adapter and preprocessing: tokens with another fingerprint are not comparable."""
    dimension: int
    views: int

    def states(self, images: Sequence[Image.Image]) -> np.ndarray:
        """B upright RGB pictures of any size to (B, views, dimension) float16."""


@dataclass(frozen=True)
class BuildReport:
    folder: Path
    products: int
    pictures: int
    """Products with a picture."""
    seen: int
    """Products with a sentence of what the model sees."""
    rejected: tuple[Rejected, ...]
    pictureless: dict[str, str]
    """Product id -> why it has no picture."""
    remarks: Counter[str] = field(default_factory=Counter)
    """Kind of what was left out or assumed -> how often."""
    fetch: FetchReport | None = None
    """None where nothing was to be fetched."""


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
    progress: Progress = lambda step, done, total: None,
) -> BuildReport:
    """Builds the catalog `out` from `feed`. Raises CatalogError; the version that was there then stays.

    `images` is the folder that the feed's pictures are relative to (default: `pictures_folder(feed)`). `columns`: field
    -> column, of a table with names of its own. Without a `describer` no product says what the model sees;
    `index_seen`: whether the text index and BM25 find products by it. Without a `fetcher` a picture on the web is left
    out. `limit` stops after that many products.
    """
    out = out.resolve()  # a link to a catalog stays a link; what it points to is replaced
    images = images or pictures_folder(feed, columns)
    _refuse_foreign(out, feed, images)
    remarks: Counter[str] = Counter()
    products, rejected = parse(feed, limit, columns, lambda reason: remarks.update((problem_kind(reason),)))
    progress("feed", len(products), len(products))
    fetched = _fetch(products, fetcher, progress) if fetcher is not None else None
    locate = partial(_locate, images, fetcher)
    switched = False
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with swap.locked(out):
            swap.put_back(out)
            swap.clean(out)
            try:
                work = swap.staging(out)
                work.mkdir()
                report = _write(work, products, rejected, locate, indexer, eye, describer, index_seen, progress)
                swap.flush(work)
                progress("switch", 0, 1)
                swap.replace(work, out)
                switched = True
                swap.flush_folder(out.parent)
                progress("switch", 1, 1)
            finally:
                swap.put_back(out)
                swap.clean(out)
    except (OSError, sqlite3.Error) as error:
        reason = getattr(error, "strerror", None) or error
        state = "the old version is untouched" if out.exists() else "nothing was left behind"
        if switched:
            state = "the new version is in place, but a power cut might undo that"
        raise CatalogError(f"cannot write the catalog {out}: {reason}; {state}; free space or choose --out") from error
    return replace(report, folder=out, remarks=remarks, fetch=fetched)


def parse(
    feed: Path,
    limit: int | None = None,
    columns: Mapping[str, str] | None = None,
    remark: Remark = lambda reason: None,
) -> tuple[list[Product], list[Rejected]]:
    """The first `limit` products of a feed and the rows rejected on the way. CatalogError where there is none."""
    rejected: list[Rejected] = []

    def good() -> Iterator[Product]:
        for row in read_feed(feed, columns, remark):
            if isinstance(row, Rejected):
                rejected.append(row)
            else:
                yield row

    products = list(islice(good(), limit))
    if not products:
        first = f"; line {rejected[0].line}: {rejected[0].reason}" if rejected else ""
        raise CatalogError(
            f"{feed} has 0 usable rows and {len(rejected)} rejected ones{first}; expected at least an id and a title"
        )
    return products, rejected


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


def _fetch(products: list[Product], fetcher: Fetcher, progress: Progress) -> FetchReport | None:
    urls = dict.fromkeys(product.image for product in products if is_web_address(product.image))
    return fetcher.fetch(urls, lambda done: progress("fetch", done, len(urls))) if urls else None


def _locate(images: Path, fetcher: Fetcher | None, name: str) -> Path:
    """Where a feed's picture lies. Raises PictureError."""
    if fetcher is not None and is_web_address(name):
        return fetcher.path(name)
    return picture_path(images, name)


def _write(
    work: Path,
    products: list[Product],
    rejected: list[Rejected],
    locate: Callable[[str], Path],
    indexer: TextIndexer,
    eye: Eye,
    describer: Describer | None,
    index_seen: bool,
    progress: Progress,
) -> BuildReport:
    """Writes all files into the empty folder `work`, the manifest last."""
    pictured, why = _write_pictures(work, products, locate, eye, progress)
    seen, index_seen = [""] * len(pictured), index_seen and describer is not None
    if describer is not None:
        seen = describe_pictures(work / files.TOKENS, pictured, describer, partial(progress, "seen"))
    progress("text", 0, len(products))
    texts = [p.text(sentence if index_seen else "") for p, sentence in zip(pictured, seen, strict=True)]
    indexer.write(texts, work / files.TEXT_INDEX)
    write_database(work / files.DATABASE, pictured, seen, rejected, why, index_seen=index_seen)
    progress("text", len(products), len(products))
    manifest = Manifest(
        products=len(pictured),
        pictures=sum(bool(product.image) for product in pictured),
        rejected=len(rejected),
        encoder=indexer.name,
        text_dimension=indexer.dimension,
        eye=eye.fingerprint,
        token_shape=(len(pictured), eye.views, eye.dimension),
        describer=describer.name if describer is not None else "",
        seen=sum(map(bool, seen)),
        seen_indexed=index_seen,
        files={name: file_entry(work / name) for name in files.HASHED},
        images_sha256=images_digest(work / files.IMAGES),
    )
    progress("seal", 0, 1)
    swap.flush(work)  # so that a manifest on the disk means that all it lists is there
    manifest.write(work)
    progress("seal", 1, 1)
    reasons = {pictured[row].id: reason for row, reason in why.items()}
    return BuildReport(work, manifest.products, manifest.pictures, manifest.seen, tuple(rejected), reasons)


def _write_pictures(
    work: Path, products: list[Product], locate: Callable[[str], Path], eye: Eye, progress: Progress
) -> tuple[list[Product], dict[int, str]]:
    """Fills images/ and tokens.npy. Returns the products with the stored names, and row -> why it has no picture.

    The eye sees what was stored, not the source, and each picture once, however many products share it.
    """
    (work / files.IMAGES).mkdir()
    pictured, why = [], {}
    row_of: dict[str, int] = {}  # name of a stored picture -> the first product that has it
    with open(work / files.TOKENS, "w+b") as file:
        tokens = _TokenFile(file, (len(products), eye.views, eye.dimension))
        for start in range(0, len(products), BATCH):
            fresh, shared = {}, {}
            for row in range(start, min(start + BATCH, len(products))):
                product = products[row]
                try:
                    stored = to_stored(locate(product.image))
                except PictureError as error:
                    why[row] = f"the picture {error}" if product.image else "the feed names no picture"
                    pictured.append(replace(product, image=""))
                    continue
                pictured.append(replace(product, image=stored.name))
                if (first := row_of.setdefault(stored.name, row)) != row:
                    shared[row] = first
                else:
                    (work / files.IMAGES / stored.name).write_bytes(stored.data)
                    fresh[row] = open_picture(stored.data)
            if fresh:
                for row, states in zip(fresh, _looked_at(eye, list(fresh.values())), strict=True):
                    tokens.put(row, states)
            for row, first in shared.items():
                tokens.put(row, tokens.get(first))
            progress("pictures", len(pictured), len(products))
    return pictured, why


class _TokenFile:
    """An .npy of float16 zeros, written row by row. Not a memory map: there a full disk kills the process."""

    def __init__(self, file: BinaryIO, shape: tuple[int, int, int]) -> None:
        header = {"descr": np.dtype(np.float16).str, "fortran_order": False, "shape": shape}
        np.lib.format.write_array_header_1_0(file, header)
        self._file, self._start, self._shape = file, file.tell(), shape[1:]
        self._row_bytes = 2 * shape[1] * shape[2]
        file.truncate(self._start + shape[0] * self._row_bytes)

    def put(self, row: int, states: np.ndarray) -> None:
        self._file.seek(self._start + row * self._row_bytes)
        self._file.write(np.ascontiguousarray(states).tobytes())

    def get(self, row: int) -> np.ndarray:
        self._file.seek(self._start + row * self._row_bytes)
        return np.frombuffer(self._file.read(self._row_bytes), dtype=np.float16).reshape(self._shape)


def _looked_at(eye: Eye, images: list[Image.Image]) -> np.ndarray:
    states = eye.states(images)
    expected = (len(images), eye.views, eye.dimension)
    if states.shape != expected or states.dtype != np.float16 or not np.isfinite(states).all():
        raise CatalogError(
            f"the eye gave {states.dtype} {states.shape}, finite: {bool(np.isfinite(states).all())}; "
            f"expected finite float16 {expected}"
        )
    return states
