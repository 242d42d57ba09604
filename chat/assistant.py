"""One turn: the shopper's words in, typed events out. The page and the command line only render these.

Retrieval proposes, LaViC ranks; a ranker that fails costs the turn its order, never its answer. Knows no Gradio.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np

from catalog.conversations import Turn
from catalog.database import FTS_COLUMNS
from catalog.schema import Product
from chat import replies
from chat.items import Item, facts_of, matched_words, wish_words
from chat.state import State
from chat.thing import named_thing
from retrieval.budget import Budget
from retrieval.lexical import fts_query
from retrieval.understand import REQUEST, Understood, understand
from retrieval.wanted import Wanted

log = logging.getLogger(__name__)

LAVIC, RETRIEVAL = "lavic", "retrieval"
CONTEXT_TURNS = 12
"""Turns given to the model, the newest; it trims further by its own token budget."""


class RankingError(RuntimeError):
    """The ranker answered with something that is no ranking."""


class Ranker(Protocol):
    """`lavic.load(...)` gives one."""

    name: str

    def score(
        self, turns: Sequence[Turn], listings: Sequence[str], states: np.ndarray, prior: Sequence[float] = ()
    ) -> np.ndarray:
        """(K,) float32, higher is better, for K listings (`Product.summary`), states (K, 5, D) and retrieval scores."""
        ...


class Retrieving(Protocol):
    """`retrieval.search.Retriever`; what it finds is a `Found`."""

    def find(self, wanted: Wanted, k: int) -> Any: ...


class Shelves(Protocol):
    """The part of `catalog.store.Catalog` that a turn needs."""

    def products(self, rows: Sequence[int]) -> Sequence[Product]: ...
    def seen(self, rows: Sequence[int]) -> Sequence[str]: ...
    def states(self, rows: Sequence[int]) -> np.ndarray: ...
    def has_picture(self, row: int) -> bool: ...
    def connect(self) -> sqlite3.Connection: ...


@dataclass(frozen=True)
class Retrieved:
    """The first of the candidates, in the text search's order."""

    items: tuple[Item, ...]
    timings: dict[str, float]
    state: State
    """What was said and shown so far: where the conversation goes on if nobody waits for the rest."""


@dataclass(frozen=True)
class Ranked:
    """The order that stands. `engine` is "retrieval" where the ranker failed."""

    items: tuple[Item, ...]
    engine: str
    timings: dict[str, float]


@dataclass(frozen=True)
class Replied:
    text: str


@dataclass(frozen=True)
class Done:
    state: State
    record: dict[str, Any]
    """The turn object of `chat --json`."""


Event = Retrieved | Ranked | Replied | Done


