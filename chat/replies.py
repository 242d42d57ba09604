"""The assistant's sentences: short, plain, and only true ones. A product's text may stand in them: plain text, to be
escaped by who shows it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from catalog.listing.order import Sort
from catalog.listing.size import Size
from chat.items import Than, budget_words, in_quotes, money
from chat.limits import BRAND, DEPARTMENT, KIND, PRICE, RATING, SIZE, STOCK, WITHOUT, given_up
from chat.state import Comparison
from retrieval.filters import Filters
from understanding.dialogue_state import DialogueState
from understanding.kinds.vocabulary import called_for_short
from understanding.message import MAX_CHARACTERS, ParsedMessage
from understanding.money.budget import Budget, Doubts

UNKNOWN = "I am not sure which product you mean. Say “the second one”, or ask for what you are looking for."
COMPARE_HOW = "Press “Compare” below two to four products: they then stand side by side, with all that is listed."
_SMALL_TALK = {
    "empty": "Tell me what you are looking for, for example “a warm lamp for a dark corner, under $60”.",
    "emoji": "I read words better than symbols. What are you looking for, and how should it look?",
    "greeting": "Hello. Tell me what you are looking for and how it should look; a price helps too.",
    "help": "I know this shop's listings and pictures. Say what you are looking for, or ask about a product shown.",
    "service": "I know the listings, not orders, delivery, payment or returns: please ask the shop itself.",
    "compare": COMPARE_HOW,
    "outside": "I can only help with the products of this shop. What are you looking for?",
    "restart": "A clean page: nothing of what you said before counts now. What are you looking for?",
    "thanks": "You are welcome. If you want to go on, tell me what to change: colour, shape, price.",
    "smalltalk": "I am here for the products of this shop. What are you looking for?",
    "complaint": "I am sorry, that missed. Say what is wrong with it (“too big”, “not brass”, “a vase, not a lamp”), "
    "or “start over”.",
    "back": "There is nothing to go back to yet. What are you looking for?",
    "more": "Tell me first what you are looking for; then there can be more of it.",
}


def small_talk(kind: str) -> str | None:
    """None for a message that is to be searched."""
    return _SMALL_TALK.get(kind)


def back(shown: bool) -> str:
    return "Back to what I showed before." if shown else "Back to where we were."


LANGUAGES = {
    "de": "I took that for German (ich lese Englisch am besten).",
    "fr": "I took that for French (je lis mieux l'anglais).",
    "es": "I took that for Spanish (leo mejor el inglés).",
    "it": "I took that for Italian (leggo meglio l'inglese).",
}


def corrected(changes: Sequence[tuple[str, str]]) -> str:
    """What was taken for what, at most three; "" for nothing."""
    told = [f"“{typed}” as {meant}" for typed, meant in changes if abs(len(typed) - len(meant)) < 4][:3]
    return f"I took {', '.join(told[:-1]) + ' and ' if len(told) > 1 else ''}{told[-1]}." if told else ""


def nothing_fits(wanted: DialogueState, kept: Filters, currency: str, than: Than | None = None) -> str:
    """What was relaxed where no product passes all limits. `kept`: those that the products shown do pass. `than`: what
    a price was compared with."""
    gone = given_up(wanted, kept)
    costs = "is" if than and budget_words(wanted.budget, currency, than) == than.words(currency) else "costs"
    refused = [term for term in wanted.without if term not in kept.without]
    limits = {
        PRICE: f"{costs} {budget_words(wanted.budget, currency, than)}" if wanted.budget else "",
        RATING: f"has {wanted.rating_min:g} stars or more" if wanted.rating_min is not None else "",
        SIZE: f"is listed as {' and '.join(size.words for size in wanted.sizes)}" if SIZE in gone else "",
        BRAND: f"is by {' or '.join(wanted.brands)}" if BRAND in gone else "",
        STOCK: "is in stock" if STOCK in gone else "",
        DEPARTMENT: f"is in {wanted.department}" if DEPARTMENT in gone else "",
        KIND: f"is called {called_for_short(wanted.kinds)}" if KIND in gone else "",
        WITHOUT: f"is without {' or '.join(refused)}" if WITHOUT in gone else "",
    }
    opened = " and ".join(words for name, words in _OPENED.items() if name in gone)
    ways = [
        f"at all {opened}" if opened else "",
        "at what is sold out too" if STOCK in gone else "",
        f"at what you refused: these may have {' or '.join(refused)}" if WITHOUT in gone else "",
    ]
    kept_out, looked = (" and ".join(filter(None, words)) for words in (limits.values(), ways))
    return f"nothing that fits {kept_out}, so I looked {looked}"


def at_the_end(than: Than, currency: str) -> str:
    """What was relaxed where nothing is cheaper, or dearer, than what was shown."""
    way = "dearest" if than.dearer else "cheapest"
    return f"{in_quotes(than.title, 60)} at {money(than.price, currency)} is already the {way} that fits"


def cannot_sort(sort: Sort) -> str:
    """What was relaxed where nothing lists what was to be sorted by."""
    return f"no {sort.field} are listed here, so I could not sort by them"


def no_stock_listed() -> str:
    """What was relaxed where the feed does not say what is in stock."""
    return "no listing here says whether it is in stock"


_OPENED = {
    PRICE: "prices",
    RATING: "ratings",
    SIZE: "sizes",
    BRAND: "brands",
    DEPARTMENT: "departments",
    KIND: "kinds of products",
}


def cannot_hold(budget: Budget, currency: str) -> str:
    """What was relaxed where the words contradict each other."""
    low, high = budget.price_min, budget.price_max
    if high is not None and high <= 0:
        return f"nothing costs {money(high, currency)} or less, so I looked at all prices"
    assert low is not None and high is not None
    above, below = money(low, currency), money(high, currency)
    return f"no price is both over {above} and under {below}, so I looked at all prices"


def about_money(doubts: Doubts, budget: Budget, currency: str) -> list[str]:
    """What was relaxed or guessed of the sums that were said. They stand there in the shopper's own words."""
    notes = []
    if doubts.guessed and budget:
        notes.append(f"I took that to mean {budget_words(budget, currency)}")
    if doubts.as_own:
        notes.append(f"prices here are in {currency}, so I took {' and '.join(doubts.as_own)} as if it were {currency}")
    if doubts.not_taken:
        notes.append(f"prices here are in {currency}, so {' and '.join(doubts.not_taken)} limits nothing")
    if doubts.unread:
        notes.append(f"I could not tell what {' and '.join(doubts.unread)} limits")
    return notes


