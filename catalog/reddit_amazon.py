"""The two product files released with LaViC (Reddit-Amazon), as rows that `fields.product_of` understands.

`item2meta_train.json` is one object, ASIN -> metadata of Amazon Reviews 2023; `item2meta_valid.jsonl` has a picture a
line. Pictures are named as the release's own crawler names them, {ASIN}_{k}.jpg in one folder; where a picture is on
the web stands beside, under `image_url`, for whoever fetches it. Leaves out: the pictures after the first, which stage
2 does not use, and the released descriptions.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from catalog.fields import RowError, known_columns, price_of

_PICTURE_NAME = re.compile(r"(.+)_\d+\.\w+")
_KEY = re.compile(r'\s*[{,]\s*("(?:[^"\\]|\\.)*")\s*:\s*')


def entries(text: str) -> Iterator[tuple[str, dict[str, Any] | str]]:
    """(key, value) pairs of one JSON object of objects, decoded one by one; or a reason in place of the value.

    What follows a broken entry is not read: nothing says where the next one begins.
    """
    decoder, at = json.JSONDecoder(), 0
    while found := _KEY.match(text, at):
        try:
            key = json.loads(found[1])
            value, at = decoder.raw_decode(text, found.end())
        except (ValueError, RecursionError) as error:
            yield "", f"invalid JSON, and nothing after it is read: {str(error)[:200]}"
            return
        yield key, value if isinstance(value, dict) else f"expected an object, found {type(value).__name__}"
    if text[at:].strip() != "}":
        yield "", "invalid JSON, and nothing after it is read: expected a comma or the closing brace"


def item_row(asin: str, meta: Mapping[str, Any]) -> dict[str, Any]:
    """An entry of `item2meta_train.json`. Lists of sentences become one text, a price that is none is left out."""
    categories, pictures = _list(meta.get("categories")), _list(meta.get("images"))
    first = pictures[0] if pictures and isinstance(pictures[0], dict) else {}
    return {
        "id": asin,
        "title": meta.get("title"),
        "description": " ".join(map(str, (*_list(meta.get("features")), *_list(meta.get("description"))))),
        "department": meta.get("main_category") or next(iter(categories), ""),
        "kind": categories[-1] if categories else "",
        "brand": meta.get("store"),
        "price": _price(meta.get("price")),
        "rating": meta.get("average_rating"),
        "rating_count": meta.get("rating_number"),
        "image": f"{asin}_0.jpg" if pictures else "",
        "image_url": first.get("large", ""),
    }


def is_picture_row(row: Mapping[str, Any]) -> bool:
    """Whether a line is one of `item2meta_valid.jsonl`: it has no id but in the picture's name."""
    return "id" not in known_columns(row) and _PICTURE_NAME.fullmatch(str(row.get("image_name"))) is not None


def picture_row(row: Mapping[str, Any]) -> dict[str, Any] | str:
    """A line of `item2meta_valid.jsonl`."""
    name = _PICTURE_NAME.fullmatch(str(row.get("image_name")))
    if name is None:
        return f"the image_name is {str(row.get('image_name'))[:40]!a}; expected one like B08LYS9WYD_0.jpg"
    return {"id": name[1], "title": row.get("title"), "image": name[0], "image_url": row.get("image")}


def _list(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    return [] if value is None or value == "" else [value]


def _price(value: Any) -> Any:
    """Amazon's field also holds dashes and "from 12.99": better no price than no product."""
    try:
        price_of(value)
    except RowError:
        return None
    return value
