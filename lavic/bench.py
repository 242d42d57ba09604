"""How long one turn's ranking takes, and in how much memory, by procedure.

`lavic` scores stored states as serving does, `text` without image tokens, `paper` is the reference's way: the tower
over every view of every candidate on each query, then an ID decoded; `full_tokens` reads every patch token of every
picture in one pass (`lavic.evaluation.full_tokens`). Times are of the ranking alone. With random weights they are those
of the real size; what is ranked then means nothing.
"""

from __future__ import annotations

import platform
import resource
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from PIL import Image

from catalog.conversations import Turn
from lavic.errors import ModelError
from lavic.evaluation.config import BenchConfig
from lavic.evaluation.full_tokens import FullRanker
from lavic.modeling import Loaded, load_model
from lavic.rank import Ranker
from lavic.shapes import random_model
from lavic.vision import VisionEncoder, vision_encoder

TURNS = (
    Turn("shopper", "a table lamp in warm metal for a dark corner, under 120 dollars"),
    Turn("assistant", "Here are five that could suit."),
    Turn("shopper", "something less shiny, and not so tall"),
)

BLURB = (
    "Made for long evenings with a book. The cord is two metres and the switch sits on it. 38 cm tall, 24 cm across."
)


def bench(config: BenchConfig) -> dict[str, Any]:
    """The report that `lavic bench --json` writes. Seeded; the candidates are noise, which costs what pictures do.

    What a model cannot do (more candidates than labels, more tokens than fit) has no row; `left_out` says why.
    """
    make = random_model if config.random_weights else load_model
    started = time.perf_counter()
    loaded = make(config.model, quantize=config.quantize)
    seconds = time.perf_counter() - started
    encoder, ranker = vision_encoder(loaded), Ranker(loaded, scoring=config.scoring)
    noise = np.random.default_rng(0)
    rows, left_out = [], []
    for count in config.candidates:
        for name in config.procedures:
            forget_peak(loaded.device)
            try:
                times, tokens = _timed(name, count, loaded, encoder, ranker, noise, config.repeats)
            except (ModelError, torch.OutOfMemoryError) as error:
                left_out.append({"procedure": name, "candidates": count, "reason": str(error).splitlines()[0]})
                continue
            row = {"procedure": name, "candidates": count, "prompt_tokens": tokens}
            row |= {f"p{share}_ms": round(float(np.percentile(times, share)), 1) for share in (50, 95)}
            rows.append({**row, "peak_mb": peak_mb(loaded.device)})
    pictures = [_noise(noise, 512) for _ in range(8)]
    pace = len(pictures) / (np.median(milliseconds(lambda: encoder.states(pictures), 3)) / 1000)
    return {
        "device": device_name(loaded.device),
        "model": loaded.config.name,
        "weights": "random" if config.random_weights else "trained",
        "dtype": _dtype(loaded),
        "scoring": ranker.scorer.name,
        "load_s": round(seconds, 1),
        "rows": rows,
        "left_out": left_out,
        "retrieval": [],
        "build": {"images_per_s": round(float(pace), 2)},
    }


def _timed(
    name: str,
    count: int,
    loaded: Loaded,
    encoder: VisionEncoder,
    ranker: Ranker,
    noise: np.random.Generator,
    repeats: int,
) -> tuple[list[float], int]:
    """Milliseconds of each answer, and the tokens that one answer reads."""
    listings = some_listings(count)
    ids = [f"B{number:09d}" for number in range(count)]
    few = max(2, repeats // 3)
    if name == "full_tokens":
        pictures = [_noise(noise, 512) for _ in listings]
        full = FullRanker(loaded)
        times = milliseconds(lambda: full.score(TURNS, listings, pictures), few)
        return times, full.prompt_tokens(TURNS, listings, pictures)
    if name == "paper":
        pictures = [_noise(noise, 64) for _ in listings]  # what the tower costs does not depend on their size
        prompt = ranker.language.prompter.listwise(TURNS, listings, ids, [True] * count)
        return milliseconds(lambda: ranker.generate_id(TURNS, ids, listings, encoder.states(pictures)), few), len(
            prompt
        )
    states = noise.normal(size=(count, encoder.views, encoder.dimension)).astype(np.float16)
    mask_images = name == "text"

    times = milliseconds(lambda: ranker.score(TURNS, listings, states, mask_images=mask_images), repeats)
    return times, ranker.scorer.tokens_read(TURNS, listings, mask_images=mask_images)


def some_listings(count: int) -> list[str]:
    return [f"Halden {number:02d} Table Lamp by Norrvik, 89.00 USD, 4.6 stars. {BLURB}" for number in range(count)]


def _noise(noise: np.random.Generator, side: int) -> Image.Image:
    return Image.fromarray(noise.integers(0, 255, (side, side, 3), dtype=np.uint8))


def milliseconds(run: Callable[[], Any], repeats: int) -> list[float]:
    """Milliseconds of each run after one that is not counted. What is run ends on the CPU, so a GPU is waited for."""
    run()
    times = []
    for _ in range(repeats):
        started = time.perf_counter()
        run()
        times.append((time.perf_counter() - started) * 1000)
    return times


def forget_peak(device: torch.device) -> None:
    if device.type == "cuda":
        torch.cuda.empty_cache()
        torch.cuda.reset_peak_memory_stats(device)


def peak_mb(device: torch.device) -> int:
    """Most memory at once, in MiB: of the GPU since `forget_peak`, elsewhere of the process since it began."""
    if device.type == "cuda":
        return round(torch.cuda.max_memory_allocated(device) / 2**20)
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def device_name(device: torch.device) -> str:
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    return f"{device.type}, {torch.get_num_threads()} threads, {platform.processor() or platform.machine()}"


def _dtype(loaded: Loaded) -> str:
    own = str(loaded.model.lm_head.weight.dtype).removeprefix("torch.")
    nf4 = any(type(module).__name__ == "Linear4bit" for module in loaded.model.modules())
    return f"nf4 and {own}" if nf4 else own


def table(report: dict[str, Any]) -> str:
    weights = "" if report["weights"] == "trained" else ", random weights"
    lines = [f"{report['model']}{weights}, {report['dtype']}, {report['scoring']}, {report['device']}"]
    lines += ["procedure    candidates  tokens  p50 ms  p95 ms  peak MB"]
    for row in report["rows"]:
        lines.append(
            f"{row['procedure']:12} {row['candidates']:10} {row['prompt_tokens']:7} {row['p50_ms']:7.0f}"
            f" {row['p95_ms']:7.0f} {row['peak_mb']:8}"
        )
    lines += [f"{row['procedure']:12} {row['candidates']:10} left out: {row['reason']}" for row in report["left_out"]]
    return "\n".join([*lines, f"tower: {report['build']['images_per_s']} pictures/s"])
