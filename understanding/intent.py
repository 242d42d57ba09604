"""What a message is for, where it asks for no products: a question about one, a choice, small talk, something else.

By rule, in English; what no rule knows is a request. Leaves out: what was shown, so which product "it" is.
"""

from __future__ import annotations

import re

from catalog.listing.words import telling_words
from understanding.references import Pointer

REQUEST, QUESTION, CHOICE, RESTART = "request", "question", "choice", "restart"
OUTSIDE, SERVICE, HELP, COMPARE = "outside", "service", "help", "compare"
MORE, BACK, COUNT, COMPLAINT, SMALLTALK = "more", "back", "count", "complaint", "smalltalk"
"""Others, please; what was shown before; how many there are; a complaint; talk. Learnt, not told by these rules."""
_IDLE = frozenset(
    ("come", "comes", "work", "works", "go", "also", "take", "takes", "need", "needs", "run", "runs", "use")
)
"""Verbs of questions that are of no field."""
IT = "\ufffc"
"""Stands for the words that point, in a text that is tried against patterns. No cleaned message holds it."""
_OPENING = r"^(?:(?:ok|okay|and|but|so|well|hi|hello|hey|great|thanks)\b[\s,!.]*)*"
_RESTART = re.compile(
    _OPENING + r"(?:(?:please|let'?s|can we|i want to)\s)?(?:(?:start|begin) (?:over|again|anew|a?fresh|from scratch)"
    r"|(?:a )?new (?:search|conversation|chat)|reset|forget (?:everything|it all|all that)(?: i said)?"
    r"|clear (?:everything|all)(?: (?:the )?filters)?)"
    r"(?:\s(?:please|now))?\W*$",
    re.IGNORECASE,
)
_HELP = re.compile(
    _OPENING + r"(?:what can you do|what do you do|how (?:does|do) (?:this|it|you) work|(?:can|could) you help(?: me)?"
    r"|help(?: me)?(?: please)?|what (?:do|can) you (?:sell|offer)"
    r"|are you (?:a |an )?(?:robot|bot|human|person|real|ai)|who are you|what are you)\W*$",
    re.IGNORECASE,
)
_SERVICE = re.compile(
    r"\b(?:where(?:'s| is)|track|cancel|change) my (?:order|package|parcel|delivery)\b"
    r"|\bdo (?:you|u) (?:ship|deliver)\b|\bhow much is (?:the )?(?:shipping|delivery)\b"
    r"|\b(?:add|put) (?:it|this|that|them) (?:in|to|into) (?:my |the )?(?:cart|basket|bag)\b"
    r"|\b(?:shipping|delivery) (?:costs?|times?|fees?)\b|\bhow long (?:does|will|is) "
    r"(?:the )?(?:delivery|shipping)\b|\b(?:can|could|may) i (?:return|exchange|send)\b|\breturn policy\b|\brefunds?\b"
    r"|\b(?:can|could|may) i (?:pay|order)\b|\bpay(?:ment)? (?:with|by|methods?)\b|\b(?:discount|coupon|promo) codes?\b"
    r"|\bwhen (?:will|does|do|would) (?:it|they|this|that|my order) (?:be )?(?:arrive|come|ship|get here|delivered)\b"
    r"|\bfree (?:shipping|delivery|returns?)\b|\b(?:shipping|delivery) free\b"
    r"|\bdo you (?:take|accept) (?:(?:credit|debit) )?(?:cards?|cash|paypal|apple pay|returns?)\b"
    r"|\b(?:speak|talk|chat) (?:to|with) (?:an? |some)?(?:human|person|agent|body|one)\b"
    r"|\bshipping (?:to|address)\b|\bdo you gift[- ]?wrap\b|\bhow do i return\b|\bany discounts?\b"
    r"|\bopening hours\b|\bcustomer (?:service|support)\b|\b(?:phone|telephone) number\b",
    re.IGNORECASE,
)
_BOUGHT = re.compile(
    r"\b(?:return|exchange|refund) (?:my|an?|the) |\barrived (?:broken|damaged|late|faulty)\b"
    r"|\b(?:i|we)(?:'?ve)? ordered\b.{0,40}\b(?:has ?n[o']?t|never|did ?n[o']?t|still)\b",
    re.IGNORECASE,
)
"""Service for what was bought, whichever kind of product it names."""
_OUTSIDE = re.compile(
    r"\bwhat(?:'?s| is) the weather\b|\bweather (?:like|today|tomorrow|forecast|in)\b|\bhow(?:'s| is) the weather\b"
    r"|\b(?:write|sing|tell|read) (?:me |us )?(?:an?|some|the) (?:poem|story|song|joke|essay|letter|code|e-?mail)s?\b"
    r"|\bwho (?:won|invented|wrote|discovered|is the (?:president|king|queen|pope))\b|\bcapital of\b"
    r"|\b(?:book|reserve) (?:me |us )?an? (?:flight|hotel|table|taxi|room|ticket)\b|\btranslate\b.{1,80}\b(?:to|into)\b"
    r"|\bwhat(?:'s| is) (?:the (?:time|date|news)\b|\d+ ?[-+*x/] ?\d+)|\brecipe for\b"
    r"|\brecommend (?:me |us )?an? (?:restaurant|hotel|movie|film|song)\b|\bhow do i (?:cook|bake|fix|learn)\b",
    re.IGNORECASE,
)
_COMPARE = re.compile(
    r"\bdifferences? between\b|^\W*(?:(?:please|can you|could you) )?compare (?:them|these|those|both|the|number)\b",
    re.IGNORECASE,
)
_THIS = rf"(?:it|this|that|they|these|those|{IT})(?!\w)"
_TELL = r"(?:(?:can|could|would) you tell me |do you know |tell me )?"
_ASKED = re.compile(
    _OPENING
    + _TELL
    + rf"(?:(?P<whether>(?:is|are|was) {_THIS}(?! (?:possible|ok|okay|true|too much|all|it|just|an?)\b))"
    rf"|(?P<what>(?:how'?s?|what'?s?|which|who'?s?)\b(?! about).{{0,80}}?(?:\bits\b|{_THIS}))"
    r"|(?P<of>(?:any |the )?(?:price|cost|dimensions|size|weight|material|brand|colou?r|reviews|rating)"
    rf" (?:of|for|on) {_THIS})"
    rf"|(?P<can>(?:does|do|can|will|would|has|have) {_THIS}|do you have (?:it|this|that|{IT}) in\b))",
    re.IGNORECASE,
)
_OF_ONE = re.compile(
    _OPENING + _TELL + rf"(?:is|are|was|does|do|has|have|can|will|would) (?:(?P<pointed>{IT})|{_THIS})", re.IGNORECASE
)
"""Whatever it names, it asks about a product that was shown: "is the second one under 50?"."""
_CHOSEN = re.compile(
    _OPENING + r"(?:(?:i(?:'?ll| will| would|'?d|'?m)?|we(?:'?ll| will)?) (?:really |rather |definitely )?"
    r"(?:like|love|take|prefer|want(?: to buy| to have)?|choose|pick|buy|get|have|going with) |(?:love|loving|like) "
    r"|(?:please )?tell me (?:more )?about |show me |(?:more|details) (?:about|of|on) |(?:what|how) about "
    r"|(?:let'?s )?go with )?"
    rf"{IT}(?: (?:please|pls|thanks|thx|then|looks? (?:good|great|nice|perfect)|is (?:nice|great|perfect|lovely)))*"
    r"\W*$",
    re.IGNORECASE,
)
_ABOUT = {
    "weight": rf"heavy|weighs?|weight|lightweight|how light|(?:{_THIS}|very|too|quite|really) light(?=\W*$)",
    "rating": r"ratings?|rated|stars|reviews?|reviewed|popular|customers|people (?:say|think)|feedback|opinions?",
    "brand": r"makes|made by|brand|maker|manufacturer|from which",
    "stock": r"in stock|available(?! (?:in|as|with)\b)|sold out|(?:any|is|are|some|many) left",
    "material": r"made (?:of|from|out of)|materials?|fabric",
    "colour": r"colou?rs?",
    "size": r"big|tall|wide|long|large|deep|high|sizes?|dimensions|measures?|small|diameter|capacity|hold|height|width"
    r"|cm|inch(?:es)?|lit(?:re|er)s?",
    "price": r"how much|price|costs?|expensive|(?:under|below|over|above|(?:less|more) than) [$€£]?\d+",
}


