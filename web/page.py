"""The page: what a shopper sees. `web.wiring` says which button does what, `web.api` what programs may ask."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import gradio as gr
from starlette.routing import BaseRoute

from web import door, guard
from web.api import endpoints
from web.hosts import Hosts
from web.session import AppState, Session
from web.shop_window import examples as examples_of
from web.shops import Shop, switch
from web.theme import SHOP, TAGLINE, theme
from web.wiring import AT_ONCE, QUEUE, Parts, wire_asking, wire_buttons, wire_ends, wire_photo, wire_saved_items

HERE = Path(__file__).parent
SCRIPTS = ("page.js", "keeping.js", "drawers.js", "reaching.js", "photos.js")
"""One script, in parts that share their names."""
STYLES = ("page.css", "cards.css", "panels.css")


def create_page(shops: AppState | Sequence[Shop], examples: Sequence[str] = ()) -> gr.Blocks:
    """Builds the page of one shop, or of several: each has its own below its path, and programs ask the first.
    `launch_options` has what `launch` needs for it. `examples`: of what to say, by default such as make sense there."""
    shops = _several(shops)
    with gr.Blocks(
        title=f"{SHOP}: {TAGLINE}", analytics_enabled=False, fill_height=True, delete_cache=(3600, 7200)
    ) as page:
        _fill(page, shops, shops[0], examples)
        endpoints.offer(shops[0].app)
    for shop in shops[1:]:
        with page.route(shop.name, f"/{shop.path}", show_in_navbar=False):
            _fill(page, shops, shop, examples)
    page.queue(max_size=QUEUE, default_concurrency_limit=AT_ONCE, api_open=False)
    return page


def _fill(page: gr.Blocks, shops: Sequence[Shop], shop: Shop, examples: Sequence[str]) -> None:
    """What stands on the page of one shop, and what its buttons do."""
    app, examples = shop.app, examples or examples_of(shop.app.catalog)
    session, photo = gr.State(Session()), gr.State(None)
    with gr.Row(elem_id="shop-header"):
        gr.HTML(_header(switch(shops, shop)), scale=1, js_on_load=None)
        reset = gr.Button("New conversation", elem_id="shop-reset", scale=0, size="sm", variant="secondary")
    # Not the conversation's placeholder, which would lose what its buttons say.
    gr.HTML(app.window, elem_id="shop-start", js_on_load=None)
    chat = gr.Chatbot(
        elem_id="shop-chat",
        show_label=False,
        label="Conversation",
        buttons=[],
        autoscroll=False,  # page.js shows the question and the beginning of its answer
        latex_delimiters=[],
        layout="bubble",
        allow_tags=False,
        feedback_options=None,
        scale=1,
        height=None,
    )
    with gr.Row(elem_id="shop-examples") as chips:
        ideas = [gr.Button(text, size="sm", variant="secondary", elem_classes="shop-example") for text in examples]
    bar = gr.HTML("", elem_id="shop-held", js_on_load=None)
    panel = gr.HTML("", elem_id="shop-panels", js_on_load=None)
    acts = gr.HTML("", elem_id="shop-listener", js_on_load=_script(shop.path))
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
    gr.HTML(_foot(shop.credit), js_on_load=None)
    parts = Parts(chat, session, box, send, stop, chips, bar, photo, pending)
    asking = wire_asking(app, page, parts, ideas, examples)
    wire_ends(parts, reset, wire_buttons(app, acts, parts, asking))
    wire_photo(acts, parts)
    wire_saved_items(app, acts, panel)


def _several(shops: AppState | Sequence[Shop]) -> Sequence[Shop]:
    return (Shop(shops),) if isinstance(shops, AppState) else shops


def _script(path: str) -> str:
    """`path`: of the shop. What a browser keeps of one is not of another."""
    parts = ((HERE / name).read_text("utf-8") for name in SCRIPTS)
    return "\n".join((f"const place = {json.dumps(path and f'.{path}')};", *parts))


def _header(links: str) -> str:
    return f'<h1 id="shop-name">{SHOP}</h1>{links or _LINE}{_TOOLS}'


_LINE = f'<p id="shop-line">{TAGLINE}</p>'
_TOOLS = (
    '<div id="shop-tools">'
    '<button type="button" class="shop-tool" data-drawer="saved" hidden>Saved <b>0</b></button>'
    '<button type="button" class="shop-tool" data-drawer="compare" hidden>Compare <b>0</b></button></div>'
    '<p id="shop-live" class="shop-unseen" role="status" aria-live="polite"></p>'
)


def _foot(credit: str) -> str:
    err = " ".join(filter(None, ("Products of this shop, ordered by a model that can err.", credit)))
    return (
        f'<p id="shop-foot"><span id="shop-err">{err}</span> <span id="shop-kept" hidden>This '
        'conversation is kept in your browser. <button type="button" class="shop-plain" data-act="forget">Forget it'
        "</button></span></p>"
    )


_HEAD = "".join(
    f'<link rel="preload" href="fonts/{name}.woff2" as="font" type="font/woff2" crossorigin>'
    f"<style>@font-face{{font-family:{family};src:url(fonts/{name}.woff2) format('woff2');font-weight:{weights};"
    "font-display:swap}</style>"
    for name, family, weights in (("fraunces", "Fraunces", "100 900"), ("figtree", "Figtree", "300 900"))
)


def launch_options(
    shops: AppState | Sequence[Shop], *, mcp: bool = False, hosts: Hosts | None = None
) -> dict[str, Any]:
    """What `launch` needs beside the address: looks, routes, middleware, and Gradio's extras switched off. `mcp`: what
    programs may ask is also served as the tools of an MCP server. `hosts`: by which names the server is reached."""
    # Uvicorn believes what a program on this machine says of the client and the scheme; only `hosts` shall tell.
    os.environ["FORWARDED_ALLOW_IPS"] = ""
    hosts, life, shops = hosts or Hosts(), None, _several(shops)
    app = shops[0].app

    def picture(name: str) -> Path | None:
        return next(filter(None, (shop.app.picture(name) for shop in shops)), None)

    routes: list[BaseRoute] = [*guard.routes(picture, app.ready)]
    if mcp:
        from web.api.mcp import mount  # its package is optional

        tools, life = mount(app)
        routes += tools
    return {
        "theme": theme(),
        "css_paths": [HERE / name for name in STYLES],
        "head": _HEAD,
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
            "middleware": guard.middleware(mcp=mcp, hosts=hosts, pages=frozenset(f"/{shop.path}" for shop in shops)),
            "lifespan": door.lifespan(hosts, life),
        },
    }
