"""What a catalog calls its departments, kinds and brands, and which of them a message asks for.

English, by rule. A kind counts where it is asked for ("a vase for my side table" asks for a vase), a brand where it is
written as the catalog writes it or follows "by" or "from", a department where it is spoken of as one. What is refused
is taken out by the caller (`understanding.negation`). Leaves out: other names of kinds than those that the shop's
titles use (`title_synonyms`) and those that English has for them (`english_synonyms`).
"""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise, zip_longest

from catalog.listing.looks import LOOKS
from catalog.listing.words import kind_words, telling_words
from understanding.kinds.english_synonyms import GROUPS
from understanding.kinds.kind_names import Hit, Spelled, Spellings, kinds_by_name
from understanding.kinds.title_synonyms import forms, names_in_titles
from understanding.text.characters import few_marks

MAX_NAME = 120
"""Characters of a kind, brand or department. Nobody says a longer one, and each message is searched for all."""
_ASKING = re.compile(
    r"\b(?:(?:look|search|shop|hunt|ask|wish|long|care)\w* for|(?:here|market|mood|time|budget) for|(?:on|for) sale"
    r"|(?:i'?d|would|do you|should i|we'?d) (?:really |also )?like|(?:help|start|begin|let'?s go)\w* (?:me |us )?with"
    r"|(?:have a |take a )?look(?:ing)? (?:at|through)|(?:could|can|would) (?:really |also )?do with"
    r"|(?:spend|pay|can) (?:on|for)|what (?:do|have) you (?:have|got) in"
    r"|(?:kinds?|sorts?|types?|pairs?|sets?|couple|one|some|any|range|selection|collection|choice) of)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")
_ARTICLE = r"(?:(?:an?|the|my|our|her|his|their|your|this|that|these|those|some|any)\s+)?"
_USED_WITH = re.compile(
    r"\b(?:for|with|on|(?<!now )(?<!moving )onto|in|into|under|beneath|above|over|below|beside|behind|near"
    r"|(?:next|close) to|match(?:es)?|matching(?=\s+(?:an?|the|my|our|her|his|their|your|this|that|these|those)\b)"
    r"|suits?|hold(?:s|ing)?|store|carry|at|like|from|of|inside|around|against|than|not only"
    r"|forget(?: about)?|never ?mind|skip|enough)\s+"
    rf"{_ARTICLE}(?:[\w'-]+\s+){{0,2}}$",
    re.IGNORECASE,
)
_AFTER_MONEY = re.compile(
    r"^\W*(?:(?:i|looking|i'?m looking|(?:my )?\w+ said|(?:do not|don'?t) wan(?:na|t to)) )?"
    r"(?:for|on) (?=(?:an?|the)\b)",
    re.IGNORECASE,
)
"""What stands before a kind when the words about money are gone: "I can't spend more than 60 on a belt"."""
_VERB = re.compile(
    r"\b(?:(?<!back )(?<!on )(?<!over )(?<!switch )to|i|you|we|they|he|she|it|can|could|will|would|may|might|must"
    r"|should|don't)\s+$",
    re.IGNORECASE,
)
_PART = re.compile(
    r"[\s-](?:shades?|racks?|straps?|box|boxes|stands?|hooks?|hangers?|case|cases|covers?|bulbs?|pads?|lovers?|top|tops"
    r"|kinds?|sorts?|style|shaped?|cloths?|runners?|trees?|bands?|lights?|dish|dishes|umbrellas?|cushions?|stools?"
    r"|openers?|operas?)\b",
    re.IGNORECASE,
)
_ADJECTIVES = frozenset(("light", "flat", "top", "fan", "match", "short", "sweet", "cool"))
"""Names of things that are more often said of others: "something light"."""
_ARTICLED = re.compile(
    r"\b(?:an?|the|any|some|one|this|that|my|new|good|another|\w+ing|\w+y|front|rear|bike|wall)\s+$", re.IGNORECASE
)
_WITH = re.compile(r"\b(?:with|and|for|incl\w*|plus|in|of)\b|[&+/(]", re.IGNORECASE)
"""In a title what stands behind it names no kind: "helmet with rear light"."""
_OTHER = re.compile(
    r"\b(?:water|wine|beer|milk|baby|tooth|toilet|paint|hair|shoe|towel|chocolate|candy|granola|cookie|jam|toothbrush"
    r"|phone|pen|card|toilet paper)[ -]?$",
    re.IGNORECASE,
)
"""Before the last word of a kind of two, it makes it another thing: a water bottle is no perfume bottle."""
_GOES_ON = re.compile(
    r"\s*(?:$|[^\w\s'’-]|(?:a|about|also|and|around|as|asap|at|below|between|but|by|for|from|i|if|in|is|just|like|made|maybe"
    r"|more|not|of|on|or|over|please|pls|rated|so|some|than|thanks|thank|that|thats|that['’]s|then|thx|to|too|ty|under|up|"
    r"which|who|with|without|you)\b)",
    re.IGNORECASE,
)
"""What follows the head of a phrase: "a carafe that ..." asks for a carafe, "a salad spinner" for no salad."""
_DETERMINED = re.compile(
    r"\b(?:an?|the|some|any|another|my|your|this|that|these|those|two|three|few)\s+(?:[\w'-]+\s+){0,4}$", re.IGNORECASE
)
_IS_LIKE = re.compile(
    r"\b(?:something|anything|it|is|are|be|being|look|looks|looking|feels?|more|less|bit|little|touch|very|too|so|quite|rather|all|no|"
    r"i['’]?m|i am|not)\s+$",
    re.IGNORECASE,
)
"""What stands before a word that says how a thing is: "something folded" names no thing."""
_CLAUSE = re.compile(r"[,.;:!?()…–—]|\b(?:and|or|but)\b(?=\s+(?:an?|some)\b)", re.IGNORECASE)
_GOODS = r"(?:department|section|aisle|products?|items?|things?|accessor(?:y|ies)|goods|stuff|pieces|gifts?|presents?)"
_ANY_KIND = re.compile(
    r"\b(?:anything else|something else|any kind(?! of)|not only|all kinds|any sort of thing|come back to that)\b",
    re.IGNORECASE,
)
_WIDER = re.compile(r"\b(?:any|all|other) (?:kinds?|types?|sorts?)\b|\bany\b", re.IGNORECASE)
_ANY_BRAND = re.compile(
    r"\b(?:any (?:brand|maker)|all brands|other brands|(?:the )?brands? (?:does not|doesn'?t|do not|don'?t) matter)\b",
    re.IGNORECASE,
)
_ANY_DEPARTMENT = re.compile(r"\b(?:any|all|every) (?:departments?|sections?)\b", re.IGNORECASE)