def intent_of(text: str, pointer: Pointer, *, asks: bool, limits: bool = False) -> tuple[str, str]:
    """(intent, what a question is about).

    `asks`: whether a kind of product is asked for; `limits`: whether a price or a rating is. Both make it a request,
    unless it asks about a product that was shown."""
    if _RESTART.search(text):
        return RESTART, ""
    if _HELP.search(text):
        return HELP, ""
    if _BOUGHT.search(text):
        return SERVICE, ""
    if not (asks or limits):
        if _SERVICE.search(text):
            return SERVICE, ""
        if _OUTSIDE.search(text):
            return OUTSIDE, ""
        if _COMPARE.search(text):
            return COMPARE, ""
    start, end = pointer.span
    pointed = f"{text[:start]}{IT}{text[end:]}" if pointer else text
    of_one = _OF_ONE.search(pointed)
    requests = limits or asks if of_one is None else asks and not of_one["pointed"]
    if not requests and (about := _asked_about(pointed)):
        return QUESTION, about
    return (CHOICE, "") if pointer and _CHOSEN.search(pointed) else (REQUEST, "")


def field_of(text: str) -> str:
    """The field that a question is about, or the words that it asks for; "" where it has none."""
    for field, words in _ABOUT.items():
        if re.search(rf"(?<!\w)(?:{words})(?!\w)", text, re.IGNORECASE):
            return field
    return " ".join(telling_words(text)[:6])


def fields_of(text: str) -> tuple[str, ...]:
    """All fields that a question is about: "what size is it and how much?"."""
    named = (field for field, words in _ABOUT.items() if re.search(rf"(?<!\w)(?:{words})(?!\w)", text, re.IGNORECASE))
    return tuple(named)


def _asked_about(text: str) -> str:
    """The field, or the words, that one question about one product is about; "" where the message is none."""
    match = _ASKED.search(text)
    rest = re.split(r"[.!?;]", text[match.end() :]) if match else []
    if match is None or any(telling_words(sentence) for sentence in rest[1:]):
        return ""
    said = text[match.start() : match.end()] + rest[0]
    if (field := field_of(said)) in _ABOUT:
        return field
    asked = [word for word in telling_words(rest[0]) if word not in _IDLE]
    return "" if match["what"] or match["of"] else " ".join(asked)
