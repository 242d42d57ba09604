"""Which way a comparison of prices points, once what refuses it, asks about it or calls it too dear is counted.

"Over 50" is a minimum; "nothing that'll cost me over 50", "will it cost me over 50?", "over 50 is too much" and "if it's
over 50 forget it" are caps. Where the direction stays open it is a cap, and the shopper is told so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.price_words import (
    CAP,
    ENDS,
    FINDS,
    FINE,
    FLOOR,
    FREES,
    LESS,
    LINKS,
    MORE,
    NEGATORS,
    SUFFERS,
    TOO_CHEAP,
    TOO_DEAR,
    phrase_before,
)

_REACH = 16
"""Words to the left within which a refusal is looked for."""
_SENTENCE = frozenset(".;!?")
_CLAUSE = _SENTENCE | frozenset((",", ":", "(", ")", "–", "—", "but", "and", "though", "yet", "plus", "so", "because"))
_ASKING = frozenset(
    "is are do does can could would will have has why what which how shall should any anyone may".split()
)
_BUYER = frozenset("i we me us it that this they he she these those who anyone anybody".split())
_PAYING = frozenset("spend pay cost go be set fork shell".split())
_SHOWN = frozenset("it that this they these those all 's 're both everything".split())
_MINDS = frozenset("mind bothered fussed worried object".split())
_SOMETHING = frozenset("anything something ones one any some".split())


@dataclass(frozen=True)
class Scope:
    """What stands to the left of a comparison, in its clause."""

    start: int
    """The first word of the refusal that reaches it, or of the comparison itself."""
    refusals: int = 0
    linked: bool = True
    """Whether only small words stand between the refusal and the comparison; otherwise it may refuse a look."""
    between: tuple[str, ...] = ()
    """The words between them; the whole clause where nothing refuses."""


def scope_of(texts: Sequence[str], start: int, before: Scope | None = None) -> Scope:
    """Of the comparison that begins at `start`. `before`: of the one that it continues: "nothing over 70 or under 40"."""
    if before is not None and start and texts[start - 1] in ("or", "nor"):
        return Scope(start - 1, before.refusals or (texts[start - 1] == "nor"), before.linked, before.between)
    at, first, refusals, linked = start, start, 0, True
    clear, between = True, []
    while at > max(0, start - _REACH):
        role, length = phrase_before(NEGATORS, texts, at)
        if role:
            refusals, linked = refusals + 1, linked and clear
            at -= length
            first = at if clear else first
            continue
        word = texts[at - 1]
        if word in _CLAUSE and not (word == "," and texts[at] in ("or", "nor")) or word.isdigit():
            break
        clear = clear and word in LINKS
        between.append(word)
        at -= 1
    return Scope(first, refusals, linked, tuple(between))


def direction(texts: Sequence[str], role: str, scope: Scope, end: int) -> tuple[str, bool]:
    """(CAP, FLOOR or "" for no limit, whether that is a guess) of the bound of kind `role` that ends before `end`."""
    if role in (CAP, FLOOR):
        guessed = role == FLOOR and scope.refusals > 0 and scope.linked
        return (CAP if guessed else role), guessed
    if scope.refusals:
        return _refused(texts, role, scope, end)
    if role == LESS:
        return (FLOOR, False) if _called(texts, end, TOO_CHEAP) else (CAP, False)
    if _called(texts, end, TOO_DEAR) or _suffers(texts, end):
        return CAP, False
    if _called(texts, end, FINE, plain=True):
        return "", False
    return (CAP, True) if _open(texts, scope, end) else (FLOOR, False)


def _refused(texts: Sequence[str], role: str, scope: Scope, end: int) -> tuple[str, bool]:
    frees = scope.linked and not FREES.isdisjoint(scope.between)
    if role == MORE:
        if not _MINDS.isdisjoint(scope.between):
            return "", False
        return CAP, scope.refusals > 1 or not scope.linked
    if not scope.linked:
        return CAP, False  # "not leather under 50"
    if frees:
        return "", False
    if _asked(texts, scope.start, end) or not FINDS.isdisjoint(scope.between) or _found_before(texts, scope.start):
        return CAP, False  # "have you nothing under 50?"
    opening = texts[scope.start : scope.start + 2]
    bare = opening[0] in ("nothing", "no", "none") and opening[1:] != ["less"] and _is_alone(texts, scope.start, end)
    return (CAP, True) if bare or scope.refusals > 1 else (FLOOR, False)


def _found_before(texts: Sequence[str], start: int) -> bool:
    return not FINDS.isdisjoint(texts[max(0, start - 3) : start]) or texts[max(0, start - 1) : start] == ["why"]


def _is_alone(texts: Sequence[str], start: int, end: int) -> bool:
    """Whether the message says nothing else, so that "nothing under 50" may ask as well as refuse."""
    others = (*texts[:start], *texts[end:])
    return all(word in LINKS or word in ENDS or not word.isalnum() for word in others)


def _asked(texts: Sequence[str], start: int, end: int) -> bool:
    """Whether the sentence is a question."""
    first = next((at + 1 for at in range(start - 1, -1, -1) if texts[at] in _SENTENCE), 0)
    mark = next((word for word in texts[end : end + 40] if word in _SENTENCE), "")
    opening = [word for word in texts[first : first + 3] if word not in ("and", "but", "so", "ok", ",", "well")]
    inverted = opening[:1] == ["not"] and opening[1:2] and opening[1] in ("you", "there", "i", "it", "we", "they")
    return (
        mark == "?" or bool(inverted) or (opening[:1] != [] and opening[0] in ("do", "have", "is", "are", "any", "why"))
    )


def _open(texts: Sequence[str], scope: Scope, end: int) -> bool:
    """Whether "more than 50", which nothing refuses, asks what it would cost, says what was shown or sets a condition."""
    words = scope.between
    if {"if", "unless", "case", "when", "before"} & set(words):
        return True
    first = scope.start - len(words)
    asks = _asked(texts, max(first, 0), scope.start) and not _SOMETHING & set(words)
    if asks and _BUYER & {*words, *texts[scope.start : end]} and _PAYING & {*words, *texts[scope.start : end]}:
        return True
    near = words[:4]
    shown = (
        bool(near) and near[0] in ("is", "are", "'s", "'re", "all", "costs", "cost") and bool(_SHOWN & set(near[1:]))
    )
    return shown and not {"should", "must", "has", "have", "be"} & set(near)


def _called(texts: Sequence[str], end: int, names: frozenset[str], *, plain: bool = False) -> bool:
    """Whether the words behind a sum call it so: "over 60 is out of the question", "under 20 just falls apart"."""
    behind: list[str] = []
    for word in texts[end : end + 7]:
        if word in _SENTENCE and not (word == "?" and not behind) or word in (",", "but", "though"):
            break
        behind.append(word)
    said = {
        word
        for word in behind
        if word in ("is", "'s", "are", "would", "'d", "seems", "seem", "feels", "just", "will", "?", "=", "be")
    }
    if plain:
        return bool(said) and not names.isdisjoint(behind[:4]) and "not" not in behind
    return (
        bool(said)
        and behind[0] in (*said, "and", "usually", "always")
        and not names.isdisjoint(behind[:6])
        or (names is TOO_CHEAP and not names.isdisjoint(behind[:2]))
    )


def _suffers(texts: Sequence[str], end: int) -> bool:
    """Whether something bad follows: "over 60 and my husband will kill me", "more than 50 for a mug? No way"."""
    asked = next((at for at in range(end, min(end + 8, len(texts))) if texts[at] == "?"), None)
    if asked is not None and texts[asked + 1 : asked + 2] and texts[asked + 1] in ("no", "nope", "never"):
        return True
    return not SUFFERS.isdisjoint(texts[end : end + 8])
