"""The page: what a shopper sees. `web.wiring` says which button does what, `web.api` what programs may ask."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import gradio as gr
from starlette.routing import BaseRoute

from catalog.schema import Product
from web import cards, door, guard
from web.api import endpoints
from web.hosts import Hosts
from web.session import AppState, Session
from web.theme import SHOP, TAGLINE, theme
from web.wiring import AT_ONCE, QUEUE, Parts, wire_asking, wire_buttons, wire_ends, wire_photo, wire_saved_items

EXAMPLES = (
    "A floor lamp for a dark corner, nothing shiny",
    "A gift for someone who loves green, under $50",
    "A necklace with pearls for a birthday",
)


def create_page(app: AppState, examples: Sequence[str] = EXAMPLES, gallery: Sequence[Product] = ()) -> gr.Blocks:
    """Builds the page; `launch_options` has what `launch` needs for it. `gallery` decorates the empty page."""
    with gr.Blocks(
        title=f"{SHOP}: {TAGLINE}", analytics_enabled=False, fill_height=True, delete_cache=(3600, 7200)
    ) as page:
        session, compared, photo = gr.State(Session()), gr.State([]), gr.State(None)
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
            autoscroll=False,  # page.js shows the question and the beginning of its answer
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
        pending = gr.HTML("", elem_id="shop-photo", js_on_load=None)
        with gr.Row(elem_id="shop-ask"):
            gr.Button("Photo", elem_id="shop-add", variant="secondary", scale=0, min_width=72)
            box = gr.Textbox(
                elem_id="shop-box",
                label="What are you looking for?",
                show_label=False,
                container=False,
                lines=1,
                max_lines=5,
                placeholder="Ask for anything",
                autofocus=True,
                scale=1,
            )
            send = gr.Button("Ask", elem_id="shop-send", variant="primary", scale=0, min_width=88)
            stop = gr.Button("Stop", elem_id="shop-stop", variant="stop", scale=0, min_width=88, visible=False)
        gr.HTML(f'<p id="shop-foot">{cards.safe(FOOT)}</p>')
        parts = Parts(chat, session, box, send, stop, chips, bar, photo, pending)
        asking = wire_asking(app, page, parts, ideas, examples)
        wire_ends(parts, reset, wire_buttons(app, acts, parts, asking))
        wire_photo(acts, parts)
        wire_saved_items(app, page, acts, saved, compared, panel)
        endpoints.offer(app)
    page.queue(max_size=QUEUE, default_concurrency_limit=AT_ONCE, api_open=False)
    return page


FOOT = "Answers are products of this shop, ordered by a model that can err. Look before you buy."


def launch_options(app: AppState, *, mcp: bool = False, hosts: Hosts | None = None) -> dict[str, Any]:
    """What `launch` needs beside the address: looks, routes, middleware, and Gradio's extras switched off. `mcp`: what
    programs may ask is also served as the tools of an MCP server. `hosts`: by which names the server is reached."""
    # Uvicorn believes what a program on this machine says of the client and the scheme; only `hosts` shall tell.
    os.environ["FORWARDED_ALLOW_IPS"] = ""
    hosts, life = hosts or Hosts(), None
    routes: list[BaseRoute] = [*guard.routes(app.picture, app.ready)]
    if mcp:
        from web.api.mcp import mount  # its package is optional

        tools, life = mount(app)
        routes += tools
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
        "app_kwargs": {
            "routes": routes,
            "middleware": guard.middleware(mcp=mcp, hosts=hosts),
            "lifespan": door.lifespan(hosts, life),
        },
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
