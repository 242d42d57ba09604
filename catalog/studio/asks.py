"""How shoppers word a wish: as an adjective, after the noun, as a sentence of its own, or as an afterthought.

`noun_phrase` puts several wishes round one noun in the order English wants.
"""

from __future__ import annotations

import random
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
    "plain": ("plain", "unpatterned"), "dark": ("dark", "darker-coloured"), "light-coloured": ("pale", "light-coloured"),
    "ribbed": ("ridged",), "see-through": ("transparent", "see-through"), "polished": ("polished", "high-polish"),
}  # fmt: skip

CLAUSES: dict[str, tuple[str, ...]] = {
    # {s} is "it", "they" or "the shade"; {v} the value
    "color": ("{v} would be perfect", "{s} should be {v}", "i'm thinking {v}", "ideally {v}", "i'd love {o} in {v}", "something {v}"),
    "material": ("{s} should be {v}", "i'd like {o} in {v}", "preferably {v}", "{v}, if you have it"),
    "finish": ("{s} should be {v}", "i prefer a {v} look", "{v}, definitely", "i like them {v}"),
    "pattern": ("{s} should be {v}", "{v} would be nice", "i'm after something {v}", "i like {v} things"),
    "silhouette": ("the {v} kind", "the {v} sort, if you have it", "i like the {v} ones", "i have the {v} kind in mind"),
    "second": ("{p} should be {v}", "with {vp}", "ideally with {vp}", "{p} in {v} please"),
    "shade": ("{s} should be {v}", "something {v}", "rather {v}", "{v}, i think"),
    "metal": ("with some {v} on it", "there should be {v} somewhere", "i love a bit of {v}"),
    "price": ("under ${v}", "i don't want to spend more than {v}", "my budget is {v} dollars", "nothing over ${v}"),
    "brand": ("it should be from {v}", "i usually buy {v}", "{v} if possible"),
    "size": ("{v}, if possible", "ideally {v}", "{v} would be right"),
    "use": ("it's for {v}", "i'd use it for {v}", "for {v}, mostly"),
    "rating": ("only well reviewed ones, {v} stars or more", "rated at least {v}", "with {v}+ stars please"),
}  # fmt: skip

NO_CLAUSES: dict[str, tuple[str, ...]] = {
    "color": ("anything but {v}", "just not {v}", "no {v} please", "i have enough {v} in my life", "not {v} though"),
    "shade": ("nothing {v}", "not too {v}", "nothing {v}, please"),
    "material": ("not {v} please", "no {v}", "anything but {v}", "i'd rather not have {v}"),
    "finish": ("nothing {v}", "not {v}", "{v} is not for me", "please not {v}"),
    "shine": ("nothing {v}", "not {v}", "i don't like {v} things", "nothing too {v}"),
    "pattern": ("nothing {v}", "not {v} please", "i don't do {v}", "no {v} ones"),
    "silhouette": ("not the {v} kind", "no {v} ones please", "just not the {v} ones"),
}

MOODS: dict[str, tuple[str, ...]] = {
    "sea": ("something that feels like the sea", "the colour of the sea", "something that reminds me of the ocean"),
    "forest": ("something that makes me think of a forest", "a colour like leaves or moss", "woodland colours"),
    "autumn": ("autumn colours", "something that feels like october", "the colour of falling leaves"),
    "sunny": ("something sunny", "a bit of sunshine on a grey day", "a sunny colour that cheers me up"),
    "romantic": ("something romantic in colour, for valentine's", "a romantic colour", "valentine's day colours"),
    "pastel": ("a pastel", "something in a sweet pastel", "pastel, like sugared almonds"),
    "bold": ("a loud colour", "something bright that wakes things up", "a real pop of colour"),
    "neutral": ("a quiet, neutral colour", "something neutral that goes with everything", "no real colour, just a calm neutral"),
    "night": ("the colour of the night", "something as dark as midnight", "something moody and nearly black"),
    "wine": ("the colour of red wine", "something wine-coloured", "the colour of a good pinot"),
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
    "pattern": ("only {v} ones please", "could it be {v}?", "is there a {v} one?"),
    "silhouette": ("the {v} kind", "only the {v} ones please", "and the {v} kind?"),
    "second": ("and {p} should be {v}", "with {vp}, if possible", "is there one with {vp}?"),
    "shade": ("something {v}, please", "{v}, if you can", "and rather {v}"),
    "metal": ("with some {v}, please", "is there one with a bit of {v}?"),
    "price": ("and under ${v} please", "what have you got under ${v}?", "hmm, i can't go over {v} dollars"),
    "brand": ("anything by {v}?", "only {v}, please"),
    "size": ("{v}, please", "{v}, if there is one"),
    "use": ("it's for {v}, by the way", "good for {v}, if possible"),
    "rating": ("only {v} stars and up", "and with good reviews, say {v} or more?"),
}
NO_AFTERTHOUGHTS: dict[str, tuple[str, ...]] = {
    "color": ("not in {v} though", "anything that isn't {v}?", "but not {v}", "i'd rather skip {v}"),
    "shade": ("not too {v} though", "but nothing {v}", "too {v} for me, what else?"),
    "material": ("but not {v}", "anything that isn't {v}?", "without {v}, please"),
    "finish": ("nothing {v} though", "but not {v}", "hmm, nothing {v}"),
    "shine": ("less {v} please", "too {v} for me", "but nothing {v}"),
    "pattern": ("not {v} though", "without the {v} look", "just not the {v} ones"),
    "silhouette": ("not the {v} kind", "any but the {v} kind?", "but not the {v} ones"),
}
COMPARED: dict[str, tuple[str, ...]] = {
    # said of a product that was shown and lacks the wish
    "dark": ("a bit darker", "darker than that, please", "could you go darker?"),
    "light-coloured": ("a bit lighter in colour", "something paler", "lighter, please, that's too dark"),
    "shiny": ("a bit shinier", "with more shine", "something that catches the light more"),
    "matte": ("something less shiny, properly matte", "more matte", "that's too shiny, i want matte"),
    "plain": ("without a pattern", "the same idea but plain", "less busy. plain, really"),
}


