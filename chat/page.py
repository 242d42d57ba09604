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
from chat import cards, guard, panels
from chat.session import Front, Said, Session, arrived, refined, retried, turns
from chat.shelf import as_shelf, compared_after, saved_after
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
        session, compared = gr.State(Session()), gr.State([])
        # Neither key nor secret guards anything: they keep the list readable when the server starts anew.
        saved = gr.BrowserState([], storage_key="lookbook-saved", secret="lookbook-saved")
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
        bar = gr.HTML("", elem_id="shop-held", js_on_load=None)
        panel = gr.HTML("", elem_id="shop-panels", js_on_load=None)
        acts = gr.HTML("", elem_id="shop-listener", js_on_load=Path(__file__).with_name("page.js").read_text("utf-8"))
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
        outputs = [chat, session, box, send, stop, chips, bar]
        asking = _wire(front, page, session, outputs, reset, ideas, examples)
        _wire_buttons(front, acts, session, outputs, asking)
        _wire_shelf(front, page, acts, saved, compared, panel)
    page.queue(max_size=QUEUE, default_concurrency_limit=AT_ONCE, api_open=False)
    return page


FOOT = "Answers are products of this shop, ordered by a model that can err. Look before you buy."


_QUIET: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}


def _work(chat: gr.Chatbot) -> dict[str, Any]:
    """How an event that answers runs: counted together, and saying its place in the queue."""
    waiting = {"show_progress": "minimal", "show_progress_on": [chat]}
    return {**_QUIET, **waiting, "concurrency_id": "turn", "concurrency_limit": AT_ONCE, "trigger_mode": "once"}


def _wire(
    front: Front,
    page: gr.Blocks,
    session: gr.State,
    outputs: list[Any],
    reset: gr.Button,
    ideas: Sequence[gr.Button],
    examples: Sequence[str],
) -> list[Any]:
    """Asking, stopping, starting anew and arriving by a link. Returns the events that Stop and the ways back cancel."""
    chat, _, box, send, stop, *_ = outputs

    async def turn(message: str, now: Session) -> AsyncIterator[tuple[Any, ...]]:
        async for output in _played(turns(front, now, message), now):
            yield output

    def idea(text: str) -> Any:
        async def ask(now: Session) -> AsyncIterator[tuple[Any, ...]]:
            async for output in turn(text, now):
                yield output

        return ask

    def stopped(now: Session) -> tuple[Any, ...]:
        return _standing(now.stopped())

    def cleared(now: Session) -> tuple[Any, ...]:
        return _standing(now.cleared(), "")

    def arrive(now: Session, request: gr.Request) -> tuple[Any, ...]:
        """`?q=` asks, by way of the box; `?item=` shows a product."""
        asked = {name: str(request.query_params.get(name, "")) for name in ("q", "item")}
        if asked["item"]:
            now = arrived(front, now, asked["item"][:500])
        return _standing(now, asked["q"][:2_000])

    running = [gr.on([box.submit, send.click], turn, [box, session], outputs, **_work(chat))]
    running += [
        button.click(idea(text), [session], outputs, **_work(chat))
        for button, text in zip(ideas, examples, strict=True)
    ]
    stop.click(stopped, [session], outputs, cancels=running, queue=False, **_QUIET)
    reset.click(cleared, [session], outputs, cancels=running, queue=False, **_QUIET)
    page.load(arrive, [session], outputs, queue=False, **_QUIET).then(None, js=_ASK_BY_LINK, **_QUIET)
    return running


_ASK_BY_LINK = "() => new URLSearchParams(location.search).get('q') && document.querySelector('#shop-send').click()"


def _wire_buttons(front: Front, acts: gr.HTML, session: gr.State, outputs: list[Any], running: list[Any]) -> None:
    """The buttons in the cards and around the conversation."""

    async def answer(now: Session, event: gr.EventData) -> AsyncIterator[tuple[Any, ...]]:
        act, what = _posted(event)
        steps = retried(front, now) if act == "retry" else refined(front, now, act, what)
        async for output in _played(steps, now):
            yield output

    def step(now: Session, event: gr.EventData) -> tuple[Any, ...]:
        act, _ = _posted(event)
        if act == "redo":
            return _standing(now.redone())
        return _standing(now.undone(), now.asked if act == "edit" else gr.skip())

    answering = acts.click(answer, [session], outputs, **_work(outputs[0]))
    running.append(answering)
    acts.input(step, [session], outputs, cancels=running, queue=False, **_QUIET)
    outputs[4].click(lambda: None, cancels=[answering], queue=False, **_QUIET)


def _wire_shelf(
    front: Front, page: gr.Blocks, acts: gr.HTML, saved: gr.BrowserState, compared: gr.State, panel: gr.HTML
) -> None:
    """The saved list, which the browser keeps, and the comparison, which the tab keeps."""

    def shown(kept: Any, together: Any) -> str:
        return as_shelf(front.catalog, kept, together)

    def put(kept: Any, together: Any, event: gr.EventData) -> tuple[Any, ...]:
        act, what = _posted(event)
        kept, together = saved_after(front, kept, act, what), compared_after(front, together, act, what)
        return kept, together, shown(kept, together)

    acts.select(put, [saved, compared], [saved, compared, panel], queue=False, **_QUIET)
    page.load(shown, [saved, compared], panel, queue=False, **_QUIET)


def _posted(event: gr.EventData) -> tuple[str, str]:
    """What a button says that it is: (act, what). Anything may have been posted."""
    data = event._data if isinstance(event._data, dict) else {}
    return str(data.get("act", ""))[:20], str(data.get("what", ""))[:300]


async def _played(steps: Iterator[Session], now: Session) -> AsyncIterator[tuple[Any, ...]]:
    """The outputs after each step of an answer, and when it stands."""
    first = True
    async for step in _in_thread(steps):
        now = step
        yield _outputs(now, "" if first else gr.skip(), working=True)
        first = False
    yield _standing(now)


def _standing(now: Session, box: Any = None) -> tuple[Any, ...]:
    return _outputs(now, gr.skip() if box is None else box, working=False)


def _outputs(now: Session, box: Any, *, working: bool) -> tuple[Any, ...]:
    """One value per output: Ask or Stop, and no examples once somebody has asked."""
    buttons = gr.update(visible=not working), gr.update(visible=working), gr.update(visible=not now.said)
    return _messages(now), now, box, *buttons, gr.skip() if working else _bar(now)


def _bar(now: Session) -> str:
    currency = now.state.last[0].product.currency if now.state.last else Product.currency
    ways = {"back": bool(now.past), "ahead": bool(now.ahead), "asked": bool(now.asked)}
    return panels.bar(now.state.wanted, currency, **ways)


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
