"""A conversation kept by a browser, had again: what the shopper said and pressed, step by step, as if it were new.

What a browser keeps is anybody's text. It steers nothing but what the same words and buttons would: nothing of an
answer is kept, every step is checked, and the answers are made anew. Photos are not kept.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from web.session import AppState, Session, Step, arrived, furthered, refined, turns

MAX_STEPS = 30
"""Each costs an answer; the newest are replayed."""
MAX_KEPT = 60_000
"""Characters."""


def kept_steps(text: object) -> tuple[Step, ...]:
    """The steps that a browser sent, as JSON: pairs of texts. What is none is left out."""
    try:
        listed = json.loads(text) if isinstance(text, str) and len(text) <= MAX_KEPT else []
    except (ValueError, RecursionError):
        return ()
    pairs = listed if isinstance(listed, list) else []
    found = [
        (pair[0], pair[1])
        for pair in pairs[-MAX_STEPS:]
        if isinstance(pair, list) and len(pair) == 2 and all(isinstance(part, str) for part in pair)
    ]
    return tuple(found)


def replayed(app: AppState, text: object) -> Iterator[Session]:
    """The session after each step, as its answer stands."""
    session = Session()
    for act, what in kept_steps(text):
        *_, session = (session, *_step(app, session, act, what))
        yield session
    yield session


def _step(app: AppState, session: Session, act: str, what: str) -> Iterator[Session]:
    match act:
        case "say" if what.strip():
            yield from turns(app, session, what)
        case "item":
            yield arrived(app, session, what)
        case "further":
            yield furthered(session)
        case "more" | "less" if what in app.catalog:
            yield from refined(app, session, act, str(app.catalog.row(what)))
        case "drop":
            yield from refined(app, session, act, what[:300])
