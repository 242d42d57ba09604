"""XML of items: RSS 2.0, Atom, or any file of `<product>`s. An item's row is its children's texts by their local names.

Nothing is fetched and no entity of the file's own is expanded. What follows a syntax error is not read; a prefix that
nothing declares is none. Stray ampersands are mended (`xml_text`), which costs a second reading.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from typing import Any, BinaryIO, cast

from lxml import etree

from catalog.feeds.containers.xml_bounds import bounded
from catalog.feeds.containers.xml_text import Mended
from catalog.feeds.rows import UNREAD, Container, RawRow, Remark

ITEMS = ("item", "entry", "product")
_DECLARATION_BYTES = 200
_SAYS_UTF_16 = re.compile(rb"""\s*<\?xml[^>]*encoding=["']utf-16""", re.IGNORECASE)
"""In bytes that UTF-16 would not have."""
_ENTITY = re.compile("(?i)entity")
"""What libxml2 calls a reference that it cannot read, and an ampersand that is none."""
GOOGLE = "http://base.google.com/ns/1.0"
"""Its names are believed before the feed's own: Atom's `id` is an address, `g:id` the shop's."""


def rows(file: BinaryIO, remark: Remark) -> Iterator[RawRow]:
    number = 0
    try:
        for item in _items(file, _belied(file)):
            number += 1
            yield number, _row(item)
            _forget(item)
    except _BrokenXML as error:
        if not _ENTITY.search(str(error)):
            yield number + 1, f"invalid XML, and {UNREAD}: {str(error)[:200]}"
            return
        for last, row in _mended(file, number, remark):
            number = last
            yield last, row
    if number == 0:
        yield 1, f"no <{'>, <'.join(ITEMS)}> in the XML; expected an RSS or Atom feed of products"


def _mended(file: BinaryIO, done: int, remark: Remark) -> Iterator[RawRow]:
    """The items after the first `done`, read again from the beginning with stray ampersands escaped."""
    encoding = _belied(file)
    mended, number = Mended(file), 0
    try:
        for item in _items(cast(BinaryIO, io.BufferedReader(mended)), encoding):
            number += 1
            if number > done:
                yield number, _row(item)
            _forget(item)
    except _BrokenXML as error:
        yield max(number, done) + 1, f"invalid XML, and {UNREAD}: {str(error)[:200]}"
    for _ in range(mended.mended):
        remark("an & that XML does not allow is read as it stands")


class _BrokenXML(ValueError):
    """Why no more can be read."""


def _items(file: BinaryIO, encoding: str | None) -> Iterator[etree._Element]:
    """Raises _BrokenXML."""
    events = etree.iterparse(
        file,
        tag=[f"{{*}}{name}" for name in ITEMS],
        no_network=True,
        resolve_entities=False,
        load_dtd=False,
        huge_tree=False,
        encoding=encoding,
    )
    try:
        for _, item in events:
            yield item
    except etree.XMLSyntaxError as error:
        if reason := _broken(error, events):
            raise _BrokenXML(reason) from None


def _belied(file: BinaryIO) -> str | None:
    """ "utf-8" where a file says that it is UTF-16 and is not, as after a change of its bytes alone."""
    start = file.read(_DECLARATION_BYTES)
    file.seek(0)
    return "utf-8" if _SAYS_UTF_16.match(start.removeprefix(codecs.BOM_UTF8)) else None


def _broken(error: etree.XMLSyntaxError, events: etree.iterparse) -> str:
    """Why the reading ended; "" where all was read and only names are wrong: "g:id" where nothing declares g."""
    log = list(events.error_log)
    if not log or log[0].domain != etree.ErrorDomains.NAMESPACE:
        return str(error)
    fatal = next((entry for entry in log if entry.domain != etree.ErrorDomains.NAMESPACE), None)
    return f"{fatal.message}, line {fatal.line}, column {fatal.column}" if fatal else ""


def _row(item: etree._Element) -> dict[str, Any]:
    children = [(*_name(child.tag), child) for child in item if isinstance(child.tag, str)]
    children.sort(key=lambda found: found[0] != GOOGLE)
    row: dict[str, Any] = {}
    for _, name, child in children:
        text = "".join(child.itertext()).strip() or child.get("href", "")
        row[name] = row.get(name) or text
    return row


def _name(tag: str) -> tuple[str, str]:
    """Namespace and local name of "{namespace}name", and of "g:name" in a file that does not declare its prefix."""
    if tag.startswith("{"):
        namespace, _, name = tag[1:].partition("}")
        return namespace, name
    prefix, _, name = tag.rpartition(":")
    return (GOOGLE if prefix == "g" else ""), name


def _forget(item: etree._Element) -> None:
    """Frees the item and all that stands before it."""
    item.clear()
    parent = item.getparent()
    while parent is not None and item.getprevious() is not None:
        del parent[0]


XML = Container("xml", rows, is_text=False, bounded=bounded)