_AND = re.compile(
    r"(?!.*\b(?:or|not|no|for|with|than|under|over|on)\b).{0,30}(?:\band\b|\bplus\b|&|\+|,).{0,30}", re.IGNORECASE
)
"""What stands between two things that are asked for together."""
MAX_TOGETHER = 3
"""Things that one answer puts together."""


@dataclass(frozen=True)
class Named:
    """What one message asks for; empty where it does not say."""

    department: str = ""
    kinds: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    any_department: bool = False
    any_kind: bool = False
    any_brand: bool = False
    wider: bool = False
    """The kinds are meant to widen what was asked for before: "any kind of lamp"."""
    apart: tuple[tuple[str, ...], ...] = ()
    """The kinds by what named them, where several things are asked for together: "a lamp and a rug"."""
    loosely: bool = False
    """One bare word of titles names them, which counts where nothing else is wanted yet: it may tell a look."""


NOTHING_NAMED = Named()


@dataclass(frozen=True)
class Vocabulary:
    departments: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    also: tuple[tuple[str, str], ...] = ()
    """(word, kind): the last word of a title names another kind, as in "winter hat" for a beanie."""
    titled: tuple[tuple[str, str], ...] = ()
    """(name, kind): what titles call one kind alone, as in "carafe" for a pitcher
    (`understanding.kinds.title_synonyms`)."""
    currency: str = ""
    """Of most prices, an ISO code; "" where none is known."""

    @classmethod
    def of(cls, connection: sqlite3.Connection) -> Vocabulary:
        """Of a catalog's database."""

        def names(column: str) -> tuple[str, ...]:
            said = f"{column} != '' AND length({column}) <= {MAX_NAME}"
            found = connection.execute(f"SELECT DISTINCT {column} FROM products WHERE {said} ORDER BY 1")
            return tuple(name for (name,) in found)

        kinds = names("kind")
        heads = kind_words(kinds)
        titles = connection.execute("SELECT kind, title FROM products WHERE kind != ''").fetchall()
        titles = [(kind, title) for kind, title in titles if not _WITH.search(title)]
        ends = ((kind, telling_words(title.rpartition(" ")[2])[-1:]) for kind, title in titles)
        last = {(word, kind) for kind, end in ends for word in end if word in heads}
        also = sorted((word, kind) for word, kind in last if word not in kind_words([kind]))
        return cls(
            names("department"),
            kinds,
            names("brand"),
            tuple(also),
            names_in_titles(connection, heads),
            _currency(connection),
        )

    @cached_property
    def kind_words(self) -> frozenset[str]:
        """What its kinds are called in a sentence: `catalog.listing.words.kind_words` of them."""
        return kind_words(self.kinds)

    def named(self, text: str) -> Named:
        """`text` without prices, ratings and refusals."""
        text = text.replace("’", "'")
        asking = _AFTER_MONEY.sub("", _ASKING.sub(", ", text))
        kinds, loosely = self._asked_kinds(asking), False
        if not kinds:
            kinds, loosely = self._asked_by_title(asking)
        if (department := self._department(text)) and self.group(kinds):
            kinds = ()  # "fashion accessories" of a shop that has a department of fashion
        return Named(
            department=department,
            kinds=kinds,
            brands=self._asked_brands(text),
            any_department=bool(_ANY_DEPARTMENT.search(text)),
            any_kind=bool(_ANY_KIND.search(text)),
            any_brand=bool(_ANY_BRAND.search(text)),
            wider=bool(_WIDER.search(text)),
            apart=self._asked_together(asking),
            loosely=loosely,
        )

    def called(self, phrase: str) -> tuple[str, ...]:
        """The kinds that a shopper may call so: "lamps" gives table lamp and floor lamp."""
        return self._names.get(self._kind.key(phrase), ())

    def mentioned(self, text: str) -> tuple[str, ...]:
        """The kinds that any word of `text` names, asked for or not: "what brands of rugs do you have?"."""
        return tuple(sorted({kind for hit in self._kind.hits(text) for kind in self._names[hit.key]}))

    @cached_property
    def _spelled(self) -> dict[Spelled, tuple[str, ...]]:
        """Every name of a kind as it is written, and the kinds of that name."""
        return kinds_by_name(self.kinds, self.also, self.titled)

    @cached_property
    def _names(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, set[str]] = {}
        for name, kinds in self._spelled.items():
            found.setdefault(name.key, set()).update(kinds)
        return {key: tuple(sorted(kinds)) for key, kinds in found.items()}

    @cached_property
    def _titled(self) -> dict[str, str]:
        every = ((Spelled.of(form).key, kind) for name, kind in self.titled for form in forms(name))
        return {key: kind for key, kind in every if key not in self._names}

    @cached_property
    def _name(self) -> Spellings:
        return Spellings(Spelled.of(form) for name, _ in self.titled for form in forms(name))

    @cached_property
    def _kind(self) -> Spellings:
        return Spellings(self._spelled)

    def _asked_kinds(self, text: str) -> tuple[str, ...]:
        kinds: set[str] = set()
        for hit, before in self._asked(self._kind, text):
            another, words = _OTHER.search(before) is not None, len(re.split(r"[\s-]+", hit.text))
            kinds.update(kind for kind in self._names[hit.key] if not (another and len(kind.split()) > words))
        return tuple(sorted(kinds))

    def _asked_together(self, text: str) -> tuple[tuple[str, ...], ...]:
        """The kinds of each thing, where "and" joins several that have no kind in common; empty elsewhere."""
        hits = [hit for hit, _ in self._asked(self._kind, text)]
        things = [self._names[hit.key] for hit in hits]
        if len(things) < 2 or len({kind for some in things for kind in some}) < sum(map(len, things)):
            return ()
        joined = all(_AND.fullmatch(text[one.end : two.start]) for one, two in pairwise(hits))
        return tuple(things[:MAX_TOGETHER]) if joined else ()

    def refused(self, terms: Sequence[str]) -> tuple[str, ...]:
        """With the kinds that a refused group stands for: "no jewellery" means no rings either."""
        kinds = [kind for term in terms if term.lower() in GROUPS for kind in self.called(term)]
        return tuple(dict.fromkeys((*terms, *kinds)))

    def group(self, kinds: Sequence[str]) -> str:
        """What all these kinds together are called: "jewellery"; "" where no such word is known."""
        return next((name for name in GROUPS if kinds and set(self.called(name)) == set(kinds)), "")

    def _asked_by_title(self, text: str) -> tuple[tuple[str, ...], bool]:
        """The kinds that are asked for by what titles call them, and whether loosely: "carafe", not "a carafe"."""
        kinds: set[str] = set()
        firm = False
        for hit, before in self._asked(self._name, text):
            kind = self._titled.get(hit.key)
            if kind and _ends_phrase(text, hit.end) and not _IS_LIKE.search(before):
                kinds.add(kind)
                firm = firm or " " in hit.text or hit.text.endswith("s") or _DETERMINED.search(before) is not None
        return tuple(sorted(kinds)), bool(kinds) and not firm

    def _asked(self, finder: Spellings, text: str) -> Iterator[tuple[Hit, str]]:
        """What is asked for rather than used with it, and what its clause says before. "A dress shirt" is a shirt."""
        hits = list(finder.hits(text))
        for hit, after in zip_longest(hits, hits[1:]):
            before = _CLAUSE.split(text[: hit.start])[-1]
            several = re.search(r"[^s]s$", hit.text.lower()) is not None
            if after and not several and hit.key != after.key and text[hit.end : after.start] == " ":
                continue
            if hit.text.lower() in _ADJECTIVES and not _ARTICLED.search(before):
                continue
            if not (_USED_WITH.search(before) or _VERB.search(before) or _PART.match(text, hit.end)):
                yield hit, before

    @cached_property
    def _brands_folded(self) -> dict[str, str]:
        return {_folded(name): name for name in self.brands}

    @cached_property
    def _brand(self) -> _Finder:
        return _Finder(self._brands_folded)

    def _asked_brands(self, text: str) -> tuple[str, ...]:
        folded = _folded(text)
        found = set()
        for match in self._brand.matches(folded):
            if (name := self._brands_folded.get(match[0])) is None:  # it differs by more than case: a dotless i
                continue
            told = " " in match[0] or name in text or re.search(r"\b(?:by|from|brand)\s+$", folded[: match.start()])
            found |= {name} if told else set()
        return tuple(sorted(found))

    def _department(self, text: str) -> str:
        for name in self.departments:
            word = re.escape(name)
            spoken = rf"\b{word} {_GOODS}\b|\b(?:in|from) (?:the |your )?{word}(?: {_GOODS})?\s*(?:$|[,.;:!?])"
            if re.search(spoken, text, re.IGNORECASE):
                return name
        return ""


