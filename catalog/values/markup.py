"""HTML in a description to the text that it shows. Text without markup comes back as it is.

Only tags that shops format texts with count as markup, so that "<5 cm" and "a <b" stay. Leaves out: what a page would
not show as text (scripts, styles, pictures).
"""

from __future__ import annotations

import re
from html import unescape

from lxml import etree, html

_TAGS = "p|br|hr|div|span|font|ul|ol|li|dl|dt|dd|b|strong|i|em|u|s|small|sub|sup|h[1-6]|table|tbody|thead|tr|td|th|a"
_REFERENCE = re.compile(r"&(?:[a-z][a-z0-9]{1,30}|#\d{1,7}|#x[\da-f]{1,6});", re.IGNORECASE)
_MARKUP = re.compile(
    rf"</?(?:{_TAGS})(?:\s+[\w:-]+(?:\s*=[^<>]*)?)?\s*/?>|{_REFERENCE.pattern}",
    re.IGNORECASE,
)
_INLINE = frozenset({"span", "font", "b", "strong", "i", "em", "u", "s", "small", "sub", "sup", "a", "abbr", "code"})
_UNSHOWN = ("script", "style", "template", "noscript")


def plain_text(text: str) -> str:
    """What a reader of the page would read, blocks apart by a space."""
    if not _MARKUP.search(text):
        return text
    parser = html.HTMLParser()
    try:
        root = html.fragment_fromstring(text, create_parent="div", parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):  # control characters, nothing but comments
        return text
    if parser.error_log.filter_from_fatals():  # nested too deep: the rest was not parsed, and must not be lost
        return text
    etree.strip_elements(root, *_UNSHOWN, etree.Comment, with_tail=False)
    for element in root.iter(etree.Element):
        if element.tag not in _INLINE:
            element.text = f" {element.text or ''}"
            element.tail = f" {element.tail or ''}"
    return " ".join("".join(root.itertext()).split())


def decoded(text: str) -> str:
    """The text with its character references as characters: "Salt &amp; pepper". Tags stay as they are."""
    return _REFERENCE.sub(lambda reference: unescape(reference[0]), text) if "&" in text else text
