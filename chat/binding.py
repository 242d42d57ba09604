"""Which looks a wish names, of which part of the thing, and whether a product has them there.

"Black leather bag" speaks of the bag itself, "with a black handle" of its handle. A sentence of what the model sees is
read part by part: what it is first said to be made of is the main part, whatever stands behind another article or "and"
is a part of its own. A listing says its words of the whole. English, by rule. Leaves out: looks that no word of
`catalog.listing.looks` names, and moods, which no sentence of a picture tells.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from catalog.listing.looks import COLOUR, FINISH, MATERIAL, PATTERN, SHAPE, axis_of, is_ambiguous, says
from chat.items import Item
from chat.quoting import stem
from understanding.kinds.wishes import wishing_part
from understanding.looks.look_words import own_words, without_purpose
from understanding.negation import without_negated

AXES = (COLOUR, MATERIAL, FINISH, PATTERN, SHAPE)
OTHER_PART = 0.3
"""What a look counts that is seen on another part than the one meant: a black handle is a little black bag."""
MAX_LOOKS = 8
"""Looks of one conversation that are kept, the newest."""
_TOKEN = re.compile(r"[^\W_]+(?:-[^\W_]+)*|[.,;:!?]")
_PART = re.compile(r",? with (?:an? )?|,? and (?:an? |(?=(?:[\w-]+ ){1,4}[\w-]+\.?$))|, (?=an? )", re.IGNORECASE)
_PARTS_WORDS = (
    "base body shade handle strap leg lid top frame trim rim stand clasp buckle seat back border foot "
    "feet cap case band face dial stone pearl lining sole heel sleeve collar button zip edge hem pocket "
    "dots stripes check checks pattern print flowers knob drawer door arm cover fringe tassel stem holder "
    "fitting bracket board"
)
PARTS = frozenset(_PARTS_WORDS.split())
"""What belongs to a thing, as people call it."""


_GO_ON = frozenset("a an the in on at to for from with of and or but that which who is are by my our your".split())  # noqa: SIM905


@dataclass(frozen=True)
class WishedLook:
    word: str
    """As it was said: "navy"."""
    axis: str
    part: str = ""
    """Of `PARTS` the one that is to be so, in the singular or the plural: "handle" of "a black handle"."""


def wished_looks(searches: Sequence[str]) -> tuple[WishedLook, ...]:
    """Of requests about one subject, oldest first. A newer request replaces what an older one said of the same axis and
    part: "in blue" after "a red one"."""
    kept: list[WishedLook] = []
    for search in searches:
        own = _of_request(search)
        renewed = {(look.axis, look.part) for look in own}
        kept = [look for look in kept if (look.axis, look.part) not in renewed] + own
    return tuple(dict.fromkeys(kept))[-MAX_LOOKS:]


def _of_request(search: str) -> list[WishedLook]:
    plain = without_purpose(without_negated(wishing_part(own_words(search))))
    tokens = _TOKEN.findall(plain.lower())
    found = []
    for at, word in enumerate(tokens):
        if (axis := axis_of(word)) not in AXES or _means_another(tokens, at):
            continue
        behind = next((one for one in tokens[at + 1 :] if axis_of(one) in ("", PATTERN)), "")
        part = behind if behind in PARTS or behind.removesuffix("s") in PARTS else ""
        found.append(WishedLook(word, axis, part))
    return found


def _means_another(tokens: Sequence[str], at: int) -> bool:
    """Whether a word is no look here: "keep flowers in", "round the campfire". An olive vase is olive."""
    before, behind = tokens[at - 1] if at else "", tokens[at + 1] if at + 1 < len(tokens) else ""
    if before in ("in", "with", "of") or axis_of(before):
        return False
    if behind in ("the", "my", "our", "your", "a", "an"):
        return True
    return is_ambiguous(tokens[at]) and not (behind.isalpha() and behind not in _GO_ON)


def parts(sentence: str) -> tuple[str, ...]:
    """Of what the model sees, the main part first: "A box handbag with a black body and a brass handle." gives "A box
    handbag with a black body" and "a brass handle"."""
    pieces = [piece for piece in _PART.split(sentence.strip().rstrip(".")) if piece.strip()]
    if len(pieces) < 2:
        return tuple(pieces)
    if any(axis_of(word) in (COLOUR, MATERIAL) for word in re.findall(r"[\w-]+", pieces[0])):
        return tuple(pieces)
    return (f"{pieces[0]} with {pieces[1]}", *pieces[2:])


def share_shown(looks: Sequence[WishedLook], item: Item) -> float:
    """Of the wished looks the share, 0 to 1, that the product has where it is meant to have them; 0 for none wished."""
    if not looks:
        return 0.0
    return sum(shown(look, item) for look in looks) / len(looks)


def shown(look: WishedLook, item: Item) -> float:
    """1 where listing or picture say the look of the part that is meant, `OTHER_PART` where of another, else 0."""
    if says(f"{item.product.title}. {item.product.description}", look.word):
        return 1.0
    pieces = parts(item.seen)
    named = [piece for piece in pieces if look.part and _names(piece, look.part)]
    meant = named or (pieces if look.axis == PATTERN else pieces[:1])
    if look.word.removesuffix("s") in PARTS and says(item.seen, look.word, listing=False):
        return 1.0  # pearls are a part themselves
    if any(says(piece, look.word, listing=False) for piece in meant):
        return 1.0
    return OTHER_PART if says(item.seen, look.word, listing=False) else 0.0


def _names(piece: str, part: str) -> bool:
    return stem(part) in {stem(word) for word in re.findall(r"[^\W_]+", piece.lower())}
