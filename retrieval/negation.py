"""What a shopper does not want, taken out of what is searched: neither BM25 nor the encoder understands "not".

By rule, in English: a negator and the one or two words that it governs ("not leather", "anything but dark blue",
"less shiny", "too bright"). `refused` gives what no answer may have; a matter of degree ("less shiny", "not too dark")
is left to the ranker, which reads the whole text.
"""

from __future__ import annotations

import re

_NEGATORS = """
    (?:not|isn['’]?t|aren['’]?t)\\ (?:an?\\ )?(?:big\\ )?fan\\ of|
    no\\ more|not|no|never|nothing|without|avoid(?:ing)?|neither|nor|
    (?:any(?:thing)?|every(?:thing)?|all)\\ but|except(?:\\ for)?|apart\\ from|(?:other|rather)\\ than|instead\\ of|
    (?:is|are|was|were|ai)n['’]?t|(?:do|does|did)(?:n['’]?t|\\ not)\\ (?:want|like|need|love|fancy)|
    can(?:['’]?t|\\ ?not)\\ stand|(?:can|could|should|must)(?:n?['’]?t|\\ ?not)\\ (?:be|have|contain)|
    allergic\\ to|skip|hates?|dislikes?|vetoed|tired\\ of"""
_DEGREES = "too|so|very|as|quite|overly|less|particularly|terribly"
_FILLERS = f"{_DEGREES}|a|an|the|any|anything|in|of|on|from|by|with|be|been|such|made|like|look|looks|looking|want|have"
# Words that no refusal governs: "no, i meant", "nothing under 50", "not only", "not sure", "no glass please".
_BOUNDARIES = f"""{_FILLERS}|
    i|i['’]\\w+|im|we|you|he|she|it|it['’]s|they|me|us|him|her|them|my|your|his|our|their|
    this|that|these|those|there|what|which|who|how|when|where|why|
    and|but|or|nor|if|so|because|then|than|though|although|while|unless|either|
    for|to|at|into|onto|under|over|above|below|beneath|about|around|between|up|off|out|
    is|are|was|were|am|has|had|do|does|did|can|could|would|will|should|may|might|must|
    please|wait|thanks|thank|thx|yes|ok|okay|maybe|perhaps|actually|
    only|just|much|many|more|most|least|fewer|later|longer|now|yet|matter|mind|necessarily|really|
    special|sure|bad|idea|ideas|problem|worries|wonder|doubt|rush|hurry|preference|need|way|\\d[\\w.]*"""
_WORD = rf"(?!(?:{_BOUNDARIES})(?![\w'’-]))[\w'’-]+"
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
_OPINION_WORDS = "expensive pricey costly cheap ugly boring good nice thanks"
_OPINIONS = frozenset(_OPINION_WORDS.split())
"""Of which no listing tells the truth."""
MAX_REFUSED = 12
"""Terms that one message may refuse."""


def refused(text: str) -> tuple[str, ...]:
    """What no answer may have, "no stripes or checks" -> stripes, checks. A term has one word or two."""
    terms: dict[str, None] = {}
    for match in _REFUSED.finditer(" ".join(text.split())):
        for term in re.split(r" n?or ", match["terms"].lower()):
            words = re.findall(r"[^\W_]+", term.removesuffix("'s"))
            while words and words[-1] in _GENERIC:
                words.pop()
            if words and _OPINIONS.isdisjoint(words):
                terms[" ".join(words)] = None
    return tuple(terms)[:MAX_REFUSED]


def without_negated(text: str) -> str:
    """`text` without its negators and the words they govern: "a lamp, nothing shiny" -> "a lamp,"."""
    return _NEGATED.sub("", " ".join(text.split())).strip()
