"""What one turn tells while it goes on: typed events, which the page and the command line only render."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from chat.acts import act_of
from chat.items import Item
from chat.state import State


@dataclass(frozen=True)
class Retrieved:
    """The first of the candidates, in the search's order."""

    items: tuple[Item, ...]
    timings: dict[str, float]
    state: State
    """What was said and shown so far: where the conversation goes on if nobody waits for the rest."""


@dataclass(frozen=True)
class Ranked:
    """The order that stands. `engine` is "retrieval" where the ranker failed or had no words to rank by."""

    items: tuple[Item, ...]
    engine: str
    timings: dict[str, float]
    rest: tuple[Item, ...] = ()
    """What comes next in that order, for who wants to see more."""


@dataclass(frozen=True)
class Replied:
    text: str


@dataclass(frozen=True)
class Done:
    state: State
    record: dict[str, Any]
    """The turn object of `chat --json`."""


def record_of(
    message: str,
    kind: str,
    reply: str,
    state: State,
    relaxed: list[str],
    engine: str,
    items: Sequence[Item],
    timings: dict[str, float],
) -> dict[str, Any]:
    """The turn object of `chat --json`. `kind`: of the message, as `understanding.message` has it."""
    return {
        "message": message,
        "act": act_of(kind),
        "reply": reply,
        "constraints": state.constraints(),
        "relaxed": relaxed,
        "engine": engine,
        "items": [item.as_record() for item in items],
        "timings_ms": {name: round(value, 1) for name, value in timings.items()},
    }


Event = Retrieved | Ranked | Replied | Done
