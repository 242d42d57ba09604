"""Products as HTML: pure functions from items to text. Every field is a stranger's, so every field is escaped.

Gradio runs what it shows through two template languages and perhaps Markdown; none of their marks survives `safe`.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from urllib.parse import quote

from catalog.schema import Product
from catalog.values.links import is_public_link
from chat.choices import options_of, price_range, words_of
from chat.items import Item, money, moved_words, ordinal
from chat.photo import Photo
from web.sizes import size_words

_HIDDEN = re.compile(
    r"[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
_MARKS = {ord(mark): f"&#{ord(mark)};" for mark in "$`{}\\*_~[]|#\"'"}
PICTURE_NAME = re.compile(r"[0-9a-f]{32}\.webp")


def safe(text: str, limit: int = 300) -> str:
    """`text` as inert HTML, fit for an element's content or a quoted attribute."""
    text = " ".join(_HIDDEN.sub(" ", text).split())
    if len(text) > limit:
        text = text[: limit - 1].rstrip() + "…"
    return html.escape(text, quote=False).translate(_MARKS)  # quotes too: escaped before, their own "#" would be


def safe_link(url: str) -> str:
    """The escaped address, or "" for anything that no page of the internet has."""
    return safe(url.strip(), limit=2_000) if is_public_link(url.strip()) else ""


def message(text: str, photo: Photo | None = None) -> str:
    """A shopper's own words, exactly as typed: not Markdown, which could load pictures from elsewhere. And the photo
    that came with them."""
    words = safe(text, 2_100) or ("" if photo else "…")
    said = f'<p class="shop-said" dir="auto">{words}</p>' if words else ""
    return (thumbnail(photo, SENT) if photo else "") + said


SENT = "The photo that you sent"


def thumbnail(photo: Photo, alt: str) -> str:
    return f'<img class="shop-photo" src="{photo.address}" alt="{alt}" decoding="async">'


def reply(text: str) -> str:
    """The assistant's own words; a product's text may stand in them."""
    return f'<p class="shop-reply">{safe(text, 1_500)}</p>' if text else ""


def grid(items: Sequence[Item], *, settled: bool = True) -> str:
    """The cards of one answer. `settled` is False while LaViC is still looking."""
    state = "" if settled else " shop-looking"
    cards = "".join(card(item) for item in items)
    return f'<div class="shop-cards{state}" role="list" aria-busy="{str(not settled).lower()}">{cards}</div>'


def card(item: Item) -> str:
    """One tab stop, its picture: the page's script leads from there to the rest by the arrow keys."""
    product = item.product
    title = safe(product.title, 140)
    named = f'<span class="shop-title" dir="auto">{title}</span>'
    if link := safe_link(product.url):
        away = 'target="_blank" rel="noopener noreferrer nofollow"'
        named = f'<a class="shop-title" dir="auto" href="{link}" {away} tabindex="-1">{title}</a>'
    return (
        f'<div class="shop-card" role="listitem" data-rank="{item.rank}" data-id="{quoted(product.id)}">'
        f'<div class="shop-picture">{_picture(item, title)}{_badge(item)}{_save(product, title)}</div>'
        f'<div class="shop-words">{named}'
        f'<div class="shop-facts">{_price(item)}{_size(product)}{_rating(item)}</div>'
        f"{_choices(item)}{_reason(item)}{_acts(item, title)}{_listing(item)}</div></div>"
    )


def quoted(text: str) -> str:
    """Any text as letters that are inert in an attribute; the page's script turns them back."""
    return quote(text, safe=" ,?!.", errors="replace").replace("~", "%7E").replace("_", "%5F")


def button(
    words: str, act: str, what: object = "", *, turn: bool = False, name: str = "", kind: str = "", inner: bool = False
) -> str:
    """A button that the page listens to. `turn`: it asks for an answer. `name`: what it is called where `words` is
    short. `what` is a number of ours or text made `safe`. `inner`: reached by the arrow keys, within a card."""
    label = f' aria-label="{name}" title="{name}"' if name else ""
    on, stop = "turn" if turn else "act", ' tabindex="-1"' if inner else ""
    return (
        f'<button type="button" class="shop-act {kind}" data-{on}="{act}" data-what="{what}"{label}{stop}>'
        f"{words}</button>"
    )


def _acts(item: Item, title: str) -> str:
    """What can be done with a card. What asks names a product by its row: a number is inert."""
    buttons = (
        button("Similar", "more", item.row, turn=True, name=f"Similar to {title}", inner=True),
        button("Not this", "less", item.row, turn=True, name=f"Not this, nor its like: {title}", inner=True),
        button("Compare", "compare", quoted(item.product.id), name=f"Compare {title}", inner=True),
        button("Details", "details", name=f"Details of {title}", inner=True),
    )
    return f'<div class="shop-acts">{"".join(buttons)}</div>'


_BOOKMARK = '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M6.5 4h11v16l-5.5-4.2L6.5 20z"/></svg>'


def _save(product: Product, title: str) -> str:
    return button(_BOOKMARK, "save", quoted(product.id), name=f"Save {title}", kind="shop-save", inner=True)


def _listing(item: Item) -> str:
    """All that is known, for the view of one product."""
    search = "text search" if item.image_rank is None else "search of words and looks"
    ranked = f"{ordinal(item.rank)}, by the {search} {ordinal(item.retrieval_rank)}"
    rows = [
        *facts(item.product),
        *_each_variant(item.product),
        ("Seen in the picture", item.seen),
        ("Place in this answer", ranked),
    ]
    listed = "".join(f"<dt>{name}</dt><dd>{safe(value, 600) or NOT_LISTED}</dd>" for name, value in rows)
    return f'<dl class="shop-listing" hidden>{listed}</dl>'


