"""What a conversation asks for so far: the texts that it is searched by, and the limits that a product must keep.

The one reading of a conversation, shared by a served turn and by the candidates that are frozen for evaluation. Leaves
out what only a served conversation knows: what was shown, and so what "cheaper" is cheaper than and which is "the
second one".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import combinations

from retrieval.budget import ANY_PRICE, Budget
from retrieval.filters import Filters
from retrieval.intent import REQUEST, RESTART
from retrieval.query import MAX_TURNS
from retrieval.size import Size
from retrieval.understand import Understood, understand
from retrieval.vocabulary import NO_VOCABULARY, Named, Vocabulary

RATING, SIZE, BRAND, PRICE = "rating", "size", "brand", "price"
DEPARTMENT, KIND, WITHOUT = "department", "kind", "without"
GIVEN_UP_FIRST = (RATING, SIZE, BRAND, PRICE, DEPARTMENT, KIND, WITHOUT)
"""Which limit gives way where no product keeps them all, the first that helps alone, then two of them, and so on."""
MAX_WITHOUT = 24
"""Refusals kept, the newest."""


@dataclass(frozen=True)
class Wanted:
    searches: tuple[str, ...] = ()
    """What each request is searched by, oldest first, the newest `MAX_TURNS`: its words without prices and ratings."""
    newest: str = ""
    """The newest request as it was said: searched by where nothing but limits was ever said."""
    budget: Budget = ANY_PRICE
    rating_min: float | None = None
    """0 to 5."""
    sizes: tuple[Size, ...] = ()
    """All of them, of things of the kind that is asked for."""
    department: str = ""
    kinds: tuple[str, ...] = ()
    """Any of them."""
    brands: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    """What no answer may have, oldest first."""
    unwelcome: tuple[str, ...] = ()
    """Identifiers of products that are never to be shown again. Never gives way."""

    def heard(self, said: Understood) -> Wanted:
        """After one more message. A budget narrows the one before or, where both cannot hold, replaces it; one that
        contradicts itself leaves none. Any other limit replaces the one before; refusals add up, until asked for."""
        if said.kind == RESTART:
            return NOTHING_WANTED
        if said.kind != REQUEST and not said.pointer.thing:  # "the oak lamp", where none was shown, is a wish
            return self
        budget = ANY_PRICE if said.any_price else self.budget
        rating = None if said.any_rating else self.rating_min
        shelf = self._shelf(said.named)
        other = bool(self.kinds and shelf.kinds and set(self.kinds).isdisjoint(shelf.kinds))
        sizes = () if said.any_size or other else self.sizes
        refused = dict.fromkeys((*(term for term in self.without if not _says(said.wished, term)), *said.refused))
        return replace(
            shelf,
            searches=(*self.searches, said.search)[-MAX_TURNS:] if said.search else self.searches,
            newest=said.text,
            budget=ANY_PRICE if said.budget.contradicts_itself() else budget.narrowed(said.budget),
            rating_min=said.rating_min if said.rating_min is not None else rating,
            sizes=(*(size for size in sizes if not any(size.replaced_by(new) for new in said.sizes)), *said.sizes),
            without=tuple(refused)[-MAX_WITHOUT:],
        )

    def _shelf(self, named: Named) -> Wanted:
        """Department, kinds and brands: a kind replaces a department and the other way round; naming the wider word
        again ("the lamp") does not widen "table lamp"."""
        if named.loosely and (self.kinds or self.department):
            named = replace(named, kinds=())
        department = "" if named.any_department or named.kinds else self.department
        kinds = () if named.any_kind or named.department else self.kinds
        if named.kinds and (named.wider or not kinds or not set(kinds) <= set(named.kinds)):
            kinds = named.kinds
        brands = () if named.any_brand else self.brands
        return replace(self, department=named.department or department, kinds=kinds, brands=named.brands or brands)

    @property
    def texts(self) -> tuple[str, ...]:
        """What to search by; empty where nothing was asked for."""
        return self.searches or ((self.newest,) if self.newest else ())

    def limits(self) -> dict[str, dict[str, object]]:
        """The limits that are set, by name: the fields of `Filters` that each sets."""
        low, high = self.budget.price_min, self.budget.price_max
        possible: dict[str, dict[str, object]] = {
            RATING: {"rating_min": self.rating_min},
            SIZE: {"sizes": self.sizes},
            BRAND: {"brand": self.brands},
            PRICE: {"price_min": low, "price_max": high},
            DEPARTMENT: {"department": self.department},
            KIND: {"kind": self.kinds},
            WITHOUT: {"without": self.without},
        }
        return {
            name: set_ for name, set_ in possible.items() if any(value not in (None, "", ()) for value in set_.values())
        }

    def filters(self) -> tuple[Filters, ...]:
        """What a product must pass, then what is tried in its place, in turn, where nothing passes."""
        limits = self.limits()
        names = [name for name in GIVEN_UP_FIRST if name in limits]
        given_up = [set(some) for count in range(len(names) + 1) for some in combinations(names, count)]
        return tuple(
            Filters(
                hidden=self.unwelcome,
                **{f: value for name in names if name not in gone for f, value in limits[name].items()},  # type: ignore[arg-type]
            )
            for gone in given_up
        )

    def given_up(self, kept: Filters) -> tuple[str, ...]:
        """The names of the limits that `kept`, one of `filters`, no longer has."""
        limits = self.limits()
        return tuple(n for n in limits if any(getattr(kept, f) != value for f, value in limits[n].items()))

    def lifted(self, name: str, value: str = "") -> Wanted:
        """Without one of its limits; of refusals, brands and sizes without this one. Unknown names change nothing."""
        match name:
            case "price":
                return replace(self, budget=ANY_PRICE)
            case "rating":
                return replace(self, rating_min=None)
            case "size":
                return replace(self, sizes=tuple(size for size in self.sizes if size.words != value))
            case "department":
                return replace(self, department="")
            case "kind":
                return replace(self, kinds=())
            case "brand":
                return replace(self, brands=tuple(brand for brand in self.brands if brand != value))
            case "without":
                return replace(self, without=tuple(term for term in self.without if term != value))
        return self

    def constraints(self) -> dict[str, object]:
        """As `chat --json` has them: only those that are set."""
        possible: dict[str, object] = {
            "kinds": [*self.kinds],
            "price_min": self.budget.price_min,
            "price_max": self.budget.price_max,
            "rating_min": self.rating_min,
            "without": [*self.without],
            "brands": [*self.brands],
            "department": self.department,
            "sizes": [size.words for size in self.sizes],
        }
        return {name: value for name, value in possible.items() if value not in (None, "", [])}


def _says(text: str, term: str) -> bool:
    """Whether `text`, free of refusals, asks for what was refused before."""
    return re.search(rf"\b{re.escape(term.removesuffix('s'))}(?:e?s)?\b", text, re.IGNORECASE) is not None


NOTHING_WANTED = Wanted()


def wanted(messages: Iterable[str], vocabulary: Vocabulary = NO_VOCABULARY) -> Wanted:
    """What a shopper's messages ask for, oldest first. `vocabulary`: of the catalog that is asked."""
    so_far = NOTHING_WANTED
    for message in messages:
        so_far = so_far.heard(understand(message, vocabulary))
    return so_far
