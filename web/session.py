"""One tab's conversation as the page shows it: the events of a turn become messages. Knows no Gradio."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from catalog.schema import Product
from chat.assistant import Assistant
from chat.events import Done, Event, Ranked, Replied, Retrieved
from chat.items import Item
from chat.photo import Photo
from chat.state import NOTHING_SAID, State
from chat.suggest import suggestions
from understanding.kinds.vocabulary import called_for_short
from understanding.looks.photo_words import says_more
from understanding.message import clean, shorten
from web import cards, panels
from web.rows import Row
from web.shop_window import shop_window

log = logging.getLogger(__name__)

MAX_MESSAGES = 40
"""Kept on the page; a cap on what one tab can make the server hold."""
MAX_STEPS = 40
"""Steps that can be taken back."""
OPENING = "The shop is still opening. Please ask again in a few seconds."
BROKEN = "Something went wrong on our side. Please ask again, perhaps in other words."
STOPPED = "Stopped."
LOOKING, LOOKING_AT_PHOTO = "Looking through the shop…", "Looking at your photo…"
GONE = "That link is to a product that is not in this shop; it may have been sold. Here is what there is."
PHOTO_OFF = "Your photo no longer counts. What are you looking for?"


@dataclass
class AppState:
    """What all visitors share: open as soon as the catalog is, answering once the models are loaded."""

    catalog: Any
    assistant: Assistant | None = None
    opener: Callable[[], Assistant] | None = None
    """Opens it for the first who asks: of a shop beside the one that is open from the start."""
    _opening: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def ready(self) -> bool:
        return self.assistant is not None

    def answering(self) -> Assistant | None:
        """Who answers; None while the shop opens. Raises what `opener` raises."""
        if self.assistant is None and self.opener is not None:
            with self._opening:
                self.assistant = self.assistant or self.opener()
        return self.assistant

    def picture(self, name: str) -> Path | None:
        return self.catalog.picture(Product(id="", title="", image=name))

    @cached_property
    def window(self) -> str:
        """HTML: what the shop has."""
        return shop_window(self.catalog)


Step = tuple[str, str]
"""What a shopper did, as it can be done again: ("say", words), ("more" or "less", a product's identifier), ("drop",
name=value), ("item", identifier), ("further", "")."""


@dataclass(frozen=True)
class Said:
    """One message as the page shows it."""

    role: str
    """user or assistant."""
    text: str = ""
    """The shop's own words, plain: whoever shows them escapes them. A shopper's stand in `html`, escaped."""
    html: str = ""

    def waits(self) -> bool:
        """Whether it only says that an answer is being looked for, or ranked."""
        return self.text in (LOOKING, LOOKING_AT_PHOTO) or " shop-looking" in self.html

    def settled(self, order: str) -> Said:
        """As it stands when nobody waits any more: the cards keep the search's order, which `order` names."""
        html = self.html.replace(" shop-looking", "").replace('aria-busy="true"', 'aria-busy="false"')
        return Said(self.role, order if html else "", html)


