"""A saved product page: the JSON-LD in its scripts. Microdata and RDFa are not read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any, BinaryIO

from lxml import etree, html

from catalog.feeds.containers.json_lines import object_or_reason
from catalog.feeds.rows import Container, RawRow, Remark, listed

MAX_BYTES = 2**24
_HEAD_CHARS = 2**16
_COMMENT = re.compile(r"<!--.*?-->|<\?.*?\?>", re.DOTALL)
_PAGE = re.compile(r"<!doctype html\b|<html\b")
_CDATA = re.compile(r"(?://|/\*)?\s*(?:<!\[CDATA\[|\]\]>)\s*(?:\*/)?|<!--|-->")
_TRAILING = re.compile(r",\s*([}\]])")


def rows(file: BinaryIO, remark: Remark) -> Iterator[RawRow]:
    data, number = file.read(MAX_BYTES + 1), 0
    if len(data) > MAX_BYTES:
        yield 1, f"the page has more than {MAX_BYTES:,} bytes"
        return
    try:
        page = html.document_fromstring(data)
    except (etree.ParserError, ValueError) as error:
        yield 1, f"invalid HTML: {str(error)[:200]}"
        return
    for script in page.iter("script"):
        if (script.get("type") or "").split(";")[0].strip().lower() != "application/ld+json":
            continue
        try:
            values = listed(_parsed(script.text or "", remark))
        except (ValueError, RecursionError) as error:
            number += 1
            yield number, f"invalid JSON: {str(error)[:200]}"
            continue
        for value in values:
            number += 1
            yield number, object_or_reason(value)
    if number == 0:
        yield 1, "the page has no script of type application/ld+json; expected a schema.org Product in one"


def is_page(text: str) -> bool:
    """Whether a text that begins with "<" is a web page, whatever comments and declarations come first."""
    return _PAGE.match(_COMMENT.sub("", text[:_HEAD_CHARS]).lstrip().lower()) is not None


def _parsed(text: str, remark: Remark) -> Any:
    """The JSON of a script, mended where it has what browsers and shops let pass. Raises ValueError, RecursionError."""
    try:
        return json.loads(text)
    except ValueError:
        bare = _TRAILING.sub(r"\1", _CDATA.sub("", text).strip().rstrip(";"))
        try:
            value = json.loads(bare, strict=False)  # raw line breaks within texts
        except ValueError:
            if "&quot;" not in bare:
                raise
            value = json.loads(unescape(bare), strict=False)
        remark("JSON with faults is mended: raw line breaks, trailing commas, CDATA or &quot;")
        return value


HTML = Container("html", rows, is_text=False)
