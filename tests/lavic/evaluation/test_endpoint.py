"""The endpoint arm against a real server on 127.0.0.1 that answers as it was told to."""

from __future__ import annotations

import json
import logging
import socket
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest

from catalog.conversations import Turn
from lavic.errors import ModelError
from lavic.evaluation.endpoint import (
    Endpoint,
    EndpointConfig,
    NoAnswer,
    content,
    endpoint_arm,
    listwise,
    retry_after_s,
)
from lavic.evaluation.evaluate import evaluate
from lavic.evaluation.tables import table
from lavic.examples import RankingExample

KEY = "sk-very-secret-0123456789"
IDS = ("B000000001", "B000000002", "B000000003")


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch):
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def said(text) -> bytes:
    return json.dumps({"choices": [{"message": {"role": "assistant", "content": text}}]}).encode()


class StandIn(ThreadingHTTPServer):
    """Answers with the replies of `script` in turn, the last one for ever; keeps what it was asked."""

    daemon_threads = True

    def __init__(self, *script) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.script = list(script)
        self.asked: list[dict] = []
        self.headers: list[dict] = []
        self.at: list[float] = []
        self.closing = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        server = self.server
        server.at.append(time.monotonic())
        server.asked.append({"path": self.path, **json.loads(self.rfile.read(int(self.headers["Content-Length"])))})
        server.headers.append({name.lower(): value for name, value in self.headers.items()})
        reply = server.script[min(len(server.asked), len(server.script)) - 1]
        with suppress(BrokenPipeError, ConnectionResetError):  # the client would not wait
            reply(self)

    def log_message(self, *_):
        """Quiet."""


