"""What the model sees in each picture: a sentence, written from the five tokens that a build has just stored, about the
thing that the listing says it is. One picture of two kinds has two sentences.

Leaves out the model (`lavic.captioning.captioner`). A sentence is the model's word, never the shop's: it stands in a
column of its own and is shown as what it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from catalog.build.journal import SIGHT, Journal
from catalog.errors import CatalogError
from catalog.fields import RowError, text_of
from catalog.protocols import Describer

BATCH = 32
"""Pictures per call of the describer."""
_SIGHTS = f"INSERT OR IGNORE INTO sights SELECT row, {SIGHT} FROM products WHERE image != '' ORDER BY row"
_UNDESCRIBED = """
SELECT row, sights.sight, kind, states.data, states.old_row
FROM sights JOIN products USING (row) JOIN states USING (image)
WHERE row > ? AND NOT EXISTS (SELECT 1 FROM sentences WHERE sentences.sight = sights.sight) ORDER BY row LIMIT ?
"""


def describe_images(
    journal: Journal,
    states: Callable[[Iterable[tuple[bytes | None, int | None]]], np.ndarray],
    describer: Describer,
    progress: Callable[[int, int], None],
) -> int:
    """Notes a sentence for each picture and kind of `journal`; returns how many had to be written. Raises CatalogError.

    `states`: notes of states to (B, views, D) float16. `progress`: (pictures described, of how many).
    """
    with journal.transaction():
        journal.base.execute(_SIGHTS)
    total = journal.one("SELECT count(*) FROM sights")
    known = journal.one("SELECT count(*) FROM sights JOIN sentences USING (sight)")
    written, last = 0, -1
    while part := list(journal.stream(_UNDESCRIBED, last, BATCH)):
        progress(known + written, total)
        looks = states((data, old) for *_, data, old in part)
        texts = _one_line_each(describer.describe(looks, [kind for _, _, kind, *_ in part]), len(part))
        with journal.transaction():
            for (_, sight, *_), text in zip(part, texts, strict=True):
                journal.note("sentences", sight, text)
        written, last = written + len(part), part[-1][0]
    progress(total, total)
    return written


def _one_line_each(texts: Sequence[str], expected: int) -> list[str]:
    if len(texts) != expected:
        raise CatalogError(f"the describer gave {len(texts)} sentences for {expected} pictures")
    try:
        return [text_of(text, "sentence") for text in texts]
    except RowError as error:
        raise CatalogError(f"the describer gave no line of text: {error}") from None
