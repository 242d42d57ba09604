"""An OpenAI-compatible chat endpoint as a text-only arm: the paper's baselines behind an API (LaViC section 4).

The paper's listwise prompt in words, temperature 0; the reply is matched for a candidate's ID as in `lavic.paper`, so
an answer can be invalid. A row costs at most its deadline, whatever the server does: what gets no reply counts as
invalid, and is counted apart under `failures`. The key goes into one header and nowhere else. Leaves out: pictures,
several rows at once.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections import Counter
from collections.abc import Coroutine, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar

import httpx

from catalog.conversations import ASSISTANT, Turn
from lavic.errors import ModelError
from lavic.evaluation.arms import Answer, Arm, named
from lavic.examples import RankingExample
from lavic.paper import first_match

log = logging.getLogger(__name__)

T = TypeVar("T")
PATH = "/chat/completions"
LISTING_CHARS = 256
"""Of a candidate's listing: about the 64 tokens that the local model reads."""
LARGEST_REPLY = 1 << 20
"""Bytes."""
_PASSING = frozenset({408, 429, 500, 502, 503, 504})
"""Statuses after which the same question may be answered."""
_DAY_S = 86_400.0


class NoAnswer(Exception):
    """A question that got no reply that can be read; the message is the reason in a few words."""


@dataclass(frozen=True)
class EndpointConfig:
    url: str
    """The API's base, such as https://api.openai.com/v1, or the whole address of its chat completions."""
    model: str
    key: str = field(default="", repr=False)
    deadline_s: float = 60.0
    """Of one row: waiting, asking and asking again."""
    attempts: int = 4
    backoff_s: float = 1.0
    """Before the second attempt; doubled for each further one."""
    max_tokens: int = 64
    """Of a reply. The paper's 10 hold an ID and nothing else."""

    def __post_init__(self) -> None:
        if not self.model:
            raise ModelError("no name of the endpoint's model; add --endpoint-model NAME")
        if not self.deadline_s > 0 or self.attempts < 1:
            raise ModelError(
                f"expected a deadline above 0 s and an attempt or more, found {self.deadline_s} s and {self.attempts}"
            )
        if not (self.key.isascii() and self.key.isprintable()):  # the HTTP library would quote it in its complaint
            raise ModelError("the endpoint's key holds characters that a header cannot carry; set it again")
        self.address()

    def address(self) -> httpx.URL:
        """Raises ModelError for what is no http address."""
        try:
            url = httpx.URL(self.url)
        except httpx.InvalidURL as error:
            raise ModelError(f"the endpoint's address cannot be read: {error}") from None
        if url.scheme not in ("http", "https") or not url.host:
            raise ModelError("the endpoint's address is no http or https URL; expected e.g. https://api.openai.com/v1")
        if url.userinfo:
            raise ModelError("the endpoint's address holds a name or password; use --endpoint-key-env VAR for a key")
        path = url.path.rstrip("/")
        return url if path.endswith(PATH) else url.copy_with(path=path + PATH)