class _Finder:
    """Finds names in texts. A large shop has tens of thousands: only those whose first word a text has are tried."""

    def __init__(self, names: Iterable[str]) -> None:
        self._by_first: dict[str, list[str]] = {}
        for name in names:
            for first in _WORD.findall(name.casefold())[:1]:
                self._by_first.setdefault(first, []).append(name)

    def matches(self, text: str) -> Iterator[re.Match[str]]:
        """From left to right and apart, the longest name where several begin."""
        possible = [name for word in {*_WORD.findall(text.casefold())} for name in self._by_first.get(word, ())]
        ordered = sorted(possible, key=lambda name: (-len(name), name))
        words = "|".join(re.escape(name).replace(r"\ ", r"[\s-]+") for name in ordered)
        return re.finditer(rf"(?<![\w'-])(?:{words or '(?!)'})(?![\w'])", text, re.IGNORECASE)


def _folded(text: str) -> str:
    """Small letters, no accents, no hyphens, "and" for "&": as a shopper may type it."""
    plain = unicodedata.normalize("NFKD", few_marks(text.casefold())).replace("&", " and ").replace("-", " ")
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


MAX_SHORT = 4
"""Kinds that a short name tells of before it says how many more there are."""


def called_for_short(kinds: Sequence[str]) -> str:
    """ "lamp" for table lamp and floor lamp, "lamp or vase" where there is a vase beside them."""
    names = short_names(kinds)
    return " or ".join(names) if len(names) <= MAX_SHORT else f"{', '.join(names[:3])} and {len(names) - 3} more kinds"


