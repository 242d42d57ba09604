"""XML of items: RSS 2.0, Atom, or any file of `<product>`s. An item's row is its children's texts by their local names.

Nothing is fetched and no entity of the file's own is expanded. What follows a syntax error is not read.
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
    try:
        events = etree.iterparse(
            file,
            tag=[f"{{*}}{name}" for name in ITEMS],
            no_network=True,
            resolve_entities=False,
            load_dtd=False,
            huge_tree=False,
        )
        for _, item in events:
            number += 1
            yield number, _row(item)
            _forget(item)
    except etree.XMLSyntaxError as error:
        yield number + 1, f"invalid XML, and {UNREAD}: {str(error)[:200]}"
        return
    if number == 0:
        yield 1, f"no <{'>, <'.join(ITEMS)}> in the XML; expected an RSS or Atom feed of products"


def _row(item: etree._Element) -> dict[str, Any]:
    children = [child for child in item if isinstance(child.tag, str)]
    children.sort(key=lambda child: etree.QName(child).namespace != GOOGLE)
    row: dict[str, Any] = {}
    for child in children:
        text = "".join(child.itertext()).strip() or child.get("href", "")
        name = etree.QName(child).localname
        row[name] = row.get(name) or text
    return row


def _forget(item: etree._Element) -> None:
    """Frees the item and all that stands before it."""
    item.clear()
    parent = item.getparent()
    while parent is not None and item.getprevious() is not None:
        del parent[0]


XML = Container("xml", rows)
