"""How long one turn's ranking takes, and in how much memory, by procedure.

`lavic` scores stored states as serving does, `text` without image tokens, `paper` is the reference's way: the tower
over every view of every candidate on each query, then an ID decoded. Times are of the ranking alone.
"""

from __future__ import annotations

import platform
import resource
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from PIL import Image

from catalog.conversations import Turn
from lavic.errors import ModelError
from lavic.eye import Eye, eye_of
from lavic.modeling import load_model
from lavic.rank import Ranker

TURNS = (
    Turn("shopper", "a table lamp in warm metal for a dark corner, under 120 dollars"),
    Turn("assistant", "Here are five that could suit."),
    Turn("shopper", "something less shiny, and not so tall"),
)

BLURB = (
    "Made for long evenings with a book. The cord is two metres and the switch sits on it. 38 cm tall, 24 cm across."
)


def bench(model: str, counts: Sequence[int], repeats: int, *, random_weights: bool = False) -> dict[str, Any]:
    """The report that `lavic bench --json` writes. Seeded; the candidates are noise, which costs what pictures do."""
    if random_weights:
        raise ModelError("--random-weights is not there yet; leave it out to time the model itself")
    loaded = load_model(model)
    eye, ranker = eye_of(loaded), Ranker(loaded)
    noise = np.random.default_rng(0)
    rows = []
    for count in counts:
        states = noise.normal(size=(count, eye.views, eye.dimension)).astype(np.float16)
        listings = [
            f"Halden {number:02d} Table Lamp by Norrvik, 89.00 USD, 4.6 stars. {BLURB}" for number in range(count)
        ]
        for procedure in ("lavic", "text", "paper"):
            run = _procedure(procedure, ranker, eye, listings, states, noise)
            times = _times(run, repeats if procedure != "paper" else max(2, repeats // 3))
            rows.append(
                {
                    "procedure": procedure,
                    "candidates": count,
                    "prompt_tokens": _prompt_tokens(procedure, ranker, listings),
                    "p50_ms": round(float(np.percentile(times, 50)), 1),
                    "p95_ms": round(float(np.percentile(times, 95)), 1),
                    "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
                }
            )
    pictures = [Image.fromarray(noise.integers(0, 255, (512, 512, 3), dtype=np.uint8)) for _ in range(8)]
    seconds = np.median(_times(lambda: eye.states(pictures), 3)) / 1000
    processor = platform.processor() or platform.machine()
    return {
        "device": f"{loaded.device.type}, {torch.get_num_threads()} threads, {processor}",
        "model": loaded.config.name,
        "dtype": str(ranker.language.model.lm_head.weight.dtype).removeprefix("torch."),
        "rows": rows,
        "retrieval": [],
        "build": {"images_per_s": round(len(pictures) / seconds, 2)},
    }


def _procedure(
    name: str, ranker: Ranker, eye: Eye, listings: list[str], states: np.ndarray, noise: np.random.Generator
) -> Callable[[], Any]:
    if name == "paper":
        shape = (64, 64, 3)  # upscaled by the views: what the tower costs does not depend on it
        pictures = [Image.fromarray(noise.integers(0, 255, shape, dtype=np.uint8)) for _ in listings]
        ids = [f"B{number:09d}" for number in range(len(listings))]
        return lambda: ranker.generate_id(TURNS, ids, listings, eye.states(pictures))

    def run() -> Any:
        return ranker.score(TURNS, listings, states, withhold=name == "text")

    return run


def _prompt_tokens(name: str, ranker: Ranker, listings: list[str]) -> int:
    """Tokens that one answer reads."""
    if name == "paper":
        ids = [f"B{number:09d}" for number in range(len(listings))]
        return len(ranker.language.prompter.listwise(TURNS, listings, ids, [True] * len(ids)))
    return ranker.scorer.tokens_read(TURNS, listings, withhold=name == "text")


def _times(run: Callable[[], Any], repeats: int) -> list[float]:
    """Milliseconds of each run after one that is not counted."""
    run()
    times = []
    for _ in range(repeats):
        started = time.perf_counter()
        run()
        times.append((time.perf_counter() - started) * 1000)
    return times


def table(report: dict[str, Any]) -> str:
    lines = [f"{report['model']}, {report['dtype']}, {report['device']}"]
    lines += ["procedure  candidates  tokens  p50 ms  p95 ms  peak MB"]
    for row in report["rows"]:
        lines.append(
            f"{row['procedure']:10} {row['candidates']:10} {row['prompt_tokens']:7} {row['p50_ms']:7.0f}"
            f" {row['p95_ms']:7.0f} {row['peak_mb']:8}"
        )
    return "\n".join([*lines, f"tower: {report['build']['images_per_s']} pictures/s"])
