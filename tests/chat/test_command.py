"""`python -m chat` as a process: one clear line where a shop cannot be opened."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from catalog.errors import CatalogError
from catalog.store import SAMPLE
from chat import opening
from chat.__main__ import as_text
from chat.conversation import converse

ROOT = Path(__file__).parents[2]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "chat", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


def test_turns_share_one_conversation(assistant, ranker) -> None:
    records = converse(assistant(ranker), ["a lamp under 30", "a white one"], 3)
    assert [len(record["items"]) for record in records] == [3, 3]
    assert records[1]["constraints"]["price_max"] == 30
    assert records[0]["reply"] in as_text(records[0])
    for place, item in enumerate(records[0]["items"], 1):
        climbed = item["retrieval_rank"] - place
        mark = f"↑{climbed}" if climbed > 0 else f"↓{-climbed}"
        assert (f"[{item['id']}]  {mark}" in as_text(records[0])) == bool(climbed)


def test_a_photo_that_cannot_be_looked_at_is_said(assistant, photo_of) -> None:
    first, second = converse(assistant(None, eye=None), ["a lamp", "a cushion"], 3, photo_of("teal"))
    assert "I could not look at your photo this time, so only your words count." in first["reply"]
    assert "photo" not in second["reply"]
    assert "photo" not in first["constraints"]


def test_a_picture_that_is_none_is_one_line(tmp_path: Path) -> None:
    page = tmp_path / "page.jpg"
    page.write_text("<html>")
    for path in (page, tmp_path / "none.jpg"):
        done = run("a lamp", "--image", str(path))
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith(f"error: {path} ")
        assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(("adapters", "named"), [(None, False), ("/a/dir", True)])
def test_stale_pictures_name_the_command_that_mends_them(shop, monkeypatch, adapters: str | None, named: bool) -> None:
    other = SimpleNamespace(name="other", fingerprint="other")
    monkeypatch.setattr(opening.lavic, "load", lambda *_: other)
    with pytest.raises(CatalogError, match="stale") as caught:
        opening.open_assistant(shop, "tiny", adapters, "auto")
    assert ("--adapters /a/dir" in str(caught.value)) == named
    assert "catalog build FEED " in str(caught.value)
    sample = SimpleNamespace(folder=SAMPLE, stale_eye=lambda _: True)
    with pytest.raises(CatalogError, match=r"catalog/sample/feed\.jsonl"):
        opening.open_assistant(sample, "tiny", adapters, "auto")  # type: ignore[arg-type]


def test_a_shop_is_opened_with_as_many_candidates_as_its_ranker_is_worth(shop, ranker, monkeypatch) -> None:
    ranker.fingerprint, ranker.candidates = shop.manifest.eye, 7
    monkeypatch.setattr(opening.lavic, "load", lambda *_: ranker)
    encoder = SimpleNamespace(encode=lambda texts: texts, name="none")
    monkeypatch.setattr(opening, "TextEncoder", lambda: SimpleNamespace(load=lambda: encoder))
    monkeypatch.setattr(opening, "Retriever", lambda *_: SimpleNamespace(vocabulary=None, kind_votes=None))
    monkeypatch.setattr(opening, "LearntReader", lambda *_: SimpleNamespace(read=None))
    assert opening.open_assistant(shop, "tiny", None, "auto").candidates == 7


def test_a_missing_catalog_is_one_line(tmp_path: Path) -> None:
    done = run("a lamp", "--catalog", str(tmp_path / "none"))
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("error: ")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "arguments", [[], ["x", "--k", "0"], ["x", "--k", "-1"], ["x", "--quantize", "int3"], ["x", "--unknown"]]
)
def test_wrong_options(arguments: list[str]) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
