"""The words that lift a price limit: "forget the limit", "money is no object", "it needn't be under 50".

English, by pattern. Leaves out: "can you drop the price?", which asks the shop for less.
"""

from __future__ import annotations

import re

_COST = r"(?:prices?|costs?|money|budgets?|expenses?)"
_SUM = r"[$€£]?\d{1,6}(?: (?:dollars?|bucks|euros?|pounds?|quid))?"
_LIMIT = (
    r"(?:budgets?|limits?|ceiling"
    r"|(?:price|cost|spending|budget|money) (?:limits?|caps?|range|ceiling|thing|bit|part|filter)"
    rf"|(?:under|below|up to|max) {_SUM}(?: thing| bit| part| limit)?|{_SUM} (?:limit|cap|max|budget|ceiling))"
)
_MY = r"(?:(?:the|my|our|that|this|any|all) ){0,2}"
_SAID = (
    r"(?:what(?:ever)? i(?:'ve)? (?:said|told you|wrote) (?:before )?(?:about|on|of) |the (?:bit|part|thing) about )?"
)
_DROPS = (
    r"(?:forget|ignore|drop|scrap|screw|remove|lift|lose|ditch|skip|cancel|disregard|never ?mind|nvm|bin|waive"
    r"|take off|take away|get rid of|do away with|let go of|hang|damn|blow|clear|delete|undo|don'?t worry"
    r"|stop worrying)"
)
_ASKS_FOR_LESS = r"(?<!drop )(?<!lose )(?<!drop the )(?<!lose the )"
_DOES_NOT = r"(?:do(?:es)?(?:n'?t| not)|wo(?:n'?t)|will not)"
_IS_NO = r"(?:(?:is|are|was)(?:n'?t| not)|'s not|is no|'s no|no|not)"
_WORRY = (
    r"(?:(?:really |so |that |very |much )?(?:an? )?(?:object|issues?|problems?|concerns?|factor|obstacle|worry|barrier"
    r"|important|consideration|matter|objection|constraint|limit(?:ation)?))"
)
_WAYS = (
    rf"{_DROPS} (?:about )?{_SAID}{_MY}(?:{_LIMIT}|{_ASKS_FOR_LESS}{_COST})(?! tag)(?: thing| limit)?",
    rf"{_DROPS} (?:about )?(?:staying|keeping(?: it)?|being) (?:under|below|within) "
    rf"(?:(?:the |my )?(?:budget|limit)|{_SUM})",
    rf"{_COST}[^.;!?\d]{{0,50}}(?:ignore|forget|drop|scrap) (?:that|it)",
    r"(?:no|without an?y?|unlimited|open|limitless|whatever) (?:budget|(?:price|spending) limit|limit on price"
    r"|limit(?: on the price)?(?! (?:on|to|of)\b))(?!-)",
    r"(?:at )?any (?:price|budget|cost)",
    rf"(?:the |my )?{_COST} ?{_IS_NO} {_WORRY}",
    rf"(?:the |my )?{_COST} (?:really |just )?{_DOES_NOT} (?:really |even )?matter",
    rf"(?:the |my )?{_COST} (?:is|are) (?:irrelevant|unimportant|immaterial|unlimited|open|limitless"
    r"|no longer (?:a problem|an issue|important|fixed))",
    r"(?:the )?sky'?s? (?:is )?the limit",
    r"(?:no matter|regardless of|whatever|irrespective of) (?:what )?(?:the |its )?"
    r"(?:price|cost|it costs|they cost|it takes)",
    r"no matter how (?:much|expensive|dear|pricey)(?: (?:it|they) (?:is|costs?|are))?",
    r"(?:do not|don'?t) (?:really )?(?:care|mind) (?:about |how much |what )?"
    r"(?:(?:the )?(?:price|cost|budget|money)|(?:it|they|that) costs?|i (?:spend|pay)|how much(?: it costs)?)",
    rf"(?:not|isn't) (?:too |really |that )?(?:worried|bothered|fussed|concerned) (?:about|by) (?:the )?{_COST}",
    r"(?:hang|damn|sod|bugger) the (?:expense|cost|price)|(?:expense|cost|price) be damned|spare no expense"
    r"|no expense spared|blank che(?:que|ck)|name your price",
    r"(?:can|will|could) (?:spend|pay) (?:whatever|anything|as much as)",
    rf"(?:{_DOES_NOT} (?:have|need) to|needn'?t|no need to) (?:be|cost|stay|keep (?:it|them|this)) "
    rf"(?:under|below|less than|within|up to) (?:(?:the |my )?budget|{_SUM})",
    r"(?:can|could|may|happy to|okay to|ok to) (?:go|be) (?:over|above|beyond) (?:the |my |our )?(?:budget|limit)",
)
_ANY_PRICE = re.compile(rf"(?<!n't )(?<!not )(?<!never )(?<!dont )\b(?:{'|'.join(_WAYS)})\b", re.IGNORECASE)


def without_any_price(text: str) -> tuple[str, bool]:
    """`text`, its apostrophes straight, without such words, and whether there were any."""
    rest = _ANY_PRICE.sub(" ", text)
    return rest, rest != text
