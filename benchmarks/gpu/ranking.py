"""Point 2: load, memory and time of one ranking by procedure, NF4 beside bf16, and of several shoppers at once.

`times_the_floor` is the time over that of the same arithmetic (2 FLOP a weight of the language model and token read) at
the speed of a large product of matrices, measured here.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import torch

from benchmarks.figures import emit
from benchmarks.gpu.common import SEED, main, shape
from lavic.bench import TURNS, BenchConfig, bench, forget_peak, milliseconds, peak_mb, some_listings
from lavic.config import VIEWS
from lavic.modeling import Loaded
from lavic.prompt import LABELS, collate
from lavic.shapes import random_model, shape_of

CANDIDATES = (10, 50)
SHOPPERS = (1, 4, 16)


def measure(tiny: bool, scratch: Path) -> None:
    """One turn's ranking at the real size, with random weights."""
    model, repeats = shape(tiny, scratch), 3 if tiny else 15
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    speed = matmul_flops(device, 256 if tiny else 8192)
    emit("matmul", round(speed / 1e12, 3), "TFLOP/s", dtype="bfloat16")
    per_token = 2 * language_weights(shape_of(model))
    for quantize in ("nf4", "none"):
        for scoring, procedures in (
            ("listwise", ("lavic", "text", "paper", "full_tokens")),
            ("late_interaction", ("lavic", "text")),
        ):
            how = {"quantize": quantize, "scoring": scoring}
            config = BenchConfig(model, True, quantize, scoring, procedures, CANDIDATES, repeats)
            report = bench(config)
            emit("load", report["load_s"], "s", **how, dtype=report["dtype"])
            emit("tower", report["build"]["images_per_s"], "pictures/s", **how)
            base = {row["candidates"]: row["p50_ms"] for row in report["rows"] if row["procedure"] == "lavic"}
            for row in report["rows"]:
                floor = row["prompt_tokens"] * per_token / speed * 1000
                about = {**how, **row, "times_the_floor": round(row["p50_ms"] / floor, 2)}
                if row["candidates"] in base:
                    about["times_lavic"] = round(row["p50_ms"] / max(base[row["candidates"]], 0.1), 2)
                emit("ranking", row["p50_ms"], "ms", **about)
            for row in report["left_out"]:
                emit("ranking", None, "ms", **how, **row)
        loaded = random_model(model, quantize, seed=SEED)
        for shoppers in SHOPPERS:
            forget_peak(device)
            time = median(milliseconds(batch(loaded, shoppers), repeats))
            about = {"quantize": quantize, "shoppers": shoppers, "candidates": 10, "peak_mb": peak_mb(device)}
            emit("batch", round(time, 1), "ms", **about, ms_per_shopper=round(time / shoppers, 1))
        del loaded


def batch(loaded: Loaded, shoppers: int, candidates: int = 10) -> Callable[[], list[int]]:
    """The listwise pass of `ListwiseScorer` over several shoppers' prompts at once."""
    language = loaded.language()
    dimension = loaded.model.config.vision_config.hidden_size
    states = torch.randn(shoppers * candidates, VIEWS, dimension, generator=torch.Generator().manual_seed(SEED))
    prompt = language.prompter.listwise(TURNS, some_listings(candidates), LABELS[:candidates], [True] * candidates)
    ids, mask, _ = collate([prompt] * shoppers, language.prompter.pad_id)
    labels = torch.tensor(language.prompter.label_ids[:candidates])

    @torch.inference_mode()
    def run() -> list[int]:
        embeddings = language.embed(ids, language.project(states))
        hidden = language.hidden(embeddings, mask, use_cache=False).last_hidden_state
        return language.logits(hidden[:, -1], labels).argmax(-1).tolist()

    return run


def language_weights(config: Any) -> int:
    """Weights that every token is multiplied with: the layers of the language model, without embeddings and head."""
    text = config.text_config
    kv = text.hidden_size * text.num_key_value_heads // text.num_attention_heads
    return text.num_hidden_layers * text.hidden_size * (2 * text.hidden_size + 2 * kv + 3 * text.intermediate_size)


def matmul_flops(device: torch.device, side: int) -> float:
    """FLOP/s of a product of two bf16 matrices, the best of ten."""
    a = torch.randn(side, side, device=device).bfloat16()

    def run() -> float:
        return float((a @ a)[0, 0])  # read, so that a GPU is waited for

    return 2 * side**3 / (min(milliseconds(run, 10)) / 1000)


if __name__ == "__main__":
    main("ranking", measure)