NOT_LISTED = "not listed"


def facts(product: Product) -> list[tuple[str, str]]:
    """(name, plain text) of every field of a listing, "" where it is not listed. Not yet safe."""
    rated = "" if product.rating is None else f"{product.rating:g} of 5, {product.rating_count:,} ratings"
    stock = "" if product.in_stock is None else ("in stock" if product.in_stock else "not in stock")
    return [
        ("Kind", product.kind),
        ("Brand", product.brand),
        ("Department", product.department),
        ("Price", "" if product.price is None else money(product.price, product.currency)),
        ("Rating", rated),
        ("Size", size_words(product)),
        ("Stock", stock),
        ("Description", product.description),
        ("Identifier", product.id),
    ]


def picture_url(name: str) -> str:
    """Relative, so that it also holds behind a proxy's prefix. "" for anything that is no picture's name."""
    return f"pictures/{name}" if PICTURE_NAME.fullmatch(name) else ""


def _picture(item: Item, title: str) -> str:
    """A button that shows the product large. Its name is what is seen; the title stands beside it anyway."""
    inside = f'<span class="shop-blank">no picture of {title}</span>'
    if source := picture_url(item.product.image):
        # The first five are about to be seen, or scrolled to sideways: lazy ones would pop in.
        lazy = ' loading="lazy"' if item.rank > 5 else ""
        alt = safe(item.seen) or f"Picture of {title}"
        inside = f'<img src="{source}" alt="{alt}" width="400" height="400"{lazy} decoding="async">'
    return f'<button type="button" class="shop-open" data-act="details">{inside}</button>'


def _badge(item: Item) -> str:
    if not (words := safe(moved_words(item))):
        return ""
    arrow, way = ("↑", "up") if item.climbed > 0 else ("↓", "down")
    moved = f"{arrow}&thinsp;{abs(item.climbed)}"
    return f'<span class="shop-move shop-{way}" role="img" title="{words}" aria-label="{words}">{moved}</span>'


def _price(item: Item) -> str:
    if item.product.price is None:
        return '<span class="shop-price">price on request</span>'
    known = item.variant is not None and item.variant.price is not None
    start = "from " if price_range(item.product) and not known else ""
    return f'<span class="shop-price">{start}{safe(money(item.product.price, item.product.currency))}</span>'


MOST_CHIPS = 6
"""Values of an option on a card; the details have them all."""


def _choices(item: Item) -> str:
    """A line of chips for each of the first two options: the value that answers the wish marked, what is sold out
    struck through."""
    marked, lines = dict(item.variant.options) if item.variant else {}, []
    for name, values in list(options_of(item.product).items())[:2]:
        kept = sorted(values, key=lambda value: value != marked.get(name))[:MOST_CHIPS]
        chips = [_chip(value, value == marked.get(name), values[value]) for value in values if value in kept]
        more = f"<span>+{len(values) - len(kept)}</span>" if len(values) > len(kept) else ""
        lines.append(
            f'<span class="shop-choice" role="group" aria-label="{safe(name, 40)}">{"".join(chips)}{more}</span>'
        )
    return f'<div class="shop-choices">{"".join(lines)}</div>' if lines else ""


def _chip(value: str, marked: bool, in_stock: bool | None) -> str:
    text = safe(value, 24)
    words = f"<s>{text}</s>" if in_stock is False else text
    gone = ", not in stock" if in_stock is False else ""
    state = f' class="shop-chosen" title="{text}: answers your wish{gone}"' if marked else f' title="{text}{gone}"'
    return f"<span{state}>{words}</span>"


def _each_variant(product: Product) -> list[tuple[str, str]]:
    """("Choices", what each costs) of a product that can be had as several."""
    lines = []
    for variant in product.variants:
        price = "" if variant.price is None else f": {money(variant.price, product.currency)}"
        lines.append(words_of(variant) + price + (" (not in stock)" if variant.in_stock is False else ""))
    return [("Choices", "; ".join(lines))] if lines else []


SEES = "what the model sees"
_EYE = (
    f'<span class="shop-eye" role="img" title="{SEES}" aria-label="{SEES}">'
    '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M2 12s3.6-7 10-7 10 7 10 7-3.6 7-10 7-10-7-10-7z"/>'
    '<circle cx="12" cy="12" r="3"/></svg></span>'
)
"""Marks a sentence as the model's: the shop did not write it, and it can be wrong."""


_OF_ALL = re.compile(r"listed as “(?!.*\d)|(?:under|over|exactly|between) ")
"""What every card of an answer says: its kind, and that it keeps to the limits. What is seen tells more."""


def _reason(item: Item) -> str:
    told = [fact for fact in item.facts if not (item.seen and _OF_ALL.match(fact))]
    lines = [f"<li>{safe(fact)}</li>" for fact in told]
    if seen := safe(item.seen):
        lines.append(f'<li class="shop-seen">{_EYE}<span>{seen}</span></li>')
    return f'<ul class="shop-reason">{"".join(lines)}</ul>' if lines else ""


def _rating(item: Item) -> str:
    rating, count = item.product.rating, item.product.rating_count
    if rating is None:
        return ""
    words = f"rated {rating:.1f} of 5" + (f" by {count:,}" if count else "")
    counted = f" <small>({count:,})</small>" if count else ""
    stars = f'<span aria-hidden="true">★</span> {rating:.1f}{counted}'
    return f'<span class="shop-rating" role="img" aria-label="{words}">{stars}</span>'


def _size(product: Product) -> str:
    return f'<span class="shop-size">{words}</span>' if (words := safe(size_words(product), 40)) else ""
