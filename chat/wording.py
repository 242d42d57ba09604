"""What an answer says of the products that it shows: how the wish was understood, which one to take, and why.

Every claim is a limit that holds, a field or words of a listing, a comparison of those shown, or is marked as what the
model sees. By rule, in English. Leaves out who ranked and how, which the page tells apart, and what gave way
(`chat.replies`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from catalog.listing.looks import COLOUR, FINISH, MATERIAL, MOOD, PATTERN, SHAPE, axis_of
from catalog.listing.order import Sort
from catalog.schema import Product
from chat import replies, sets
from chat.binding import PARTS, WishedLook
from chat.binding import shown as share_of
from chat.candidates import TurnCandidates
from chat.items import Item, budget_words, in_quotes, in_sentence, matched_words, money, plural, wish_words
from chat.state import State
from understanding.kinds.english_synonyms import GROUPS
from understanding.kinds.vocabulary import short_names
from understanding.looks.look_words import own_words
from understanding.negation import without_negated

MAX_KINDS = 4
"""Kinds that are named; of more the answer speaks as of anything."""
_OPENERS = ("I would take", "My pick is", "I would start with")
_ORDER = (SHAPE, FINISH, PATTERN, COLOUR, MATERIAL)
"""In which order English puts looks before a thing: a slim matte striped red wool scarf."""
_CAVEATS = (COLOUR, MATERIAL, PATTERN, FINISH)
"""Looks that are missed where neither listing nor picture has them: of a shape, words differ too much."""
_FIRST_SAID = {"price": "cheapest", "-price": "most expensive", "rating": "best rated", "reviews": "most reviewed"}
_NAMES_A_THING = re.compile(r"(?:s|print)$")


def told_of(state: State, shown: Sequence[Item], found: TurnCandidates, *, nearest: bool, photo: str) -> str:
    """What is said of the products shown; "" where there are none. `photo`: what became of the shopper's own."""
    if not shown:
        return ""
    if found.relaxed_price and state.than and state.wanted.budget == state.than.budget and len(found.relaxed) == 1:
        return "These come nearest in price."
    told = understood(state, shown[0].product.currency, found.sort) if not found.relaxed else ""
    if told and (absent := _absent(state.looks, shown)):
        told = f"{told}: as far as I can tell, none here is {' or '.join(f'“{word}”' for word in absent)}"
        nearest = True
    if photo == replies.ALONE:
        told = replies.by_photo(state.wanted.kinds)
    first = pick_together(shown, state) if state.together and not found.sort else ""
    first = first or pick(shown, state, nearest=nearest, sort=found.sort)
    return " ".join([*([f"{told}."] if told else []), first])


def _absent(looks: Sequence[WishedLook], shown: Sequence[Item]) -> list[str]:
    """The looks that none of those shown has, by listing or picture; none where hardly one is described so far that it
    would tell: who is said to be black alone may be denim all the same."""
    told = [{axis_of(word) for word in re.findall(r"[\w-]+", item.seen)} & {*_CAVEATS} for item in shown]
    found = []
    for look in looks:
        telling = sum(look.axis in axes or len(axes) > 1 for axes in told)
        if look.axis in _CAVEATS and telling * 2 >= len(shown) and not any(share_of(look, one) for one in shown):
            found.append(look.word)
    return found[:2]


def photo_words(state: State, by_image: bool, unseen: bool) -> str:
    if unseen:
        return replies.UNSEEN
    return replies.NO_PHOTO if state.photo is None else replies.ALONE if by_image else replies.AND_WORDS


def is_unheard(state: State, found: TurnCandidates, shown: Sequence[Item]) -> bool:
    """Whether nothing was heard but words that no product's text says, nor what the model sees. "Darker" and "taller"
    are no words of listings."""
    wish, wanted = wish_words(state.wishes), state.wanted
    if not wish or wanted.kinds or found.missing or found.named or state.comparisons or wanted.sizes:
        return False
    telling = [word for word in wish if axis_of(word)] or wish
    texts = [product for item in shown for product in (item.product, Product("", item.seen))]
    return not any(matched_words(telling, text) for text in texts)


