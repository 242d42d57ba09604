"""What each amount of a message is to the shopper: the most, the least, about so much, a range, or no limit at all.

What stands directly before or behind an amount names its role; `polarity` then tells which way a comparison points.
Leaves out: prices of several things in one message, and whether a sum is for each or for all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from understanding.money.amounts import FEWEST, Amount, Word
from understanding.money.polarity import Scope, direction, scope_of
from understanding.money.price_words import (
    ABOUT,
    AFTER,
    BEFORE,
    CAP,
    COPULAS,
    FILLERS,
    FLOOR,
    FOR,
    HAVE,
    HESITATIONS,
    LESS,
    MONEY,
    MORE,
    RANGE,
    WEAK,
    phrase_before,
    phrase_behind,
    word_set,
)
from understanding.money.sums import (
    budget_named,
    counts,
    ends_there,
    is_of_guests,
    is_seen,
    is_somebodys,
    is_stretched,
    is_sum,
    measures,
    undercuts,
)

SPREAD = 0.2
"""About 50 is from a fifth less to a fifth more."""
_BARE = "bare"
"""A sum that its coin alone makes a limit: what the shopper will pay."""
_SMALL = word_set(
    "budget budgets limit price spend spending pay paying afford ceiling max maximum up upto at min minimum "
    "within tops no"
)
"""What a limit below `FEWEST` may begin with."""
_TO = ("-", "–", "—", "to", "until", "till", "bis")
_AND = ("and", "n", "an", "&", "und", "y", "et", "e", "a")


@dataclass(frozen=True)
class Limit:
    low: float | None
    high: float | None
    first: int
    end: int
    """The words that said it: `words[first:end]`."""
    firm: bool = True
    """A bound. Otherwise "about 50" or a bare sum, which any bound overrules."""
    guessed: bool = False
    """Its direction could not be told, so that it was taken for a cap."""
    currency: str = ""


@dataclass(frozen=True)
class Unread:
    """Money that no rule could read: `words[first:end]`."""

    first: int
    end: int


@dataclass(frozen=True)
class _Lead:
    """What stands directly before an amount."""

    role: str
    start: int
    money: bool
    """Whether it speaks of money itself."""


@dataclass(frozen=True)
class _Tail:
    """What stands directly behind an amount."""

    role: str
    end: int
    weak: bool
    """Whether behind a bare number it need not be about money."""


def limits_of(words: Sequence[Word], amounts: Sequence[Amount]) -> list[Limit | Unread]:
    """In reading order."""
    texts = [word.text for word in words]
    found: list[Limit | Unread] = []
    scope: Scope | None = None
    at = read_to = 0
    while at < len(amounts):
        amount, ends = amounts[at], (amounts[at].value, amounts[at].value)
        at += 1
        if at < len(amounts) and (pair := _pair(texts, amount, amounts[at], read_to)):
            other, ends = amounts[at], pair
            amount = replace(amount, end=other.end, currency=amount.currency or other.currency)
            at += 1
        following = amounts[at].first if at < len(amounts) else len(texts)
        lead = _lead(texts, amount.first, read_to)
        tail = _tail(texts, amount.end, following, lead)
        earlier = amounts[: at - 1]
        role = _role(texts, amount, ends, lead, tail, following, earlier[-1] if earlier else None)
        limit, scope = _limit(texts, amount, ends, role, lead, tail, scope)
        found += [limit] if limit else []
        read_to = tail.end if role else amount.end
    return found


def _pair(texts: Sequence[str], one: Amount, other: Amount, read_to: int) -> tuple[float, float] | None:
    """The ends of a range; None where the amounts make none."""
    joint = texts[one.end : other.first]
    if one.value is None or other.value is None or len(joint) != 1:
        return None
    lead, marked = _lead(texts, one.first, read_to), one.marked or other.marked
    behind = ends_there(texts, other.end) or phrase_behind(AFTER, texts, other.end)[0] != ""
    thousands = other.value >= 1000 > 100 > one.value and not one.marked  # "1-2k"
    sums = behind and (thousands or (is_sum(one) and is_sum(other)))
    between = lead.role == RANGE and (
        sums or ("from" not in texts[lead.start : one.first] and not counts(texts, other.end))
    )
    if joint[0] in _TO:
        fits = marked or between or sums or (lead.money and not counts(texts, other.end))
    elif joint[0] == "or":
        fits = marked or (bool(lead.role) and sums)
    else:
        fits = joint[0] in _AND and lead.role == RANGE and (marked or between)
    first = one.value * 1000 if thousands and one.value * 1000 < other.value else one.value
    return (min(first, other.value), max(first, other.value)) if fits else None


def _lead(texts: Sequence[str], first: int, read_to: int) -> _Lead:
    """The phrases that end at the amount: "budget is around". A bound outweighs "about", and that outweighs "for"."""
    at, start, skipped, money = first, first, 0, False
    found: list[str] = []
    while at > read_to and skipped < 6:
        role, length = phrase_before(BEFORE, texts, at)
        if role and at - length >= read_to and not (role == HAVE and found and found != [ABOUT]):
            money = money or phrase_before(MONEY, texts, at)[1] == length
            found.append(role)
            at = start = at - length
            continue
        word, before = texts[at - 1], texts[at - 2] if at > 1 else ""
        hesitates = word == "," and (before in HESITATIONS or (at < first and texts[at] in HESITATIONS))
        shortened = word == "." and before in ("max", "min", "approx", "ca")
        if not (word in FILLERS or hesitates or shortened):
            break
        at, skipped = at - 1, skipped + 1
    if not found and (named := budget_named(texts, first, read_to)) is not None:
        return _Lead(CAP, named, True)
    ranked = sorted(found, key=lambda role: {ABOUT: 1, RANGE: 1, HAVE: 2, FOR: 2}.get(role, 0))
    return _Lead(ranked[0] if ranked else "", start, money)


def _tail(texts: Sequence[str], end: int, following: int, lead: _Lead) -> _Tail:
    """The phrases that begin behind the amount: "is my absolute limit", "each, tops"."""
    role, weak, at = "", True, end
    while True:
        comma = texts[at : at + 1] == [","]
        place = at + comma
        skip = place
        while skip < min(place + 6, len(texts)) and texts[place] in COPULAS[0] and texts[skip] in COPULAS[1]:
            skip += 1
        found, length = phrase_behind(AFTER, texts, place)
        if not found:
            found, length = phrase_behind(AFTER, texts, skip)
            place = skip
        stop = place + length
        beyond = stop + (texts[stop : stop + 1] in (["."], [":"], ["of"]))
        split = comma and not role and (length == 1 or (texts[stop : stop + 1] != [] and texts[stop][0].isdigit()))
        split = split or texts[stop : stop + 1] == ["than"]  # "40 and no more than 70"
        if not found or split or stop > following or (beyond == following < len(texts) and (lead.role or role)):
            return _Tail(role, at, weak)
        phrase = tuple(texts[place:stop])
        weak = weak and phrase in WEAK and place == at
        role = role if role in (CAP, FLOOR) and found == ABOUT else found
        at = stop


def _role(
    texts: Sequence[str],
    amount: Amount,
    ends: tuple[float | None, float | None],
    lead: _Lead,
    tail: _Tail,
    following: int,
    earlier: Amount | None,
) -> str:
    """ "" for none."""
    pair = ends[0] != ends[1]
    role = lead.role
    if role in (LESS, MORE, FLOOR) or (role == CAP and not lead.money):
        if not _is_money(texts, amount, lead, tail):
            return ""
        return RANGE if pair and role == CAP else role
    if tail.role == FLOOR and _is_money(texts, amount, lead, tail):
        return FLOOR
    if pair and (role != ABOUT or _is_money(texts, amount, lead, tail)):  # "around 15 to 20" names its ends
        return "either" if texts[amount.first + 1 : amount.end].count("or") else RANGE
    if CAP in (role, tail.role) and _is_money(texts, amount, lead, tail):
        return CAP
    if ABOUT in (role, tail.role) and _is_money(texts, amount, lead, tail):
        return ABOUT
    if earlier is not None and is_stretched(texts, earlier, amount):
        return CAP
    if is_seen(texts, amount):
        return _BARE if undercuts(texts, amount.end, following) else ""
    if amount.marked:
        return FLOOR if role == RANGE and texts[lead.start] in ("from", "ab") else _BARE
    will_pay = role == FOR and is_sum(amount) and not is_of_guests(texts, lead.start)
    return _BARE if will_pay and ends_there(texts, amount.end, strictly=True) else ""


def _is_money(texts: Sequence[str], amount: Amount, lead: _Lead, tail: _Tail) -> bool:
    """Whether an amount with a role is one of money: it says so, or its neighbours count and measure nothing."""
    if amount.marked or amount.value is None:
        return True
    if measures(texts, lead.start, amount.end):
        return False
    if amount.value < FEWEST and lead.role in (CAP, FLOOR) and texts[lead.start] not in _SMALL:
        return False  # "make it 2"
    over = MORE in (lead.role,) or ABOUT in (lead.role, tail.role) or FLOOR in (lead.role,)
    if is_somebodys(texts, lead.start, amount.value, over=over):
        return False
    if texts[tail.end - 1] == "each" and texts[tail.end : tail.end + 1] == ["of"]:
        return False  # "20 each of the red and the blue"
    if tail.role and (not lead.role or tail.role != ABOUT):
        return (not tail.weak and not counts(texts, tail.end)) or (bool(lead.role) and not counts(texts, tail.end))
    if ABOUT in (lead.role, tail.role):
        return is_sum(amount) and (tail.role == ABOUT or ends_there(texts, amount.end)) and not counts(texts, tail.end)
    if lead.role in (LESS, MORE) or lead.money:
        return not counts(texts, amount.end)
    return ends_there(texts, amount.end)


def _limit(
    texts: Sequence[str],
    amount: Amount,
    ends: tuple[float | None, float | None],
    role: str,
    lead: _Lead,
    tail: _Tail,
    before: Scope | None,
) -> tuple[Limit | Unread | None, Scope | None]:
    low, high = ends
    unread = Unread(amount.first, amount.end) if amount.marked or (lead.money and amount.value is None) else None
    if low is None or high is None or not role:
        return unread, None
    scope = scope_of(texts, lead.start, before)
    guessed = False
    if role in (ABOUT, _BARE) and scope.refusals and scope.linked and lead.role in ("", ABOUT):
        return unread, scope  # "not $50"
    if role == RANGE:
        bounds: tuple[float | None, float | None] = low, high
    elif role in (ABOUT, "either"):
        bounds = round(low * (1 - SPREAD), 2), round(high * (1 + SPREAD), 2)
    elif role == _BARE:
        bounds = None, high
    else:
        way, guessed = direction(texts, role, scope, tail.end)
        if not way:
            return unread, scope
        bounds = (None, high) if way == CAP else (low, None)
    start = scope.start if role in (LESS, MORE, CAP, FLOOR) else lead.start
    firm = role not in (ABOUT, "either", _BARE)
    return Limit(*bounds, _with_small(texts, start), tail.end, firm, guessed, amount.currency), scope


def _with_small(texts: Sequence[str], start: int) -> int:
    """The start of a limit with the small words before it, which say nothing without it: "for", "in the"."""
    while (
        start and texts[start - 1] in ("for", "at", "of", "in", "the") and texts[start - 1] != texts[start : start + 1]
    ):
        start -= 1
    return start
