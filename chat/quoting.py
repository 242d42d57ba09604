"""Which words of a wish are worth quoting from a listing: how the thing looks, what it is for, what it can do.

By part of speech as far as its neighbours tell it, in English: "a warm lamp that goes in the hall, big enough to read
by" gives warm, hall and no verb or filler. Leaves out how common a word is in a shop (`chat.commonness`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from catalog.listing.looks import axis_of
from catalog.listing.words import STOP_WORDS
from understanding.looks.look_words import own_words
from understanding.negation import without_negated

MOST_QUOTED = 3
_TOKEN = re.compile(r"[^\W_][\w'’-]*|[.,;:!?()…–—]")
_PURPOSE_WORDS = (
    "for in on at with near beside under over above behind against into onto inside during between by as loves love "
    "likes enjoys collects plays collecting"
)
_PURPOSES = frozenset(_PURPOSE_WORDS.split())
"""Before what a thing is for, where it goes and what it has."""
_REACH = 6
"""Words after one of these that may say so."""
_SUBJECT_WORDS = (
    "i you we they he she it who that which to can could will would should must may might do does did don't doesn't "
    "didn't can't won't i'd i'll we'd we'll you'd let's please never always also just really still even not is are "
    "was be been being i'm we're they're he's she's it's"
)
_SUBJECTS = frozenset(_SUBJECT_WORDS.split())
"""What stands before a verb."""
_ARTICLES = frozenset(
    "a an the my our your his her their its this these those some any every each all both one two three".split()  # noqa: SIM905
)
_VERB_WORDS = (
    "add adds ask asks bring brings brought buy buying bought call called came care catch catches change come comes "
    "coming cost costs cover covers cut drop eat end fall falls feel feels fill fills find finds fit fits fitting get "
    "gets getting give gives giving go goes going gone got happen happens hang hangs hate hates have having hear help "
    "helps hide hides hold holds hope keep keeps kept know knows last lasts lay leave leaves let lie lies lift live "
    "lives living looks lose loses lost made make makes making matches match mean means meant mind mix move moves "
    "moving need needs open opens pack pay pick place play prefer put puts putting read ready remember replace "
    "replaces reach rest run runs said say says see seen seems sell send serve set sets show shows shown sit sits "
    "sleep sleeps spend spills stand stands start starts stay stays stop stops store stores suit suits swallow "
    "swallows take takes taking talk tell think thinking tried trip try trying turn turns use used uses using wait "
    "wake wakes walk want wanted wants wash watch wear wears wearing went wish wishes won work works write loved "
    "liked"
)
_FILLER_WORDS = (
    "base bases handle handles frame top able ages almost already alone along alright although amount anybody anyone "
    "anyway apart around available away back bad badly bag based basic because become beautiful being best better "
    "between bit body both budget cannot case cheap check clean clear close collection color colors colour colours "
    "comfortable compared considering corner couple cute day days deal decent definitely design different done down "
    "dozen each easily easy either else end enough especially etc even ever every everybody everyday everyone "
    "everything everywhere exactly except expensive extra fairly family fancy far favorite favourite few fine fits "
    "flat folks free friend friends full fun general generally girl gorgeous great guess guy half happy hard hardly "
    "hello herself himself hmm home honest honestly hopefully house however huge idea ideas ideally important "
    "interesting item items itself kind kinds kinda largish last later least left life lil line lot lots lovely main "
    "major man many material matter maximum maybe men mid minimum minute moment money month months mostly much myself "
    "name near nearly neat necessarily neither new next nice nobody none normal nothing number often old once ones "
    "onto opposite option options order others otherwise ought outside own pair part particular parts per perfect "
    "perhaps person piece pieces place places plenty plus point possible possibly pounds present preferably pretty "
    "price prices priced probably problem product products proper put question quick quickly quite random range "
    "rather ready real reason reasonable recently related right room safe same second see serious set several shade "
    "shades shop short shape shapes side sides simple since single size sizes sized slightly small smallish smth "
    "somebody somehow someone something sometimes somewhat somewhere soon sort sorts special specific spot standard "
    "still stuff style styles stylish sure table than thanks therefore thing things third though thought through "
    "throughout time times today together tomorrow tonight too total touch toward towards tried true twice type types "
    "typical unique unless until upon useful usual usually value various version versus way ways week weeks weird "
    "while whole whose wife within woman women wonderful words world worth wrong year years yesterday yet pls plz thx "
    "cheers ta"
)
_EMPTY = frozenset(f"{_VERB_WORDS} {_FILLER_WORDS}".split()) | STOP_WORDS
"""Words that tell no product from another, as a verb or by themselves."""
_OF_ANYTHING_WORDS = "small large big tiny mini short tall low wide deep flat light clear check print hot plain classic"
_OF_ANYTHING = frozenset(_OF_ANYTHING_WORDS.split())
"""Looks that a listing says of other things as well: "a small thing that changes a room"."""
_CARE = re.compile(
    r"(?:(?<=[.!?] )|^)(?:wipe|(?:hand |machine )?wash|dust|(?:dry |spot )?clean|keep|do not|don['’]t|dry|iron|polish"
    r"|plump|store|hang|refill|change|rinse|look after|care)\b[^.!?]{0,300}",
    re.IGNORECASE,
)
"""How to care for a thing: a soft cloth makes no soft lamp."""
_PRESENT = re.compile(r"\b[\w-]{1,30} (?:present|gift)s?\b", re.IGNORECASE)
"""Who gives a thing at a wedding need not wear it there."""
_HAS = re.compile(
    r"(?:\w{3,}[- ]?(?:proof|resistant|free|less|friendly|safe)|hand-?\w{3,}|un\w{4,}ed|\w{4,}(?:able|ible))"
)
_FEATURE_WORDS = (
    "organic vegan cordless wireless insulated padded lined zip zipped lockable reversible washable foldable "
    "collapsible stackable adjustable dimmable rechargeable solar handmade refillable breathable lightweight scented "
    "unscented hypoallergenic recycled sustainable double-walled stainless freestanding wall-mounted detachable "
    "removable"
)
_FEATURES = frozenset(_FEATURE_WORDS.split())
_NO_FEATURE = frozenset("comfortable reasonable affordable suitable available fashionable possible".split())  # noqa: SIM905


@dataclass(frozen=True)
class _Word:
    text: str
    at: int
    """Its place among the tokens."""
    alone: bool
    """Whether it tells something without its neighbours: "dark" of "a dark corner" does not."""


def telling_phrases(searches: Sequence[str], kinds: Iterable[str]) -> tuple[tuple[_Word, ...], ...]:
    """What these requests say that a listing may be quoted for, oldest first. `kinds`: words of the kind that is asked
    for, which every product of it says."""
    kinds = frozenset(map(stem, kinds))
    found: list[tuple[_Word, ...]] = []
    for search in searches:
        own = without_negated(own_words(search))
        run: list[_Word] = []
        for word in _telling([token.lower().replace("’", "'") for token in _TOKEN.findall(own)], kinds):
            if run and word.at != run[-1].at + 1:
                found.append(tuple(run))
                run = []
            run.append(word)
        found += [tuple(run)] if run else []
    return tuple(dict.fromkeys(found))


def _telling(tokens: list[str], kinds: frozenset[str]) -> list[_Word]:
    words, reach = [], 0
    for at, token in enumerate(tokens):
        before, after = tokens[at - 1] if at else "", tokens[at + 1] if at + 1 < len(tokens) else ""
        if not token[0].isalpha() or token in _SUBJECTS:
            reach = 0 if token not in _ARTICLES else reach
        elif token in _PURPOSES:
            reach = _REACH
        else:
            reach -= 1
            look = bool(axis_of(token))
            if _bears(token, before, look, used=reach >= 0, named=stem(after) in kinds) and stem(token) not in kinds:
                # Of "a dark corner" the corner is dark, not the lamp.
                of_another = look and reach >= 0 and after[:1].isalpha() and not _ends(after, kinds)
                words.append(_Word(token, at, alone=not of_another and (look or token not in _EMPTY)))
            elif words and words[-1].at == at - 1 and token in _HEADS and reach >= 0:
                words.append(_Word(token, at, alone=False))
    return [word for word in words if len(word.text) > 2]


_PARTS = frozenset(
    "bas shad handl strap leg lid body fram top cap foot feet trim stand lining clasp buckl".split()  # noqa: SIM905
)
"""Stems of what belongs to a thing: who wants a brass base wants brass."""
_HEADS = frozenset("corner room table day days trip home house time side spot wall".split())  # noqa: SIM905
"""They say something with the word before them alone: a dark corner, a dining table."""


def _ends(after: str, kinds: frozenset[str]) -> bool:
    return bool(axis_of(after)) or after in STOP_WORDS or after in _PURPOSES or stem(after) in kinds | _PARTS


def _bears(token: str, before: str, look: bool, *, used: bool, named: bool) -> bool:
    """Whether it says how the thing looks, what it can do, or what it is for."""
    if look:
        return token not in _OF_ANYTHING
    if token in _FEATURES or (_HAS.fullmatch(token) and token not in _NO_FEATURE):
        return True
    verb = before in _SUBJECTS and before not in _ARTICLES
    empty = token in _EMPTY or token.endswith("ly") or "'" in token
    return (used or named) and not (verb or empty)


def quoted(phrases: Sequence[tuple[_Word, ...]], listing: str, tells: Callable[[str], bool]) -> tuple[str, ...]:
    """What `listing` says of them, as long as possible, at most `MOST_QUOTED`. `tells`: whether a word tells a product
    from the others."""
    given = any(word.text in ("gift", "present") for phrase in phrases for word in phrase)
    listing = _CARE.sub("", listing if given else _PRESENT.sub("", listing))
    own = [stem(word) for word in re.findall(r"[^\W_][\w'-]*", without_negated(listing).lower().replace("’", "'"))]
    beside = frozenset(pairwise(own))
    said = frozenset(own)
    found: dict[str, None] = {}
    for phrase in phrases:
        run: list[_Word] = []
        for word in (*phrase, None):
            if word and stem(word.text) in said and (not run or (stem(run[-1].text), stem(word.text)) in beside):
                run.append(word)
                continue
            if run and (len(run) > 1 or run[0].alone) and any(tells(stem(one.text)) for one in run):
                found[" ".join(one.text for one in run)] = None
            run = [word] if word and stem(word.text) in said else []
    return tuple(found)[:MOST_QUOTED]


def stem(word: str) -> str:
    """Without the endings of a plural and a genitive."""
    for ending in ("'s", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            return word[: -len(ending)].removesuffix("e")
    return word.removesuffix("e")