class Endpoint:
    """Asks one question at a time. A context: leaving it closes the connections."""

    def __init__(self, config: EndpointConfig) -> None:
        self.config = config
        self._address = config.address()
        self._runner = asyncio.Runner()
        # A thread of its own: whoever calls may have an event loop running (a notebook has).
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._client: httpx.AsyncClient | None = None
        self._not_before = 0.0
        """Monotonic time until which the server asked to be left alone, for later rows too."""

    def __enter__(self) -> Endpoint:
        return self

    def __exit__(self, *_: object) -> None:
        if self._client is not None:
            self._run(self._client.aclose())
        self._thread.submit(self._runner.close).result()
        self._thread.shutdown()

    def _run(self, question: Coroutine[Any, Any, T]) -> T:
        return self._thread.submit(self._runner.run, question).result()

    def check(self) -> None:
        """One short question, so that a wrong key, name or address is known before hours are spent.

        Raises ModelError for what no patience mends; a server that is merely busy passes.
        """
        try:
            status, _, body = self._run(self._in_time(self._post("Answer with the word: ready")))
        except NoAnswer as reason:
            log.warning("%s: %s at first; going on", self._address.host, reason)
            return
        except httpx.HTTPError as error:
            raise ModelError(
                f"no connection to the endpoint at {self._address.host} ({type(error).__name__}); see --endpoint"
            ) from None
        if status != 200 and status not in _PASSING:
            explained = "" if status in (401, 403) else self._explained(body)
            raise ModelError(
                f"the endpoint at {self._address.host} answered HTTP {status}{explained}; expected 200. "
                "See --endpoint, --endpoint-model and --endpoint-key-env"
            )

    def ask(self, prompt: str) -> str:
        """The reply's text; empty where the model gave none. Raises NoAnswer within the deadline."""
        return self._run(self._in_time(self._persist(prompt)))

    async def _in_time(self, question: Coroutine[Any, Any, T]) -> T:
        # Around everything: the library's own time-outs start again with every byte that drips in.
        try:
            async with asyncio.timeout(self.config.deadline_s):
                return await question
        except TimeoutError:
            raise NoAnswer(f"no reply within {self.config.deadline_s:g} s") from None

    async def _persist(self, prompt: str) -> str:
        reason = ""
        for attempt in range(self.config.attempts):
            if attempt:
                await asyncio.sleep(self.config.backoff_s * 2 ** (attempt - 1))
            await asyncio.sleep(max(0.0, self._not_before - time.monotonic()))
            try:
                status, headers, body = await self._post(prompt)
            except httpx.HTTPError as error:
                reason = type(error).__name__
                continue
            if status == 200:
                return content(body)
            reason = f"HTTP {status}"
            if status not in _PASSING:
                break
            self._not_before = time.monotonic() + retry_after_s(headers.get("retry-after"))
        raise NoAnswer(reason)

    async def _post(self, prompt: str) -> tuple[int, Mapping[str, str], bytes]:
        """Status, headers and body. Raises httpx.HTTPError, or NoAnswer for a body that does not end."""
        if self._client is None:
            self._client = httpx.AsyncClient(timeout=None)
        request = {
            "model": self.config.model,
            "messages": [{"role": "user", "content": prompt}],
            "temperature": 0,
            "max_tokens": self.config.max_tokens,
        }
        headers = {"Accept-Encoding": "identity"}  # a few bytes should not unfold into more than LARGEST_REPLY
        if self.config.key:
            headers["Authorization"] = f"Bearer {self.config.key}"
        body = bytearray()
        async with self._client.stream("POST", self._address, json=request, headers=headers) as response:
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) > LARGEST_REPLY:
                    raise NoAnswer(f"a reply of more than {LARGEST_REPLY} bytes")
        return response.status_code, response.headers, bytes(body)

    def _explained(self, body: bytes) -> str:
        """What the server says of an error, on one line, with no key in it."""
        try:
            said = str(json.loads(body)["error"]["message"])
        except (ValueError, KeyError, TypeError, RecursionError):
            return ""
        if self.config.key:
            said = said.replace(self.config.key, "***")
        line = " ".join("".join(c if c.isprintable() else " " for c in said).split())
        return f" ({line[:200]})"


def endpoint_arm(endpoint: Endpoint) -> Arm:
    failures: Counter[str] = Counter()

    def answer(example: RankingExample) -> Answer:
        try:
            reply = endpoint.ask(listwise(example.turns, example.ids, example.listings))
        except NoAnswer as reason:
            failures[str(reason)] += 1
            log.warning("a row got no reply: %s", reason)
            return named(example, None)
        # Some servers leave a model's thoughts in its reply: what counts is said after them.
        return named(example, first_match(reply.rpartition("</think>")[2], example.ids))

    def notes() -> dict[str, Any]:
        return {"model": endpoint.config.model, "failures": dict(failures)}

    return Arm(answer, ranks=False, notes=notes)


def listwise(turns: Sequence[Turn], ids: Sequence[str], listings: Sequence[str]) -> str:
    """The words of `Prompter.listwise`, in full: nobody can forge a turn or a candidate, each is one line."""
    lines = ["Conversation:"]
    lines += [f"{'Assistant' if turn.role == ASSISTANT else 'Shopper'}: {_line(turn.text)}" for turn in turns]
    lines += ["", "Candidates:"]
    lines += [f"{name}: {_line(words)[:LISTING_CHARS]}" for name, words in zip(ids, listings, strict=True)]
    return "\n".join([*lines, "Answer with the ID of the best candidate."])


def _line(text: str) -> str:
    return " ".join(text.encode("utf-8", "replace").decode().split())


def content(body: bytes) -> str:
    """The text of a chat completion; empty where the model gave none. Raises NoAnswer for anything else."""
    try:
        text = json.loads(body)["choices"][0]["message"]["content"]
    except (ValueError, KeyError, IndexError, TypeError, RecursionError):
        raise NoAnswer("a reply that is no chat completion") from None
    if text is not None and not isinstance(text, str):
        raise NoAnswer("a reply that is no chat completion")
    return text or ""


def retry_after_s(value: str | None) -> float:
    """Seconds of a Retry-After header, which holds seconds or a date; 0 where it says nothing, at most a day."""
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:9]), _DAY_S)
    try:
        when = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return 0.0
    if when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    return min(max(0.0, (when - datetime.now(UTC)).total_seconds()), _DAY_S)
