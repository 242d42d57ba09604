"""An order of products by what their listings say: the cheapest first, the best rated first, the tallest first.

Which order a message asks for is found elsewhere (`understanding.limits.sort_words`).
"""

from __future__ import annotations

from dataclasses import dataclass

PRICE, PRICE_DOWN, RATING, REVIEWS = "price", "-price", "rating", "reviews"
SIZE, SIZE_DOWN = "size", "-size"
NEAREST_PRICE = "nearest price"
"""Of no message: where a limit of price had to be given up."""
_WORDS = {
    PRICE: "cheapest first",
    PRICE_DOWN: "most expensive first",
    RATING: "best rated first",
    REVIEWS: "most reviewed first",
    NEAREST_PRICE: "nearest prices first",
}
_BY_SIZE = {
    "bigger": ("smallest", "biggest"),
    "taller": ("shortest", "tallest"),
    "wider": ("narrowest", "widest"),
    "longer": ("shortest", "longest"),
    "deeper": ("thinnest", "deepest"),
    "heavier": ("lightest", "heaviest"),
}


@dataclass(frozen=True)
class Sort:
    by: str
    """As `constraints` names it: price, -price, rating, reviews, size or -size; or NEAREST_PRICE."""
    measure: str = ""
    """Of a size, the comparative of what is measured: bigger, taller, wider, longer, deeper or heavier."""

    @property
    def words(self) -> str:
        """As a chip says it: "cheapest first"."""
        if self.measure:
            return f"{_BY_SIZE[self.measure][self.by == SIZE_DOWN]} first"
        return _WORDS[self.by]

    @property
    def field(self) -> str:
        """What it reads, in the plural: "ratings"."""
        return {RATING: "ratings", REVIEWS: "reviews", SIZE: "sizes", SIZE_DOWN: "sizes"}.get(self.by, "prices")