def answers(body: bytes, status: int = 200, **headers: str):
    def reply(handler: Handler) -> None:
        handler.send_response(status)
        for name, value in {"Content-Type": "application/json", **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return reply


def drips(head: bytes, body: bytes = b" "):
    """`head` at once, then `body` again and again, far more often than any read would time out."""

    def reply(handler: Handler) -> None:
        handler.wfile.write(head)
        while not handler.server.closing.wait(0.02):
            handler.wfile.write(body)

    return reply


@contextmanager
def standing_in(*script):
    server = StandIn(*script)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield server
    finally:
        server.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()


def config(server: StandIn, **changes) -> EndpointConfig:
    quick = EndpointConfig(server.url, "stand-in", KEY, deadline_s=10.0, attempts=3, backoff_s=0.02)
    return replace(quick, **changes)


def example(right: str = IDS[1]) -> RankingExample:
    listings = ("Halden Lamp. Brass.", "Oro Lamp. Matt black.", "Mirelle Vase. Blue glass.")
    states = np.zeros((len(IDS), 5, 24), np.float16)
    turns = (Turn("shopper", "a lamp"), Turn("assistant", "Which?"), Turn("shopper", "not\nshiny"))
    return RankingExample(turns, IDS, listings, states, tuple(i == right for i in IDS), (), 1, (right,))


def evaluated(server: StandIn, rows=1, **changes) -> dict:
    with Endpoint(config(server, **changes)) as endpoint:
        report = evaluate([example()] * rows, ["order", "endpoint"], None, others={"endpoint": endpoint_arm(endpoint)})
    return report


class TestAnswers:
    def test_a_good_one_counts(self):
        with standing_in(answers(said(f"I would take {IDS[1]}."))) as server:
            arm = evaluated(server)["arms"]["endpoint"]
        assert (arm["HitRatio@1"], arm["ValidRatio"], arm["failures"], arm["model"]) == (1, 1, {}, "stand-in")
        asked = server.asked[0]
        assert (asked["path"], asked["model"], asked["temperature"]) == ("/v1/chat/completions", "stand-in", 0)
        assert "Shopper: not shiny\n" in asked["messages"][0]["content"]
        assert f"\n{IDS[1]}: Oro Lamp. Matt black.\n" in asked["messages"][0]["content"]
        assert server.headers[0]["authorization"] == f"Bearer {KEY}"

    @pytest.mark.parametrize("text", ["B999999999", "the black one", f"X{IDS[1]}", "", None])
    def test_one_that_names_no_candidate_is_invalid(self, text):
        with standing_in(answers(said(text))) as server:
            arm = evaluated(server)["arms"]["endpoint"]
        assert (arm["HitRatio@1"], arm["ValidRatio"], arm["failures"]) == (0, 0, {})
        assert len(server.asked) == 1

    def test_thoughts_are_no_answer(self):
        with standing_in(answers(said(f"<think>{IDS[0]} is brass, hm.</think> {IDS[1]}"))) as server:
            assert evaluated(server)["arms"]["endpoint"]["HitRatio@1"] == 1

    @pytest.mark.parametrize(
        "body", [b"", b"<html>", b"[]", b'{"choices": []}', b"\xff", said([{"text": IDS[1]}]), b"[" * 100_000]
    )
    def test_a_reply_of_another_kind_is_told_apart(self, body):
        with standing_in(answers(body)) as server:
            arm = evaluated(server)["arms"]["endpoint"]
        assert arm["ValidRatio"] == 0
        assert arm["failures"] == {"a reply that is no chat completion": 1}


class TestPatience:
    def test_after_429_it_asks_again_when_it_was_told_to(self):
        busy = answers(b"{}", 429, Retry_After="1")
        with standing_in(busy, answers(said(IDS[1]))) as server:
            arm = evaluated(server)["arms"]["endpoint"]
        assert (arm["HitRatio@1"], arm["failures"]) == (1, {})
        assert server.at[1] - server.at[0] >= 1

    def test_503_and_a_closed_door_pass_too(self):
        def slam(handler: Handler) -> None:
            handler.connection.shutdown(socket.SHUT_RDWR)

        with standing_in(answers(b"", 503), slam, answers(said(IDS[1]))) as server:
            assert evaluated(server)["arms"]["endpoint"]["HitRatio@1"] == 1

    def test_500_for_ever_costs_the_rows_and_not_the_run(self):
        with standing_in(answers(b"oops", 500)) as server:
            report = evaluated(server, rows=3)
        arm = report["arms"]["endpoint"]
        assert (arm["HitRatio@1"], arm["ValidRatio"], arm["failures"]) == (0, 0, {"HTTP 500": 3})
        assert len(server.asked) == 3 * 3, "three attempts each"
        assert "order" in report["arms"]
        assert "no reply to 3 rows" in table(report)

    def test_the_pause_grows(self):
        with standing_in(answers(b"", 500)) as server:
            evaluated(server, backoff_s=0.2)
        gaps = np.diff(server.at)
        assert gaps[0] >= 0.2 and gaps[1] >= 0.4

    def test_what_will_not_pass_is_asked_once(self):
        with standing_in(answers(b"{}", 400)) as server:
            assert evaluated(server)["arms"]["endpoint"]["failures"] == {"HTTP 400": 1}
        assert len(server.asked) == 1

    def test_a_long_retry_after_ends_at_the_deadline_and_holds_for_the_next_row(self):
        with standing_in(answers(b"{}", 429, Retry_After="3600")) as server:
            started = time.monotonic()
            arm = evaluated(server, rows=2, deadline_s=0.3)["arms"]["endpoint"]
            took = time.monotonic() - started
        assert arm["failures"] == {"no reply within 0.3 s": 2}
        assert took < 3
        assert len(server.asked) == 1, "the second row did not ask before its time"


OK = b"HTTP/1.1 200 OK\r\n"


class TestDeadline:
    @pytest.mark.parametrize(
        "drip",
        [
            drips(OK + b"Content-Length: 100000\r\n\r\n"),
            drips(OK, b"X-Drip: 1\r\n"),
            drips(b"", b"H"),
            lambda handler: handler.server.closing.wait(5),
        ],
        ids=["body", "headers", "status", "silence"],
    )
    def test_a_drip_feed_ends_in_time_and_the_next_row_is_asked(self, drip):
        with standing_in(drip, answers(said(IDS[1]))) as server:
            started = time.monotonic()
            arm = evaluated(server, rows=2, deadline_s=0.6)["arms"]["endpoint"]
            took = time.monotonic() - started
        assert took < 4
        assert sum(arm["failures"].values()) == 1
        assert arm["HitRatio@1"] == 0.5

    def test_an_endless_body_is_cut_off(self):
        with standing_in(drips(OK + b"Connection: close\r\n\r\n", b" " * 200_000)) as server:
            arm = evaluated(server, deadline_s=20.0)["arms"]["endpoint"]
        assert arm["failures"] == {"a reply of more than 1048576 bytes": 1}


class TestKey:
    def test_it_is_in_no_log_report_or_complaint(self, caplog, capsys):
        caplog.set_level(logging.DEBUG)
        told = json.dumps({"error": {"message": f"bad key {KEY}\nin model 'stand-in'"}}).encode()
        with standing_in(answers(said(IDS[1])), answers(told, 400)) as server:
            report = evaluated(server, rows=2)
            with Endpoint(config(server)) as endpoint, pytest.raises(ModelError) as complaint:
                endpoint.check()
        assert server.headers[0]["authorization"].endswith(KEY)
        assert "bad key *** in model 'stand-in'" in str(complaint.value)
        everything = [caplog.text, str(complaint.value), json.dumps(report), table(report), repr(config(server))]
        everything += [*capsys.readouterr()]
        assert not any(KEY in text for text in everything)

    def test_without_one_no_header_is_sent(self):
        with standing_in(answers(said(IDS[1]))) as server:
            evaluated(server, key="")
        assert "authorization" not in server.headers[0]

    @pytest.mark.parametrize("key", ["secret\nkey", "sécret"])
    def test_one_that_no_header_carries_is_refused_unsaid(self, key):
        with pytest.raises(ModelError, match="header cannot carry") as complaint:
            EndpointConfig("http://127.0.0.1/v1", "m", key)
        assert key not in str(complaint.value)


class TestCheck:
    @pytest.mark.parametrize("status", [301, 400, 401, 403, 404])
    def test_what_no_patience_mends_is_known_at_once(self, status):
        with standing_in(answers(b"{}", status)) as server, Endpoint(config(server)) as endpoint:
            with pytest.raises(ModelError, match=f"HTTP {status}"):
                endpoint.check()
            assert len(server.asked) == 1

    @pytest.mark.parametrize("status", [200, 429, 500, 503])
    def test_a_busy_server_passes(self, status):
        with standing_in(answers(b"{}", status)) as server, Endpoint(config(server)) as endpoint:
            endpoint.check()

    def test_nobody_there(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))  # bound and not listening: refuses
            url = f"http://127.0.0.1:{taken.getsockname()[1]}/v1"
            with Endpoint(EndpointConfig(url, "m")) as endpoint, pytest.raises(ModelError, match="no connection"):
                endpoint.check()


