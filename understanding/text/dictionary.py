"""How often words are said in English, German, French, Spanish and Italian: the lists of the package pyspellchecker."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from spellchecker import SpellChecker

Language = Literal["en", "de", "fr", "es", "it"]
LANGUAGES: tuple[Language, ...] = ("en", "de", "fr", "es", "it")


@lru_cache(maxsize=len(LANGUAGES))
def frequencies(language: Language) -> dict[str, int]:
    """Small-letter word -> occurrences. Read once, in a tenth of a second."""
    return SpellChecker(language=language).word_frequency.dictionary
