"""A message read whole: language and spelling first, then rules for what is closed, the encoder for what is open.

Money, sizes, numbers, references and refusals are rules (`understanding.message`). What a message is for, and the kind
of thing that no word of it names, come from the sentence encoder that searches anyway (`understanding.acts`,
`understanding.kinds.nearest`); they decide only where no rule was certain. Leaves out what was shown, which
`chat.state` knows.
"""

from __future__ import annotations

import logging
import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from catalog.listing.looks import LOOKS
from catalog.listing.words import kind_words, telling_words
from understanding import intent
from understanding.acts import ActClassifier
from understanding.asides.classifier import ASIDE, LONG, PLAINLY, SURELY, AsideClassifier, without_asides
from understanding.identifiers import rows_named
from understanding.kinds.nearest import MAX_KINDS, NO_KIND, Encode, KindReader
from understanding.kinds.uses import UseReader, tells_use
from understanding.kinds.vocabulary import NO_VOCABULARY, Vocabulary
from understanding.kinds.wishes import main_kinds
from understanding.message import MAX_CHARACTERS, ParsedMessage, clean, parse_message, shorten
from understanding.references import builds_on
from understanding.text.dictionary import frequencies
from understanding.text.language import translate
from understanding.text.spelling import Speller

log = logging.getLogger(__name__)

CERTAIN, CLEAR = 0.8, 0.6
"""Probability of an act from which it is believed: where the message sets a limit or names a kind, and where not."""
MAX_READ = 480
"""Characters of a message by which its act and its kind are told."""
USUAL = 1_000
"""Occurrences in the English list from which a word in small letters is no brand."""
MAX_LISTINGS = 20_000
"""Whose words the speller knows, the first."""
_ALWAYS = {"service", "complaint", "outside", "count", "question", "compare"}
"""Acts that a message may have though it names a kind of product: "the strap of my bag broke"."""
_ACTS = {
    "more": intent.MORE,
    "back": intent.BACK,
    "restart": intent.RESTART,
    "question": intent.QUESTION,
    "compare": intent.COMPARE,
    "choose": intent.CHOICE,
    "count": intent.COUNT,
    "service": intent.SERVICE,
    "smalltalk": intent.SMALLTALK,
    "complaint": intent.COMPLAINT,
    "outside": intent.OUTSIDE,
    "help": intent.HELP,
}


class RuleReader:
    """Rules alone: no encoder, no corrections."""

    def __init__(self, vocabulary: Vocabulary = NO_VOCABULARY) -> None:
        self._vocabulary = vocabulary

    def read(self, message: str, kinds: Sequence[str] = ()) -> ParsedMessage:
        return parse_message(message, self._vocabulary)