def lacks(thing: str) -> str:
    """What was relaxed where the shop plainly has no such thing."""
    return f"this shop has no {thing if thing.endswith('s') else f'{thing}s'}, so these are the nearest"


def not_sold(thing: str) -> str:
    """What was relaxed where no listing knows the thing asked for. `thing` is letters, hyphens and apostrophes."""
    return f"no listing here says “{thing}”, so these are the nearest"


def no_size_listed(word: str) -> str:
    """What was relaxed where the listing of what was shown says no size. `word`: "taller"."""
    return f"I cannot tell what is {word}: the listing says no size"


def size_unlisted(sizes: Sequence[Size], kinds: Sequence[str], *, some_say: bool, any_size: bool) -> str:
    """What was relaxed where no listing says the sizes asked for, and those of the products shown say none. `some_say`:
    other listings of these kinds say theirs; `any_size`: some say another of their dimensions."""
    measured = " and ".join(dict.fromkeys(f"its {size.measured}" for size in sizes)) if any_size else "its size"
    if not some_say:
        return f"no listing of {a_kind(kinds)} says {measured}"
    words = " and ".join(size.words for size in sizes)
    return f"nothing that fits is listed as {words}; these are listed without a word on {measured}"


def a_kind(kinds: Sequence[str]) -> str:
    """ "a rug", "an armchair or vase", "sunglasses"."""
    name = called_for_short(kinds)
    if re.search(r"[^s]s$", name):
        return name
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"


def none_beyond(beside: Sequence[Comparison]) -> str:
    """What was relaxed where the ranker sees nothing that looks as much so as was asked for."""
    ways = " and ".join(one.comparative.words for one in beside)
    return f"I am not sure that any of these looks {ways} than {in_quotes(beside[-1].reference.title, 80)}"


NO_MORE = "That is all there is that fits. Change a word or take off a limit to see others."
NO_PHOTO, ALONE, AND_WORDS, UNSEEN = "", "alone", "and words", "unseen"
"""What became of a photo: there is none, it alone was searched by, it and words were, or the eye failed."""
IN_WORDS = "Tell me in words what you are looking for."
COULD_NOT_LOOK = "I could not look at your photo this time"


def by_photo(kinds: Sequence[str]) -> str:
    """What was understood of a photo without words."""
    thing = f"a {called_for_short(kinds)} on your photo" if kinds else "no thing on your photo that I am sure of"
    return f"I see {thing}; these look most like it"


def answer(
    *,
    said: ParsedMessage,
    relaxed: list[str],
    failed: bool,
    unheard: bool,
    found: str,
    photo: str = NO_PHOTO,
    asking: str = "",
) -> str:
    """Everything that the shopper would otherwise have to guess, then `found`: what is said of the products, "" where
    there are none. `asking`: a question that may be ignored; not asked beside other news. `photo`: what became of the
    shopper's own, as named above. `failed`: whether the ranker did. `unheard`: no product's text says the wish."""
    notes = [_sentence(words) for words in relaxed]
    if said.shortened:
        notes.append(f"That was long: I kept about {MAX_CHARACTERS:,} characters, from its beginning and its end.")
    if spelt := corrected(said.corrected):
        notes.append(spelt)
    if said.language in LANGUAGES:
        notes.append(LANGUAGES[said.language])
    if said.foreign:
        notes.append("I understand English best, so these are guesses.")
    if photo == UNSEEN:
        notes.append(f"{COULD_NOT_LOOK}, so only your words count.")
    if not found:
        return " ".join([*notes, "I found nothing for that. Try fewer or other words."])
    if failed:
        notes.append("LaViC could not look at the pictures this time, so these are in text-search order.")
    if unheard and not said.foreign:
        notes.append("No listing here uses your words, so these are the closest by meaning.")
    question = [asking] if asking and not notes else []
    return " ".join([*notes, found, *question])


def _sentence(words: str) -> str:
    return words[0].upper() + words[1:] + "."
