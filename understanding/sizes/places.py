"""What a measure in a message is of: the product, a place that the product goes into, or something else.

"Fits in a 30 cm cupboard" and "goes under a sill of 40 cm" cap the product: by the place's dimension where it is named,
by its height under something, by its width on or in what is open to the front, and by its largest number inside what
closes around it. "My wall is 2 m", "I'm 185 cm tall" and "a 13 inch laptop" say nothing of the product.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from catalog.listing.measures import Mention
from catalog.listing.units import LENGTH, SIZE

PRODUCT, PLACE, ELSEWHERE = "product", "place", "elsewhere"


class Owner(NamedTuple):
    what: str
    axis: str = ""
    """Of a place: the dimension that it caps, "" for the largest."""


_OPEN = (
    r"gaps?|spaces?|spots?|alcoves?|niches?|recess(?:es)?|nooks?|openings?|slots?|shelf|shelves|ledges?"
    r"|(?:window ?)?sills?|mantel(?:piece)?s?|mantle(?:piece)?s?|corners?"
)
_CLOSED = (
    r"cupboards?|cabinets?|drawers?|box|case|suitcase|lockers?|cubby(?:[ -]?holes?)?|cubbies|pigeon ?holes?"
    r"|compartments?|closets?|wardrobes?|fridge|oven|dishwasher|microwave|safe|crate|trunk|car boot"
)
_A = r"(?:an?|my|our|his|her|their|your|the|this|that|one)"
_TELLING = (
    r"(?:[,:]|['’]s|\ (?:of|is|are|that|that['’]s|thats|which|which['’]s|measures|measuring|with|only|just|about|around"
    r"|roughly|approx\.?|exactly|at))"
)
_UNDER = re.compile(
    rf"\b(?:under|underneath|below|beneath) (?:{_A}|some)(?P<noun>(?: [^\W\d]+){{1,4}}?)?{_TELLING}{{0,4}} $",
    re.IGNORECASE,
)
_NOUN = re.compile(r"(?:[ -][^\W\d]+)", re.IGNORECASE)
_INTO = (
    r"(?:fit(?:s|ted|ting)?|go(?:es|ing)?|for|in|into|inside|on|onto|between|within|suit(?:s|able for|ed to)?"
    r"|fill(?:s|ing)?|to|upon|top of)"
)
_PLACE_AFTER = re.compile(
    rf"[ -](?:(?:wide|deep|high|tall|long|narrow) )?(?:[^\W\d]+ )?(?:(?P<open>{_OPEN})|(?P<closed>{_CLOSED}))\b",
    re.IGNORECASE,
)
_INTO_A = re.compile(rf"\b{_INTO} (?:{_A} )?(?:[^\W\d]+ )?$", re.IGNORECASE)
_PLACE_BEFORE = re.compile(
    rf"\b{_INTO} {_A} (?:[^\W\d]+ ){{0,2}}(?:(?P<open>{_OPEN})|(?P<closed>{_CLOSED})){_TELLING}{{0,4}} $", re.IGNORECASE
)
_THAN_THAT = re.compile(
    r"[^\d.!?]{0,60}?(?<!nothing )(?<!not )(?<!no )\b(?P<word>smaller than|shorter than|lower than|narrower than"
    r"|thinner than|slimmer than|less(?: wide| deep| high| tall)? than|under|below)"
    r" (?:that|this)\b(?! \w+ (?:is|are)\b)",
    re.IGNORECASE,
)
_AXIS_OF_WORD = {"shorter": "height", "lower": "height", "narrower": "width", "thinner": "depth", "slimmer": "width"}
_I_HAVE = re.compile(
    r"\b(?:i|we)(?:['’]ve| have| only| just){0,3} (?:got|have)(?: only| just| about| around| roughly| maybe){0,2} $"
    r"|\bthere(?:['’]s| is)(?: only| just| about){0,2} $",
    re.IGNORECASE,
)
_OF_ROOM = re.compile(
    r" (?:of (?:space|room|clearance|width)|between|to (?:play|work) with|to spare|spare|available|clearance)\b",
    re.IGNORECASE,
)
SEEKING = re.compile(
    r"\b(?:(?:look|search|shop|hunt|ask|wish|hop|go|opt|pin|aim|plump)\w* for"
    r"|(?:in the market|desperate|room|space) for|interested in|keen on|set on|wild about) (?:an?|the|some|any)(?= )",
    re.IGNORECASE,
)
"""What follows is the product: "looking for a 30 ml bottle"."""
_SAID = r"(?:only |just |about |around |roughly |exactly |like |approx\.? )"
_BODY = r"(?:head|wrist|waist|neck|chest|hips?|bust|inseam|ankle|finger|foot|feet|hand|shoulders?|circumference)"
_OTHER = re.compile(
    r"\b(?:for|fits?|hold(?:s|ing)?|takes?|into|onto|on|under|over|above|below|beside|behind|against|with|next to|near"
    rf"|along|through|opposite|around|alongside) {_A}(?: [^\W\d]+)? $"
    r"|\b(?:i|he|she|we|they|you|im|hes|shes|someone|somebody)(?: who)?(?: am| is| are|['’]m|['’]s|['’]re)?"
    rf" {_SAID}{{0,3}}$"
    rf"|\b(?:my|our|his|her|their) [^,.;!?]{{1,40}}(?: is| are| measures?|['’]s) {_SAID}{{0,3}}$"
    r"|\b(?:my|our|his|her|their) (?:husband|wife|son|daughter|boyfriend|girlfriend|partner|dad|mum|mom|brother"
    r"|sister),? $"
    r"|\bthe (?:ceiling|room|wall|window|table|desk|space|gap|door(?:way)?|shelf|sofa|bed|alcove|niche|hall(?:way)?)"
    rf"(?: [^\W\d]+)?(?: is| measures|['’]s) {_SAID}{{0,3}}$"
    r"|(?:^|[.,;!?] ?|\b(?:and|but|so|as|since|because) )(?:the |our )?"
    r"(?!(?:it|that|this|what|which|there|here|one|ones|who|max\w*|min\w*|limit|size|ideal\w*|height|width|depth|length)\b)"
    rf"(?:[^\W\d]{{2,15}} )?(?!who|that|which|this|it\b|there)[^\W\d]{{3,15}} (?:is|are|measures) {_SAID}{{0,3}}$"
    r"|(?<!can )(?<!could )(?<!may )(?<!might )(?<!should )\b(?:i|we)(?:['’]ve(?: got)?| have(?: got)?)"
    r" (?:an?|this|our|my)(?: [^\W\d]+)? $"
    r"|(?:^|[.,;!?] ?|\b(?:the|my|our) )(?!(?:it|that|what|which|here|there|one|who|let|he|she)\b)[^\W\d]{2,15}['’]s "
    rf"{_SAID}{{0,3}}$"
    rf"|\b(?:space|gap|wall|room|ceiling|distance|corridor|hall(?:way)?|door(?:way)?|sofa|couch|table|desk|bed)"
    rf"(?: of|,) {_SAID}{{0,3}}$"
    r"|\b(?:for|in) (?:an?|my|our|the) (?:[^\W\d]+ )?(?:room|hall(?:way)?|kitchen|bedroom|bathroom|office|flat|garden"
    r"|corridor) $"
    r"|\b(?:with|have|has|is|got) (?:an? )?(?:wall|room|ceiling) (?:of )?$"
    rf"|\b(?:for|fits?|into|onto|on|under|beside) {_A} [^,.;!?]{{1,30}} (?:that|which|who)(?: is| are|['’]s)"
    rf" {_SAID}{{0,2}}$"
    rf"|\b{_BODY}(?:['’]s)?[ ,:(-]{{1,2}}"
    r"(?:(?:is|of|like|about|around|size|measures|measuring|circumference|only|just)[ ,:]{1,2}){0,3}$",
    re.IGNORECASE,
)
_OTHER_AFTER = re.compile(
    rf"[ -]?(?:[^\W\d]+ )?(?:laptop|notebook|macbook|chromebook|ipad|tablet|monitor|{_BODY}|(?:tall |high )?"
    r"(?:man|woman|guy|person|lady|girl|boy|bloke|adult|kid|child|photos?|prints?|pictures?))\b"
    r"(?! (?:stand|holder|shelf|chair|hook))"
    r"| (?:of ceiling|of wall|of floor|clear\b|away\b|apart\b|from )"
    r"|[ -](?:(?:wide|long|high|square) )?(?:room|wall|ceiling|hall(?:way)?|corridor|doorway|kitchen|bedroom)"
    r"(?=[.,;!?]|$| (?:and|so|in|with|that|but|please)\b)",
    re.IGNORECASE,
)


def owner(text: str, mention: Mention) -> Owner:
    """Whose the measures are that `text` mentions."""
    if mention.measures[0].family == SIZE:
        return Owner(PRODUCT)
    before = SEEKING.sub(lambda match: " " * (match.end() - match.start()), text[: mention.start])[-100:]
    after = text[mention.end : mention.end + 80]
    if mention.measures[0].family == LENGTH and not mention.ranged and (place := _place(before, after, mention)):
        return place
    if _OTHER.search(before) or _OTHER_AFTER.match(after):
        return Owner(ELSEWHERE)
    return Owner(PRODUCT)


def _place(before: str, after: str, mention: Mention) -> Owner | None:
    axis = mention.measures[0].axis
    if (under := _UNDER.search(before)) and (under["noun"] or _NOUN.match(after)):
        return Owner(PLACE, "height") if axis in ("", "height") else Owner(ELSEWHERE)
    place = _PLACE_AFTER.match(after) if _INTO_A.search(before) else None
    if place := place or _PLACE_BEFORE.search(before):
        several = len(mention.measures) > 1
        return Owner(PLACE, axis if several else axis or ("width" if place["open"] else ""))
    if than := _THAN_THAT.match(after):
        return Owner(PLACE, axis or _AXIS_OF_WORD.get(than["word"].split()[0].lower(), ""))
    if _I_HAVE.search(before) and _OF_ROOM.match(after):
        return Owner(PLACE, axis or "width")
    return None
