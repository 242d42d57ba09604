"""What stands around a conversation, as HTML: the limits that hold, what can be undone, the saved list, the comparison.

Pure functions, as in `chat.cards`, whose `safe` and `button` make everything here inert.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from urllib.parse import quote

from catalog.schema import Product
from chat.cards import NOT_LISTED, button, facts, picture_url, safe
from chat.items import budget_words
from retrieval.vocabulary import called_for_short
from retrieval.wanted import Wanted

MAX_COMPARED = 4
MAX_SAVED = 50
SAVED_FIELDS = ("id", "title", "brand", "kind", "price", "currency", "rating", "url")


def bar(wanted: Wanted, currency: str, *, back: bool, ahead: bool, asked: bool) -> str:
    """The limits as chips that can be taken off, and the ways back. `asked`: there is a turn to edit or ask again."""
    chips = "".join(
        button(
            f'{safe(words, 60)} <span aria-hidden="true">×</span>',
            "drop",
            safe(f"{name}={value}", 200),
            turn=True,
            name=f"Take off: {safe(words, 60)}",
            kind="shop-chip",
        )
        for name, value, words in limits(wanted, currency)
    )
    ways = [
        button("Undo", "undo", name="Take the last step back") if back else "",
        button("Redo", "redo", name="Do it again as it was") if ahead else "",
        button("Edit", "edit", name="Take the last message back and change it") if asked else "",
        button("Try again", "retry", turn=True, name="Ask the last message again") if asked else "",
    ]
    held = f'<div class="shop-chips" role="group" aria-label="What holds now">{chips}</div>' if chips else ""
    back_ways = f'<div class="shop-ways" role="group" aria-label="Ways back">{"".join(ways)}</div>' if any(ways) else ""
    return f'<div class="shop-bar">{held}{back_ways}</div>' if held or back_ways else ""


def limits(wanted: Wanted, currency: str) -> list[tuple[str, str, str]]:
    """(name, value, words) of each limit that holds: the first two are what `Wanted.lifted` takes."""
    found = [("kind", "", called_for_short(wanted.kinds))] if wanted.kinds else []
    found += [("department", "", f"in {wanted.department}")] if wanted.department else []
    found += [("brand", brand, f"by {brand}") for brand in wanted.brands]
    found += [("price", "", budget_words(wanted.budget, currency))] if wanted.budget else []
    found += [("rating", "", f"{wanted.rating_min:g} stars or more")] if wanted.rating_min is not None else []
    return found + [("without", term, f"not {term}") for term in wanted.without]


def comparison(products: Sequence[tuple[int, Product, str]]) -> str:
    """(row, product, what is seen) of each as a table, "" for none. Missing values are "not listed"."""
    if not products:
        return ""
    heads = "".join(
        f'<th scope="col">{_thumb(product)}<span dir="auto">{safe(product.title, 140)}</span>'
        f"{button('Remove', 'uncompare', row, name=f'Remove {safe(product.title, 140)} from the comparison')}</th>"
        for row, product, _ in products
    )
    columns = [dict([*facts(product), ("Seen in the picture", seen)]) for _, product, seen in products]
    lines = "".join(
        f'<tr><th scope="row">{name}</th>'
        + "".join(f'<td dir="auto">{safe(column[name], 300) or _missing()}</td>' for column in columns)
        + "</tr>"
        for name in columns[0]
        if name != "Identifier"
    )
    few = "<p>Choose another one to compare it with.</p>" if len(products) == 1 else ""
    return (
        f'<details class="shop-panel" id="shop-compare" open><summary>Compare ({len(products)})</summary>{few}'
        f'<div class="shop-table" tabindex="0" role="region" aria-label="Comparison"><table>'
        f"<thead><tr><td></td>{heads}</tr></thead><tbody>{lines}</tbody></table></div></details>"
    )


def saved_list(products: Sequence[tuple[int, Product]]) -> str:
    """(row, product) of each saved one, newest last, with two files to take away; "" for none."""
    if not products:
        return ""
    rows = "".join(
        f'<li>{_thumb(product)}<span class="shop-saved-title" dir="auto">{safe(product.title, 140)}</span>'
        f"<span>{safe(dict(facts(product))['Price']) or _missing()}</span>"
        f"{button('Remove', 'unsave', row, name=f'Remove {safe(product.title, 140)} from the saved list')}</li>"
        for row, product in products
    )
    listed = [product for _, product in products]
    files = (("saved.csv", "text/csv", as_csv(listed)), ("saved.json", "application/json", as_json(listed)))
    links = "".join(
        f'<a download="{name}" href="data:{media};charset=utf-8,{quote(text, safe="")}">{name}</a>'
        for name, media, text in files
    )
    return (
        f'<details class="shop-panel" id="shop-saved"><summary>Saved ({len(products)})</summary><ul>{rows}</ul>'
        f'<p class="shop-export">Take it with you: {links}</p></details>'
    )


def as_csv(products: Sequence[Product]) -> str:
    """With a header. Text that a spreadsheet would run as a formula is led by an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(SAVED_FIELDS)
    for product in products:
        values = ("" if getattr(product, name) is None else str(getattr(product, name)) for name in SAVED_FIELDS)
        writer.writerow([f"'{value}" if value[:1] in ("=", "+", "-", "@", "\t", "\r") else value for value in values])
    return out.getvalue()


def as_json(products: Sequence[Product]) -> str:
    return json.dumps([{name: getattr(product, name) for name in SAVED_FIELDS} for product in products], indent=1)


def _thumb(product: Product) -> str:
    if not (source := picture_url(product.image)):
        return '<span class="shop-thumb"></span>'
    return f'<img class="shop-thumb" src="{source}" alt="" width="56" height="56" loading="lazy" decoding="async">'


def _missing() -> str:
    return f'<span class="shop-none">{NOT_LISTED}</span>'
