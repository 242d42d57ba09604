"""Which words of a request tell products apart."""

from __future__ import annotations

import re
from collections.abc import Iterable

_STOP_WORDS = """
    a about all also am an and any anything are as at avoid be because been but by can cheaper could did do does for
    from get give got had has have he hello help her hi him his hm hmm how i i'd i'm i've if in instead into is it
    it's its just less like looking love make may maybe me might more most much must my need needs never no nor not
    nothing of off oh ok okay on one only or other our out please rather really recommend s she should show similar
    so some something such suggest t than thank thanks that the their them then there these they thing things this
    those to too up us very want wanted was we well were what when where which while who will with without would
    yeah yes you your"""
STOP_WORDS = frozenset(_STOP_WORDS.split())


def telling_words(text: str) -> list[str]:
    """The different words of `text`, lower case, without those that any request has."""
    words = dict.fromkeys(re.findall(r"[^\W_]+", text.lower()))
    return [word for word in words if word not in STOP_WORDS]


def kind_words(kinds: Iterable[str]) -> frozenset[str]:
    """What a catalog's kinds are called in a sentence: "table lamp" gives lamp and lamps, "shelf" shelves too."""
    heads = {words[-1] for kind in kinds if (words := telling_words(kind))}
    singular = heads | {head.removesuffix("s") for head in heads}
    plural = {re.sub("y$", "ie", re.sub("fe?$", "ve", word)) + "s" for word in singular}
    return frozenset(singular | plural | {word + ending for word in singular for ending in ("s", "es")})
