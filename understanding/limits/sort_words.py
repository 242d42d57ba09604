"""In which order a message wants its answers: "the cheapest lamp", "best rated", "sort by price, highest first".

Small patterns, English. Leaves out: "cheap" and "best" alone, which are wishes and no order; superlatives of looks
("most beautiful"); and which superlative points at what was shown ("the cheapest of these"), which
`understanding.message` tells.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from catalog.listing.order import PRICE, PRICE_DOWN, RATING, REVIEWS, SIZE, SIZE_DOWN, Sort
from understanding.references import OF_SOME

_FIRST = r"(?: (?:ones?|items?|things?|products?))?(?:(?:,| at the)? (?:first|top))?"
_ENDS = r"(?=\W*$|[,.;:!?)]| (?:and|at|below|but|by|for|here|in|of all|over|please|pls|under|with|without|you)\b)"
"""What a verb's superlative ends before: "bought most", not "bought most things"."""
_MOST: tuple[tuple[str, Sort], ...] = (
    (r"cheapest|least (?:expensive|costly|pricey)|most (?:affordable|economical|inexpensive)", Sort(PRICE)),
    (r"low(?:est)?[- ]pric(?:ed|es?)|lowest[- ]costs?", Sort(PRICE)),
    (rf"(?:priced|cost(?:s|ing)?) (?:the )?(?:lowest|least){_ENDS}", Sort(PRICE)),
    (rf"(?:priced|cost(?:s|ing)?) (?:the )?(?:highest|most){_ENDS}", Sort(PRICE_DOWN)),
    (rf"(?:rated|scor(?:ed?|es|ing)) (?:the )?(?:highest|best|most highly){_ENDS}", Sort(RATING)),
    (rf"(?:reviewed|bought|ordered|buys?|sold) (?:the )?most(?: often)?{_ENDS}", Sort(REVIEWS)),
    (r"most (?:expensive|costly)|priciest|dearest|costliest|highest[- ]pric(?:ed|es?)", Sort(PRICE_DOWN)),
    (r"(?:best|highest|top|most highly|most well)[- ](?:rated|ratings?|reviewed|reviews)", Sort(RATING)),
    (r"(?:best|highest|most) (?:customer |user |star |average )?(?:ratings?|stars)", Sort(RATING)),
    (r"best (?:customer |user )?reviews", Sort(RATING)),
    (r"most[- ](?:reviewed|reviews|popular|rated|bought)|best[- ]?sell(?:ers?|ing)", Sort(REVIEWS)),
)
_SIZES: tuple[tuple[str, Sort], ...] = (
    (r"smallest|tiniest|littlest", Sort(SIZE, "bigger")),
    (r"biggest|largest", Sort(SIZE_DOWN, "bigger")),
    (r"shortest", Sort(SIZE, "taller")),
    (r"tallest", Sort(SIZE_DOWN, "taller")),
    (r"narrowest", Sort(SIZE, "wider")),
    (r"widest", Sort(SIZE_DOWN, "wider")),
    (r"longest", Sort(SIZE_DOWN, "longer")),
    (r"thinnest", Sort(SIZE, "deeper")),
    (r"deepest", Sort(SIZE_DOWN, "deeper")),
    (r"heaviest", Sort(SIZE_DOWN, "heavier")),
)
_NOT_LOOKS = (
    r"(?![ -](?:looking|looks?|feel(?:ing)?|seeming|colou?rs?|shades?|styles?|song|names?|brands?|way|part"
    r"|thing about|kids?|girls?|boys?|person|friend|lasting|wearing|fan|problem|issue|fear|fitting|in the world)\b)"
)
_ANY_MOST = "|".join(words for words, _ in _MOST)
_NEXT = "(?:(?:second|third|next|2nd|3rd)[ -])?"
"""The second cheapest stands second in the same order."""
_SUPERLATIVE = re.compile(
    rf"\b(?:the |your |ur )?{_NEXT}(?:very |absolute(?:ly)? )?(?:{_ANY_MOST})\b{_NOT_LOOKS}{_FIRST}",
    re.IGNORECASE,
)
_SIZED = re.compile(
    rf"\b(?:the |your |ur )?{_NEXT}(?:very )?(?P<most>{'|'.join(words for words, _ in _SIZES)})\b{_NOT_LOOKS}{_FIRST}",
    re.IGNORECASE,
)
_SORTED = re.compile(
    r"\b(?:sort|order|rank|arrange|organi[sz]e|list)(?:ed|ing|s)?\b(?P<what>[^.;!?]{0,30}?)\b(?:by|on|from|according to"
    r"|with the)\b(?P<by>[^.;!?]{1,60})"
    r"|\b(?:by|in order of) (?P<only>(?:the )?(?:price|rating|popularity|review (?:count|score)|size)"
    r"(?:[ ,(]{1,2}[^.;!?]{0,30})?)$"
    r"|\b(?P<way>(?:prices?,? (?:from )?)?(?:low(?:est)? to high(?:est)?|high(?:est)? to low(?:est)?)(?: prices?)?)\b"
    r"|\b(?P<ends>(?:from (?:the )?(?:cheap|low)|(?:from )?(?:the )?(?:cheapest"
    r"|lowest)) to (?:the )?(?:most )?(?:expensive|dear(?:est)?"
    r"|high(?:est)?)"
    r"|from (?:the )?(?:most )?(?:expensive|dear(?:est)?|high(?:est)?) to (?:the )?(?:cheap(?:est)?|low(?:est)?))\b"
    r"|\bprices? (?P<rising>ascending|descending|asc|desc)\b"
    r"|(?<!least )(?<!less )\b(?P<lead>(?:cheap(?:er)?|expensive|dear(?:er)?|small(?:er)?|large(?:r)?"
    r"|big(?:ger)?)(?: ones?"
    r"| things)? first)\b",
    re.IGNORECASE,
)
_FALLING = re.compile(
    r"\bhigh(?:est)?(?: price)?(?: to |,? first)|\bdesc|\bfrom (?:the )?(?:high|most exp|exp|dear)|\b(?:expensive"
    r"|dear(?:er)?)\b[^.;!?]{0,8}first|\b(?:large|big)(?:r|ger|st|gest)?\b[^.;!?]{0,8}first|\b(?:highest|largest"
    r"|biggest|dearest)\b",
    re.IGNORECASE,
)
_THEM = re.compile(r"\b(?:the|them|these|those|it|all|everything|results?|products?|items?|please|me)\b", re.IGNORECASE)
_BY = (
    (re.compile(r"\bnumber of reviews|\breview counts?|\bpopular|\bmost review", re.I), REVIEWS),
    (re.compile(r"\brat(?:ings?|ed)\b|\bstars?\b|\breviews?\b|\bscores?\b", re.I), RATING),
    (
        re.compile(r"\bpric|\bcosts?\b|\bcheap|\bexpensive|\bdear|\bhigh(?:est)? to low|\blow(?:est)? to high", re.I),
        PRICE,
    ),
    (re.compile(r"\b(?:size|height|width|length|small|large|big)", re.I), SIZE),
)
_MEASURED = (("height", "taller"), ("width", "wider"), ("length", "longer"))
_NO = (
    r"(?:(?:\b(?:it|i|we|they) )?\b(?:do|does|is|are|need|must|should)(?:n['’]t|nt| not)|\b(?:not|never|no))"
    r"(?: (?:necessarily|just|really|the|be|have|has|to|need|want|look|like|looking|for|after|a|your|interested|in"
    r"|about"
    r"|by|any)){0,6} ?$"
)
_REFUSED = re.compile(_NO, re.IGNORECASE)
_NOT_ASKED = re.compile(
    rf"{_NO}|n['’]t(?: (?:the|be|want|need)){{0,3}} ?$"
    r"|\b(?:my|our|her|his|their) ?$|\b(?:nothing like|than|instead of|rather than|except|other than|skip|besides) ?$",
    re.IGNORECASE,
)
_WHY_NOT = re.compile(r"\bwhy not ?$", re.IGNORECASE)
_SEEKING = re.compile(r"\b(?:look|search|shop|hunt|ask|hop|go)\w* for ?$|\bin (?:need|search) of ?$", re.IGNORECASE)
_ELSEWHERE = re.compile(r"\b(?:for|in|on|onto|into|under|of|with|to|from|at|behind|beside|than) ?$", re.IGNORECASE)
"""Before a size, it is of another thing: "for the smallest room"."""
_OF_ALL = re.compile(
    r"\W*(?:$|[,.;:!?)]|(?:ones?|items?|products?|first|you(?:['’]ve)?|in stock|available|please|pls|under|below|that"
    r"|which|by|possible|there is)\b)",
    re.IGNORECASE,
)
_UNSORTED = re.compile(
    r"\b(?:(?:do(?:n['’]?t| not)|stop|no need (?:for|to)|without|undo|remove|drop|forget|cancel|clear|no)(?: (?:about"
    r"|the|any|my|more|it|them|these)){0,3} (?:sort|order|rank)(?:ing|ed)?(?: (?:by|it|them)\b[^.;!?]{0,20})?"
    r"|(?:in )?any order|(?:the )?order (?:does(?:n['’]?t| not)|is(?:n['’]?t| not)) (?:matter|important)|unsort(?:ed)?"
    r"|(?:usual|normal|default|original) order|by relevance|(?:need(?:n['’]?t| not)|do(?:es)?(?:n['’]?t| not) (?:have"
    r"|need) to) be (?:sorted|ordered|ranked)|best match(?:es)? first)\b(?! (?:an?|some|lamp|online)\b)",
    re.IGNORECASE,
)


