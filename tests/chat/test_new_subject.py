"""Where a conversation begins anew, and what does not go over to the next thing."""

from __future__ import annotations

import pytest

from chat.state import State
from understanding.kinds.vocabulary import Vocabulary
from understanding.message import parse_message
from understanding.subject import is_for_another


@pytest.mark.parametrize(
    ("message", "anew"),
    [
        ("now a gift for my sister, under 30", True),
        ("and something for my mum", True),
        ("a birthday present for a friend", True),
        ("also anything for my two kids?", True),
        ("christmas is near, a present for our neighbour", True),
        ("is it a good gift for my dad?", False),
        ("would this one suit as a present for my wife", False),
        ("something for the hallway", False),
        ("under 30", False),
    ],
)
def test_a_present_for_another_begins_anew(message: str, anew: bool) -> None:
    assert is_for_another(message) == anew


def test_what_was_wished_for_oneself_is_no_limit_of_the_present() -> None:
    shop = Vocabulary((), ("watch", "scarf"), ())
    state = State().update(parse_message("a red watch under 200", shop))
    after = state.update(parse_message("now a gift for my sister under 30", shop))
    assert after.wanted.kinds == () and after.looks == () and after.wanted.budget.price_max == 30


def test_looks_do_not_go_over_to_another_kind() -> None:
    shop = Vocabulary((), ("pitcher", "scarf"), ())
    state = State().update(parse_message("a clear glass pitcher", shop)).update(parse_message("with a white lid", shop))
    assert [look.word for look in state.looks] == ["clear", "glass", "white"]
    assert state.update(parse_message("scarves", shop)).looks == ()
