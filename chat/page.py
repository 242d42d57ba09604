"""The page: what a shopper sees, and how events of a turn become messages. The only module that knows Gradio.

The conversation lives in the server's session; nothing that a browser posts besides the new message is believed.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import gradio as gr

from catalog.schema import Product
from chat import cards, guard
from chat.assistant import Assistant, Done, Ranked, Replied, Retrieved
from chat.state import State
from chat.theme import SHOP, TAGLINE, theme
from chat.understand import clean, shorten

log = logging.getLogger(__name__)

EXAMPLES = (
    "A warm lamp for a dark corner, nothing shiny",
    "A gift for someone who loves green, under $50",
    "A plain everyday bag in soft leather",
)
QUEUE = 20
"""Turns that may wait; the next one is told that the shop is busy."""
AT_ONCE = 2
"""Turns at work at once: one may search while another waits for the model, which runs alone."""
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
class Session:
    """One browser tab, on the server."""

    state: State = State()
    messages: tuple[dict[str, Any], ...] = ()
    """What the page shows, in Gradio's form."""

    def said(self, role: str, *content: Any) -> Session:
        return replace(self, messages=(*self.messages, {"role": role, "content": list(content)})[-MAX_MESSAGES:])


MAX_MESSAGES = 80


def create_page(front: Front, examples: Sequence[str] = EXAMPLES, gallery: Sequence[Product] = ()) -> gr.Blocks:
    """Builds the page; `launch_options` has what `launch` needs for it. `gallery` decorates the empty page."""
    with gr.Blocks(title=f"{SHOP}: {TAGLINE}", analytics_enabled=False, fill_height=True, delete_cache=(3600, 7200)) as page:
        session = gr.State(Session())
        with gr.Row(elem_id="shop-header"):
            gr.HTML(f'<h1 id="shop-name">{SHOP}</h1><p id="shop-line">{TAGLINE}</p>', scale=1)
            reset = gr.Button("New conversation", elem_id="shop-reset", scale=0, size="sm", variant="secondary")
        chat = gr.Chatbot(
            elem_id="shop-chat", show_label=False, label="Conversation", buttons=[], latex_delimiters=[], layout="bubble",
            placeholder=cards.welcome(gallery), allow_tags=False, feedback_options=None, scale=1, height=None,
        )  # fmt: skip
        with gr.Row(elem_id="shop-examples") as chips:
            ideas = [gr.Button(text, size="sm", variant="secondary", elem_classes="shop-example") for text in examples]
        with gr.Row(elem_id="shop-ask"):
            box = gr.Textbox(
                elem_id="shop-box", label="What are you looking for?", show_label=False, container=False, lines=1, max_lines=5,
                placeholder="What are you looking for?", autofocus=True, scale=1,
            )  # fmt: skip
            send = gr.Button("Ask", elem_id="shop-send", variant="primary", scale=0, min_width=88)
            stop = gr.Button("Stop", elem_id="shop-stop", variant="stop", scale=0, min_width=88, visible=False)
        gr.HTML(f'<p id="shop-foot">{cards.safe(FOOT)}</p>')
        _wire(front, session, chat, box, send, stop, reset, chips, ideas, examples)
    page.queue(max_size=QUEUE, default_concurrency_limit=AT_ONCE, api_open=False)
    return page


FOOT = "Answers are products of this shop, ordered by a model that can err. Look before you buy."


