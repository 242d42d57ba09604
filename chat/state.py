"""What one shopper has said and been shown so far. Kept on the server, never read back from a browser."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from catalog.conversations import ASSISTANT, SHOPPER, Turn
from catalog.schema import Product
from retrieval.budget import Budget
from retrieval.understand import Understood
from retrieval.wanted import NOTHING_WANTED, Wanted

MAX_TURNS = 40
"""Turns kept, both sides counted. Older ones go; the constraints that they set stay."""
NAMED = 2
"""Products of an answer that the model is told of: it reads every earlier turn again for every candidate."""
MAX_SHOWN = 200
"""Identifiers kept of products already shown."""


@dataclass(frozen=True)
class State:
    turns: tuple[Turn, ...] = ()
    wanted: Wanted = NOTHING_WANTED
    shown: tuple[str, ...] = ()
    """Identifiers, oldest first."""
    dearest: float | None = None
    """The highest price of the newest answer: what "cheaper" compares with."""

    def heard(self, said: Understood) -> State:
        """The shopper said something that asks for products. No picture shows a price, so the model is told the
        rest: the words without prices and ratings, or the whole text where it is about these alone."""
        if said.cheaper and not said.budget and self.dearest:
            said = replace(said, budget=Budget(None, round(self.dearest - 0.01, 2)))
        return replace(self, turns=self._with(SHOPPER, said.search or said.text), wanted=self.wanted.heard(said))

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
