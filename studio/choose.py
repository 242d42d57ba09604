"""What a conversation is about: the way of talking, and wishes that a product grants and that suit it."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from studio import truth, wishes, wordings
from studio.families import FAMILIES, Family
from studio.kind import Kind
from studio.listing import mentioned
from studio.wishes import Item, Wish


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


_LOOKS_LAST = ("", "looks", "home", "fashion", "beauty", "swap", "compared", "compared second", "any use")
_REFUSING = ("no", "no adjective", "no degree", "no shine")
_SECOND_HAND = ("price", "brand", "rating")


def draw_family(tag: str, negation: bool, kind: Kind, rng: random.Random) -> Family:
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
        return family.last not in ("compared", "compared second", "any use", "looks")

    fitting = [f for f in FAMILIES if suits(f)]
    return rng.choices(fitting, [f.weight for f in fitting])[0]


def choose(
    family: Family,
    tag: str,
    negation: bool,
    target: Item,
    items: list[Item],
    kind: Kind,
    shop: Shop,
    rng: random.Random,
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
    if tag == "both" and not in_text(last, told):
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


def in_text(wish: Wish, told: set[str]) -> bool:
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
            options = [w for w in options if w.trait != "silhouette" and w.value not in ("brushed", "polished")]
        if family.last == "no degree":
            options = [w for w in options if _group(w) in ("shade", "shine")]
        if family.last == "no shine":
            options = [w for w in options if _group(w) == "shine"]
        if options:  # there are many colours, and only one "shiny"
            group = rng.choice(sorted({_group(w) for w in options}))
            options = [w for w in options if _group(w) == group]
    elif family.last in ("price", "brand", "rating", "size", "use"):
        options = [w for w in facts if w.trait == family.last]
    elif family.last == "name":
        options = [wishes.named(target)]
    elif family.last.startswith("compared"):
        options = [w for w in body if w.value in wordings.COMPARED and w.form != "mood"]
    elif family.last == "swap":
        swaps = ("color", "material", "pattern", "silhouette", "finish")
        options = [w for w in body if w.trait in swaps and w.form != "mood" and alternatives(w, items, kind)]
    else:
        options = body
    return rng.choice(options) if options else None


def _group(wish: Wish) -> str:
    return "shine" if wish.value in ("shiny", "glossy") else wish.form or wish.trait


def alternatives(wish: Wish, items: list[Item], kind: Kind) -> list[str]:
    """Values that the shopper might have named before changing to the wish's own."""
    spread = random.Random(0)
    plain_color = wish.value not in ("dark", "light-coloured", "wooden", "shiny", "plain", "see-through")
    others = (w for item in items for w in wishes.looks(item, kind, spread)) if plain_color else ()
    vague = ("dark", "light-coloured", "wooden", "shiny", "plain")
    found = {w.value for w in others if w.trait == wish.trait and w.form == wish.form and w.value not in vague}
    return sorted(v for v in found if v not in wish.value and wish.value not in v and not _same(v, wish.value))


def _same(one: str, other: str) -> bool:
    sure = {c for family in (one, other) if family in truth.FAMILIES for c in truth.FAMILIES[family][0]}
    return one in sure or other in sure


def needed(chosen: Sequence[Wish], items: list[Item], fits: int) -> bool:
    """Whether without any one of the wishes more products would fit."""
    for i in range(len(chosen)):
        rest = [*chosen[:i], *chosen[i + 1 :]]
        if sum(wishes.verdict(rest, *item) is not False for item in items) <= fits:
            return False
    return True
