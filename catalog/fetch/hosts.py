"""Politeness: how often one host is asked, what its robots.txt forbids, and when to leave it alone."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.robotparser import RobotFileParser

import httpx

AGENT = "lavic-shop"
"""The name that a robots.txt would call this program by."""
LONGEST_DELAY_S = 10.0
"""A longer `Crawl-delay` counts as this."""
_REMEMBERED = 1024
"""Hosts whose state is kept; a feed with more of them asks the oldest for its robots.txt again."""


class Host:
    """One scheme, name and port."""

    def __init__(self, at_once: int) -> None:
        self.failures = 0
        """Pictures in a row that were given up."""
        self.robots: RobotFileParser | None = None
        self.robots_lock = asyncio.Lock()
        self._slots = asyncio.Semaphore(at_once)
        self._spacing_s = 0.0
        self._next = 0.0

    @asynccontextmanager
    async def slot(self) -> AsyncIterator[None]:
        """One of the requests that may be under way, begun when the host may be asked again."""
        async with self._slots:
            while (wait := self._next - time.monotonic()) > 0:
                await asyncio.sleep(wait)
            self._next = time.monotonic() + self._spacing_s
            yield

    def pause(self, seconds: float) -> None:
        """Nobody asks this host before that."""
        self._next = max(self._next, time.monotonic() + seconds)

    def obey(self, text: str) -> None:
        """What its robots.txt says; "" where it has none."""
        self.robots = RobotFileParser()
        self.robots.parse(text.splitlines())
        delay = self.robots.crawl_delay(AGENT)
        self._spacing_s = min(float(delay), LONGEST_DELAY_S) if delay else 0.0

    def allows(self, url: httpx.URL) -> bool:
        return self.robots is None or self.robots.can_fetch(AGENT, str(url))


class Hosts:
    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._hosts: OrderedDict[tuple[str, str, int | None], Host] = OrderedDict()

    def of(self, url: httpx.URL) -> Host:
        key = (url.scheme, url.host, url.port)
        host = self._hosts.setdefault(key, Host(self._at_once))
        self._hosts.move_to_end(key)
        if len(self._hosts) > _REMEMBERED:
            self._hosts.popitem(last=False)
        return host
