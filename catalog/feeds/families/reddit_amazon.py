"""The two product files released with LaViC (Reddit-Amazon).

`item2meta_train.json` is one object, ASIN -> metadata of Amazon Reviews 2023; `item2meta_valid.jsonl` has a picture a
line. Pictures are named as the release's own crawler names them, {ASIN}_{k}.jpg in one folder; where a picture is on
the web stands beside, under `image_url`, for whoever fetches it. Leaves out: the pictures after the first, which stage
2 does not use, and the released descriptions.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from catalog.feeds.containers.json_document import KEY
from catalog.feeds.families.amazon import product_row
from catalog.feeds.rows import Family, each, listed
from catalog.fields import known_columns

_PICTURE_NAME = re.compile(r"(.+)_\d+\.\w+")


def item_row(meta: Mapping[str, Any]) -> dict[str, Any]:
    """An entry of `item2meta_train.json`, its ASIN under KEY."""
    asin, pictures = meta[KEY], listed(meta.get("images"))
    first = pictures[0] if pictures and isinstance(pictures[0], dict) else {}
    own = {"id": asin, "image": f"{asin}_0.jpg" if pictures else "", "image_url": first.get("large", "")}
    return product_row(meta) | own


def picture_row(row: Mapping[str, Any]) -> dict[str, Any] | str:
    """A line of `item2meta_valid.jsonl`."""
    name = _PICTURE_NAME.fullmatch(str(row.get("image_name")))
    if name is None:
        return f"the image_name is {str(row.get('image_name'))[:40]!a}; expected one like B08LYS9WYD_0.jpg"
    return {"id": name[1], "title": row.get("title"), "image": name[0], "image_url": row.get("image")}


def _is_item(row: Mapping[str, Any]) -> bool:
    return KEY in row and "title" in row


def _is_picture(row: Mapping[str, Any]) -> bool:
    """It has no id but in the picture's name."""
    return (
        {"title", "image_name"} <= row.keys()
        and "id" not in known_columns(row)
        and _PICTURE_NAME.fullmatch(str(row["image_name"])) is not None
    )


ITEM2META = Family("item2meta", _is_item, each(item_row), is_one_file=True)
ITEM2META_LINES = Family("item2meta lines", _is_picture, each(picture_row), is_one_file=True)