@dataclass(frozen=True)
class Session:
    """One browser tab, on the server."""

    state: State = NOTHING_SAID
    said: tuple[Said, ...] = ()
    asked: str = ""
    """The newest message, as it was typed: what can be edited or asked again."""
    sent: Photo | None = None
    """The photo that came with it."""
    pressed: tuple[str, str] = ("", "")
    """The button that asked in its place, as `refined` takes it: what can be asked again."""
    row: Row | None = None
    """The products of the newest answer."""
    ideas: tuple[str, ...] = ()
    """What could be said next."""
    steps: tuple[Step, ...] = ()
    """All that led here, oldest first: what the browser keeps."""
    past: tuple[Session, ...] = ()
    """How it stood before each step, oldest first; these hold no past of their own."""
    ahead: tuple[Session, ...] = ()
    """What was taken back, the next one first."""

    def shows(self, role: str, text: str = "", html: str = "") -> Session:
        return replace(self, said=(*self.said, Said(role, text, html))[-MAX_MESSAGES:])

    def stopped(self) -> Session:
        """After the shopper pressed Stop: what was found stays, unranked."""
        if not self.said or self.said[-1].role != "assistant":
            return self
        last = self.said[-1].settled("Words and looks as found." if self.state.photo else "In text-search order.")
        return replace(self, said=(*self.said[:-1], *([last] if last.html else []))).shows("assistant", STOPPED)

    def _left(self) -> Session:
        """As it stands for who comes back: nobody goes on answering."""
        return self.stopped() if self.said and self.said[-1].waits() else self

    def stepping(self, *step: Step) -> Session:
        """The same, with a way back to here. `step`: what is done now."""
        steps = (*self.steps, *step)[-MAX_STEPS:]
        return replace(self, steps=steps, past=(*self.past, self._alone())[-MAX_STEPS:], ahead=())

    def undone(self) -> Session:
        if not self.past:
            return self
        return replace(self.past[-1], past=self.past[:-1], ahead=(self._left()._alone(), *self.ahead))

    def redone(self) -> Session:
        if not self.ahead:
            return self
        return replace(self.ahead[0], past=(*self.past, self._left()._alone()), ahead=self.ahead[1:])

    def cleared(self) -> Session:
        """A new conversation; the old one can be had back."""
        return Session(past=self.stepping().past) if self.said else self

    def _alone(self) -> Session:
        return replace(self, past=(), ahead=())


def turns(app: AppState, session: Session, message: object, photo: Photo | None = None) -> Iterator[Session]:
    """The session after each step of one turn. Never raises: a fault becomes a sentence, its detail a log entry."""
    text = str(message or "")
    asked = shorten(clean(text))
    session = replace(session.stepping(("say", asked)), asked=asked, sent=photo, pressed=("", ""))
    yield from _played(app, session, text, lambda assistant: assistant.turn(session.state, text, photo))


def retried(app: AppState, session: Session) -> Iterator[Session]:
    """The newest message or button once more, from where it was said."""
    if any(session.pressed):
        yield from refined(app, session.undone(), *session.pressed)
        return
    again = session.asked or session.sent
    yield from turns(app, session.undone() if again else session, session.asked, session.sent)


def _held(state: State, name: str) -> str:
    """What a chip without a value of its own says."""
    wanted = state.wanted
    kinds, order = called_for_short(wanted.kinds), wanted.sort.words if wanted.sort else ""
    held = {"kind": kinds, "department": wanted.department, "sort": order, "stock": "in stock", "photo": "my photo"}
    return held.get(name) or {"price": "the price limit", "rating": "the rating"}.get(name, name)


def refined(app: AppState, session: Session, act: str, what: str) -> Iterator[Session]:
    """After one of the buttons: "drop" takes a limit or the photo off (`what`: name=value), "more" and "less" name a
    product's row.

    What a browser sends is checked; nonsense changes nothing."""
    if app.assistant is None and app.opener is None:
        yield session
        return
    state, words, kept = session.state, "", what
    if act == "drop":
        name, _, value = what.partition("=")
        words = f"Take off “{value or _held(state, name)}”"
        state = state.lifted(name, value)
    elif act in ("more", "less") and (row := known_row(app, what)) is not None:
        item = Item.alone(app.catalog, row)
        words, kept = f"{act.capitalize()} like “{item.product.title}”", item.product.id
        state = state.more_like(item.product, item.seen) if act == "more" else state.less_like(item.product)
    if state == session.state:
        yield session
        return
    session = replace(session.stepping((act, kept)), asked="", sent=None, pressed=(act, what))
    if session.state.photo and not state.photo and not any(map(says_more, state.wanted.texts)):
        session = replace(session, state=state).shows("user", html=cards.message(words))
        yield session.shows("assistant", PHOTO_OFF)
        return
    yield from _played(app, session, words, lambda assistant: assistant.again(state, words))


def pressed(app: AppState, session: Session, act: str, what: str) -> Iterator[Session]:
    """After any button that asks, wherever it stands; nonsense changes nothing."""
    match act:
        case "retry":
            yield from retried(app, session)
        case "say" if what.strip():
            yield from turns(app, session, what)
        case "further":
            yield furthered(session)
        case "show" if (row := known_row(app, what)) is not None:
            yield arrived(app, session, app.catalog.products([row])[0].id)
        case _:
            yield from refined(app, session, act, what)


