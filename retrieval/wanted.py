"""What a conversation asks for so far: the texts that it is searched by, and the prices and ratings that fit.

The one reading of a conversation, shared by a served turn and by the candidates that are frozen for evaluation. Leaves
out what only a served conversation knows: what was shown, and so what "cheaper" is cheaper than.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from retrieval.budget import ANY_PRICE, Budget
from retrieval.filters import Filters
from retrieval.query import MAX_TURNS
from retrieval.understand import REQUEST, Understood, understand


@dataclass(frozen=True)
class Wanted:
    searches: tuple[str, ...] = ()
    """What each request is searched by, oldest first, the newest `MAX_TURNS`: its words without prices and ratings."""
    newest: str = ""
    """The newest request as it was said: searched by where nothing but prices and ratings was ever said."""
    budget: Budget = ANY_PRICE
    rating_min: float | None = None
    """0 to 5."""

    def heard(self, said: Understood) -> Wanted:
        """After one more message. A budget narrows the one before or, where both cannot hold, replaces it; one that
        contradicts itself leaves none. A rating replaces the one before."""
        if said.kind != REQUEST:
            return self
        budget = ANY_PRICE if said.any_price else self.budget
        rating = None if said.any_rating else self.rating_min
        return Wanted(
            searches=(*self.searches, said.search)[-MAX_TURNS:] if said.search else self.searches,
            newest=said.text,
            budget=ANY_PRICE if said.budget.contradicts_itself() else budget.narrowed(said.budget),
            rating_min=said.rating_min if said.rating_min is not None else rating,
        )

    @property
    def texts(self) -> tuple[str, ...]:
        """What to search by; empty where nothing was asked for."""
        return self.searches or ((self.newest,) if self.newest else ())

    def filters(self) -> tuple[Filters, ...]:
        """What a product must pass, then what is tried in its place, in turn, where nothing passes."""
        low, high = self.budget.price_min, self.budget.price_max
        priced, rated = Filters(low, high), Filters(rating_min=self.rating_min)
        whole = Filters(low, high, rating_min=self.rating_min)
        return tuple(dict.fromkeys((whole, priced, rated, Filters())))

    def constraints(self) -> dict[str, float | None]:
        return {
            "price_min": self.budget.price_min,
            "price_max": self.budget.price_max,
            "rating_min": self.rating_min,
        }


NOTHING_WANTED = Wanted()


def wanted(messages: Iterable[str]) -> Wanted:
    """What a shopper's messages ask for, oldest first."""
    so_far = NOTHING_WANTED
    for message in messages:
        so_far = so_far.heard(understand(message))
    return so_far
