"""One tab's conversation as the page shows it: the events of a turn become messages. Knows no Gradio."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from catalog.schema import Product
from chat import cards
from chat.assistant import Assistant, Done, Ranked, Replied, Retrieved
from chat.state import NOTHING_SAID, State
from retrieval.understand import clean, shorten

log = logging.getLogger(__name__)

MAX_MESSAGES = 40
"""Kept on the page; a cap on what one tab can make the server hold."""
OPENING = "The shop is still opening. Please ask again in a few seconds."
BROKEN = "Something went wrong on our side. Please ask again, perhaps in other words."
STOPPED = "Stopped."


@dataclass
class Front:
    """The door: open as soon as the catalog is, answering once somebody stands behind it."""

    catalog: Any
    assistant: Assistant | None = None

    def ready(self) -> bool:
        return self.assistant is not None

    def picture(self, name: str) -> Path | None:
        return self.catalog.picture(Product(id="", title="", image=name))


@dataclass(frozen=True)
class Said:
    """One message as the page shows it."""

    role: str
    """user or assistant."""
    text: str = ""
    """The shop's own words, plain. A shopper's stand in `html`, escaped."""
    html: str = ""

    def settled(self) -> Said:
        """As it stands when nobody waits any more: the cards keep the search's order."""
        html = self.html.replace(" shop-looking", "").replace('aria-busy="true"', 'aria-busy="false"')
        return Said(self.role, "In text-search order." if html else "", html)


@dataclass(frozen=True)
class Session:
    """One browser tab, on the server."""

    state: State = NOTHING_SAID
    said: tuple[Said, ...] = ()

    def shows(self, role: str, text: str = "", html: str = "") -> Session:
        return replace(self, said=(*self.said, Said(role, text, html))[-MAX_MESSAGES:])

    def stopped(self) -> Session:
        """After the shopper pressed Stop: what was found stays, unranked."""
        if not self.said or self.said[-1].role != "assistant":
            return self
        last = self.said[-1].settled()
        return replace(self, said=(*self.said[:-1], *([last] if last.html else []))).shows("assistant", STOPPED)


def turns(front: Front, session: Session, message: object) -> Iterator[Session]:
    """The session after each step of one turn. Never raises: a fault becomes a sentence, its detail a log entry."""
    try:
        text = str(message or "")
        session = session.shows("user", html=cards.message(shorten(clean(text))))
        yield session.shows("assistant", "Looking through the shop…")
        if front.assistant is None:
            yield session.shows("assistant", OPENING)
            return
        shown, words = "", ""
        for event in front.assistant.turn(session.state, text):
            match event:
                case Retrieved(items=items, state=state) if items:
                    shown = cards.grid(items, settled=front.assistant.ranker is None)
                    found = replace(session, state=state)  # what stands if the shopper stops now
                    yield found.shows("assistant", _finding(front.assistant), shown)
                case Ranked(items=items):
                    shown = cards.grid(items) if items else ""
                case Replied(text=words):
                    pass
                case Done(state=state, record=record):
                    log.info(
                        "turn engine=%s items=%d ms=%s", record["engine"], len(record["items"]), record["timings_ms"]
                    )
                    session = replace(session, state=state)
        yield session.shows("assistant", words, shown)
    except Exception:
        log.exception("a turn failed")
        yield session.shows("assistant", BROKEN)


def _finding(assistant: Assistant) -> str:
    return "Found by their words. LaViC is looking at the pictures…" if assistant.ranker else "Found by their words."
