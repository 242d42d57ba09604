"""What one message says: what it is for, what it is searched by, and the limits that it sets or takes back.

Small patterns, English. Anything that they do not recognise is left to the search and to the model.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace

from catalog.listing.order import Sort
from catalog.listing.size import Size
from understanding.intent import CHOICE, QUESTION, REQUEST, intent_of
from understanding.kinds.vocabulary import NO_VOCABULARY, NOTHING_NAMED, Named, Vocabulary
from understanding.limits.rating import find_rating, takes_rating_back
from understanding.limits.sort_words import find_sort, takes_sort_back
from understanding.limits.stock import find_stock, takes_stock_back
from understanding.looks.variant import Variant, find_variant
from understanding.money.budget import ANY_PRICE, NO_DOUBTS, Budget, Doubts, read_money
from understanding.negation import refused, rejection, set_aside, without_negated
from understanding.references import NOWHERE, OF_SOME, Pointer, builds_on, find_pointer
from understanding.sizes.requested import find_sizes, takes_sizes_back
from understanding.text.characters import both_ends, few_marks

MAX_CHARACTERS = 2_000
"""Of a message that are read."""
_HEAD = 1_400
MAX_RAW = 4 * MAX_CHARACTERS
"""Of a message that are cleaned: cut before, so that what a stranger sends costs nobody else their turn."""

_CHEAPER = re.compile(
    r"\b(?:(?:a bit|a little|much|even|any|is|are) )?(?:cheaper|less (?:expensive|costly|pricey)|more affordable"
    rf"|(?<!nothing )(?<!not )(?:too (?:expensive|costly|pricey|dear)"
    rf"|(?:over|above|beyond|out of) (?:my |our |the )?budget)|can(?:['’]?t|not) (?:really )?afford)\b(?!{OF_SOME})"
    r"(?: (?:ones?|options?|alternatives?|for me))?",
    re.IGNORECASE,
)
_DEARER = re.compile(
    r"(?<!\bnot )(?<!\bno )\b(?:(?:a bit|a little|much|even|any|is|are) )?(?:more (?:expensive|costly|pricey)"
    rf"|dearer|pricier)\b(?!{OF_SOME})(?: (?:ones?|options?|alternatives?))?(?: is (?:ok|okay|fine))?",
    re.IGNORECASE,
)
_TOO_DEAR = re.compile(
    r"\b(?:too (?:expensive|costly|pricey|dear)|(?:over|above|beyond|out of) (?:my |our |the )?budget|afford)\b",
    re.IGNORECASE,
)
_REFUSED_BEFORE = re.compile(
    r"\b(?:not|no|nothing|none|(?:don['’]?t|do not) (?:want|need|like))(?: (?:any|anything|a|the|something))? ?$",
    re.IGNORECASE,
)
_TAKEN = re.compile(r"\b(?:like|love|prefer|take|want|about|than|and|compare) $", re.IGNORECASE)
_FILLER_WORDS = (
    "a about and any anything but can do for get give got great have hmm how i i'd i'm i've is it its just keep lovely "
    "make me nice now of oh ok okay one ones only or perfect please show so some something sure that that's the them "
    "then there these this those well what with would you"
)
_FILLER = frozenset(_FILLER_WORDS.split())
_POLITE = r"(?:\s(?:there|you|all|everyone|so much|very much|a lot|again|for your help|for the help))*"
_GREETING = re.compile(
    rf"(?:hi+|hiya|hello+|he+y+|howdy|greetings|good (?:morning|afternoon|evening|day)){_POLITE}", re.IGNORECASE
)
_BYE = r"(?:bye|bye bye|goodbye|see you)"
_FINE = (
    r"(?:ok|okay|alright|great|perfect|lovely|cool|nice|awesome|super|gr8|brilliant|that'?s (?:all|it|great|perfect))"
)
_THANKS = re.compile(
    rf"(?:(?:{_FINE}|no) ){{0,2}}(?:thanks|thank (?:you|u)|thx|ty|tysm|cheers|many thanks){_POLITE}"
    rf"(?: (?:and )?{_BYE})?"
    rf"|{_FINE}(?: {_FINE})?|{_BYE}",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class ParsedMessage:
    text: str
    """The message without control characters, at most `MAX_CHARACTERS` long."""
    search: str
    """The text without the words about money and ratings; "" where nothing else was said."""
    kind: str
    """empty, emoji, greeting, thanks, or one of `understanding.intent`."""
    budget: Budget = ANY_PRICE
    rating_min: float | None = None
    """Stars, 0 to 5."""
    any_price: bool = False
    """The shopper took the budget back."""
    doubts: Doubts = NO_DOUBTS
    """About the sums of money in it."""
    any_rating: bool = False
    sizes: tuple[Size, ...] = ()
    any_size: bool = False
    in_stock: bool = False
    """Only what can be had now."""
    any_stock: bool = False
    sort: Sort | None = None
    """Where `pointer` points by a superlative too, it sorts only where nothing was shown."""
    any_sort: bool = False
    cheaper: bool = False
    """Asked for something cheaper than what was shown."""
    dearer: bool = False
    than_pointed: bool = False
    """Cheaper or dearer than the product that `pointer` points at, which is not asked for itself."""
    rejected: bool = False
    """The product that `pointer` points at is not wanted: "not the second one"."""
    named: Named = NOTHING_NAMED
    refused: tuple[str, ...] = ()
    """What no answer may have."""
    wished: str = ""
    """The search without what is refused."""
    pointer: Pointer = NOWHERE
    """At a product that was shown."""
    about: str = ""
    """What a question is about."""
    variant: Variant | None = None
    """The other look in which a question asks for what was shown: "do you have it in black?"."""
    shortened: bool = False
    foreign: bool = False
    """Mostly in letters that the English text encoder reads badly."""
    corrected: tuple[tuple[str, str], ...] = ()
    """(as it was typed, what it was taken for)."""
    language: str = "en"
    """What it was put into English from: de, fr, es or it."""
    perhaps: tuple[str, ...] = ()
    """Kinds that are meant, as it seems: what the search leans towards, and no limit."""
    unsold: str = ""
    """What is asked for and no kind of the shop is near to: "sofa"."""


def parse_message(message: str, vocabulary: Vocabulary = NO_VOCABULARY) -> ParsedMessage:
    """Never raises, whatever the characters. `vocabulary`: of the catalog that is asked."""
    whole = clean(message)
    text = shorten(whole)
    kind = _kind(text)
    if kind != REQUEST:
        return ParsedMessage(text, "", kind)
    rating, rest = find_rating(text)  # first: "rated 4 and up" is no price
    money = read_money(rest, vocabulary.currency)
    rest = money.rest
    rest, cheaper = _compared(_CHEAPER, rest)
    rest, dearer = _compared(_DEARER, rest)
    in_stock, rest = find_stock(" ".join(rest.split()))
    rest = set_aside(rest, vocabulary.called)
    pointer, than = _pointer(rest, vocabulary), False
    sort, unsorted, sorting = find_sort(rest, vocabulary.called)
    told = _pointer(text, vocabulary)
    if sort is None and unsorted != rest:
        pointer, rest = _pointer(unsorted, vocabulary), unsorted
    elif sort and not _points(rest, pointer, sorting, limits=bool(money.budget or rating is not None or in_stock)):
        pointer, rest, told = _pointer(unsorted, vocabulary), unsorted, NOWHERE
    if rejected := rejection(rest[: pointer.span[0]]) if pointer else None:
        rest = " ".join(f"{rest[: rejected.start()]} {rest[pointer.span[1] :]}".split()).strip(" ,.;:-")
        pointer = replace(pointer, span=(0, 0))
    if pointer and (cheaper or dearer) and (before := re.search(r"\bthan $", rest[: pointer.span[0]])):
        than = True
        rest = f"{rest[: before.start()]}{rest[pointer.span[1] :]}"
    elif pointer and cheaper and _TOO_DEAR.search(text):  # "the first one is too expensive" asks for none like it
        than = True
        rest = f"{rest[: pointer.span[0]]}{rest[pointer.span[1] :]}"
    wished = without_negated(rest)
    start, end = pointer.span  # "the second lamp" asks for no lamp
    named = vocabulary.named(without_negated(f"{rest[:start]}{rest[end:]}") if pointer.place else wished)
    sizes = find_sizes(rest)
    asks = bool(named.kinds or named.brands or named.department)
    limits = bool(money.budget or money.doubts or rating is not None or sizes or in_stock)
    limits = limits or bool(sort and not pointer.most)
    intent, about = intent_of(text, told, asks=asks and not pointer.thing, limits=limits)
    if variant := find_variant(text, told):
        intent, about = QUESTION, variant.look
    return ParsedMessage(
        text=text,
        search=rest if set(re.findall(r"[\w']+", rest.lower())) - _FILLER else "",
        kind=intent,
        budget=money.budget,
        rating_min=rating,
        any_price=money.any_price,
        doubts=money.doubts,
        any_rating=takes_rating_back(text),
        sizes=sizes,
        any_size=takes_sizes_back(text),
        in_stock=in_stock,
        any_stock=takes_stock_back(text),
        sort=sort,
        any_sort=takes_sort_back(text),
        cheaper=bool(cheaper),
        dearer=bool(dearer),
        than_pointed=than,
        rejected=bool(rejected),
        named=named,
        refused=vocabulary.refused(refused(rest)),
        wished=wished,
        pointer=pointer,
        about=about,
        variant=variant,
        shortened=len(whole) > MAX_CHARACTERS,
        foreign=_is_foreign(text),
    )


def _pointer(text: str, vocabulary: Vocabulary) -> Pointer:
    """What `text` points at. "The oak lamp" does where the text asks about it, takes it or builds on it; it may also
    be a wish."""
    pointer = find_pointer(text, vocabulary.called)
    if not pointer.thing:
        return pointer
    means_it = intent_of(text, pointer, asks=False)[0] != REQUEST or builds_on(text, pointer)
    return pointer if means_it and not rejection(text[: pointer.span[0]]) else NOWHERE


def _points(text: str, pointer: Pointer, sorting: tuple[int, int], *, limits: bool) -> bool:
    """Whether a superlative means one of what was shown: "which one is the cheapest?", "I like the cheapest one", "the
    cheapest but in red". "The cheapest in red" asks for an order."""
    start, end = pointer.span
    if not pointer.most or sorting[0] >= end or sorting[1] <= start:
        return False
    if _TAKEN.search(text[:start]) or rejection(text[:start]) or builds_on(text, pointer):
        return True
    intent, _ = intent_of(text, pointer, asks=False, limits=limits)
    return intent != REQUEST and not (intent == CHOICE and limits)