def takes_sort_back(text: str) -> bool:
    """Whether any order will do from now on: "don't sort", "it doesn't have to be the cheapest"."""
    return _UNSORTED.search(text) is not None or _without_refused(text) != text


def find_sort(
    text: str, kinds: Callable[[str], Sequence[str]] = lambda word: ()
) -> tuple[Sort | None, str, tuple[int, int]]:
    """The order that is asked for, None for none; the text without the words that said so; and where these stood.

    `kinds`: those that a word names, as `Vocabulary.called` gives them: "the biggest rug", not "the biggest fan"."""
    bare = _without_refused(_UNSORTED.sub(" ", text))
    if bare != text:
        return None, " ".join(bare.split()).strip(" ,.;:-"), (0, 0)
    if (match := _SORTED.search(text)) and not _refused(text, match) and (sort := _by(match)):
        return _found(sort, text, match)
    for match in _SUPERLATIVE.finditer(text):
        if not _refused(text, match) and not re.match(OF_SOME, text[match.end() :], re.IGNORECASE):
            sort = next(sort for words, sort in _MOST if re.search(rf"\b(?:{words})\b", match[0], re.IGNORECASE))
            return _found(sort, text, match)
    for match in _SIZED.finditer(text):
        if not _refused(text, match) and _is_of_a_thing(text, match, kinds):
            sort = next(sort for words, sort in _SIZES if re.fullmatch(words, match["most"], re.IGNORECASE))
            return _found(sort, text, match)
    return None, text, (0, 0)