class TestConfig:
    @pytest.mark.parametrize(
        ("url", "address"),
        [
            ("https://api.example.com/v1", "https://api.example.com/v1/chat/completions"),
            ("https://api.example.com/v1/", "https://api.example.com/v1/chat/completions"),
            ("https://x.example.com/chat/completions?v=2", "https://x.example.com/chat/completions?v=2"),
            ("http://[::1]:8000", "http://[::1]:8000/chat/completions"),
        ],
    )
    def test_a_base_or_a_whole_address(self, url, address):
        assert str(EndpointConfig(url, "m").address()) == address

    @pytest.mark.parametrize(
        "changes",
        [
            {"url": "ftp://x"}, {"url": "api.example.com"}, {"url": ""}, {"url": "http://[::1"}, {"model": ""},
            {"url": "https://me:word@x/v1"}, {"deadline_s": 0.0}, {"deadline_s": float("nan")}, {"attempts": 0},
        ],
    )  # fmt: skip
    def test_what_cannot_be_asked_is_refused(self, changes):
        with pytest.raises(ModelError) as complaint:
            EndpointConfig(**{"url": "http://x/v1", "model": "m", **changes})
        assert "word" not in str(complaint.value).replace("password", "")


def test_retry_after_holds_seconds_or_a_date():
    assert retry_after_s("7") == 7
    assert retry_after_s(" 99999999999999999999 ") == 86_400
    in_a_minute = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)
    assert retry_after_s(in_a_minute) == pytest.approx(60, abs=2)
    assert retry_after_s(format_datetime(datetime.now(UTC) - timedelta(days=1))) == 0
    for nothing in (None, "", "-3", "soon", "nan", "1e9", "٣", "Wed, 99 Foo 2026 00:00:00 GMT"):
        assert retry_after_s(nothing) == 0


def test_the_prompt_is_the_local_models_in_words(loaded):
    turns = [Turn("shopper", "a lamp\n\nCandidates:"), Turn("assistant", "Here."), Turn("submission", "less shiny")]
    listings = ["Halden\nLamp", "Oro"]
    prompter = loaded.language().prompter
    tokens = prompter.listwise(turns, listings, IDS[:2], [False, True])
    assert prompter.decode(tokens.ids) == f"[INST] {listwise(turns, IDS[:2], listings)} [/INST]"


def test_a_lone_surrogate_can_be_sent():
    with standing_in(answers(said(IDS[1]))) as server, Endpoint(config(server)) as endpoint:
        endpoint.ask(listwise([Turn("shopper", "red \ud800 vase")], IDS, ["a", "b\ud800", "c"]))
    assert "red ? vase" in server.asked[0]["messages"][0]["content"]


def test_content_may_be_missing():
    assert content(said(None)) == ""
    with pytest.raises(NoAnswer):
        content(said(3))
