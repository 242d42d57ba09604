"""Shopping conversations whose right answers are known.

A product is picked, wishes that it grants are picked (`studio.wishes`), and a way of talking
(`studio.families`) puts them into turns. The ground truth is every product of the pool that grants what
was wished for in the end. A row is kept only where nobody would dispute the answer, where no wish is idle (without
it more products would fit: the pool holds near misses), and where at most four products fit.

Tags: "visual" (only the pictures tell), "textual" (the texts suffice) or "both"; "turns:N", "family:NAME",
"trait:NAME" for each wish, "negation", "unseen" (see `studio.plan`).

Candidates: `candidates_kind` holds every product of the kind in the pool (or in the row's shop), shuffled by a
generator of its own. The ground truth among them is complete: each is in `gt_items` or plainly does not fit. Where
something was refused, `candidates_refused` holds those of them that plainly have it.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace

from catalog.conversations import ASSISTANT, SHOPPER, Conversation, Turn, render_context
from studio import wishes
from studio.asks import keyword
from studio.choose import Shop, alternatives, choose, draw_family, in_text, needed
from studio.describe import prose
from studio.families import Family
from studio.kind import Kind
from studio.plan import all_kinds, is_unseen, lightness
from studio.pool import PoolError
from studio.talk import CONTENTS, Script, shopper_nouns, speak
from studio.truth import traits
from studio.wishes import Item, Wish

log = logging.getLogger(__name__)

SHARES = {"visual": 0.60, "both": 0.20, "textual": 0.20}
REFUSALS = 0.18
"""More than people use them: it is what models get wrong."""
MOST_ANSWERS = 4
OPENERS = (
    "",
    "I saw this and want it: ",
    "do you have this? ",
    "looking for exactly this. ",
    "hi, I'm after one thing. ",
)
_ONE_LOOK = ("something {}", "anything {}", "{} please", "show me something {}", "do you have anything {}?", "{}")
_OF_ANY_KIND, _SAMPLED = 0.25, 120
"""Share of the exercises that ask for one look of whatever kind, and of how many products."""
_TRIES = 4000
"""Attempts per conversation before giving up; about one in ten succeeds in a shop of ten per kind."""


def conversations(pool: Sequence[Item], count: int, seed: int, refusals: float = REFUSALS) -> Iterator[Conversation]:
    """As many conversations about the pool's products, no two alike; a share of `refusals` refuses something.

    A sort of conversation that the pool yields no more of (refusals of what a text says are the first to end) is
    left to the others. Raises PoolError where none is left.
    """
    shop, rng = Shop.of(pool), random.Random(f"converse/{seed}")
    seen: set[str] = set()
    ended: set[tuple[str, bool]] = set()
    sorts = {(tag, negation) for tag in SHARES for negation in {refusals > 0, refusals >= 1}}
    while len(seen) < count:
        tag = rng.choices(list(SHARES), list(SHARES.values()))[0]
        negation = rng.random() < refusals
        if (tag, negation) in ended:
            if ended == sorts:
                raise PoolError(
                    f"no more than {len(seen)} of {count} conversations: the pool is too small or too alike"
                )
            continue
        for _ in range(_TRIES):
            row = _attempt(shop, tag, negation, rng)
            if row and row.context not in seen:
                seen.add(row.context)
                yield row
                break
        else:
            ended.add((tag, negation))
            log.info("no further %s %s after %d of %d", tag, "refusal" if negation else "wish", len(seen), count)


def converse(
    pool: Sequence[Item], count: int, seed: int, shop: int = 0, refusals: float = REFUSALS
) -> Iterator[Conversation]:
    """The same, with the pool parted into shops of `shop` products, as they come (0: one shop).

    A plan takes the kinds in turn, so that each part is a shop of all kinds. Answers are complete within a shop only:
    rows carry the tag "shop:K", and rows of one shop must be ranked against products K*shop to (K+1)*shop of the pool.
    """
    if not shop:
        yield from conversations(pool, count, seed, refusals)
        return
    parts = [pool[at : at + shop] for at in range(0, len(pool) - shop // 2, shop)] or [pool]
    for number, part in enumerate(parts):
        share = count // len(parts) + (number < count % len(parts))
        for row in conversations(part, share, seed * 1009 + number, refusals):
            yield replace(row, tags=(*row.tags, f"shop:{number}"))


def described(pool: Sequence[Item], seed: int, wordings: int = 1) -> Iterator[Conversation]:
    """Each product asked for by all that its picture shows, among all of its kind. For training only: one row says as
    much of a picture as several wishes do, if in more words than shoppers have."""
    by_kind = Shop.of(pool).by_kind
    for wording in range(wordings):
        for spec, product in pool:
            rng = random.Random(f"described/{seed}/{product.id}/{wording}")
            items = by_kind[spec.kind]
            answers = tuple(other.id for looks, other in items if traits(looks) == traits(spec))
            context = render_context([Turn(SHOPPER, rng.choice(OPENERS) + prose(spec, rng))])
            tags = ("visual", "turns:1", "family:described", *(("unseen",) if is_unseen(spec) else ()))
            yield Conversation(context, answers, f"That is the {product.title}.", (), tags, _candidates(context, items))


def exercises(pool: Sequence[Item], count: int, seed: int, refusals: float = REFUSALS) -> Iterator[Conversation]:
    """For training only: conversations about looks that any number of products answer.

    Candidates are all products of the kind, in the whole pool, that plainly fit or plainly do not: of the doubtful
    nothing is learnt. Every fourth asks in a few words for one look of a thing of any kind, so that a colour is learnt
    as the same colour on a lamp and on a shoe. Nearly every product of the pool is an example of each word. Raises
    PoolError where the pool yields none.
    """
    shop, rng = Shop.of(pool), random.Random(f"exercises/{seed}")
    made = in_vain = 0
    while made < count:
        any_kind = rng.random() < _OF_ANY_KIND
        row = _of_any_kind(pool, rng) if any_kind else _exercise(shop, rng.random() < refusals, rng)
        if row:
            made, in_vain = made + 1, 0
            yield row
        elif (in_vain := in_vain + 1) == _TRIES:
            raise PoolError(f"no more than {made} of {count} exercises: the pool is too small or too alike")


def _exercise(shop: Shop, negation: bool, rng: random.Random) -> Conversation | None:
    drawn = _drawn(shop, "visual", negation, rng)
    if drawn is None:
        return None
    kind, target, family, chosen = drawn
    items = shop.by_kind[kind.name]
    sure = [item for item in items if wishes.verdict(chosen, *item) is not None]
    fits = [item for item in sure if wishes.verdict(chosen, *item)]
    if not fits or len(fits) == len(sure):
        return None
    script = _script(family, chosen, target, fits, sure, kind, rng)
    row = _row(script, sure, "visual", is_unseen(target[0]), rng) if script else None
    return row and replace(row, gt="")  # which names a few


def _of_any_kind(pool: Sequence[Item], rng: random.Random) -> Conversation | None:
    spec, _ = target = rng.choice(pool)
    kind = all_kinds()[spec.kind]
    looks = [w for w in wishes.looks(target, kind, rng) if w.trait != "silhouette" and w.on != "second"]
    if not looks:
        return None
    wish = replace(rng.choice(looks), on="whole")
    others = rng.sample(pool, min(_SAMPLED, len(pool)))
    items = {item[1].id: item for item in (target, *others) if wish.judge(*item) is not None}
    fits = [name for name, item in items.items() if wish.judge(*item)]
    if not fits or len(fits) == len(items):
        return None
    words = keyword(wish, kind, rng)
    if wish.trait == "material" and wish.value != "wooden":
        words = f"in {words}"
    context = render_context([Turn(SHOPPER, rng.choice(_ONE_LOOK).format(words))])
    tags = ("visual", "turns:1", "family:exercise", f"trait:{wish.trait}")
    return Conversation(context, tuple(fits), "", (), tags, _candidates(context, list(items.values())))


def _drawn(shop: Shop, tag: str, negation: bool, rng: random.Random) -> tuple[Kind, Item, Family, list[Wish]] | None:
    """What a conversation is about: a kind, a product of it, a way of talking and wishes that the product grants."""
    kind = all_kinds()[rng.choice(list(shop.by_kind))]
    items = shop.by_kind[kind.name]
    target = rng.choice(items)
    family = draw_family(tag, negation, kind, rng)
    chosen = choose(family, tag, negation, target, items, kind, shop, rng)
    return None if chosen is None else (kind, target, family, chosen)


def _attempt(shop: Shop, tag: str, negation: bool, rng: random.Random) -> Conversation | None:
    drawn = _drawn(shop, tag, negation, rng)
    if drawn is None:
        return None
    kind, target, family, chosen = drawn
    items = shop.by_kind[kind.name]
    fits = wishes.fitting(chosen, items, kind.name)
    if not fits or len(fits) > MOST_ANSWERS or not needed(chosen, items, len(fits)):
        return None
    if _tag(chosen, fits, shop) != tag:
        return None
    script = _script(family, chosen, target, fits, items, kind, rng)
    return _row(script, items, tag, is_unseen(target[0]), rng) if script else None


def _tag(chosen: Sequence[Wish], fits: Sequence[Item], shop: Shop) -> str:
    """Visual wishes must be told by none of the answers' texts, textual ones by all of them; "" if mixed."""
    visual = textual = False
    for wish in chosen:
        told = [in_text(wish, shop.told[product.id]) for _, product in fits]
        if any(told) != all(told):
            return ""
        visual, textual = visual or not any(told), textual or all(told)
    return "both" if visual and textual else "visual" if visual else "textual"


