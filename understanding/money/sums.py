"""Whether a bare number is a sum of money, by the words beside it: no count, no measure, nobody's age and no year."""

from __future__ import annotations

from collections.abc import Sequence

from understanding.money.amounts import FEWEST, Amount
from understanding.money.price_words import BODY, ENDS, FILLERS, MEASURED, MEASURES, SEEN, STRETCH, word_set

_STOPS = frozenset(".,;:!?)(|")
_SOMEBODY = word_set("man men woman women people ladies someone somebody anyone the person")
_CHILDREN = word_set("girl girls boy boys kid kids child children teen teens teenager teenagers baby babies toddlers")
_HE_IS = word_set("he she who they i hes shes whos theyre im")
_CUT = word_set("lower cheaper less beat better undercut match lesser")
_OTHER_COSTS = word_set("shipping delivery postage deposit")
_NO_PRICE = word_set("elsewhere off voucher vouchers discount coupon deposit tip refund")
_BUDGETS = frozenset(("budget", "limit", "ceiling", "maximum", "max"))
_GUESTS = word_set("party dinner table wedding guests seating lunch supper service set setting birthday room")


def is_sum(amount: Amount) -> bool:
    """Too large for a number of things, and no year."""
    value = amount.value or 0.0
    return amount.marked or (value >= FEWEST and not 1800 <= value <= 2050)


def counts(texts: Sequence[str], end: int) -> bool:
    """Whether a plural follows: "less than 5 drawers"."""
    word = texts[end] if end < len(texts) else ""
    return word.isalpha() and word.endswith("s") and not word.endswith("ss") and len(word) > 2 and word not in ENDS


def ends_there(texts: Sequence[str], end: int, *, strictly: bool = False) -> bool:
    """Whether no noun follows: "at most 3 drawers" is not about money. `strictly`: nothing at all."""
    word = texts[end] if end < len(texts) else ""
    return not word or word in _STOPS or not word[0].isalnum() or (not strictly and word in ENDS)


def measures(texts: Sequence[str], start: int, end: int) -> bool:
    """Whether it is the measure of something: "height under 50", "seats up to 8", "50 in width", "about 90ish wide"."""
    behind = end + (2 if texts[end : end + 2] == ["or", "so"] else texts[end : end + 1] == ["ish"])
    if behind < len(texts) and texts[behind] in MEASURED and ends_there(texts, behind + 1):
        return True
    if start and texts[start - 1] in BODY and texts[start][0].isdigit():
        return True
    at = start
    while at and texts[at - 1] in FILLERS:
        at -= 1
    return (texts[max(0, at - 1) : at] != [] and texts[at - 1] in MEASURES) or (
        texts[end : end + 1] == ["in"] and not MEASURES.isdisjoint(texts[end + 1 : end + 2])
    )


def is_somebodys(texts: Sequence[str], start: int, value: float, *, over: bool) -> bool:
    """Whether it is somebody's age: "she's over 60", "a man around 30", "kids under 12"."""
    before = [word for word in texts[max(0, start - 4) : start] if word not in ("just", "only", "well", "now")]
    last = before[-1] if before else ""
    is_ = last in ("is", "'s", "are", "'re", "'m", "am") and before[-2:-1] != [] and before[-2] in _HE_IS
    return (
        bool(is_)
        or last in _HE_IS - {"i", "who", "they", "he", "she"}
        or (over and last in _SOMEBODY)
        or (value <= 18 and last in _CHILDREN)
    )


def budget_named(texts: Sequence[str], first: int, read_to: int) -> int | None:
    """Where the budget stands that a sum is said to be: "my budget for both is 80"."""
    if first <= read_to or texts[first - 1] not in ("is", "'s", ":", "of"):
        return None
    for at in range(first - 2, max(read_to, first - 8) - 1, -1):
        if texts[at] in _STOPS:
            return None
        if texts[at] in _BUDGETS:
            return at
    return None


def is_of_guests(texts: Sequence[str], start: int) -> bool:
    """Whether it follows what is held for so many: "a table for 12"."""
    return not _GUESTS.isdisjoint(texts[max(0, start - 4) : start])


def is_stretched(texts: Sequence[str], one: Amount, other: Amount) -> bool:
    """Whether the second sum is how far the shopper would go: "60, but if it's lovely 90"."""
    if one.value is None or other.value is None or not (is_sum(one) and is_sum(other)):
        return False
    between = texts[one.end : other.first]
    near = one.value < other.value <= 4 * one.value and len(between) <= 16
    stretched = not STRETCH.isdisjoint(between) or texts[other.end : other.end + 1] == ["if"]
    return near and stretched and ends_there(texts, other.end)


def is_seen(texts: Sequence[str], amount: Amount) -> bool:
    """Whether it is the price of something else: "saw one for $90", "$10 off", "delivery is $5"."""
    clause: list[str] = []
    for word in reversed(texts[max(0, amount.first - 8) : amount.first]):
        if word in _STOPS:
            break
        clause.append(word)
    behind = texts[amount.end : amount.end + 1]
    return not SEEN.isdisjoint(clause) or not _OTHER_COSTS.isdisjoint(clause[:4]) or not _NO_PRICE.isdisjoint(behind)


def undercuts(texts: Sequence[str], end: int, following: int) -> bool:
    """Whether less than what was seen is asked for, and no other sum is named."""
    return following == len(texts) and not _CUT.isdisjoint(texts[end : end + 14])
