"""The candidates of one turn as items, the limits that they keep, and honest words for what was given up."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from catalog.database import FTS_COLUMNS
from catalog.listing.denial import denial
from catalog.listing.fit import FITS, MISFITS, UNLISTED
from catalog.listing.looks import COLOUR, axis_of
from catalog.listing.order import Sort
from catalog.listing.size import Size
from catalog.schema import Product
from chat import replies
from chat.items import Item, matched_words
from chat.limits import PRICE, given_up
from chat.protocols import ProductStore, Retrieving
from chat.query import as_query
from chat.state import State
from retrieval.filters import Filters, any_passes
from retrieval.lexical import fts_query
from understanding.identifiers import rows_named
from understanding.kinds.requested_item import requested_item
from understanding.kinds.vocabulary import Vocabulary
from understanding.message import ParsedMessage
from understanding.money.budget import Budget
from understanding.sizes.requested import compared_size

MIN_SHARE, MAX_CHOICES = 0.2, 3
"""A clarifying question offers two or three kinds, each with at least this share of the candidates."""


@dataclass(frozen=True)
class TurnCandidates:
    items: list[Item]
    """In the search's order."""
    budget: Budget
    """The prices that they keep to."""
    sizes: tuple[Size, ...]
    """The sizes that were asked for: the first of them say these, the others none."""
    relaxed: list[str]
    """Words for every limit given up."""
    missing: str
    """The thing asked for, where no listing of the shop says it."""
    by_image: bool = False
    """Whether they are in the order of their likeness to the shopper's photo alone."""
    relaxed_price: bool = False
    """Whether the limit of the price is among those given up."""
    named: frozenset[int] = frozenset()
    """Rows of the products that the message names by an identifier or a whole title: they come first."""
    sort: Sort | None = None
    """The order that they have and keep; None for the search's own."""


def find(
    catalog: ProductStore, retriever: Retrieving, vocabulary: Vocabulary, state: State, said: ParsedMessage, k: int
) -> TurnCandidates:
    """At most `k` candidates for the conversation after `said`. `vocabulary`: of the catalog."""
    wanted = state.wanted
    # More like it is asked for, or a darker one, not that one again.
    again = filter(None, (state.like, *state.skipped, *(one.reference.id for one in state.comparisons)))
    wanted = replace(wanted, hidden_ids=(*wanted.hidden_ids, *again))
    found = retriever.find(as_query(wanted, vocabulary), k, state.photo.states if state.photo else None)
    rows = [candidate.row for candidate in found.candidates]
    products, seen = catalog.products(rows), catalog.seen(rows)
    currency = products[0].currency if products else Product.currency
    relaxed = [replies.cannot_hold(said.budget, currency)] if said.budget.contradicts_itself() else []
    relaxed += replies.about_money(said.doubts, said.budget, currency)
    at_the_end = state.than and wanted.budget == state.than.budget and given_up(wanted, found.filters) == (PRICE,)
    if products and at_the_end and state.than:
        relaxed.append(replies.at_the_end(state.than, currency))
    elif products and given_up(wanted, found.filters):
        relaxed.append(replies.nothing_fits(wanted, found.filters, currency, state.than))
    if products and UNLISTED in found.filters.sized:
        relaxed.append(_unlisted(catalog, found.filters))
    items = [
        Item(
            product,
            hit.row,
            place,
            place,
            float(hit.score),
            looked_at=False,
            seen=sentence,
            image_rank=hit.image_rank,
            unlisted=hit.unlisted,
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
    named = rows_named(catalog.connect(), said.text)
    known = {item.row for item in items}
    beside = [Item.alone(catalog, row) for row in named if row not in known]  # whatever the limits
    items = led([*beside, *items], named)
    of_looks = any(axis_of(word) == COLOUR for word in re.findall(r"[^\W_]+", said.search.lower()))
    if (word := compared_size(said.search)) and state.last and not wanted.sizes and not of_looks:
        relaxed.append(replies.no_size_listed(word))
    relaxed += [replies.lacks(said.unsold)] if said.unsold else []
    missing = "" if state.like or named or said.unsold else _missing(catalog, said, items)
    relaxed += [replies.not_sold(missing)] if missing else []
    return TurnCandidates(
        items,
        Budget(found.filters.price_min, found.filters.price_max),
        () if beside else found.filters.sizes,
        relaxed,
        missing,
        found.by_image,
        PRICE in given_up(wanted, found.filters),
        frozenset(named),
        found.sort,
    )


def led(items: Sequence[Item], rows: Collection[int]) -> list[Item]:
    """With those of `rows` first, as their new places say; the same where there are none."""
    if not rows:
        return [*items]
    ordered = sorted(items, key=lambda item: item.row not in rows)
    return [replace(item, rank=place) for place, item in enumerate(ordered, 1)]


def _unlisted(catalog: ProductStore, filters: Filters) -> str:
    """Words for candidates whose listings say no such size, where none that says it was found."""
    kinds = (filters.kind,) if isinstance(filters.kind, str) else filters.kind
    anyhow = tuple(replace(size, axis="") for size in filters.sizes)
    some_say, any_size = (
        any_passes(catalog.connect(), Filters(kind=filters.kind, sizes=sizes, sized=(FITS, MISFITS)))
        for sizes in (filters.sizes, anyhow)
    )
    return replies.size_unlisted(filters.sizes, kinds, some_say=some_say, any_size=any_size)


def _denials(product: Product, refused: Sequence[str]) -> tuple[str, ...]:
    """The words by which its listing says that it is free of what was refused."""
    listing = ". ".join((product.title, product.kind, product.brand, product.description))
    return tuple(filter(None, (denial(listing, term) for term in refused)))


def clarifying(state: State, said: ParsedMessage, items: Sequence[Item]) -> str:
    """A question that would split the candidates well, "" where none would or one was asked before."""
    if state.asked or state.like or not items or not said.search:
        return ""
    counts = Counter(item.product.kind for item in items if item.product.kind)
    kinds = [kind for kind, count in counts.most_common() if count >= MIN_SHARE * len(items)]
    covered = sum(counts[kind] for kind in kinds)
    if not 2 <= len(kinds) <= MAX_CHOICES or covered < 0.8 * len(items):
        return ""
    return f"Rather {', '.join(kinds[:-1])} or {kinds[-1]}?"


def _missing(catalog: ProductStore, said: ParsedMessage, items: Sequence[Item]) -> str:
    """The thing asked for, where no listing of the shop says it and nothing that was found is called so."""
    thing = requested_item(said.search)
    if not thing or said.named.kinds or any(matched_words(thing, _title(item)) for item in items):
        return ""
    return "" if _listed(catalog, thing[-1]) else " ".join(thing)


def _title(item: Item) -> Product:
    return Product("", item.product.title, kind=item.product.kind)


def _listed(catalog: ProductStore, word: str) -> bool:
    """Whether any listing says the word itself; that the model sees such a thing in a picture is no listing."""
    if not (query := fts_query(word)):
        return False
    own = f"{{{' '.join(FTS_COLUMNS)}}} : ({query})"
    among = "SELECT 1 FROM products_fts WHERE products_fts MATCH ? LIMIT 1"
    return catalog.connect().execute(among, [own]).fetchone() is not None
