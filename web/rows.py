"""The products of one answer: those that are shown, those that come next, and what stands below them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from chat.items import Item
from web import cards

PAGE = 5
"""Products that "show more" adds."""
MAX_LINK = 1_500
"""Characters of a conversation that still fit into a link."""


@dataclass(frozen=True)
class Row:
    items: tuple[Item, ...]
    rest: tuple[Item, ...] = ()
    searched: bool = False
    """Whether it was searched for, so that another order makes sense."""
    sorted_by: str = ""
    """As `understanding.limits.sort_words.Sort.by`; "" for the ranking's own order."""
    said: tuple[str, ...] = ()
    """The messages that lead to it, for a link; empty where words alone do not."""
    explained: str = ""
    """HTML: how it was ranked."""

    def longer(self) -> Row:
        return replace(self, items=(*self.items, *self.rest[:PAGE]), rest=self.rest[PAGE:])

    def html(self) -> str:
        return cards.grid(self.items) + self._foot() if self.items else ""

    def _foot(self) -> str:
        buttons = []
        if self.rest:
            count = min(PAGE, len(self.rest))
            buttons.append(cards.button(f"Show {count} more", "further", turn=True, kind="shop-further"))
        if self.searched and len(self.items) > 1:
            rated = any(item.product.rating is not None for item in (*self.items, *self.rest))
            sorts = [words for by, words in SORTS.items() if by != self.sorted_by and (rated or by != "rating")]
            buttons += [cards.button(words, "say", words, turn=True) for words in sorts]
        if self.said and sum(map(len, self.said)) <= MAX_LINK:
            buttons.append(cards.button("Copy link", "copy-question", cards.quoted("\n".join(self.said))))
        acts = f'<div class="shop-row-acts">{"".join(buttons)}</div>' if buttons else ""
        return f'<div class="shop-foot">{acts}{self.explained}</div>' if acts or self.explained else ""


SORTS = {"price": "Cheapest first", "rating": "Best rated first"}
"""What is said to have that order."""
