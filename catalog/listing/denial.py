"""Whether a listing says that its product has something, or that it has not: "gluten-free", "contains no nuts".

By rule, in English, a sentence at a time. In doubt a mention says that the product has it, since to show what was
refused is worse than to hide what was not. Leaves out: traces ("may contain nuts" has nuts), other words for the same
thing ("unscented" for fragrance), and amounts ("no added sugar" says neither).
"""

from __future__ import annotations

import re
import sqlite3
from functools import lru_cache
from itertools import islice

import numpy as np

HAS, SILENT, DENIES = "has", "silent", "denies"
MAX_MENTIONS = 50
"""Mentions of one term that a listing is read for."""
WINDOW = 160
"""Characters on either side of a mention that are read, and of these its own sentence."""
NEAR = 16
"""Words, at most, between a term and what denies it."""
_DENYING_WORDS = (
    "free no not non nor neither never without zero 0 sans minus lacks excludes excl none doesn don isn aren "
    "separately faux fake vegan imitation artificial synthetic"
)
_IMITATION = re.compile(r"(?:faux|fake|vegan|imitation|artificial|synthetic)[ -]$", re.IGNORECASE)
_IMITATED = frozenset(("leather", "fur", "suede", "shearling", "sheepskin", "silk", "wool", "down", "feathers"))
"""Of which an imitation has none. Faux marble looks like marble, so that who refuses marble may well mean it too."""
_APART = re.compile(r"[.!?;|•\n]+(?:\s|$)|[;|•\n]| [–—-] ")
_STOP = (
    "with|but|in|on|for|to|of|from|by|at|as|than|that|which|is|are|has|have|comes?|made|only|just|merely|plenty|full"
    "|and|or|nor|so|too|very|quite|overly|suitable|recommended|need|two|one|longer|more|less|matter|wonder|doubt|other"
    "|fuss|nonsense|exception|free|without"
)
_NOUN = rf"(?!(?:{_STOP})\b)[\w'’%-]{{1,30}}(?: (?!(?:{_STOP})\b)[\w'’%-]{{1,30}}){{0,2}}"
_MORE = rf"(?:(?:, ?| ?/ ?){_NOUN}){{0,8}},? ?(?:and|or|nor|&) (?:no )?{_NOUN}"
_EITHER = rf"(?:(?:, ?| ?/ ?){_NOUN}){{0,8}},? ?(?:or|nor|/) ?{_NOUN}"
_LACKS = (
    r"(?:do|does|did)(?:n['’]t| not) (?:contain|include|have|use|come with)"
    r"|contains? (?:no|neither|zero)|(?<!not )(?<!never )without|exclud(?:es|ing)|excl\.?|lacks?|lacking|sans|minus"
    r"|zero|0 ?%"
)
_FILLERS = r"(?:(?:any|the|a|an|traces? of|use of|real|genuine|made (?:of|from|with|out of)|containing) ){0,3}"
_BEFORE = re.compile(
    rf"(?<![\w'’-])(?:free (?:of|from):? {_FILLERS}{_NOUN}(?:{_MORE}|(?:, ?{_NOUN}){{0,8}}$)?"
    rf"|(?:{_LACKS}):? {_FILLERS}{_NOUN}(?:{_MORE})?"
    rf"|(?:no|not|never|neither|nor) {_FILLERS}{_NOUN}(?:{_EITHER})?|non[ -]{_NOUN})",
    re.IGNORECASE,
)
"""What denies and all that it denies, in one sentence."""
_DENIAL = re.compile(
    r"\b(?:free (?:of|from)|no|not|never|neither|nor|non|without|contains?|exclud\w*|excl|lack\w*|sans|minus|zero)\b"
    r"|n['’]t\b|\b0 ?%",
    re.IGNORECASE,
)
_WEAKENED = re.compile(
    r"\b(?:added|artificial|synthetic|refined|harsh|strong|extra|visible|excess(?:ive)?)(?: [\w'’-]{1,30})? $",
    re.IGNORECASE,
)
"""Of a thing that is denied only so: "no added sugar"."""
_LIST = r"-?(?:(?: ?[,/&] ?|,? (?:and|or|&) )[^\W\d_]{1,30}(?: [^\W\d_]{1,30})?-?){0,5}"
_GIFT = r"(?! (?:shipping|delivery|returns?|gifts?|samples?|wrapping|of charge|with|to|from)\b)"
_BEHIND = re.compile(
    rf"{_LIST}[- ]free\b{_GIFT}"
    r"|(?: ?\((?!not )[^()]{1,20}\)|(?: (?!(?:with|without|and|but|is|are|was|were|not|sold|never)\b)[\w'’-]{1,30}))"
    r"{0,2}"
    r" ?\(?(?:(?:is|are|was|were) )?(?:(?:not|never) (?:been )?(?:included|supplied|provided|added|used|contained"
    r"|present)|(?:sold|available) separately|excluded)\b"
    r"|(?:is|are)n['’]t (?:included|supplied|provided)\b"
    r"| ?[:=] ?(?:no|none|nil|0 ?%?)(?![\w.])",
    re.IGNORECASE,
)
_NOT_FREE = re.compile(
    r"\b(?:not|isn['’]t|aren['’]t|never|cannot be)(?: (?!(?:only|just)\b)[^\W\d_]{1,20}){0,3} $", re.IGNORECASE
)


