"""Of several kinds that a message names, those that are wished for: "he brings the tent and the stove; what I lack is a
bag for the handlebars" asks for no tent.

Kinds that share a name ("lamp") and kinds that are asked for together ("a lamp and a rug") stay. Otherwise the sentence
that says a wish counts, and of kinds in one sentence the one that the encoder is plainly nearest to. Leaves out: how
many of each.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

_SENTENCE = re.compile(r"(?<=[.!?;:\n])\s+|\s+[-–—]\s+|,\s+(?=(?:so|but|what|i|we|any|could|can)\b)", re.IGNORECASE)
_WISH = re.compile(
    r"\b(?:need|needs|want|wants|look(?:ing)? for|search(?:ing)? for|hunting for|shopping for|after an?"
    r"|would like|i'?d like|i'?d love|show me|find me|get me|recommend|suggest|missing|lack|hoping for"
    r"|in the market for|on the lookout|buy|replace|treat myself|missing is|left is"
    r"|do you (?:have|sell|stock)|have you got|got any|is there an?|are there any|any ideas|please)\b",
    re.IGNORECASE,
)
_TOGETHER = re.compile(r"\b(?:and|or|plus|with|also)\b|[,&+/]", re.IGNORECASE)
_REASON = re.compile(
    r"[\s,(]+(?:because|since|cause|cos|coz|bc|as (?:there|it|i|we|my|the)|given that)\b[^.!?;]*", re.IGNORECASE
)
"""Why something is wished, which names what is there already: "because there's a shelf above"."""
LONG = 14
"""Words from which a message may tell more than it asks for."""


def wishing_part(text: str) -> str:
    """The sentences of a long message that say a wish, all of it where none does, without the reasons for it."""
    if len(text.split()) < LONG:
        return text
    sentences = [sentence for sentence in _SENTENCE.split(text) if _WISH.search(sentence)]
    return _REASON.sub(" ", " ".join(sentences) if sentences else text)


def main_kinds(
    text: str,
    kinds: Sequence[str],
    mentioned: Callable[[str], tuple[str, ...]],
    nearest: Callable[[str, Sequence[str]], tuple[str, ...]],
) -> tuple[str, ...]:
    """Those of `kinds` that `text` wishes for; at least one. `mentioned`: the kinds that a text names; `nearest`: of
    some kinds the one that a text is plainly nearest to, or none."""
    if len(kinds) < 2:
        return tuple(kinds)
    plain = _REASON.sub(" ", text)
    if plain != text and 0 < len(named := set(mentioned(plain)).intersection(kinds)) < len(kinds):
        return main_kinds(plain, sorted(named), mentioned, nearest)
    if len(text.split()) >= LONG:
        wishing = [sentence for sentence in _SENTENCE.split(text) if _WISH.search(sentence)]
        wished = {kind for sentence in wishing for kind in mentioned(sentence)}.intersection(kinds)
        if wishing and wished and len(wished) < len(kinds):
            return (
                main_kinds(" ".join(wishing), sorted(wished), mentioned, nearest) if len(wished) > 1 else tuple(wished)
            )
    heads = {kind.lower().split()[-1].removesuffix("s") for kind in kinds}
    if len(heads) > 1 and len(text.split()) < LONG and _TOGETHER.search(text):
        return tuple(kinds)
    return nearest(text, kinds) or tuple(kinds)