class Assistant:
    """Answers turns. Thread-safe: the shopper's state comes in and goes out, and the model runs one at a time."""

    def __init__(self, catalog: Shelves, retriever: Retrieving, ranker: Ranker | None, candidates: int = 10) -> None:
        self.catalog, self.retriever, self.ranker, self.candidates = catalog, retriever, ranker, candidates
        self._model = threading.Lock()

    def turn(self, state: State, message: str, image: object = None, k: int = 5) -> Iterator[Event]:
        """Yields Retrieved and Ranked where there was something to search, then always Replied and Done."""
        started = time.perf_counter()
        said = understand(message)
        if said.kind != REQUEST:
            yield from self._small_talk(state, message, said, started)
            return
        state = state.heard(said)
        items, fits, relaxed = self._retrieve(state.wanted, said, max(k, self.candidates))
        missing = self._missing(said, items)
        relaxed += [replies.not_sold(missing)] if missing else []
        timings = {"retrieve": _ms(started), "rank": 0.0}
        wish = wish_words(state.wanted.searches[-2:])
        found = _finish(items[:k], wish, fits)
        yield Retrieved(found, {**timings, "total": _ms(started)}, state.answered([i.product for i in found]))

        engine = RETRIEVAL
        if self.ranker is not None and items:
            began = time.perf_counter()
            if ranked := self._rank(self.ranker, state, items):
                items, engine = ranked, LAVIC
            timings["rank"] = _ms(began)
        shown = _finish(items[:k], wish, fits)
        timings["total"] = _ms(started)
        yield Ranked(shown, engine, dict(timings))

        text = replies.answer(
            said=said,
            relaxed=relaxed,
            engine=engine,
            failed=self.ranker is not None and bool(items) and engine == RETRIEVAL,
            shown=len(shown),
            looked_at=sum(item.looked_at for item in items),
            unheard=bool(wish) and not missing and not any(matched_words(wish, item.product) for item in shown),
            has_image=image is not None,
        )
        yield Replied(text)
        record = _record(message, text, state.wanted, relaxed, engine, shown, timings)
        yield Done(state.answered([i.product for i in shown]), record)

    def _small_talk(self, state: State, message: str, said: Understood, started: float) -> Iterator[Event]:
        text = replies.small_talk(said.kind)
        yield Replied(text)
        timings = {"retrieve": 0.0, "rank": 0.0, "total": _ms(started)}
        yield Done(state, _record(message, text, state.wanted, [], RETRIEVAL, (), timings))

    def _retrieve(self, wanted: Wanted, said: Understood, k: int) -> tuple[list[Item], Budget, list[str]]:
        """Candidates in the search's order, the prices that they keep to, and words for every limit given up."""
        found = self.retriever.find(wanted, k)
        rows = [candidate.row for candidate in found.candidates]
        products, seen = self.catalog.products(rows), self.catalog.seen(rows)
        currency = products[0].currency if products else Product.currency
        relaxed = [replies.cannot_hold(said.budget, currency)] if said.budget.contradicts_itself() else []
        if products and found.filters != wanted.filters()[0]:
            relaxed.append(replies.nothing_fits(wanted, found.filters, currency))
        items = [
            Item(product, candidate.row, place, place, float(candidate.score), looked_at=False, seen=sentence)
            for place, (candidate, product, sentence) in enumerate(
                zip(found.candidates, products, seen, strict=True), 1
            )
        ]
        return items, Budget(found.filters.price_min, found.filters.price_max), relaxed

    def _missing(self, said: Understood, items: Sequence[Item]) -> str:
        """The thing asked for, where no listing of the shop says it and nothing that was found is called so."""
        thing = named_thing(said.search)
        if not thing or any(matched_words(thing, Product("", i.product.title, kind=i.product.kind)) for i in items):
            return ""
        return "" if self._listed(thing[-1]) else " ".join(thing)

    def _listed(self, word: str) -> bool:
        """Whether any listing says the word itself; that the model sees such a thing in a picture is no listing."""
        if not (query := fts_query(word)):
            return False
        own = f"{{{' '.join(FTS_COLUMNS)}}} : ({query})"
        among = "SELECT 1 FROM products_fts WHERE products_fts MATCH ? LIMIT 1"
        return self.catalog.connect().execute(among, [own]).fetchone() is not None

    def _rank(self, ranker: Ranker, state: State, items: Sequence[Item]) -> list[Item]:
        """LaViC's order; empty where the ranker failed, whatever the failure, with the detail in the log."""
        try:
            rows = [item.row for item in items]
            states = self.catalog.states(rows)
            listings = [item.product.summary() for item in items]
            with self._model:
                told = state.turns[-CONTEXT_TURNS:], listings, states, [item.score for item in items]
                scores = np.asarray(ranker.score(*told), dtype=np.float64)
            if scores.shape != (len(items),) or not np.isfinite(scores).all():
                raise RankingError(f"expected {len(items)} finite scores, found {scores.shape}: {scores}")
            looked_at = [bool(self.catalog.has_picture(row)) for row in rows]
        except Exception:
            log.exception("ranking failed; this turn is answered in the text search's order")
            return []
        order = np.argsort(-scores, kind="stable")
        return [
            replace(items[at], rank=place, score=float(scores[at]), looked_at=looked_at[at])
            for place, at in enumerate(order.tolist(), 1)
        ]


def _finish(items: Sequence[Item], wish: Sequence[str], budget: Budget) -> tuple[Item, ...]:
    return tuple(replace(item, facts=facts_of(item, wish, budget)) for item in items)


def _record(
    message: str,
    reply: str,
    wanted: Wanted,
    relaxed: list[str],
    engine: str,
    items: Sequence[Item],
    timings: dict[str, float],
) -> dict[str, Any]:
    return {
        "message": message,
        "reply": reply,
        "constraints": wanted.constraints(),
        "relaxed": relaxed,
        "engine": engine,
        "items": [item.as_record() for item in items],
        "timings_ms": {name: round(value, 1) for name, value in timings.items()},
    }


def _ms(since: float) -> float:
    return (time.perf_counter() - since) * 1000
