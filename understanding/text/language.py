"""German, French, Spanish and Italian, word by word into English: enough for wishes, limits and looks.

A glossary (`glossary.tsv`) of what is said in shops: kinds, colours, materials, looks, money and the small words around
them. What stands in it is put into English, the rest stays as it was said. A message is taken for one of the four
where more of its words are in that column, and are no English, than in any other. Leaves out: grammar, word order,
other languages.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from understanding.text.dictionary import frequencies

GLOSSARY = Path(__file__).with_name("glossary.tsv")
NAMES = {"de": "German", "fr": "French", "es": "Spanish", "it": "Italian"}
_ENDINGS = {
    "de": ("en", "er", "es", "em", "e", "n", "s"),
    "fr": ("es", "e", "s", "x", "ne", "te"),
    "es": ("as", "os", "es", "a", "o", "s"),
    "it": ("he", "hi", "a", "e", "i", "o"),
}
"""Of gender, number and case; one is taken off both the word and the glossary's form."""
MAX_PHRASE = 7
"""Words of the longest phrase of the glossary."""
ENGLISH = 2_000
"""Occurrences in the English list from which a word tells no other language."""
ENOUGH, SHARE = 2.0, 0.4
"""Words, small ones counted half as much again, that a message must have of a language; and of all its words."""
MAX_WORDS = 300
_TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*['’]?")
_ELIDED = re.compile(r"\b(?P<small>[ldjnmtscLDJNMTSC]|qu|un|dell|nell|all|sull)['’](?=[^\W\d_]{2})")
"""Small words that French and Italian join to the next one: "d'argento"."""


@dataclass(frozen=True)
class Translated:
    text: str
    language: str = "en"
    """en, or the one that it was taken for."""


@dataclass(frozen=True)
class _Entry:
    english: str
    small: bool
    """A word of grammar, which tells a language better than a noun that travels."""


def translate(text: str) -> Translated:
    """Never raises; English, and what is none of the four, comes back as it was."""
    whole, text = text, _ELIDED.sub(r"\g<small>' ", text)
    tokens = list(_TOKEN.finditer(text))[:MAX_WORDS]
    if not any(len(match[0]) > 2 for match in tokens):
        return Translated(whole)
    words = [_fold(match[0]) for match in tokens]
    scores = {language: _score(words, language) for language in NAMES}
    best = max(scores, key=lambda language: scores[language])
    if scores[best] < min(ENOUGH, len(words)) or scores[best] < SHARE * len(words):
        return Translated(whole)
    if all(_is_english(word) for word in words):
        return Translated(whole)
    parts, end = [], 0
    for first, last, english in _glossed(words, best):
        start = tokens[first].start()
        parts += [text[end:start], english]
        end = tokens[last].end()
        if text[end - 1] in "'’" or (english and text[end : end + 1].isalpha()):
            parts.append(" ")
    english = re.sub(r"\b(?:of|in) (?:of|in)\b", "in", "".join([*parts, text[end:]]))
    return Translated(" ".join(english.split()), best)


def _score(words: list[str], language: str) -> float:
    """Different words of the language that are no usual English; small words count half as much again."""
    seen: dict[str, float] = {}
    for first, last, _ in _glossed(words, language):
        phrase = words[first : last + 1]
        entry = _find(" ".join(phrase), language)
        small = bool(entry and entry.small)
        seen |= {word: 1.5 if small else 1.0 for word in phrase if not _is_english(word, small=small)}
    return sum(seen.values())


def _glossed(words: list[str], language: str) -> Iterator[tuple[int, int, str]]:
    """(first word, last word, English) of what the glossary has, the longest phrases first from left to right."""
    at = 0
    while at < len(words):
        for count in range(min(MAX_PHRASE, len(words) - at), 0, -1):
            if entry := _find(" ".join(words[at : at + count]), language):
                yield at, at + count - 1, entry.english
                at += count
                break
        else:
            if english := _compound(words[at], language):
                yield at, at, english
            at += 1


def _find(phrase: str, language: str) -> _Entry | None:
    table = _tables()[language]
    if entry := table.get(phrase):
        return entry
    for ending in _ENDINGS[language]:
        stem = phrase.removesuffix(ending)
        if len(stem) > 2 and stem != phrase and (entry := table.get(f"{stem}*")):
            return entry
    return table.get(f"{phrase}*") if len(phrase) > 3 else None


def _compound(word: str, language: str) -> str:
    """German joins words: "ledertasche" is a leather handbag."""
    if language != "de" or len(word) < 8:
        return ""
    for cut in range(4, len(word) - 3):
        head, tail = word[:cut], word[cut:]
        first = _find(head, "de") or _find(head.removesuffix("s"), "de") or _find(head.removesuffix("n"), "de")
        second = _find(tail, "de")
        if first and second and not first.small and not second.small:
            return f"{first.english} {second.english}"
    return ""


@lru_cache(maxsize=1)
def _tables() -> dict[str, dict[str, _Entry]]:
    """Language -> folded form, or stem with a star, -> its entry. Of two with one form the first stands."""
    tables: dict[str, dict[str, _Entry]] = {language: {} for language in NAMES}
    for line in GLOSSARY.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        kind, english, *columns = line.split("\t")
        entry = _Entry(english, kind == "f")
        for language, column in zip(NAMES, columns, strict=True):
            apart = (_fold(_ELIDED.sub(r"\g<small>' ", form)) for form in column.split("/"))
            for form in filter(None, apart):
                tables[language].setdefault(form, entry)
                if kind == "f":
                    continue
                for ending in ("", *_ENDINGS[language]):
                    stem = form.removesuffix(ending) if ending else form
                    if len(stem) > 2 and (stem != form or not ending):
                        tables[language].setdefault(f"{stem}*", entry)
    return tables


def _fold(text: str) -> str:
    """Small letters without accents; ß is ss."""
    plain = unicodedata.normalize("NFKD", text.lower().replace("ß", "ss").replace("’", "'").strip())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def _is_english(word: str, *, small: bool = False) -> bool:
    """`small`: it is a small word of the other language, which films say in English too now and then ("que", "una")."""
    return frequencies("en").get(word, 0) >= (ENGLISH * 25 if small else ENGLISH)
