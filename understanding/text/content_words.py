"""The words of a text that carry a wish. Of another purpose than `catalog.listing.words`, which tell products apart."""

from __future__ import annotations

import re

_STOP_WORDS = (
    "a about above actually after all also am an and any anything are as at avoid be been best but by can cheaper "
    "could do does don't dont find for from get give good had has have help hi i i'd i'll i'm if in instead into is "
    "it it's its just kind less let like little look looking looks love made make maybe me meant more most much my "
    "need never new nice no not nothing now of off okay on one ones or other our out over please rather really see "
    "shop should show similar so some something sorry sort suggest than thanks that the their them then there these "
    "they thing this those to too two under up very want was we what when where which while who will with without "
    "would wrong yeah yes you your "
)
_STOP = frozenset(_STOP_WORDS.split())


def content_words(text: str) -> list[str]:
    """The words that carry a wish, in order, each once."""
    words = (word.strip("'-") for word in re.findall(r"[^\W\d_][\w'-]*", text.lower()))
    return [word for word in dict.fromkeys(words) if len(word) > 2 and word not in _STOP]
