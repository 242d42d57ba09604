"""Puts a conversation's plan into turns: fills a family's lines and lets the assistant answer in between."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from catalog.studio import asks
from catalog.studio.families import (
    ANSWERS_MANY,
    ANSWERS_ONE,
    ASKS,
    MORE,
    OPENERS,
    SHOWS,
    SHOWS_ONE,
    SHOWS_OTHER,
    Family,
)
from catalog.studio.grammar import article, is_plural, one, plural, use_phrase
from catalog.studio.kind import Kind
from catalog.studio.listing import usable_nouns
from catalog.studio.plan import all_kinds
from catalog.studio.truth import short
from catalog.studio.wishes import Item, Wish

_SAY_LAST = ("cl", "add", "cmp", "changed", "value", "limit", "brand", "size", "name")
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
        reply, item = _reply(before, chosen[len(turns) // 2 + 1], script, rng, first=len(turns) == 1)
        shown += [item] if item and item not in shown else []
        turns += [reply, line]
    return Spoken(turns, _answer(script, rng), tuple(shown))


def _fits(script: Sequence[str], plan: Script) -> bool:
    """Whether the lines say each wish once, and speak of no wish that there is not."""
    holes = set(re.findall(r"{(\w+)}", " ".join(script)))
    last = len(plan.wishes) - 1
    said: list[int] = []
    for hole in holes:
        if hole in ("c1", "c2", "c3"):
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
        if hole in ("c1", "c2", "c3"):
            return asks.clause(wishes[int(hole[1]) - 1], kind, rng)
        if hole == "cl":
            return asks.clause(last, kind, rng)
        if hole == "add":
            return asks.afterthought(last, kind, rng)
        if hole == "many":
            return asks.noun_phrase(wishes, kind, plural(kind, noun), rng, bare=True)
        if hole == "changed":
            return asks.changed(last, kind, rng)
        if hole == "cmp":
            return rng.choice(asks.COMPARED[last.value])
        return self._word(hole)

    def _word(self, hole: str) -> str:
        script, kind, rng = self.script, self.script.kind, self.rng
        last = script.wishes[-1]
        other, uses = script.other, kind.uses or ("a friend",)
        words = {
            "noun": script.noun, "nouns": plural(kind, script.noun), "a": one(script.noun),
            "other": one(other.name), "other_many": plural(other), "oldvalue": script.old,
            "value": last.value, "a_value": article(last.value), "limit": last.value, "brand": last.value,
            "size": last.value, "name": last.value, "use": last.value if last.trait == "use" else use_phrase(rng.choice(uses)),
        }  # fmt: skip
        return words[hole]


def _reply(before: str, after: str, script: Script, rng: random.Random, *, first: bool) -> tuple[str, str]:
    """What the assistant says after one line and before the next, and the product it shows."""
    words = {"nouns": plural(script.kind, script.noun), "it": "they" if is_plural(script.noun) else "it"}
    if "{other" in before:
        return rng.choice(SHOWS_OTHER).format(nouns=plural(script.other)), ""
    if "{" not in before or before.startswith(("what would you suggest", "something for")):
        return rng.choice(OPENERS if first else MORE), ""
    bare = not re.search(r"{(np|np1|bare|rest|old|c\d|cl|add)}", before)
    comparing = "{cmp}" in after
    if script.miss and (comparing or (not bare and rng.random() < 0.2)):
        return rng.choice(SHOWS_ONE).format(shown=_title(script.miss)), script.miss[1].id
    if bare:
        return rng.choice(ASKS).format(**words), ""
    shows = "{add}" in after or re.search(r"{(np|np1|rest|old|bare)}", before) or rng.random() < 0.5
    return rng.choice(SHOWS if shows else MORE).format(**words), ""


def _title(item: Item) -> str:
    """As one would say it: without what a shop adds after a comma or a dash."""
    return re.split(r", | — ", item[1].title.removeprefix("The "))[0]


def _answer(script: Script, rng: random.Random) -> str:
    titles = [_title(item) for item in script.fits]
    if len(set(titles)) < len(titles):  # two jugs called Ada
        titles = [item[1].title for item in script.fits]
    if len(titles) == 1:
        why = short(script.fits[0][0]).rstrip(".")
        return rng.choice(ANSWERS_ONE).format(titles=titles[0], why=why[0].lower() + why[1:])
    listed = f"the {', the '.join(titles[:-1])} and the {titles[-1]}"
    count = ("two", "three", "four")[len(titles) - 2]
    text = rng.choice(ANSWERS_MANY[:-2] if len(titles) == 2 else ANSWERS_MANY).format(titles=listed, count=count)
    return text[0].upper() + text[1:]


def _tidy(line: str, rng: random.Random) -> str:
    """As typed: punctuation that ran together is mended, and some people use capitals."""
    line = re.sub(r"\s+([,.?!])", r"\1", line)
    line = re.sub(r"\?(\?|\.|,)", "?", line)
    line = re.sub(r"\.(\.)(?!\.)(?<!\.\.\.)", ".", line)
    if rng.random() < 0.25:
        line = re.sub(r"(^|[.?!] )([a-z])", lambda m: m[1] + m[2].upper(), line)
        line = re.sub(r"\bi\b", "I", line)
    return line
