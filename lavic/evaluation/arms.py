"""From the names that a person gives to `--arms` to the arms that `lavic.evaluation.evaluate` does not make by
itself."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from catalog.store import Catalog
from lavic.errors import ModelError
from lavic.evaluation.baselines import encoder_arm, sentence_encoder, zero_shot
from lavic.evaluation.endpoint import Endpoint, EndpointConfig, endpoint_arm
from lavic.evaluation.evaluate import ENCODER, Arm, model_arm
from lavic.evaluation.full_tokens import full_arm
from lavic.rank import Ranker


@dataclass(frozen=True)
class ArmConfig:
    """What the arms need beside their names; the command's options of the same names."""

    model: str = "tiny"
    adapters: str | None = None
    quantize: str = "auto"
    procedure: str = "logits"
    endpoint: str | None = None
    """Address of an OpenAI-compatible API."""
    endpoint_model: str = ""
    endpoint_key_env: str | None = None
    """Environment variable that holds its key; the key itself is no option, since processes can be listed."""
    endpoint_deadline: float = 60.0
    """Of one row, in seconds."""


def other_arms(names: Sequence[str], config: ArmConfig, catalog: Catalog, stack: ExitStack) -> dict[str, Arm]:
    """Those of `names` that are baselines; what has to be closed goes on the stack. Raises ModelError."""
    arms = {}
    for name in names:
        if name == "zero":
            ranker = zero_shot(config.model, config.adapters, config.quantize)
            require_its_states(catalog, ranker)
            arms[name] = model_arm(ranker, config.procedure)
        elif name == "full":
            arms[name] = full_arm(config.model, catalog, config.quantize, config.procedure)
        elif name == "endpoint":
            endpoint = stack.enter_context(Endpoint(endpoint_config(config)))
            endpoint.check()
            arms[name] = endpoint_arm(endpoint)
        elif name.startswith(ENCODER):
            arms[name] = encoder_arm(sentence_encoder(name.removeprefix(ENCODER)))
    return arms


def require_its_states(catalog: Catalog, ranker: Ranker) -> None:
    """Raises ModelError where the catalog's states are not those that the ranker understands."""
    if catalog.stale_eye(ranker.fingerprint):
        raise ModelError(
            "the catalog's tokens were made by another vision encoder; rebuild it: python -m catalog build"
        )


def endpoint_config(config: ArmConfig) -> EndpointConfig:
    if not config.endpoint:
        raise ModelError("the arm endpoint needs an address: --endpoint URL --endpoint-model NAME")
    key = ""
    if variable := config.endpoint_key_env:
        key = os.environ.get(variable, "").strip()
        if not key:
            raise ModelError(f"--endpoint-key-env names {variable}, which is not set; set it, or leave the option out")
    return EndpointConfig(config.endpoint, config.endpoint_model, key, config.endpoint_deadline)
