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
from retrieval.sort_words import Sort
from retrieval.sorting import look_words
from retrieval.subject import comes_back, is_for_all, is_left, lasting, names_a_thing
from retrieval.understand import Understood, understand
from retrieval.vocabulary import NO_VOCABULARY, Named, Vocabulary

RATING, SIZE, BRAND, PRICE, STOCK = "rating", "size", "brand", "price", "stock"
DEPARTMENT, KIND, WITHOUT = "department", "kind", "without"
GIVEN_UP_FIRST = (RATING, BRAND, PRICE, SIZE, STOCK, WITHOUT, DEPARTMENT, KIND)
"""Which limit gives way where no product keeps them all: the first that helps alone, then two of them, and so on.

What hides least of what a shopper cares about goes first. Another maker's may be as good, and of other prices the
nearest are shown; what does not fit, or cannot be had, is of no use. A refusal may be an allergy: it goes only when
nothing softer helps, and of several as few as must. The kind of thing goes last of all, after everything together: a
vase is no answer to who asks for biscuits."""
MAX_WITHOUT_ALONE = 6
"""Refusals of which each is tried to be given up alone."""
MAX_WITHOUT = 24
"""Refusals kept, the newest."""
MAX_FORMER = 4
"""Subjects kept to come back to."""


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
    in_stock: bool = False
    """Only what can be had now. What the feed says nothing of ranks behind what is known to be in stock."""
    sort: Sort | None = None
    on_subject: int = 0
    """How many of the newest searches are about the kinds that are asked for now."""
    unwelcome: tuple[str, ...] = ()
    """Identifiers of products that are never to be shown again. Never gives way."""
    lasting: tuple[str, ...] = ()
    """Those of `without` that hold whatever the subject: said of the shopper, or before there was a subject."""
    lasting_budget: Budget = ANY_PRICE
    """What holds of `budget` whatever the subject."""
    compared: bool = False
    """Whether the budget was measured by what was shown: "cheaper"."""
    former: tuple[Wanted, ...] = ()
    """What was asked for of each subject that was left, oldest first, the newest `MAX_FORMER`."""

    def heard(self, said: Understood) -> Wanted:
        """After one more message. A budget narrows the one before or, where both cannot hold, replaces it; one that
        contradicts itself leaves none. Any other limit replaces the one before; refusals add up, until asked for."""
        if said.kind == RESTART:
            return NOTHING_WANTED
        if said.kind != REQUEST and not said.pointer.thing:  # "the oak lamp", where none was shown, is a wish
            return self
        if not (said.pointer or said.named.loosely) and is_left(said.text, self.kinds, said.named.kinds):
            return self._left(said).heard(said)
        budget = ANY_PRICE if said.any_price else self.budget
        lasting_budget = ANY_PRICE if said.any_price else self.lasting_budget
        rating = None if said.any_rating else self.rating_min
        shelf = self._shelf(said.named)
        other = bool(self.kinds and shelf.kinds and set(self.kinds).isdisjoint(shelf.kinds))
        sizes = () if said.any_size or other else self.sizes
        budget = lasting_budget if other and self.compared else budget
        subject = self.kinds or self.department or shelf.kinds or shelf.department
        general = not subject and not names_a_thing(said.wished)
        refused = dict.fromkeys((*(term for term in self.without if not _says(said.wished, term)), *said.refused))
        in_stock = self.in_stock and not (said.any_stock or other)
        return replace(
            shelf,
            in_stock=said.in_stock or in_stock,
            sort=said.sort or (None if said.any_sort or other else self.sort),
            on_subject=(0 if other else self.on_subject) + bool(said.search),
            searches=(*self.searches, said.search)[-MAX_TURNS:] if said.search else self.searches,
            newest=said.text,
            budget=ANY_PRICE if said.budget.contradicts_itself() else budget.narrowed(said.budget),
            lasting_budget=lasting_budget.narrowed(said.budget) if general or is_for_all(said.text) else lasting_budget,
            compared=self.compared and not (other or said.budget or said.any_price),
            rating_min=said.rating_min if said.rating_min is not None else rating,
            sizes=(*(size for size in sizes if not any(size.replaced_by(new) for new in said.sizes)), *said.sizes),
            without=tuple(refused)[-MAX_WITHOUT:],
            lasting=(*self.lasting, *(said.refused if general else lasting(said.text, said.refused)))[-MAX_WITHOUT:],
        )

    def _left(self, said: Understood) -> Wanted:
        """What still holds where the subject is left for the kinds that `said` names: what is true of the shopper.
        Where these were spoken of before and are taken up again, what was asked of them then."""
        former = (*self.former, replace(self, former=()))[-MAX_FORMER:]
        back = (one for one in reversed(former) if not set(one.kinds).isdisjoint(said.named.kinds))
        again = next(back, None) if comes_back(said.text) else None
        without = tuple(term for term in self.without if term in self.lasting)
        kept = Wanted(budget=self.lasting_budget, without=without) if again is None else again
        return replace(
            kept,
            searches=self.searches,
            newest=self.newest,
            unwelcome=self.unwelcome,
            lasting=self.lasting,
            lasting_budget=self.lasting_budget,
            former=former,
        )

    def about(self, kinds: tuple[str, ...]) -> Wanted:
        """After a question about these kinds of the shop, of which nothing was asked yet."""
        without = tuple(term for term in self.without if term in self.lasting)
        former = (*self.former, replace(self, former=()))[-MAX_FORMER:]
        left = replace(self, former=former, searches=(), newest="", budget=self.lasting_budget, without=without)
        return replace(
            left,
            kinds=kinds,
            department="",
            brands=(),
            sizes=(),
            rating_min=None,
            sort=None,
            in_stock=False,
            on_subject=0,
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

    @property
    def looks(self) -> tuple[str, ...]:
        """The words that may tell how the thing asked for now looks, those of the newest request first."""
        about = self.searches[-self.on_subject :] if self.on_subject else ()
        return look_words(about, (*self.kinds, *self.brands, self.department))

    def limits(self) -> dict[str, dict[str, object]]:
        """The limits that are set, by name: the fields of `Filters` that each sets."""
        low, high = self.budget.price_min, self.budget.price_max
        possible: dict[str, dict[str, object]] = {
            RATING: {"rating_min": self.rating_min},
            BRAND: {"brand": self.brands},
            PRICE: {"price_min": low, "price_max": high},
            SIZE: {"sizes": self.sizes},
            STOCK: {"in_stock": self.in_stock or None},
            WITHOUT: {"without": self.without},
            DEPARTMENT: {"department": self.department},
            KIND: {"kind": self.kinds},
        }
        return {
            name: set_ for name, set_ in possible.items() if any(value not in (None, "", ()) for value in set_.values())
        }

    def filters(self) -> tuple[Filters, ...]:
        """What a product must pass, then what is tried in its place, in turn, where nothing passes."""
        limits = self.limits()
        names = [name for name in GIVEN_UP_FIRST if name in limits]
        given_up = [set(some) for count in range(len(names) + 1) for some in combinations(names, count)]
        given_up.sort(key=lambda gone: (bool(gone & {KIND, DEPARTMENT}), WITHOUT in gone))
        tried = []
        for gone in given_up:
            kept = {f: value for name in names if name not in gone for f, value in limits[name].items()}
            fewer = self._fewer_refused() if WITHOUT in gone else []
            tried += [Filters(hidden=self.unwelcome, **{**kept, **some}) for some in [*fewer, {}]]  # type: ignore[arg-type]
        return tuple(tried)

    def _fewer_refused(self) -> list[dict[str, object]]:
        """All refusals but one, the oldest given up first: a long list is given up whole."""
        if not 2 <= len(self.without) <= MAX_WITHOUT_ALONE:
            return []
        return [{"without": tuple(term for term in self.without if term != gone)} for gone in self.without]

    def given_up(self, kept: Filters) -> tuple[str, ...]:
        """The names of the limits that `kept`, one of `filters`, no longer has."""
        limits = self.limits()
        return tuple(n for n in limits if any(getattr(kept, f) != value for f, value in limits[n].items()))

    def lifted(self, name: str, value: str = "") -> Wanted:
        """Without one of its limits; of refusals, brands and sizes without this one. Unknown names change nothing."""
        match name:
            case "price":
                return replace(self, budget=ANY_PRICE, lasting_budget=ANY_PRICE)
            case "rating":
                return replace(self, rating_min=None)
            case "size":
                return replace(self, sizes=tuple(size for size in self.sizes if size.words != value))
            case "department":
                return replace(self, department="")
            case "stock":
                return replace(self, in_stock=False)
            case "sort":
                return replace(self, sort=None)
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
            "in_stock": self.in_stock or None,
            "sort": self.sort.by if self.sort else "",
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
