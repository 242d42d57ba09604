"""Shopping conversations whose right answers are known.

A product is picked, wishes that it grants are picked (`catalog.studio.wishes`), and a way of talking
(`catalog.studio.families`) puts them into turns. The ground truth is every product of the pool that grants what
was wished for in the end. A row is kept only where nobody would dispute the answer, where no wish is idle (without
it more products would fit: the pool holds near misses), and where at most four products fit.

Tags: "visual" (only the pictures tell), "textual" (the texts suffice) or "both"; "turns:N", "family:NAME",
"trait:NAME" for each wish, "negation", "unseen" (see `catalog.studio.plan`).
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from catalog.conversations import ASSISTANT, SHOPPER, Conversation, Turn, render_context
from catalog.studio import asks, families, wishes
from catalog.studio.families import FAMILIES, Family
from catalog.studio.kind import Kind
from catalog.studio.listing import mentioned
from catalog.studio.plan import all_kinds, is_unseen
from catalog.studio.talk import Script, shopper_nouns, speak
from catalog.studio.wishes import Item, Wish

SHARES = {"visual": 0.60, "both": 0.20, "textual": 0.20}
NEGATIONS = 0.12
MOST_ANSWERS = 4
_TRIES = 4000
"""Attempts per conversation before giving up; about one in ten succeeds in a shop of ten per kind."""


@dataclass(frozen=True)
class Shop:
    """The pool, arranged for asking."""

    by_kind: dict[str, list[Item]]
    told: dict[str, set[str]]
    """Product id -> the traits that its text gives away."""

    @staticmethod
    def of(pool: Sequence[Item]) -> Shop:
        by_kind: dict[str, list[Item]] = defaultdict(list)
        for spec, product in pool:
            by_kind[spec.kind].append((spec, product))
        return Shop(dict(by_kind), {p.id: mentioned(p, s) for s, p in pool})


def conversations(pool: Sequence[Item], count: int, seed: int) -> Iterator[Conversation]:
    """As many conversations about the pool's products, no two alike. Raises ValueError if it yields no more."""
    shop, rng = Shop.of(pool), random.Random(f"converse/{seed}")
    seen: set[str] = set()
    while len(seen) < count:
        tag = rng.choices(list(SHARES), list(SHARES.values()))[0]
        negation = rng.random() < NEGATIONS
        for _ in range(_TRIES):
            row = _attempt(shop, tag, negation, rng)
            if row and row.context not in seen:
                seen.add(row.context)
                yield row
                break
        else:
            kind = "refusal" if negation else "wish"
            raise ValueError(f"no further {tag} {kind} after {len(seen)} of {count}: the pool is too small or too alike")


def _attempt(shop: Shop, tag: str, negation: bool, rng: random.Random) -> Conversation | None:
    name = rng.choice(list(shop.by_kind))
    items, kind = shop.by_kind[name], all_kinds()[name]
    target = rng.choice(items)
    family = _family(tag, negation, kind, rng)
    chosen = _choose(family, tag, negation, target, items, kind, shop, rng)
    if chosen is None:
        return None
    fits = wishes.fitting(chosen, items, name)
    if not fits or len(fits) > MOST_ANSWERS or not _needed(chosen, items, len(fits)):
        return None
    if _tag(chosen, fits, shop) != tag:
        return None
    script = _script(family, chosen, target, fits, items, kind, rng)
    return _row(script, tag, is_unseen(target[0]), rng) if script else None


# What is wished for

_LOOKS_LAST = ("", "looks", "home", "fashion", "beauty", "swap", "compared", "any use")
_REFUSING = ("no", "no adjective")
_SECOND_HAND = ("price", "brand", "rating")


def _family(tag: str, negation: bool, kind: Kind, rng: random.Random) -> Family:
    def suits(family: Family) -> bool:
        if family.last in ("home", "fashion", "beauty") and family.last != kind.department:
            return False
        if negation:
            return family.last in _REFUSING
        if family.last in _REFUSING:
            return False
        if tag == "visual":
            return family.last in _LOOKS_LAST
        if tag == "both":
            return family.wishes[1] > 1 and (family.last in _SECOND_HAND or family.last in ("", kind.department))
        return family.last not in ("compared", "any use", "looks")

    fitting = [f for f in FAMILIES if suits(f)]
    return rng.choices(fitting, [f.weight for f in fitting])[0]


def _choose(
    family: Family, tag: str, negation: bool, target: Item, items: list[Item], kind: Kind, shop: Shop, rng: random.Random
) -> list[Wish] | None:
    """Wishes of different traits that the target grants, the last as the family needs it."""
    told = shop.told[target[1].id]
    looks = wishes.looks(target, kind, rng)
    facts = wishes.facts(target, kind, rng)
    open_looks = [w for w in looks if not w.told_by(told)]
    told_looks = [w for w in looks if w.told_by(told)]
    body = {"visual": open_looks, "both": open_looks, "textual": facts + told_looks * 3}[tag]
    last = _last(family, negation, target, items, kind, rng, facts, body)
    if last is None:
        return None
    count = rng.randint(*family.wishes)
    chosen: list[Wish] = [last]
    if tag == "both" and not _textual(last, told):
        more = [w for w in facts + told_looks if w.trait != last.trait]
        if not more or count < 2:
            return None
        chosen.insert(0, rng.choice(more))
    rng.shuffle(body)
    if rng.random() < 0.5:  # shapes are the least disputed of wishes, and would crowd out colours
        body = [w for w in body if w.trait != "silhouette"]
    for wish in body:
        if len(chosen) < count and _different(wish, chosen):
            chosen.insert(0, wish)
    if len(chosen) != count:
        return None
    if family.last in ("", "looks", "home", "fashion", "beauty", "any use"):
        rng.shuffle(chosen)
    return chosen