def _wire(front, session, chat, box, send, stop, reset, chips, ideas, examples) -> None:  # type: ignore[no-untyped-def]
    """Which event does what. Handlers return one value per output, always in this order."""
    outputs = [chat, session, box, send, stop, chips]

    def turn(message: str, now: Session) -> Iterator[tuple[Any, ...]]:
        first = True
        for now in turns(front, now, message):
            yield (list(now.messages), now, "" if first else gr.skip(), *_buttons(working=True))
            first = False
        yield (list(now.messages), now, gr.skip(), *_buttons(working=False))

    def idea(text: str) -> Any:
        def ask(now: Session) -> Iterator[tuple[Any, ...]]:
            yield from turn(text, now)

        return ask

    def stopped(now: Session) -> tuple[Any, ...]:
        now = replace(now, messages=_settled(now.messages)).said("assistant", STOPPED)
        return (list(now.messages), now, gr.skip(), *_buttons(working=False))

    def cleared() -> tuple[Any, ...]:
        return ([], Session(), "", gr.update(visible=True), gr.update(visible=False), gr.update(visible=True))

    quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    work = {**quiet, "concurrency_id": "turn", "concurrency_limit": AT_ONCE, "trigger_mode": "once"}
    running = [gr.on([box.submit, send.click], turn, [box, session], outputs, **work)]
    running += [
        button.click(idea(text), [session], outputs, **work) for button, text in zip(ideas, examples, strict=True)
    ]
    stop.click(stopped, [session], outputs, cancels=running, queue=False, **quiet)
    reset.click(cleared, None, outputs, cancels=running, queue=False, **quiet)


def _buttons(working: bool) -> tuple[Any, Any, Any]:
    """Ask or Stop, and no example chips once somebody has asked."""
    return gr.update(visible=not working), gr.update(visible=working), gr.update(visible=False)


def turns(front: Front, session: Session, message: str) -> Iterator[Session]:
    """The session after each step of one turn. Never raises: a fault becomes a sentence, its detail a log entry."""
    session = session.said("user", _html(cards.message(shorten(clean(message or "")))))
    yield session.said("assistant", "Looking through the shop…")
    if front.assistant is None:
        yield session.said("assistant", OPENING)
        return
    try:
        shown, words = "", ""
        for event in front.assistant.turn(session.state, message or ""):
            match event:
                case Retrieved(items=items) if items:
                    shown = cards.grid(items, settled=front.assistant.ranker is None)
                    yield session.said("assistant", _finding(front.assistant), _html(shown))
                case Ranked(items=items):
                    shown = cards.grid(items) if items else ""
                case Replied(text=words):
                    pass
                case Done(state=state, record=record):
                    log.info("turn engine=%s items=%d ms=%s", record["engine"], len(record["items"]), record["timings_ms"])
                    session = replace(session, state=state)
        yield session.said("assistant", words, *([_html(shown)] if shown else []))
    except Exception:
        log.exception("a turn failed")
        yield session.said("assistant", BROKEN)


def _finding(assistant: Assistant) -> str:
    return "Found by their words. LaViC is looking at the pictures…" if assistant.ranker else "Found by their words."


def _html(html: str) -> gr.HTML:
    return gr.HTML(html, render=False, js_on_load=None, elem_classes="shop-answer")


def _settled(messages: tuple[dict[str, Any], ...]) -> tuple[dict[str, Any], ...]:
    """The messages without a card that still waits for the model: its order is the search's, and stays."""
    if not messages or len(messages[-1]["content"]) < 2:
        return messages[:-1] if messages and messages[-1]["role"] == "assistant" else messages
    last = messages[-1]
    waiting = last["content"][1].value.replace(" shop-looking", "").replace('aria-busy="true"', 'aria-busy="false"')
    return (*messages[:-1], {**last, "content": ["In text-search order.", _html(waiting)]})


def launch_options(front: Front) -> dict[str, Any]:
    """What `launch` needs beside the address: looks, routes, middleware, and Gradio's extras switched off."""
    return {
        "theme": theme(),
        "css_paths": [Path(__file__).with_name("page.css")],
        "footer_links": [],
        "run_history": False,
        "enable_monitoring": False,
        "show_error": False,
        "ssr_mode": False,
        "mcp_server": False,
        "pwa": False,
        "max_file_size": "8mb",
        "state_session_capacity": 1_000,
        "app_kwargs": {"routes": guard.routes(front.picture, front.ready), "middleware": guard.middleware()},
    }


def gallery(catalog: Any, count: int = 5) -> list[Product]:
    """Pictures for the empty page, spread over the catalog."""
    size = len(catalog)
    rows = dict.fromkeys(round((place + 0.5) * size / (4 * count)) % max(size, 1) for place in range(4 * count)) if size else {}
    found = [product for product in catalog.products(list(rows)) if product.image]
    return found[:: max(1, len(found) // count)][:count]
