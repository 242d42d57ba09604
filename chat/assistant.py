"""One turn: the shopper's words in, typed events out. The page and the command line only render these.

Retrieval proposes, LaViC ranks; a ranker that fails costs the turn its order, never its answer. Knows no Gradio.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from catalog.conversations import Turn
from catalog.schema import Product
from chat import answers, degrees, replies, variants
from chat.acts import act_of
from chat.commonness import Commonness
from chat.events import Done, Event, Ranked, Replied, Retrieved
from chat.finding import Finding, Retrieving, clarifying, find, led
from chat.items import Item, content_words, facts_of, matched_words, wish_words
from chat.photo import Eye, Photo
from chat.quoting import quoted, telling_phrases
from chat.state import NOTHING_SAID, Beside, Shown, State
from chat.thing import named_thing
from retrieval import intent
from retrieval.recognition import means_the_kind
from retrieval.understand import Understood, understand
from retrieval.vocabulary import Vocabulary

log = logging.getLogger(__name__)

LAVIC, RETRIEVAL = "lavic", "retrieval"
LIKE_MY_PHOTO = "Something that looks like my photo."
"""What a photo without words says, to who reads the conversation."""
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


class Shelves(Protocol):
    """The part of `catalog.store.Catalog` that a turn needs."""

    def products(self, rows: Sequence[int]) -> Sequence[Product]: ...
    def seen(self, rows: Sequence[int]) -> Sequence[str]: ...
    def states(self, rows: Sequence[int]) -> np.ndarray: ...
    def has_picture(self, row: int) -> bool: ...
    def picture(self, product: Product) -> Path | None: ...
    def row(self, id: str) -> int: ...
    def connect(self) -> sqlite3.Connection: ...


ASKED_OF = 10
"""Candidates, the first, by whose kinds a question may be asked: those far behind were hardly meant."""


class Assistant:
    """Answers turns. Thread-safe: the shopper's state comes in and goes out, and the model runs one at a time."""

    def __init__(
        self,
        catalog: Shelves,
        retriever: Retrieving,
        ranker: Ranker | None,
        candidates: int = 10,
        eye: Eye | None = None,
    ) -> None:
        """`eye`: what looks at a shopper's photo; without one, photos are answered by their words alone."""
        self.catalog, self.retriever, self.ranker, self.candidates = catalog, retriever, ranker, candidates
        self.eye = eye
        self._commonness = Commonness(catalog)
        self._model = threading.Lock()

    @property
    def model_name(self) -> str:
        """Of the model that ranks; "" without one."""
        return self.ranker.name if self.ranker else ""

    def turn(self, state: State, message: str, photo: Photo | None = None, k: int = 5) -> Iterator[Event]:
        """Yields Retrieved and Ranked where there was something to search, then always Replied and Done.

        `photo` comes with this message and counts until another one does, or until it is taken off."""
        started = time.perf_counter()
        said = understand(message, self.retriever.vocabulary)
        steps: dict[str, float] = {}
        if photo is not None:
            seen = self._look(photo)
            steps["see"] = _ms(started)
            if seen is None and not said.search:
                sorry = f"{replies.COULD_NOT_LOOK}. {replies.IN_WORDS}"
                yield from self._say(state, message, sorry, (), started, intent.REQUEST)
                return
            if seen is not None:  # whatever the words are, somebody who shows a photo asks for products
                said = replace(said, kind=intent.REQUEST, text=said.text or LIKE_MY_PHOTO)
                said, state = self._recognized(said, seen), replace(state, photo=seen)
        match state.intent(said):
            case intent.REQUEST:
                unseen = "see" in steps and state.photo != photo
                yield from self._answer(state.heard(said), said, message, k, started, steps, unseen)
            case intent.QUESTION if said.variant and (at := state.spoken_of(said)) is not None:
                asked = variants.as_request(said, state.last[at], at, said.variant)
                yield from self._answer(state.heard(asked), asked, message, k, started, steps, of=state.last[at])
            case intent.QUESTION | intent.CHOICE:
                yield from self._tell(state, said, message, started)
            case kind:
                after = NOTHING_SAID if kind == intent.RESTART else state
                yield from self._say(after, message, replies.small_talk(kind), (), started, kind)

    def again(self, state: State, message: str, k: int = 5) -> Iterator[Event]:
        """The same events for a conversation that changed without words: a limit taken off, more like this."""
        yield from self._answer(state, Understood("", "", intent.REQUEST), message, k, time.perf_counter(), {})

    def _answer(
        self,
        state: State,
        said: Understood,
        message: str,
        k: int,
        started: float,
        steps: dict[str, float],
        unseen: bool = False,
        of: Shown | None = None,
    ) -> Iterator[Event]:
        """`steps`: milliseconds of what was done before. `unseen`: there was a photo, and it could not be looked at.
        `of`: the product that `said.variant` asks for in another look."""
        began = time.perf_counter()
        found = find(self.catalog, self.retriever, state, said, max(k, self.candidates))
        items = variants.those_that_are(found.items, said.variant) if of and said.variant else found.items
        timings = {**steps, "retrieve": _ms(began), "rank": 0.0}
        wish = wish_words(state.wishes)
        own = variants.itself(self.catalog, of, said.variant)
        first = (*own, *self._finish(items[:k], state, found))[:k]
        yield Retrieved(first, {**timings, "total": _ms(started)}, _answered(state, first))

        engine = RETRIEVAL
        # A photo alone gives the language model nothing to read: the likeness, which LaViC's eye saw, is the order.
        # Nor may it undo an order that was asked for.
        ranking = None if found.by_sight or found.sort else self.ranker
        if ranking is not None and items:
            began = time.perf_counter()
            if ranked := self._rank(ranking, state, items):
                items, engine = led(ranked, found.named), LAVIC
            timings["rank"] = _ms(began)
        shown = (*own, *self._finish(items[:k], state, found))[:k]
        timings["total"] = _ms(started)
        yield Ranked(shown, engine, dict(timings))

        unmet = engine == LAVIC and not any(len(item.degrees) == len(state.beside) for item in shown)
        relaxed = [*found.relaxed, *([replies.none_beyond(state.beside)] if unmet else [])]
        asking = "" if found.named or of else clarifying(state, said, found.items[:ASKED_OF])
        text = replies.answer(
            said=said,
            relaxed=relaxed,
            engine=engine,
            failed=ranking is not None and bool(items) and engine == RETRIEVAL,
            shown=len(shown),
            looked_at=sum(item.looked_at for item in items),
            unheard=not of and _unheard(state, wish, found, shown, self.retriever.vocabulary),
            photo=_photo_words(state, found.by_sight, unseen),
            asking=asking,
            sort=found.sort,
        )
        if of and said.variant:
            text = f"{variants.about(of, shown, said.variant)} {text}"
        yield Replied(text)
        record = _record(message, intent.REQUEST, text, state, relaxed, engine, shown, timings)
        after = _answered(state, shown)
        yield Done(replace(after, asked=state.asked or (bool(asking) and asking in text)), record)

    def _tell(self, state: State, said: Understood, message: str, started: float) -> Iterator[Event]:
        """A question about a shown product, or which one it is: from its fields alone."""
        at = state.spoken_of(said)
        if at is None:
            yield from self._say(state, message, replies.small_talk("unknown"), (), started, said.kind)
            return
        shown = state.last[at]
        text = answers.about(shown, said.about) if said.kind == intent.QUESTION else answers.chosen(shown)
        items = (Item.alone(self.catalog, self.catalog.row(shown.product.id)),)
        yield Ranked(items, RETRIEVAL, {"retrieve": 0.0, "rank": 0.0, "total": _ms(started)})
        yield from self._say(state.looking_at(at), message, text, items, started, said.kind)

    def _say(
        self, after: State, message: str, text: str, items: tuple[Item, ...], started: float, kind: str
    ) -> Iterator[Event]:
        """`kind`: of the message, as `retrieval.understand` has it."""
        yield Replied(text)
        timings = {"retrieve": 0.0, "rank": 0.0, "total": _ms(started)}
        yield Done(after, _record(message, kind, text, after, [], RETRIEVAL, items, timings))

    def _look(self, photo: Photo) -> Photo | None:
        """The photo with its states; None where it could not be looked at, whatever the failure."""
        if self.eye is None:
            return None
        try:
            return self.eye.look(photo)
        except Exception:
            log.exception("a photo could not be looked at; this turn is answered by its words")
            return None

    def _recognized(self, said: Understood, photo: Photo) -> Understood:
        """With the kind of thing that the photo shows, as if it had been named, where the words leave that to it."""
        named = said.named
        if named.kinds or named.any_kind or named_thing(said.search) or not means_the_kind(said.text):
            return said
        kinds = self.retriever.kinds_shown(photo.states) if photo.states is not None else ()
        return replace(said, named=replace(named, kinds=kinds))

    def _rank(self, ranker: Ranker, state: State, items: Sequence[Item]) -> list[Item]:
        """LaViC's order; empty where the ranker failed, whatever the failure, with the detail in the log."""
        try:
            rows = [item.row for item in items]
            states = self.catalog.states(rows)
            listings = [item.product.summary() for item in items]
            with self._model:
                told = state.told[-CONTEXT_TURNS:], listings, states, [item.score for item in items]
                scores = np.asarray(ranker.score(*told), dtype=np.float64)
                further = [self._beyond(ranker, one, listings, states) for one in state.beside]
            scores = scores + sum(map(degrees.told, further))
            scores = scores - degrees.FAR * np.array([item.unlisted for item in items])
            if scores.shape != (len(items),) or not np.isfinite(scores).all():
                raise RankingError(f"expected {len(items)} finite scores, found {scores.shape}: {scores}")
            looked_at = [bool(self.catalog.has_picture(row)) for row in rows]
        except Exception:
            log.exception("ranking failed; this turn is answered in the text search's order")
            return []
        order = np.lexsort((-scores, np.array([-item.standing for item in items])))
        ways = [(one.degree.words, values > degrees.CLEARLY) for one, values in zip(state.beside, further, strict=True)]
        return [
            replace(
                items[at],
                rank=place,
                score=float(scores[at]),
                looked_at=looked_at[at],
                degrees=tuple(words for words, met in ways if met[at]),
            )
            for place, at in enumerate(order.tolist(), 1)
        ]

    def _finish(self, items: Sequence[Item], state: State, found: Finding) -> tuple[Item, ...]:
        """With what can be said of each."""
        wish, wanted = wish_words(state.wishes), state.wanted
        sized = {word for size in found.sizes for word in content_words(size.words)}
        kinds = {word for kind in (*wanted.kinds, *(item.product.kind for item in items)) for word in kind.split()}
        refused = {word for term in wanted.without for word in term.split()}
        phrases = telling_phrases(state.wishes, kinds | sized | refused)

        def finished(item: Item) -> Item:
            own = item.product
            quotes = quoted(phrases, f"{own.title}. {own.description}", self._commonness.tells(own.kind))
            return replace(item, facts=facts_of(item, wish, found.budget, found.sizes, quotes, state.than))

        return tuple(map(finished, items))

    def _beyond(self, ranker: Ranker, beside: Beside, listings: Sequence[str], states: np.ndarray) -> np.ndarray:
        """(K,) by how much the candidates go further than what was shown; above 0: they do."""
        shown = beside.product
        its = self.catalog.states([self.catalog.row(shown.id)])
        both = [*listings, shown.summary()], np.concatenate([states, its])
        return degrees.beyond(ranker.score, beside.degree, shown.kind, *both)


