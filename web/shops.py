"""The shops that one page has: the first at its root and, where it has others, each at a path of its own.

Each has a conversation, a saved list and a window of its own; what looks at the pictures is shared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from web.cards import safe
from web.session import AppState


@dataclass(frozen=True)
class Shop:
    """One of them, as the page tells it."""

    app: AppState
    name: str = ""
    """On the switch between them: "Second-hand clothes"."""
    kind: str = ""
    """Of its pictures: "photographs"."""
    path: str = ""
    """Below the page's own address; "" for the first."""
    credit: str = ""
    """Whose the pictures are, and what is made up."""


def switch(shops: Sequence[Shop], here: Shop) -> str:
    """The links between the shops, as HTML; "" where there is no other."""
    if len(shops) < 2:
        return ""
    links = "".join(_link(shop, shop is here) for shop in shops)
    return f'<nav id="shop-switch" aria-label="Shops">{links}</nav>'


def _link(shop: Shop, here: bool) -> str:
    current = ' aria-current="page"' if here else ""
    # Relative, so that it also holds behind a proxy's prefix.
    return f'<a href="./{shop.path}"{current}>{safe(shop.name)} <span>({safe(shop.kind)})</span></a>'