def short_names(kinds: Sequence[str]) -> tuple[str, ...]:
    """What several kinds have in common, "lamp", or the kind itself, in their order."""
    heads: dict[str, list[str]] = {}
    for kind in kinds:
        heads.setdefault(kind.split()[-1], []).append(kind)
    return tuple(head if len(some) > 1 else some[0] for head, some in heads.items())


def _currency(connection: sqlite3.Connection) -> str:
    """Of most prices of a catalog, "" where it has none, or no room for any."""
    if not {"price", "currency"} <= {name for _, name, *_ in connection.execute("PRAGMA table_info(products)")}:
        return ""
    most = "SELECT currency FROM products WHERE price IS NOT NULL GROUP BY currency ORDER BY COUNT(*) DESC, 1 LIMIT 1"
    found = connection.execute(most).fetchone()
    return found[0] if found else ""


def _ends_phrase(text: str, at: int) -> bool:
    """Whether the phrase ends at `at`, but for looks that stand behind it: "cat tree oak", "carafe, blue"."""
    while (word := re.match(r"\s+([a-z]+)\b", text[at:], re.IGNORECASE)) and word[1].lower() in LOOKS:
        at += word.end()
    return _GOES_ON.match(text, at) is not None


NO_VOCABULARY = Vocabulary()
