"""One product as an answer shows it, and the true things that can be said about why."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from catalog.schema import Product
from retrieval.budget import Budget
from retrieval.negation import without_negated
from retrieval.size import Size

_STOP_WORDS = (
    "a about above actually after all also am an and any anything are as at avoid be been best but by can cheaper "
    "could do does don't dont find for from get give good had has have help hi i i'd i'll i'm if in instead into is "
    "it it's its just kind less let like little look looking looks love made make maybe me meant more most much my "
    "need never new nice no not nothing now of off okay on one ones or other our out over please rather really see "
    "shop should show similar so some something sorry sort suggest than thanks that the their them then there these "
    "they thing this those to too two under up very want was we what when where which while who will with without "
    "would wrong yeah yes you your "
)
_STOP = frozenset(_STOP_WORDS.split())


MOST_ALIKE = 10
"""Places by likeness to a photo that are worth a word."""
BETWEEN = " · "
"""Stands between the facts of a reason."""


@dataclass(frozen=True)
class Item:
    product: Product
    row: int
    """Of the catalog."""
    rank: int
    """Its place in this answer, from 1."""
    retrieval_rank: int
    """Its place in the text search's order, from 1."""
    score: float
    """Of the engine that ordered it; higher is better, comparable only within one answer."""
    looked_at: bool
    """Whether LaViC looked at its picture for this answer."""
    seen: str = ""
    """What the model sees in its picture, a sentence from when the catalog was built; "" for none."""
    sight_rank: int | None = None
    """Its place among those that look like the shopper's photo, from 1; None without a photo."""
    degrees: tuple[str, ...] = ()
    """In which of the ways that were asked for LaViC clearly sees it go beyond what was shown: "darker"."""
    facts: tuple[str, ...] = ()
    """Short and true: what its text says of the wish, how its price stands to the budget, and the like."""

    @classmethod
    def alone(cls, catalog: Any, row: int) -> Item:
        """One product of the catalog, as the only one of an answer."""
        [product], [seen] = catalog.products([row]), catalog.seen([row])
        return cls(product, row, rank=1, retrieval_rank=1, score=0.0, looked_at=False, seen=seen)

    @property
    def reason(self) -> str:
        """All that can be said about why it is shown, each part marked with where it comes from."""
        seen = [f"the model sees “{self.seen}”"] if self.seen else []
        return BETWEEN.join([*self.facts, *seen])

    @property
    def climbed(self) -> int:
        """Places won against the text search's order; negative where lost."""
        return self.retrieval_rank - self.rank

    def as_record(self) -> dict[str, Any]:
        """The item of `chat --json`, but for `image`: the picture's name in the catalog, which `chat.programs` makes a
        path or an address. None without a picture."""
        return {
            "id": self.product.id,
            "title": self.product.title,
            "price": self.product.price,
            "currency": self.product.currency,
            "score": round(self.score, 6),
            "retrieval_rank": self.retrieval_rank,
            "image": self.product.image or None,
            "reason": self.reason,
        }


def money(amount: float, currency: str) -> str:
    """As a shop would write it: $45, $45.50, 45 EUR."""
    number = f"{amount:,.0f}" if float(amount).is_integer() else f"{amount:,.2f}"
    return f"${number}" if currency == "USD" else f"{number} {currency}"


def budget_words(budget: Budget, currency: str) -> str:
    low, high = budget.price_min, budget.price_max
    if low is not None and high is not None:
        return f"between {money(low, currency)} and {money(high, currency)}"
    if high is not None:
        return f"up to {money(high, currency)}"
    return f"from {money(low, currency)}" if low is not None else ""


def price_words(budget: Budget, product: Product) -> str:
    """How a price that fits stands to the budget: "under $60"."""
    low, high = budget.price_min, budget.price_max
    if low is not None and high is not None:
        return budget_words(budget, product.currency)
    limit = high if high is not None else low
    assert limit is not None
    if product.price == limit:
        return f"exactly {money(limit, product.currency)}"
    return f"{'under' if high is not None else 'over'} {money(limit, product.currency)}"


def ordinal(number: int) -> str:
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{({1: 'st', 2: 'nd', 3: 'rd'}).get(number % 10, 'th')}"


def content_words(text: str) -> list[str]:
    """The words that carry a wish, in order, each once."""
    words = (word.strip("'-") for word in re.findall(r"[^\W\d_][\w'-]*", text.lower()))
    return [word for word in dict.fromkeys(words) if len(word) > 2 and word not in _STOP]


def wish_words(searches: Sequence[str]) -> list[str]:
    """The content words of these requests, oldest first, that stand: none that was refused, then or later."""
    wish: list[str] = []
    for search in searches:
        kept = content_words(without_negated(search))
        refused = {_stem(word) for word in content_words(search)} - {_stem(word) for word in kept}
        wish = [word for word in wish if _stem(word) not in refused] + kept
    return list(dict.fromkeys(wish))


def matched_words(wish: Sequence[str], product: Product) -> list[str]:
    """Those of `wish` that the product's own text says, in the singular or the plural."""
    own = {_stem(word) for word in re.findall(r"[^\W_][\w'-]*", product.text().lower())}
    return [word for word in wish if _stem(word) in own]


def _stem(word: str) -> str:
    for ending in ("'s", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            return word[: -len(ending)].removesuffix("e")
    return word.removesuffix("e")


def moved_words(item: Item) -> str:
    """How it came to stand where it stands; "" where it has not moved."""
    if not item.climbed:
        return ""
    way = "up" if item.climbed > 0 else "down"
    by = "looked at its picture" if item.looked_at else "read its listing"
    return f"moved {way} from {ordinal(item.retrieval_rank)} to {ordinal(item.rank)} after LaViC {by}"


def facts_of(item: Item, wish: Sequence[str], budget: Budget, sizes: Sequence[Size] = ()) -> tuple[str, ...]:
    """What its own text says of the wish, the sizes that it was found by, how its price stands to the budget, its
    likeness to a photo, and how it looks beside what was shown; the sentence of what is seen in its picture is no part
    of it."""
    facts = []
    of_sizes = {word for size in sizes for word in content_words(size.words)}
    said = matched_words([word for word in wish if word not in of_sizes], item.product)
    kind = matched_words(said, Product("", item.product.kind))  # that a table lamp says "lamp" tells least
    if told := [word for word in said if word not in kind][:3]:
        facts.append("its text says " + ", ".join(f"“{word}”" for word in told))
    elif kind:
        facts.append(f"listed as “{item.product.kind}”")
    facts += [f"listed as {size.words}" for size in sizes]
    if budget and budget.fits(item.product.price):
        facts.append(price_words(budget, item.product))
    if item.sight_rank is not None and item.sight_rank <= MOST_ALIKE:
        nth = "" if item.sight_rank == 1 else f"{ordinal(item.sight_rank)} "
        facts.append(f"{nth}most like your photo")
    if item.degrees:
        facts.append(f"looks {' and '.join(item.degrees)} to LaViC")
    return tuple(facts)
