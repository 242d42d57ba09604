"""What a product is. Every other room speaks of products through this class."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any


@dataclass(frozen=True)
class Variant:
    """One of the things that a product can be had as. What the feed did not give is None or empty."""

    id: str = ""
    options: tuple[tuple[str, str], ...] = ()
    """(name, value) as the shop says them, e.g. ("Size", "M")."""
    price: float | None = None
    """In the product's currency."""
    in_stock: bool | None = None
    image: str = ""
    """As the feed names it, where the variant has a picture of its own."""


@dataclass(frozen=True)
class Product:
    """One row of a shop's feed, already normalised. A field that the feed did not give is None or empty."""

    id: str
    """The shop's own identifier. Opaque: never part of a file name."""
    title: str
    description: str = ""
    department: str = ""
    """Top level of the shop, e.g. "home"."""
    kind: str = ""
    """What it is, as the shop files it, e.g. "table lamp"."""
    brand: str = ""
    price: float | None = None
    """In units of `currency`; at least 0."""
    currency: str = "USD"
    rating: float | None = None
    """Mean of the ratings, 0 to 5."""
    rating_count: int = 0
    in_stock: bool | None = None
    url: str = ""
    """http(s) only; anything else is dropped by the feed reader."""
    image: str = ""
    """In a feed: path of the picture, relative to the pictures' folder.
    In a built catalog: the file's name under `images/`, or "" where no usable picture was found."""
    variants: tuple[Variant, ...] = ()
    """In the order of the feed; none where there is no choice. Their options are in the description too."""

    def as_dict(self) -> dict[str, Any]:
        """Ready for JSON; `variants` only where there are any."""
        values = asdict(self)
        variants = [variant | {"options": dict(variant["options"])} for variant in values.pop("variants")]
        return values | {"variants": variants} if variants else values

    def summary(self) -> str:
        """What a shopper would read first, in one line: what the ranking model is told beside the picture."""
        brand = f" by {self.brand}" if self.brand and self.brand not in self.title else ""
        amount = f"{self.price:g}" if self.price is not None else ""
        price = amount and (f", ${amount}" if self.currency == "USD" else f", {amount} {self.currency}")
        rating = f", {self.rating:.1f} stars" if self.rating is not None else ""
        return f"{self.title}{brand}{price}{rating}. {self.description}".strip()

    def text(self, seen: str = "") -> str:
        """The listing's own words: title first, then kind, brand and description. With `seen`, what the text index
        sees: what the model sees stands before the description, since an encoder cuts long texts."""
        parts = (self.title, self.kind, self.brand, seen.removesuffix("."), self.description)
        return ". ".join(part for part in parts if part)


PRODUCT_FIELDS: tuple[str, ...] = tuple(field.name for field in fields(Product) if field.name != "variants")
"""The columns of a table of products; variants have a table of their own."""
