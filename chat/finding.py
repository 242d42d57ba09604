"""The candidates of one turn as items, the limits that they keep, and honest words for what was given up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from catalog.database import FTS_COLUMNS
from catalog.schema import Product
from chat import replies
from chat.items import Item, matched_words
from chat.state import State
from chat.thing import named_thing
from retrieval.budget import Budget
from retrieval.denial import denial
from retrieval.lexical import fts_query
from retrieval.size import Size, compared_size
from retrieval.sort_words import Sort
from retrieval.understand import Understood
from retrieval.vocabulary import Vocabulary
from retrieval.wanted import Wanted

if TYPE_CHECKING:
    from chat.assistant import Shelves

MIN_SHARE, MAX_CHOICES = 0.2, 3
"""A clarifying question offers two or three kinds, each with at least this share of the candidates."""


class Retrieving(Protocol):
    """`retrieval.search.Retriever`; what it finds is a `Found`."""

    vocabulary: Vocabulary

    def find(self, wanted: Wanted, k: int, photo: np.ndarray | None = None) -> Any: ...
    def search(self, turns: Sequence[str], k: int) -> Sequence[Any]: ...
    def similar(self, row: int, k: int) -> Sequence[tuple[int, float]]: ...
    def kinds_shown(self, photo: np.ndarray) -> tuple[str, ...]: ...


@dataclass(frozen=True)
class Finding:
    items: list[Item]
    """In the search's order."""
    budget: Budget
    """The prices that they keep to."""
    sizes: tuple[Size, ...]
    """The sizes that all of them say."""
    relaxed: list[str]
    """Words for every limit given up."""
    missing: str
    """The thing asked for, where no listing of the shop says it."""
    by_sight: bool = False
    """Whether they are in the order of their likeness to the shopper's photo alone."""
    sort: Sort | None = None
    """The order that they have and keep; None for the search's own."""


def find(catalog: Shelves, retriever: Retrieving, state: State, said: Understood, k: int) -> Finding:
    """At most `k` candidates for the conversation after `said`."""
    wanted = state.wanted
    # More like it is asked for, or a darker one, not that one again.
    again = filter(None, (state.like, *(one.product.id for one in state.beside)))
    wanted = replace(wanted, unwelcome=(*wanted.unwelcome, *again))
    found = retriever.find(wanted, k, state.photo.states if state.photo else None)
    rows = [candidate.row for candidate in found.candidates]
    products, seen = catalog.products(rows), catalog.seen(rows)
    currency = products[0].currency if products else Product.currency
    relaxed = [replies.cannot_hold(said.budget, currency)] if said.budget.contradicts_itself() else []
    if products and found.filters != wanted.filters()[0]:
        relaxed.append(replies.nothing_fits(wanted, found.filters, currency))
    items = [
        Item(
            product, hit.row, place, place, float(hit.score), looked_at=False, seen=sentence, sight_rank=hit.sight_rank
        )
        for place, (hit, product, sentence) in enumerate(zip(found.candidates, products, seen, strict=True), 1)
    ]
    if hits := [hit.standing for hit in found.candidates]:
        denials = [_denials(product, found.filters.without) for product in products]
        items = [replace(item, standing=n, denials=said) for item, n, said in zip(items, hits, denials, strict=True)]
    if wanted.in_stock and products and not any(product.in_stock for product in products):
        relaxed += [replies.no_stock_listed()] if found.filters.in_stock else []
    if wanted.sort and products and not found.sort:
        relaxed.append(replies.cannot_sort(wanted.sort))
    if (word := compared_size(said.search)) and state.last and not wanted.sizes:
        relaxed.append(replies.no_size_listed(word))
    missing = "" if state.like else _missing(catalog, said, items)
    relaxed += [replies.not_sold(missing)] if missing else []
    return Finding(
        items,
        Budget(found.filters.price_min, found.filters.price_max),
        found.filters.sizes,
        relaxed,
        missing,
        found.by_sight,
        found.sort,
    )


def _denials(product: Product, refused: Sequence[str]) -> tuple[str, ...]:
    """The words by which its listing says that it is free of what was refused."""
    listing = ". ".join((product.title, product.kind, product.brand, product.description))
    return tuple(filter(None, (denial(listing, term) for term in refused)))


def clarifying(state: State, said: Understood, items: Sequence[Item]) -> str:
    """A question that would split the candidates well, "" where none would or one was asked before."""
    if state.asked or state.like or not items or not said.search:
        return ""
    counts = Counter(item.product.kind for item in items if item.product.kind)
    kinds = [kind for kind, count in counts.most_common() if count >= MIN_SHARE * len(items)]
    covered = sum(counts[kind] for kind in kinds)
    if not 2 <= len(kinds) <= MAX_CHOICES or covered < 0.8 * len(items):
        return ""
    return f"Rather {', '.join(kinds[:-1])} or {kinds[-1]}?"


def _missing(catalog: Shelves, said: Understood, items: Sequence[Item]) -> str:
    """The thing asked for, where no listing of the shop says it and nothing that was found is called so."""
    thing = named_thing(said.search)
    if not thing or said.named.kinds or any(matched_words(thing, _title(item)) for item in items):
        return ""
    return "" if _listed(catalog, thing[-1]) else " ".join(thing)


def _title(item: Item) -> Product:
    return Product("", item.product.title, kind=item.product.kind)


def _listed(catalog: Shelves, word: str) -> bool:
    """Whether any listing says the word itself; that the model sees such a thing in a picture is no listing."""
    if not (query := fts_query(word)):
        return False
    own = f"{{{' '.join(FTS_COLUMNS)}}} : ({query})"
    among = "SELECT 1 FROM products_fts WHERE products_fts MATCH ? LIMIT 1"
    return catalog.connect().execute(among, [own]).fetchone() is not None
