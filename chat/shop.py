"""Questions about the shop itself: what it sells, how many of a thing, which brands, what prices, which colours.

Answered from the catalog by counting; what a question narrows ("how many blue lamps under 50") is counted within it.
Leaves out: orders, delivery and returns, of which no catalog knows (`replies.small_talk`).
"""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from catalog.database import SEEN
from catalog.listing.looks import axis_of
from catalog.listing.words import kind_words
from chat.items import money, plural
from chat.limits import filter_ladder
from retrieval.filters import Filters
from retrieval.lexical import fts_query
from understanding.dialogue_state import NOTHING_WANTED, DialogueState
from understanding.intent import REQUEST
from understanding.kinds.vocabulary import Vocabulary, called_for_short
from understanding.message import ParsedMessage
from understanding.text.content_words import content_words

MAX_NAMED = 8
"""Kinds, brands or colours that one answer names."""
MAX_READ = 20_000
"""Listings that are read for colours and materials."""
_SELLS = re.compile(
    r"\b(?:what (?:else |all )?(?:do|can|does|have|are) (?:you|u|ya|this shop|your shop|the shop)\b.{0,30}"
    r"\b(?:sell|stock|offer|carry|selling|got in)"
    r"|(?:list|show|tell|give) .{0,20}\b(?:categories|departments|product types|kinds of products|range)"
    r"|(?:what|which) (?:categories|departments|sections|kinds? of (?:things|products|stuff)|product (?:types|lines))"
    r"|what(?:['’]?s| is) (?:in (?:the|your|this) shop|your (?:range|line of business|selection)|on offer)"
    r"|^\W*(?:categories|departments|assortment|catalogue|catalog)\W*$)",
    re.IGNORECASE,
)
_BRANDS = re.compile(r"\b(?:brands?|makers?|manufacturers?|labels?|designers?)\b", re.IGNORECASE)
_PRICES = re.compile(
    r"\b(?:price range|prices?\b(?! (?:of|for) (?:it|this|that|the))|how (?:much|expensive|cheap) (?:are|is|do)"
    r"|what do .{1,40}\bcost"
    r"|(?:cheapest|dearest|most expensive).{0,40}\?|start(?:ing)? (?:at|from))",
    re.IGNORECASE,
)
_LOOKS = {
    "colours": re.compile(r"\bcolou?rs?\b|\bshades?\b", re.IGNORECASE),
    "materials": re.compile(
        r"\bmaterials?\b|\bfabrics?\b|\bwoods?\b|\bmetals?\b|\bmade (?:of|from|out of)\b", re.IGNORECASE
    ),
}
_COLOURS = (
    "black white grey gray silver gold brass copper red burgundy pink orange yellow mustard green olive "
    "sage teal turquoise blue navy purple lavender brown tan beige cream ivory terracotta charcoal"
)
_MATERIALS = (
    "oak walnut beech pine bamboo rattan wood leather suede wool cotton linen silk velvet felt canvas "
    "denim polyester nylon glass ceramic porcelain stoneware terracotta marble stone concrete brass steel "
    "iron copper aluminium silver gold plastic acrylic paper cork jute"
)
_VALUES = {"colours": _COLOURS.split(), "materials": _MATERIALS.split()}
"""Names that an answer gives: of those in `catalog.listing.looks` the ones that mean a look wherever they stand, unlike
"rose" or "ash"."""
_OF_THOSE = re.compile(
    r"\b(?:that|which|would|do) (?:all )?(?:fit|match|qualify|meet)\b|\b(?:those|these|them|like (?:that|this))\b",
    re.IGNORECASE,
)
"""What asks about the wish so far, though it says "in total"."""
_WHOLE_SHOP = re.compile(
    r"\b(?:in (?:total|all)|altogether|the (?:whole )?shop|products|things|kinds)\b", re.IGNORECASE
)
_GOES_ON = r"(?:with|in|by|of|for|from|and)\b"
"""What may stand behind the head of a title."""
_ASKED_WORDS = (
    "how many number count have there sell stock total selection range different options products items results big"
)
_ASKED = frozenset(_ASKED_WORDS.split())
_HOW_MANY = re.compile(r"\b(?:how many|number of|count|how big is (?:your|the) (?:selection|range))\b", re.IGNORECASE)


def answer(
    message: str,
    said: ParsedMessage,
    connection: sqlite3.Connection,
    vocabulary: Vocabulary,
    wanted: DialogueState = NOTHING_WANTED,
) -> str:
    """One sentence or two; "" where the message asks nothing of this kind. `wanted`: so far, which "how many of those"
    is about."""
    if not said.named.kinds:
        said = replace(said, named=replace(said.named, kinds=vocabulary.mentioned(message)))
    if _SELLS.search(message) and not said.named.kinds:
        return _assortment(connection)
    if not said.named.kinds and wanted.kinds and (_OF_THOSE.search(message) or not _WHOLE_SHOP.search(message)):
        said = replace(said, named=replace(said.named, kinds=wanted.kinds))
    else:
        wanted = NOTHING_WANTED
    filters = filter_ladder(wanted.update(replace(said, kind=REQUEST)))[0]
    if _HOW_MANY.search(message):
        return _counted(said, filters, connection)
    if _BRANDS.search(message):
        return _named(said, filters, connection, "brand")
    for looks, asked in _LOOKS.items():
        if asked.search(message) and said.named.kinds:
            return _looks(looks, said, filters, connection)
    if _PRICES.search(message) and said.named.kinds:
        return _prices(said, filters, connection)
    return ""


