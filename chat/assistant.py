"""One turn: the shopper's words in, typed events out. The page and the command line only render these.

Retrieval proposes, LaViC ranks; a ranker that fails costs the turn its order, never its answer. Knows no Gradio.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

from chat import harmony, replies, sets, shop, variants, wording
from chat.candidates import TurnCandidates, clarifying, find, led
from chat.commonness import Commonness
from chat.direct_answers import DirectAnswer, direct_answer, of_named
from chat.events import Done, Event, Ranked, Replied, Retrieved, record_of
from chat.items import Item, facts_of, wish_words
from chat.limits import given_up
from chat.lookup import Lookup
from chat.photo import Eye, Photo
from chat.protocols import ProductStore, Ranker, Reader, Retrieving
from chat.query import as_query
from chat.quoting import quoted, telling_phrases
from chat.ranking import ranked
from chat.shown import Shown
from chat.state import NOTHING_SAID, State
from understanding import intent
from understanding.identifiers import rows_named
from understanding.kinds.requested_item import requested_item
from understanding.kinds.vocabulary import Vocabulary
from understanding.looks.photo_words import means_the_kind
from understanding.message import ParsedMessage
from understanding.reading import RuleReader
from understanding.text.content_words import content_words

log = logging.getLogger(__name__)

LAVIC, RETRIEVAL = "lavic", "retrieval"
LIKE_MY_PHOTO = "Something that looks like my photo."
"""What a photo without words says, to who reads the conversation."""
FURTHER = 15
"""Products that are ready to be shown below an answer, in its order."""
ASKED_OF = 10
"""Candidates, the first, by whose kinds a question may be asked: those far behind were hardly meant."""


class Assistant:
    """Answers turns. Thread-safe: the shopper's state comes in and goes out, and the model runs one at a time."""

    def __init__(
        self,
        catalog: ProductStore,
        retriever: Retrieving,
        ranker: Ranker | None,
        candidates: int = 10,
        eye: Eye | None = None,
        reader: Reader | None = None,
        vocabulary: Vocabulary | None = None,
        model: threading.Lock | None = None,
    ) -> None:
        """`eye`: what looks at a shopper's photo; without one, photos are answered by their words alone. `reader`: who
        reads messages; by default rules alone. `vocabulary`: of the catalog; read from it by default. `model`: held
        while the ranker runs; shared with whoever shares the ranker."""
        self.catalog, self.retriever, self.ranker, self.candidates = catalog, retriever, ranker, candidates
        self.eye = eye
        self.vocabulary = vocabulary if vocabulary is not None else Vocabulary.of(catalog.connect())
        self.reader = reader or RuleReader(self.vocabulary)
        self._lookup = Lookup(catalog.connect())
        self._commonness = Commonness(catalog)
        self._model = model or threading.Lock()

    @property
    def model_name(self) -> str:
        """Of the model that ranks; "" without one."""
        return self.ranker.name if self.ranker else ""

    def turn(self, state: State, message: str, photo: Photo | None = None, k: int = 5) -> Iterator[Event]:
        """Yields Retrieved and Ranked where there was something to search, then always Replied and Done.

        `photo` comes with this message and counts until another one does, or until it is taken off."""
        started = time.perf_counter()
        said = self.reader.read(message, state.wanted.kinds)
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
        said = self._offered(replace(said, kind=state.intent(said)))
        unseen = "see" in steps and state.photo != photo
        if state.pointed(said.pointer) is None and photo is None and (named := self._of_named(said, message)):
            kind = intent.COMPARE if len(named[1]) > 1 else intent.QUESTION
            aside = replace(state, last=named[1], focus=0, before=state.before if state.last == named[1] else state)
            yield from self._tell(aside, named[0], message, started, kind)
            return
        if state.last and said.kind == intent.REQUEST and harmony.other_thing(message):
            said = replace(said, kind=intent.QUESTION)
        match said.kind:
            case intent.REQUEST | intent.QUESTION if said.unsold and not said.perhaps:
                words = shop.nothing_sold(said, self.catalog.connect())
                yield from self._say(state, message, words, (), started, said.kind)
            case intent.REQUEST:
                yield from self._answer(state.update(said), said, message, k, started, steps, unseen, before=state)
            case intent.QUESTION if said.variant and (at := state.spoken_of(said)) is not None:
                asked = variants.as_request(said, state.last[at], at, said.variant)
                yield from self._answer(
                    state.update(asked), asked, message, k, started, steps, of=state.last[at], before=state
                )
            case intent.MORE if state.wanted.texts or state.wanted.kinds or state.photo:
                yield from self._others(state, replace(said, search=""), message, k, started, steps)
            case intent.BACK if state.before is not None or state.last:
                spoken_of_one = state.focus is not None and bool(state.last)
                before = replace(state, focus=None) if spoken_of_one or state.before is None else state.before
                yield from self._again_shown(before, message, started)
            case kind:
                if answer := direct_answer(state, said, message, self.catalog.connect(), self.vocabulary):
                    yield from self._tell(state, answer, message, started, kind)
                elif talk := replies.small_talk(kind):
                    after = NOTHING_SAID if kind == intent.RESTART else state
                    yield from self._say(after, message, talk, (), started, kind)
                else:
                    said = replace(said, kind=intent.REQUEST)
                    yield from self._answer(state.update(said), said, message, k, started, steps, unseen, before=state)

    def _of_named(self, said: ParsedMessage, message: str) -> tuple[DirectAnswer, tuple[Shown, ...]] | None:
        """What is told of products that the message names by their titles, shown or not."""
        if said.kind not in (intent.REQUEST, intent.QUESTION, intent.COMPARE, intent.OUTSIDE):
            return None
        rows = rows_named(self.catalog.connect(), message) or self._lookup.rows(message)
        items = [Item.alone(self.catalog, row) for row in rows]
        shown = tuple(Shown(item.product, item.seen) for item in items)
        answer = of_named(said, shown) if shown else None
        return (answer, shown) if answer else None

    def _others(
        self, state: State, said: ParsedMessage, message: str, k: int, started: float, steps: dict[str, float]
    ) -> Iterator[Event]:
        """More of the same wish; nothing where all that fits was shown, since no limit is given up for more."""
        after = state.others()
        wanted = replace(after.wanted, hidden_ids=(*after.wanted.hidden_ids, *after.skipped))
        found = self.retriever.find(as_query(wanted, self.vocabulary), 1)
        if given_up(after.wanted, found.filters) or not found.candidates:
            yield from self._say(state, message, replies.NO_MORE, (), started, said.kind)
            return
        yield from self._answer(after, said, message, k, started, steps, before=state)

    def _offered(self, said: ParsedMessage) -> ParsedMessage:
        """Where a thing is asked for that the shop plainly does not have, the kind that is nearest to it instead."""
        if not said.unsold or shop.sells(said.unsold, self.catalog.connect()):
            return replace(said, unsold="")
        if not said.perhaps:
            return said
        return replace(said, kind=intent.REQUEST, named=replace(said.named, kinds=said.perhaps))

    def again(self, state: State, message: str, k: int = 5) -> Iterator[Event]:
        """The same events for a conversation that changed without words: a limit taken off, more like this."""
        yield from self._answer(state, ParsedMessage("", "", intent.REQUEST), message, k, time.perf_counter(), {})

    def _answer(
        self,
        state: State,
        said: ParsedMessage,
        message: str,
        k: int,
        started: float,
        steps: dict[str, float],
        unseen: bool = False,
        of: Shown | None = None,
        before: State | None = None,
    ) -> Iterator[Event]:
        """`steps`: milliseconds of what was done before. `unseen`: there was a photo, and it could not be looked at.
        `of`: the product that `said.variant` asks for in another look. `before`: how it stood before the message."""
        began = time.perf_counter()
        found = find(self.catalog, self.retriever, self.vocabulary, state, said, max(k, self.candidates))
        items = variants.those_that_are(found.items, said.variant) if of and said.variant else found.items
        items = self._with_each(items, state, said, max(k, self.candidates))
        items = variants.answering(items, wish_words(state.wishes), found)
        timings = {**steps, "retrieve": _ms(began), "rank": 0.0}
        alone = variants.answering(variants.itself(self.catalog, of, said.variant), wish_words(state.wishes), found)
        own = self._finish(alone, state, found)
        first = (*own, *self._finish(items[:k], state, found))[:k]
        yield Retrieved(first, {**timings, "total": _ms(started)}, _answered(state, first))

        engine = RETRIEVAL
        # A photo alone gives the language model nothing to read: the likeness, which LaViC's eye saw, is the order.
        # Nor may it undo an order that was asked for.
        ranking = None if found.by_image or found.sort else self.ranker
        if ranking is not None and items:
            began = time.perf_counter()
            if by_looks := self._rank(ranking, state, items):
                items, engine = led(by_looks, found.named), LAVIC
            timings["rank"] = _ms(began)
        if state.together and not found.sort:
            states = self.catalog.states([item.row for item in items])
            items = sets.arranged(items, state.together, state.wanted.budget.price_max, states)
        ready = (*own, *self._finish(items[: k + FURTHER], state, found))
        shown = ready[:k]
        timings["total"] = _ms(started)
        yield Ranked(shown, engine, dict(timings), rest=ready[k : k + FURTHER])

        unmet = engine == LAVIC and not any(len(item.comparatives) == len(state.comparisons) for item in shown)
        relaxed = [*found.relaxed, *([replies.none_beyond(state.comparisons)] if unmet else [])]
        asking = "" if found.named or of or state.together else clarifying(state, said, found.items[:ASKED_OF])
        unheard = not of and wording.is_unheard(state, found, shown)
        photo = wording.photo_words(state, found.by_image, unseen)
        text = replies.answer(
            said=said,
            relaxed=relaxed,
            failed=ranking is not None and bool(items) and engine == RETRIEVAL,
            unheard=unheard,
            found=wording.told_of(
                state, shown, found, nearest=bool(found.relaxed or unheard or said.foreign), photo=photo
            ),
            photo=photo,
            asking=asking,
        )
        if of and said.variant:
            text = f"{variants.about(of, shown, said.variant)} {text}"
        yield Replied(text)
        state = state.without_comparison(before, found.relaxed_price)
        record = record_of(message, intent.REQUEST, text, state, relaxed, engine, shown, timings)
        after = _answered(state, shown, before)
        yield Done(replace(after, asked=state.asked or (bool(asking) and asking in text)), record)

    def _with_each(self, items: list[Item], state: State, said: ParsedMessage, k: int) -> list[Item]:
        """With candidates of every thing that is asked for together, where the search proposed none of one."""
        for kinds in state.together.things if state.together else ():
            if not any(item.product.kind in kinds for item in items):
                alone = replace(state, wanted=replace(state.wanted, kinds=kinds), together=None)
                more = find(self.catalog, self.retriever, self.vocabulary, alone, said, k).items
                ranks = range(len(items) + 1, len(items) + len(more) + 1)
                items = [*items, *(replace(one, rank=n, retrieval_rank=n) for n, one in zip(ranks, more, strict=True))]
        return items

    def _tell(self, state: State, answer: DirectAnswer, message: str, started: float, kind: str) -> Iterator[Event]:
        """What no search is needed for, with the products that it is about."""
        alone = (Item.alone(self.catalog, self.catalog.row(state.last[at].product.id)) for at in answer.at)
        wish = [*wish_words(state.wishes), *content_words(message)]
        items = tuple(item.with_variant(wish) for item in alone)
        if items:
            yield Ranked(items, RETRIEVAL, {"retrieve": 0.0, "rank": 0.0, "total": _ms(started)})
        after = state.looking_at(answer.at[0]) if len(answer.at) == 1 else state.speaking_of(answer.kinds)
        yield from self._say(after, message, answer.text, items, started, kind)

    def _again_shown(self, state: State, message: str, started: float) -> Iterator[Event]:
        """What stood there one answer before, as it stood."""
        items = tuple(Item.alone(self.catalog, self.catalog.row(shown.product.id)) for shown in state.last)
        items = tuple(replace(item, rank=place, retrieval_rank=place) for place, item in enumerate(items, 1))
        if items:
            yield Ranked(items, RETRIEVAL, {"retrieve": 0.0, "rank": 0.0, "total": _ms(started)})
        yield from self._say(state, message, replies.back(bool(items)), items, started, intent.BACK)

    def _say(
        self, after: State, message: str, text: str, items: tuple[Item, ...], started: float, kind: str
    ) -> Iterator[Event]:
        """`kind`: of the message, as `understanding.message` has it."""
        yield Replied(text)
        timings = {"retrieve": 0.0, "rank": 0.0, "total": _ms(started)}
        yield Done(after, record_of(message, kind, text, after, [], RETRIEVAL, items, timings))

    def _look(self, photo: Photo) -> Photo | None:
        """The photo with its states; None where it could not be looked at, whatever the failure."""
        if self.eye is None:
            return None
        try:
            return self.eye.look(photo)
        except Exception:
            log.exception("a photo could not be looked at; this turn is answered by its words")
            return None

    def _recognized(self, said: ParsedMessage, photo: Photo) -> ParsedMessage:
        """With the kind of thing that the photo shows, as if it had been named, where the words leave that to it."""
        named = said.named
        if named.kinds or named.any_kind or requested_item(said.search) or not means_the_kind(said.text):
            return said
        kinds = self.retriever.kinds_shown(photo.states) if photo.states is not None else ()
        return replace(said, named=replace(named, kinds=kinds))

    def _rank(self, ranker: Ranker, state: State, items: Sequence[Item]) -> list[Item]:
        """LaViC's order; empty where the ranker failed, whatever the failure, with the detail in the log."""
        try:
            with self._model:
                return ranked(self.catalog, ranker, state, items)
        except Exception:
            log.exception("ranking failed; this turn is answered in the text search's order")
            return []

    def _finish(self, items: Sequence[Item], state: State, found: TurnCandidates) -> tuple[Item, ...]:
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


def _answered(state: State, items: Sequence[Item], before: State | None = None) -> State:
    return state.answered([item.product for item in items], [item.seen for item in items], before)


def _ms(since: float) -> float:
    return (time.perf_counter() - since) * 1000