def _photo_words(state: State, by_sight: bool, unseen: bool) -> str:
    if unseen:
        return replies.UNSEEN
    return replies.NO_PHOTO if state.photo is None else replies.ALONE if by_sight else replies.AND_WORDS


def _answered(state: State, items: Sequence[Item]) -> State:
    return state.answered([item.product for item in items], [item.seen for item in items])


def _unheard(state: State, wish: Sequence[str], found: Finding, shown: Sequence[Item], vocabulary: Vocabulary) -> bool:
    """Whether no product's text says anything of the wish, nor is what it says by another name. "Darker" and "taller"
    are no words of listings."""
    if not wish or found.missing or found.named or state.beside or state.wanted.sizes:
        return False
    names = (" ".join(wish[at:end]) for at in range(len(wish)) for end in range(at + 1, at + 4))
    if any(not set(state.wanted.kinds).isdisjoint(vocabulary.called(name)) for name in names):
        return False
    return not any(matched_words(wish, item.product) for item in shown)


def _record(
    message: str,
    kind: str,
    reply: str,
    state: State,
    relaxed: list[str],
    engine: str,
    items: Sequence[Item],
    timings: dict[str, float],
) -> dict[str, Any]:
    return {
        "message": message,
        "act": act_of(kind),
        "reply": reply,
        "constraints": state.constraints(),
        "relaxed": relaxed,
        "engine": engine,
        "items": [item.as_record() for item in items],
        "timings_ms": {name: round(value, 1) for name, value in timings.items()},
    }


def _ms(since: float) -> float:
    return (time.perf_counter() - since) * 1000
