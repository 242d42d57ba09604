"""XML of items: RSS 2.0, Atom, or any file of `<product>`s. An item's row is its children's texts by their local names.

Nothing is fetched and no entity of the file's own is expanded. What follows a syntax error is not read; a prefix that
nothing declares is none.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from lxml import etree

from catalog.feeds.rows import UNREAD, Container, RawRow

ITEMS = ("item", "entry", "product")
GOOGLE = "http://base.google.com/ns/1.0"
"""Its names are believed before the feed's own: Atom's `id` is an address, `g:id` the shop's."""


def rows(file: BinaryIO) -> Iterator[RawRow]:
    number = 0
    events = etree.iterparse(
        file,
        tag=[f"{{*}}{name}" for name in ITEMS],
        no_network=True,
        resolve_entities=False,
        load_dtd=False,
        huge_tree=False,
    )
    try:
        for _, item in events:
            number += 1
            yield number, _row(item)
            _forget(item)
    except etree.XMLSyntaxError as error:
        if reason := _broken(error, events):
            yield number + 1, f"invalid XML, and {UNREAD}: {reason[:200]}"
            return
    if number == 0:
        yield 1, f"no <{'>, <'.join(ITEMS)}> in the XML; expected an RSS or Atom feed of products"


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


XML = Container("xml", rows)
