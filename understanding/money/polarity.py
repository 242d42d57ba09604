"""Which way a comparison of prices points, once what refuses it, asks about it or calls it too dear is counted.

"Over 50" is a minimum; "nothing that'll cost me over 50", "will it cost me over 50?", "over 50 is too much" and "if
it's over 50 forget it" are caps. Where the direction stays open it is a cap, and the shopper is told so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from understanding.money.price_words import (
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
    word_set,
)

_REACH = 16
"""Words to the left within which a refusal is looked for."""
_SENTENCE = frozenset(".;!?")
_CLAUSE = _SENTENCE | frozenset((",", ":", "(", ")", "–", "—", "but", "and", "though", "yet", "plus", "so", "because"))
_ASKING = word_set("do have is are any why")
"""What opens a question, besides what "can you show me" opens, which asks for things politely."""
_OPENERS = word_set("and but so ok well ,")
_INVERTED = word_set("you there i it we they")
_BUYER = word_set("i we me us it that this they he she these those who anyone anybody")
_PAYING = word_set("spend pay cost go be set fork shell")
_SOMETHING = word_set("anything something ones one any some")
_CONDITIONS = word_set("if unless case when before")
_TELLS = word_set("is are 's 're all costs cost")
_SHOWN = word_set("it that this they these those all 's 're both everything are is")
_SHALL = word_set("should must has have be")
_MINDS = word_set("mind bothered fussed worried object care")
_IS = word_set("is 's are would 'd seems seem feels just will ? = and usually always looks breaks falls")
_PASSES = word_set("pass passing cross crossing hit hitting reach reaching top topping break")
"""What a price is mostly said not to do."""
_NO = word_set("no nope never")


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
    """Of the comparison that begins at `start`. `before`: of the one before, which it may continue: "nothing over 70 or
    under 40"."""
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
        goes_on = word == "," and texts[at] in ("or", "nor")
        if (word in _CLAUSE and not goes_on) or word.isdigit():
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
    if _called(texts, end, FINE):
        return "", False
    unclear = texts[scope.start] in _PASSES or _open(texts, scope, end)
    return (CAP, True) if unclear else (FLOOR, False)


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
    if next((word for word in texts[end : end + 40] if word in _SENTENCE), "") == "?":
        return True
    opening = [word for word in texts[first : first + 3] if word not in _OPENERS]
    inverted = opening[:1] == ["not"] and not _INVERTED.isdisjoint(opening[1:2])  # "haven't you"
    return inverted or not _ASKING.isdisjoint(opening[:1])


def _open(texts: Sequence[str], scope: Scope, end: int) -> bool:
    """Whether "more than 50", which nothing refuses, asks what it would cost, tells of what was shown or sets a
    condition."""
    words = scope.between
    said = {*words, *texts[scope.start : end]}
    if not _CONDITIONS.isdisjoint(words):
        return True
    asks = _asked(texts, scope.start - len(words), scope.start) and _SOMETHING.isdisjoint(words)
    if asks and _BUYER & said and _PAYING & said:
        return True
    told = not _TELLS.isdisjoint(words[:1]) and not _SHOWN.isdisjoint(words[1:4])
    return told and _SHALL.isdisjoint(words[:4])


def _called(texts: Sequence[str], end: int, names: frozenset[str]) -> bool:
    """Whether the words behind a sum call it so: "over 60 is out of the question", "under 20 just falls apart"."""
    behind: list[str] = []
    for word in texts[end : end + 6]:
        if word in (",", "but", "though") or (word in _SENTENCE and (word != "?" or behind)):
            break
        behind.append(word)
    return not _IS.isdisjoint(behind[:1]) and not names.isdisjoint(behind)


def _suffers(texts: Sequence[str], end: int) -> bool:
    """Whether something bad follows: "over 60 and my husband will kill me", "more than 50 for a mug? No way"."""
    behind = texts[end : end + 8]
    asked = behind.index("?") + 1 if "?" in behind else len(behind)
    return not SUFFERS.isdisjoint(behind) or not _NO.isdisjoint(behind[asked : asked + 1])