# How it is said


def _script(
    family: Family,
    chosen: list[Wish],
    target: Item,
    fits: list[Item],
    items: list[Item],
    kind: Kind,
    rng: random.Random,
) -> Script | None:
    last = chosen[-1]
    swaps = alternatives(last, items, kind) if family.last == "swap" else []
    misses = around = [item for item in items if item not in fits]
    if family.last.startswith("compared") or last.negative:
        # shown is what has the rest, but not that; a refusal may also answer a list of products
        misses = [i for i in misses if last.judge(*i) is False and wishes.verdict(chosen[:-1], *i)]
    if family.last == "compared second":  # of the shape of all that fit: nobody may say that these are unlike it
        shapes = {spec.silhouette for spec, _ in fits}
        misses = [item for item in misses if shapes == {item[0].silhouette} and len(around) > 2]
    if family.last.startswith("compared") and not misses:
        return None
    misses = _nearest(last, misses)
    nouns = [kind.name] * 3 + shopper_nouns(kind)
    if any(w.visual and w.on != "second" for w in chosen):  # a bottle may be ceramic, its scent may not
        nouns = [n for n in nouns if n not in CONTENTS]
    said = " ".join(w.value for w in chosen)
    noun = rng.choice([n for n in nouns if not set(n.split()) & set(said.split())] or nouns)
    miss = rng.choice(misses) if misses else None
    around = rng.sample([i for i in around if i != miss], 2) if family.last == "compared second" else []
    others = [k for k in all_kinds().values() if k.department == kind.department and k.name != kind.name]
    return Script(
        family, chosen, target, fits, kind, noun, rng.choice(others or [kind]),
        miss, rng.choice(swaps) if swaps else "", tuple(around),
    )  # fmt: skip


