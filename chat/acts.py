"""What a turn was for, by the names that `chat --json` tells programs. Several of the rules' own kinds are one act."""

from __future__ import annotations

from understanding.intent import BACK, CHOICE, MORE, REQUEST

ACTS = frozenset(
    {"request", "question", "compare", "choose", "count", "service"}
    | {"smalltalk", "complaint", "outside", "restart", "help"}
)
_OTHER_NAMES = {
    CHOICE: "choose",
    MORE: REQUEST,
    BACK: REQUEST,
    **dict.fromkeys(("empty", "emoji", "greeting", "thanks"), "smalltalk"),
}


def act_of(kind: str) -> str:
    """The act of a message of this kind, as `understanding.message` has it."""
    return _OTHER_NAMES.get(kind, kind)
