"""How shoppers word a wish: as an adjective, after the noun, as a sentence of its own, or as an afterthought.

`noun_phrase` puts several wishes round one noun in the order English wants.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from catalog.studio.grammar import article, is_plural, one
from catalog.studio.kind import Kind
from catalog.studio.truth import MASS, SIZES_AND_SHAPES
from catalog.studio.wishes import Wish

SAID: dict[str, tuple[str, ...]] = {
    # other words that shoppers use for a value
    "forest green": ("dark green", "deep green"), "burgundy": ("wine red", "deep red"), "plum": ("dark purple",),
    "sky blue": ("light blue", "pale blue"), "blush pink": ("pale pink", "soft pink", "blush"), "navy": ("dark blue", "navy blue"),
    "charcoal": ("dark grey", "dark gray"), "grey": ("gray",), "lavender": ("lilac", "pale purple"), "cobalt blue": ("cobalt", "bright blue"),
    "hot pink": ("bright pink", "fuchsia"), "cream": ("off-white", "ivory"), "sage green": ("sage", "pale green"),
    "olive": ("olive green",), "mustard": ("mustard yellow",), "tan": ("camel",), "teal": ("blue-green",),
    "striped": ("stripy", "striped"), "dotted": ("polka dot", "spotty"), "floral": ("flowery", "flower print"),
    "checked": ("checkered", "plaid"), "speckled": ("flecked",), "shiny": ("shiny", "gleaming"), "matte": ("matt", "non-reflective"),
    "dark": ("dark", "dark-coloured"), "light-coloured": ("pale", "light-coloured"),
    "ribbed": ("ridged",), "see-through": ("transparent", "see-through"), "polished": ("polished", "high-polish"),
}  # fmt: skip

CLAUSES: dict[str, tuple[str, ...]] = {
    # a few words or a sentence. {s} is "it", "they" or "the shade", {is} the same with its verb; {v} the value
    "color": ("{v} would be perfect", "{s} should be {v}", "i'm thinking {v}", "ideally {v}", "i'd love {o} in {v}", "something {v}"),
    "material": ("{s} should be {v}", "i'd like {o} in {v}", "preferably {v}", "{v}, if you have it"),
    "finish": ("{s} should be {v}", "i prefer a {v} look", "definitely {v}", "something {v}"),
    "pattern": ("{s} should be {v}", "{v} would be nice", "i'm after something {v}", "i like {v} things"),
    "silhouette": ("the {v} kind", "the {v} sort, if you have it", "i like the {v} ones", "i have the {v} kind in mind"),
    "second": ("{p} should be {v}", "with {vp}", "ideally with {vp}", "i'd like {vp}"),
    "shade": ("{s} should be {v}", "something {v}", "rather {v}", "{v}, i think"),
    "metal": ("with some {v} on it", "there should be {v} somewhere", "i love a bit of {v}"),
    "price": ("under ${v}", "i don't want to spend more than ${v}", "my budget is {v} dollars", "nothing over ${v}"),
    "brand": ("{s} should be from {v}", "preferably by {v}", "{v} if possible"),
    "size": ("{z}, if possible", "ideally {z}"),
    "use": ("{is} for {v}", "for {v}"),
    "rating": ("only well reviewed ones, {v} stars or more", "rated at least {v}", "with {v}+ stars please"),
}  # fmt: skip

NO_CLAUSES: dict[str, tuple[str, ...]] = {
    "color": ("anything but {v}", "just not {v}", "no {v} please", "i have enough {v} in my life", "not {v} though"),
    "shade": ("nothing {v}", "not too {v}", "nothing {v}, please"),
    "material": ("not {v} please", "no {v}", "anything but {v}", "i'd rather not have {v}"),
    "finish": ("nothing {v}", "not {v}", "i don't like {v} things", "please not {v}"),
    "shine": ("nothing {v}", "not {v}", "i don't like {v} things", "nothing too {v}"),
    "pattern": ("nothing {v}", "not {v} please", "i don't do {v}", "no {v} ones"),
    "silhouette": ("not the {v} kind", "no {v} ones please", "just not the {v} ones"),
}

STATED: dict[str, tuple[str, ...]] = {
    # whole sentences, which can follow "but", "one condition:" or "actually, no."
    "color": ("{s} should be {v}", "i'd like {o} in {v}", "{s} has to be {v}"),
    "material": ("{s} should be {v}", "i'd like {o} in {v}"),
    "finish": ("{s} should be {v}", "{s} has to be {v}", "i want {o} {v}"),
    "pattern": ("{s} should be {v}", "i'd like {o} {v}"),
    "silhouette": ("i want the {v} kind", "i'd like the {v} kind", "it has to be the {v} kind"),
    "second": ("{p} should be {v}", "i want {vp}", "i'd like {vp}"),
    "shade": ("{s} should be {v}", "i'd like {o} {v}"),
    "metal": ("there should be some {v} on {it}", "i want some {v} on {it}"),
    "price": ("{s} has to be under ${v}", "i can't spend more than ${v}", "it mustn't cost more than ${v}"),
    "brand": ("{s} has to be from {v}", "i'd like {o} from {v}"),
    "size": ("it should be {z}", "i need {z}"),
    "use": ("{is} for {v}",),
    "rating": ("i want at least {v} stars", "the reviews should be good, {v} stars or more"),
}  # fmt: skip

NOT_STATED: dict[str, tuple[str, ...]] = {
    "color": ("{s} shouldn't be {v}", "i don't want {o} in {v}", "i really don't like {v}"),
    "shade": ("{s} shouldn't be {v}", "i don't want {o} too {v}"),
    "material": ("{s} shouldn't be {v}", "i'd rather not have {v}", "i don't want {v}"),
    "finish": ("{s} shouldn't be {v}", "i don't want {o} {v}"),
    "shine": ("{s} mustn't be {v}", "i don't want {o} {v}", "i don't like {v} things"),
    "pattern": ("{s} shouldn't be {v}", "i don't want {o} {v}", "i don't like {v} things"),
    "silhouette": ("i don't want the {v} kind", "it shouldn't be the {v} kind"),
}

LESS: dict[str, tuple[str, ...]] = {
    # refusals without the noun, as typed under what was shown
    "color": ("anything but {v}", "not {v}", "not {v} please", "no {v}", "just not {v}", "something that isn't {v}", "any colour but {v}"),
    "shade": ("less {v}", "not so {v} please", "something less {v}", "nothing that {v}", "not {v}"),
    "material": ("not {v}", "no {v} please", "anything but {v}", "something that isn't {v}"),
    "finish": ("nothing {v}", "not {v}", "not {v} please", "something that isn't {v}"),
    "shine": ("something less {v}", "less {v} please", "not {v}", "not so {v}", "nothing {v} please", "less {v}"),
    "pattern": ("no {n} please", "without the {n}", "not {v}", "nothing {v}", "no {n}", "less busy, no {n}"),
    "silhouette": ("not the {v} kind", "any but the {v} kind", "another shape, not {v}"),
}  # fmt: skip
_PATTERN_NOUNS = {
    "striped": "stripes", "dotted": "dots", "floral": "flowers", "checked": "checks", "speckled": "speckles",
}  # fmt: skip

# Of a lipstick, "red" would be heard as the lipstick's own colour: the case is named. {mp} is "a red case".
PART_CLAUSES = ("with {mp}", "{s} should be {v}", "ideally with {mp}", "i'd like {mp}")
PART_STATED = ("{s} should be {v}", "i want {mp}")
PART_AFTERTHOUGHTS = ("with {mp}, please", "is there one with {mp}?", "could {s} be {v}?", "and {s} should be {v}")
NO_PART_CLAUSES = ("{s} shouldn't be {v}", "no {v} {part} please", "anything but {mp}")
NO_PART_STATED = ("{s} shouldn't be {v}", "i don't want {mp}")
NO_PART_AFTERTHOUGHTS = ("but not with {mp}", "only {s} shouldn't be {v}", "not with {mp} though")
LESS_PART = ("not with {mp}", "no {v} {part} please", "anything but {mp}", "{s} shouldn't be {v}")
COMPARED_PART = {
    "dark": ("with a darker {part}", "could the {part} be darker?"),
    "light-coloured": ("with a lighter {part}", "the {part} is too dark, something paler"),
    "shiny": ("with a shinier {part}", "the {part} should be shinier"),
    "matte": ("with a less shiny {part}, a matte one", "the {part} is too shiny, i want it matte"),
    "plain": ("with a plain {part}", "the {part} is too busy, i'd like it plain"),
}

MOODS: dict[str, tuple[str, ...]] = {
    "sea": ("something that feels like the sea", "something in the colour of the sea", "something that reminds me of the ocean"),
    "forest": ("something that makes me think of a forest", "something in a colour like leaves or moss", "something in woodland colours"),
    "autumn": ("something in autumn colours", "something that feels like october", "something in the colour of falling leaves"),
    "sunny": ("something sunny", "something in a sunny colour, to cheer me up", "a bit of sunshine on a grey day"),
    "romantic": ("something in a romantic colour, for valentine's", "something in a romantic colour", "something in valentine's day colours"),
    "pastel": ("something pastel", "something in a sweet pastel", "something in a pastel, like sugared almonds"),
    "bold": ("something in a loud colour", "something bright that wakes things up", "a real pop of colour"),
    "neutral": ("something in a quiet, neutral colour", "something neutral that goes with everything", "no real colour, just a calm neutral"),
    "night": ("something in the colour of the night", "something as dark as midnight", "something moody and nearly black"),
    "wine": ("something in the colour of red wine", "something wine-coloured", "something in the colour of a good pinot"),
}  # fmt: skip

MOODS_AFTER: dict[str, tuple[str, ...]] = {
    "sea": ("in the colours of the sea", "in a colour like the sea"),
    "forest": ("in the colours of a forest", "in a mossy, leafy colour"),
    "autumn": ("in autumn colours", "in the colour of october leaves"),
    "sunny": ("in a sunny colour", "in a colour that cheers me up like sunshine"),
    "romantic": ("in a romantic colour", "in valentine's day colours"),
    "pastel": ("in a pastel", "in a sweet pastel colour"),
    "bold": ("in a really bold colour", "in a colour that wakes things up"),
    "neutral": ("in a quiet neutral", "in a neutral colour"),
    "night": ("in something nearly black", "in a colour like the night sky"),
    "wine": ("in the colour of red wine", "in a deep wine colour"),
}
CHANGED: dict[str, tuple[str, ...]] = {
    # after "the same, but"
    "color": ("in {v}",), "material": ("in {v}",), "finish": ("{v}",), "pattern": ("{v}",),
    "silhouette": ("the {v} kind", "the {v} sort"),
}  # fmt: skip

AFTERTHOUGHTS: dict[str, tuple[str, ...]] = {
    # a last turn that adds a wish to what was shown
    "color": ("do you have that in {v}?", "nice, but in {v} please", "could it be {v}?", "{v} please"),
    "material": ("is there one in {v}?", "{v} please, if there is one", "and in {v}?"),
    "finish": ("only the {v} ones", "i'd like it {v}", "{v}, please", "make that {v}"),
    "pattern": ("only {v} ones please", "could it be {v}?", "something {v}?"),
    "silhouette": ("the {v} kind", "only the {v} ones please", "do you have the {v} kind?"),
    "second": ("and {p} should be {v}", "with {vp}, if possible", "is there one with {vp}?"),
    "shade": ("something {v}, please", "{v}, if you can", "something {v}?"),
    "metal": ("with some {v}, please", "is there one with a bit of {v}?"),
    "price": ("and under ${v} please", "what have you got under ${v}?", "hmm, i can't go over {v} dollars"),
    "brand": ("anything by {v}?", "only {v}, please"),
    "size": ("{z}, please", "{z}, if there is one"),
    "use": ("{is} for {v}, by the way", "for {v}, i should add"),
    "rating": ("only {v} stars and up", "and with good reviews, say {v} or more?"),
}
NO_AFTERTHOUGHTS: dict[str, tuple[str, ...]] = {
    "color": ("not in {v} though", "anything that isn't {v}?", "but not {v}", "i'd rather skip {v}"),
    "shade": ("not too {v} though", "but nothing {v}", "nothing {v} though, what else?"),
    "material": ("but not {v}", "anything that isn't {v}?", "not {v} though"),
    "finish": ("nothing {v} though", "but not {v}", "but nothing {v}"),
    "shine": ("less {v} please", "but not so {v}", "but nothing {v}"),
    "pattern": ("not {v} though", "without the {v} look", "just not the {v} ones"),
    "silhouette": ("not the {v} kind", "any but the {v} kind?", "but not the {v} ones"),
}
COMPARED: dict[str, tuple[str, ...]] = {
    # said of a product that was shown and lacks the wish
    "dark": ("a bit darker", "darker than that, please", "could you go darker?", "darker please", "something darker"),
    "light-coloured": ("a bit lighter in colour", "something paler", "lighter, please, that's too dark", "lighter please"),
    "shiny": ("a bit shinier", "with more shine", "something that catches the light more", "shinier please"),
    "matte": ("something less shiny, properly matte", "more matte", "that's too shiny, i want matte", "less shiny. matte please"),
    "plain": ("without a pattern", "the same idea but plain", "less busy. plain, really", "less busy, no pattern", "no pattern please"),
}  # fmt: skip
LIKE: dict[str, tuple[str, ...]] = {
    # after "like the second, but"
    "dark": ("darker", "in a darker colour"), "light-coloured": ("lighter", "in a paler colour"),
    "shiny": ("shinier", "with more shine"), "matte": ("matte",), "plain": ("plain", "without the pattern"),
}  # fmt: skip
_STANDALONE = ("coin purse", "card holder", "candlestick", "bangle", "ottoman", "fedora")
"""Silhouettes that are nouns for the whole product."""
_SHAPED = ("bowl", "cup", "bottle", "saucer")
"""Silhouettes that are things of their own: a vase is "bottle-shaped", since a "bottle vase" might be a bottle."""


def value(wish: Wish, rng: random.Random, *, formal: bool = False) -> str:
    others = SAID.get(wish.value, ()) if (wish.negative, wish.value) != (True, "shiny") else ()  # not "not gleaming"
    if wish.form == "mood":
        return rng.choice(MOODS[wish.value])
    if wish.trait == "silhouette" and wish.value in _SHAPED:
        return f"{wish.value}-shaped"
    return rng.choice(others) if others and not formal and rng.random() < 0.3 else wish.value


def _form(wish: Wish) -> str:
    if wish.negative and wish.value in ("shiny", "glossy"):
        return "shine"
    return "second" if wish.on == "second" else wish.form or wish.trait


def _filled(form: str, wish: Wish, kind: Kind, rng: random.Random) -> str:
    main_part = kind.main_part if wish.on == "main" else ""
    many, part = is_plural(main_part or kind.name), kind.second_part
    said, it = value(wish, rng), "them" if many else "it"
    if wish.value == "wooden":
        form = re.sub(r"(in|no|not have|don't want|without|anything but) {v}", r"\1 wood", form)
    if wish.form == "shade" and wish.negative:
        said = "dark" if wish.value == "dark" else "pale"
    if wish.trait == "use" and _is_present(said):
        form = form.replace("{is} for", "{is}").replace("for", "as")
    if many:  # sunglasses have to be
        form = form.replace("{s} has", "{s} have").replace("it should be {z}", "they should be {z}")
    return form.format(
        v=said, s=f"the {main_part}" if main_part else "they" if many else "it", o=f"the {main_part}" if main_part else it,
        it="them" if is_plural(kind.name) else "it", p=f"the {part}", vp=_part([said], part) if wish.on == "second" else "",
        mp=_part([said], main_part) if main_part else "", part=main_part, z=_size(said) if wish.trait == "size" else "",
        n=_PATTERN_NOUNS.get(wish.value, f"{wish.value} look"), **{"is": "they're" if is_plural(kind.name) else "it's"},
    )  # fmt: skip


def _is_present(use: str) -> bool:
    """Uses that something is, not for: "a hostess gift"."""
    return use.endswith(("gift", "filler"))


def _size(said: str) -> str:
    """A size by itself: "44 cm tall", but "one that holds 300 ml"."""
    return said if said[0].isdigit() and not said.endswith("case") else f"one {_after_size(said)}"


def _after_size(said: str, *, many: bool = False) -> str:
    """What follows the noun: "that's 44 cm tall", "of 300 ml", "in size M"."""
    if said.startswith(("holds", "fits")):
        return f"that {said.replace('s ', ' ', 1) if many else said}"
    if said.startswith(("size", "US", "UK")):
        return f"in {said}"
    if said.startswith("for "):
        return said
    if said.endswith("case"):
        return f"with {article(said)}"
    if said.endswith((" ml", " g")):
        return f"of {said}"
    return f"that are {said}" if many else f"that's {said}"


def clause(wish: Wish, kind: Kind, rng: random.Random) -> str:
    """A few words that state the wish by themselves, lower case, without a full stop."""
    if wish.form == "mood":
        return value(wish, rng)
    forms = (NO_CLAUSES if wish.negative else CLAUSES)[_form(wish)]
    if _on_part(wish, kind):
        forms = NO_PART_CLAUSES if wish.negative else PART_CLAUSES
    return _filled(rng.choice(forms), wish, kind, rng)


def stated(wish: Wish, kind: Kind, rng: random.Random) -> str:
    """The wish as a whole sentence: "it should be navy"."""
    if wish.form == "mood":
        return f"i'd like {'them' if is_plural(kind.name) else 'it'} {rng.choice(MOODS_AFTER[wish.value])}"
    forms = (NOT_STATED if wish.negative else STATED)[_form(wish)]
    if _on_part(wish, kind):
        forms = NO_PART_STATED if wish.negative else PART_STATED
    return _filled(rng.choice(forms), wish, kind, rng)


def keyword(wish: Wish, kind: Kind, rng: random.Random) -> str:
    """The wish in as few words as in a shopping list: "navy", "brass legs", "not shiny", "under $40"."""
    if wish.form == "mood":
        return rng.choice(MOODS_AFTER[wish.value]).removeprefix("in ")
    forms = {"second": "with {vp}", "price": "under ${v}", "use": "for {v}", "rating": "{v}+ stars", "size": "{z}"}
    form = forms.get(_form(wish), "{v}")
    if wish.negative:
        form = "not the {v} kind" if wish.trait == "silhouette" else "not {v}"
    if _on_part(wish, kind):
        form = "no {v} {part}" if wish.negative else "{v} {part}"
    return _filled(form, wish, kind, rng)


def refused(wish: Wish, kind: Kind, rng: random.Random) -> str:
    """A refusal without the noun: "something less shiny", "anything but blue"."""
    forms = LESS_PART if _on_part(wish, kind) else LESS[_form(wish)]
    if wish.value not in _PATTERN_NOUNS:  # stripes are busy, a weave is not
        forms = tuple(form for form in forms if "busy" not in form)
    return _filled(rng.choice(forms), wish, kind, rng)


def disliked(wish: Wish, kind: Kind, rng: random.Random) -> str:
    """What somebody "can't stand": "blue", "wool", "shiny things"."""
    if _on_part(wish, kind):
        return _filled("{v} {part}s", wish, kind, rng)
    if wish.form == "shade":
        return "dark colours" if wish.value == "dark" else "light colours"
    return _filled("{v}" if wish.trait in ("color", "material") else "{v} things", wish, kind, rng)


def compared(wish: Wish, kind: Kind, rng: random.Random) -> str:
    table = COMPARED_PART if _on_part(wish, kind) else COMPARED
    return _filled(rng.choice(table[wish.value]), wish, kind, rng)


def like(wish: Wish, kind: Kind, rng: random.Random) -> str:
    """What follows "like the second, but"."""
    if _on_part(wish, kind):
        return _filled(COMPARED_PART[wish.value][0], wish, kind, rng)
    return rng.choice(LIKE[wish.value])


def afterthought(wish: Wish, kind: Kind, rng: random.Random) -> str:
    if wish.form == "mood":
        return rng.choice(("{}, maybe?", "rather {}", "i'd prefer {}")).format(value(wish, rng))
    forms = (NO_AFTERTHOUGHTS if wish.negative else AFTERTHOUGHTS)[_form(wish)]
    if _on_part(wish, kind):
        forms = NO_PART_AFTERTHOUGHTS if wish.negative else PART_AFTERTHOUGHTS
    return _filled(rng.choice(forms), wish, kind, rng)


def changed(wish: Wish, kind: Kind, rng: random.Random) -> str:
    form = "with {mp}" if _on_part(wish, kind) else rng.choice(CHANGED[wish.trait])
    return _filled(form, wish, kind, rng)


def _on_part(wish: Wish, kind: Kind) -> bool:
    """Whether the part has to be named."""
    return wish.on == "main" and speaks_of_part(kind)


def speaks_of_part(kind: Kind) -> bool:
    return kind.department == "beauty" and bool(kind.main_part)


def noun_phrase(wishes: Sequence[Wish], kind: Kind, noun: str, rng: random.Random, *, bare: bool = False) -> str:
    """ "a tall matte navy vase under $60"; bare: without the article."""
    said = {id(w): value(w, rng) for w in wishes}
    adjectives = [w for w in wishes if not w.negative and w.on in ("whole", "main", "second")]
    shapes = [said[id(w)] for w in adjectives if w.trait == "silhouette"]
    ordered = sorted((w for w in adjectives if w.trait != "silhouette"), key=_order)
    main = [said[id(w)] for w in ordered if w.on in ("whole", "main")]
    second = [said[id(w)] for w in ordered if w.on == "second"]
    on_part = main and any(w.on == "main" for w in ordered) and (speaks_of_part(kind) or rng.random() < 0.4)
    if main and kind.name == "watch" and any(w.trait in ("material", "pattern") for w in ordered):
        on_part = True  # nobody says "a cotton watch"
    if shapes and (shapes[0].endswith(kind.name) or shapes[0] in _STANDALONE):  # not an "armchair chair"
        shapes, noun = [], shapes[0] + "s" * is_plural(noun)
    first = [s for s in shapes if s in SIZES_AND_SHAPES]
    last = [s for s in shapes if s not in SIZES_AND_SHAPES and s not in noun.split()]
    words = " ".join([*first, *([] if on_part else main), *last, noun])
    text = words if bare else one(words)
    parts = [_part(main, kind.main_part)] if on_part else []
    parts += [_part(second, kind.second_part)] if second else []
    text += f" with {' and '.join(parts)}" if parts else ""
    rest = sorted((w for w in wishes if w not in adjectives), key=_after_order)
    many = is_plural(noun)
    after = [_after(w, said[id(w)], kind, rng, alone=len(rest) == 1, many=many) for w in rest]
    if parts and rest and rest[0].form == "metal":  # "with a pearl and some silvery metal"
        after[0] = after[0].replace("with", "and", 1)
    if " with " in text:
        after = [re.sub(r"^with at least ([\d.]+) stars", r"rated \1 or better", words) for words in after]
    return " ".join([text, *after]).replace(" ,", ",")


def _order(wish: Wish) -> int:
    """Finish, pattern, colour, material: "a matte striped navy ceramic vase"."""
    return ("finish", "see-through", "pattern", "color", "second_color", "material", "second_material").index(
        wish.trait
    )


def _after_order(wish: Wish) -> int:
    """The price late, and a refusal last: "for less than $150, but not a dark one"."""
    return 2 if wish.negative else 1 if wish.trait == "price" else -1 if wish.form == "metal" else 0


def _part(words: Sequence[str], part: str) -> str:
    if words[-1] == "pearl" and part in ("stone", "stones"):
        words, part = words[:-1], "pearl" if part == "stone" else "pearls"
    text = " ".join([*words, part])
    return text if is_plural(part) or part in MASS else article(text)


def _after(wish: Wish, said: str, kind: Kind, rng: random.Random, *, alone: bool, many: bool) -> str:
    if wish.negative:
        return _refusal_after(wish, said, kind, rng, alone=alone)
    if wish.trait == "size":
        return _after_size(said, many=many)
    forms = {
        "mood": MOODS_AFTER.get(wish.value, ()), "metal": ("with some {v}", "with a bit of {v}"),
        "price": ("under ${v}", "for less than ${v}", "for under {v} dollars", "below ${v}"),
        "brand": ("by {v}", "from {v}"), "use": ("as {v}" if _is_present(said) else "for {v}",),
        "rating": ("with at least {v} stars", "rated {v} or better"),
    }  # fmt: skip
    return rng.choice(forms[wish.form or wish.trait]).format(v=said)


def _refusal_after(wish: Wish, said: str, kind: Kind, rng: random.Random, *, alone: bool) -> str:
    if wish.trait == "silhouette":
        return rng.choice((f", but not the {said} kind", f", just not the {said} sort"))
    if _on_part(wish, kind):
        return f", but not with {_part([said], kind.main_part)}"
    many = is_plural(kind.name)
    forms = [f", but not {f'{said} ones' if many else f'{article(said)} one'}"]
    if wish.trait in ("color", "material") and wish.form != "shade":
        forms = [f", but not in {said}"] + [f", anything but {said}"] * (wish.trait == "color")
    if alone:  # close to its noun
        forms += [f"that {'are' if many else 'is'}n't {said}"] * 2
    return rng.choice(forms)
