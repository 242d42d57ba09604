"""The same training under several seeds, which draw otherwise and move no row: how far its figures spread."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from lavic.errors import ModelError
from lavic.spread import spread_of
from lavic.training.distillation.parts import DistillConfig
from lavic.training.parallel import Share
from lavic.training.tuning.rows import TuneConfig

Config = TypeVar("Config", DistillConfig, TuneConfig)


def repeated(train: Callable[[Config], dict[str, Any]], config: Config, count: int) -> dict[str, Any]:
    """One training's figures; of several, each in `out/seed-N`, all figures and their spread, also `out/seeds.json`.

    Raises ModelError.
    """
    if count < 1:
        raise ModelError(f"expected --seeds of at least 1, found {count}")
    if count == 1:
        return train(config)
    seeds = range(config.seed, config.seed + count)
    figures = {seed: train(replace(config, seed=seed, out=config.out / f"seed-{seed}")) for seed in seeds}
    report = {"seeds": list(seeds), "spread": spread_of(list(figures.values())), "figures": figures}
    if Share().first:
        (config.out / "seeds.json").write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    return report
