"""Whether a message asks for what can be had now: "in stock", "ready to ship", "not sold out".

Small patterns, English. Leaves out: questions about a product that was shown ("is it in stock?"), how many there are,
and when something comes back.
"""

from __future__ import annotations

import re

_NOW = r"(?:(?:right |just )?now|today|immediately|at once|straight ?away|right away|at the moment|currently|atm)"
_BEFORE = (
    r"(?:(?:that|which|what|who)(?:['’]s| is| are)?|(?:it|they|must|should|has to|have to|needs? to) (?:is|are|be)) "
)
_HAVE = r"(?:(?:actually|really|currently|still) )?"
_IN_STOCK = re.compile(
    rf"(?:\b(?:{_BEFORE})?(?:(?:only|just|must be|anything|actually|currently|still|definitely) ){0, 3})?"
    rf"(?:(?<!back )(?<!back in )(?<!\bnot )(?<!n['’]t )(?<!\bbe )\bin[- ]stock\b(?! (?:again|photos?|pots?))"
    rf"|\b(?:{_BEFORE}|only |be ){_HAVE}in[- ]stock\b(?! (?:again|photos?))"
    rf"|\bavailable (?:{_NOW}|for (?:immediate|same[- ]day|next[- ]day) (?:delivery|dispatch|shipping|pick[- ]?up))\b"
    rf"|\b(?:currently|immediately|still) available\b(?! (?:in|as|with|for)\b)"
    rf"|(?:\bonly |\b(?:that|which)(?:['’]s| is| are) (?:actually )?)available\b(?! (?:in|as|with|for|to)\b)"
    r"|\bavailable (?:ones?|items?|products?|stock)\b"
    r"|\bready to (?:ship|dispatch|send|be shipped)\b|\bready for (?:dispatch|shipping)\b"
    rf"|\b(?:that|which) (?:ships?|can ship|can be (?:shipped|sent|delivered)) {_NOW}"
    r"|\b(?:not|nothing|no|isn['’]?t|aren['’]?t|hide|skip|without|exclude|except)(?: (?:the|anything|any|things?"
    r"|items?|products?|those|what|that|which|ones|is|are)(?:['’]s)?){0,4} (?:sold[ -]out|out[- ]of[- ]stock"
    r"|unavailable)\b"
    rf"|\b(?:i|we|you|one) (?:can|could) (?:actually |really )?(?:buy|get|order|have|ship|send|purchase)(?: (?:it|them"
    rf"|me))? {_NOW}"
    r"|\b(?:i|we) (?:can|could) actually (?:buy|get|order|purchase)\b|\byou actually (?:have|stock)\b"
    r"|\byou (?:actually |really |currently )?have (?:got )?(?:left|on hand|on the shel(?:f|ves))\b)"
    r"(?: (?:items?|ones?|things?|stuff|products?)\b)?(?:,? please\b)?",
    re.IGNORECASE,
)
_LIFTED = re.compile(
    r"\b(?:(?:do|does)(?:n['’]?t| not)|need(?:n['’]?t| not)) (?:(?:have|need) to )?(?:be|matter if (?:it|they) ?(?:is"
    r"|are|['’]s))"
    r" (?:in[- ]stock|available)\b(?: (?:now|today|right away))?"
    r"|\b(?:in[- ]stock|available|sold out) or not\b|\b(?:the )?(?:stock|availability) (?:does(?:n['’]?t| not) matter"
    r"|is(?:n['’]?t| not) important)\b|\b(?:forget|ignore|never ?mind) (?:about )?(?:the |whether it['’]?s )?(?:in )?"
    r"(?:stock|availability)\b"
    r"|\beven (?:if|when) (?:it|they|that)(?: is| are|['’]?s|['’]re) (?:sold[ -]out|out[- ]of[- ]stock|not in stock"
    r"|unavailable)\b"
    r"|\b(?:include|also show|show me also|with|and)(?: (?:me|the|also)){0,3} (?:sold[ -]out"
    r"|out[- ]of[- ]stock)(?: (?:ones?"
    r"|items?|products?|too)){0,2}\b"
    r"|\b(?:sold[ -]out|out[- ]of[- ]stock|back[- ]?orders?|pre[- ]?orders?)(?: ones?)? (?:is|are|would be) (?:also )?"
    r"(?:ok|okay|fine|alright)\b"
    r"|\bi do(?:n['’]?t| not) mind waiting\b|\bno need (?:for it )?to be in[- ]stock\b",
    re.IGNORECASE,
)
_OF_ONE = re.compile(
    r"\b(?:have|got|is|are|get|of) (?:it|this|that|these|those|them|any of (?:these|those|them))\b[^.;!?]{0,30}$"
    r"|\b(?:is|are) the [^.;!?]{1,60}$|\b(?:when|will)\b[^.;!?]{0,40}$",
    re.IGNORECASE,
)
"""Before the words, where they ask about what was shown."""


def takes_stock_back(text: str) -> bool:
    """Whether what is sold out will do from now on."""
    return bool(_LIFTED.search(text))


def find_stock(text: str) -> tuple[bool, str]:
    """Whether only what can be had now is wanted, and the text without the words that said so."""
    text = _LIFTED.sub(" ", text)
    match = _IN_STOCK.search(text)
    if match is None or _OF_ONE.search(text[max(0, match.start() - 80) : match.start()]):
        return False, " ".join(text.split())
    return True, " ".join(_IN_STOCK.sub(" ", text).split()).strip(" ,.;:-")
