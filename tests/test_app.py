"""`app.py`: its options, where it listens, and what it says when it cannot start."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import app

ROOT = Path(__file__).parents[1]


def test_the_options_are_those_of_the_design() -> None:
    options = app.parser().parse_args([])
    assert (options.catalog, options.model, options.adapters, options.quantize) == (None, "tiny", None, "auto")
    assert (options.host, options.port, options.share) == (app.default_host(), 7860, False)


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


@pytest.mark.parametrize("half_built", [False, True])
def test_no_catalog_is_one_line(tmp_path: Path, half_built: bool) -> None:
    if half_built:
        (tmp_path / "catalog.sqlite").write_bytes(b"half")
    command = [sys.executable, "app.py", "--catalog", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith("error: ")
    assert "Traceback" not in done.stderr
