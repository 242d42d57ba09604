"""Whether a product goes with something of the shopper's, by colours and materials: an opinion, and said to be one.

The rules are those of any colour wheel: quiet colours go with everything, neighbours and opposites go together, the
rest is a bolder mix. Leaves out style, light and taste.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from catalog.listing.looks import COLOUR, MATERIAL, axis_of, words_for_look
from chat.binding import parts
from chat.items import in_quotes, in_sentence
from chat.shown import Shown

_GOES = re.compile(
    r"\b(?:go(?:es)?(?: well| nicely| together)?|look(?:s)?(?: good| nice| right| ok(?:ay)?)?|match(?:es)?|suits?"
    r"|fit(?:s)? in|work(?:s)?(?: well)?|pair(?:s)?(?: well)?|clash(?:es)?) "
    r"(?:with|to|next to|beside|in|on|for|my|our|a|an|the)\s*(?P<other>(?:my|our|a|an|the|his|her|their)?[^.?!]{3,80})",
    re.IGNORECASE,
)
_ASKS = re.compile(r"^\W*(?:\w+\W+){0,3}?(?:do|does|would|will|could|can|is|are|might)\b|\?", re.IGNORECASE)
_FOR_OTHERS = re.compile(
    r"\b(?:do|does|have|would|can|could) (?:you|u|ya|we|i)\b|\b(?:is|are) there\b|\b(?:some|any)thing\b"
    r"|\b(?:need|want|show)\b",
    re.IGNORECASE,
)
"""What asks for products that go with it, not whether one does."""
_QUIET_WORDS = (
    "black white grey gray charcoal cream ivory beige tan sand taupe ecru camel anthracite graphite brown "
    "natural silver chocolate"
)
_QUIET = frozenset(_QUIET_WORDS.split())
_WHEEL = {
    "red": "red crimson scarlet ruby burgundy maroon cherry wine",
    "orange": "orange terracotta rust coral peach copper apricot bronze amber tangerine",
    "yellow": "yellow mustard gold golden brass lemon ochre",
    "green": "green olive sage emerald moss khaki mint jade forest",
    "blue": "blue navy cobalt azure indigo sapphire teal turquoise aqua denim sky",
    "purple": "purple violet lavender lilac plum mauve aubergine amethyst",
    "pink": "pink blush fuchsia magenta rose",
}
"""Around the wheel; pink stands beside both its ends."""
_HUES = [*_WHEEL]
_OPPOSITE = {("orange", "blue"), ("red", "green"), ("yellow", "purple"), ("pink", "green"), ("yellow", "blue")}
_WOODS = frozenset({"wood", "wooden", *words_for_look("wood")})


def other_thing(message: str) -> str:
    """What a question asks whether the product goes with: "my oak table"; "" where it asks no such thing."""
    match = _GOES.search(message)
    asks = _ASKS.search(message) and not _FOR_OTHERS.search(message)
    return match["other"].strip() if match and asks else ""


def best_of(shown: Sequence[Shown], other: str) -> int:
    """Index of the first of those shown that goes with it; 0 where none is sure to."""
    return next((at for at, one in enumerate(shown) if opinion(one, other).startswith("I think so")), 0)


def opinion(shown: Shown, other: str) -> str:
    """Of the product and the other thing, by the colours that both name."""
    name = in_quotes(shown.product.title, 120)
    theirs = _tones(other)
    text = " ".join(parts(shown.seen)[:1]) or f"{shown.product.title} {shown.product.description}"
    its = _tones(text) or _tones(f"{shown.product.title} {shown.product.description} {shown.seen}")
    sees = f" In its picture I see {in_sentence(shown.seen)}." if shown.seen else ""
    if not its:
        return f"I cannot tell for {name}: neither its listing nor its picture says a colour.{sees}"
    if not theirs:
        return (
            f"Tell me the colour or the material of yours, and I can say more.{sees} {_quiet_words(its, name)}".strip()
        )
    return f"{_verdict(its[0], theirs[0], name)}{sees} That is an opinion by colour and material alone."


def _tones(text: str) -> list[str]:
    words = re.findall(r"[^\W_]+(?:-[^\W_]+)?", text.lower())
    return [word for word in words if _place(word)]


def _place(word: str) -> str:
    """A hue of the wheel, "quiet", "wood", or "" for what has no colour of its own."""
    if word in _QUIET:
        return "quiet"
    if word in _WOODS:
        return "wood"
    hue = next((hue for hue, names in _WHEEL.items() if word in names.split()), "")
    return hue if hue and axis_of(word) in (COLOUR, MATERIAL) else ""


def _verdict(its: str, theirs: str, name: str) -> str:
    own, other = _place(its), _place(theirs)
    if its == theirs or (own == other and own != "quiet"):
        return f"I think so: {name} is {its}, close to your {theirs}; tone in tone is safe."
    if "quiet" in (own, other):
        quiet = its if own == "quiet" else theirs
        return (
            f"I think so: {quiet} is a quiet colour, which goes with nearly everything, so {its} and {theirs} will do."
        )
    if "wood" in (own, other):
        return f"I think so: {its} and {theirs} go together well, since wood is calm beside most colours."
    if (own, other) in _OPPOSITE or (other, own) in _OPPOSITE:
        return f"I think so: {its} and {theirs} stand opposite each other on the colour wheel, a contrast that works."
    if abs(_HUES.index(own) - _HUES.index(other)) in (1, len(_HUES) - 1):
        return f"I think so: {its} and {theirs} are neighbours on the colour wheel."
    return f"It would be a bold mix: {its} beside {theirs}. I would look at them side by side first."


def _quiet_words(its: list[str], name: str) -> str:
    return f"The {its[0]} of {name} is quiet and goes with most things." if _place(its[0]) in ("quiet", "wood") else ""
