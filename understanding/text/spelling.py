"""Misspelt words, corrected towards what the shop has and what is commonly said: "necklase" becomes necklace.

A word that any dictionary, the shop or its brands know is never touched, but for a rare one beside a far more usual
word of the shop ("coper"). Distances count slips of the ear less than slips of the finger: c for s, one l for two.
Leaves out: grammar, words that are spelt rightly and meant otherwise ("stationary"), other languages than English.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from understanding.text.dictionary import frequencies

COMMON = 150
"""Occurrences in pyspellchecker's English list from which a word may be what somebody meant."""
RARE = 120
"""Below this a known word may be a slip of a word of the shop that is `OFTENER` times as usual."""
OFTENER = 20
SURE = 1.4
"""Cost above which nothing is taken for what was meant."""
MAX_WORDS = 12
"""Unknown words of one message that are looked at: each costs a millisecond."""
MIN_SOLVED = 0.5
"""Share of a message's unknown words that must find what was meant; else it is no English that could be corrected."""
SAID = Path(__file__).with_name("said.txt")
_WORD = re.compile(r"(?<![\w@#/.:'’-])[^\W\d_]+(?:['’][^\W\d_]+)?(?![\w@/:-])")
_CHAT_WORDS = (
    "pls plz thx thnx ty tysm tho thru cuz coz cos bc bcs btw imo tbh idk fyi asap omg lol lmao smth smthn sth sry "
    "tmrw wanna gonna gotta kinda sorta dunno lemme gimme cmon hmm hmmm umm uhh ahh ooh yay nah nope yep yup yeah "
    "hiya heya pic pics fave faves pressie pressies prezzie telly comfy bday xmas hubby bestie aircon minimalistic "
    "scandi boho cottagecore decor macrame boucle ombre athleisure upcycled merino okay wud cud shud dont doesnt "
    "didnt isnt arent cant wont couldnt wouldnt shouldnt havent hasnt wasnt im ive ill youre theyre thats whats "
    "wheres hows lets innit ain aint yall colour colours coloured colourful favourite grey greys jewellery metre "
    "metres centimetre centimetres millimetre litre litres millilitre fibre fibres theatre aluminium mould moulded "
    "pyjamas tyre tyres organiser moisturiser customised personalised cosy cosier flavour flavours neighbour "
    "neighbours honour behaviour catalogue cheque plough programme travelling "
)
_CHAT = frozenset(_CHAT_WORDS.split())
_AMERICAN = re.compile(r"our(?=$|s$|ed$|ing$|ful$|ite|hood)|is(?=$|e$|es$|ed$|er$|ers$|ing$|ation)")
_TEXT_SPEAK_PAIRS = (
    "wat: what, wats: what's, wot: what, wots: what's, abt: about, u: you, ur: your, r: are, pls: please, plz: "
    "please, plse: please, thx: thanks, thnx: thanks, thanx: thanks, ty: thank you, wud: would, cud: could, shud: "
    "should, wanna: want to, gonna: going to, gimme: give me, lemme: let me, dont: don't, doesnt: doesn't, didnt: "
    "didn't, isnt: isn't, arent: aren't, cant: can't, wont: won't, couldnt: couldn't, wouldnt: wouldn't, whats: "
    "what's, hows: how's, wheres: where's, thats: that's, theres: there's, im: i'm, ive: i've, wif: with, w: "
    "with, sumthing: something, smth: something, sth: something, sumthin: something, somethin: something, nuthin: "
    "nothing, nuffin: nothing, insted: instead, bout: about, ppl: people, luv: love, gud: good, nite: night, "
    "lite: light, thru: through, tho: though, cuz: because, coz: because, cos: because, bc: because, b4: before, "
    "2day: today, gr8: great, wich: which, watz: what's, hav: have, giv: give, shw: show, chepaer: cheaper, ther: "
    "there, teh: the, nd: and"
)
_TEXT_SPEAK = dict(pair.split(": ") for pair in _TEXT_SPEAK_PAIRS.split(", "))
"""How people write to each other; put into the words that rules and encoder know, and not told."""
_SPOKEN = re.compile(rf"(?<![\w'’@#/.-])(?:{'|'.join(_TEXT_SPEAK)})(?![\w'’@/-])", re.IGNORECASE)
_LAUGHS = re.compile(r"^(?:(?:ha|he|hi|ho){2,}h?|lo+l+|a+w+|o+h+|u+g+h+|w+o+w+|y+e+s+|n+o+|m+|so{2,}|ple+a+se+)$")
_ENDINGS = ("", "s", "es", "ed", "d", "ing", "er", "ers", "ish", "ly", "less", "proof", "able")


@dataclass(frozen=True)
class Corrected:
    text: str
    changes: tuple[tuple[str, str], ...] = ()
    """(as it was typed, what it was taken for), in order, each once."""


