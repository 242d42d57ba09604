"""Arms by name: those of this room, text encoders, and whatever a plugin registers (`lavic.plugins`).

`order`, `random` and the arms of the tuned model are `lavic.evaluation.evaluate`'s own; here are the others, each made
when somebody asks for it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from catalog.store import Catalog
from lavic.errors import ModelError
from lavic.evaluation.arms import Arm, model_arm
from lavic.evaluation.baselines import encoder_arm, sentence_encoder, zero_shot
from lavic.evaluation.config import ArmConfig
from lavic.evaluation.endpoint import Endpoint, EndpointConfig, endpoint_arm
from lavic.evaluation.full_tokens import full_arm
from lavic.rank import Ranker, load

NO_PRIOR = "lavic_no_prior"
"""`lavic` without retrieval's score and order: what the model earns by itself."""
MODEL_ARMS = ("text", "one", "lavic", NO_PRIOR)
OWN_ARMS = ("order", "random", *MODEL_ARMS)
"""Those that `lavic.evaluation.evaluate` makes."""
ENCODER = "encoder:"
"""Begins the name of an arm that asks a text encoder; its name follows."""


@dataclass(frozen=True)
class ArmContext:
    """What an arm may be made of."""

    config: ArmConfig
    catalog: Catalog
    stack: ExitStack
    """Closes, at the end of the evaluation, what is put on it."""
    used: list[Ranker] = field(default_factory=list)
    """The models that arms were made of, in order."""

    @cached_property
    def ranker(self) -> Ranker:
        """The model of the command line, loaded once. Raises ModelError."""
        config = self.config
        return self.checked(load(config.model, config.adapters, config.quantize, scoring=config.scoring))

    def checked(self, ranker: Ranker) -> Ranker:
        """With the prior of the command line. Raises ModelError where the catalog's states are of another encoder."""
        if self.catalog.stale_eye(ranker.fingerprint):
            raise ModelError(
                "the catalog's tokens were made by another vision encoder; rebuild it: python -m catalog build"
            )
        if self.config.prior is not None:
            ranker.prior = self.config.prior
        self.used.append(ranker)
        return ranker


Make = TypeVar("Make", bound=Callable[[ArmContext], Arm])
_ARMS: dict[str, Callable[[ArmContext], Arm]] = {}


def register_arm(name: str) -> Callable[[Make], Make]:
    """A decorator of a function (`ArmContext` -> `Arm`): `--arms NAME` then means what it makes. Raises ModelError."""

    def register(make: Make) -> Make:
        if name in _ARMS or name in OWN_ARMS or name.startswith(ENCODER) or "," in name:
            raise ModelError(f"no arm can be registered as {name!r}; expected a name that is free, without a comma")
        _ARMS[name] = make
        return make

    return register


def known_arms() -> list[str]:
    """As a person may ask for them, beside encoders."""
    return [*OWN_ARMS, *_ARMS]


def require_known(arms: Sequence[str]) -> None:
    """Raises ModelError for an arm that nothing makes. Cheap: to be called before a model is loaded."""
    known = known_arms()
    unknown = [arm for arm in arms if arm not in known and not (arm.startswith(ENCODER) and arm != ENCODER)]
    if unknown or not arms:
        raise ModelError(
            f"unknown arms {unknown}; there are {', '.join(known)} and {ENCODER}NAME. Another one comes with "
            "--plugin FILE"
        )


def make_arms(names: Sequence[str], context: ArmContext) -> dict[str, Arm]:
    """Those of `names` that are not `evaluate`'s own. Raises ModelError."""
    made = {}
    for name in names:
        if name in _ARMS:
            made[name] = _ARMS[name](context)
        elif name.startswith(ENCODER):
            made[name] = encoder_arm(sentence_encoder(name.removeprefix(ENCODER)))
    return made


@register_arm("zero")
def _zero(context: ArmContext) -> Arm:
    config = context.config
    ranker = zero_shot(config.model, config.adapters, config.quantize, config.scoring)
    return model_arm(context.checked(ranker), config.procedure)


@register_arm("full")
def _full(context: ArmContext) -> Arm:
    config = context.config
    return full_arm(config.model, context.catalog, config.quantize, config.procedure)


@register_arm("endpoint")
def _endpoint(context: ArmContext) -> Arm:
    endpoint = context.stack.enter_context(Endpoint(endpoint_config(context.config)))
    endpoint.check()
    return endpoint_arm(endpoint)


def endpoint_config(config: ArmConfig) -> EndpointConfig:
    if not config.endpoint:
        raise ModelError("the arm endpoint needs an address: --endpoint URL --endpoint-model NAME")
    key = ""
    if variable := config.endpoint_key_env:
        key = os.environ.get(variable, "").strip()
        if not key:
            raise ModelError(f"--endpoint-key-env names {variable}, which is not set; set it, or leave the option out")
    return EndpointConfig(config.endpoint, config.endpoint_model, key, config.endpoint_deadline)
