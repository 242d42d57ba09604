"""What one turn tells while it goes on: typed events, which the page and the command line only render."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

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


Event = Retrieved | Ranked | Replied | Done
