"""Answers that no search gives: about what was shown, about the shop, and which one to take.

From fields, listings and counts alone; what the model sees is marked as seen. Leaves out the search
(`chat.candidates`).
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from catalog.schema import Product
from chat import answers, harmony, replies, shop
from chat.comparing import MAX_COMPARED, compared, differences
from chat.items import in_quotes, in_sentence, matched_words, ordinal
from chat.shown import Shown
from chat.state import State
from understanding import intent
from understanding.kinds.vocabulary import Vocabulary
from understanding.message import ParsedMessage
from understanding.text.content_words import content_words

_WHICH = re.compile(
    r"\b(?:which|what|any|are all)\b.{0,12}\b(?:ones?|of (?:these|those|them)|these|those|them)\b", re.IGNORECASE
)
_ASKS_FOR = re.compile(
    r"\b(?:do|does|did|would|have|can|could|may) (?:you|u|ya|i|we)\b|\b(?:is|are) there\b"
    r"|\b(?:any|some|no)thing\b|^\W*(?:any|got)\b",
    re.IGNORECASE,
)
"""What asks for other products, not about the one shown: "do you have anything in brass?"."""
_OF_SOME = re.compile(
    r"\b(?:one|any|which|either|some) of (?:them|these|those)\b|\bwhich (?:one|would|will|does)\b", re.IGNORECASE
)
"""What asks after the one among several."""
_COMPARING = re.compile(r"\b(?:compare\w*|differen\w+|differs?|versus|vs|better|which)\b", re.IGNORECASE)
_ASKS = re.compile(
    r"^\W*(?:(?:and|so|ok|hi|hello|hey|please|tell me|do you know|(?:can|could|would|will) you"
    r"|i(?:['’]?d| would)? (?:want|like|love|need) to know|(?:i['’]?m|i was|just) wondering|say)\W+)*"
    r"(?:what\w*|how|who\w*|where|when|which|is|are"
    r"|does|can|has (?:it|this|that|the|anyone)|was|will"
    r"|price|cost|rating|size|dimensions|weight|material|colou?r|about|more|details|info)\b|\?\s*$",
    re.IGNORECASE,
)
_ASKING_WORDS = frozenset(
    "which ones these those them any all have has got again sorry real really genuine actual actually true made".split()  # noqa: SIM905
)


@dataclass(frozen=True)
class DirectAnswer:
    text: str
    at: tuple[int, ...] = ()
    """Indices in `State.last` of the products that it is about."""
    kinds: tuple[str, ...] = ()
    """Of the shop, which it is about."""


def direct_answer(
    state: State, said: ParsedMessage, message: str, connection: sqlite3.Connection, vocabulary: Vocabulary
) -> DirectAnswer | None:
    """What is to be said; None where the message is to be searched after all."""
    if said.kind == intent.COMPARE:
        return _compare(state, message)
    if said.kind in (intent.COUNT, intent.HELP):
        return _of_shop(state, message, said, connection, vocabulary)
    if said.kind == intent.CHOICE and not said.pointer:
        return _advise(state)
    if said.kind in (intent.QUESTION, intent.CHOICE):
        return _question(state, said, message, connection, vocabulary)
    return None


def _question(
    state: State, said: ParsedMessage, message: str, connection: sqlite3.Connection, vocabulary: Vocabulary
) -> DirectAnswer | None:
    if state.last and (other := harmony.other_thing(message)):
        meant = harmony.best_of(state.last, other) if _OF_SOME.search(message) else state.spoken_of(said) or 0
        return DirectAnswer(harmony.opinion(state.last[meant], other), (meant,))
    if said.kind == intent.QUESTION and not said.pointer and not said.about:
        if about_shop := _of_shop(state, message, said, connection, vocabulary):
            return about_shop
        if _WHICH.search(message) and state.last:
            return _which(state, said)
        if not state.last or said.named.kinds or _ASKS_FOR.search(message):
            return None
        at = state.spoken_of(said)
        return DirectAnswer(answers.about(state.last[at or 0], intent.field_of(said.text)), (at or 0,))
    at = state.spoken_of(said)
    if at is None:
        return DirectAnswer(replies.UNKNOWN)
    one = state.last[at]
    asked = said.kind == intent.QUESTION
    return DirectAnswer(
        answers.about(one, said.about or intent.field_of(said.text)) if asked else answers.chosen(one), (at,)
    )


def of_named(said: ParsedMessage, shown: Sequence[Shown]) -> DirectAnswer | None:
    """What is asked about products that a message speaks of by their titles; None where it asks nothing of them."""
    if said.kind == intent.COMPARE or (len(shown) > 1 and _COMPARING.search(said.text)):
        return (
            DirectAnswer(differences(shown[:MAX_COMPARED]), tuple(range(len(shown[:MAX_COMPARED]))))
            if len(shown) > 1
            else None
        )
    field = intent.field_of(said.text)
    questions = (intent.QUESTION, intent.OUTSIDE)
    asks = _ASKS.search(said.text) and (said.kind in questions or field in answers.KNOWN)
    if len(shown) != 1 or not asks:
        return None
    fields = intent.fields_of(said.text) or (field,)
    return DirectAnswer(" ".join(answers.about(shown[0], one) for one in fields), (0,))


def _of_shop(
    state: State, message: str, said: ParsedMessage, connection: sqlite3.Connection, vocabulary: Vocabulary
) -> DirectAnswer | None:
    text = shop.answer(message, said, connection, vocabulary, state.wanted)
    return DirectAnswer(text, kinds=said.named.kinds or vocabulary.mentioned(message)) if text else None


def _compare(state: State, message: str) -> DirectAnswer:
    at = compared(message, state.last)
    if not at:
        return DirectAnswer(replies.COMPARE_HOW)
    return DirectAnswer(differences([state.last[one] for one in at]), at)


def _advise(state: State) -> DirectAnswer | None:
    """Which to take of what was shown: the first, which search and model put there, and why."""
    if not state.last:
        return None
    one = state.last[0]
    name = in_quotes(one.product.title, 120)
    better = _better(one.product, [other.product for other in state.last[1:]])
    seen = f", and in its picture I see {in_sentence(one.seen)}" if one.seen else ""
    told = ", ".join(fact for field in ("price", "rating") if (fact := answers.value_of(one.product, field)))
    rival = _rival(state)
    return DirectAnswer(
        f"I would take {name}{f' ({told})' if told else ''}: it comes first for what you asked{seen}.{better}{rival}",
        (0,),
    )


def _rival(state: State) -> str:
    """Why one might take another one of those shown."""
    first, *others = (one.product for one in state.last)
    cheaper = [one for one in others if one.price is not None and first.price is not None and one.price < first.price]
    if not cheaper:
        return ""
    least = min(cheaper, key=lambda one: one.price or 0.0)
    return f" If the price decides, {in_quotes(least.title, 80)} is {answers.value_of(least, 'price')}."


def _better(product: Product, others: Sequence[Product]) -> str:
    """In what its listing leads the others."""
    ratings = [other.rating for other in others if other.rating is not None]
    prices = [other.price for other in others if other.price is not None]
    leads = []
    if product.rating is not None and ratings and product.rating >= max(ratings):
        leads.append("the best rated")
    if product.price is not None and prices and product.price <= min(prices):
        leads.append("the cheapest")
    return f" It is {' and '.join(leads)} of these." if leads else ""


def _which(state: State, said: ParsedMessage) -> DirectAnswer | None:
    """Which of those shown are so, by listing and picture."""
    words = [word for word in content_words(said.wished or said.text) if word not in _ASKING_WORDS]
    words = [word for word in words if not any(word in one.product.kind.lower().split() for one in state.last)]
    if not words:
        return None
    fits = tuple(at for at, one in enumerate(state.last) if _says(words, one))
    asked = " ".join(words)
    if not fits:
        return DirectAnswer(f"None of these says “{asked}”, in its listing or by what the model sees.")
    names = ", ".join(f"the {ordinal(at + 1)} ({in_quotes(state.last[at].product.title, 60)})" for at in fits)
    return DirectAnswer(f"By listing or picture, “{asked}” fits {names}.", fits)


def _says(words: Sequence[str], shown: Shown) -> bool:
    text = Product("", shown.product.title, description=f"{shown.product.description} {shown.seen}")
    return len(matched_words(words, text)) == len(words)
