"""What a shop has, as pictures to press: departments, their kinds, how many of each and from which price.

Pure functions from a catalog to HTML. A shop that files nothing by kind shows products instead.
"""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from catalog.schema import Product
from catalog.store import Catalog
from chat.items import money, plural
from web.cards import picture_url, quoted, safe

MAX_DEPARTMENTS, MAX_KINDS, MAX_PRODUCTS = 4, 24, 12
_KINDS = """
SELECT department, kind, count(*), min(price), currency FROM products WHERE kind <> ''
GROUP BY department, kind ORDER BY count(*) DESC, kind LIMIT 1000
"""
_PICTURE = """
SELECT image FROM products WHERE department = ? AND kind = ? AND image <> ''
ORDER BY rating IS NULL, rating DESC, rating_count DESC, row LIMIT 1
"""
EXAMPLES = (
    (
        ("floor lamp", "A floor lamp for a dark corner, nothing shiny"),
        ("handbag", "A gift for someone who loves green, under $50"),
        ("necklace", "A necklace with pearls for a birthday"),
    ),
    (
        ("dress", "A summer dress with flowers"),
        ("hoodie", "A plain dark hoodie under $20, no print"),
        ("jacket", "A faded denim jacket, size M"),
    ),
)
"""Sets; each with a kind that a shop must have for it to make sense there."""


@dataclass(frozen=True)
class Kind:
    department: str
    name: str
    count: int
    lowest: str
    """The lowest price, as it is written; "" where none is listed."""
    image: str
    """Name of a picture; "" for none."""


def kinds_of(catalog: Catalog) -> list[Kind]:
    """The largest first, no more than are shown."""
    db, taken = catalog.connect(), Counter[str]()
    found = []
    for department, name, count, lowest, currency in db.execute(_KINDS):
        if taken[department] >= MAX_KINDS or (department not in taken and len(taken) >= MAX_DEPARTMENTS):
            continue
        taken[department] += 1
        picture = db.execute(_PICTURE, (department, name)).fetchone()
        price = "" if lowest is None else money(lowest, currency)
        found.append(Kind(department, name, count, price, picture[0] if picture else ""))
    return found


def shop_window(catalog: Catalog) -> str:
    """The empty page: a headline, and what there is."""
    kinds = kinds_of(catalog)
    departments: dict[str, list[Kind]] = defaultdict(list)
    for kind in kinds:
        departments[kind.department].append(kind)
    sections = "".join(_department(name, its) for name, its in departments.items())
    return (
        f'<div class="shop-welcome"><h2>What should it look like?</h2><p>{safe(INVITATION)}</p>'
        f'<div class="shop-window">{sections or _products(catalog)}</div></div>'
    )


INVITATION = "Describe it as you would to a friend, or drop a photo of something like it."


def _department(name: str, kinds: Sequence[Kind]) -> str:
    count = sum(kind.count for kind in kinds)
    title = safe(name[:1].upper() + name[1:], 40) or "All"
    words = f'{title} <span class="shop-count">{count:,}</span>'
    head = f'<h3 class="shop-department">{words}</h3>'
    if name:
        asking = _said(f"What do you have in {name}?")
        head = f'<h3 class="shop-department"><button type="button" {asking}>{words}</button></h3>'
    tiles = "".join(f'<li role="listitem">{_tile(kind)}</li>' for kind in kinds)
    return f'<section><div>{head}</div><ul class="shop-tiles" role="list" aria-label="{title}">{tiles}</ul></section>'


def _tile(kind: Kind) -> str:
    many = plural(kind.name) if kind.count > 1 else kind.name
    title = safe(many[:1].upper() + many[1:], 40)
    price = f'<span class="shop-from">from {safe(kind.lowest, 30)}</span>' if kind.lowest else ""
    return (
        f'<button type="button" class="shop-tile" {_said(many[:1].upper() + many[1:])}>'
        f'<span class="shop-tile-picture">{_image(kind.image)}{price}</span>'
        f'<span class="shop-tile-name"><span>{title}</span> <span class="shop-count">{kind.count:,}</span></span>'
        "</button>"
    )


def _products(catalog: Catalog) -> str:
    tiles = "".join(f'<li role="listitem">{_product(row, product)}</li>' for row, product in spread(catalog))
    return f'<section><ul class="shop-tiles" role="list" aria-label="Some products">{tiles}</ul></section>'


def _product(row: int, product: Product) -> str:
    price = "" if product.price is None else safe(money(product.price, product.currency), 30)
    price = f'<span class="shop-from">{price}</span>' if price else ""
    return (
        f'<button type="button" class="shop-tile" data-turn="show" data-what="{row}">'
        f'<span class="shop-tile-picture">{_image(product.image)}{price}</span>'
        f'<span class="shop-tile-name"><span dir="auto">{safe(product.title, 60)}</span></span></button>'
    )


def _image(name: str) -> str:
    if not (source := picture_url(name)):
        return '<span class="shop-blank"></span>'
    return f'<img src="{source}" alt="" width="160" height="160" decoding="async">'


def _said(words: str) -> str:
    """What makes a button say these words as the shopper's own."""
    return f'data-turn="say" data-what="{quoted(words)}"'


def spread(catalog: Catalog, count: int = MAX_PRODUCTS) -> list[tuple[int, Product]]:
    """Rows and products with a picture from all over the catalog."""
    size = len(catalog)
    rows = [*dict.fromkeys(place * size // (4 * count) for place in range(4 * count))] if size else []
    both = [(row, product) for row, product in zip(rows, catalog.products(rows), strict=True) if product.image]
    return both[:: max(1, len(both) // count)][:count]


def examples(catalog: Catalog) -> tuple[str, ...]:
    """Three things to say that make sense in this shop."""
    kinds = kinds_of(catalog)
    names = {kind.name for kind in kinds}
    for some in EXAMPLES:
        if all(kind in names for kind, _ in some):
            return tuple(words for _, words in some)
    if len(kinds) < 3:
        return ("Something under 50", "The best rated", "What do you have?")
    one, two, three = kinds[0].name, kinds[len(kinds) // 3].name, kinds[2 * len(kinds) // 3].name
    listed = "SELECT price FROM products WHERE kind = ? AND price IS NOT NULL LIMIT 1000"
    prices = [price for (price,) in catalog.connect().execute(listed, (one,))]
    currency = catalog.products([0])[0].currency
    under = f" under {money(float(round(statistics.median(prices))), currency)}" if prices else ""
    return (
        f"{_a(one)}{under}",
        f"The best rated {two}",
        f"{plural(three)[:1].upper()}{plural(three)[1:]}, cheapest first",
    )


def _a(kind: str) -> str:
    """ "An oil can", "Earrings"."""
    if plural(kind) == kind:
        return kind[:1].upper() + kind[1:]
    return f"{'An' if kind[:1] in 'aeiou' else 'A'} {kind}"
