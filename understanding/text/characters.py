"""Strangers' text, made fit for Unicode's normal forms: these sort the marks on a letter, in a time that grows with the
square of their number."""

from __future__ import annotations

import unicodedata

MAX_MARKS = 30
"""Marks on one letter: as many as Unicode's own Stream-Safe Text Format keeps together (UAX #15). No language stacks
that many."""


def few_marks(text: str) -> str:
    """`text` without the marks beyond the first `MAX_MARKS` of each letter."""
    if text.isascii():
        return text
    kept, marks = [], 0
    for character in text:
        # By category: some marks have no combining class of their own and still come apart into such as have.
        marks = marks + 1 if unicodedata.category(character)[0] == "M" else 0
        if marks <= MAX_MARKS:
            kept.append(character)
    return "".join(kept)


def both_ends(text: str, most: int) -> str:
    """Of a text longer than `most`, half of that from its beginning and half from its end. Blank space counts once."""
    text = " ".join(text.split())
    return text if len(text) <= most else f"{text[: most // 2]} {text[-(most // 2) :]}"
