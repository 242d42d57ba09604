"""Whether a product can be had, as feeds say it: a word, how many there are, or both ("Only 3 left")."""

from __future__ import annotations

import re
from typing import Any

from catalog.values.numerals import finite, ungrouped

_IN_STOCK = {
    *("in stock", "instock", "available", "true", "yes", "y", "low stock", "available for order", "back in stock"),
    *("limitedavailability", "limited availability", "onlineonly", "instoreonly", "in stock online"),
    *("auf lager", "lieferbar", "en stock", "disponible", "disponibile", "op voorraad", "på lager", "i lager"),
}
_NOT_IN_STOCK = {
    *("out of stock", "outofstock", "unavailable", "sold out", "soldout", "false", "no", "n", "discontinued"),
    *("preorder", "pre order", "backorder", "back order", "onbackorder", "on backorder"),
    *("not available", "no longer available", "no stock", "not in stock"),
    *("ausverkauft", "nicht auf lager", "nicht lieferbar", "nicht verfügbar", "agotado", "épuisé", "esaurito"),
    *("rupture de stock", "uitverkocht", "no disponible", "non disponibile", "indisponible"),
}
"""Both in small letters, with a space for a hyphen."""
_LEFT = re.compile(
    r"(?:only )?(?P<left>\d{1,9}) (?:(?:items?|pieces?|units?|pcs) )?"
    r"(?:left|in stock|available|remaining)(?: in stock)?(?: - (?:order|buy) (?:soon|now))?"
    r"|in stock:? ?\(?(?P<held>\d{1,9})(?: (?:left|available))?\)?",
    re.ASCII,
)
_FOR_NOW = re.compile(r"(?:currently|temporarily) (?=out|sold|unavailable|not)")
_NUMBER = re.compile(r"[<>]?-?\d[\d.,]{0,20}\+?", re.ASCII)
_MAX_CHARS = 60


def stock_of(value: Any) -> bool | None:
    """True, False, or None where the feed does not say so that it is understood. A number is how many there are."""
    if value is None or isinstance(value, bool):
        return value
    if not isinstance(value, str):
        number = finite(value)
        return None if number is None else number > 0
    word = " ".join(value[: _MAX_CHARS + 1].lower().split()).rsplit("/", 1)[-1].strip(" .!")
    if _NUMBER.fullmatch(word):
        return _number_says(word)
    word = _FOR_NOW.sub("", re.sub(r"(?<=[a-z])[_-](?=[a-z])", " ", word))
    if word in _IN_STOCK:
        return True
    if word in _NOT_IN_STOCK:
        return False
    found = _LEFT.fullmatch(word)
    return int(found["left"] or found["held"]) > 0 if found else None


def _number_says(word: str) -> bool | None:
    """Of "10.0", "1,250", "-1", "5+", ">10"; None of "<5", which may be none."""
    figure = word.lstrip(">").rstrip("+")
    whole = re.sub(r"[.,]00?$", "", figure)
    digits = ungrouped(whole) or whole.replace(",", ".")
    try:
        count = float(digits)
    except ValueError:
        return None
    if figure == word:
        return count > 0
    return True if count > 0 or (word.startswith(">") and count == 0) else None
