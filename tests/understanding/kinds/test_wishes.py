"""Which of several kinds a message wishes for."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest

from understanding.kinds.wishes import main_kinds, wishing_part

KINDS = (
    "bowl",
    "floor lamp",
    "handbag",
    "hat",
    "mug",
    "rug",
    "table lamp",
    "tent",
    "stove",
    "sleeping bag",
    "earrings",
)


def mentioned(text: str) -> tuple[str, ...]:
    return tuple(kind for kind in KINDS if re.search(rf"\b{kind.split()[-1].removesuffix('s')}s?\b", text))


def nobody(text: str, kinds: Sequence[str]) -> tuple[str, ...]:
    return ()


@pytest.mark.parametrize(
    ("text", "wished"),
    [
        (
            "We redid the bedroom last month, new rug finally, and my husband keeps knocking over his mug. "
            "So what we need is a small lamp for the bedside.",
            {"table lamp", "floor lamp"},
        ),
        (
            "Wedding panic. I am borrowing a handbag from my cousin and the hat got vetoed by my mother. "
            "What is missing is earrings, gold please.",
            {"earrings"},
        ),
        (
            "My brother brings the tent and the stove, that is sorted out already. I am looking for a sleeping bag "
            "that survives proper rain",
            {"sleeping bag"},
        ),
        (
            "I need a rug and a table lamp for the new flat, both in warm colours, please nothing too busy",
            {"rug", "table lamp", "floor lamp"},
        ),
        ("a lamp and a rug", {"table lamp", "floor lamp", "rug"}),
        ("a hat", {"hat"}),
    ],
)
def test_what_is_said_in_passing_is_no_wish(text: str, wished: set[str]) -> None:
    assert set(main_kinds(text, mentioned(text), mentioned, nobody)) == wished


def test_kinds_of_one_name_are_told_apart_by_the_encoder_alone() -> None:
    lamps = ("floor lamp", "table lamp")
    assert main_kinds("a lamp for my desk", lamps, mentioned, lambda text, kinds: ("table lamp",)) == ("table lamp",)
    assert main_kinds("a lamp", lamps, mentioned, nobody) == lamps
    both = main_kinds("a lamp and a rug", (*lamps, "rug"), mentioned, lambda text, kinds: ("rug",))
    assert both == (*lamps, "rug"), "what is asked for together stays together"


def test_one_kind_stays() -> None:
    assert main_kinds("x " * 500, ("rug",), mentioned, nobody) == ("rug",)


@pytest.mark.parametrize(
    ("text", "wished"),
    [
        ("a small handbag because there's a rug in the way", ("handbag",)),
        ("need a bowl, since my last mug broke", ("bowl",)),
        ("a hat, cos my earrings got lost", ("hat",)),
        ("a rug as there are mug stains on the floor", ("rug",)),
        ("a mug and a bowl because we have none", ("bowl", "mug")),
    ],
)
def test_what_a_reason_names_is_not_wished(text: str, wished: tuple[str, ...]) -> None:
    assert set(main_kinds(text, mentioned(text), mentioned, nobody)) == set(wished)


@pytest.mark.parametrize(
    ("text", "kept", "lost"),
    [
        (
            "My dress is emerald and the shoes are sorted by now. What I need is gold earrings. Cheers!",
            "gold",
            "emerald",
        ),
        (
            "We painted the hall navy last week, it looks great. I'm looking for a brass lamp for it now.",
            "brass",
            "navy",
        ),
        ("Any red scarves for my sister please, because her coat is such a dull and boring grey one", "red", "grey"),
        ("a green vase", "green", "red"),
    ],
)
def test_looks_of_what_is_there_already_are_not_wished(text: str, kept: str, lost: str) -> None:
    part = wishing_part(text)
    assert kept in part and lost not in part
