"""The page: what a shopper sees and which button does what. With `chat.theme`, the only module that knows Gradio.

The conversation lives in the server's session; nothing that a browser posts besides the new message is believed.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path
from typing import Any

import gradio as gr
from anyio import CapacityLimiter, to_thread

from catalog.schema import Product
from chat import cards, guard
from chat.session import Front, Said, Session, turns
from chat.theme import SHOP, TAGLINE, theme

EXAMPLES = (
    "A warm lamp for a dark corner, nothing shiny",
    "A gift for someone who loves green, under $50",
    "A plain everyday bag in soft leather",
)
QUEUE = 20
"""Turns that may wait; the next one is told that the shop is busy."""
AT_ONCE = 2
"""Turns at work at once: one may search while another waits for the model, which runs alone."""
_THREADS = CapacityLimiter(4 * AT_ONCE)
"""Those left behind still count, so that pressing Stop again and again cannot pile up work."""


def create_page(front: Front, examples: Sequence[str] = EXAMPLES, gallery: Sequence[Product] = ()) -> gr.Blocks:
    """Builds the page; `launch_options` has what `launch` needs for it. `gallery` decorates the empty page."""
    with gr.Blocks(
        title=f"{SHOP}: {TAGLINE}", analytics_enabled=False, fill_height=True, delete_cache=(3600, 7200)
    ) as page:
        session = gr.State(Session())
        with gr.Row(elem_id="shop-header"):
            gr.HTML(f'<h1 id="shop-name">{SHOP}</h1><p id="shop-line">{TAGLINE}</p>', scale=1)
            reset = gr.Button("New conversation", elem_id="shop-reset", scale=0, size="sm", variant="secondary")
        chat = gr.Chatbot(
            elem_id="shop-chat",
            show_label=False,
            label="Conversation",
            buttons=[],
            latex_delimiters=[],
            layout="bubble",
            placeholder=cards.welcome(gallery),
            allow_tags=False,
            feedback_options=None,
            scale=1,
            height=None,
        )
        with gr.Row(elem_id="shop-examples") as chips:
            ideas = [gr.Button(text, size="sm", variant="secondary", elem_classes="shop-example") for text in examples]
        with gr.Row(elem_id="shop-ask"):
            box = gr.Textbox(
                elem_id="shop-box",
                label="What are you looking for?",
                show_label=False,
                container=False,
                lines=1,
                max_lines=5,
                placeholder="What are you looking for?",
                autofocus=True,
                scale=1,
            )
            send = gr.Button("Ask", elem_id="shop-send", variant="primary", scale=0, min_width=88)
            stop = gr.Button("Stop", elem_id="shop-stop", variant="stop", scale=0, min_width=88, visible=False)
        gr.HTML(f'<p id="shop-foot">{cards.safe(FOOT)}</p>')
        _wire(front, session, chat, box, send, stop, reset, chips, ideas, examples)
    page.queue(max_size=QUEUE, default_concurrency_limit=AT_ONCE, api_open=False)
    return page


FOOT = "Answers are products of this shop, ordered by a model that can err. Look before you buy."


def _wire(
    front: Front,
    session: gr.State,
    chat: gr.Chatbot,
    box: gr.Textbox,
    send: gr.Button,
    stop: gr.Button,
    reset: gr.Button,
    chips: gr.Row,
    ideas: Sequence[gr.Button],
    examples: Sequence[str],
) -> None:
    """Which event does what. Handlers return one value per output, always in this order."""
    outputs = [chat, session, box, send, stop, chips]

    async def turn(message: str, now: Session) -> AsyncIterator[tuple[Any, ...]]:
        first = True
        async for step in _in_thread(turns(front, now, message)):
            now = step
            yield (_messages(now), now, "" if first else gr.skip(), *_buttons(working=True))
            first = False
        yield (_messages(now), now, gr.skip(), *_buttons(working=False))

    def idea(text: str) -> Any:
        async def ask(now: Session) -> AsyncIterator[tuple[Any, ...]]:
            async for step in turn(text, now):
                yield step

        return ask

    def stopped(now: Session) -> tuple[Any, ...]:
        now = now.stopped()
        return (_messages(now), now, gr.skip(), *_buttons(working=False))

    def cleared() -> tuple[Any, ...]:
        return ([], Session(), "", gr.update(visible=True), gr.update(visible=False), gr.update(visible=True))

    quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    waiting = {"show_progress": "minimal", "show_progress_on": [chat]}  # says the place in the queue
    work = {**quiet, **waiting, "concurrency_id": "turn", "concurrency_limit": AT_ONCE, "trigger_mode": "once"}
    running = [gr.on([box.submit, send.click], turn, [box, session], outputs, **work)]
    running += [
        button.click(idea(text), [session], outputs, **work) for button, text in zip(ideas, examples, strict=True)
    ]
    stop.click(stopped, [session], outputs, cancels=running, queue=False, **quiet)
    reset.click(cleared, None, outputs, cancels=running, queue=False, **quiet)


def _messages(session: Session) -> list[dict[str, Any]]:
    """In Gradio's form. Whatever came from a shopper or a catalog goes as HTML that `cards` made safe."""

    def parts(said: Said) -> list[Any]:
        html = [gr.HTML(said.html, render=False, js_on_load=None, elem_classes="shop-answer")] if said.html else []
        return [*([said.text] if said.text else []), *html]

    return [{"role": said.role, "content": parts(said)} for said in session.said]


async def _in_thread(steps: Iterator[Session]) -> AsyncIterator[Session]:
    """The steps, each made in a thread that is left behind when the shopper stops or goes: the model cannot be
    interrupted, but its place in the queue can be given to the next one at once."""
    while (step := await to_thread.run_sync(next, steps, None, abandon_on_cancel=True, limiter=_THREADS)) is not None:
        yield step


def _buttons(working: bool) -> tuple[Any, Any, Any]:
    """Ask or Stop, and no example chips once somebody has asked."""
    return gr.update(visible=not working), gr.update(visible=working), gr.update(visible=False)


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
    rows = (
        dict.fromkeys(round((place + 0.5) * size / (4 * count)) % max(size, 1) for place in range(4 * count))
        if size
        else {}
    )
    found = [product for product in catalog.products(list(rows)) if product.image]
    return found[:: max(1, len(found) // count)][:count]
