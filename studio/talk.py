"""Puts a conversation's plan into turns: fills a family's lines and lets the assistant answer in between."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from studio import asks
from studio.families import (
    ANSWERS_MANY,
    ANSWERS_ONE,
    ASKS,
    ASKS_LOOK,
    ASKS_WHICH,
    ASKS_YES,
    GIFT_OPENERS,
    MORE,
    OPENERS,
    ROBOT_OPENERS,
    SHOWS,
    SHOWS_MORE,
    SHOWS_ONE,
    SHOWS_OTHER,
    SHOWS_THREE,
    USE_OPENERS,
    Family,
)
from studio.grammar import is_plural, one, plural, use_phrase
from studio.kind import Kind
from studio.listing import usable_nouns
from studio.plan import all_kinds
from studio.truth import short
from studio.wishes import Item, Wish

_SAY_LAST = ("cl", "sl", "add", "less", "cmp", "like", "changed", "value", "hated", "limit", "brand", "name")
CONTENTS = ("perfume", "face cream", "night cream")
"""What is in the bottle or jar, as people call it, too. Only the bottle is seen."""
_MOST_NAMED = 4
"""Products in an answer; there are words for no more."""
_UNCOUNTED = ("wear", "ware", "jewellery", "candy")


@dataclass(frozen=True)
class Script:
    """What is to be said."""

    family: Family
    wishes: list[Wish]
    target: Item
    fits: list[Item]
    kind: Kind
    noun: str
    other: Kind
    """Another kind, for those who ask for the wrong one first."""
    miss: Item | None
    """A product of the kind that does not fit, which the assistant may show."""
    old: str
    """The value that the shopper names before changing to the last wish's; "" where nothing changes."""
    around: tuple[Item, ...] = ()
    """Two more that do not fit, shown before and after `miss` to those who like the second of three."""


@dataclass(frozen=True)
class Spoken:
    turns: list[str]
    """Shopper and assistant in turn, the shopper first and last."""
    answer: str
    shown: tuple[str, ...]
    """Identifiers of products that the assistant named."""


def shopper_nouns(kind: Kind) -> list[str]:
    """Other words for the kind, without those that also name another kind or cannot follow "a"."""
    taken = {n for k in all_kinds().values() if k.name != kind.name for n in (k.name, *k.nouns)}
    usable = [n for n in usable_nouns(kind) if n not in taken and not n.endswith(_UNCOUNTED)]
    return [n for n in usable if " of " not in n]


