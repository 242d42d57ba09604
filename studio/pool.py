"""Files of the studio: the truth that `render` wrote, the feed that `stock` wrote, and the two together."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from catalog.schema import Product
from studio.spec import Spec, from_dict
from studio.wishes import Item


class PoolError(ValueError):
    """A file of the studio that cannot be used; the message says which line and why."""


def read_truth(path: Path) -> list[Spec]:
    """Rows are `Spec.as_dict()`; `render` adds the picture's name, which is left out here."""
    specs = []
    for number, row in _rows(path):
        try:
            specs.append(from_dict({key: value for key, value in row.items() if key != "image"}))
        except (KeyError, TypeError) as error:
            raise PoolError(f"{path}, line {number}: not a specification ({error})") from None
    return specs


def read_pool(truth: Path, feed: Path) -> list[Item]:
    """Each specification with its listing, in the order of the truth."""
    products = {row["id"]: Product(**row) for _, row in _rows(feed)}
    specs = read_truth(truth)
    missing = [spec.id for spec in specs if spec.id not in products]
    if missing:
        raise PoolError(
            f"{len(missing)} products of {truth} are not in {feed}, the first {missing[0]}: run stock again"
        )
    return [(spec, products[spec.id]) for spec in specs]


def read_sentences(path: Path) -> dict[str, str]:
    """The first description of each id, from rows {"id", "description"} as `python -m lavic describe` writes them."""
    found: dict[str, str] = {}
    for number, row in _rows(path):
        try:
            found.setdefault(row["id"], row["description"])
        except (KeyError, TypeError) as error:
            raise PoolError(f"{path}, line {number}: expected id and description ({error})") from None
    return found


def ids(path: Path) -> set[str]:
    return {row["id"] for _, row in _rows(path)}


def write_rows(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    """One JSON object per line. The file appears whole or not at all."""
    partial = path.with_name(path.name + ".partial")
    with open(partial, "w", encoding="utf-8") as out:
        out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    partial.replace(path)


def _rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        raise PoolError(f"no {path}: run python -m studio render and stock first") from None
    for number, line in enumerate(lines, 1):
        try:
            yield number, json.loads(line)
        except ValueError as error:
            raise PoolError(f"{path}, line {number}: {error}") from None