def stance(listing: str, term: str) -> str:
    """HAS where any mention of `term`, one word or two, is plain; DENIES where none is and one is denied."""
    found = _mentions(listing, term.lower())
    if HAS in (said for said, _ in found):
        return HAS
    return DENIES if DENIES in (said for said, _ in found) else SILENT


def denial(listing: str, term: str) -> str:
    """The words by which `listing` denies `term`: "Contains no nuts"; "" where it does not."""
    if stance(listing, term) != DENIES:
        return ""
    return next(words for said, words in _mentions(listing, term.lower()) if said == DENIES)


def denied_rows(connection: sqlite3.Connection, term: str) -> tuple[str, list[object]]:
    """An SQL query for the rows whose listing denies `term`, and its parameters. The connection learns to read
    listings; only those are read in which the term stands near a word that denies."""
    return _rows(connection, term, DENIES)


def spared_rows(connection: sqlite3.Connection, term: str) -> tuple[str, list[object]]:
    """As `denied_rows`, of the rows whose listing mentions `term` and does not say that the product has it."""
    return _rows(connection, term, "")


def rows_that_deny(connection: sqlite3.Connection, term: str) -> np.ndarray:
    """(K,) int64 rows whose listing denies `term`, ascending."""
    words = re.findall(r"[^\W_]+", term.encode("utf-8", "replace").decode().lower())
    found = connection.execute(*denied_rows(connection, " ".join(words))) if words else ()
    return np.sort(np.fromiter((row for (row,) in found), np.int64))


def _rows(connection: sqlite3.Connection, term: str, stance_: str) -> tuple[str, list[object]]:
    connection.create_function(_STANCE, 3, _stance, deterministic=True)
    near = " OR ".join(f'NEAR("{term}" "{word}", {NEAR})' for word in _DENYING_WORDS.split())
    text = "title || '. ' || coalesce(kind, '') || '. ' || coalesce(brand, '') || '. ' || coalesce(description, '')"
    query = (
        "SELECT row FROM products WHERE row IN (SELECT rowid FROM products_fts WHERE products_fts MATCH ?) "
        f"AND {_STANCE}({text}, ?, ?)"
    )
    return query, [near, term, stance_]


_STANCE = "stance"


@lru_cache(maxsize=20_000)
def _stance(listing: str, term: str, wanted: str) -> bool:
    """`wanted`: DENIES, or "" for any mention that says nothing of having it."""
    found = [said for said, _ in _mentions(listing, term)]
    return bool(found) and HAS not in found and (not wanted or wanted in found)


def _mentions(listing: str, term: str) -> list[tuple[str, str]]:
    """(stance, the words that deny) of each mention."""
    found: list[tuple[str, str]] = []
    for match in islice(_mention(term).finditer(listing), MAX_MENTIONS):
        start, end = max(0, match.start() - WINDOW), match.end() + WINDOW
        before = _APART.split(listing[start : match.start()])[-1]
        behind = _APART.split(listing[match.end() : end], maxsplit=1)[0]
        found.append(_read(before, match[0], behind, term))
    return found


def _read(before: str, mention: str, behind: str, term: str) -> tuple[str, str]:
    """Of one mention between what its sentence says before and behind."""
    if _NOT_FREE.search(before[-60:]) and re.match(r"[- ]free\b", behind):
        return HAS, ""
    if found := _BEHIND.match(behind):
        return DENIES, mention + found[0]
    sentence, start, end = before + mention + behind, len(before), len(before) + len(mention)
    for one in _BEFORE.finditer(sentence) if _DENIAL.search(before) else ():
        if one.start() > start:
            break
        if end <= one.end() and not _NOT_FREE.search(sentence[max(0, one.start() - 60) : one.start()]):
            weak = _WEAKENED.search(sentence[one.start() : start])
            return (SILENT, "") if weak else (DENIES, sentence[one.start() : end])
    if _IMITATED.intersection(term.split()) and (imitation := _IMITATION.search(before)):
        return DENIES, imitation[0] + mention
    return HAS, ""


@lru_cache(maxsize=256)
def _mention(term: str) -> re.Pattern[str]:
    """Of the term in any of its endings, as FTS5's stemmer takes them for one word."""
    *first, last = re.findall(r"[^\W_]+", term) or [term]
    stem = re.sub(r"(?:ies|es|s|ed|y|e)$", "", last) if len(last) > 3 and not last.endswith("ss") else last
    words = r"[\s-]+".join([*map(re.escape, first), re.escape(stem)])
    return re.compile(rf"(?<![^\W_]){words}(?:ies|es|s|ed|ing|y|e)?(?![^\W_])", re.IGNORECASE)
