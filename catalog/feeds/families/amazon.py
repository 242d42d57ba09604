"""The metadata of Amazon Reviews 2023 (`meta_*.jsonl`, or the same rows as Parquet).

Lists of sentences become one text; of the pictures the main one is taken, as its address on the web. Leaves out:
`details`, videos, what was bought together.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalog.feeds.rows import Family, each, listed

NO_PRICE = frozenset({"none", "null", "nan", "-", "–", "—"})
"""What the price is where there is none, in small letters."""


def product_row(meta: Mapping[str, Any]) -> dict[str, Any]:
    """An item's metadata, by the names that `fields.product_of` knows."""
    categories = listed(meta.get("categories"))
    price = meta.get("price")
    return {
        "id": meta.get("parent_asin") or meta.get("asin"),
        "title": meta.get("title"),
        "description": " ".join(map(str, (*listed(meta.get("features")), *listed(meta.get("description"))))),
        "department": meta.get("main_category") or next(iter(categories), ""),
        "kind": categories[-1] if categories else "",
        "brand": meta.get("store"),
        "price": None if str(price).strip().lower() in NO_PRICE else price,
        "rating": meta.get("average_rating"),
        "rating_count": meta.get("rating_number"),
        "image": main_picture(meta.get("images")),
    }


def main_picture(images: Any) -> str:
    """The address of the picture marked MAIN, else of the first one; "" where there is none.

    `images`: a list of dicts, as in the JSON lines, or a dict of lists, as `datasets` stores it.
    """
    if isinstance(images, dict):
        count = max((len(listed(column)) for column in images.values()), default=0)
        images = [{name: _at(column, i) for name, column in images.items()} for i in range(count)]
    pictures = [picture for picture in listed(images) if isinstance(picture, dict)]
    pictures.sort(key=lambda picture: picture.get("variant") != "MAIN")
    sizes = (picture.get(size) for picture in pictures for size in ("large", "hi_res", "thumb"))
    return next((str(address) for address in sizes if address), "")


def _at(column: Any, i: int) -> Any:
    values = listed(column)
    return values[i] if i < len(values) else None


def _matches(row: Mapping[str, Any]) -> bool:
    return {"parent_asin", "title"} <= row.keys() and bool(row.keys() & {"main_category", "categories", "features"})


AMAZON_2023 = Family("amazon 2023", _matches, each(product_row))
