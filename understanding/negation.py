"""What a shopper does not want, taken out of what is searched: neither BM25 nor the encoder understands "not".

By rule, in English: a negator and the one or two words that it governs ("not leather", "anything but dark blue",
"less shiny", "too bright"). `refused` gives what no answer may have; a matter of degree ("less shiny", "not too dark")
is left to the ranker, which reads the whole text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

_NEGATORS = """
    (?:not|isn['’]?t|aren['’]?t)\\ (?:an?\\ )?(?:big\\ )?fan\\ of|not\\ (?:(?:keen|sold|big)\\ on|interested\\ in|into)|
    no\\ more|not|no|never|nothing|without|avoid(?:ing)?|exclud(?:e|ing)|neither|nor|
    (?:any(?:thing|body|one)?|every(?:thing|body|one)?|all)\\ but|
    any\\ (?:colou?r|shade|material|finish|shape|pattern|kind|sort|style)\\ but|
    minus|w/o|w/out|besides|leave\\ out|ditch|enough\\ with|get\\ rid\\ of|
    except(?:\\ for)?|apart\\ from|(?:other|rather)\\ than|instead\\ of|
    (?:is|are|was|were|ai)n['’]?t|(?:do|does|did)(?:n['’]?t|\\ not)\\ (?:want|like|need|love|fancy)|
    does(?:n['’]?t|\\ not)\\ have|(?:that|which)\\ do(?:n['’]?t|\\ not)\\ have|
    (?:do(?:n['’]?t|\\ not)\\ show|stop\\ showing)(?:\\ me)?|
    can(?:['’]?t|\\ ?not)\\ stand|(?:can|could|should|must)(?:n?['’]?t|\\ ?not)\\ (?:be|have|contain)|
    allergic\\ to|skip|hates?|dislikes?|vetoed|(?:tired|sick|bored)\\ of|(?:bored|fed\\ up)\\ with"""
_DEGREES = "too|so|very|as|quite|overly|less|particularly|terribly"
_FILLERS = f"{_DEGREES}|a|an|the|any|anything|in|of|on|from|by|with|be|been|such|made|like|look|looks|looking|want|have"
# Words that no refusal governs: "no, i meant", "nothing under 50", "not only", "not sure", "no glass please".
_BOUNDARIES = f"""{_FILLERS}|
    i|i['’]\\w+|im|we|you|he|she|it|it['’]s|they|me|us|him|her|them|my|your|his|our|their|
    this|that|these|those|there|what|which|who|how|when|where|why|
    and|but|or|nor|if|so|because|then|than|though|although|while|unless|either|
    for|to|at|into|onto|under|over|above|below|beneath|about|around|between|up|off|out|
    is|are|was|were|am|has|had|do|does|did|can|could|would|will|should|may|might|must|
    please|pls|plz|wait|thanks|thank|thx|yes|no|not|ok|okay|maybe|perhaps|actually|ideally|tho|its|bc|coz|cos|cause|rather|same|
    only|just|much|many|more|most|least|fewer|later|longer|now|yet|matter|mind|necessarily|really|
    included|needed|inside|outside|whatsoever|anymore|special|sure|bad|idea|ideas|problem|worries|wonder|doubt|rush|hurry|preference|need|way|keen|interested|against|
    particular|important|issues?|limits?|budget|required|necessary|\\d[\\w.]*"""
_WORD = rf"(?!(?:{_BOUNDARIES})(?![\w'’-])|[\w-]+\ (?:than|enough)\b)[\w'’-]+"
_NEGATED = re.compile(
    rf"""\ ?(?<![\w'’-])
    (?: (?:{_NEGATORS}) \  (?:(?:{_FILLERS})\ )*? (?: (?:{_DEGREES})\ {_WORD} | {_WORD}(?:\ {_WORD})? )
      | (?<!\bor\ ) (?:less|too) \  {_WORD} )
    (?: \  n?or \  {_WORD} )*""",
    re.IGNORECASE | re.VERBOSE,
)

_PLAIN_FILLERS = _FILLERS.removeprefix(f"{_DEGREES}|")
_REFUSED = re.compile(
    rf"""(?<![\w'’-])(?:{_NEGATORS}) \  (?:(?:{_PLAIN_FILLERS})\ )*?
    (?P<terms> {_WORD}(?:\ {_WORD})? (?:\ n?or\ {_WORD})* )""",
    re.IGNORECASE | re.VERBOSE,
)
_GENERIC_WORDS = (
    "one ones thing things stuff kind kinds sort piece pieces material materials item items anymore again either "
    "anywhere colour colours color colors"
)
_GENERIC = frozenset(_GENERIC_WORDS.split())
_OPINION_WORDS = (
    "expensive pricey costly cheap ugly boring good nice thanks great wrong right here working holding picky fussed "
    "impressed loving feeling rich luck space opinion opinions"
)
_OPINIONS = frozenset(_OPINION_WORDS.split())
"""Of which no listing tells the truth."""
_DEED_WORDS = (
    "know knew known see saw seen think thought go going gone went come came coming buy bought buying find found "
    "finding say said tell told ask asked asking give gave given try tried read write wrote remember believe "
    "understand understood expect expected decide decided realise realised realize realized guess happen happened "
    "start started sleep slept live lived lose lost meet met move moved pay paid put send sent spend spent stay "
    "stayed talk talked wait waited arrive arrived receive received order ordered answer answered reply replied "
    "call called help helped hear heard learn learned learnt notice noticed mention mentioned owned afford forget "
    "forgot forgotten load finish finished even ever get got getting"
)
_DEEDS = frozenset(_DEED_WORDS.split())
"""What was not done is told, not refused: "I never know what to give", "they do not even load"."""
MAX_REFUSED = 12
"""Terms that one message may refuse."""
_FREED = "hands|duty|care|hassle|stress|worry|tax|risk|fuss|cruelty|wrinkle|crease|maintenance"
_NOT_FREED = (
    "have|has|had|some|more|my|your|for|feel|get|got|the|and|any|are|with|one|two|it['’]?s|that['’]?s|send|anything"
    "|something"
)
_FREE = re.compile(
    rf"\b(?!(?:{_FREED})-)(?P<of>[^\W\d_]{{3,}})-free\b|\bfree (?:of|from) (?!charge\b)(?P<from>[^\W\d_]{{3,}})\b"
    rf"|\b(?!(?:{_FREED}|{_NOT_FREED})\b)(?P<no>[^\W\d_]{{3,}}) free\b"
    r"(?! (?:shipping|delivery|returns?|gift|samples?|wrapping|to|of|from|with|and|or)\b)"
    r"|\bnon[ -](?!(?:stick|slip|skid|toxic|iron|woven|fiction|alcoholic)\b)(?P<not>[^\W\d_]{3,})\b",
    re.IGNORECASE,
)
"""Refusals of one word: "leather-free", "nickel free", "free of nickel", "non-leather"."""
_LISTED = re.compile(
    rf"(?<![\w'’-])(?:not?|nothing|without)\ {_WORD}(?:,\ {_WORD}){{1,5}},?\ n?or\ {_WORD}", re.IGNORECASE | re.VERBOSE
)
_SLASHED = re.compile(rf"(?<![\w'’-])(?:not?|nothing|without)\ {_WORD}(?:\ ?[/&]\ ?{_WORD}){{1,5}}", re.IGNORECASE)
_TERM = _WORD.replace("\\ ", " ")
_TERMS = rf"{_TERM}(?:, ?{_TERM}){{0,5}}"
_ENDS = r"(?=\s*(?:$|[,.;:!?)]|(?:in|for|under|below|with|please|pls|and|but)\b))"
_EXCEPTION = re.compile(
    rf"(?<![\w'’-])(?:no|not|without|nothing(?: in| made of)?|any(?:thing)?(?: colou?r)? but) {_TERM}(?: {_TERM})?"
    rf"(?: (?:in|for) (?:it|them))?,? (?:except|unless|apart from|other than)"
    rf"(?: for| (?:it|they)(?:['’]s|['’]re| is| are))?"
    rf" (?:the |an? )?(?P<but>{_TERM})(?: ones?\b)?",
    re.IGNORECASE,
)
"""A refusal with an exception, "no leather unless it's brown", which no filter holds: what is excepted is the wish."""
_NOT_FOR = re.compile(
    rf"(?<![\w'’-])(?:nothing|not|no) for (?:the|an?|my|our|any|use in the) (?P<use>{_TERM})", re.IGNORECASE
)
_SPELLED: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), plain)
    for pattern, plain in (
        (r"(?<![\w'’-])(?:do(?:es)?(?:n['’]?t| not)|not) (?:contain(?:ing)?|includ(?:e|ing)|come with)\b", "without"),
        (r"\bcontain(?:s|ing)? (?:no|zero)\b|\bsans\b", "without"),
        (r"\b(?:zero|0 ?%)[ -](?!waste|gravity|degrees?)([^\W\d_]{3,20})\b", r"\1-free"),
        (r"\b(?:(?:do|does|must)(?:n['’]?t| not)|can(?:['’]?t| ?not)|never) (?:eats?|tolerate|have any)\b", "without"),
        (r"(?<![\w'’-])([^\W\d_]{3,20})[ -]intolerant\b|\bintolerant (?:to|of) ([^\W\d_]{3,20})", r"without \1\2"),
        (r"\b(sugar|gluten|dairy|lactose|nut|alcohol|fragrance|paraben|nickel|lead)free\b", r"\1-free"),
        (r"\bfree (?:of|from) (?!charge\b)(?:any )?", "without "),
        (rf"(?<![\w'’-])({_TERM}) (?:is |are )?(?:not|n['’]t) included\b", r"without \1"),
        (r"\b((?:not|no|without|nothing)(?: (?:in|of|made of|with))?) (?:real|genuine|actual)\b", r"\1"),
        (r"(?<![\w'’-])([^\W\d_]{3,20})-? (?:and|or|&) ([^\W\d_]{3,20}[ -]free)\b", r"\1-free \2"),
        (_EXCEPTION.pattern, r"\g<but>"),
        (_NOT_FOR.pattern, r"no \g<use>"),
        (
            rf"\b((?:without|allergic to|except(?: for)?|apart from) {_TERMS}(?: {_TERM})?),? and "
            rf"(?=(?:{_TERM}){_ENDS})",
            r"\1 or ",
        ),
    )
)
"""Other ways to refuse, and the one that the patterns above know."""
_WISHES = re.compile(r"\b(?:why|if) not\b|^no (?=[^,.;]{1,40} ones\?$)", re.IGNORECASE)
"""What refuses nothing: "why not silk?", "no red ones?"."""
_REJECTS = re.compile(rf"(?<![\w'’-])(?:{_NEGATORS})\ (?:(?:{_FILLERS})\ )*$", re.IGNORECASE | re.VERBOSE)

_PHRASE = r"(?P<thing>[^\W\d_][\w-]*(?: [^\W\d_][\w-]*){0,2})"
_MUCH = (
    r"(?:(?:more than )?enough|plenty(?: of)?|(?:far |way |so |too )+many|(?:loads|lots|tons|heaps|dozens|piles|a lot"
    r"|a ton|a bunch|a drawer full|a cupboard full) of|(?:a |about a )?(?:million|hundred|dozen)s?(?: of)?)"
)
_OWNER = (
    r"\b(?:she|he|they|we|i|(?:my|her|his|our) [^\W\d_]+|mum|mom|dad|grandma|granny|grandpa)"
    r"(?:['’](?:s|ve|d))?(?: (?:both|all|really|just|still|clearly))*"
)
_HAS = r"(?:has|have|had|got|owns?|bought|collects?|has got|have got)"
_OWNED = re.compile(
    rf"{_OWNER} (?:already(?: {_HAS})?(?: (?:{_MUCH}|an?|some|one|the|my|her|his))?|(?:{_HAS} )?{_MUCH}"
    rf"|{_HAS}(?: an?| some)?(?=[^.,;!?]{{2,40}} already\b)) {_PHRASE}",
    re.IGNORECASE,
)
_DULL = re.compile(
    rf"\b(?:an? |another )?{_PHRASE} (?:is|are|would be|feels?|seems?|sounds?)"
    r" (?:(?:a bit|a little|kind of|kinda|so|too|pretty|rather|just|very|such an?|really) )*"
    r"(?:boring|dull|predictable|overdone|unoriginal|done to death|clich[eé]d?|lame|meh|(?:bad|poor) idea)\b",
    re.IGNORECASE,
)
_POINTED = frozenset(("these", "those", "the", "this", "that", "your", "all"))
"""Before what was shown: "these mugs are boring" asks for other mugs."""
_MORE_OF_IT = re.compile(r"\b(?:another|more|match\w*|second one|same|replac\w+|broke\w*|like it|like them)\b", re.I)


def set_aside(text: str, called: Callable[[str], Sequence[str]]) -> str:
    """`text` with kinds that a shopper names because they are not wanted as "no KIND": "she already has loads of
    vases", "a mug is boring". `called`: the kinds of a phrase, as `Vocabulary.called`. Who wants "another" or one that
    matches sets nothing aside."""

    def owned(match: re.Match[str]) -> str:
        names = [word for word in match["thing"].split() if word.lower() != "already"]
        for end in range(len(names), 0, -1):
            if called(" ".join(names[:end])):
                return " ".join(("no", *names))
        return match[0]

    def dull(match: re.Match[str]) -> str:
        names = match["thing"].split()
        before = text[: match.start("thing")].lower().split()
        for start in range(len(names)):
            pointed = {*before[-1:], *map(str.lower, names[:start])} & _POINTED
            if not pointed and called(" ".join(names[start:])):
                return " ".join((*names[:start], "no", *names[start:]))
        return match[0]

    text = text if _MORE_OF_IT.search(text) else _OWNED.sub(owned, text)
    return _DULL.sub(dull, text)


def refused(text: str) -> tuple[str, ...]:
    """What no answer may have, "no stripes or checks" -> stripes, checks. A term has one word or two."""
    terms: dict[str, None] = {}
    text = _respelled(" ".join(text.split()))
    for match in _FREE.finditer(text):
        terms[next(filter(None, match.groups())).lower()] = None
    for match in _REFUSED.finditer(_plain(text)):
        for term in re.split(r" n?or ", match["terms"].lower()):
            words = re.findall(r"[^\W_]+", term.removesuffix("'s"))
            while words and words[-1] in _GENERIC:
                words.pop()
            if words and words[0] not in _DEEDS and _OPINIONS.isdisjoint(words):
                terms[" ".join(words)] = None
    return tuple(terms)[:MAX_REFUSED]


def without_negated(text: str) -> str:
    """`text` without its negators and the words they govern: "a lamp, nothing shiny" -> "a lamp,"."""
    text = _EXCEPTION.sub(r"\g<but>", _NOT_FOR.sub("", " ".join(text.split())))
    return " ".join(_NEGATED.sub("", _plain(text)).split())


def rejection(before: str) -> re.Match[str] | None:
    """The words at the end of `before`, if any, that refuse what comes next: "i hate " before "the brass one"."""
    return _REJECTS.search(before)


def _plain(text: str) -> str:
    """Spelled in one way, without refusals of one word, and with "no red, blue or grey" and "no red/blue" as "no red
    or blue or grey"."""
    text = _SLASHED.sub(lambda listed: re.sub(r" ?[/&] ?", " or ", listed[0]), _WISHES.sub("", _respelled(text)))
    return _LISTED.sub(lambda listed: listed[0].replace(", or ", " or ").replace(", ", " or "), _FREE.sub("", text))


def _respelled(text: str) -> str:
    for pattern, plain in _SPELLED:
        text = pattern.sub(plain, text)
    return text
