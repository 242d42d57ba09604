"""A saved product page: the JSON-LD in its scripts. Microdata and RDFa are not read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import BinaryIO

from lxml import etree, html

from catalog.feeds.json_lines import object_or_reason
from catalog.feeds.rows import Container, RawRow, listed

MAX_BYTES = 2**24


def rows(file: BinaryIO) -> Iterator[RawRow]:
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
            values = listed(json.loads(script.text or ""))
        except (ValueError, RecursionError) as error:
            number += 1
            yield number, f"invalid JSON: {str(error)[:200]}"
            continue
        for value in values:
            number += 1
            yield number, object_or_reason(value)
    if number == 0:
        yield 1, "the page has no script of type application/ld+json; expected a schema.org Product in one"


HTML = Container("html", rows)
