"""How shoppers word a wish: as an adjective, after the noun, as a sentence of its own, or as an afterthought.

`noun_phrase` puts several wishes round one noun in the order English wants.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from studio import wordings
from studio.grammar import article, is_plural, one
from studio.kind import Kind
from studio.truth import MASS, SIZES_AND_SHAPES
from studio.wishes import Wish


def value(wish: Wish, rng: random.Random, *, formal: bool = False) -> str:
    others = (
        wordings.SAID.get(wish.value, ()) if (wish.negative, wish.value) != (True, "shiny") else ()
    )  # not "not gleaming"
    if wish.form == "mood":
        return rng.choice(wordings.MOODS[wish.value])
    if wish.trait == "silhouette" and wish.value in wordings.SHAPED:
        return f"{wish.value}-shaped"
    return rng.choice(others) if others and not formal and rng.random() < 0.3 else wish.value


def _form(wish: Wish) -> str:
    if wish.negative and wish.value in ("shiny", "glossy"):
        return "shine"
    if wish.trait == "silhouette" and wish.value in SIZES_AND_SHAPES:
        return "shape"  # "it should be round", but "the hoop kind"
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
        n=wordings.PATTERN_NOUNS.get(wish.value, f"{wish.value} look"), **{"is": "they're" if is_plural(kind.name) else "it's"},
    )  # fmt: skip


def _is_present(use: str) -> bool:
    """Uses that something is, not for: "a hostess gift"."""
    return use.endswith(("gift", "filler"))


def _size(said: str) -> str:
    """A size by itself: "44 cm tall", but "one that holds 300 ml"."""
    return said if said[0].isdigit() and not said.endswith("case") else f"one {_after_size(said)}"


def _after_size(said: str, *, many: bool = False) -> str:
    """What follows the noun: "that's 44 cm tall", "in the 300 ml size", "in size M"."""
    if said.startswith(("holds", "fits")):
        return f"that {said.replace('s ', ' ', 1) if many else said}"
    if said.startswith(("size", "US", "UK")):
        return f"in {said}"
    if said.startswith("for "):
        return said
    if said.endswith("case"):
        return f"with {article(said)}"
    if said.endswith((" ml", " g")):
        return f"in the {said} size"
    return f"that are {said}" if many else f"that's {said}"


def clause(wish: Wish, kind: Kind, rng: random.Random) -> str:
    """A few words that state the wish by themselves, lower case, without a full stop."""
    if wish.form == "mood":
        return value(wish, rng)
    forms = (wordings.NO_CLAUSES if wish.negative else wordings.CLAUSES)[_form(wish)]
    if _on_part(wish, kind):
        forms = wordings.NO_PART_CLAUSES if wish.negative else wordings.PART_CLAUSES
    return _filled(rng.choice(forms), wish, kind, rng)


def stated(wish: Wish, kind: Kind, rng: random.Random) -> str:
    """The wish as a whole sentence: "it should be navy"."""
    if wish.form == "mood":
        return f"i'd like {'them' if is_plural(kind.name) else 'it'} {rng.choice(wordings.MOODS_AFTER[wish.value])}"
    forms = (wordings.NOT_STATED if wish.negative else wordings.STATED)[_form(wish)]
    if _on_part(wish, kind):
        forms = wordings.NO_PART_STATED if wish.negative else wordings.PART_STATED
    return _filled(rng.choice(forms), wish, kind, rng)


def keyword(wish: Wish, kind: Kind, rng: random.Random) -> str:
    """The wish in as few words as in a shopping list: "navy", "brass legs", "not shiny", "under $40"."""
    if wish.form == "mood":
        return rng.choice(wordings.MOODS_AFTER[wish.value]).removeprefix("in ")
    forms = {"second": "with {vp}", "price": "under ${v}", "use": "for {v}", "rating": "{v}+ stars", "size": "{z}"}
    form = forms.get(_form(wish), "{v}")
    if wish.negative:
        form = "not the {v} kind" if _form(wish) == "silhouette" else "not {v}"
    if _on_part(wish, kind):
        form = "no {v} {part}" if wish.negative else "{v} {part}"
    return _filled(form, wish, kind, rng)


def refused(wish: Wish, kind: Kind, rng: random.Random) -> str:
    """A refusal without the noun: "something less shiny", "anything but blue"."""
    forms = wordings.LESS_PART if _on_part(wish, kind) else wordings.LESS[_form(wish)]
    if wish.value not in wordings.PATTERN_NOUNS:  # stripes are busy, a weave is not
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
    table = wordings.COMPARED_PART if _on_part(wish, kind) else wordings.COMPARED
    return _filled(rng.choice(table[wish.value]), wish, kind, rng)


def like(wish: Wish, kind: Kind, rng: random.Random) -> str:
    """What follows "like the second, but"."""
    if _on_part(wish, kind):
        return _filled(wordings.COMPARED_PART[wish.value][0], wish, kind, rng)
    return rng.choice(wordings.LIKE[wish.value])


def afterthought(wish: Wish, kind: Kind, rng: random.Random) -> str:
    if wish.form == "mood":
        return rng.choice(("{}, maybe?", "rather {}", "i'd prefer {}")).format(value(wish, rng))
    forms = (wordings.NO_AFTERTHOUGHTS if wish.negative else wordings.AFTERTHOUGHTS)[_form(wish)]
    if _on_part(wish, kind):
        forms = wordings.NO_PART_AFTERTHOUGHTS if wish.negative else wordings.PART_AFTERTHOUGHTS
    return _filled(rng.choice(forms), wish, kind, rng)


def changed(wish: Wish, kind: Kind, rng: random.Random) -> str:
    form = "with {mp}" if _on_part(wish, kind) else rng.choice(wordings.CHANGED[_form(wish)])
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
    if shapes and (shapes[0].endswith(kind.name) or shapes[0] in wordings.STANDALONE):  # not an "armchair chair"
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
        "mood": wordings.MOODS_AFTER.get(wish.value, ()), "metal": ("with some {v}", "with a bit of {v}"),
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