def sells(thing: str, connection: sqlite3.Connection) -> bool:
    """Whether a kind of the shop, or the head of any title, is called so: a sofa cushion is no sofa."""
    word = thing.split()[-1]
    if not (query := fts_query(word)):
        return False
    rows = connection.execute(
        "SELECT title, kind FROM products "
        "WHERE row IN (SELECT rowid FROM products_fts WHERE products_fts MATCH ?) LIMIT ?",
        [f"{{title kind}} : ({query})", MAX_READ],
    )
    head = re.compile(
        rf"\b{re.escape(word.removesuffix('s'))}(?:e?s)?(?!\w)(?!\s+(?!{_GOES_ON})[^\W\d_])", re.IGNORECASE
    )
    return any(head.search(title) or head.search(kind) for title, kind in rows)


def nothing_sold(said: ParsedMessage, connection: sqlite3.Connection) -> str:
    """What is said where a thing is asked for that the shop does not have."""
    near = f" The nearest here are {' and '.join(map(plural, said.perhaps))}." if said.perhaps else ""
    return f"This shop has no {plural(said.unsold)}.{near or ' ' + _assortment(connection)}"


def _assortment(connection: sqlite3.Connection) -> str:
    counts = connection.execute("SELECT kind, count(*) FROM products WHERE kind != '' GROUP BY kind ORDER BY 2 DESC, 1")
    kinds = list(counts)
    if not kinds:
        [total] = connection.execute("SELECT count(*) FROM products").fetchone()
        return f"There are {total:,} products here; the feed names no kinds."
    total = sum(count for _, count in kinds)
    named = ", ".join(plural(kind) for kind, _ in kinds[:MAX_NAMED])
    more = f" and {len(kinds) - MAX_NAMED} more kinds" if len(kinds) > MAX_NAMED else ""
    return f"There are {total:,} products here of {len(kinds)} kinds: {named}{more}."


def _counted(said: ParsedMessage, filters: Filters, connection: sqlite3.Connection) -> str:
    count = _count(filters, connection)
    name = plural(called_for_short(said.named.kinds)) if said.named.kinds else "products"
    looks = _look_words(said)
    if not looks:
        return f"{_number(count)} {name}." if count != 1 else f"One {name.removesuffix('s')}."
    condition, values = filters.where(connection)
    rows = connection.execute(
        f"SELECT title || ' ' || description || ' ' || {SEEN} FROM products WHERE {condition or '1'} LIMIT ?",
        [*values, MAX_READ],
    )
    having = sum(all(re.search(rf"\b{re.escape(word)}", text, re.IGNORECASE) for word in looks) for (text,) in rows)
    verb = "says" if having == 1 else "say"
    return f"{_number(having)} of {count:,} {name} {verb} “{' '.join(looks)}”, by listing or picture."


def _named(said: ParsedMessage, filters: Filters, connection: sqlite3.Connection, column: str) -> str:
    condition, values = filters.where(connection)
    where = f"{column} != ''" + (f" AND {condition}" if condition else "")
    found = connection.execute(
        f"SELECT {column}, count(*) FROM products WHERE {where} GROUP BY 1 ORDER BY 2 DESC, 1", values
    ).fetchall()
    of = f" of {plural(called_for_short(said.named.kinds))}" if said.named.kinds else ""
    if not found:
        return f"No listing{of} names a brand."
    names = ", ".join(name for name, _ in found[:MAX_NAMED])
    more = f" and {len(found) - MAX_NAMED} more" if len(found) > MAX_NAMED else ""
    return f"{_number(len(found))} brand{'s' if len(found) != 1 else ''}{of}: {names}{more}."


def _looks(looks: str, said: ParsedMessage, filters: Filters, connection: sqlite3.Connection) -> str:
    condition, values = filters.where(connection)
    rows = connection.execute(
        f"SELECT title || ' ' || description || ' ' || {SEEN} FROM products WHERE {condition or '1'} LIMIT ?",
        [*values, MAX_READ],
    )
    counts: Counter[str] = Counter()
    for (text,) in rows:
        counts.update(word for word in _VALUES[looks] if re.search(rf"\b{word}\b", text, re.IGNORECASE))
    name = plural(called_for_short(said.named.kinds))
    if not counts:
        return f"The listings of {name} name no {looks}."
    named = ", ".join(f"{word} ({count})" for word, count in counts.most_common(MAX_NAMED))
    return f"By listing or picture, {name} come in {named}."


def _prices(said: ParsedMessage, filters: Filters, connection: sqlite3.Connection) -> str:
    condition, values = filters.where(connection)
    where = "price IS NOT NULL" + (f" AND {condition}" if condition else "")
    low, high, currency, count = connection.execute(
        f"SELECT min(price), max(price), min(currency), count(*) FROM products WHERE {where}", values
    ).fetchone()
    name = plural(called_for_short(said.named.kinds))
    if not count:
        return f"No listing of {name} says a price."
    return f"{_number(count)} {name}, from {money(low, currency)} to {money(high, currency)}."


def _count(filters: Filters, connection: sqlite3.Connection) -> int:
    condition, values = filters.where(connection)
    return connection.execute(f"SELECT count(*) FROM products WHERE {condition or '1'}", values).fetchone()[0]


def _look_words(said: ParsedMessage) -> Sequence[str]:
    """Words of the wish that no limit stands for."""
    kinds = kind_words(said.named.kinds).union(*(kind.lower().split() for kind in said.named.kinds))
    brands = {word for brand in said.named.brands for word in content_words(brand)}
    words = content_words(said.wished)
    return [word for word in words if axis_of(word) and word not in kinds | _ASKED | brands]


def _number(count: int) -> str:
    return {0: "No", 1: "One", 2: "Two", 3: "Three", 4: "Four", 5: "Five", 6: "Six"}.get(count, f"{count:,}")