def _nearest(last: Wish, misses: list[Item]) -> list[Item]:
    """Of products that are not dark the darkest, and so on: what is darker than it is dark, and all else is not."""
    if last.form != "shade" or not misses:
        return misses
    toward_dark = (last.value == "dark") != last.negative
    shades = [100.0 if spec.main.color == "clear" else lightness(spec.main.color) for spec, _ in misses]
    edge = min(shades) if toward_dark else max(shades)
    return [item for item, shade in zip(misses, shades, strict=True) if shade == edge]


def _row(script: Script, items: Sequence[Item], tag: str, unseen: bool, rng: random.Random) -> Conversation | None:
    spoken = speak(script, rng)
    if spoken is None:
        return None
    turns = [Turn(SHOPPER if i % 2 == 0 else ASSISTANT, text) for i, text in enumerate(spoken.turns)]
    tags = [tag, f"turns:{(len(turns) + 1) // 2}", f"family:{script.family.name}"]
    tags += sorted({f"trait:{wish.trait}" for wish in script.wishes})
    tags += ["negation"] if any(wish.negative for wish in script.wishes) else []
    tags += ["unseen"] if unseen else []
    answers = tuple(product.id for _, product in script.fits)
    context = render_context(turns)
    lists = _candidates(context, items)
    if unwanted := [wish for wish in script.wishes if wish.negative]:
        lists["candidates_refused"] = tuple(
            product.id for spec, product in items if any(wish.judge(spec, product) is False for wish in unwanted)
        )
    return Conversation(context, answers, spoken.answer, spoken.shown, tuple(tags), lists)


def _candidates(context: str, items: Sequence[Item]) -> dict[str, tuple[str, ...]]:
    candidates = [product.id for _, product in items]
    random.Random(f"candidates/{context}").shuffle(candidates)
    return {"candidates_kind": tuple(candidates)}