def _without_refused(text: str) -> str:
    """Without a superlative that is refused: "I don't want the cheapest mirror" asks for a mirror."""
    for match in _SUPERLATIVE.finditer(text):
        start = max(0, match.start() - 60)
        if (no := _REFUSED.search(text[start : match.start()])) and not _WHY_NOT.search(text[start : match.start()]):
            return f"{text[: start + no.start()]} a {text[match.end() :]}"
    return text


def _found(sort: Sort, text: str, match: re.Match[str]) -> tuple[Sort, str, tuple[int, int]]:
    """ "List scarves by price" is about scarves."""
    what = _THEM.sub(" ", match["what"] or "") if "what" in match.re.groupindex else ""
    rest = " ".join(f"{text[: match.start()]} {what} {text[match.end() :]}".split())
    return sort, rest.strip(" ,.;:-"), match.span()


def _refused(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - 60) : match.start()]
    return bool(_NOT_ASKED.search(before)) and not _WHY_NOT.search(before)


def _is_of_a_thing(text: str, match: re.Match[str], kinds: Callable[[str], Sequence[str]]) -> bool:
    before, behind = text[max(0, match.start() - 30) : match.start()], text[match.end() : match.end() + 80]
    if _ELSEWHERE.search(before) and not _SEEKING.search(before):
        return False
    if re.match(OF_SOME, behind, re.IGNORECASE):
        return False
    near = re.findall(r"[\w'’-]+", re.split(r"[,.;:!?]|\b(?:for|in|on|with|of)\b", behind)[0])[:4]
    return bool(_OF_ALL.match(behind)) or any(kinds(word) for word in near)


def _by(match: re.Match[str]) -> Sort | None:
    said = next(filter(None, (words for name, words in match.groupdict().items() if name != "what")))
    falling = bool(_FALLING.search(said))
    by = next((by for words, by in _BY if words.search(said)), None)
    if match["rising"]:
        by, falling = PRICE, match["rising"].lower().startswith("desc")
    if by == PRICE:
        return Sort(PRICE_DOWN if falling else PRICE)
    if by == SIZE:
        measure = next((measure for word, measure in _MEASURED if word in said.lower()), "bigger")
        return Sort(SIZE_DOWN if falling else SIZE, measure)
    return Sort(by) if by else None
