"""Many conversations by one model: what a line gives, and what one of no use costs the others."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from chat.acts import ACTS, act_of
from chat.batch import MAX_LINE_BYTES, answers

ROOT = Path(__file__).parents[2]


def ran(assistant: Any, *lines: bytes | dict[str, Any], k: int = 3) -> list[dict[str, Any]]:
    raw = (line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines)
    return list(answers(assistant, io.BytesIO(b"\n".join(raw)), k))


def test_a_line_is_a_conversation_and_no_other_hears_of_it(assistant, ranker) -> None:
    first, second, third = ran(
        assistant(ranker),
        {"id": "a", "messages": ["a lamp under 30", "a cushion"]},
        {"id": 7, "messages": ["a stool"], "note": "unknown keys are somebody else's"},
        {"messages": ["hello"]},
    )
    assert [list(one) for one in (first, second, third)] == [["id", "turns"]] * 3
    assert [first["id"], second["id"], third["id"]] == ["a", 7, None]
    assert [turn["message"] for turn in first["turns"]] == ["a lamp under 30", "a cushion"]
    assert first["turns"][1]["constraints"] == {"kinds": ["cushion"]}  # a budget ends with its subject
    assert second["turns"][0]["constraints"] == {"kinds": ["stool"]}
    assert len(second["turns"][0]["items"]) == 3


BAD = [
    (b"{not json", None, "expected one JSON object on the line"),
    (b"[]", None, 'expected an object {"id", "messages"}, found a list'),
    (b'"a lamp"', None, "found a text"),
    (b"null", None, "found null"),
    (b"\xff\xfe", None, "expected UTF-8, found another byte at 0"),
    (b"[" * 100_000, None, "expected one JSON object on the line"),
    (b"9" * 10_000, None, "expected one JSON object on the line"),
    (b'{"id": 1} {"id": 2}', None, "expected one JSON object on the line"),
    ({"id": "m"}, "m", "messages: expected a list of texts, oldest first, found none among 'id'"),
    ({"id": "m", "message": "a lamp"}, "m", "found none among 'id', 'message'"),
    ({"id": "s", "messages": "a lamp"}, "s", "messages: expected a list of texts, oldest first, found a text"),
    ({"id": "e", "messages": []}, "e", "found an empty list"),
    ({"id": "n", "messages": None}, "n", "found null"),
    ({"id": "t", "messages": ["a lamp", 5]}, "t", "messages: expected texts, found a number at place 2"),
    ({"id": "t", "messages": [{"role": "user"}]}, "t", "found an object at place 1"),
    ({"id": "i", "messages": ["a lamp"], "image": 5}, "i", "image: expected the path of a picture, found a number"),
    (
        {"id": "i", "messages": ["a lamp"], "image": "no/where.jpg"},
        "i",
        "image: no/where.jpg cannot be opened: No such",
    ),
    ({"id": "i", "messages": ["a lamp"], "image": "."}, "i", "image: . is not a regular file"),
    ({"id": "i", "messages": ["a lamp"], "image": "a\0b"}, "i", "cannot be opened"),
]


@pytest.mark.parametrize(("line", "id", "words"), BAD)
def test_a_line_of_no_use_says_why_and_the_next_is_answered(assistant, line: Any, id: Any, words: str) -> None:
    bad, good = ran(assistant(None), line, {"id": "good", "messages": ["a lamp"]})
    assert list(bad) == ["id", "error"]
    assert bad["id"] == id
    assert words in bad["error"]
    assert "\n" not in bad["error"] and len(bad["error"]) < 600
    assert good["id"] == "good" and good["turns"][0]["items"]


def test_a_picture_that_is_none(assistant, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("page.jpg").write_text("<html>")
    Path("empty.jpg").write_bytes(b"")
    os.mkfifo("pipe.jpg")
    lines = [{"id": n, "messages": ["a lamp"], "image": n} for n in ("page.jpg", "empty.jpg", "pipe.jpg")]
    page, empty, pipe = ran(assistant(None), *lines)
    assert page["error"].startswith("image: page.jpg is no picture in JPEG")
    assert empty["error"] == "image: empty.jpg is empty"
    assert pipe["error"] == "image: pipe.jpg is not a regular file"


def test_a_picture_beside_the_command(assistant, drawn, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("teal.png").write_bytes(drawn("teal"))
    lines = {"id": 1, "messages": [""], "image": "teal.png"}, {"id": 2, "messages": ["a lamp"], "image": None}
    [seen], [plain] = (one["turns"] for one in ran(assistant(None), *lines))
    assert all("teal" in item["reason"] for item in seen["items"])
    assert not any("photo" in item["reason"] for item in plain["items"])


def test_what_is_no_line(assistant) -> None:
    good = {"id": "good", "messages": ["a lamp"]}
    assert [one["id"] for one in ran(assistant(None), b"\xef\xbb\xbf" + json.dumps(good).encode(), b"", b" \r")] == [
        "good"
    ]
    long = json.dumps({"id": "long", "messages": ["x" * MAX_LINE_BYTES]}).encode()
    assert [one.get("error") for one in ran(assistant(None), long + b" " * (2 * MAX_LINE_BYTES), good)] == [
        "the line is too long: expected at most 1,048,576 bytes",
        None,
    ]


def test_a_conversation_that_goes_wrong_costs_no_other(assistant, monkeypatch, caplog) -> None:
    answering = assistant(None)
    turn = answering.turn

    def fail(state: Any, message: str, *rest: Any) -> Any:
        if "fall over" in message:
            raise RuntimeError("secret detail")
        return turn(state, message, *rest)

    monkeypatch.setattr(answering, "turn", fail)
    bad, good = ran(answering, {"id": 1, "messages": ["fall over"]}, {"id": 2, "messages": ["a lamp"]})
    assert bad == {"id": 1, "error": "this conversation could not be answered; standard error has the reason"}
    assert "secret detail" in caplog.text
    assert good["turns"]


@pytest.mark.parametrize(
    ("message", "act"),
    [
        ("a lamp", "request"),
        ("😀", "smalltalk"),
        ("", "smalltalk"),
        ("hi there", "smalltalk"),
        ("thanks a lot", "smalltalk"),
        ("start over", "restart"),
        ("what can you do?", "help"),
        ("do you ship to Spain?", "service"),
        ("what's the weather like", "outside"),
        ("compare them", "compare"),
        ("how much is the second one?", "question"),
        ("how much is it?", "question"),
        ("I'll take the first one", "choose"),
        ("not the first one", "request"),
    ],
)
def test_every_turn_says_what_it_was_for(assistant, message: str, act: str) -> None:
    [one] = ran(assistant(None), {"messages": ["a cushion", message]})
    assert [turn["act"] for turn in one["turns"]] == ["request", act]
    assert list(one["turns"][1])[:3] == ["message", "act", "reply"]


def test_a_question_without_a_product_and_a_photo_without_an_eye_have_their_act(assistant, photo_of) -> None:
    [one] = ran(assistant(None), {"messages": ["how much is it?", "I'll take the second one"]})
    assert [turn["act"] for turn in one["turns"]] == ["question", "choose"]
    assert {act_of(kind) for kind in ("empty", "emoji", "greeting", "thanks", "request", "choice")} <= ACTS


def test_pictures_are_paths_that_open(assistant, shop) -> None:
    [one] = ran(assistant(None), {"messages": ["a lamp", "a stool"]}, k=20)
    items = [item for turn in one["turns"] for item in turn["items"]]
    for item in items:
        pictured = bool(shop.product(item["id"]).image)
        assert (item["image"] is not None) == pictured
        assert not pictured or Path(item["image"]).read_bytes()[8:12] == b"WEBP"
    assert any(item["image"] is None for item in items) and any(item["image"] for item in items)


def run(*arguments: str, told: str = "", where: Path = ROOT) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "chat", *arguments]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, cwd=where, env=env, input=told, capture_output=True, text=True, timeout=300)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["a lamp", "--batch", "x.jsonl"], "--batch goes without MESSAGE"),
        (["--batch", "x.jsonl", "--image", "a.jpg"], "--batch goes without --image"),
        ([], "expected a MESSAGE, or --batch FILE"),
        (["--batch", "no/where.jsonl"], "error: no/where.jsonl No such file or directory"),
        (["--batch", "."], "error: . Is a directory"),
        (["--batch", ""], "No such file"),
        (["--batch", "x.jsonl", "--k", "0"], "expected 1 to 50, found '0'"),
    ],
)
def test_what_does_not_go_together_is_one_line(arguments: Sequence[str], words: str) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr


def test_the_command_reads_a_file_and_standard_input(tmp_path: Path) -> None:
    lines = [
        json.dumps({"id": "a", "messages": ["a vase", "in blue"]}),
        "{",
        json.dumps({"id": "b", "messages": ["hi"]}),
    ]
    (tmp_path / "talk.jsonl").write_text("\n".join(lines) + "\n")
    from_file = run("--batch", "talk.jsonl", "--k", "2", where=tmp_path)
    from_input = run("--batch", "-", "--k", "2", told="\n".join(lines))
    assert (from_file.returncode, from_input.returncode) == (0, 0), from_file.stderr
    for done in (from_file, from_input):
        first, bad, last = map(json.loads, done.stdout.splitlines())
        assert [one["id"] for one in (first, bad, last)] == ["a", None, "b"]
        assert [len(turn["items"]) for turn in first["turns"]] == [2, 2]
        assert all((tmp_path / item["image"]).is_file() for turn in first["turns"] for item in turn["items"])
        assert "error" in bad and last["turns"][0]["act"] == "smalltalk"
