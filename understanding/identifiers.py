"""Products that a message names by their identifier, or by their whole title.

An identifier is taken for one where it is the whole message ("AB-1014", "do you have ab1014?"), where words say that it
is one ("sku 100"), or where nothing else looks like it: letters and digits, or eight digits. Leaves out: codes that a
catalog does not keep as identifiers (a barcode beside a stock number), parts of titles, and short ones such as "A4"
and "100", which mean other things as often.
"""

from __future__ import annotations

import re
import sqlite3

MAX_CHARACTERS = 200
"""Longer messages name nothing so."""
MAX_NAMED = 5
"""Products of one title."""
_POLITE = re.compile(
    r"^(?:(?:hi|hello|hey|ok|please|so|and|do|does|you|have|got|sell|stock|any|is|are|there|i['’]m|i|am|want|need|would|"
    r"like|looking|look|for|find|show|see|get|me|give|the|an?|one|what|about|how|much|called|named|your|my)\b[\s,:!]*){1,12}",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"[\s,?!.]*(?:\b(?:please|pls|thanks|thank you|still|in stock|available|there)\b[\s,?!.]*){0,4}$", re.IGNORECASE
)
_CALLED = re.compile(
    r"\b(?:sku|isbn|ean|gtin|upc|asin|(?:item|article|product|model|part|art|ref(?:erence)?|stock|catalogue?)"
    r"[ .]{0,2}(?:no|number|nr|num|code|id|#)|(?:code|id) (?:is|number))\b[ .:#]{0,3}(?P<id>[^\s,;?!]{1,64})",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"(?<![\w-])[A-Za-z0-9][\w./-]{3,63}(?<![./-])")
_WORD = re.compile(r"[^\W_]+")
_SQUASHED = "replace(replace(replace(replace(replace(lower(id), '-', ''), '_', ''), ' ', ''), '/', ''), '.', '')"


def rows_named(connection: sqlite3.Connection, text: str) -> tuple[int, ...]:
    """Rows of the catalog, ascending; empty where the message names no product so."""
    text = text.encode("utf-8", "replace").decode("utf-8").replace("\0", " ").strip()
    if not text or len(text) > MAX_CHARACTERS:
        return ()
    for said in _CALLED.finditer(text):
        if rows := _exactly(connection, said["id"].rstrip(".:")) or _loosely(connection, said["id"]):
            return rows
    bare = _AFTER.sub("", _POLITE.sub("", text)).strip(" \t#\"'“”‘’.,:;!?")
    if _looks_like_one(bare) and (rows := _exactly(connection, bare) or _loosely(connection, bare)):
        return rows
    for token in _TOKEN.findall(text)[:20]:
        if _stands_out(token) and (rows := _exactly(connection, token)):
            return rows
    return _titled(connection, bare)


def _looks_like_one(text: str) -> bool:
    """Whether a whole message may be an identifier: "AB 1014" and "10234", not "A4", "100" or "two lamps"."""
    letters, digits = re.findall(r"[A-Za-z]", text), re.findall(r"\d", text)
    few = len(text.split()) <= 2 and re.fullmatch(r"[\w ./-]+", text) is not None
    return few and bool(digits) and (len(digits) >= 5 or (bool(letters) and len(letters) + len(digits) >= 4))


def _stands_out(token: str) -> bool:
    digits = sum(c.isdigit() for c in token)
    return digits >= 8 or (digits > 0 and any(c.isalpha() for c in token) and len(token) >= 5)


def _exactly(connection: sqlite3.Connection, id: str) -> tuple[int, ...]:
    found = connection.execute("SELECT row FROM products WHERE id IN (?, ?, ?)", [id, id.upper(), id.lower()])
    return tuple(sorted({row for (row,) in found}))


def _loosely(connection: sqlite3.Connection, id: str) -> tuple[int, ...]:
    """Without regard to case and to what joins its parts, where that leaves one product. Reads every identifier."""
    squashed = re.sub(r"[-_ /.]", "", id.lower())
    if not re.search(r"\d", squashed):
        return ()
    found = connection.execute(f"SELECT row FROM products WHERE {_SQUASHED} = ? LIMIT 2", [squashed]).fetchall()
    return (found[0][0],) if len(found) == 1 else ()


def _titled(connection: sqlite3.Connection, title: str) -> tuple[int, ...]:
    """The products of this title, of two words or more, an article left out."""
    words = _words(title)
    if len(words) < 2:
        return ()
    query = f'title : "{" ".join(words)}"'
    among = (
        "SELECT products.row, products.title FROM products_fts JOIN products ON products.row = products_fts.rowid "
        "WHERE products_fts MATCH ? LIMIT 200"
    )
    found = [row for row, own in connection.execute(among, [query]) if _words(own) == words]
    return tuple(sorted(found)) if len(found) <= MAX_NAMED else ()


def _words(text: str) -> list[str]:
    words = _WORD.findall(text.lower())
    return words[1:] if words[:1] in (["the"], ["a"], ["an"]) else words
