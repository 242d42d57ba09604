"""All pictures of a feed: what is not in the cache is fetched, many at once, and counted."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from catalog.fetch.addresses import Resolve, resolve
from catalog.fetch.cache import PictureCache
from catalog.fetch.download import Downloader, Policy
from catalog.fetch.errors import Refused


@dataclass
class FetchReport:
    fetched: int = 0
    cached: int = 0
    """Pictures that were there already."""
    refused: Counter[str] = field(default_factory=Counter)
    """Why -> how many, those that were refused lately and were not asked for again included."""


class Fetcher:
    """What `catalog.build` takes pictures on the web from. Not to be shared between threads."""

    def __init__(self, folder: Path, policy: Policy | None = None, resolve: Resolve = resolve) -> None:
        """`folder`: of the cache, made where it is missing. Raises CatalogError."""
        self._cache = PictureCache(folder)
        self._policy = policy or Policy()
        self._resolve = resolve

    def close(self) -> None:
        self._cache.close()

    def path(self, url: str) -> Path:
        """Where a picture lies since `fetch`. Raises PictureError: why it is not there."""
        return self._cache.path(url)

    def fetch(self, urls: Iterable[str], progress: Callable[[int], None]) -> FetchReport:
        """Fetches what is not there. `progress` is told how many addresses are done. Raises CatalogError, OSError.

        Memory does not depend on how many `urls` there are. An address that fails is noted and does not stop the rest.
        """
        report = FetchReport()
        try:
            asyncio.run(self._all(iter(urls), report, progress))
        except BaseExceptionGroup as group:  # of the workers, which fail for one reason: the folder
            raise group.exceptions[0] from None
        return report

    async def _all(self, urls: Iterator[str], report: FetchReport, progress: Callable[[int], None]) -> None:
        async with Downloader(self._policy, self._resolve) as downloader, asyncio.TaskGroup() as workers:
            for _ in range(self._policy.at_once):
                workers.create_task(self._work(urls, downloader, report, progress))

    async def _work(
        self, urls: Iterator[str], downloader: Downloader, report: FetchReport, progress: Callable[[int], None]
    ) -> None:
        for url in urls:
            await self._one(url, downloader, report)
            progress(report.fetched + report.cached + report.refused.total())

    async def _one(self, url: str, downloader: Downloader, report: FetchReport) -> None:
        if (reason := self._cache.known(url)) is not None:
            await asyncio.sleep(0)  # a feed of known addresses must not keep the others from their turn
            if reason:
                report.refused[reason] += 1
            else:
                report.cached += 1
            return
        try:
            data = await downloader.picture(url)
        except Refused as error:
            self._cache.refuse(url, error)
            report.refused[str(error)] += 1
        else:
            self._cache.keep(url, data)
            report.fetched += 1
