"""`app.py`: its options, where it listens, and what it says when it cannot start."""

from __future__ import annotations

import importlib.util
import signal
import socket
import subprocess
import sys
import threading
from importlib.metadata import version
from pathlib import Path
from types import SimpleNamespace

import pytest

import app
from chat import opening

ROOT = Path(__file__).parents[1]

_spec = importlib.util.spec_from_file_location("small_shop", ROOT / "tests" / "conftest.py")
assert _spec is not None and _spec.loader is not None
small_shop = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(small_shop)
shop = small_shop.shop


def test_the_options_are_those_of_the_design() -> None:
    options = app.parser().parse_args([])
    assert (options.catalog, options.model, options.adapters, options.quantize) == (None, "tiny", None, "auto")
    assert (options.host, options.port, options.share, options.mcp) == (app.default_host(), 7860, False, False)


@pytest.mark.parametrize(
    ("environment", "host"),
    [({}, "127.0.0.1"), ({"SPACE_ID": "a/b"}, "0.0.0.0"), ({"GRADIO_SERVER_NAME": "10.0.0.1"}, "10.0.0.1")],
)
def test_where_it_listens(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], host: str) -> None:
    for name in ("SPACE_ID", "GRADIO_SERVER_NAME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert app.default_host() == host


def test_every_option_has_an_environment_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    said = {
        **{
            "CATALOG": "myshop",
            "MODEL": "some/model",
            "ADAPTERS": "dir",
            "QUANTIZE": "none",
            "HOST": "::",
            "PORT": "8080",
        },
        **{"MCP": "1", "SHARE": "no", "ALLOW_HOST": "Shop.example, www.shop.example:80", "TRUST_PROXY": "10.0.0.0/8"},
    }
    known = app.parser()
    assert {f"LOOKBOOK_{name}" for name in said} == {
        f"LOOKBOOK_{action.dest.upper()}" for action in known._actions if action.dest != "help"
    }
    app.from_environment(known, {f"LOOKBOOK_{name}": value for name, value in said.items()})
    options = known.parse_args([])
    assert (options.catalog, options.model, options.adapters, options.quantize) == (
        "myshop",
        "some/model",
        "dir",
        "none",
    )
    assert (options.host, options.port, options.mcp, options.share) == ("::", 8080, True, False)
    assert options.allow_host == ("shop.example", "www.shop.example")
    assert [str(network) for network in options.trust_proxy] == ["10.0.0.0/8"]
    assert known.parse_args(["--port", "9", "--catalog", "other"]).catalog == "other"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("PORT", "abc"), ("PORT", "0"), ("QUANTIZE", "int3"), ("MCP", "maybe"), ("SHARE", "2")),
        *(("ALLOW_HOST", "https://shop.example"), ("TRUST_PROXY", "proxy.example")),
    ],
)
def test_an_environment_variable_that_is_wrong_is_named(name: str, value: str, capsys) -> None:
    with pytest.raises(SystemExit) as left:
        app.from_environment(app.parser(), {f"LOOKBOOK_{name}": value})
    assert left.value.code == 2
    last = capsys.readouterr().err.splitlines()[-1]
    assert f"environment variable LOOKBOOK_{name}: expected " in last and value in last


@pytest.mark.parametrize("option", ["--allow-host=a b", "--trust-proxy=300.1.1.1"])
def test_an_option_that_is_wrong_says_what_was_expected(option: str, capsys) -> None:
    with pytest.raises(SystemExit):
        app.parser().parse_args([option])
    assert "expected" in capsys.readouterr().err.splitlines()[-1]


@pytest.mark.parametrize("port", ["abc", "0", "65536", "-1", "²"])
def test_a_port_that_is_none(port: str) -> None:
    for environment, options in (({"GRADIO_SERVER_PORT": port}, []), ({}, [f"--port={port}"])):
        with pytest.MonkeyPatch.context() as patch, pytest.raises(SystemExit) as left:
            for name, value in environment.items():
                patch.setenv(name, value)
            app.parser().parse_args(options)
        assert left.value.code == 2


def test_only_packages_that_are_missing_are_brought(monkeypatch: pytest.MonkeyPatch) -> None:
    here = version("pytest")
    assert app.missing(f"# weights\n\npytest=={here}\npytest==0.0.1\nno-such-weights==1\n") == [
        "pytest==0.0.1",
        "no-such-weights==1",
    ]
    ran, added = [], []
    monkeypatch.setattr(
        app.subprocess, "run", lambda *command, **_: ran.append(command) or SimpleNamespace(returncode=0)
    )
    monkeypatch.setattr(app.site, "addsitedir", added.append)
    monkeypatch.setattr(app, "missing", lambda _: [])
    app.bring_models()
    assert ran == []
    monkeypatch.setattr(app, "missing", lambda _: ["no-such-weights==1"])
    app.bring_models()
    assert len(ran) == 1
    assert added == [app.site.getusersitepackages()]


def test_mcp_without_its_package_names_the_command(monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    monkeypatch.setattr(app, "missing", lambda _: ["mcp==0"])
    assert app.main(["--mcp", "--port", str(free_port())]) == 2
    assert capsys.readouterr().err.splitlines()[-1] == (
        "error: --mcp needs mcp==0; run: python -m pip install -r requirements-mcp.txt"
    )


def test_what_the_options_need_is_pinned() -> None:
    assert (ROOT / "requirements-mcp.txt") == app.MCP_PACKAGES
    assert app.missing(app.MCP_PACKAGES.read_text(encoding="utf-8")) == []


def start(*arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "app.py", *arguments]
    return subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)


def test_ctrl_c_while_loading_is_one_line() -> None:
    with start("--port", str(free_port())) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if "the door is open" in line:
                break
        process.send_signal(signal.SIGINT)
        late = threading.Timer(90, process.kill)
        late.start()
        rest = process.stderr.read()
        late.cancel()
    assert rest.splitlines()[-1] == "stopped"
    assert "Traceback" not in rest
    assert process.returncode == 130


@pytest.mark.parametrize("error", [ValueError("no\nlocalhost"), RuntimeError("no\nlocalhost"), OSError("no localhost")])
def test_what_gradio_or_torch_raise_is_one_line(shop, monkeypatch, capsys, error: Exception) -> None:
    def load(*_: object) -> None:
        raise error

    monkeypatch.setattr(opening, "load_models", load)
    assert app.main(["--catalog", str(shop.folder), "--port", str(free_port())]) == 2
    assert capsys.readouterr().err.splitlines()[-1] == "error: no localhost"


def free_port() -> int:
    with socket.socket() as wire:
        wire.bind(("127.0.0.1", 0))
        return wire.getsockname()[1]


@pytest.mark.parametrize("half_built", [False, True])
def test_no_catalog_is_one_line(tmp_path: Path, half_built: bool) -> None:
    if half_built:
        (tmp_path / "catalog.sqlite").write_bytes(b"half")
    command = [sys.executable, "app.py", "--catalog", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith("error: ")
    assert "Traceback" not in done.stderr
