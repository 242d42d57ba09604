"""One picture from the web: redirects, retries and limits. Leaves out where it is kept, and which are fetched."""

from __future__ import annotations

import asyncio
import math
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, stop_after_attempt
from tenacity.wait import wait_exponential_jitter

from catalog.fetch.addresses import GuardedTransport, Network, Resolve, checked_url, resolve
from catalog.fetch.errors import Refused, Transient
from catalog.fetch.hosts import AGENT, Host, Hosts
from catalog.pictures import PictureError, open_picture

_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
_GONE = frozenset({404, 410})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_ROBOTS_BYTES = 500 * 1024
"""Of a robots.txt that are read (RFC 9309, section 2.5)."""
_HEADERS = {
    "User-Agent": f"{AGENT}/0.1 (pictures of a shop's own feed)",
    "Accept": "image/*",
    "Accept-Encoding": "identity",  # what is counted is what arrives
}


@dataclass(frozen=True)
class Policy:
    """Limits of a fetch."""

    at_once: int = 32
    """Pictures under way, over all hosts."""
    per_host: int = 4
    max_bytes: int = 20 * 2**20
    """Of one picture; `at_once` of them may be in memory."""
    deadline_s: float = 60.0
    """From asking for one address to its last byte."""
    attempts: int = 4
    backoff_s: float = 0.5
    """Before the second attempt; doubled before each further one."""
    longest_wait_s: float = 60.0
    """A server that asks to wait longer is left alone."""
    redirects: int = 5
    host_failures: int = 10
    """After so many pictures in a row that a host did not give, it is not asked again."""
    permitted: tuple[Network, ...] = ()
    """Networks that may be connected to though they are not public."""


class Downloader:
    """Use as an asynchronous context manager, inside one event loop."""

    def __init__(self, policy: Policy, resolve: Resolve = resolve) -> None:
        self._policy = policy
        self._hosts = Hosts(policy.per_host)
        self._transport = GuardedTransport(policy.permitted, resolve, policy.at_once)
        self._backoff = wait_exponential_jitter(multiplier=policy.backoff_s, max=policy.longest_wait_s, jitter=0.1)

    async def __aenter__(self) -> Downloader:
        await self._transport.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._transport.aclose()

    async def picture(self, url: str) -> bytes:
        """The bytes of a picture that can be decoded. Raises Refused."""
        host = self._hosts.of(checked_url(url))
        if host.failures >= self._policy.host_failures:
            raise Refused("its host failed too often in this run")
        try:
            data = await self._retried(url)
        except Transient as error:
            host.failures += 1
            raise Refused(str(error)) from None
        host.failures = 0
        try:
            await asyncio.to_thread(open_picture, data)
        except PictureError as error:
            raise Refused(f"what came {error}", lasting=True) from None
        return data

    async def _retried(self, url: str) -> bytes:
        retrying = AsyncRetrying(
            stop=stop_after_attempt(self._policy.attempts),
            wait=self._wait_s,
            retry=retry_if_exception_type(Transient),
            reraise=True,
        )
        return await retrying(self._followed, url, self._policy.max_bytes)

    def _wait_s(self, state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        asked = error.wait_s if isinstance(error, Transient) else 0.0
        return max(asked, self._backoff(state))

    async def _followed(self, address: str, cap: int, *, robots: bool = False) -> bytes:
        """The body behind any redirects; each address is checked anew. `robots`: the robots.txt itself is asked for."""
        url = checked_url(address)
        for _ in range(self._policy.redirects + 1):
            host = self._hosts.of(url)
            if not robots and not await self._robots_allow(host, url):
                raise Refused("its host's robots.txt forbids it")
            async with host.slot():
                answer = await self._get(host, url, cap, cut=robots)
            if isinstance(answer, bytes):
                return answer
            try:
                url = checked_url(str(url.join(answer)))
            except httpx.InvalidURL:
                raise Refused("it is redirected to a malformed address") from None
        raise Refused("it is redirected too often")

    async def _robots_allow(self, host: Host, url: httpx.URL) -> bool:
        """Asks for robots.txt once. A host that has none allows everything; one that fails is not asked for more."""
        async with host.robots_lock:
            if host.robots is None:
                try:
                    text = await self._followed(str(url.join("/robots.txt")), _ROBOTS_BYTES, robots=True)
                except Refused as error:
                    if not 400 <= error.status < 500:
                        raise
                    text = b""
                host.obey(text.decode("utf-8", "replace"))
        return host.allows(url)

    async def _get(self, host: Host, url: httpx.URL, cap: int, *, cut: bool) -> bytes | str:
        """The body, or where the answer redirects to. `cut`: a body beyond `cap` ends there instead of failing."""
        timeouts = httpx.Timeout(min(20.0, self._policy.deadline_s)).as_dict()
        request = httpx.Request("GET", url, headers=_HEADERS, extensions={"timeout": timeouts})
        try:
            async with asyncio.timeout(self._policy.deadline_s):
                response = await self._transport.handle_async_request(request)
                try:
                    if response.status_code in _REDIRECTS and (location := response.headers.get("location")):
                        return location
                    self._check_status(host, response)
                    return await _body(response, cap, cut)
                finally:
                    await response.aclose()
        except TimeoutError:
            raise Refused("it takes too long") from None
        except httpx.TransportError as error:
            raise Transient(f"its server does not answer properly ({type(error).__name__})") from None

    def _check_status(self, host: Host, response: httpx.Response) -> None:
        status = response.status_code
        if status in _PASSING:
            wait_s = _retry_after_s(response.headers.get("retry-after", ""))
            if wait_s > self._policy.longest_wait_s:
                raise Refused(f"its server answers {status} and asks to come back much later")
            host.pause(wait_s)
            raise Transient(f"its server answers {status}", wait_s)
        if status != 200:
            raise Refused(f"its server answers {status}", lasting=status in _GONE, status=status)


async def _body(response: httpx.Response, cap: int, cut: bool) -> bytes:
    parts = bytearray()
    async for chunk in response.aiter_raw():
        parts += chunk
        if len(parts) > cap:
            if cut:
                return bytes(parts[:cap])
            raise Refused("it has too many bytes", lasting=True)
    return bytes(parts)


def _retry_after_s(value: str) -> float:
    """Seconds from a `Retry-After`, given in seconds or as a date; 0 where it says nothing."""
    try:
        seconds = float(value)
    except ValueError:
        try:
            when = parsedate_to_datetime(value)
            seconds = (when.replace(tzinfo=when.tzinfo or UTC) - datetime.now(UTC)).total_seconds()
        except (ValueError, OverflowError):
            return 0.0
    return max(0.0, seconds) if math.isfinite(seconds) else 0.0
