"""The stage of a build that stores pictures and lets the eye see them, each once, however many products share it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
from PIL import Image

from catalog.build.journal import Journal
from catalog.build.previous import Previous
from catalog.errors import CatalogError
from catalog.pictures import MAX_SIDE, WEBP_QUALITY, PictureError, open_picture, read_bytes, to_stored
from catalog.protocols import Eye

BATCH = 8
"""Pictures per call of the eye."""
PAGE = 1024
"""Rows of tokens in memory at a time."""
_FORM = f"webp {MAX_SIDE} {WEBP_QUALITY} "
"""A picture that was stored in another form is stored anew."""

_STATES = """
SELECT data, old_row FROM products LEFT JOIN states USING (image) WHERE row >= ? AND row < ? ORDER BY row
"""


def encode_images(
    journal: Journal, locate: Callable[[str], Path], eye: Eye, progress: Callable[[int, int], None]
) -> int:
    """Stores the pictures of `journal`'s products and notes their states. Returns how many the eye had to look at.

    `locate`: where a feed's picture lies, or a PictureError. `progress`: (products done, of how many). The eye sees
    what was stored, not the source. Raises CatalogError where it fails.
    """
    total, looked, end = len(journal), 0, 0
    unseen: dict[str, Image.Image] = {}
    while end < total:
        end, named = journal.pictures_named(end, BATCH)
        with journal.transaction():
            for row, name in named:
                if (image := _stored(journal, row, name, locate)) and not journal.knows_states(image[0]):
                    unseen[image[0]] = open_picture(image[1])
            while len(unseen) >= BATCH or (unseen and end == total):
                names = list(unseen)[:BATCH]
                states = _looked_at(eye, [unseen.pop(name) for name in names])
                for name, state in zip(names, states, strict=True):
                    journal.note("states", name, state.tobytes())
                looked += len(names)
        progress(end, total)
    return looked


def _stored(journal: Journal, row: int, name: str, locate: Callable[[str], Path]) -> tuple[str, Path] | None:
    """Name and path of the stored picture of this row where the run has not met it before."""
    try:
        data = read_bytes(locate(name))
        source = journal.source_key(data, _FORM)
        image = journal.one("SELECT image FROM sources WHERE source = ?", source)
        path = journal.intact(image) if image else None
        if path is None:
            picture = to_stored(data)
            image, path = picture.name, journal.store(picture)
            journal.note("sources", source, image)
    except PictureError as error:
        journal.set_picture(row, "", "", f"the picture {error}")
        return None
    return (image, path) if journal.set_picture(row, image, source, "") else None


def _looked_at(eye: Eye, images: list[Image.Image]) -> np.ndarray:
    states = eye.states(images)
    expected = (len(images), eye.views, eye.dimension)
    if states.shape != expected or states.dtype != np.float16 or not np.isfinite(states).all():
        raise CatalogError(
            f"the eye gave {states.dtype} {states.shape}, finite: {bool(np.isfinite(states).all())}; "
            f"expected finite float16 {expected}"
        )
    return states


def gathered(found: Iterable[tuple[bytes | None, int | None]], previous: Previous, eye: Eye) -> np.ndarray:
    """B notes of states, (data, row of the old version), to (B, views, D) float16; zeros where both are None."""
    notes = list(found)
    states = np.zeros((len(notes), eye.views, eye.dimension), np.float16)
    old = {at: row for at, (data, row) in enumerate(notes) if data is None and row is not None}
    if old:
        states[list(old)] = previous.states(old.values())
    for at, (data, _) in enumerate(notes):
        if data is not None:
            states[at] = np.frombuffer(data, np.float16).reshape(states.shape[1:])
    return states


def write_tokens(path: Path, journal: Journal, previous: Previous, eye: Eye) -> tuple[int, int, int]:
    """Writes tokens.npy, batch after batch, and returns its shape. Not a memory map: there a full disk kills."""
    shape = (len(journal), eye.views, eye.dimension)
    header = {"descr": np.dtype(np.float16).str, "fortran_order": False, "shape": shape}
    with open(path, "wb") as file:
        np.lib.format.write_array_header_1_0(file, header)
        for start in range(0, len(journal), PAGE):
            found = journal.stream(_STATES, start, start + PAGE)
            file.write(gathered(found, previous, eye).tobytes())
    return shape