class Speller:
    """Of one shop. Thread-safe."""

    def __init__(
        self, shop: Mapping[str, int], kinds: Iterable[str] = (), known: Callable[[str], object] = lambda word: False
    ) -> None:
        """`shop`: small-letter word -> listings that have it. `kinds`: single words that name kinds, which are what a
        shopper most likely meant. `known`: whether the shop knows a small-letter word otherwise."""
        self._named = known
        self._said = said()
        self._shop = {word: count for word, count in shop.items() if len(word) > 2 and word.isalpha()}
        self._kinds = frozenset(word for word in kinds if word.isalpha())
        english = frequencies("en")
        usual = {word for word, count in english.items() if count >= COMMON and len(word) > 3 and word.isalpha()}
        self._own = tuple(sorted(self._kinds.union(self._shop)))
        self._choices = tuple(sorted(usual.union(self._shop, self._kinds, self._said)))

    def correct(self, text: str) -> Corrected:
        """Never raises. The text as it is where it is not mostly English."""
        text = _SPOKEN.sub(lambda match: _TEXT_SPEAK[match[0].lower()], text)
        words = list(_WORD.finditer(text))
        unknown = [match for match in words if not self._is_known(match[0], at_start=_starts(text, match.start()))]
        if not unknown:
            return Corrected(text)
        changes: dict[str, str] = {}
        parts, end = [], 0
        for match in unknown[:MAX_WORDS]:
            meant = self._meant(match[0].lower())
            if meant:
                changes.setdefault(match[0].lower(), meant)
                parts += [text[end : match.start()], meant]
                end = match.end()
        if len(unknown) > 2 and len(changes) < MIN_SOLVED * len(unknown):
            return Corrected(text)
        return Corrected("".join([*parts, text[end:]]), tuple(changes.items()))

    def _is_known(self, word: str, *, at_start: bool) -> bool:
        small = word.lower()
        if word[0].isupper() and not at_start and not word.isupper():  # a name
            return True
        if len(small) < 3 or "'" in small or "’" in small or small in _CHAT or _LAUGHS.match(small):
            return True
        if small in self._shop or small in self._kinds or small in self._said or self._named(small):
            return True
        usual = frequencies("en").get(small, 0)
        if usual >= RARE:
            return True
        if usual:
            return self._slip_of(small, usual) is None
        ends = (end for end in _ENDINGS if small.endswith(end) and len(small) > len(end) + 2)
        return any(self._has(small.removesuffix(end), bool(end) and end[0] in "ei") for end in ends)

    def _has(self, stem: str, doubles: bool) -> bool:
        stem = _AMERICAN.sub(lambda british: "or" if british[0] == "our" else "iz", stem)
        forms = (stem, f"{stem}e", stem[:-1] if doubles and stem[-2:-1] == stem[-1:] else stem)
        return any(
            form in self._shop or form in self._kinds or frequencies("en").get(form, 0) >= COMMON for form in forms
        )

    def _slip_of(self, word: str, usual: int) -> str | None:
        """The shop's word that a rare word is one slip away from."""
        near = extract(word, self._own, scorer=OSA.distance, score_cutoff=1, limit=10)
        english = frequencies("en")
        found = [meant for meant, *_ in near if meant != word and english.get(meant, 0) >= OFTENER * usual]
        return min(found, key=lambda meant: (self._cost(word, meant), -english.get(meant, 0)), default=None)

    def _meant(self, word: str) -> str:
        if (usual := frequencies("en").get(word, 0)) and (slip := self._slip_of(word, usual)):
            return slip
        if len(word) < 4:  # so short a word is next to many: only letters that changed places, and only of a kind
            return next((kind for kind in sorted(self._kinds) if sorted(kind) == sorted(word)), "")
        allowed = 1 if len(word) < 6 else 2
        near = extract(word, self._choices, scorer=OSA.distance, score_cutoff=allowed, limit=40)
        ranked = sorted((self._cost(word, meant), meant) for meant, *_ in near if meant != word)
        if not ranked or ranked[0][0] > SURE:
            return ""
        return ranked[0][1]

    def _cost(self, word: str, meant: str) -> float:
        """How far `meant` is, less for what the shop has; more for what is seldom said."""
        bonus = 0.6 if meant in self._kinds else 0.4 if meant in self._shop or meant in self._said else 0.0
        usual = frequencies("en").get(meant, 0)
        seldom = 0.0 if usual > 5_000 else 0.2 if usual > 800 else 0.4
        return _slip(word, meant) * 8 / (4 + min(len(word), 8)) + seldom - bonus


@lru_cache(maxsize=1)
def said() -> frozenset[str]:
    """Words that shoppers often use, by the sentences of `talk/`: `understanding.training` writes them."""
    return frozenset(SAID.read_text(encoding="utf-8").split())


def _starts(text: str, at: int) -> bool:
    """Whether a sentence begins at `at`."""
    return re.search(r"(?:^|[.!?:;\n]\s*|[-–—]\s)$", text[max(0, at - 4) : at]) is not None


def _slip(word: str, meant: str) -> float:
    """Mean of the distances of how both are written and of how they sound; another first letter counts as one more."""
    written, heard = OSA.distance(word, meant), OSA.distance(_sound(word), _sound(meant))
    swapped, longer = 0.4 * (sorted(word) == sorted(meant)), 0.1 * (len(word) > len(meant))
    return (written + heard) / 2 - swapped + longer + 0.5 * (_sound(word)[:1] != _sound(meant)[:1])


@lru_cache(maxsize=65_536)
def _sound(word: str) -> str:
    """About how it is said: one letter for c, k, q, for s, z, soft c, for f, ph; no doubled letters."""
    for written, said in _SOUNDS:
        word = written.sub(said, word)
    return word


_SOUNDS = tuple(
    (re.compile(written), said)
    for written, said in (
        ("ph", "f"),
        ("gh(?=t)", ""),
        ("wh", "w"),
        ("^kn", "n"),
        ("^wr", "r"),
        ("[ck]k", "k"),
        ("c(?=[eiy])", "s"),
        ("[cq]u?(?![h])", "k"),
        ("x", "ks"),
        ("z", "s"),
        ("y", "i"),
        ("ie|ee|ea", "i"),
        ("ou|oo|ow", "u"),
        (r"(.)\1", r"\1"),
        ("e$", ""),
    )
)
