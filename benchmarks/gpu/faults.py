"""Point 5: memory runs out in the n-th call; the next one must answer as before, and nothing may stay behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from benchmarks.figures import emit
from benchmarks.gpu.common import SEED, main, shape
from lavic.bench import TURNS, some_listings
from lavic.errors import ModelError
from lavic.evaluation.full_tokens import FullRanker
from lavic.modeling import LANGUAGE, Loaded
from lavic.rank import Ranker
from lavic.shapes import random_model
from lavic.training.adapters import attach, trainable
from lavic.training.loop import Run, fit
from lavic.training.schedule import LORA_PAPER, Schedule

FAILS = 3
"""Which call is refused memory."""
CANDIDATES = 10


def measure(tiny: bool, scratch: Path) -> None:
    """Out of memory on a real device, then a normal call."""
    loaded = random_model(shape(tiny, scratch), seed=SEED)
    noise = np.random.default_rng(SEED)
    listings = some_listings(CANDIDATES)
    states = noise.normal(size=(CANDIDATES, 5, loaded.model.config.vision_config.hidden_size)).astype(np.float16)
    pictures = [Image.fromarray(noise.integers(0, 255, (512, 512, 3), dtype=np.uint8)) for _ in listings]
    full = FullRanker(loaded)
    for scoring in ("listwise", "late_interaction"):
        ranker = Ranker(loaded, scoring=scoring)

        def score(ranker: Ranker = ranker) -> np.ndarray:
            return ranker.score(TURNS, listings, states)

        _try(scoring, score, loaded)
    _try("full_tokens", lambda: full.score(TURNS, listings, pictures), loaded)
    _train(loaded, scratch, listings, states)


def _try(name: str, score: Callable[[], np.ndarray], loaded: Loaded) -> None:
    before, held = score(), _held(loaded)
    for _ in range(FAILS - 2):
        score()
    refused = "nothing"
    try:
        with no_memory(loaded):
            score()
    except (torch.OutOfMemoryError, ModelError) as error:
        refused = type(error).__name__
    after = score()
    same = bool(np.allclose(before, after, atol=1e-5))
    emit(f"{name}, same scores after it", same, refused=refused, left_mb=_held(loaded) - held)


def _train(loaded: Loaded, scratch: Path, listings: list[str], states: np.ndarray) -> None:
    """A step of stage 2 that is refused says what to change; the run then goes on from its checkpoint."""
    wrapped = attach(loaded.model, LANGUAGE, LORA_PAPER)
    scorer = Ranker(loaded, scoring="listwise").scorer
    schedule = Schedule(epochs=1, batch=1, micro_batch=1, checkpoint_every=1)
    run, calls = Run(trainable(wrapped), FAILS + 1, schedule, scratch / "run", "faults"), []

    def loss(*_: object) -> torch.Tensor:
        calls.append(1)
        if len(calls) == FAILS:
            with no_memory(loaded):
                return -scorer.score(TURNS, listings, torch.from_numpy(states))[0]
        return -scorer.score(TURNS, listings, torch.from_numpy(states))[0]

    said = ""
    try:
        fit(run, loss, lambda: 1.0, lambda _: None)
    except ModelError as error:
        said = str(error)
    figures = fit(run, loss, lambda: 1.0, lambda _: None)
    emit("training, goes on after it", figures["steps"] == FAILS + 1, said=said, calls=len(calls))


@contextmanager
def no_memory(loaded: Loaded) -> Iterator[None]:
    """What the device has is all it gets; on a CPU, which has no such limit, the language model is told so."""
    if loaded.device.type == "cuda":
        torch.cuda.empty_cache()
        _, total = torch.cuda.mem_get_info(loaded.device)
        torch.cuda.set_per_process_memory_fraction(torch.cuda.memory_reserved(loaded.device) / total, loaded.device)
        try:
            yield
        finally:
            torch.cuda.set_per_process_memory_fraction(1.0, loaded.device)
        return

    def refuse(*_: object, **__: object) -> None:
        raise torch.OutOfMemoryError("as a GPU would say it")

    hook = loaded.model.model.language_model.register_forward_pre_hook(refuse, with_kwargs=True)
    try:
        yield
    finally:
        hook.remove()


def _held(loaded: Loaded) -> int:
    """MiB that are in use between two calls; 0 on a CPU, where nobody counts."""
    return round(torch.cuda.memory_allocated(loaded.device) / 2**20) if loaded.device.type == "cuda" else 0


if __name__ == "__main__":
    main("faults", measure)