def speak(script: Script, rng: random.Random) -> Spoken | None:
    """None where the family has no script for as many wishes."""
    lines = [s for s in script.family.scripts if _fits(s, script)]
    if not lines:
        return None
    chosen, words = rng.choice(lines), _Words(script, rng)
    shoppers = [_tidy(words.fill(line), rng) for line in chosen]
    turns, shown = [shoppers[0]], []
    for before, line in zip(chosen, shoppers[1:], strict=False):
        reply, items = _reply(before, chosen[len(turns) // 2 + 1], script, rng, first=len(turns) == 1)
        shown += [item for item in items if item not in shown]
        turns += [reply, line]
    return Spoken(turns, _answer(script, rng), tuple(shown))


def _fits(script: Sequence[str], plan: Script) -> bool:
    """Whether the lines say each wish once, and speak of no wish that there is not."""
    holes = set(re.findall(r"{(\w+)}", " ".join(script)))
    last = len(plan.wishes) - 1
    said: list[int] = []
    for hole in holes:
        if re.fullmatch(r"[csk]\d", hole):
            said.append(int(hole[1]) - 1)
        elif hole in ("np", "bare", "many"):
            said += range(last + 1)
        elif hole in ("rest", "old"):
            said += range(last)
        elif hole == "np1":
            said.append(0)
        elif hole in _SAY_LAST or (hole == "use" and plan.wishes[-1].trait == "use"):
            said.append(last)
    return sorted(said) == list(range(last + 1))


class _Words:
    """The holes of a family's lines, filled once per conversation so that words stay the same."""

    def __init__(self, script: Script, rng: random.Random):
        self.script, self.rng = script, rng

    def fill(self, line: str) -> str:
        return re.sub(r"{(\w+)}", lambda match: self._hole(match[1]), line)

    def _hole(self, hole: str) -> str:
        script, kind, rng, noun = self.script, self.script.kind, self.rng, self.script.noun
        wishes, last = script.wishes, script.wishes[-1]
        if hole in ("np", "bare"):
            return asks.noun_phrase(wishes, kind, noun, rng, bare=hole == "bare")
        if hole == "rest":
            return asks.noun_phrase(wishes[:-1], kind, noun, rng)
        if hole == "np1":
            return asks.noun_phrase(wishes[:1], kind, noun, rng)
        if hole == "old":
            return asks.noun_phrase([*wishes[:-1], replace(last, value=script.old)], kind, noun, rng)
        say = {
            "c": asks.clause, "s": asks.stated, "k": asks.keyword, "add": asks.afterthought, "less": asks.refused,
            "cmp": asks.compared, "like": asks.like, "hated": asks.disliked, "changed": asks.changed,
        }  # fmt: skip
        if match := re.fullmatch(r"([csk])(\d|l)", hole):
            return say[match[1]](last if match[2] == "l" else wishes[int(match[2]) - 1], kind, rng)
        if hole in say:
            return say[hole](last, kind, rng)
        if hole == "many":
            return asks.noun_phrase(wishes, kind, plural(kind, noun), rng, bare=True)
        if hole in ("value", "oldvalue"):
            return asks.value(replace(last, value=script.old) if hole == "oldvalue" else last, rng, formal=True)
        return self._word(hole)

    def _word(self, hole: str) -> str:
        script, kind, rng = self.script, self.script.kind, self.rng
        last = script.wishes[-1]
        other, uses = script.other, kind.uses or ("a friend",)
        words = {
            "noun": script.noun, "nouns": plural(kind, script.noun), "a": one(script.noun),
            "other": one(other.name), "other_many": plural(other),
            "limit": last.value, "brand": last.value, "name": last.value,
            "use": last.value if last.trait == "use" else use_phrase(rng.choice(uses)),
        }  # fmt: skip
        return words[hole]


def _reply(before: str, after: str, script: Script, rng: random.Random, *, first: bool) -> tuple[str, list[str]]:
    """What the assistant says after one line and before the next, and the products it shows."""
    words = {"nouns": plural(script.kind, script.noun), "it": "they" if is_plural(script.noun) else "it"}
    if "{other" in before:
        return rng.choice(SHOWS_OTHER).format(nouns=plural(script.other)), []
    if "{like}" in after and script.miss and script.around:
        around = [_title(item) for item in script.around]
        text = rng.choice(SHOWS_THREE).format(one=around[0], shown=_title(script.miss), three=around[1])
        return text, [item[1].id for item in (script.around[0], script.miss, script.around[1])]
    bare = not re.search(r"{(np|np1|bare|rest|old|[csk]\d|cl|sl|add|less)}", before)
    refining = re.search(r"{(cmp|less)}", after)
    likely = 1.0 if "{cmp}" in after else 0.5 if refining else 0.0 if bare else 0.2
    if script.miss and rng.random() < likely:
        return rng.choice(SHOWS_ONE).format(shown=_title(script.miss)), [script.miss[1].id]
    if "{oldvalue}" in before:
        return rng.choice(ASKS_WHICH), []
    if bare and not refining:
        return rng.choice(_questions(before, after, script, first=first)).format(**words), []
    shows = re.search(r"{(add|less)}", after) or re.search(r"{(np|np1|rest|old|bare)}", before) or rng.random() < 0.5
    return rng.choice(SHOWS if shows else MORE).format(**words), []


def _questions(before: str, after: str, script: Script, *, first: bool) -> tuple[str, ...]:
    """What the assistant may ask of somebody who has not said much yet."""
    if "robot" in before:
        return ROBOT_OPENERS
    if "show me more" in before:
        return SHOWS_MORE
    if before.startswith(("what would you suggest", "something for")):
        return USE_OPENERS
    if "{" not in before:
        return (GIFT_OPENERS if script.family.name == "gift talk" else OPENERS) if first else MORE
    if re.fullmatch(r"(do you have )?{nouns?}\?", before):
        return ASKS_YES
    wish = re.search(r"{[csk](\d)}", after)
    look = wish is None or script.wishes[int(wish[1]) - 1].visual  # else the answer would not be to the question
    return ASKS + ASKS_LOOK if look else ASKS


def _title(item: Item) -> str:
    """As one would say it: without what a shop adds after a comma or a dash."""
    return re.split(r", | — ", item[1].title.removeprefix("The "))[0]


def _answer(script: Script, rng: random.Random) -> str:
    fits = script.fits[:_MOST_NAMED]
    titles = [_title(item) for item in fits]
    if len(set(titles)) < len(titles):  # two jugs called Ada
        titles = [item[1].title for item in fits]
    if len(titles) == 1:
        why = short(script.fits[0][0]).rstrip(".")
        many = any(is_plural(word.strip("“”").lower()) for word in titles[0].split()) and is_plural(script.kind.name)
        verbs = {"be": "are" if many else "is", "fit": "fit" if many else "fits"}
        return rng.choice(ANSWERS_ONE).format(titles=titles[0], why=why[0].lower() + why[1:], **verbs)
    listed = f"the {', the '.join(titles[:-1])} and the {titles[-1]}"
    count = ("two", "three", "four")[len(titles) - 2]
    text = rng.choice(ANSWERS_MANY[:-2] if len(titles) == 2 else ANSWERS_MANY).format(titles=listed, count=count)
    return text[0].upper() + text[1:]


def _tidy(line: str, rng: random.Random) -> str:
    """As typed: punctuation that ran together is mended, and some people use capitals."""
    line = re.sub(r"\s+([,.?!])", r"\1", line)
    line = re.sub(r"\?(\.|,|\?(?!\?| cant))", "?", line)
    line = re.sub(r",(?=[.?!])", "", line)
    line = re.sub(r"\.(\.)(?!\.)(?<!\.\.\.)", ".", line)
    if rng.random() < 0.25:
        line = re.sub(r"(^|[.?!] )([a-z])", lambda m: m[1] + m[2].upper(), line)
        line = re.sub(r"\bi\b", "I", line)
    return line