class LearntReader:
    """Of one shop."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        connect: Callable[[], sqlite3.Connection],
        encode: Encode,
        encoder: str,
        votes: Callable[[np.ndarray], Mapping[str, float]] = lambda vector: {},
    ) -> None:
        """`connect`: to the catalog's database, from any thread. `encoder` names what `encode` is: the classifier of
        acts works on the vectors of its own alone. `votes`: (D,) of a text to the kinds whose listings are near."""
        self._vocabulary, self._encode = vocabulary, encode
        self._connection = connect
        self._words = shop_words(connect())
        self._speller = Speller(self._words, kind_words(vocabulary.kinds), vocabulary.called)
        self._brands = {brand.lower(): brand for brand in vocabulary.brands}
        self._kinds = KindReader(vocabulary.kinds, encode, vocabulary.called, encoder)
        self._uses = UseReader(
            vocabulary.kinds[:MAX_KINDS], encode, vocabulary.called, encoder, self._kinds.by_name, votes
        )
        acts = ActClassifier.shipped()
        self._acts = acts if acts.encoder == encoder else None
        if self._acts is None:
            log.warning("acts were learnt on %s, this is %s: rules alone tell them", acts.encoder, encoder)
        asides = AsideClassifier.shipped()
        self._asides = asides if asides.encoder == encoder else None

    def read(self, message: str, kinds: Sequence[str] = ()) -> ParsedMessage:
        """Never raises, whatever the characters. `kinds`: those that are asked for so far."""
        whole = clean(message)
        said = self._read(self._without_asides(shorten(whole)), kinds)
        return replace(said, shortened=len(whole) > MAX_CHARACTERS)

    def _without_asides(self, text: str) -> str:
        if self._asides is None or len(text.split()) < LONG or translate(text).language != "en":
            return text
        return without_asides(text, self._asides, self._encode, self._least)

    def _least(self, sentence: str) -> float:
        """The probability from which it is an aside, by what rules hear in it."""
        if rows_named(self._connection(), sentence):
            return SURELY
        said = parse_message(sentence, self._vocabulary)
        if said.budget or said.rating_min is not None or said.sizes or said.in_stock:
            return SURELY
        if said.named.kinds or said.named.brands or said.named.department or said.sort:
            return PLAINLY
        refused = {word for term in said.refused for word in term.split()}
        looks = any(word in LOOKS for word in telling_words(sentence))
        return PLAINLY if looks or not refused.isdisjoint(self._words) else ASIDE

    def _read(self, text: str, kinds: Sequence[str]) -> ParsedMessage:
        if rows_named(self._connection(), text):  # an identifier or a whole title is no misspelt word
            said = parse_message(text, self._vocabulary)
            if said.kind == intent.REQUEST and text.rstrip(" !").endswith("?"):
                said = self._act(said)  # "is P0315 dishwasher safe?"
            return said if len(text.split()) > 1 else ParsedMessage(text, text, intent.REQUEST, wished=text)
        translated = translate(text)
        spelt = self._speller.correct(translated.text) if translated.language == "en" else None
        said = parse_message(spelt.text if spelt else translated.text, self._vocabulary)
        said = replace(said, corrected=spelt.changes if spelt else (), language=translated.language)
        if said.kind != intent.REQUEST:
            return said
        said = self._act(self._branded(said))
        return self._kind(said, kinds) if said.kind in (intent.REQUEST, intent.QUESTION) else said

    def _branded(self, said: ParsedMessage) -> ParsedMessage:
        """With brands in small letters, where these are no usual words."""
        words = {word for word in re.findall(r"[^\W\d_]{4,}", said.wished.lower()) if word in self._brands}
        found = {self._brands[word] for word in words if frequencies("en").get(word, 0) < USUAL}
        if not found - {*said.named.brands}:
            return said
        return replace(said, named=replace(said.named, brands=tuple(sorted(found.union(said.named.brands)))))

    def _act(self, said: ParsedMessage) -> ParsedMessage:
        """With what it is for, where that is plainly no request."""
        if self._acts is None:
            return said
        text = _ends(said.text)
        odds = self._acts.probabilities(text, self._encode([text])[0])
        act = max(odds, key=odds.__getitem__)
        if act in _NEVER_SOLD and (_SELLS.search(said.text) or (_is_use(said.text) and tells_use(said.text))):
            return said
        if act in ("outside", "smalltalk", "service") and _TELLS_OF_SOMEBODY.match(said.text):
            return said
        if act in _NEVER_SOLD and _SHOULD.match(said.text):
            return said
        if act == "choose" and said.pointer and builds_on(said.text, said.pointer):
            return said
        if act == "request" or (act == "choose" and not said.pointer and not _ASKS_WHICH.search(said.text)):
            return said
        limited = bool(
            said.budget or said.rating_min is not None or said.sizes or said.refused or said.cheaper or said.dearer
        )
        named = bool(said.named.kinds or said.named.brands or said.named.department)
        if limited and act not in ("count", "complaint", "service"):
            return said
        if named and act not in _ALWAYS:
            return said
        least = CLEAR if act == "service" or not (limited or named) else CERTAIN
        return replace(said, kind=_ACTS[act]) if odds[act] >= least else said

    def _kind(self, said: ParsedMessage, before: Sequence[str]) -> ParsedMessage:
        """With the kind that is meant, where no word names one, or where words name several that have nothing to do
        with each other: most are then said in passing. While kinds `before` are talked of, "one that stands on the
        floor" is one of these, and what tells a look changes none; a use that is plainly of another does."""
        named = said.named
        if named.any_kind or said.pointer or not said.wished:
            return said
        if named.kinds:
            if named.apart:
                return said
            wished = main_kinds(said.wished, named.kinds, self._vocabulary.mentioned, self._kinds.nearest)
            return replace(said, named=replace(named, kinds=wished))
        text = _ends(said.wished)
        if before and _is_use(said.text) and tells_use(text):
            heard = self._uses.read(text)
            if heard.kinds and set(heard.kinds).isdisjoint(before):
                return replace(said, named=replace(named, kinds=heard.kinds))
        if before and not _ANOTHER.search(said.text):
            some = self._kinds.nearest(text, before) if len(before) > 1 and not _tells_looks_alone(text) else ()
            return replace(said, named=replace(named, kinds=some)) if len(some) == 1 else said
        if _tells_looks_alone(text):
            return said
        by_use = tells_use(text)
        heard = self._uses.read(text) if by_use and _is_use(said.text) else NO_KIND
        if not (heard.sure or heard.unsold):
            heard = self._kinds.read(text)
        if not (heard.sure or heard.unsold) and by_use:
            heard = self._uses.read(text)
        if heard.unsold:
            return replace(said, unsold=heard.unsold, perhaps=heard.kinds)
        if heard.sure:
            return replace(said, named=replace(named, kinds=heard.kinds))
        if heard.kinds and said.search:
            return replace(said, search=f"{said.search} ({', '.join(heard.kinds)})", perhaps=heard.kinds)
        return said


