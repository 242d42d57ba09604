"""One product as an answer shows it, and the true things that can be said about why."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from catalog.listing.denial import denial
from catalog.listing.fit import FITS, UNLISTED
from catalog.listing.size import Size
from catalog.schema import Product, Variant
from chat.choices import as_variant, chosen, options_of, price_range, words_of
from chat.quoting import stem
from understanding.money.budget import Budget
from understanding.negation import without_negated
from understanding.text.content_words import content_words

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
    image_rank: int | None = None
    """Its place among those that look like the shopper's photo, from 1; None without a photo."""
    comparatives: tuple[str, ...] = ()
    """In which of the ways that were asked for LaViC clearly sees it go beyond what was shown: "darker"."""
    unlisted: bool = False
    """Whether its listing does not say a size that was asked for: it stands behind all that do."""
    standing: int = 0
    """Of how much that was refused, or may be sold out, its listing says that it need not be feared: who has more comes
    first, whatever the ranking."""
    denials: tuple[str, ...] = ()
    """The words by which its listing says that it is free of what was refused: "Contains no nuts"."""
    variant: Variant | None = None
    """The one that answers the wish, where the product can be had as several; `product` has its price and stock."""
    facts: tuple[str, ...] = ()
    """Short and true: what its text says of the wish, how its price stands to the budget, and the like."""

    @classmethod
    def alone(cls, catalog: Any, row: int) -> Item:
        """One product of the catalog, as the only one of an answer."""
        [product], [seen] = catalog.products([row]), catalog.seen([row])
        return cls(product, row, rank=1, retrieval_rank=1, score=0.0, looked_at=False, seen=seen)

    def with_variant(self, wish: Sequence[str], sizes: Sequence[Size] = ()) -> Item:
        """The same as the variant that answers the wish, at its price, where one does."""
        variant = chosen(self.product, wish, sizes)
        return replace(self, product=as_variant(self.product, variant), variant=variant) if variant else self

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
        """The item of `chat --json`, but for `image`: the picture's name; `chat.conversation` makes it a
        path and `web.api.programs` an address. None without a picture. What there is to choose, only where there
        is: all `options`, lowest and highest of the `prices` that differ, the `variant` that answers the wish."""
        own, choice = self.variant, dict[str, Any]()
        if options := options_of(self.product):
            choice["options"] = {name: list(values) for name, values in options.items()}
        if prices := price_range(self.product):
            choice["prices"] = list(prices)
        if own is not None:
            choice["variant"] = {"id": own.id, "options": dict(own.options), "in_stock": own.in_stock}
        return {
            "id": self.product.id,
            "title": self.product.title,
            "price": self.product.price,
            "currency": self.product.currency,
            "score": round(self.score, 6),
            "retrieval_rank": self.retrieval_rank,
            "image": self.product.image or None,
            "reason": self.reason,
            **choice,
        }


def in_sentence(seen: str) -> str:
    """A sentence of what the model sees, as it goes on within another one: "an orange bag with navy dots"."""
    text = f"{seen[:1].lower()}{seen[1:].rstrip('.')}"
    return re.sub(r"\ba (?=[aeio])", "an ", re.sub(r"\ba (?=\w+ (?:dots|stripes|checks|flowers)\b)", "", text))


def in_quotes(title: str, longest: int = 100) -> str:
    """A title as it stands in a sentence; its own quotation marks become single ones."""
    return f"“{title[:longest].translate(_INNER)}”"


_INNER = str.maketrans('“”„"', "‘’‚'")


def money(amount: float, currency: str) -> str:
    """As a shop would write it: $45, $45.50, 45 EUR."""
    number = f"{amount:,.0f}" if float(amount).is_integer() else f"{amount:,.2f}"
    return f"${number}" if currency == "USD" else f"{number} {currency}"


@dataclass(frozen=True)
class Than:
    """A price that a limit was taken from, where somebody asked for something cheaper or dearer than that."""

    limit: float
    """The lowest or the highest price that this leaves."""
    title: str
    """Of the product that had it."""
    price: float
    dearer: bool = False

    @property
    def budget(self) -> Budget:
        return Budget(self.limit, None) if self.dearer else Budget(None, self.limit)

    def made(self, budget: Budget) -> bool:
        """Whether it is where this budget's limit comes from."""
        return self.limit == (budget.price_min if self.dearer else budget.price_max)

    def words(self, currency: str) -> str:
        """ "cheaper than “Ysolde Standing Lamp” at $105"."""
        what = f"{in_quotes(self.title, 60)} at " if self.title else ""
        return f"{'dearer' if self.dearer else 'cheaper'} than {what}{money(self.price, currency)}"


