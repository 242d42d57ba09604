"""Which button of the page does what. The session stays on the server: nothing that a browser posts is believed beside
the new message, its photo, and which button was pressed.

What ends an answer cancels it first and writes after that: an answer that ends meanwhile would come back over it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any, NamedTuple

import gradio as gr
from anyio import CapacityLimiter, to_thread

from catalog.pictures import PictureError
from catalog.schema import Product
from chat.photo import Photo
from web import cards, panels
from web.replay import MAX_KEPT, replayed
from web.saved_items import saved_and_compared
from web.session import AppState, Said, Session, arrived, pressed, turns

AT_ONCE = 2
"""Turns at work at once: one may search while another waits for the model, which runs alone."""
QUEUE = 20
"""Turns that may wait; the next one is told that the shop is busy."""
_THREADS = CapacityLimiter(4 * AT_ONCE)
"""Those left behind still count, so that pressing Stop again and again cannot pile up work."""
_ANSWERING: set[str] = set()
"""Tabs, by the name that each gives itself, of which a turn is at work. A second would begin from where the first did,
and what ends last would wipe the other out."""
ONE_AT_A_TIME = "The last answer is still coming. Please ask again when it stands."
QUIET: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
_UNREADABLE = "unreadable"
"""What the page posts in place of a photo that it can neither make small nor send as it is."""
_KEEP: Any = {"__type__": "update"}
"""What `gr.skip()` gives: the component stays as it is."""


class Parts(NamedTuple):
    """The components that a step of the conversation writes, in this order."""

    chat: gr.Chatbot
    session: gr.State
    box: gr.Textbox
    send: gr.Button
    stop: gr.Button
    chips: gr.Row
    bar: gr.HTML
    photo: gr.State
    """The photo that goes with the next message, or None."""
    pending: gr.HTML
    """And how it is shown."""


def _work(chat: gr.Chatbot) -> dict[str, Any]:
    """How an event that answers runs: counted together, and saying its place in the queue."""
    waiting = {"show_progress": "minimal", "show_progress_on": [chat]}
    return {**QUIET, **waiting, "concurrency_id": "turn", "concurrency_limit": AT_ONCE, "trigger_mode": "once"}


def wire_asking(
    app: AppState, page: gr.Blocks, parts: Parts, ideas: Sequence[gr.Button], examples: Sequence[str]
) -> list[Any]:
    """Asking and arriving by a link. Returns the events that Stop and the ways back cancel."""
    outputs, session = list(parts), parts.session

    async def turn(
        message: str, now: Session, photo: Photo | None, request: gr.Request
    ) -> AsyncIterator[tuple[Any, ...]]:
        async for output in _played(turns(app, now, message, photo), now, request, emptied=True):
            yield output

    def idea(text: str) -> Any:
        async def ask(now: Session, photo: Photo | None, request: gr.Request) -> AsyncIterator[tuple[Any, ...]]:
            async for output in turn(text, now, photo, request):
                yield output

        return ask

    def arrive(now: Session, request: gr.Request) -> tuple[Any, ...]:
        """`?q=` asks, by way of the box; `?item=` shows a product. Several `q` are a conversation, which the page's
        script sends as one that it kept."""
        asked = {name: str(request.query_params.get(name, "")) for name in ("q", "item")}
        if len(request.query_params.getlist("q")) > 1:
            asked["q"] = ""
        if not any(asked.values()):  # a slow answer to an empty link would wipe what was typed meanwhile
            return (_KEEP,) * len(outputs)
        if asked["item"]:
            now = arrived(app, now, asked["item"][:500])
        return _standing(now, asked["q"][:2_000])

    sent = [parts.box, session, parts.photo]
    running = [gr.on([parts.box.submit, parts.send.click], turn, sent, outputs, **_work(parts.chat))]
    running += [
        button.click(idea(text), [session, parts.photo], outputs, **_work(parts.chat))
        for button, text in zip(ideas, examples, strict=True)
    ]
    page.load(arrive, [session], outputs, queue=False, **QUIET).then(None, js=_ARRIVED, **QUIET)
    return running


_ARRIVED = "() => document.dispatchEvent(new Event('shop-arrived'))"
"""The page listens, and what a link asks for or the browser kept can be asked."""


def wire_buttons(app: AppState, acts: gr.HTML, parts: Parts, running: list[Any]) -> list[Any]:
    """The buttons in the cards and around the conversation. What they answer is cancelled as a turn is: returns all
    that is."""
    outputs, session = list(parts), parts.session

    async def answer(now: Session, event: gr.EventData, request: gr.Request) -> AsyncIterator[tuple[Any, ...]]:
        act, what = _posted(event, MAX_KEPT)
        steps = replayed(app, what) if act == "replay" else pressed(app, now, act, what[:2_000])
        async for output in _played(steps, now, request):
            yield output

    def step(now: Session, act: str) -> tuple[Any, ...]:
        if act == "redo":
            return _standing(now.redone())
        return _standing(now.undone(), now.asked, now.sent) if act == "edit" else _standing(now.undone())

    running = [*running, acts.click(answer, [session], outputs, **_work(parts.chat))]

    def which(event: gr.EventData) -> str:
        return _posted(event)[0]

    way = gr.State("")
    cancelled = acts.input(which, None, way, cancels=running, queue=False, **QUIET)
    cancelled.then(step, [session, way], outputs, queue=False, **QUIET)
    return running


def wire_ends(parts: Parts, reset: gr.Button, running: list[Any]) -> None:
    """Stopping an answer, and starting anew."""

    def stopped(now: Session) -> tuple[Any, ...]:
        return _standing(now.stopped())

    def cleared(now: Session) -> tuple[Any, ...]:
        return _standing(now.cleared(), "", None)

    for button, end in ((parts.stop, stopped), (reset, cleared)):
        cancelled = button.click(lambda: None, cancels=running, queue=False, **QUIET)
        cancelled.then(end, [parts.session], list(parts), queue=False, **QUIET)


def wire_photo(acts: gr.HTML, parts: Parts) -> None:
    """A photo that was dropped, pasted or chosen. It is read at once, so that one of no use is told before it is
    sent."""

    def take(event: gr.EventData) -> tuple[Any, str]:
        data = event._data if isinstance(event._data, dict) else {}
        if not (posted := str(data.get("photo") or "")):
            return None, ""
        if posted == _UNREADABLE:
            return None, panels.refused("is too large, or none that your browser can read")
        try:
            photo = Photo.posted(posted)
        except PictureError as error:
            return None, panels.refused(str(error))
        return photo, panels.pending(photo)

    # One at a time: a small file can be a large picture.
    alone: dict[str, Any] = {"concurrency_id": "photo", "concurrency_limit": 1}
    acts.upload(take, None, [parts.photo, parts.pending], **alone, **QUIET)


def wire_saved_items(app: AppState, acts: gr.HTML, panel: gr.HTML) -> None:
    """The saved list and the comparison, which the browser keeps and sends whenever they change. It is told
    which of its changes is shown."""

    def shown(event: gr.EventData) -> str:
        data = event._data if isinstance(event._data, dict) else {}
        serial = data.get("serial")
        heard = f'<span hidden id="shop-serial" data-serial="{serial}"></span>' if isinstance(serial, int) else ""
        return heard + saved_and_compared(app.catalog, data.get("saved"), data.get("compared"))

    acts.select(shown, None, panel, queue=False, trigger_mode="multiple", **QUIET)


def _posted(event: gr.EventData, most: int = 300) -> tuple[str, str]:
    """What a button says that it is: (act, what), at most so many characters. Anything may have been posted."""
    data = event._data if isinstance(event._data, dict) else {}
    return str(data.get("act", ""))[:20], str(data.get("what", ""))[:most]


async def _played(
    steps: Iterator[Session], now: Session, request: gr.Request, *, emptied: bool = False
) -> AsyncIterator[tuple[Any, ...]]:
    """The outputs after each step of an answer, and when it stands; where another is at work in this tab, that is
    said and everything stays. `emptied`: what was asked leaves the box."""
    whose = str(request.session_hash)
    if whose in _ANSWERING:
        gr.Info(ONE_AT_A_TIME)
        yield (_KEEP,) * len(Parts._fields)
        return
    _ANSWERING.add(whose)
    try:
        first = True
        async for step in _in_thread(steps):
            now = step
            yield _outputs(now, *(("", None) if emptied and first else (_KEEP, _KEEP)), working=True)
            first = False
        yield _standing(now)
    finally:
        _ANSWERING.discard(whose)


def _standing(now: Session, box: Any = _KEEP, photo: Any = _KEEP) -> tuple[Any, ...]:
    return _outputs(now, box, photo, working=False)


def _outputs(now: Session, box: Any, photo: Any, *, working: bool) -> tuple[Any, ...]:
    """One value for each of `Parts`: Ask or Stop, and no examples once somebody has asked."""
    buttons = gr.update(visible=not working), gr.update(visible=working), gr.update(visible=not now.said)
    held = photo, photo if photo is _KEEP else panels.pending(photo)
    return _messages(now), now, box, *buttons, _KEEP if working else _bar(now), *held


def _bar(now: Session) -> str:
    state = now.state
    currency = state.last[0].product.currency if state.last else Product.currency
    asked = bool(now.asked or now.sent)
    ways = {"back": bool(now.past), "ahead": bool(now.ahead), "asked": asked, "again": asked or any(now.pressed)}
    return panels.bar(
        state.wanted,
        currency,
        **ways,
        photo=state.photo is not None,
        beside=state.comparisons,
        opinions=state.opinions,
        than=state.than,
        ideas=now.ideas,
        steps=now.steps,
    )


def _messages(session: Session) -> list[dict[str, Any]]:
    """In Gradio's form. Every word goes as HTML that `cards` made safe: Markdown could load pictures from elsewhere."""

    def part(said: Said) -> Any:
        html = cards.reply(said.text) + said.html
        return gr.HTML(html, render=False, js_on_load=None, elem_classes="shop-answer")

    return [{"role": said.role, "content": [part(said)]} for said in session.said]


async def _in_thread(steps: Iterator[Session]) -> AsyncIterator[Session]:
    """The steps, each made in a thread that is left behind when the shopper stops or goes: the model cannot be
    interrupted, but its place in the queue can be given to the next one at once."""
    while (step := await to_thread.run_sync(next, steps, None, abandon_on_cancel=True, limiter=_THREADS)) is not None:
        yield step
