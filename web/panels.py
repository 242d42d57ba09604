"""What stands around a conversation, as HTML: the limits that hold, what can be undone, the saved list, the comparison.

Pure functions, as in `web.cards`, whose `safe` and `button` make everything here inert.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from catalog.schema import Product
from chat.items import Than, budget_words
from chat.photo import Photo
from chat.state import Comparison
from chat.taste import Opinion, as_lines
from chat.wording import told_refusals
from lavic.config import VIEWS
from understanding.dialogue_state import DialogueState
from understanding.kinds.vocabulary import called_for_short
from web.cards import NOT_LISTED, button, facts, picture_url, quoted, safe, thumbnail

MAX_COMPARED = 4
MAX_SAVED = 50
SAVED_FIELDS = ("id", "title", "brand", "kind", "price", "currency", "rating", "url")


def bar(
    wanted: DialogueState,
    currency: str,
    *,
    back: bool,
    ahead: bool,
    asked: bool,
    again: bool,
    photo: bool = False,
    beside: Sequence[Comparison] = (),
    opinions: Sequence[Opinion] = (),
    than: Than | None = None,
    ideas: Sequence[str] = (),
    steps: Sequence[tuple[str, str]] = (),
) -> str:
    """The limits as chips that can be taken off, what could be said next, and the ways back.

    `asked`: there is a message to edit; `again`: that or a button can be asked again. `photo`: answers should look like
    the shopper's own; `beside`: and be more so than what was shown. `opinions`: what was liked and what was not.
    `than`: what a price was compared with. `ideas`: what could be said next. `steps`: all that led here, for the
    browser to keep."""
    held = [
        *limits(wanted, currency, than),
        *(("degree", one.comparative.words, one.comparative.words) for one in beside),
    ]
    held += [("photo", "", "like your photo")] if photo else []
    chips = "".join(
        button(
            f'{safe(words, 60)} <span aria-hidden="true">×</span>',
            "drop",
            safe(f"{name}={value}", 200),
            turn=True,
            name=f"Take off: {safe(words, 60)}",
            kind="shop-chip",
        )
        for name, value, words in held
    )
    ways = [
        taste(opinions),
        button("Undo", "undo", name="Take the last step back") if back else "",
        button("Redo", "redo", name="Do it again as it was") if ahead else "",
        button("Edit", "edit", name="Take the last message back and change it") if asked else "",
        button("Try again", "retry", turn=True, name="Ask the last message again") if again else "",
    ]
    holding = f'<div class="shop-chips" role="group" aria-label="What holds now">{chips}</div>' if chips else ""
    next_words = "".join(button(safe(idea, 60), "say", quoted(idea), turn=True, kind="shop-idea") for idea in ideas)
    if next_words:
        next_words = f'<div class="shop-ideas" role="group" aria-label="What you could say next">{next_words}</div>'
    back_ways = f'<div class="shop-ways" role="group" aria-label="Ways back">{"".join(ways)}</div>' if any(ways) else ""
    kept = f'<span hidden id="shop-steps" data-steps="{quoted(json.dumps([*steps]))}"></span>'
    if not (holding or next_words or back_ways):
        return kept
    return f'<div class="shop-bar"><div class="shop-next">{holding}{next_words}</div>{back_ways}</div>{kept}'


def explained(record: Mapping[str, Any], model: str) -> str:
    """How one answer came about, from its record: the engine, the tokens of a product, the time of each step. "" where
    nothing was searched."""
    timings, count = record["timings_ms"], len(record["items"])
    if not timings["retrieve"]:
        return ""
    by_lavic = record["engine"] == "lavic"
    engine = f"LaViC ({Path(model).name})" if by_lavic else "the search's own order"
    tokens = f"{VIEWS} for each product, one for each view of its picture" if by_lavic else "none were read"
    steps = [(words, timings[name]) for name, words in _STEPS.items() if timings.get(name)]
    rows = [
        ("Ranked by", safe(engine, 80)),
        ("Image tokens", tokens),
        ("Shown", f"{count} of the candidates found"),
        *((words, f"{ms / 1000:.1f} s" if ms >= 1000 else f"{ms:.0f} ms") for words, ms in steps),
    ]
    listed = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in rows)
    return f'<details class="shop-details shop-how"><summary>How this was ranked</summary><dl>{listed}</dl></details>'


_STEPS = {"see": "Looking at your photo", "retrieve": "Finding candidates", "rank": "Ranking", "total": "In all"}


def taste(opinions: Sequence[Opinion]) -> str:
    """A link to the likes and dislikes as training rows; "" where there are none to learn from."""
    if not (lines := as_lines(opinions)):
        return ""
    count = lines.count("\n")
    words = "What you liked and did not, as rows that the model can be tuned on"
    address = f"data:application/jsonl;charset=utf-8,{quote(lines, safe='')}"
    return (
        f'<a class="shop-act" download="likes.jsonl" href="{address}" title="{words}" '
        f'aria-label="likes.jsonl: {words.lower()}">Likes ({count})</a>'
    )


def pending(photo: Photo | None) -> str:
    """The photo that waits to be sent, above the words; "" for none."""
    if photo is None:
        return ""
    remove = button("Remove", "unphoto", name="Remove the photo")
    return f'<div class="shop-pending" role="status">{thumbnail(photo, "Your photo, not sent yet")}{remove}</div>'


def refused(reason: str) -> str:
    """Why a photo cannot be used. `reason`: of a PictureError, "is empty"."""
    return (
        f'<p class="shop-pending" role="alert">That photo {safe(reason)}. Try another one, or say in words what you '
        "are looking for.</p>"
    )


def limits(wanted: DialogueState, currency: str, than: Than | None = None) -> list[tuple[str, str, str]]:
    """(name, value, words) of each limit that holds: the first two are what `DialogueState.lifted` takes."""
    found = [("kind", "", called_for_short(wanted.kinds))] if wanted.kinds else []
    found += [("department", "", f"in {wanted.department}")] if wanted.department else []
    found += [("brand", brand, f"by {brand}") for brand in wanted.brands]
    found += [("price", "", budget_words(wanted.budget, currency, than))] if wanted.budget else []
    found += [("rating", "", f"{wanted.rating_min:g} stars or more")] if wanted.rating_min is not None else []
    found += [("size", size.words, size.words) for size in wanted.sizes]
    found += [("stock", "", "in stock")] if wanted.in_stock else []
    found += [("sort", "", wanted.sort.words)] if wanted.sort else []
    return found + [("without", term, f"not {term}") for term in told_refusals(wanted.without)]


def comparison(products: Sequence[tuple[int, Product, str]]) -> str:
    """(row, product, what is seen) of each as a table, "" for none: first what tells them apart, then what is the same
    in all. Missing values are "not listed"."""
    if not products:
        return ""
    heads = "".join(
        f'<th scope="col">{_picture(product)}<span dir="auto">{safe(product.title, 140)}</span>'
        f"{_remove(product, 'uncompare', 'the comparison')}</th>"
        for _, product, _ in products
    )
    columns = [dict([*facts(product), ("Seen in the picture", seen)]) for _, product, seen in products]
    names = [name for name in _COMPARED if any(column[name] for column in columns)]
    differing = [name for name in names if len({column[name] for column in columns}) > 1]
    same = [name for name in names if name not in differing] if len(products) > 1 else []
    lines = "".join(_line(name, [column[name] for column in columns]) for name in differing or names)
    if same and differing:
        title = f'<tr class="shop-same"><th scope="colgroup" colspan="{len(products) + 1}">The same in all</th></tr>'
        lines += title + "".join(_line(name, [column[name] for column in columns]) for name in same)
    few = "<p>Choose another one to compare it with.</p>" if len(products) == 1 else ""
    size = f'data-count="{len(products)}" style="--shop-columns:{len(products)}"'
    return (
        f'<section id="shop-compare" {size}><h2>Compare</h2>{few}'
        f'<div class="shop-table" tabindex="0" role="region" aria-label="Comparison"><table>'
        f"<thead><tr><td></td>{heads}</tr></thead><tbody>{lines}</tbody></table></div></section>"
    )


_COMPARED = (
    *("Price", "Size", "Rating", "Seen in the picture", "Kind", "Brand", "Department", "Stock", "Description"),
)
"""In this order."""


def _line(name: str, values: Sequence[str]) -> str:
    cells = "".join(f'<td dir="auto">{safe(value, 300) or _missing()}</td>' for value in values)
    return f'<tr><th scope="row">{name}</th>{cells}</tr>'


def _remove(product: Product, act: str, place: str) -> str:
    return button("Remove", act, quoted(product.id), name=f"Remove {safe(product.title, 140)} from {place}")


def saved_list(products: Sequence[tuple[int, Product]]) -> str:
    """(row, product) of each saved one, newest last, with two files to take away; "" for none."""
    if not products:
        return ""
    rows = "".join(
        f'<li>{_picture(product)}<div><span class="shop-saved-title" dir="auto">{safe(product.title, 140)}</span>'
        f'<span class="shop-saved-price">{safe(dict(facts(product))["Price"]) or _missing()}</span>'
        f'<div class="shop-saved-acts">'
        f"{button('Show', 'show', row, turn=True, name=f'Show {safe(product.title, 140)}')}"
        f"{_remove(product, 'unsave', 'the saved list')}</div></div></li>"
        for row, product in products
    )
    listed = [product for _, product in products]
    files = (("saved.csv", "text/csv", as_csv(listed)), ("saved.json", "application/json", as_json(listed)))
    links = "".join(
        f'<a download="{name}" href="data:{media};charset=utf-8,{quote(text, safe="")}">{name}</a>'
        for name, media, text in files
    )
    return (
        f'<section id="shop-saved" data-count="{len(products)}"><h2>Saved</h2><ul>{rows}</ul>'
        f'<p class="shop-export">Take it with you: {links}</p></section>'
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


def _picture(product: Product) -> str:
    if not (source := picture_url(product.image)):
        return '<span class="shop-thumb"></span>'
    return f'<img class="shop-thumb" src="{source}" alt="" width="240" height="240" loading="lazy" decoding="async">'


def _missing() -> str:
    return f'<span class="shop-none">{NOT_LISTED}</span>'
