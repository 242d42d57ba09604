"""The candidates that are frozen for evaluation are those that a served conversation ends with."""

from __future__ import annotations

from pathlib import Path

import pytest

import retrieval.__main__ as command
from catalog.conversations import Conversation, Turn, read, render_context, write
from chat.assistant import Done
from chat.state import State
from retrieval.search import Retriever


@pytest.mark.parametrize(
    "messages",
    [
        ["a lamp"],
        ["a lamp under 30"],
        ["hello!", "a lamp under 30", "I don't want to spend more than 25", "thanks"],
        ["a lamp under 30", "over 20", "a cushion instead, between 70 and 90"],
        ["a cushion under 30", "any price"],
        ["a cushion under 50 over 80"],
        ["a lamp under 3"],
        ["under 40", "rated 4 and up"],
        ["a vase with at least 4.5 stars", "nothing over $60"],
        ["a vase rated 4.9 or better", "nothing over $60"],
        ["a vase rated 4.9 or better, under 3"],
        ["something for every day", "a cushion, not teal", "is it heavy?", "no lamps please"],
        ["a lamp", "what's the weather like?", "any kind of stool, not teal"],
        ["a lamp under 30", "start over", "a candle"],
        ["very " * 600 + "long, a stool under 90"],
    ],
    ids=lambda messages: messages[-1][-30:],
)
def test_the_command_freezes_what_a_turn_retrieves(assistant, shop, tmp_path: Path, monkeypatch, messages) -> None:
    served = assistant(None)
    state = State()
    spoken, shown = [], []
    for message in messages:
        *_, done = served.turn(state, message, k=10)
        assert isinstance(done, Done)
        state = done.state
        spoken += [Turn("shopper", message), Turn("assistant", done.record["reply"])]
        shown = done.record["items"] or shown  # thanks shows nothing new
    write(tmp_path / "talk.jsonl", [Conversation(render_context(spoken))])
    monkeypatch.setattr(command, "_retriever", lambda _: Retriever(shop, served.retriever.encoder))
    assert command.main(["candidates", str(tmp_path / "talk.jsonl"), "--out", str(tmp_path / "frozen.jsonl")]) == 0
    [row] = read(tmp_path / "frozen.jsonl")
    assert row.candidates["candidates_live"] == tuple(item["id"] for item in shown)
    assert shown
