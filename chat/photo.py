"""A shopper's own photo: what is kept of it, and the eye that looks at it.

The photo is a stranger's file: `catalog.pictures` decodes it, and what is kept is a smaller picture of our own making,
without metadata or name, and never on disk. Once it was looked at, only five states and a thumbnail remain.
"""

from __future__ import annotations

import base64
import io
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

import numpy as np
from PIL import Image

from catalog.pictures import PictureError, open_picture, to_stored

log = logging.getLogger(__name__)

_DECODING = threading.Lock()
"""One photo at a time: a small file can be a large picture."""
THUMBNAIL = 160
"""Longer side in pixels."""


@dataclass(frozen=True)
class Photo:
    """Two are equal where their pictures are, looked at or not."""

    digest: str
    """Of the picture that is kept."""
    thumbnail: bytes = field(compare=False, repr=False)
    """A small WebP."""
    picture: bytes = field(compare=False, repr=False)
    """A WebP as a catalog stores it; empty once it was looked at."""
    states: np.ndarray | None = field(default=None, compare=False, repr=False)
    """(views, D) float16 [CLS] states; None before it was looked at."""

    @classmethod
    def posted(cls, text: str) -> Photo:
        """From what a browser or a program posts: a picture file in base64, as a data address or bare. Raises
        PictureError."""
        try:
            data = base64.b64decode(text.rpartition(",")[2], validate=True)
        except ValueError:  # not ASCII, or not base64
            raise PictureError("is no picture: expected a picture file in base64") from None
        return cls.of(data)

    @classmethod
    def of(cls, source: Path | bytes) -> Photo:
        """Raises PictureError where it is no picture that can be used; the message names no path."""
        with _DECODING:
            stored = to_stored(source)
        small = open_picture(stored.data)
        small.thumbnail((THUMBNAIL, THUMBNAIL))
        out = io.BytesIO()
        small.save(out, "WEBP", quality=80)
        return cls(stored.name, out.getvalue(), stored.data)

    @property
    def address(self) -> str:
        """The thumbnail as a data address: it needs no file and no route."""
        return "data:image/webp;base64," + base64.b64encode(self.thumbnail).decode()


class Sees(Protocol):
    """The part of `lavic.vision.VisionEncoder` that a turn needs."""

    fingerprint: str

    def states(self, images: list[Image.Image]) -> np.ndarray:
        """B upright RGB pictures to (B, views, D) float16."""
        ...


class Eye:
    """Looks at photos, one at a time. The tower is loaded at the first: most shoppers bring none."""

    def __init__(self, load: Callable[[], Sees], fingerprint: str) -> None:
        """`fingerprint`: of the eye that made the catalog's states, which alone can be compared."""
        self._load, self._fingerprint = load, fingerprint
        self._eye: Sees | None = None
        self._busy = threading.Lock()

    def look(self, photo: Photo) -> Photo:
        """The photo with its states. Raises whatever loading and running the tower raise, or RuntimeError where it is
        another eye than the catalog's."""
        if photo.states is not None:
            return photo
        with self._busy:
            if self._eye is None:
                began = time.perf_counter()
                self._eye = self._load()
                log.info("the tower, for photos: %.1f s", time.perf_counter() - began)
            if self._eye.fingerprint != self._fingerprint:
                raise RuntimeError(
                    f"the eye {self._eye.fingerprint} would look at the photo, the catalog was seen by "
                    f"{self._fingerprint}; start with the catalog's model, or rebuild the catalog"
                )
            states = self._eye.states([open_picture(photo.picture)])[0]
        if not np.isfinite(states).all():
            raise RuntimeError("the tower gave states that are no numbers")
        return replace(photo, states=states, picture=b"")
