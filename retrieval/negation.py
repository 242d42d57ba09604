"""What a shopper does not want, taken out of what is searched: neither BM25 nor the encoder understands "not".

By rule, in English: a negator and the one or two words that it governs ("not leather", "anything but dark blue",
"less shiny", "too bright"). Leaves out: turning the refusal round; the ranker reads the whole text.
"""

from __future__ import annotations

import re

_NEGATORS = """
    not|no|never|nothing|without|avoid(?:ing)?|neither|nor|
    (?:any(?:thing)?|every(?:thing)?|all)\\ but|except(?:\\ for)?|apart\\ from|(?:other|rather)\\ than|instead\\ of|
    (?:is|are|was|were|ai)n['’]?t|(?:do|does|did)(?:n['’]?t|\\ not)\\ (?:want|like|need|love|fancy)|
    can(?:['’]?t|\\ ?not)\\ stand|hates?|dislikes?|vetoed|tired\\ of"""
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


def without_negated(text: str) -> str:
    """`text` without its negators and the words they govern: "a lamp, nothing shiny" -> "a lamp,"."""
    return _NEGATED.sub("", " ".join(text.split())).strip()