_ANOTHER = re.compile(
    r"\b(?:now|next|also|another|instead|else|plus|and (?:a|an|some|something)|then|actually|new|looking for|need|want"
    r"|buy|do you (?:sell|have|stock)|have you got|show me)\b",
    re.IGNORECASE,
)
"""What may begin another subject."""


_MORE_SO = re.compile(
    r"^\W*(?:something|anything|one)?\W*(?:a (?:bit|little) |much |far )?[a-z]{3,}er\W*$", re.IGNORECASE
)
"""A comparative and no more: "something sturdier"."""


def _tells_looks_alone(text: str) -> bool:
    """Whether no word of it names a thing: "something shiny in oak", "any in velvet?"."""
    if _MORE_SO.match(text):
        return True
    words = [word for word in telling_words(text) if word not in _EMPTY]
    return all(word in LOOKS or word.removesuffix("s") in LOOKS for word in words)


_EMPTY_WORDS = (
    "dollars dollar bucks euros euro pounds quid price budget cheap cheaper expensive ones got any bit little "
    "lot colour color colours colors material finish look"
)
_EMPTY = frozenset(_EMPTY_WORDS.split())
_TELLS_OF_SOMEBODY = re.compile(
    r"^\W*(?:(?:and|but|well|oh|so|also|plus|because|cos|tho|though)\W+)*"
    r"(?:he|she|they|he's|she's|they're|my (?:\w+ )?\w+|the kids)\W+(?!said|told|says|ordered|bought|got|returned|broke"
    r"|never (?:came|arrived)|order|parcel|package|card|account|payment)"
    r"(?:\w+ly |always |never |really |already |also )*"
    r"(?:loves?|likes?|hates?|drinks?|collects?|wears?|is|are|plays?|enjoys?|prefers?|needs?|wants?|has|have|does|lives?"
    r"|works?|reads?|cooks?|runs?|travels?|turns?|just turned|into)\b",
    re.IGNORECASE,
)
"""What a shopper says of who something is for: "he drinks coffee all day tho"."""
_SHOULD = re.compile(
    r"^\W*(?:(?:and|but|well|oh|so|also|plus|only|just)\W+)*"
    r"(?:(?:it|they|these|this|that|one|ones|which|which ones?)\W+)?(?:just |only |really |also )?"
    r"(?:should|must|ought to|ha(?:s|ve|d) to|needs? to|gotta|has got to)\b(?! i\b| we\b)(?!.*\?)",
    re.IGNORECASE,
)
"""What the thing must be able to do: "it should plug in in the car"."""
_NEVER_SOLD = {"service", "outside", "complaint", "smalltalk", "help"}
_SELLS = re.compile(
    r"^\W*(?:(?:hi|hello|hey|and|ok)\W+)*(?:do|would|have|got)\b.{0,6}\b(?:you|u|ya)\b.{0,12}\b(?:have|sell|stock|carry|got|do)\b",
    re.IGNORECASE,
)
"""A question after goods, whatever they are."""
_SEEKS_A_USE = re.compile(
    r"^\W*(?:(?:hi|hello|hey|and|ok|so|i|we|need|want|looking for|after|got|get|have|you|any)\W+)*"
    r"(?:(?:something|somewhere|anything|a thing|a place) (?:\w+ )?(?:to|for|that|where|i can|we can)\b"
    r"|(?:what|where) (?:can|could|do|should) (?:i|we) (?!return|exchange|cancel|complain|pay|track|find the|see my"
    r"|contact|change my|get my|pick up|collect|send)\w+)",
    re.IGNORECASE,
)
_BEGINS_A_USE = re.compile(
    r"^\W*(?:to )?(?:keep|hold|store|carry|cover|hide|protect|light up|hang|stop|drink|sit|serve)\b"
    r"|^\W*(?:and |also |now )*(?:something|sth|smth)\b|^\W*my \w+ (?:is|are|gets?|get|hurts?|keeps?|needs?)\b",
    re.IGNORECASE,
)
"""What may begin another subject by its use: "keep my head warm" after lamps."""


def _is_use(text: str) -> bool:
    """Whether a message is all about what something is to do."""
    return bool(_SEEKS_A_USE.search(text) or _BEGINS_A_USE.match(text))


_ASKS_WHICH = re.compile(r"\b(?:which|what|who|you|pick|choose|decide|favou?rite|best|recommend)\b", re.IGNORECASE)


def _ends(text: str) -> str:
    """The beginning and the end, which an encoder reads in a fraction of the time."""
    return text if len(text) <= MAX_READ else f"{text[: MAX_READ * 2 // 3]} … {text[-MAX_READ // 3 :]}"


def shop_words(connection: sqlite3.Connection) -> Counter[str]:
    """Small-letter word -> listings that say it."""
    counts: Counter[str] = Counter()
    rows = connection.execute(
        "SELECT title, kind, brand, description FROM products ORDER BY row LIMIT ?", [MAX_LISTINGS]
    )
    for row in rows:
        counts.update({word for text in row for word in re.findall(r"[^\W\d_]{3,}", text.lower())})
    return counts
