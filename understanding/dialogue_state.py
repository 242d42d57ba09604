"""What a conversation asks for so far: the texts that it is searched by, and the limits that a product must keep.

Messages are heard one after another, and each updates what stands: dialogue state tracking, with limits for slots.
Leaves out what only a served conversation knows: what was shown, and so what "cheaper" is cheaper than and which is
"the second one"; and how products are searched by it (`chat.query`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from catalog.listing.order import Sort
from catalog.listing.size import Size
from understanding.intent import REQUEST, RESTART
from understanding.kinds.english_synonyms import GROUPS
from understanding.kinds.vocabulary import NO_VOCABULARY, Named, Vocabulary
from understanding.looks.look_words import look_words
from understanding.message import ParsedMessage, parse_message
from understanding.money.budget import ANY_PRICE, Budget
from understanding.subject import comes_back, is_for_all, is_left, lasting, names_a_thing

MAX_SEARCHES = 12
"""Requests that are searched by, the newest."""
MAX_WITHOUT = 24
"""Refusals kept, the newest."""
MAX_FORMER = 4
"""Subjects kept to come back to."""


@dataclass(frozen=True)
class DialogueState:
    searches: tuple[str, ...] = ()
    """What each request is searched by, oldest first, the newest `MAX_SEARCHES`: its words without prices and
    ratings."""
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
    hidden_ids: tuple[str, ...] = ()
    """Identifiers of products that are never to be shown again. Never gives way."""
    lasting: tuple[str, ...] = ()
    """Those of `without` that hold whatever the subject: said of the shopper, or before there was a subject."""
    lasting_budget: Budget = ANY_PRICE
    """What holds of `budget` whatever the subject."""
    compared: bool = False
    """Whether the budget was measured by what was shown: "cheaper"."""
    former: tuple[DialogueState, ...] = ()
    """What was asked for of each subject that was left, oldest first, the newest `MAX_FORMER`."""

    def update(self, said: ParsedMessage) -> DialogueState:
        """After one more message. A budget narrows the one before or, where both cannot hold, replaces it; one that
        contradicts itself leaves none. Any other limit replaces the one before; refusals add up, until asked for."""
        if said.kind == RESTART:
            return NOTHING_WANTED
        if said.kind != REQUEST and not said.pointer.thing:  # "the oak lamp", where none was shown, is a wish
            return self
        if not (said.pointer or said.named.loosely) and is_left(said.text, self.kinds, said.named.kinds):
            return self.left(said).update(said)
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
            searches=(*self.searches, said.search)[-MAX_SEARCHES:] if said.search else self.searches,
            newest=said.text,
            budget=ANY_PRICE if said.budget.contradicts_itself() else budget.narrowed(said.budget),
            lasting_budget=lasting_budget.narrowed(said.budget) if general or is_for_all(said.text) else lasting_budget,
            compared=self.compared and not (other or said.budget or said.any_price),
            rating_min=said.rating_min if said.rating_min is not None else rating,
            sizes=(*(size for size in sizes if not any(size.replaced_by(new) for new in said.sizes)), *said.sizes),
            without=tuple(refused)[-MAX_WITHOUT:],
            lasting=(*self.lasting, *(said.refused if general else lasting(said.text, said.refused)))[-MAX_WITHOUT:],
        )

    def left(self, said: ParsedMessage) -> DialogueState:
        """What still holds where the subject is left for the kinds that `said` names: what is true of the shopper.
        Where these were spoken of before and are taken up again, what was asked of them then."""
        former = (*self.former, replace(self, former=()))[-MAX_FORMER:]
        back = (one for one in reversed(former) if not set(one.kinds).isdisjoint(said.named.kinds))
        again = next(back, None) if comes_back(said.text) else None
        without = tuple(term for term in self.without if term in self.lasting)
        kept = DialogueState(budget=self.lasting_budget, without=without) if again is None else again
        return replace(
            kept,
            searches=self.searches,
            newest=self.newest,
            hidden_ids=self.hidden_ids,
            lasting=self.lasting,
            lasting_budget=self.lasting_budget,
            former=former,
        )

    def about(self, kinds: tuple[str, ...]) -> DialogueState:
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

    def _shelf(self, named: Named) -> DialogueState:
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

    def lifted(self, name: str, value: str = "") -> DialogueState:
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
                meant = (value, *GROUPS.get(value.lower(), ()))
                return replace(self, without=tuple(term for term in self.without if term not in meant))
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


NOTHING_WANTED = DialogueState()


def track(messages: Iterable[str], vocabulary: Vocabulary = NO_VOCABULARY) -> DialogueState:
    """What a shopper's messages ask for, oldest first. `vocabulary`: of the catalog that is asked."""
    so_far = NOTHING_WANTED
    for message in messages:
        so_far = so_far.update(parse_message(message, vocabulary))
    return so_far