def known_row(app: AppState, what: str) -> int | None:
    """The row of the catalog that a browser named; None for anything else."""
    return int(what) if what.isdecimal() and len(what) < 10 and int(what) < len(app.catalog) else None


def arrived(app: AppState, session: Session, id: str) -> Session:
    """Somebody followed a link to one product. A dead one says so and shows what there is."""
    if id not in app.catalog:
        return replace(session.stepping(), row=None).shows("assistant", GONE, app.window)
    item = Item.alone(app.catalog, app.catalog.row(id))
    session = replace(session.stepping(("item", id)), state=session.state.answered([item.product], [item.seen]))
    session = replace(session, row=Row((item,)), ideas=("something like it", "cheaper"))
    return session.shows("assistant", "Here it is. Ask about it, or for something like it.", cards.grid([item]))


def furthered(session: Session) -> Session:
    """With the next products of the newest answer below the others. Nothing is asked anew."""
    row = session.row
    if row is None or not row.rest or not session.said or session.said[-1].role != "assistant":
        return session
    longer = row.longer()
    session = replace(session.stepping(("further", "")), row=longer)
    state = session.state.further(longer.items[len(row.items) :])
    said = replace(session.said[-1], html=longer.html())
    return replace(session, state=state, said=(*session.said[:-1], said))


def _played(
    app: AppState, session: Session, words: str, play: Callable[[Assistant], Iterator[Event]]
) -> Iterator[Session]:
    """The session after each event."""
    try:
        session = replace(session, row=None)
        session = session.shows("user", html=cards.message(shorten(clean(words)), session.sent))
        yield session.shows("assistant", LOOKING_AT_PHOTO if session.sent else LOOKING)
        if (assistant := app.answering()) is None:
            yield session.shows("assistant", OPENING)
            return
        shown, words, row = "", "", Row(())
        for event in play(assistant):
            match event:
                case Retrieved(items=items, state=state) if items:
                    shown = cards.grid(items, settled=assistant.ranker is None)
                    found = replace(session, state=state)  # what stands if the shopper stops now
                    yield found.shows("assistant", _finding(assistant, state), shown)
                case Ranked(items=items, rest=rest):
                    row = Row(items, rest)
                case Replied(text=words):
                    pass
                case Done(state=state, record=record):
                    log.info(
                        "turn engine=%s items=%d ms=%s", record["engine"], len(record["items"]), record["timings_ms"]
                    )
                    # The photo as it was looked at: asked again, it need not be looked at again.
                    sent = state.photo if state.photo == session.sent else session.sent
                    row = _complete(row, session, state, panels.explained(record, assistant.model_name))
                    session, shown = _followed(replace(session, state=state, sent=sent), row), row.html()
        yield session.shows("assistant", words, shown)
    except Exception:
        log.exception("a turn failed")
        yield session.shows("assistant", BROKEN)


def _complete(row: Row, session: Session, state: State, explained: str) -> Row:
    """With what stands below it. `explained`: "" where nothing was searched."""
    told = tuple(what for act, what in session.steps if act == "say" and what)
    by_words = all(act in ("say", "further") for act, _ in session.steps) and state.photo is None
    by = state.wanted.sort.by if state.wanted.sort else ""
    return replace(row, searched=bool(explained), sorted_by=by, said=told if by_words else (), explained=explained)


def _followed(session: Session, row: Row) -> Session:
    """With its products, and with what could be said next: of these or, where there are none, as before."""
    if not session.state.turns:
        return replace(session, row=None, ideas=())
    ideas = suggestions((*row.items, *row.rest), session.state.wanted) if row.searched else session.ideas
    return replace(session, row=row if row.items else None, ideas=ideas)


def _finding(assistant: Assistant, state: State) -> str:
    found = "Found by words and by likeness to your photo." if state.photo else "Found by their words."
    return f"{found} LaViC is looking at the pictures…" if assistant.ranker and not state.wanted.sort else found