def understood(state: State, currency: str, sort: Sort | None = None) -> str:
    """The wish as it holds now, without an end: "Table lamps in brass, up to $60, nothing shiny"; "" where nothing
    was heard that could be told."""
    wanted = state.wanted
    kinds = wanted.kinds if len(wanted.kinds) <= MAX_KINDS else ()
    joint = " and " if state.together else " or "
    thing = joint.join(map(plural, short_names(kinds)))
    before, behind = _looks(state.looks, thing)
    moods = [word for word in _moods(wanted.searches[-wanted.on_subject :] if wanted.on_subject else ()) if thing]
    costs = budget_words(wanted.budget, currency, state.than) if wanted.budget else ""
    told = [
        " ".join(
            filter(None, [*moods, *before, thing or ("things" if before or behind else "anything"), *behind, costs])
        ),
        f"from {wanted.department}" if wanted.department and not kinds else "",
        f"by {' or '.join(wanted.brands)}" if wanted.brands else "",
        *(size.words for size in wanted.sizes),
        f"rated {wanted.rating_min:g} or better" if wanted.rating_min is not None else "",
        "in stock" if wanted.in_stock else "",
        *map(refused_words, told_refusals(wanted.without)[-3:]),
        *(f"{one.comparative.words} than {in_quotes(one.reference.title, 60)}" for one in state.comparisons),
        sort.words if sort else "",
    ]
    said = ", ".join(filter(None, told))
    return "" if said == "anything" else said[:1].upper() + said[1:]


def told_refusals(terms: Sequence[str]) -> list[str]:
    """Without the kinds that a refused group stands for."""
    meant = {kind for term in terms for kind in GROUPS.get(term.lower(), ())}
    return [term for term in terms if term not in meant]


def refused_words(term: str) -> str:
    """ "no leather", "nothing shiny"."""
    return f"nothing {term}" if axis_of(term) in (COLOUR, FINISH, SHAPE, MOOD, PATTERN) else f"no {term}"


def _looks(looks: Sequence[WishedLook], thing: str) -> tuple[list[str], list[str]]:
    """What stands before the thing and behind it: "black leather", "with a brass handle", "with stripes"."""
    before: list[WishedLook] = []
    parts: dict[str, list[str]] = {}
    own = {word for word in re.findall(r"[^\W_]+", thing)}
    for look in looks:
        if look.word in own:  # a tote bag is called so
            continue
        if look.part and look.part not in own:
            parts.setdefault(look.part, []).append(look.word)
        elif look.word.removesuffix("s") in PARTS or (look.axis == PATTERN and _NAMES_A_THING.search(look.word)):
            parts.setdefault(look.word, [])
        else:
            before.append(look)
    behind = [f"{' '.join([*words, part])}" for part, words in parts.items()]
    before.sort(key=lambda look: _ORDER.index(look.axis))
    return list(dict.fromkeys(look.word for look in before)), ([f"with {' and '.join(behind)}"] if behind else [])


def _moods(searches: Sequence[str]) -> list[str]:
    """Of the newest request, at most two: "warm", "rustic"."""
    newest = without_negated(own_words((searches or [""])[-1])).lower()
    words = re.findall(r"[^\W_]+(?:-[^\W_]+)?(?=\s+(?!corner|room|place|spot|side)\w|$)", newest)
    return list(dict.fromkeys(word for word in words if axis_of(word) == MOOD and word not in ("dark", "light")))[:2]