def value(wish: Wish, rng: random.Random, *, formal: bool = False) -> str:
    others = SAID.get(wish.value, ())
    if wish.form == "mood":
        return rng.choice(MOODS[wish.value])
    return rng.choice(others) if others and not formal and rng.random() < 0.3 else wish.value


def _form(wish: Wish) -> str:
    if wish.negative and wish.value in ("shiny", "glossy"):
        return "shine"
    return "second" if wish.on == "second" else wish.form or wish.trait


def _filled(form: str, wish: Wish, kind: Kind, rng: random.Random) -> str:
    main_part = kind.main_part if wish.on == "main" else ""
    many = is_plural(main_part or kind.name)
    part = kind.second_part
    if wish.value == "wooden":
        form = form.replace("in {v}", "in wood").replace("no {v}", "no wood")
    return form.format(
        v=value(wish, rng), s=f"the {main_part}" if main_part else "they" if many else "it",
        o=f"the {main_part}" if main_part else "them" if many else "it", p=f"the {part}",
        vp=_part([value(wish, rng)], part) if wish.on == "second" else "",
    )  # fmt: skip


def clause(wish: Wish, kind: Kind, rng: random.Random) -> str:
    """A few words that state the wish by themselves, lower case, without a full stop."""
    if wish.form == "mood":
        return value(wish, rng)
    forms = (NO_CLAUSES if wish.negative else CLAUSES)[_form(wish)]
    if wish.on == "main" and speaks_of_part(kind):
        forms = tuple(f for f in forms if "{s}" in f or "{o}" in f) or forms
    return _for_part(_filled(rng.choice(forms), wish, kind, rng), wish, kind)


def afterthought(wish: Wish, kind: Kind, rng: random.Random) -> str:
    if wish.form == "mood":
        return rng.choice(("{}, maybe?", "more like {}", "i'd prefer {}")).format(value(wish, rng))
    said = _filled(rng.choice((NO_AFTERTHOUGHTS if wish.negative else AFTERTHOUGHTS)[_form(wish)]), wish, kind, rng)
    return _for_part(said, wish, kind)


def changed(wish: Wish, kind: Kind, rng: random.Random) -> str:
    return _for_part(_filled(rng.choice(CHANGED[wish.trait]), wish, kind, rng), wish, kind)


def _for_part(said: str, wish: Wish, kind: Kind) -> str:
    """Of a lipstick, "red" would be heard as the lipstick's own colour: the case is named."""
    if wish.on == "main" and speaks_of_part(kind) and kind.main_part not in said:
        question = "?" if said.endswith("?") else ""
        return f"{said.rstrip('?')} for the {kind.main_part}{question}"
    return said


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
    if shapes and shapes[0].endswith(kind.name):  # an armchair is not an "armchair chair"
        shapes, noun = [], shapes[0]
    first = [s for s in shapes if s in SIZES_AND_SHAPES]
    last = [s for s in shapes if s not in SIZES_AND_SHAPES and s not in noun.split()]
    words = " ".join([*first, *([] if on_part else main), *last, noun])
    text = words if bare else one(words)
    parts = [_part(main, kind.main_part)] if on_part else []
    parts += [_part(second, kind.second_part)] if second else []
    text += f" with {' and '.join(parts)}" if parts else ""
    rest = [w for w in wishes if w not in adjectives]
    return " ".join([text, *(_after(w, said[id(w)], kind, rng) for w in sorted(rest, key=_after_order))])


def _order(wish: Wish) -> int:
    """Finish, pattern, colour, material: "a matte striped navy ceramic vase"."""
    return ("finish", "see-through", "pattern", "color", "second_color", "material", "second_material").index(
        wish.trait
    )


def _after_order(wish: Wish) -> bool:
    return wish.trait == "price"


def _part(words: Sequence[str], part: str) -> str:
    if words[-1] == "pearl" and part in ("stone", "stones"):
        words, part = words[:-1], "pearl" if part == "stone" else "pearls"
    text = " ".join([*words, part])
    return text if is_plural(part) or part in MASS else article(text)


def _after(wish: Wish, said: str, kind: Kind, rng: random.Random) -> str:
    many = is_plural(kind.name)
    if wish.negative:
        if wish.trait == "silhouette":
            return rng.choice((f"but not the {said} kind", f"just not the {said} sort"))
        isnt = "aren't" if many else "isn't"
        return rng.choice((f"that {isnt} {said}", f"but not {said}", f"that {isnt} {said}"))
    forms = {
        "mood": MOODS_AFTER.get(wish.value, ()), "metal": ("with some {v}", "with a bit of {v}"),
        "price": ("under ${v}", "for less than ${v}", "for under {v} dollars", "below ${v}"),
        "brand": ("by {v}", "from {v}"), "size": ("({v})",), "use": ("for {v}",),
        "rating": ("with at least {v} stars", "rated {v} or better"),
    }  # fmt: skip
    return rng.choice(forms[wish.form or wish.trait]).format(v=said)
