"""What one shopper has said and been shown so far. Kept on the server, never read back from a browser."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from catalog.conversations import ASSISTANT, SHOPPER, Turn
from catalog.schema import Product

MAX_TURNS = 40
"""Turns kept, both sides counted. Older ones go; the constraints that they set stay."""
NAMED = 2
"""Products of an answer that the model is told of: it reads every earlier turn again for every candidate."""
MAX_SHOWN = 200
"""Identifiers kept of products already shown."""


@dataclass(frozen=True)
class Budget:
    """Prices that fit, in the catalog's currency, both ends included. None is open."""

    price_min: float | None = None
    price_max: float | None = None

    def __bool__(self) -> bool:
        return self.price_min is not None or self.price_max is not None

    def contradicts_itself(self) -> bool:
        """No price can fit."""
        if self.price_max is not None and self.price_max <= 0:
            return True
        return None not in (self.price_min, self.price_max) and self.price_min > self.price_max  # type: ignore[operator]

    def narrowed(self, newer: Budget) -> Budget:
        """This budget after `newer` was said. Where the two cannot both hold, the newer words win."""
        merged = Budget(
            newer.price_min if newer.price_min is not None else self.price_min,
            newer.price_max if newer.price_max is not None else self.price_max,
        )
        return newer if merged.contradicts_itself() else merged

    def fits(self, price: float | None) -> bool:
        if price is None:
            return False
        low, high = self.price_min, self.price_max
        return (low is None or price >= low) and (high is None or price <= high)

    def as_dict(self) -> dict[str, float | None]:
        return {"price_min": self.price_min, "price_max": self.price_max}


ANY_PRICE = Budget()


@dataclass(frozen=True)
class State:
    turns: tuple[Turn, ...] = ()
    searches: tuple[str, ...] = ()
    """What each request is searched by, oldest first: its words without those about money."""
    budget: Budget = ANY_PRICE
    shown: tuple[str, ...] = ()
    """Identifiers, oldest first."""
    dearest: float | None = None
    """The highest price of the newest answer: what "cheaper" compares with."""

    def heard(self, message: str, search: str, budget: Budget) -> State:
        """The shopper said something that asks for products. No picture shows a price, so the model is told the
        rest: `search`, or the whole `message` where it is about money alone."""
        searches = (*self.searches, search) if search else self.searches
        return replace(
            self, turns=self._with(SHOPPER, search or message), searches=searches[-MAX_TURNS:], budget=budget
        )

    def answered(self, products: Sequence[Product]) -> State:
        """What the model should know of an answer is the products that it named, not its small talk."""
        named = "; ".join(product.title[:80] for product in products[:NAMED])
        return replace(
            self,
            turns=self._with(ASSISTANT, f"I showed: {named}." if named else "I found nothing."),
            shown=(*self.shown, *(product.id for product in products))[-MAX_SHOWN:],
            dearest=max((product.price for product in products if product.price is not None), default=None),
        )

    def _with(self, role: str, text: str) -> tuple[Turn, ...]:
        return (*self.turns, Turn(role, text))[-MAX_TURNS:]


NOTHING_SAID = State()