def pick(shown: Sequence[Item], state: State, *, nearest: bool, sort: Sort | None) -> str:
    """Which of those shown to take, and why. `nearest`: nothing fits wholly."""
    one = shown[0]
    name = in_quotes(one.product.title)
    price = f" at {money(one.product.price, one.product.currency)}" if one.product.price is not None else ""
    if sort:
        return _sorted_first(shown, name, price, sort)
    reason, leads, caveat = _said_of(one), _leads(shown), _caveat(one, state.looks, nearest=nearest)
    if nearest:
        opener = "The nearest is"
    elif len(shown) == 1:
        opener = "One fits:"
    else:
        opener = _OPENERS[len(state.turns) // 2 % len(_OPENERS)]
    first = f"{opener} {name}{price}{f': {reason}' if reason else ''}{f', {caveat}' if caveat else ''}."
    return f"{first} {leads}".rstrip()


def pick_together(shown: Sequence[Item], state: State) -> str:
    """One of each thing that was asked for, and what they cost in all; "" where one is missing."""
    together = state.together
    if together is None or not (firsts := sets.chosen(shown, together)):
        return ""
    currency = firsts[0].product.currency
    named = [
        in_quotes(item.product.title, 80)
        + (f" ({money(item.product.price, currency)})" if item.product.price is not None else "")
        for item in firsts
    ]
    told = f"I would put {', '.join(named[:-1])} and {named[-1]} together"
    total, limit = sets.cost(shown, together), state.wanted.budget.price_max
    if total is None:
        return f"{told}."
    over = together.shared and limit is not None and total > limit
    comes = f"{money(total, currency)} in all"
    return (
        f"{told}: {comes}, the least that I found, though more than {money(limit, currency)}."
        if over and limit
        else (f"{told}: {comes}.")
    )


def _sorted_first(shown: Sequence[Item], name: str, price: str, sort: Sort) -> str:
    """The first in an order that was asked for, by what it was sorted by."""
    product = shown[0].product
    value = price
    if sort.by == "rating" and product.rating is not None:
        value = f", rated {product.rating:g} of 5" + (f" by {product.rating_count:,}" if product.rating_count else "")
    elif sort.by == "reviews" and product.rating_count:
        value = f", with {product.rating_count:,} reviews"
    elif sort.measure:
        value = f", {size}" if (size := _listed_size(shown[0])) else price
    first = _FIRST_SAID.get(sort.by) or sort.words.removesuffix(" first")
    if sort.by == "nearest price":
        return f"The nearest is {name}{price}."
    return f"The {first} is {name}{value}."


def _listed_size(item: Item) -> str:
    found = re.search(
        r"\b\d[\d.,]*(?:\s?[x×]\s?\d[\d.,]*)*\s?(?:cm|mm|m|in|inches|\"|ml|l|kg|g)\b(?: \w+)?",
        f"{item.product.title} {item.product.description}",
    )
    return found[0] if found else ""


def _said_of(item: Item) -> str:
    """What its listing says of the wish, or else what the model sees."""
    quotes = [fact for fact in item.facts if fact.startswith("its text says")]
    seen = f"in its picture I see {in_sentence(item.seen)}" if item.seen else ""
    return "; ".join(filter(None, [*quotes[:1], seen]))


def _leads(shown: Sequence[Item]) -> str:
    """In what its listing leads all the others that are shown."""
    first, *others = (item.product for item in shown)
    leads = []
    ratings = [other.rating for other in others if other.rating is not None]
    prices = [other.price for other in others if other.price is not None]
    if first.rating is not None and ratings and first.rating > max(ratings):
        leads.append("best rated")
    if first.price is not None and prices and first.price < min(prices):
        leads.append("cheapest")
    return f"It is the {' and '.join(leads)} of these." if leads else ""


def _caveat(item: Item, looks: Sequence[WishedLook], *, nearest: bool) -> str:
    """The look that was asked for and that neither its listing nor its picture's sentence has."""
    asked = [look for look in looks if look.axis in _CAVEATS]
    missed = [] if nearest else [look.word for look in asked if not share_of(look, item)]
    partly = [look.word for look in asked if 0 < share_of(look, item) < 1]
    if partly and not missed:
        return f"though only a part of it is {' and '.join(dict.fromkeys(partly[:2]))}"
    if not missed or not (item.seen or item.product.description):
        return ""
    return (
        f"though neither says “{' '.join(dict.fromkeys(missed[:2]))}”"
        if item.seen
        else (f"though its listing does not say “{' '.join(dict.fromkeys(missed[:2]))}”")
    )