def budget_words(budget: Budget, currency: str, than: Than | None = None) -> str:
    """ "between $20 and $40", "up to $40"; `than`: a limit that was said by comparison is named as such."""
    low, high = budget.price_min, budget.price_max
    if than is not None and than.made(budget):
        rest = budget_words(Budget(None, high) if than.dearer else Budget(low, None), currency)
        return f"{rest}, {than.words(currency)}" if rest else than.words(currency)
    if low is not None and high is not None:
        return f"between {money(low, currency)} and {money(high, currency)}"
    if high is not None:
        return f"up to {money(high, currency)}"
    return f"from {money(low, currency)}" if low is not None else ""


def price_words(budget: Budget, product: Product, than: Than | None = None) -> str:
    """How a price that fits stands to the budget: "under $60". `than`: where a limit of it was said by comparison."""
    low, high = budget.price_min, budget.price_max
    if than is not None and than.made(budget):
        rest = Budget(None, high) if than.dearer else Budget(low, None)
        return BETWEEN.join([than.words(product.currency), *([price_words(rest, product)] if rest else [])])
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


def plural(kind: str) -> str:
    """ "shelf" gives shelves, "scarf" scarves, "glass" glasses; "earrings" stays."""
    if kind.endswith("s") and not kind.endswith("ss"):
        return kind
    many = re.sub(r"(?<=[lar])f$", "ve", re.sub(r"(?<=[^aeiou])y$", "ie", kind))
    return many + ("es" if re.search(r"(?:ss|x|z|ch|sh)$", many) else "s")


def wish_words(searches: Sequence[str]) -> list[str]:
    """The content words of these requests, oldest first, that stand: none that was refused, then or later."""
    wish: list[str] = []
    for search in searches:
        kept = content_words(without_negated(search))
        refused = {stem(word) for word in content_words(search)} - {stem(word) for word in kept}
        wish = [word for word in wish if stem(word) not in refused] + kept
    return list(dict.fromkeys(wish))


def matched_words(wish: Sequence[str], product: Product) -> list[str]:
    """Those of `wish` that the product's own text says, in the singular or the plural, and does not deny ("bulb not
    included")."""
    text = product.text()
    own = {stem(word) for word in re.findall(r"[^\W_][\w'-]*", text.lower())}
    return [word for word in wish if stem(word) in own and not denial(text, word)]


def moved_words(item: Item) -> str:
    """How it came to stand where it stands; "" where it has not moved."""
    if not item.climbed:
        return ""
    way = "up" if item.climbed > 0 else "down"
    by = "looked at its picture" if item.looked_at else "read its listing"
    return f"moved {way} from {ordinal(item.retrieval_rank)} to {ordinal(item.rank)} after LaViC {by}"


def facts_of(
    item: Item,
    wish: Sequence[str],
    budget: Budget,
    sizes: Sequence[Size] = (),
    quotes: Sequence[str] = (),
    than: Than | None = None,
) -> tuple[str, ...]:
    """What its own text says of the wish (`quotes`, or else its kind) and of the sizes asked for, how its price
    stands to the budget, its likeness to a photo, and how it looks beside what was shown; the sentence of what is seen
    in its picture is no part of it."""
    facts = []
    if quotes:
        facts.append("its text says " + ", ".join(f"“{words}”" for words in quotes))
    elif matched_words(wish, Product("", item.product.kind)):
        facts.append(f"listed as “{item.product.kind}”")
    facts += [f"its text says “{words}”" for words in item.denials[:2]]
    facts += _sizes_of(item.product, sizes)
    if budget and budget.fits(item.product.price):
        facts.append(price_words(budget, item.product, than))
    if item.image_rank is not None and item.image_rank <= MOST_ALIKE:
        nth = "" if item.image_rank == 1 else f"{ordinal(item.image_rank)} "
        facts.append(f"{nth}most like your photo")
    if own := item.variant:
        facts.append(f"comes as “{words_of(own)}”{', not in stock now' if own.in_stock is False else ''}")
    if item.comparatives:
        facts.append(f"looks {' and '.join(item.comparatives)} to LaViC")
    return tuple(facts)


def _sizes_of(product: Product, sizes: Sequence[Size]) -> list[str]:
    """What its listing says of the sizes asked for, or that it says none."""
    listing, told, silent = f"{product.title} {product.description}", [], []
    for size in sizes:
        if (verdict := size.verdict(listing)) == FITS:
            told.append(f"listed as {size.words}")
        elif verdict == UNLISTED:
            other = replace(size, axis="").verdict(listing) != UNLISTED  # it says how tall, not how wide
            silent.append(f"no {size.measured if other else 'size'} listed")
    return [*told, *dict.fromkeys(silent)]
