"""One JSON line per figure; time, processor time and memory of what runs in a process of its own.

Leaves out accelerators (`benchmarks.gpu`).
"""

from __future__ import annotations

import datetime
import importlib.metadata
import json
import os
import platform
import re
import resource
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

LIBRARIES = ("numpy", "faiss-cpu", "scikit-learn")
_SAMPLE_S = 0.05
_STATUS = Path("/proc/self/status")
Result = TypeVar("Result")


def emit(figure: str, value: float | bool | None, unit: str = "", **about: Any) -> None:
    """One line: what was measured, how much of it, and under which circumstances."""
    print(json.dumps({"figure": figure, "value": value, "unit": unit, **about}), flush=True)


def emit_setting(command: str, **about: Any) -> None:
    """The first line: when, on what, with which versions, and by which command."""
    versions = {name: importlib.metadata.version(name) for name in LIBRARIES}
    emit(
        "setting",
        None,
        date=datetime.datetime.now(datetime.UTC).date().isoformat(),
        processor=_processor(),
        cores=os.cpu_count(),
        threads=os.environ.get("OMP_NUM_THREADS", "all"),
        busy=round(os.getloadavg()[0], 1),
        versions={"python": platform.python_version(), **versions},
        command=command,
        **about,
    )


def _processor() -> str:
    with suppress(OSError):
        if found := re.search(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text()):
            return found[1]
    return platform.processor() or platform.machine()


@dataclass(frozen=True)
class Seconds:
    """Beside other work the clock's swell; the processor's, of all threads, do so far less."""

    clock: float
    cpu: float

    def __add__(self, other: Seconds) -> Seconds:
        return Seconds(self.clock + other.clock, self.cpu + other.cpu)

    def __mul__(self, factor: float) -> Seconds:
        return Seconds(self.clock * factor, self.cpu * factor)

    @classmethod
    def now(cls) -> Seconds:
        return cls(time.perf_counter(), time.process_time())

    @classmethod
    def of(cls, run: Callable[[], Result]) -> tuple[Seconds, Result]:
        """What `run` took, and gave."""
        began = cls.now()
        result = run()
        return cls.now() + began * -1, result


@dataclass
class Spent:
    took: Seconds = Seconds(0, 0)
    peak_mb: int = 0
    """Most resident memory of this process since it began, MiB, mapped files included."""
    own_mb: int | None = None
    """Most of it that is no mapped file, in samples 50 ms apart; None where the system does not tell."""


@contextmanager
def spending() -> Iterator[Spent]:
    """Fills what it gives when the block ends."""
    spent, done, own = Spent(), threading.Event(), [0]

    def watch() -> None:
        while not done.wait(_SAMPLE_S):
            own[0] = max(own[0], _status("RssAnon") or 0)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    began = Seconds.now()
    try:
        yield spent
    finally:
        spent.took = Seconds.now() + began * -1
        done.set()
        watcher.join()
        last = _status("RssAnon")
        spent.own_mb = None if last is None else max(own[0], last)
        spent.peak_mb = _status("VmHWM") or _max_resident_mb()


def _status(name: str) -> int | None:
    """MiB; None where there is no such file."""
    with suppress(OSError):
        if found := re.search(rf"{name}:\s*(\d+) kB", _STATUS.read_text()):
            return int(found[1]) // 1024
    return None


def _max_resident_mb() -> int:
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most // (2**20 if sys.platform == "darwin" else 2**10)


def alone(function: Callable[..., Result], *arguments: Any) -> Result:
    """What `function` returns, in a fresh process: its memory is its own, and nothing is warm but the files."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(function, *arguments).result()


def milliseconds(run: Callable[[Any], Any], of: Sequence[Any]) -> list[float]:
    """Of each of `of`, after one that is not counted."""
    run(of[0])
    times = []
    for one in of:
        began = time.perf_counter()
        run(one)
        times.append((time.perf_counter() - began) * 1000)
    return times


def spread(values: Sequence[float], digits: int = 2) -> dict[str, float | int]:
    """How far values lie apart, and how many there are."""
    low, high = np.min(values), np.max(values)
    p95 = np.percentile(values, 95)
    return {"n": len(values)} | {
        name: round(float(one), digits) for name, one in (("min", low), ("p95", p95), ("max", high))
    }
