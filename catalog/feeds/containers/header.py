"""Where the header of a table is, and its records against it: what spreadsheets and scripts write around both.

Above a header may stand blank lines, a title, comments. A record may lack cells at its end, or have empty ones too
many.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from catalog.feeds.rows import Remark
from catalog.fields import NEEDED, known_columns, plain_name

MAX_LINES_ABOVE = 20


def is_header(cells: Iterable[str], wanted: frozenset[str] = frozenset()) -> bool:
    """Whether cells name an id or a title and another field of a product, or two of the plain names `wanted`."""
    names = [cell for cell in cells if cell]
    known = known_columns(names)
    if len(known) >= 2 and known & set(NEEDED):
        return True
    return len({plain_name(name) for name in names} & wanted) >= min(2, len(wanted) or 2)


def fitted(cells: list[str], header: Sequence[str], least: int, remark: Remark) -> list[str] | str:
    """As many cells as the header has, or why there are not. `least`: how many no record may lack."""
    width = len(header)
    if len(cells) > width and not any(cell.strip() for cell in cells[width:]):
        return cells[:width]
    if least <= len(cells) < width:
        remark(f"cells are missing at the end of a row, and taken as empty: {cells[0][:40]!a}")
        return cells + [""] * (width - len(cells))
    return cells if len(cells) == width else f"{len(cells)} columns; the header has {width}"


def least_cells(header: Sequence[str]) -> int:
    """Up to the id and the title, as far as the names tell; all cells where they do not."""
    places = [n + 1 for n, name in enumerate(header) if known_columns([name]) & set(NEEDED)]
    return max(places, default=len(header))