def _textual(wish: Wish, told: set[str]) -> bool:
    return not wish.visual or wish.told_by(told)


def _different(wish: Wish, chosen: list[Wish]) -> bool:
    """One wish per trait, and no two that say nearly the same."""
    alike = ({"metal", "material", "second_material"}, {"see-through", "material", "finish"}, {"size", "use", "name"})
    traits = {w.trait for w in chosen}
    return wish.trait not in traits and not any(wish.trait in group and traits & group for group in alike)


def _last(
    family: Family, negation: bool, target: Item, items: list[Item], kind: Kind, rng: random.Random,
    facts: list[Wish], body: list[Wish],
) -> Wish | None:  # fmt: skip
    if negation:
        options = wishes.refusals(target, rng.sample(items, min(6, len(items))), kind, rng)
        if family.last == "no adjective":
            options = [w for w in options if w.trait != "silhouette"]
    elif family.last in ("price", "brand", "rating", "size", "use"):
        options = [w for w in facts if w.trait == family.last]
    elif family.last == "name":
        options = [wishes.named(target)]
    elif family.last == "compared":
        options = [w for w in body if w.value in asks.COMPARED and w.form != "mood"]
    elif family.last == "swap":
        swaps = ("color", "material", "pattern", "silhouette", "finish")
        options = [w for w in body if w.trait in swaps and w.form != "mood" and _alternative(w, items, kind)]
    else:
        options = body
    return rng.choice(options) if options else None


def _alternative(wish: Wish, items: list[Item], kind: Kind) -> list[str]:
    """Values that the shopper might have named before changing to the wish's own."""
    spread = random.Random(0)
    plain_color = wish.value not in ("dark", "light-coloured", "wooden", "shiny", "plain", "see-through")
    others = (w for item in items for w in wishes.looks(item, kind, spread)) if plain_color else ()
    vague = ("dark", "light-coloured", "wooden", "shiny", "plain")
    found = {w.value for w in others if w.trait == wish.trait and w.form == wish.form and w.value not in vague}
    return sorted(v for v in found if v not in wish.value and wish.value not in v and not _same(v, wish.value))


def _same(one: str, other: str) -> bool:
    sure = {c for family in (one, other) if family in wishes.truth.FAMILIES for c in wishes.truth.FAMILIES[family][0]}
    return one in sure or other in sure


def _needed(chosen: Sequence[Wish], items: list[Item], fits: int) -> bool:
    """Whether without any one of the wishes more products would fit."""
    for i in range(len(chosen)):
        rest = [*chosen[:i], *chosen[i + 1 :]]
        if sum(wishes.verdict(rest, *item) is not False for item in items) <= fits:
            return False
    return True


def _tag(chosen: Sequence[Wish], fits: Sequence[Item], shop: Shop) -> str:
    """Visual wishes must be told by none of the answers' texts, textual ones by all of them; "" if mixed."""
    visual = textual = False
    for wish in chosen:
        told = [_textual(wish, shop.told[product.id]) for _, product in fits]
        if any(told) != all(told):
            return ""
        visual, textual = visual or not any(told), textual or all(told)
    return "both" if visual and textual else "visual" if visual else "textual"


# How it is said


def _script(
    family: Family, chosen: list[Wish], target: Item, fits: list[Item], items: list[Item], kind: Kind, rng: random.Random
) -> Script | None:
    last = chosen[-1]
    alternatives = _alternative(last, items, kind) if family.last == "swap" else []
    misses = [item for item in items if item not in fits]
    if family.last == "compared":  # what is compared with has the rest, but not that
        misses = [i for i in misses if last.judge(*i) is False and wishes.verdict(chosen[:-1], *i)]
        if not misses:
            return None
    nouns = [kind.name] * 3 + shopper_nouns(kind)
    said = " ".join(w.value for w in chosen)
    noun = rng.choice([n for n in nouns if not set(n.split()) & set(said.split())] or nouns)
    others = [k for k in all_kinds().values() if k.department == kind.department and k.name != kind.name]
    return Script(
        family, chosen, target, fits, kind, noun, rng.choice(others or [kind]),
        rng.choice(misses) if misses else None, rng.choice(alternatives) if alternatives else "",
    )  # fmt: skip


def _row(script: Script, tag: str, unseen: bool, rng: random.Random) -> Conversation | None:
    spoken = speak(script, rng)
    if spoken is None:
        return None
    turns = [Turn(SHOPPER if i % 2 == 0 else ASSISTANT, text) for i, text in enumerate(spoken.turns)]
    tags = [tag, f"turns:{(len(turns) + 1) // 2}", f"family:{script.family.name}"]
    tags += sorted({f"trait:{wish.trait}" for wish in script.wishes})
    tags += ["negation"] if any(wish.negative for wish in script.wishes) else []
    tags += ["unseen"] if unseen else []
    answers = tuple(product.id for _, product in script.fits)
    return Conversation(render_context(turns), answers, spoken.answer, spoken.shown, tuple(tags))