def _compared(words: re.Pattern[str], text: str) -> tuple[str, bool]:
    """The text without `words`, and whether they were asked for rather than refused ("not cheaper")."""
    asked = any(not _REFUSED_BEFORE.search(text[: match.start()]) for match in words.finditer(text))
    return words.sub(" ", text), asked


def clean(message: str) -> str:
    """Text that any encoder, database and terminal takes: no controls, lone surrogates or direction marks. Of a very
    long one its two ends, which hold all that `shorten` keeps."""
    kept = (c if unicodedata.category(c) not in ("Cc", "Cs", "Cn", "Co") else " " for c in both_ends(message, MAX_RAW))
    text = unicodedata.normalize("NFC", few_marks("".join(kept)))
    text = re.sub(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]", "", text)
    return " ".join(text.split())


def shorten(text: str) -> str:
    """The beginning and the end, where the wish and the afterthought stand."""
    if len(text) <= MAX_CHARACTERS:
        return text
    return f"{text[:_HEAD]} … {text[-(MAX_CHARACTERS - _HEAD - 3) :]}"


def _kind(text: str) -> str:
    if not text:
        return "empty"
    if not re.search(r"[^\W_]", text):
        return "emoji"
    bare = re.sub(r"[^\w' ]+", " ", text).strip()
    bare = " ".join(bare.split())
    if _GREETING.fullmatch(bare):
        return "greeting"
    return "thanks" if _THANKS.fullmatch(bare) else REQUEST


def _is_foreign(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return sum(ord(c) > 0x24F for c in letters) > len(letters) / 2
